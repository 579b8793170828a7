from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sale_api.domain.errors import InvalidRequest
from sale_api.domain.lot import cut
from sale_api.domain.money import Money
from sale_api.domain.plan import SALE_NAME, Line, Pool, Remaining, Window
from sale_api.domain.planning import plan_from
from tests.sale_api.given import PRICE, a_draft

NINE, TEN, ELEVEN = (f"2026-12-01T{hour:02}:00:00" for hour in (9, 10, 11))
NINE_AT, HOUR = 1_796_112_000_000, 3_600_000


def faults_of(**changes: Any) -> dict[str, str]:
    """Return the faults of a good draft with some fields changed, by field."""
    try:
        plan_from(replace(a_draft(), **changes))
    except InvalidRequest as refused:
        return dict(refused.fields)
    return {}


def test_a_good_draft_becomes_a_plan_with_all_that_it_says() -> None:
    draft = replace(
        a_draft(),
        title="  Windows 7  ",
        description="Home Premium",
        seller="The shop",
        contact="service@Bücher.example",
        reference_price=Money(11_999, "EUR"),
        pools=[Pool("de", 40), Pool("es", 20)],
        remaining=Remaining.BANDS,
    )

    plan = plan_from(draft)

    assert plan.windows == (Window(NINE, TEN, NINE_AT, NINE_AT + HOUR),)
    assert [(pool.pool, pool.units) for pool in plan.pools] == [("de", 40), ("es", 20)]
    assert (plan.title, plan.description, plan.seller) == ("Windows 7", "Home Premium", "The shop")
    assert plan.contact == "service@xn--bcher-kva.example"
    assert (plan.price, plan.reference_price) == (PRICE, Money(11_999, "EUR"))
    assert (plan.limit, plan.hold_seconds, plan.remaining) == (3, 600, Remaining.BANDS)


def test_every_fault_of_a_draft_is_told_at_once() -> None:
    faults = faults_of(
        title=" ",
        zone="Nowhere",
        reference_price=Money(1, "USD"),
        pools=[Pool("de", 0), Pool("DE", 1)],
        limit=0,
        hold_seconds=4,
    )

    assert list(faults) == [
        "zone",
        "title",
        "reference_price.currency",
        "pools[0].units",
        "pools[1].pool",
        "limit",
        "hold_seconds",
    ]


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("title", ["", "  ", "x" * 201], ["x", "x" * 200, " " * 9 + "x" * 200]),
        ("description", ["x" * 2_001], ["", "x" * 2_000]),
        ("seller", ["x" * 201], ["", "x" * 200]),
        (
            "contact",
            [
                "the shop",
                "a@b@example.org",
                "a@straße.example",
                "a@a..example",
                f"{'x' * 65}@a.example",
            ],
            ["", "service@example.org", f"{'x' * 64}@a.example"],
        ),
        ("hold_seconds", [-1, 0, 4, 86_401], [5, 6, 86_400]),
        ("limit", [-1, 0, 21], [1, 20]),
        ("household_limit", [-1, 0, 101], [None, 1, 100]),
        ("proof_of_work", [-1, 1_000_001], [0]),
        ("erase_days", [-1, 0, 366], [1, 365]),
        ("windows", [[], [(NINE, TEN)] * 17], [[(NINE, TEN)]]),
        ("pools", [[Pool(f"p{n}", 9) for n in range(9)]], [[Pool(f"p{n}", 9) for n in range(8)]]),
    ],
)
def test_each_field_is_bounded(field: str, bad: list[object], good: list[object]) -> None:
    assert all(list(faults_of(**{field: value})) == [field] for value in bad)
    assert all(faults_of(**{field: value}) == {} for value in good)


@pytest.mark.parametrize("name", ["a", "0", "de-1", "a" * 20, "a-"])
def test_a_pool_is_named_with_a_few_plain_letters(name: str) -> None:
    assert faults_of(pools=[Pool(name, 20)]) == {}


