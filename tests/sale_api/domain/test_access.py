"""Access: who may join which window's line, and when."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.access import NEEDS_CODE, Admitted, window_without_code
from sale_api.domain.changing import check_change
from sale_api.domain.errors import Closed, InvalidRequest, WrongState
from sale_api.domain.plan import Access, Line, Window
from sale_api.domain.planning import Draft, plan_from
from sale_api.domain.sale import Sale
from tests.sale_api.given import CLOSES, HOUR, MINUTE, OPENS, a_draft, a_plan, a_sale, a_window

UNTIL = OPENS - HOUR
LATER = a_window(OPENS + 2 * HOUR, OPENS + 3 * HOUR)
INVITED = replace(a_window(), access=Access.INVITED)
REGISTERED = replace(a_window(), access=Access.REGISTERED, until="as written", until_at=UNTIL)
EIGHT, TEN_PAST = "2026-12-01T08:00:00", "2026-12-01T09:10:00"


def sale_of(*windows: Window) -> Sale:
    return a_sale(replace(a_plan(windows=windows), line=Line(0, 0)))


def faults_of(admitted: Admitted, line: Line | None = Line(0, 0)) -> dict[str, str]:  # noqa: B008 - a value
    draft: Draft = replace(a_draft(), line=line, admitted=[admitted])
    with pytest.raises(InvalidRequest) as refused:
        plan_from(draft)
    return dict(refused.value.fields)


@pytest.mark.parametrize(
    ("windows", "at", "window"),
    [
        ((a_window(), LATER), OPENS, 0),
        ((a_window(), LATER), CLOSES, 1),
        ((INVITED, LATER), OPENS - HOUR, 1),
        ((INVITED, LATER), OPENS, 1),
        ((REGISTERED, LATER), UNTIL - 1, 0),
        ((REGISTERED, LATER), UNTIL, 1),
    ],
)
def test_without_a_code_one_joins_the_first_window_that_needs_none(
    windows: tuple[Window, ...], at: int, window: int
) -> None:
    assert window_without_code(sale_of(*windows), at) == window


def test_where_only_invited_windows_are_left_a_code_is_asked_for() -> None:
    for windows in ((INVITED,), (REGISTERED, replace(LATER, access=Access.INVITED))):
        with pytest.raises(InvalidRequest) as refused:
            window_without_code(sale_of(*windows), OPENS)

        assert refused.value.fields == {"code": NEEDS_CODE}


def test_who_has_not_registered_in_time_is_told_when_it_was() -> None:
    with pytest.raises(Closed) as refused:
        window_without_code(sale_of(REGISTERED), OPENS)

    assert refused.value.data == {"closed_at": UNTIL}


def test_nobody_joins_a_sale_that_is_over() -> None:
    closed = replace(sale_of(INVITED, LATER), closed_at=OPENS)

    for sale, at in ((sale_of(INVITED), CLOSES), (closed, OPENS)):
        with pytest.raises(Closed) as refused:
            window_without_code(sale, at)

        assert refused.value.data == {"closed_at": at}


def test_a_plan_says_who_may_join_each_window() -> None:
    admitted = [Admitted(Access.REGISTERED, EIGHT)]

    (window,) = plan_from(replace(a_draft(), line=Line(0, 0), admitted=admitted)).windows

    assert (window.access, window.until) == (Access.REGISTERED, EIGHT)
    assert window.until_at == window.opens_at - HOUR


def test_registering_may_last_to_the_opening() -> None:
    admitted = [Admitted(Access.REGISTERED, "2026-12-01T09:00:00")]

    (window,) = plan_from(replace(a_draft(), line=Line(0, 0), admitted=admitted)).windows

    assert window.until_at == window.opens_at


@pytest.mark.parametrize(
    ("admitted", "field"),
    [
        (Admitted(Access.REGISTERED), "windows[0].until"),
        (Admitted(Access.REGISTERED, TEN_PAST), "windows[0].until"),
        (Admitted(Access.REGISTERED, "2026-12-01"), "windows[0].until"),
        (Admitted(Access.REGISTERED, "soon"), "windows[0].until"),
        (Admitted(Access.OPEN, EIGHT), "windows[0].until"),
        (Admitted(Access.INVITED, EIGHT), "windows[0].until"),
    ],
)
def test_the_end_of_registering_must_be_right(admitted: Admitted, field: str) -> None:
    if admitted.until == "2026-12-01":  # midnight: before the opening
        admitted = replace(admitted, until="2026-12-02")

    assert list(faults_of(admitted)) == [field]


def test_who_lets_everybody_in_needs_no_line() -> None:
    (window,) = plan_from(replace(a_draft(), admitted=[Admitted()])).windows

    assert window.access is Access.OPEN


@pytest.mark.parametrize("admitted", [Admitted(Access.INVITED), Admitted(Access.REGISTERED, EIGHT)])
def test_only_a_line_can_let_in_some_and_not_others(admitted: Admitted) -> None:
    assert list(faults_of(admitted, line=None)) == ["windows[0].access"]


@pytest.mark.parametrize(
    "after",
    [
        a_window(),
        INVITED,
        replace(REGISTERED, until="another", until_at=UNTIL + MINUTE),
    ],
)
def test_who_may_join_is_fixed_once_a_sale_is_published(after: Window) -> None:
    sale = sale_of(REGISTERED)

    with pytest.raises(WrongState) as refused:
        check_change(sale, replace(sale.plan, windows=(after,)), UNTIL - HOUR)

    problem = "This is fixed once the sale is published."
    assert refused.value.data["fields"] == [{"field": "windows[0].access", "problem": problem}]
