"""A sale with a line over the API: joining, the draw as it appears, and everybody's turn."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.workers import opening
from sale_api.domain.draw import Draw, Turns, commitment, digest
from sale_api.domain.identifiers import shopper_id
from sale_api.domain.ticket import Ticket
from tests.functional.api import Api, Reply
from tests.functional.stage import plan
from tests.sales import HOUR_MS, wall
from tests.systems import BEGIN

SALE = "console"
MINUTE = 60_000
OPENS = BEGIN + HOUR_MS
WINDOWS = [{"opens": wall(OPENS), "closes": wall(OPENS + HOUR_MS)}]
LINE = {"delay_seconds": 10, "spread_seconds": 600}
ANNA, BERTA = "anna@example.org", "berta@example.org"


class Line:
    """A published sale with a line, an hour before it opens."""

    def __init__(self, api: Api, **changes: object) -> None:
        self.api = api
        self.admin = api.marketer()
        body = {"sale": SALE, **plan(windows=WINDOWS, line=LINE, **changes)}
        assert api.ask("POST", "/v1/admin/sales", body, token=self.admin).status == 201
        self.steer("publication", None)

    def steer(self, path: str, body: object) -> Reply:
        reply = self.api.ask(
            "POST", f"/v1/admin/sales/{{sale}}/{path}", body, token=self.admin, sale=SALE
        )
        assert reply.status == 200
        return reply

    def join(self, email: str = ANNA) -> Reply:
        token = self.api.shopper(email)
        return self.api.ask("POST", "/v1/sales/{sale}/ticket", token=token, sale=SALE)

    def reserve(self, ticket: object, email: str = ANNA) -> Reply:
        body = {"quantity": 1, "ticket": ticket}
        return self.api.ask(
            "POST",
            "/v1/sales/{sale}/reservation",
            body,
            token=self.api.shopper(email),
            sale=SALE,
        )

    def draw(self) -> Any:
        self.api.world.clock += 1_001  # what a process remembers is at most a second old
        return self.api.ask("GET", "/v1/sales/{sale}", sale=SALE).body["draw"]

    def at(self, clock: int) -> None:
        self.api.world.clock = clock


@pytest.fixture
def line(api: Api) -> Line:
    return Line(api)


def test_a_line_from_its_plan_to_everybodys_turn(everywhere: Api) -> None:
    everywhere.world.system = replace(
        everywhere.world.system, wait_until=everywhere.world.wait_until
    )
    line = Line(everywhere)
    before = line.draw()
    joined = line.join()
    line.at(everywhere.world.clock + 1)
    again = line.join()
    ticket = again.body["ticket"]

    assert (joined.status, again.status) == (201, 200)
    assert again.body["joined_at"] == joined.body["joined_at"]
    assert before["digest"] is before["seed"] is before["beacon"]["value"] is None

    line.at(OPENS - 5_000)
    early = line.reserve(ticket)
    opening.open_all()
    out = line.draw()
    anna = shopper_id(ANNA, everywhere.world.system.tokens.shopper_key)
    seed, beacon = bytes.fromhex(out["seed"]), bytes.fromhex(out["beacon"]["value"])
    place = Draw(seed=seed, beacon=beacon, sale=SALE, window=0).place(anna)
    turn = Turns(OPENS, 10_000, 600_000).served_at(OPENS - 1, place)

    assert early.code == "not_open_yet"
    assert commitment(seed) == before["commitment"] == out["commitment"]
    assert (out["digest"], out["entrants"]) == (digest(SALE, 0, [anna]), 1)
    assert out["beacon"]["round"] == before["beacon"]["round"]

    line.at(turn - 1)
    refused = line.reserve(ticket)
    line.at(turn)
    held = line.reserve(ticket)

    assert (refused.status, refused.code) == (409, "not_admitted_yet")
    assert refused.body["retry_after"] == 1
    assert held.status == 201


def test_before_the_draw_is_out_nobody_is_told_an_instant(line: Line) -> None:
    ticket = line.join().body["ticket"]
    line.at(OPENS + 1_000)

    refused = line.reserve(ticket)

    assert refused.code == "not_admitted_yet"
    assert (refused.body["admitted_at"], refused.body["retry_after"]) == (None, 9)


def test_a_late_comer_is_told_the_instant(line: Line) -> None:
    line.at(OPENS)
    opening.open_all()
    line.at(OPENS + MINUTE)
    ticket = line.join().body["ticket"]

    refused = line.reserve(ticket)

    assert refused.body["admitted_at"] == "2027-01-15T09:11:10Z"
    assert refused.body["retry_after"] == 610


def forged(line: Line, **changes: object) -> str:
    """Return a well-signed ticket that nobody was given."""
    tokens = line.api.world.system.tokens
    anna = shopper_id(ANNA, tokens.shopper_key)
    ticket = replace(Ticket(sale=SALE, window=0, shopper=anna, joined_at=OPENS - 1), **changes)
    return tokens.ticket(ticket, line.api.world.clock)


@pytest.mark.parametrize(
    "changes",
    [
        {"shopper": "someone-else-001"},
        {"sale": "another"},
        {"joined_at": OPENS + HOUR_MS},
        {"window": 1},
    ],
)
def test_only_ones_own_ticket_of_the_window_is_taken(
    line: Line, changes: dict[str, object]
) -> None:
    line.at(OPENS + 1_000)

    refused = line.reserve(forged(line, **changes))

    assert (refused.status, list(refused.fields)) == (400, ["ticket"])


@pytest.mark.parametrize("ticket", [None, "no-token", "a.b.c", 7])
def test_without_a_ticket_nobody_is_served(line: Line, ticket: object) -> None:
    line.at(OPENS + 1_000)

    refused = line.reserve(ticket)

    assert (refused.status, list(refused.fields)) == (400, ["ticket"])


def test_an_altered_ticket_is_none(line: Line) -> None:
    ticket: str = line.join().body["ticket"]
    line.at(OPENS + 1_000)

    refused = line.reserve(ticket[:-1] + ("A" if ticket[-1] != "A" else "B"))

    assert list(refused.fields) == ["ticket"]


def test_anothers_token_makes_a_ticket_worthless(line: Line) -> None:
    ticket = line.join().body["ticket"]
    line.at(OPENS + 1_000)

    assert list(line.reserve(ticket, BERTA).fields) == ["ticket"]


def test_a_sale_without_a_line_gives_no_tickets_and_takes_none(api: Api) -> None:
    line = Line(api, sale=SALE)
    body = {"sale": "plain", **plan()}
    api.ask("POST", "/v1/admin/sales", body, token=line.admin)
    api.ask("POST", "/v1/admin/sales/{sale}/publication", token=line.admin, sale="plain")
    token, path = api.shopper(), "/v1/sales/{sale}"

    joined = api.ask("POST", f"{path}/ticket", token=token, sale="plain")
    wish = {"quantity": 1, "ticket": forged(line, sale="plain")}
    refused = api.ask("POST", f"{path}/reservation", wish, token=token, sale="plain")
    shown = api.ask("GET", path, sale="plain").body

    assert joined.code == "not_found"
    assert list(refused.fields) == ["ticket"]
    assert (shown["line"], shown["draw"]) == (None, None)


def test_refused_before_ones_turn_costs_no_request(line: Line) -> None:
    ticket = line.join().body["ticket"]
    line.at(OPENS)
    opening.open_all()
    line.draw()
    asked: list[str] = []

    class Untouched:
        """Stores that note whoever asks them."""

        def __getattr__(self, verb: str) -> object:
            asked.append(verb)
            raise AssertionError(verb)

    system = line.api.world.system
    untouched: Any = Untouched()
    line.api.world.system = replace(
        system, lots=untouched, orders=untouched, sales=untouched, entrants=untouched
    )

    assert line.reserve(ticket).code == "not_admitted_yet"
    assert line.reserve(None).code == "invalid_request"
    assert asked == []


def test_tickets_follow_an_opening_that_is_moved(line: Line) -> None:
    ticket = line.join().body["ticket"]
    moved = plan(
        windows=[{"opens": wall(OPENS + MINUTE), "closes": wall(OPENS + HOUR_MS)}], line=LINE
    )
    version = line.api.ask("GET", "/v1/admin/sales/{sale}", token=line.admin, sale=SALE)
    headers = {"If-Match": version.headers["ETag"]}
    changed = line.api.ask(
        "PUT", "/v1/admin/sales/{sale}", moved, token=line.admin, headers=headers, sale=SALE
    )
    line.at(OPENS + 1_000)

    assert changed.status == 200
    assert line.reserve(ticket).code == "not_open_yet"
    assert line.join(BERTA).status == 201
    opening.open_all()
    assert line.draw()["entrants"] == 2
