"""What became of offers, noted in the list; and who is told of what."""

from msgspec.structs import replace

from sale_api.domain.order import Bar
from sale_api.domain.waiting import Entry, EntryState
from sale_api.ports import Queue
from sale_api.usecases.news import Altered
from sale_api.usecases.relay import relay
from sale_api.usecases.relay_waiting import Moved, tell_who_waits
from tests.sale_api.given import GRACE, SALE, SECOND
from tests.sale_api.shop import Shop
from tests.sale_api.usecases.test_join_list import offered, sold_out


def passed_on(shop: Shop) -> None:
    """Pass on all that stands under order keys, as if it were new."""
    relay(
        batch=[Altered(None, each) for each in shop.orders.standing.values()],
        views=shop.views,
        queues=shop.queues,
        lots=shop.lots,
        waiting=shop.waiting,
    )


def entry_of(shop: Shop, shopper: str) -> Entry:
    entry: Entry = shop.waiting.find(SALE, shopper)
    return entry


def test_an_offer_that_was_ordered_is_taken_and_noted_once() -> None:
    shop = sold_out()
    anna = offered(shop)
    shop.order(shop.held(anna).reservation)

    for _ in range(2):
        passed_on(shop)

    assert [event.what for event in entry_of(shop, anna).history] == ["waiting", "offered", "taken"]


def test_an_offer_that_was_given_back_is_declined_by_its_shopper() -> None:
    shop = sold_out()
    anna = offered(shop)
    shop.give_back(anna)

    passed_on(shop)

    last = entry_of(shop, anna).history[-1]
    assert (last.what, last.by) == (EntryState.DECLINED, "shopper")


def test_an_offer_that_ran_out_has_lapsed_by_time() -> None:
    shop = sold_out()
    anna = offered(shop)
    shop.now += 60 * SECOND + GRACE + 1
    shop.keep()

    passed_on(shop)

    last = entry_of(shop, anna).history[-1]
    assert (last.what, last.by) == (EntryState.LAPSED, "system")


def test_bars_and_orders_of_others_move_nobody_on_the_list() -> None:
    shop = sold_out()
    anna = shop.shopper()
    shop.join_list(anna)
    shop.orders.bar(Bar("order", SALE, shop.now))

    passed_on(shop)

    assert entry_of(shop, anna).version == 1


def test_an_offer_before_the_last_is_not_noted_any_more() -> None:
    shop = sold_out()
    anna = offered(shop)
    shop.give_back(anna)
    shop.join_list(anna)
    shop.keep()  # units came back: they are offered anew

    passed_on(shop)

    assert entry_of(shop, anna).state is EntryState.OFFERED


def test_shoppers_are_told_of_what_they_did_not_ask_for_and_once_for_each() -> None:
    shop = sold_out()
    anna = offered(shop)
    after = entry_of(shop, anna)
    joined = replace(after, history=after.history[:1], turn="a turn")

    tell_who_waits(
        batch=[Moved(None, joined), Moved(joined, after), Moved(after, after)], queues=shop.queues
    )

    assert shop.queues.sent == [(Queue.SIGN_IN, {"list": SALE, "shopper": anna, "event": 2})]
