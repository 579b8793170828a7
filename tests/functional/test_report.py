"""A sale with a line, played to its end: its report for everybody, its audit for marketers."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.workers import erasing, opening
from sale_api.domain.draw import commitment, digest
from sale_api.domain.identifiers import shopper_id
from sale_api.domain.line import Rounds
from sale_api.domain.order import Bar
from sale_api.usecases.find_orders import summary_of
from sale_api.usecases.report import served
from tests.functional.api import Api, Reply
from tests.functional.stage import ANNA, BERTA, CARLA, DELIVERY, plan
from tests.sales import HOUR_MS, wall
from tests.systems import BEGIN

SALE = "console"
OPENS, CLOSES = BEGIN + HOUR_MS, BEGIN + 3 * HOUR_MS
OVER = CLOSES + 610_001
WINDOWS = [{"opens": wall(OPENS), "closes": wall(CLOSES)}]
REPORT, AUDIT = "/v1/sales/{sale}/report", "/v1/admin/sales/{sale}/audit"


class Played:
    """Anna, Berta and, late, Carla stood in line and ordered two units each; Berta cancelled."""

    def __init__(self, api: Api, **changes: object) -> None:
        self.api = api
        world = api.world
        world.system = replace(world.system, wait_until=world.wait_until)
        self.admin = api.marketer()
        line = {"delay_seconds": 10, "spread_seconds": 60}
        body = {"sale": SALE, **plan(windows=WINDOWS, line=line, **changes)}
        self.done("POST", "/v1/admin/sales", body, self.admin)
        self.done("POST", "/v1/admin/sales/{sale}/publication", None, self.admin, sale=SALE)
        tickets = {email: self.join(email) for email in (ANNA, BERTA)}
        world.clock = OPENS
        opening.open_all()
        tickets[CARLA] = self.join(CARLA)
        world.clock = OPENS + HOUR_MS
        self.orders = {email: self.buy(email, ticket) for email, ticket in tickets.items()}
        reason, order = {"reason": "Found it elsewhere."}, self.orders[BERTA]
        path = "/v1/orders/{order}/cancellation"
        self.done("POST", path, reason, api.shopper(BERTA), order=order["order"])
        self.list(order["order"])

    def done(self, method: str, path: str, body: object, token: str, **parameters: Any) -> Any:
        reply = self.api.ask(method, path, body, token=token, **parameters)
        assert reply.status < 300, reply
        return reply.body

    def join(self, email: str) -> str:
        token = self.api.shopper(email)
        return str(self.done("POST", "/v1/sales/{sale}/ticket", {}, token, sale=SALE)["ticket"])

    def buy(self, email: str, ticket: str) -> Any:
        self.api.world.clock += 1_000
        path, token = "/v1/sales/{sale}/reservation", self.api.shopper(email)
        asked = {"quantity": 2, "ticket": ticket}
        held = self.done("POST", path, asked, token, sale=SALE)
        wish = {"reservation": held["reservation"], "delivery": DELIVERY}
        order = self.done("POST", "/v1/sales/{sale}/order", wish, token, sale=SALE)
        self.list(order["order"])
        return order

    def list(self, number: str) -> None:
        """Let the lists know of an order, as the relay does."""
        system = self.api.world.system
        order = system.orders.find(number)
        assert order is not None
        assert not isinstance(order, Bar)
        system.views.record(summary_of(order))

    def over(self) -> Played:
        self.api.world.clock = OVER
        return self

    def report(self, query: str = "") -> Reply:
        return self.api.ask("GET", REPORT, sale=SALE, query=query)

    def audit(self) -> Reply:
        return self.api.ask("GET", AUDIT, token=self.admin, sale=SALE)

    def show(self, **changes: object) -> None:
        """Have something else on record of the draw."""
        sale = self.api.world.system.sales.find(SALE)
        assert sale is not None
        draws = (replace(sale.draws[0], **changes),)
        self.api.world.system.sales.replace(replace(sale, draws=draws, version=sale.version + 1))


@pytest.fixture
def played(api: Api) -> Played:
    return Played(api)


def test_a_report_says_who_ended_orders_and_why_the_seller_did(played: Played) -> None:
    order, words = played.orders[CARLA]["order"], {"reason": "No supply.", "resell": False}
    path = "/v1/admin/orders/{order}/cancellation"
    played.done("POST", path, words, played.admin, order=order)
    played.list(order)

    report = played.over().report().body

    ended = [(row["state"], row["ended_by"], row["reason"]) for row in report["orders"]]
    assert ended == [
        ("placed", None, None),
        ("cancelled", "shopper", None),
        ("cancelled", "marketer", "No supply."),
    ]
    assert report["states"] == {"placed": 1, "cancelled": 2}


def test_a_report_counts_gifts_and_does_not_tell_of_them(played: Played) -> None:
    order, path = played.orders[CARLA]["order"], "/v1/admin/orders/{order}/gift"
    for gift in ("one", "two"):
        words = {"gift": gift, "text": "A voucher for the wait."}
        played.done("POST", path, words, played.admin, order=order)
    played.list(order)

    report = played.over().report()

    assert [row["gifts"] for row in report.body["orders"]] == [0, 0, 2]
    assert "voucher" not in report.text


def test_a_report_says_when_addresses_are_erased_and_when_they_were(played: Played) -> None:
    due = played.over().report().body["erasure"]
    played.api.world.clock += 31 * 24 * HOUR_MS

    erasing.erase_all()

    done = played.report().body["erasure"]
    assert due == {"due_at": "2027-02-14T11:00:00Z", "done_at": None}
    assert done["due_at"] == due["due_at"] < done["done_at"]


def test_a_sale_that_is_over_is_reported_to_everybody_and_passes_its_audit(everywhere: Api) -> None:
    played = Played(everywhere).over()

    reply = played.report()

    assert (reply.status, reply.headers["Cache-Control"]) == (200, "public, max-age=60")
    units, orders, (draw,) = (reply.body[name] for name in ("units", "orders", "draws"))
    assert units["units"] == units["left"] + units["held"] + units["ordered"] == 50
    assert units["held"] + units["ordered"] == 4
    names = [played.orders[email]["listed_as"] for email in (ANNA, BERTA, CARLA)]
    assert [order["listed_as"] for order in orders] == names
    assert [order["placed_at"] for order in orders] == [
        played.orders[email]["placed_at"] for email in (ANNA, BERTA, CARLA)
    ]
    assert [order["state"] for order in orders] == ["placed", "cancelled", "placed"]
    assert [order["gifts"] for order in orders] == [0, 0, 0]
    shopper_key = everywhere.world.system.tokens.shopper_key
    in_time = [shopper_id(email, shopper_key) for email in (ANNA, BERTA)]
    assert commitment(bytes.fromhex(draw["seed"])) == draw["commitment"]
    assert (draw["digest"], draw["entrants"]) == (digest(SALE, 0, in_time), 2)
    assert draw["operator_could_have_known"] is False
    assert reply.body["cursor"] is None
    assert played.audit().body["passed"] is True


def test_a_report_names_neither_shoppers_nor_orders(played: Played) -> None:
    text = played.over().report().text
    key = played.api.world.system.tokens.shopper_key

    for email in (ANNA, BERTA, CARLA):
        assert email not in text
        assert shopper_id(email, key) not in text
        assert played.orders[email]["order"] not in text


def test_a_report_is_read_page_by_page(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.http.reports.served", partial(served, most=2))
    first = played.over().report()

    second = played.report(f"cursor={first.body['cursor']}")

    names = [order["listed_as"] for reply in (first, second) for order in reply.body["orders"]]
    assert names == [played.orders[email]["listed_as"] for email in (ANNA, BERTA, CARLA)]
    assert (len(first.body["orders"]), second.body["cursor"]) == (2, None)


@pytest.mark.parametrize(
    "query", ["cursor=x", "cursor=", "cursor=-1", "page=2", "cursor=1&cursor=2"]
)
def test_a_cursor_of_ones_own_is_refused(played: Played, query: str) -> None:
    reply = played.over().report(query)

    assert (reply.status, reply.code) == (400, "invalid_request")


def test_units_are_counted_once_a_minute(played: Played) -> None:
    before = played.over().report().body["units"]
    lot = played.api.world.lots.lots[SALE, 0]
    played.api.world.lots.lots[SALE, 0] = replace(lot, available=lot.available - 1, written_off=1)

    played.api.world.clock += 59_999
    remembered = played.report().body["units"]
    played.api.world.clock += 1
    counted = played.report().body["units"]

    assert remembered == before
    assert counted["written_off"] == before["written_off"] + 1


def test_much_is_not_remembered_for_ever(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.http.reports.MOST_REMEMBERED", 0)

    assert played.over().report().status == played.report().status == 200


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({"beacon": ""}, True),
        ({"digested_at": OPENS + 9_000}, True),
        ({"seed": None}, None),
    ],
)
def test_a_report_says_whether_the_operator_could_have_known(
    played: Played,
    changes: dict[str, object],
    known: bool | None,  # noqa: FBT001 - a case
) -> None:
    played.show(**changes)

    (draw,) = played.over().report().body["draws"]

    assert draw["operator_could_have_known"] is known


def test_a_beacon_that_anybody_can_foresee_could_have_been_known(played: Played) -> None:
    rounds = played.api.world.beacon.rounds
    played.api.world.beacon.rounds = Rounds(
        rounds.source, rounds.begins_at, rounds.period_ms, foreseeable=True
    )

    (draw,) = played.over().report().body["draws"]

    assert draw["operator_could_have_known"] is True


@pytest.mark.parametrize(("clock", "state"), [(OPENS + 1, "open"), (OVER - 1, "closed")])
def test_before_the_end_there_is_neither(played: Played, clock: int, state: str) -> None:
    played.api.world.clock = clock

    for reply in (played.report(), played.audit()):
        assert (reply.status, reply.code, reply.body["state"]) == (409, "wrong_state", state)
        assert reply.headers["Cache-Control"] == "no-store"


def test_what_there_is_not_is_not_found(api: Api) -> None:
    assert api.ask("GET", REPORT, sale="nothing").status == 404
    assert api.ask("GET", AUDIT, token=api.marketer(), sale="nothing").status == 404


def test_a_sound_sale_passes_its_audit(played: Played) -> None:
    reply = played.over().audit()

    assert (reply.status, reply.headers["Cache-Control"]) == (200, "no-store")
    looked_at = {check["check"]: check["looked_at"] for check in reply.body["checks"]}
    assert [check["faults"] for check in reply.body["checks"]] == [[]] * 8
    assert reply.body["passed"] is True
    assert (looked_at["turns"], looked_at["orders"], looked_at["digests"]) == (3, 2, 1)


def test_an_audit_says_what_is_wrong(played: Played) -> None:
    played.show(commitment="0" * 64)

    body = played.over().audit().body

    assert body["passed"] is False
    (check,) = (each for each in body["checks"] if each["check"] == "commitments")
    assert check == {
        "check": "commitments",
        "passed": False,
        "looked_at": 1,
        "faulty": 1,
        "faults": ["Window 0: the seed is not the one committed to."],
    }