@pytest.mark.parametrize("name", ["", "-a", "A", "a" * 21, "a b", "a\n", "ä"])
def test_a_pool_with_another_name_is_refused(name: str) -> None:
    assert list(faults_of(pools=[Pool(name, 20)])) == ["pools[0].pool"]


def test_a_plan_without_pools_is_refused() -> None:
    assert list(faults_of(pools=[])) == ["pools"]


def test_two_pools_of_one_name_are_refused() -> None:
    assert list(faults_of(pools=[Pool("de", 20), Pool("de", 20)])) == ["pools"]


@pytest.mark.parametrize(
    ("units", "bad"), [(0, True), (3, False), (100_000, False), (100_001, True)]
)
def test_a_pool_has_one_to_100_000_units(units: int, *, bad: bool) -> None:
    assert ("pools[0].units" in faults_of(pools=[Pool("main", units)])) is bad


def test_a_pool_of_one_unit_is_enough_for_a_limit_of_one() -> None:
    assert faults_of(pools=[Pool("main", 1)], limit=1) == {}


@pytest.mark.parametrize(("units", "faults"), [(50_000, []), (50_001, ["pools"])])
def test_all_pools_together_have_100_000_units_at_most(units: int, faults: list[str]) -> None:
    assert list(faults_of(pools=[Pool("de", 50_000), Pool("es", units)])) == faults


@given(st.lists(st.integers(1, 200), min_size=1, max_size=8), st.integers(1, 40))
def test_the_limit_never_exceeds_the_smallest_lot(units: list[int], limit: int) -> None:
    smallest = min(min(cut(count)) for count in units)

    faults = faults_of(pools=[Pool(f"p{n}", count) for n, count in enumerate(units)], limit=limit)

    assert list(faults) == ([] if limit <= smallest else ["limit"])


def test_the_reference_price_has_the_currency_of_the_price() -> None:
    assert faults_of(reference_price=Money(1, "EUR")) == {}
    assert list(faults_of(reference_price=Money(1, "USD"))) == ["reference_price.currency"]


@pytest.mark.parametrize(("opens", "bad"), [(TEN, False), (NINE.replace("09", "9"), True)])
def test_an_instant_that_cannot_be_read_is_named_by_its_place(opens: str, *, bad: bool) -> None:
    faults = faults_of(windows=[(opens, ELEVEN)])

    assert list(faults) == (["windows[0].opens"] if bad else [])


def test_both_instants_of_a_window_may_be_at_fault() -> None:
    faults = faults_of(windows=[(NINE, TEN), ("2027-03-28T02:30:00", "2027-10-31T02:30:00")])

    assert list(faults) == ["windows[1].opens", "windows[1].closes"]
    assert "skip" in faults["windows[1].opens"]
    assert "twice" in faults["windows[1].closes"]


@pytest.mark.parametrize(
    ("closes", "bad"),
    [("2026-12-01T08:59:59", True), (NINE, True), ("2026-12-01T09:00:00.001", False)],
)
def test_a_window_closes_after_it_opens(closes: str, *, bad: bool) -> None:
    assert list(faults_of(windows=[(NINE, closes)])) == (["windows[0].closes"] if bad else [])


@pytest.mark.parametrize(
    ("opens", "closes", "bad"),
    [
        ("1999-12-31T23:59:59.999", TEN, ["opens"]),
        ("2000-01-01T00:00:00", TEN, []),
        (NINE, "2099-12-31T23:59:59.999", []),
        (NINE, "2100-01-01T00:00:00", ["closes"]),
        ("0001-01-01T00:00:00", "9999-12-31T23:00:00", ["opens", "closes"]),
    ],
)
def test_a_window_in_another_century_is_mistyped(opens: str, closes: str, bad: list[str]) -> None:
    faults = faults_of(zone="UTC", windows=[(opens, closes)])

    assert list(faults) == [f"windows[0].{name}" for name in bad]


