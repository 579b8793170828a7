import pytest
from msgspec.structs import replace

from sale_api.domain.errors import NotFound
from sale_api.domain.levels import KEPT_WITHIN_MS
from sale_api.domain.plan import Addition
from sale_api.domain.sale import Sale, State
from sale_api.domain.waiting import Waitlist
from sale_api.usecases.stock import Stock
from sale_api.usecases.watch import FRESH_MS, LIST_FRESH_MS, MOST_ABSENT, STALLED_MS
from tests.sale_api.given import CLOSES, GRACE, HOLD, MINUTE, OPENS, SALE, a_change, a_plan, a_sale
from tests.sale_api.hindered import ALWAYS_REFUSED, hindered, leave_alone, lose, refuse
from tests.sale_api.shop import Shop

TWO_LOTS = a_plan(("de", 20), ("es", 20))
AFTER = GRACE + KEPT_WITHIN_MS


def counted(shop: Shop, port: str, verb: str) -> list[object]:
    """Note the calls of a verb, as seen by a process that starts now."""
    calls = list[object]()
    store = getattr(shop, port)
    setattr(shop, port, hindered(store, verb, before=[lambda *given: calls.append(given)] * 9))
    shop.watch = shop.another_process()
    return calls


@pytest.mark.parametrize(("age", "reads"), [(0, 1), (FRESH_MS - 1, 1), (FRESH_MS, 2), (-1, 2)])
def test_a_sale_is_remembered_for_a_second_and_not_if_the_clock_was_set_back(
    age: int, reads: int
) -> None:
    shop = Shop()
    calls = counted(shop, "sales", "find")
    shop.watch.sale(SALE, OPENS)

    shop.watch.sale(SALE, OPENS + age)

    assert len(calls) == reads


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHING, None])
def test_a_sale_is_not_found_before_it_is_published(state: State | None) -> None:
    shop = Shop()
    shop.sales.sales = {SALE: a_sale(state=state)} if state else {}

    with pytest.raises(NotFound):
        shop.watch.sale(SALE, OPENS)


@pytest.mark.parametrize(("age", "reads"), [(LIST_FRESH_MS - 1, 1), (LIST_FRESH_MS, 2), (-1, 2)])
def test_the_list_of_sales_is_remembered_for_five_seconds(age: int, reads: int) -> None:
    shop = Shop()
    calls = counted(shop, "sales", "all")
    assert [sale.sale for sale in shop.watch.all(OPENS)] == [SALE]

    shop.watch.all(OPENS + age)

    assert len(calls) == reads


@pytest.mark.parametrize(("age", "reads"), [(0, 1), (FRESH_MS - 1, 1), (FRESH_MS, 2), (-1, 2)])
def test_levels_are_remembered_for_a_second(age: int, reads: int) -> None:
    shop = Shop()
    calls = counted(shop, "published", "find")
    shop.watch.levels(shop.sale, OPENS)

    shop.watch.levels(shop.sale, OPENS + age)

    assert len(calls) == reads


def test_a_sale_without_levels_is_not_found() -> None:
    shop = Shop()
    shop.published.levels.clear()

    with pytest.raises(NotFound):
        shop.watch.levels(shop.sale, OPENS)


@pytest.mark.parametrize(
    ("age", "published"),
    [(FRESH_MS, False), (STALLED_MS - 1, False), (STALLED_MS, True)],
)
def test_who_has_seen_the_same_lease_for_two_seconds_publishes_what_the_lots_have(
    age: int, *, published: bool
) -> None:
    shop = Shop(TWO_LOTS)
    shop.watch.levels(shop.sale, OPENS)
    shop.stock(17, 20)

    shop.watch.levels(shop.sale, OPENS + age)

    assert shop.levels.levels == ((17, 20) if published else (20, 20))
    assert shop.levels.lease == (2 if published else 0)


