import pytest
from msgspec.structs import replace

from sale_api.domain.adding import MOST_ADDITIONS, most_units, with_stock
from sale_api.domain.errors import LimitReached, RequestReused, WrongState
from sale_api.domain.plan import CHOSEN_NAME, DAY_MS, MOST_UNITS, Addition
from sale_api.domain.sale import Sale, State
from sale_api.domain.waiting import Waitlist
from tests.sale_api.given import CLOSES, OPENS, a_change, a_plan, a_sale

MORE = Addition("more", "main", 8, OPENS)
PLANNED = 20


def added(sale: Sale, *units: int) -> Sale:
    for number, each in enumerate(units):
        sale = with_stock(sale, Addition(f"{number}", "main", each, OPENS), "Marta")
    return sale


def test_an_addition_is_the_next_version_with_an_entry_in_the_history() -> None:
    sale = with_stock(a_sale(), MORE, "Marta")

    assert sale.version == 2
    assert sale.additions == (MORE,)
    (change,) = sale.history
    assert (change.at, change.by) == (OPENS, "Marta")
    assert change.what == "added 8 units to main"


def test_the_same_addition_again_changes_nothing_even_after_the_end() -> None:
    sale = with_stock(a_sale(), MORE, "Marta").closed(a_change(OPENS))

    assert with_stock(sale, replace(MORE, at=CLOSES), "Bert") is sale


@pytest.mark.parametrize("other", [replace(MORE, units=9), replace(MORE, pool="other")])
def test_an_id_stands_for_one_addition(other: Addition) -> None:
    sale = with_stock(a_sale(), MORE, "Marta")

    with pytest.raises(RequestReused) as refused:
        with_stock(sale, other, "Marta")

    assert refused.value.data == {"standing": sale}


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHING])
def test_nothing_is_added_before_publication(state: State) -> None:
    with pytest.raises(WrongState) as refused:
        with_stock(a_sale(state=state), MORE, "Marta")

    assert refused.value.data == {"state": state}


def test_stock_is_added_before_the_opening_and_to_a_halted_sale_too() -> None:
    early = with_stock(a_sale(), replace(MORE, at=OPENS - 1), "Marta")
    halted = with_stock(a_sale().paused(a_change(OPENS)), MORE, "Marta")

    assert early.additions == (replace(MORE, at=OPENS - 1),)
    assert halted.additions == (MORE,)


@pytest.mark.parametrize(("at", "allowed"), [(CLOSES - 1, True), (CLOSES, False)])
def test_nothing_is_added_once_the_sale_is_over(at: int, *, allowed: bool) -> None:
    addition = replace(MORE, at=at)
    if allowed:
        assert with_stock(a_sale(), addition, "Marta").additions == (addition,)
        return

    with pytest.raises(WrongState) as refused:
        with_stock(a_sale(), addition, "Marta")

    assert refused.value.data == {"state": "closed"}


@pytest.mark.parametrize(("at", "allowed"), [(CLOSES + DAY_MS - 1, True), (CLOSES + DAY_MS, False)])
def test_who_still_waits_can_have_what_is_added(at: int, *, allowed: bool) -> None:
    listed, addition = a_sale(replace(a_plan(), waitlist=Waitlist(60, 1))), replace(MORE, at=at)
    if allowed:
        assert with_stock(listed, addition, "Marta").additions == (addition,)
        return

    with pytest.raises(WrongState):
        with_stock(listed, addition, "Marta")


def test_nothing_is_added_to_a_sale_that_was_closed() -> None:
    with pytest.raises(WrongState):
        with_stock(a_sale().closed(a_change(OPENS)), MORE, "Marta")


@pytest.mark.parametrize("units", [1, PLANNED - 8])
def test_as_many_units_can_be_added_as_were_planned(units: int) -> None:
    sale = added(a_sale(), 8, units)

    assert most_units(sale) == PLANNED - 8 - units


def test_more_than_that_is_refused_with_how_many_may_be_added() -> None:
    sale = added(a_sale(), 8)

    with pytest.raises(LimitReached) as refused:
        with_stock(sale, replace(MORE, units=PLANNED - 8 + 1), "Marta")

    assert refused.value.data == {"limit": PLANNED - 8}


@pytest.mark.parametrize(
    ("planned", "most"),
    [
        (MOST_UNITS // 2 - 1, MOST_UNITS // 2 - 1),
        (MOST_UNITS // 2, MOST_UNITS // 2),
        (MOST_UNITS // 2 + 1, MOST_UNITS // 2 - 1),
        (MOST_UNITS, 0),
    ],
)
def test_with_all_that_is_added_a_sale_stays_within_the_most_that_can_be_planned(
    planned: int, most: int
) -> None:
    assert most_units(a_sale(a_plan(("main", planned)))) == most


def test_the_plan_stays_small_however_often_something_is_added() -> None:
    full = added(a_sale(a_plan(("main", 100))), *[1] * MOST_ADDITIONS)
    assert len(full.additions) == MOST_ADDITIONS

    with pytest.raises(LimitReached) as refused:
        with_stock(full, MORE, "Marta")

    assert refused.value.data == {"limit": 0}


@pytest.mark.parametrize(
    ("name", "good"),
    [("a", True), ("A-1_z", True), ("a" * 40, True), ("", False), ("a" * 41, False), ("a.", False)],
)
def test_an_id_is_short_and_plain(name: str, *, good: bool) -> None:
    assert bool(CHOSEN_NAME.fullmatch(name)) is good


def test_an_addition_has_units() -> None:
    with pytest.raises(AssertionError):
        Addition("more", "main", 0, OPENS)
