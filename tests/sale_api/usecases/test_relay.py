from itertools import repeat

import pytest
from msgspec.structs import replace

from sale_api.domain.fates import Fate, Posted
from sale_api.domain.history import Note, NoteKind
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Bar, Order
from sale_api.domain.payment import Payment
from sale_api.ports import Queue, Unknown, Unmet
from sale_api.usecases.find_orders import summary_of
from sale_api.usecases.news import Altered
from sale_api.usecases.relay import relay
from tests.sale_api.given import OPENS, PREPAYMENT, SALE, a_plan, an_order, cancelled
from tests.sale_api.hindered import Hindrance, hindered, lose, refuse
from tests.sale_api.shop import Shop

BAR = Bar("barred", SALE, OPENS)


def passed_on(shop: Shop, *batch: Altered) -> frozenset[str]:
    return relay(
        batch=batch,
        views=shop.views,
        queues=shop.queues,
        lots=shop.lots,
        waiting=shop.waiting,
    )


def message(order: Order, event: int) -> dict[str, object]:
    return {"order": order.order, "event": event}


def ordered(shop: Shop) -> Order:
    return shop.order(shop.reserve(shop.shopper(), 2).reservation).order


def test_a_new_order_is_told_and_fulfilled() -> None:
    shop, order = Shop(), an_order()

    sales = passed_on(shop, Altered(None, order))

    assert shop.queues.sent == [
        (Queue.NOTICES, message(order, 1)),
        (Queue.FULFILMENT, message(order, 1)),
    ]
    assert shop.views.summaries == {order.order: summary_of(order)}
    assert sales == frozenset()


def test_an_order_that_is_paid_first_is_settled_at_once_and_packed_when_it_is_paid() -> None:
    plan = a_plan()
    prepaid = replace(plan.pools[0], payment=Payment.PREPAYMENT)
    shop = Shop(replace(plan, pools=(prepaid,), prepayment=PREPAYMENT))
    order = ordered(shop)
    paid = order.moved(OrderState.PAID, at=OPENS, by=Actor.MARKETER)

    passed_on(shop, Altered(None, order))

    assert [claim.settled for claim in shop.lot().claims.values()] == [True]
    assert shop.queues.take(Queue.FULFILMENT) == []

    passed_on(shop, Altered(order, paid))

    assert shop.queues.take(Queue.FULFILMENT) == [message(paid, 2)]


def test_a_later_event_is_told_and_not_fulfilled_again() -> None:
    shop, before = Shop(), an_order()
    after = before.moved(OrderState.IN_FULFILMENT, at=OPENS, by=Actor.SYSTEM)

    passed_on(shop, Altered(before, after))

    assert shop.queues.sent == [(Queue.NOTICES, message(after, 2))]
    assert shop.views.summaries[after.order].state is OrderState.IN_FULFILMENT


def test_several_events_in_one_change_are_all_told() -> None:
    shop = Shop()
    after = cancelled(ordered(shop))

    passed_on(shop, Altered(None, after))

    assert shop.queues.take(Queue.NOTICES) == [message(after, 1), message(after, 2)]
    assert shop.queues.take(Queue.FULFILMENT) == [message(after, 1), message(after, 2)]


def test_a_gift_that_is_added_to_what_has_ended_concerns_no_warehouse() -> None:
    shop = Shop()
    before = cancelled(ordered(shop))
    after = before.noted(Note(NoteKind.GIFT, "1", "A voucher."), at=OPENS, by=Actor.MARKETER)

    passed_on(shop, Altered(before, after))

    assert shop.queues.sent == [(Queue.NOTICES, message(after, 3))]


def test_marks_leases_and_tidying_are_no_news() -> None:
    shop, order = Shop(), an_order()
    marked = replace(order, done={"1-notice": OPENS})

    passed_on(shop, Altered(order, marked), Altered(marked, None), Altered(BAR, None))

    assert shop.queues.sent == []
    assert shop.views.summaries == {}


