"""A later date is said once, promised from then on, and told to all who ordered before."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.delaying import MOST_DELAYS, NO_DATE, after_delay, untold
from sale_api.domain.delays import pools_of, promise_of
from sale_api.domain.errors import InvalidRequest, LimitReached, NotFound, WrongState
from sale_api.domain.history import Event, Note, NoteKind, Shipment
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.plan import Delay
from sale_api.domain.pools import NO_DAY
from sale_api.domain.promise import Promise
from sale_api.domain.sale import Sale, State
from sale_api.ports import Unknown
from sale_api.usecases.delay import LOTS_AT_ONCE, SEEN_MS, delay_goods, tell_later
from tests.sale_api.given import SALE, SECOND, a_sale, an_order
from tests.sale_api.hindered import ALWAYS_REFUSED, hindered, lose, refuse
from tests.sale_api.usecases.test_allotting import Yard, a_plan_with_goods_to_come

APRIL, MAY, WHY = "2027-04-30", "2027-05-31", "The ship waits."


class Harbour(Yard):
    """A shop whose goods to come may come later still."""

    def delay(self, by: str = APRIL, reason: str = WHY, pool: str = "later") -> Sale:
        """Say a later date, and let it be known everywhere."""
        said = delay_goods(
            sale_id=SALE,
            pool=pool,
            delivers_by=by,
            reason=reason,
            by="Marta",
            now=self.now,
            sales=self.sales,
        )
        self.now += SEEN_MS
        return said

    def tell(self) -> None:
        tell_later(
            sale=self.sale, now=self.now, sales=self.sales, lots=self.lots, orders=self.orders
        )

    def notes(self, order: Order) -> list[Note]:
        history = self.orders.find(order.order).history
        return [event.note for event in history if event.notes(NoteKind.LATER)]


def later(by: str, why: str = WHY) -> Note:
    return Note(NoteKind.LATER, by, text=why, on=by)


def test_a_later_date_stands_in_the_sale_and_its_history() -> None:
    harbour = Harbour()
    at = harbour.now

    sale = harbour.delay()

    assert sale.delays == (Delay("later", APRIL, WHY, at),)
    last = sale.history[-1]
    assert (last.by, last.what, last.reason) == ("Marta", f"delayed later to {APRIL}", WHY)
    assert [pool.delivers_by for pool in pools_of(sale)] == ["", APRIL]


def test_the_same_date_again_changes_nothing_even_after_a_later_one() -> None:
    harbour = Harbour()
    harbour.delay()
    sale = harbour.delay(MAY)

    assert harbour.delay() == sale


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"pool": "main"}, {"pool": NO_DATE}),
        ({"pool": "gone"}, {"pool": "Choose one of: main, later."}),
        ({"by": "2027-02-30"}, {"delivers_by": NO_DAY}),
        ({"by": "2027-03-01"}, {"delivers_by": "Choose a day after 2027-03-01."}),
        ({"by": "2027-02-28"}, {"delivers_by": "Choose a day after 2027-03-01."}),
    ],
)
def test_only_a_pool_with_a_date_is_delayed_and_only_to_a_later_day(
    said: dict[str, str], fault: dict[str, str]
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        Harbour().delay(**said)

    assert refused.value.fields == fault


def test_what_is_later_is_measured_by_what_was_said_last() -> None:
    harbour = Harbour()
    harbour.delay(MAY)

    with pytest.raises(InvalidRequest):
        harbour.delay(MAY, "Other words.")
    with pytest.raises(InvalidRequest):
        harbour.delay(APRIL)


def test_only_a_published_sale_has_later_dates() -> None:
    harbour = Harbour()
    harbour.sales.sales[SALE] = a_sale(a_plan_with_goods_to_come(), State.DRAFT)
    with pytest.raises(WrongState):
        harbour.delay()

    harbour.sales.sales.clear()
    with pytest.raises(NotFound):
        harbour.delay()


def test_a_sale_has_so_many_later_dates_and_no_more() -> None:
    harbour = Harbour()
    for nth in range(MOST_DELAYS):
        harbour.delay(f"{2100 + nth}-01-31")

    with pytest.raises(LimitReached):
        harbour.delay("2200-01-31")


def test_who_orders_from_then_on_is_promised_the_later_date_and_told_nothing() -> None:
    harbour = Harbour()
    harbour.delay()
    order = harbour.paid(0, 1)

    harbour.tell()

    assert order.promise is not None
    assert order.promise.delivers_by == APRIL
    assert harbour.notes(order) == []


def test_who_ordered_before_is_told_once_of_each_date() -> None:
    harbour = Harbour()
    first, second = harbour.paid(0, 1), harbour.paid(1, 2)
    harbour.delay()

    harbour.tell()
    harbour.tell()
    harbour.delay(MAY)
    harbour.tell()

    assert harbour.notes(first) == harbour.notes(second) == [later(APRIL), later(MAY)]
    assert untold(harbour.sale) is None
    told = harbour.orders.find(first.order)
    assert (told.history[-1].by, told.state) == (Actor.SYSTEM, OrderState.PAID)
    promise = promise_of(told)
    assert promise is not None
    assert promise.delivers_by == MAY


def test_of_two_dates_at_once_only_the_later_is_told() -> None:
    harbour = Harbour()
    order = harbour.paid(0, 1)
    harbour.delay()
    harbour.delay(MAY)

    harbour.tell()

    assert harbour.notes(order) == [later(MAY)]
    assert untold(harbour.sale) is None


def test_nobody_is_told_while_somebody_may_still_be_promised_the_earlier_date() -> None:
    harbour = Harbour()
    order = harbour.paid(0, 1)
    harbour.delay()

    harbour.now -= 1
    harbour.tell()
    assert harbour.notes(order) == []

    harbour.now += 1
    harbour.tell()
    assert harbour.notes(order) == [later(APRIL)]


def test_who_holds_units_or_ordered_of_another_pool_is_told_nothing() -> None:
    harbour = Harbour()
    harbour.reserve(harbour.shopper(nth=0), 1, "later")
    other = harbour.order(harbour.reserve(harbour.shopper(nth=1), 1, "main").reservation).order
    harbour.delay()

    harbour.tell()

    assert harbour.notes(other) == []
    assert untold(harbour.sale) is None


def test_who_was_promised_a_day_by_another_pool_is_told_nothing() -> None:
    promised = replace(an_order(), pool="main", promise=Promise(delivers_by="2027-02-26"))

    assert after_delay(promised, Delay("later", APRIL, WHY, SECOND), SECOND) is promised
    assert after_delay(promised, Delay("main", APRIL, WHY, SECOND), SECOND) is not promised


def test_who_is_refused_from_then_on_is_told_the_later_date_of_the_next_pool() -> None:
    harbour = Harbour()
    harbour.delay()

    following = harbour.watch.stock(harbour.sale, harbour.now).next_pool("main", 1)

    assert following is not None
    assert (following.pool.pool, following.pool.delivers_by) == ("later", APRIL)


def test_a_claim_on_units_that_were_added_since_the_sale_was_read_is_no_trouble() -> None:
    harbour = Harbour()
    order = harbour.paid(0, 1)
    harbour.delay()
    lot = harbour.lots.lots[SALE, order.home]
    lent = replace(lot.claims[order.shopper], claim="lent", lender=99)
    harbour.lots.lots[SALE, order.home] = replace(lot, claims={**lot.claims, "somebody": lent})

    harbour.tell()

    assert harbour.notes(order) == [later(APRIL)]


def test_who_cannot_cancel_any_more_is_told_nothing() -> None:
    harbour = Harbour()
    gone, sent = harbour.paid(0, 1), harbour.paid(1, 1)
    harbour.moved(gone.moved(OrderState.CANCELLED, at=harbour.now, by=Actor.SHOPPER, reason="x"))
    packed = harbour.moved(sent.moved(OrderState.IN_FULFILMENT, at=harbour.now, by=Actor.SYSTEM))
    parcel = Shipment("DHL", "1")
    harbour.moved(
        packed.moved(OrderState.SHIPPED, at=harbour.now, by=Actor.MARKETER, shipment=parcel)
    )
    harbour.delay()

    harbour.tell()

    assert harbour.notes(gone) == harbour.notes(sent) == []


def test_whose_goods_lie_ready_is_told_nothing() -> None:
    harbour = Harbour()
    first, second = harbour.paid(0, 2), harbour.paid(1, 2)
    harbour.arrive(2)
    harbour.allot()
    harbour.delay()

    harbour.tell()

    assert harbour.notes(first) == []
    assert harbour.notes(second) == [later(APRIL)]


def test_an_order_without_a_promise_has_none_to_be_late() -> None:
    noted = replace(an_order(), promise=None).noted(later(APRIL), at=1, by=Actor.SYSTEM)

    assert promise_of(noted) is None


def test_two_keepers_at_once_tell_each_order_once() -> None:
    harbour = Harbour()
    orders = [harbour.paid(nth, 1) for nth in range(2)]
    harbour.delay()
    store = harbour.orders

    def somebody_else(*_: object) -> None:
        harbour.orders = store
        harbour.tell()

    harbour.orders = hindered(store, "move", before=[somebody_else])
    harbour.tell()

    assert [harbour.notes(order) for order in orders] == [[later(APRIL)]] * 2
    assert untold(harbour.sale) is None


def test_what_somebody_is_at_is_told_a_minute_later() -> None:
    harbour = Harbour()
    order = harbour.paid(0, 1)
    harbour.delay()
    store = harbour.orders

    harbour.orders = hindered(store, "move", before=ALWAYS_REFUSED)
    harbour.tell()
    assert harbour.notes(order) == []
    assert untold(harbour.sale) is not None

    harbour.orders = store
    harbour.tell()
    assert harbour.notes(order) == [later(APRIL)]


def test_who_stops_half_way_leaves_the_rest_to_the_next() -> None:
    harbour = Harbour()
    orders = [harbour.paid(nth, 1) for nth in range(2)]
    harbour.delay()
    store = harbour.orders

    harbour.orders = hindered(store, "move", after=[lose])
    with pytest.raises(Unknown):
        harbour.tell()
    assert sum(len(harbour.notes(order)) for order in orders) == 1

    harbour.orders = store
    harbour.tell()
    assert [harbour.notes(order) for order in orders] == [[later(APRIL)]] * 2


def test_a_sale_that_was_changed_meanwhile_is_gone_through_again() -> None:
    harbour = Harbour()
    order = harbour.paid(0, 1)
    harbour.delay()
    store = harbour.sales

    harbour.sales = hindered(store, "replace", before=[refuse])
    harbour.tell()
    assert untold(harbour.sale) is not None

    harbour.sales = store
    harbour.tell()
    assert untold(harbour.sale) is None
    assert harbour.notes(order) == [later(APRIL)]


def test_the_orders_of_so_many_lots_are_told_in_one_go() -> None:
    harbour = Harbour()
    pools = tuple(replace(pool, units=16 * LOTS_AT_ONCE) for pool in harbour.sale.plan.pools)
    lots = 2 * LOTS_AT_ONCE
    harbour.sales.sales[SALE] = replace(harbour.sale, plan=replace(harbour.sale.plan, pools=pools))
    harbour.delay()

    told = []
    for _ in range(3):
        harbour.tell()
        told.append(harbour.sale.delays[0].told)

    assert told == [LOTS_AT_ONCE, lots, lots]


def test_without_a_later_date_nothing_is_asked() -> None:
    harbour = Harbour()
    harbour.now += 60 * SECOND
    harbour.lots = hindered(harbour.lots, "look", before=[lose])

    harbour.tell()

    assert harbour.sale.delays == ()


def test_a_note_of_a_later_date_is_no_move() -> None:
    event = Event(2, 1, Actor.SYSTEM, OrderState.PAID, note=later(APRIL))

    assert event.name == "later"