@pytest.mark.parametrize(("age", "leases"), [(FRESH_MS - 1, 0), (FRESH_MS, 1), (-1, 1)])
def test_who_published_last_publishes_again_after_a_second_in_one_write(
    age: int, leases: int
) -> None:
    shop = Shop(TWO_LOTS)
    taken = counted(shop, "published", "lease")
    for now in (OPENS, OPENS + STALLED_MS):
        shop.watch.levels(shop.sale, now)
    before = shop.levels
    taken.clear()
    for number, available in enumerate((17, 20)):
        lot = replace(shop.lot(number), available=available, written_off=20 - available)
        shop.stores.lots[SALE, number] = lot

    levels = shop.watch.levels(shop.sale, OPENS + STALLED_MS + age)

    assert levels.levels == ((17, 20) if leases else (20, 20))
    assert shop.levels == replace(before, levels=levels.levels, lease=before.lease + leases)
    assert taken == []


def test_while_one_process_publishes_each_second_no_other_does() -> None:
    shop = Shop()
    one, other = shop.another_process(), shop.another_process()
    for watch, now in ((one, OPENS), (one, OPENS + STALLED_MS)):
        watch.levels(shop.sale, now)

    for second in range(3, 9):
        for watch in (other, one):
            watch.levels(shop.sale, OPENS + second * FRESH_MS)

    assert shop.levels.lease == 2 + 6


def test_a_publisher_that_stops_is_followed_by_another() -> None:
    shop = Shop()
    one, other = shop.another_process(), shop.another_process()
    for watch, now in ((one, OPENS), (one, OPENS + STALLED_MS), (other, OPENS + STALLED_MS)):
        watch.levels(shop.sale, now)

    for watch in (other, one):
        watch.levels(shop.sale, OPENS + 2 * STALLED_MS)

    assert shop.levels.lease == 4


def test_a_process_that_has_just_started_publishes_nothing() -> None:
    shop = Shop()
    shop.stock(17)

    levels = shop.watch.levels(shop.sale, OPENS)

    assert levels.levels == (20,)
    assert shop.levels.lease == 0


def test_who_sees_that_another_has_published_waits_two_seconds() -> None:
    shop = Shop()
    shop.watch.levels(shop.sale, OPENS)
    shop.published.lease(shop.levels)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.levels.lease == 1


def test_one_of_two_processes_publishes() -> None:
    shop = Shop()
    one, other = shop.another_process(), shop.another_process()
    for watch in (one, other):
        watch.levels(shop.sale, OPENS)

    for watch in (one, other):
        watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.levels.lease == 2


def test_who_loses_the_lease_uses_what_was_read() -> None:
    shop = Shop()
    shop.stock(17)
    shop.published = hindered(shop.published, "lease", ALWAYS_REFUSED)
    shop.watch = shop.another_process()
    shop.watch.levels(shop.sale, OPENS)

    levels = shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert levels.levels == (20,)


def test_who_publishes_too_late_publishes_nothing() -> None:
    shop = Shop()
    shop.stock(17)
    rival = shop.published

    def take_the_next_lease(*_: object) -> None:
        rival.lease(shop.levels)

    shop.published = hindered(rival, "publish", before=[take_the_next_lease])
    shop.watch = shop.another_process()
    shop.watch.levels(shop.sale, OPENS)

    levels = shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert levels.levels == shop.levels.levels == (20,)


def test_a_level_raised_during_a_publication_is_not_lowered_by_it() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna, 2)
    shop.give_back(anna)
    rival = shop.lots
    shop.lots = hindered(rival, "look", after=[lambda *_: rival.promote(shop.lot(), shop.levels)])
    shop.watch = shop.another_process()
    shop.watch.levels(shop.sale, OPENS)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.lot().available == 20
    assert shop.levels.levels == (20,)


def other_phases() -> list[tuple[Sale, int]]:
    sale = a_sale()
    return [
        (sale, OPENS - MINUTE),
        (sale, CLOSES),
        (sale.paused(a_change(OPENS)), OPENS + MINUTE),
    ]


@pytest.mark.parametrize(("sale", "now"), other_phases())
def test_nothing_is_published_while_the_sale_is_not_open(sale: Sale, now: int) -> None:
    shop = Shop()
    shop.watch.levels(sale, now)

    shop.watch.levels(sale, now + STALLED_MS)

    assert shop.levels.lease == 0


def test_nothing_is_published_while_nothing_is_left() -> None:
    shop = Shop()
    shop.stock(0)
    shop.publish_levels()
    shop.watch.levels(shop.sale, OPENS)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.levels.lease == 0


