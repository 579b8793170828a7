"""The verdict on a line can fail: a small one that went well is spoilt in one place each."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from infra.local.crowd.journal import Fate, Journal
from infra.local.verdict.books import Books, Entrant, Invitation, LineBooks, Order
from infra.local.verdict.draw import commitment, digest, place, served_at
from infra.local.verdict.line import PROMISES, LineVerdict, judge_line
from infra.local.verdict.turns import Planned, places_of
from tests.demo.cases import PRICE, notices_of, order_of

DOCS = Path(__file__).parents[2] / "docs"
VECTORS = json.loads((DOCS / "reference/draw-vectors.json").read_text())
SEED = "00" * 31 + "07"
OPENS_AT = (1_000_000, 2_000_000)
PLANNED = Planned(
    sale="s", opens_at=OPENS_AT, delay_ms=10_000, spread_ms=2_000, hold_ms=8_000, codes=1
)
IN_TIME = {0: ["gus"], 1: ["ann", "ben", "bot"]}
LATE = 2_000_500
LAST_TURN = 2_012_000


def seen(window: int) -> list[dict[str, Any]]:
    before: dict[str, Any] = {
        "window": window,
        "commitment": commitment(SEED),
        "digest": None,
        "digested_at": None,
        "entrants": None,
        "beacon": {"source": "stub", "round": 5, "out_at": "2026-10-27T11:00:06Z", "value": None},
        "seed": None,
    }
    digested = {
        **before,
        "digest": digest("s", window, IN_TIME[window]),
        "digested_at": "2026-10-27T11:00:05Z",
        "entrants": len(IN_TIME[window]),
    }
    beacon = {**before["beacon"], "value": "0a0b"}
    return [before, digested, {**digested, "beacon": beacon, "seed": SEED}]


SHOWN = {0: seen(0), 1: seen(1)}
JOINED = {
    "gus": Entrant("gus", 0, 900_000),
    "ann": Entrant("ann", 1, 900_000),
    "ben": Entrant("ben", 1, 1_999_999),
    "bot": Entrant("bot", 1, 900_001),
    "zoe": Entrant("zoe", 1, LATE),
}
LINE = LineBooks(tuple(JOINED.values()), (Invitation(0, "gus"),))


def turn_of(shopper: str) -> int:
    entrant = JOINED[shopper]
    return served_at(
        OPENS_AT[entrant.window],
        PLANNED.delay_ms,
        PLANNED.spread_ms,
        joined_at=entrant.joined_at,
        place=place(SHOWN[entrant.window][-1], "s", shopper),
    )


def bought(shopper: str, given_at: int | None = None) -> Order:
    given_at = turn_of(shopper) if given_at is None else given_at
    return replace(order_of(shopper, 1), deadline_at=given_at + PLANNED.hold_ms)


def books_of(*orders: Order) -> Books:
    notices = tuple(notice for order in orders for notice in notices_of(order))
    return Books(units=4, price_minor=PRICE, lots=(), orders=orders, notices=notices)


def journal_of() -> Journal:
    journal = Journal()
    for number, entrant in enumerate(JOINED.values()):
        journal.fates[number] = Fate(
            number,
            f"{entrant.shopper}@example.com",
            shopper=entrant.shopper,
            window=entrant.window,
            joined_at=entrant.joined_at,
            is_script=entrant.shopper == "bot",
        )
    return journal


BOOKS = books_of(bought("gus"), bought("ann"), bought("ben"), bought("zoe"))


def journal_with_one_refused() -> Journal:
    journal = journal_of()
    journal.fates[9] = Fate(9, "eve@example.com", shopper="eve")
    return journal


def judged(
    books: Books = BOOKS,
    line: LineBooks = LINE,
    shown: Mapping[int, list[dict[str, Any]]] = SHOWN,
    mails: int = 0,
    journal: Journal | None = None,
) -> LineVerdict:
    return judge_line(books, line, journal or journal_of(), shown, PLANNED, mails=mails)


def test_a_line_that_went_well_breaks_no_promise() -> None:
    verdict = judged()

    assert verdict.broken == ()
    assert (verdict.entrants, verdict.late_comers, verdict.invited) == (5, 1, 1)
    assert (verdict.scripts, verdict.script_units, verdict.units_for_all) == (1, 0, 3)
    assert verdict.as_json()["served_early"] == 0


def last_with(window: int, **changes: object) -> dict[int, list[dict[str, Any]]]:
    shown = SHOWN[window]
    return {**SHOWN, window: [*shown[:-1], {**shown[-1], **changes}]}


def beacon(**changes: object) -> dict[str, Any]:
    return {**SHOWN[1][-1]["beacon"], **changes}


SPOILT: dict[str, Callable[[], LineVerdict]] = {
    "served_early": lambda: judged(books_of(bought("ann", turn_of("ann") - 1))),
    "behind_late_comers": lambda: judged(books_of(bought("zoe", LAST_TURN - 1))),
    "draws_wrong": lambda: judged(shown=last_with(1, entrants=2)),
    "left_out": lambda: judged(journal=journal_with_one_refused()),
    "tickets_wrong": lambda: judged(
        line=replace(LINE, entrants=(*LINE.entrants, Entrant("eve", 1, 900_000)))
    ),
    "invitations_misused": lambda: judged(line=replace(LINE, invitations=())),
    "notices_doubled": lambda: judged(replace(BOOKS, notices=BOOKS.notices + BOOKS.notices[:1])),
    "mails_in_the_outage": lambda: judged(mails=1),
}


@pytest.mark.parametrize("name", PROMISES)
def test_each_fault_is_found_and_said(name: str) -> None:
    verdict = SPOILT[name]()

    assert verdict.counts[name] > 0
    assert verdict.broken


@pytest.mark.parametrize("vector", VECTORS["places"], ids=lambda vector: str(vector["place"]))
def test_places_are_those_of_the_published_vectors(vector: dict[str, Any]) -> None:
    draw = {**vector, "beacon": {"value": vector["beacon"]}}

    assert f"{place(draw, vector['sale'], vector['shopper']):016x}" == vector["place"]
    assert commitment(vector["seed"]) == vector["commitment"]


def test_digests_and_instants_are_those_of_the_published_vectors() -> None:
    for vector in VECTORS["digests"]:
        found = digest(vector["sale"], vector["window"], vector["shoppers"])

        assert found == vector["digest"]
    for vector in VECTORS["instants"]:
        instant = served_at(
            vector["opens_at"],
            vector["delay_ms"],
            vector["spread_ms"],
            joined_at=vector["joined_at"],
            place=int(vector["place"], 16),
        )

        assert instant == vector["served_at"]


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": "00" * 32},
        {"seed": None},
        {"commitment": commitment("00" * 32)},
        {"digest": digest("s", 1, ["ann"])},
        {"digested_at": "2026-10-27T11:00:07Z"},
        {"beacon": beacon(value="")},
        {"beacon": beacon(round=6)},
    ],
    ids=["seed", "no seed", "commitment", "digest", "too late", "no beacon", "other round"],
)
def test_a_draw_that_does_not_bind_is_wrong(changes: dict[str, object]) -> None:
    verdict = judged(shown=last_with(1, **changes))

    assert verdict.counts["draws_wrong"] == 1


def test_who_was_served_without_a_place_was_served_early() -> None:
    assert judged(books_of(replace(bought("ann"), shopper="eve"))).counts["served_early"] == 1


def test_what_a_waiting_list_offered_was_given_by_the_time_that_its_offers_stand() -> None:
    planned = replace(PLANNED, offer_ms=20_000)
    early, just = (
        replace(bought("ann"), deadline_at=turn_of("ann") + 20_000 - early, offered=True)
        for early in (1, 0)
    )
    found = [
        judge_line(books_of(order), LINE, journal_of(), SHOWN, planned).counts["served_early"]
        for order in (early, just)
    ]

    assert found == [1, 0]


def test_a_code_that_two_used_is_misused() -> None:
    twice = replace(LINE, invitations=(Invitation(0, "gus"), Invitation(0, "gus")))

    assert judged(line=twice).counts["invitations_misused"] > 0


def test_scripts_that_get_more_than_their_share_explains_are_found() -> None:
    orders = [replace(bought("bot"), order=f"o{number}") for number in range(50)]
    others = [replace(bought("ann"), order=f"p{number}") for number in range(10)]

    verdict = judged(books_of(*orders, *others))

    assert verdict.script_units == 50
    assert verdict.script_units_at_most == pytest.approx(60 * 0.25 + 4 * (60 * 0.25 * 0.75) ** 0.5)
    assert any("Scripts got 50 units" in broken for broken in verdict.broken)


def test_places_are_by_the_draw_and_late_comers_behind_by_instant() -> None:
    line = LineBooks(tuple(Entrant(who, 0, JOINED[who].joined_at) for who in ("gus", "zoe")))
    places = places_of(line, SHOWN, replace(PLANNED, opens_at=OPENS_AT[1:]))

    assert places == {"gus": (0, place(SHOWN[0][-1], "s", "gus")), "zoe": (1, LATE)}
    assert places_of(line, {}, PLANNED)["gus"] == (0, 0)


def test_what_scripts_got_of_another_pool_is_not_the_line_s() -> None:
    books = books_of(*(replace(order, pool="main") for order in BOOKS.orders))
    ours, others = (
        judge_line(books, LINE, journal_of(), SHOWN, replace(PLANNED, pool=pool))
        for pool in ("main", "later")
    )

    assert (ours.units_for_all, others.units_for_all) == (3, 0)