@pytest.mark.parametrize(
    ("fate", "listed"),
    [(Fate.DELIVERED, []), (Fate.BOUNCED, [Fate.BOUNCED]), (Fate.COMPLAINED, [Fate.COMPLAINED])],
)
def test_lists_show_mails_that_came_to_no_good_and_nobody_is_told_anew(
    fate: Fate, listed: list[Fate]
) -> None:
    shop, order = Shop(), an_order()
    posted = replace(order, posted={"1-notice": Posted(fate, OPENS).text})
    marked = replace(posted, done={"1-notice": OPENS})

    passed_on(shop, Altered(order, posted), Altered(posted, marked))

    assert [each.mail for each in shop.views.summaries.values()] == listed
    assert shop.queues.sent == []


def test_a_bar_is_told_to_nobody_but_the_keeper() -> None:
    shop = Shop()

    sales = passed_on(shop, Altered(None, BAR))

    assert sales == {SALE}
    assert shop.queues.sent == []


def test_the_units_of_an_order_that_ended_are_given_back_if_the_cancelling_stopped() -> None:
    shop = Shop()
    before = ordered(shop)
    after = cancelled(before)

    sales = passed_on(shop, Altered(before, after))

    assert sales == {SALE}
    assert shop.lot().returned == 2


def test_a_batch_that_comes_twice_gives_back_once_and_names_the_same_events() -> None:
    shop = Shop()
    before = ordered(shop)
    batch = [Altered(None, before), Altered(before, cancelled(before))]
    passed_on(shop, *batch)
    first = list(shop.queues.sent)

    passed_on(shop, *batch)

    assert shop.queues.sent == first * 2
    assert shop.lot().returned == 2
    assert shop.views.summaries[before.order].version == 2


def test_an_order_that_changed_twice_in_a_batch_is_listed_as_it_is_last() -> None:
    shop = Shop()
    before = ordered(shop)
    after = before.moved(OrderState.IN_FULFILMENT, at=OPENS, by=Actor.SYSTEM)

    passed_on(shop, Altered(None, before), Altered(before, after))

    assert shop.views.summaries[before.order] == summary_of(after)


def test_a_queue_that_takes_nothing_makes_the_batch_come_again() -> None:
    shop = Shop()
    shop.queues.down = True

    with pytest.raises(Unknown):
        passed_on(shop, Altered(None, an_order()))


def test_busy_lots_make_the_batch_come_again_for_nobody_else_gives_those_units_back() -> None:
    shop = Shop()
    before = ordered(shop)
    shop.lots = hindered(shop.lots, "give_back", before=[refuse])
    batch = Altered(before, cancelled(before))
    with pytest.raises(Unmet):
        passed_on(shop, batch)

    passed_on(shop, batch)

    assert shop.lot().returned == 2


def test_new_orders_of_a_lot_are_settled_in_one_write() -> None:
    shop = Shop()
    first, second = ordered(shop), ordered(shop)
    settled: list[object] = []
    shop.lots = hindered(shop.lots, "settle", before=repeat(lambda *given: settled.append(given)))

    passed_on(shop, Altered(None, first), Altered(None, second))

    assert len(settled) == 1
    assert all(claim.settled for claim in shop.lot().claims.values())


def test_an_order_that_ended_in_the_same_batch_is_given_back_and_not_settled() -> None:
    shop = Shop()
    before = ordered(shop)

    passed_on(shop, Altered(None, before), Altered(before, cancelled(before)))

    assert shop.lot().claims == {}


@pytest.mark.parametrize("hindrance", [refuse, lose])
def test_a_claim_that_could_not_be_settled_holds_nothing_up(hindrance: Hindrance) -> None:
    shop = Shop()
    order = ordered(shop)
    shop.lots = hindered(shop.lots, "settle", before=[hindrance])

    passed_on(shop, Altered(None, order))

    assert len(shop.queues.sent) == 2
    assert not any(claim.settled for claim in shop.lot().claims.values())