def test_only_lots_that_may_have_units_are_read_for_their_levels() -> None:
    shop = Shop(a_plan(("main", 48), limit=1))
    shop.stock(0, 3, 4)
    shop.publish_levels()
    calls = counted(shop, "lots", "look")
    shop.watch.levels(shop.sale, OPENS)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert calls == [(SALE, [1, 2])]


@pytest.mark.parametrize(("left", "listed"), [(3, False), (2, True)])
def test_holders_are_listed_once_somebody_may_be_refused(left: int, *, listed: bool) -> None:
    shop = Shop()
    anna, bert = shop.shopper(nth=0), shop.shopper(nth=1)
    shop.reserve(anna, 1)
    shop.stores.lots[SALE, 0] = replace(shop.lot(), available=left, written_off=19 - left)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.levels.holds(anna) is listed
    assert not shop.levels.holds(bert)


def test_who_claims_between_the_levels_and_the_holders_is_listed() -> None:
    shop = Shop()
    shop.stock(2)
    anna = shop.shopper()
    rival = shop.lots
    claim = shop.reserve(shop.shopper(nth=1), 1).reservation.claim

    def take_the_last(*_: object) -> None:
        rival.claim(SALE, 0, anna, replace(claim, claim="last0001"))

    shop.lots = hindered(rival, "look", before=[leave_alone, take_the_last])
    shop.watch = shop.another_process()
    shop.watch.levels(shop.sale, OPENS)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.levels.levels == (1,)
    assert shop.levels.holds(anna)


def test_with_the_holders_it_is_told_until_when_the_last_basket_may_come_back() -> None:
    shop = Shop()
    shop.reserve(shop.shopper(nth=0), 1)
    shop.now += 500
    shop.order(shop.reserve(shop.shopper(nth=1), 1).reservation)
    shop.stores.lots[SALE, 0] = replace(shop.lot(), available=0, written_off=18)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.levels.held_until == OPENS + 500 + HOLD + AFTER


def test_settled_claims_lie_in_no_basket() -> None:
    shop = Shop()
    shop.stock(0)
    shop.watch.levels(shop.sale, OPENS)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.levels.levels == (0,)
    assert shop.levels.held_until == 0


def test_units_that_are_back_but_not_on_sale_yet_may_still_come() -> None:
    shop = Shop()
    shop.stock(0)
    shop.stores.lots[SALE, 0] = replace(shop.lot(), returned=1)
    shop.watch.levels(shop.sale, OPENS)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.levels.held_until == OPENS + STALLED_MS + AFTER


def test_units_may_come_back_until_a_hold_of_now_has_passed_while_some_are_on_sale() -> None:
    shop = Shop()

    until = shop.watch.may_return_until(Stock(shop.sale, shop.levels), OPENS)

    assert until == OPENS + HOLD + AFTER


@pytest.mark.parametrize(("ahead", "told"), [(-1, False), (0, False), (1, True)])
def test_once_nothing_is_on_sale_units_may_come_back_until_the_published_instant(
    ahead: int, *, told: bool
) -> None:
    shop = Shop()
    levels = replace(shop.levels, levels=(0,), held_until=OPENS + ahead)

    until = shop.watch.may_return_until(Stock(shop.sale, levels), OPENS)

    assert until == (OPENS + ahead if told else None)


def test_the_instant_is_told_on_the_wall_though_it_is_kept_on_the_sales_clock() -> None:
    shop = Shop()
    sale = shop.sale.paused(a_change(OPENS)).resumed(a_change(OPENS + MINUTE))
    levels = replace(shop.levels, levels=(0,), held_until=OPENS + HOLD)

    until = shop.watch.may_return_until(Stock(sale, levels), OPENS + 2 * MINUTE)

    assert until == OPENS + HOLD + MINUTE


def test_while_there_is_a_waiting_list_units_may_come_back_until_it_ends() -> None:
    shop = Shop()
    sale = a_sale(replace(shop.sale.plan, waitlist=Waitlist(offer_seconds=60, days=2)))
    levels = replace(shop.levels, levels=(0,), held_until=0)

    until = shop.watch.may_return_until(Stock(sale, levels), OPENS)

    assert until == sale.list_until


