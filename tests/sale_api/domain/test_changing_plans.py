"""What may still change once a sale is published."""

from typing import Any

import pytest
from msgspec.structs import replace

from sale_api.domain.changing import check_change
from sale_api.domain.errors import WrongState
from sale_api.domain.line import WindowDraw
from sale_api.domain.money import Money
from sale_api.domain.plan import Line, Pool, Remaining
from sale_api.domain.sale import Sale, State
from sale_api.domain.waiting import Waitlist
from tests.sale_api.given import (
    CLOSES,
    HOUR,
    MINUTE,
    OPENS,
    PREPAYMENT,
    a_plan,
    a_sale,
    a_window,
)

NEXT = a_window(CLOSES + HOUR, CLOSES + 2 * HOUR)
PUBLISHED = a_sale(a_plan(windows=[a_window(), NEXT]))


def faults_of(now: int, sale: Sale = PUBLISHED, **changes: Any) -> list[str]:
    """Return the fields whose change is refused at `now`."""
    try:
        check_change(sale, replace(sale.plan, **changes), now)
    except WrongState as refused:
        listed: Any = refused.data["fields"]
        return [fault["field"] for fault in listed]
    return []


def with_first(opens_at: int, closes_at: int) -> dict[str, Any]:
    return {"windows": (a_window(opens_at, closes_at), NEXT)}


FROZEN: dict[str, Any] = {
    "zone": "UTC",
    "price": Money(1, "EUR"),
    "reference_price": Money(1, "EUR"),
    "pools": (Pool("main", 21),),
    "limit": 2,
    "hold_seconds": 601,
    "refuse_throwaway": True,
    "domain_limit": 5,
    "household_limit": 2,
    "line": Line(10, 60),
    "prepayment": PREPAYMENT,
    "waitlist": Waitlist(60, 7),
}


def test_a_draft_may_become_anything() -> None:
    draft = a_sale(state=State.DRAFT)

    assert faults_of(CLOSES + HOUR, draft, windows=(a_window(1, 2),), **FROZEN) == []


@pytest.mark.parametrize("field", FROZEN)
@pytest.mark.parametrize("state", [State.PUBLISHING, State.PUBLISHED])
def test_what_people_came_for_is_fixed_from_publication_on(field: str, state: State) -> None:
    assert faults_of(OPENS - 1, a_sale(state=state), **{field: FROZEN[field]}) == [field]


def test_the_texts_and_the_work_of_joining_may_always_change() -> None:
    changes: dict[str, Any] = {
        "proof_of_work": 9,
        "title": "Windows 7!",
        "description": "new",
        "seller": "new",
        "contact": "new@example.org",
        "remaining": Remaining.HIDDEN,
    }

    assert faults_of(CLOSES + HOUR, **changes) == []


def test_who_is_refused_is_told_the_state_of_the_sale() -> None:
    with pytest.raises(WrongState) as refused:
        check_change(PUBLISHED, replace(PUBLISHED.plan, limit=1), OPENS)

    assert refused.value.data["state"] is State.PUBLISHED


def test_all_faults_are_told_at_once() -> None:
    assert faults_of(OPENS, limit=1, windows=()) == ["limit", "windows"]


@pytest.mark.parametrize(
    ("opens_at", "faults"),
    [
        (OPENS - 1, ["windows[0].opens"]),
        (OPENS, []),
        (OPENS + 1, []),
    ],
)
def test_a_coming_window_never_opens_earlier_than_was_published(
    opens_at: int, faults: list[str]
) -> None:
    assert faults_of(OPENS - HOUR, **with_first(opens_at, CLOSES)) == faults


@pytest.mark.parametrize(
    ("now", "faults"),
    [(OPENS - 1, []), (OPENS, ["windows[0].opens"]), (OPENS + 1, ["windows[0].opens"])],
)
def test_a_window_that_has_opened_has_opened(now: int, faults: list[str]) -> None:
    assert faults_of(now, **with_first(OPENS + MINUTE, CLOSES)) == faults


@pytest.mark.parametrize(
    ("now", "faults"),
    [(CLOSES - 1, []), (CLOSES, ["windows[0].closes"]), (CLOSES + 1, ["windows[0].closes"])],
)
def test_a_window_that_has_closed_has_closed(now: int, faults: list[str]) -> None:
    assert faults_of(now, **with_first(OPENS, CLOSES + MINUTE)) == faults


@pytest.mark.parametrize(
    ("closes_at", "faults"),
    [
        (OPENS + MINUTE - 1, ["windows[0].closes"]),
        (OPENS + MINUTE, ["windows[0].closes"]),
        (OPENS + MINUTE + 1, []),
    ],
)
def test_an_open_window_cannot_be_made_to_have_closed(closes_at: int, faults: list[str]) -> None:
    assert faults_of(OPENS + MINUTE, **with_first(OPENS, closes_at)) == faults


def test_a_published_window_cannot_be_dropped_but_another_may_follow() -> None:
    third = a_window(NEXT.closes_at + HOUR, NEXT.closes_at + 2 * HOUR)

    assert faults_of(OPENS, windows=(a_window(),)) == ["windows"]
    assert faults_of(OPENS, windows=(a_window(), NEXT, third)) == []


@pytest.mark.parametrize(
    ("now", "faults"),
    [
        (NEXT.closes_at + HOUR - 1, []),
        (NEXT.closes_at + HOUR, ["windows[2].opens"]),
        (NEXT.closes_at + HOUR + 1, ["windows[2].opens"]),
    ],
)
def test_a_further_window_opens_in_the_future(now: int, faults: list[str]) -> None:
    third = a_window(NEXT.closes_at + HOUR, NEXT.closes_at + 2 * HOUR)

    assert faults_of(now, windows=(a_window(), NEXT, third)) == faults


def test_a_window_whose_draw_has_begun_does_not_move_whatever_the_clock_says() -> None:
    draws = (WindowDraw(commitment="c", digest="d"), WindowDraw(commitment="c"))
    drawn = replace(PUBLISHED, draws=draws)
    later = with_first(OPENS + MINUTE, CLOSES)

    assert faults_of(OPENS - MINUTE, drawn, **later) == ["windows[0].opens"]
    assert faults_of(OPENS - MINUTE, replace(drawn, draws=draws[1:] * 2), **later) == []