@pytest.mark.parametrize(("minor", "bad"), [(10**9, False), (10**9 + 1, True)])
def test_a_price_is_so_small_that_the_total_of_an_order_is_money(minor: int, *, bad: bool) -> None:
    faults = faults_of(price=Money(minor, "EUR"), pools=[Pool("main", 32)], limit=32)

    assert list(faults) == (["price.amount"] if bad else [])
    assert Money(10**9, "EUR").times(32).minor == 32 * 10**9


@pytest.mark.parametrize(
    ("opens", "bad"), [("2026-12-01T09:59:59", True), (TEN, False), (ELEVEN, False)]
)
def test_a_window_opens_when_the_one_before_it_has_closed_or_later(
    opens: str, *, bad: bool
) -> None:
    faults = faults_of(windows=[(NINE, TEN), (opens, "2026-12-01T12:00:00")])

    assert list(faults) == (["windows"] if bad else [])


@pytest.mark.parametrize("name", ["abc", "a-c", "a" * 40, "0-0", "windows7-2009"])
def test_a_sale_is_named_with_3_to_40_plain_letters(name: str) -> None:
    assert SALE_NAME.fullmatch(name)


@pytest.mark.parametrize("name", ["ab", "a" * 41, "-ab", "ab-", "Abc", "a_c", "abc\n", ""])
def test_a_sale_with_another_name_is_none(name: str) -> None:
    assert not SALE_NAME.fullmatch(name)


@pytest.mark.parametrize(("limit", "is_right"), [(0, False), (1, True), (100, True), (101, False)])
def test_a_domain_limit_is_bounded(limit: int, is_right: bool) -> None:  # noqa: FBT001 - a case
    faults = faults_of(domain_limit=limit, line=Line(0, 0))

    assert ("domain_limit" not in faults) is is_right


def test_a_domain_limit_needs_a_line_in_which_shoppers_are_counted() -> None:
    assert list(faults_of(domain_limit=5)) == ["domain_limit"]


@pytest.mark.parametrize(("difficulty", "is_right"), [(1, True), (1_000_000, True), (-1, False)])
def test_joining_may_be_made_as_difficult_as_one_likes(
    difficulty: int,
    is_right: bool,  # noqa: FBT001 - a case
) -> None:
    faults = faults_of(proof_of_work=difficulty, line=Line(0, 0))

    assert (faults == {}) is is_right


def test_work_is_asked_for_only_where_there_is_a_line_to_join() -> None:
    assert list(faults_of(proof_of_work=1)) == ["proof_of_work"]


def test_a_plan_keeps_its_limits_on_who_counts_together() -> None:
    draft = replace(
        a_draft(), line=Line(0, 0), refuse_throwaway=True, domain_limit=5, household_limit=2
    )

    plan = plan_from(draft)

    assert (plan.refuse_throwaway, plan.domain_limit, plan.household_limit) == (True, 5, 2)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (Line(-1, 0), "line.delay_seconds"),
        (Line(0, 0), None),
        (Line(60, 0), None),
        (Line(61, 0), "line.delay_seconds"),
        (Line(9, 1), "line.delay_seconds"),
        (Line(10, 1), None),
        (Line(10, -1), "line.spread_seconds"),
        (Line(10, 3_589), None),
        (Line(10, 3_590), "line.spread_seconds"),
        (Line(10, 86_401), "line.spread_seconds"),
    ],
)
def test_a_line_leaves_time_for_its_draw_and_for_everybody_in_it(
    line: Line, fault: str | None
) -> None:
    faults = faults_of(line=line)

    assert list(faults) == ([fault] if fault else [])


def test_a_line_may_be_spread_over_a_day() -> None:
    day = [(NINE, "2026-12-02T10:00:00")]

    plan = plan_from(replace(a_draft(), windows=day, line=Line(10, 86_400)))

    assert plan.line == Line(10, 86_400)
    assert plan.is_drawn


def test_without_a_spread_nothing_is_drawn() -> None:
    assert not plan_from(a_draft()).is_drawn
    assert not plan_from(replace(a_draft(), line=Line(10, 0))).is_drawn