def test_a_halt_does_not_keep_units_from_coming_back_before_the_list_ends() -> None:
    shop = Shop()
    listed = a_sale(replace(shop.sale.plan, waitlist=Waitlist(offer_seconds=60, days=2)))
    sale = listed.paused(a_change(OPENS))
    levels = replace(shop.levels, levels=(0,), held_until=0)

    until = shop.watch.may_return_until(Stock(sale, levels), OPENS + MINUTE)

    assert until == sale.list_until


def test_the_stock_is_made_once_for_each_time_that_sale_or_levels_are_read() -> None:
    shop = Shop()
    stock = shop.watch.stock(shop.sale, OPENS)

    assert shop.watch.stock(shop.sale, OPENS + FRESH_MS - 1) is stock
    assert shop.watch.stock(replace(shop.sale), OPENS) is not stock
    assert shop.watch.stock(shop.sale, OPENS + FRESH_MS) is not stock


def test_what_was_seen_of_a_lot_bounds_it_until_units_go_on_sale_again() -> None:
    shop = Shop(TWO_LOTS)
    shop.watch.stock(shop.sale, OPENS).observe(0, 5)
    assert shop.watch.stock(shop.sale, OPENS + FRESH_MS).left(0) == 5

    shop.published.levels[SALE] = shop.levels.raised(1, 20)

    assert shop.watch.stock(shop.sale, OPENS + 2 * FRESH_MS).left(0) == 20


@pytest.mark.parametrize(("number", "reads"), [(0, 0), (1, 1), (2, 1)])
def test_a_sale_is_read_anew_for_a_lot_that_was_added_since(number: int, reads: int) -> None:
    shop = Shop()
    calls = counted(shop, "sales", "find")
    remembered = shop.watch.sale(SALE, OPENS)
    calls.clear()
    addition = Addition("more", "main", 20, OPENS)
    shop.sales.sales[SALE] = replace(shop.sale, additions=(addition,))

    sale = shop.watch.sale_with(remembered, number, OPENS)

    assert len(calls) == reads
    assert sale.additions == ((addition,) if reads else ())


def test_claims_and_returned_units_are_looked_for_in_lots_that_were_added_too() -> None:
    shop = Shop()
    shop.stock(0)
    shop.published.levels[SALE] = replace(shop.levels, levels=(1,))
    shop.sales.sales[SALE] = replace(shop.sale, additions=(Addition("more", "main", 20, OPENS),))
    shop.lots.create(shop.sale.layout.added_lots())
    shop.watch.levels(shop.sale, OPENS)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.levels.held_until == OPENS + STALLED_MS + AFTER


def test_a_publication_that_was_refused_is_not_remembered_as_ones_own() -> None:
    shop = Shop()
    shop.published = hindered(shop.published, "publish", before=[refuse])
    shop.watch = shop.another_process()
    shop.watch.levels(shop.sale, OPENS)
    shop.watch.levels(shop.sale, OPENS + STALLED_MS)
    assert shop.levels.lease == 1

    for waited in (FRESH_MS, 2 * FRESH_MS):
        shop.watch.levels(shop.sale, OPENS + STALLED_MS + waited)
    assert shop.levels.lease == 1

    shop.watch.levels(shop.sale, OPENS + STALLED_MS + FRESH_MS + STALLED_MS)
    assert shop.levels.lease == 3


def test_that_there_is_no_such_sale_is_remembered_for_a_second() -> None:
    shop = Shop()
    asked: list[str] = []
    shop.sales.find = asked.append
    for now in (OPENS, OPENS + FRESH_MS - 1, OPENS + FRESH_MS):
        with pytest.raises(NotFound):
            shop.watch.sale("mistyped", now)

    assert asked == ["mistyped", "mistyped"]


def test_names_made_up_at_random_do_not_fill_the_memory() -> None:
    shop = Shop()
    for number in range(MOST_ABSENT + 1):
        with pytest.raises(NotFound):
            shop.watch.sale(f"made-up-{number}", OPENS)

    assert len(shop.watch._absent) == 1


@pytest.mark.parametrize("verb", ["lease", "publish"])
def test_a_publication_without_an_answer_does_not_fail_the_shoppers_request(verb: str) -> None:
    shop = Shop()
    shop.published = hindered(shop.published, verb, before=[lose])
    shop.watch = shop.another_process()
    shop.watch.levels(shop.sale, OPENS)

    levels = shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert levels.levels == shop.levels.levels
