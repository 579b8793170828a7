"""The audit and the report of a sale with a waiting list, and the faults that an audit finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from sale_api.domain.money import Money
from sale_api.domain.order import Bar
from sale_api.domain.waiting import Entry, EntryState
from sale_api.ports import Waited
from sale_api.usecases.audit import audit
from sale_api.usecases.find_orders import summary_of
from sale_api.usecases.report import who_waited
from tests.fakes import FakeEntrants, FakeGoods
from tests.sale_api.given import CLOSES, GRACE, HOUR, MINUTE, SALE, SECOND, a_plan, an_order
from tests.sale_api.shop import Shop
from tests.sale_api.usecases.test_join_list import sold_out
from tests.sale_api.usecases.test_offer import in_list, returned


class Listed:
    """Anna took her offer, Bert's lapsed, Cara's was declined; Dora still waits."""

    def __init__(self) -> None:
        self.shop = shop = sold_out()
        self.now = CLOSES + HOUR
        self.anna, self.bert, self.cara, self.dora = in_list(shop, 2, 1, 1, 1)
        returned(shop, 2)
        shop.keep()
        self.order = shop.order(shop.held(self.anna).reservation).order
        shop.views.record(summary_of(self.order))
        self.note(self.anna, EntryState.TAKEN)
        returned(shop, 1)
        shop.keep()
        shop.now += 2 * MINUTE
        shop.keep()
        self.note(self.bert, EntryState.LAPSED)
        shop.leave_list(self.cara)
        self.note(self.cara, EntryState.DECLINED)

    def entry(self, shopper: str) -> Entry:
        entry: Entry = self.shop.waiting.find(SALE, shopper)
        return entry

    def note(self, shopper: str, became: EntryState) -> None:
        """Note what became of somebody's offer, as the relay does."""
        order = self.entry(shopper).order
        self.shop.waiting.end_offer(SALE, shopper, order, became, self.shop.now)

    def put(self, entry: Entry) -> None:
        self.shop.waiting.entries[SALE, entry.shopper] = entry

    def faults(self) -> str:
        shop = self.shop
        audited = audit(
            sale_id=SALE,
            now=self.now,
            sales=shop.sales,
            lots=shop.lots,
            orders=shop.orders,
            views=shop.views,
            entrants=FakeEntrants(),
            waiting=shop.waiting,
            goods=FakeGoods(shop.orders),
            grace_ms=GRACE,
        )
        (offers,) = (check for check in audited.checks if check.check == "offers")
        assert offers.looked_at >= 3, "an order, and two or more offers"
        return " ".join(offers.faults)


def test_a_list_that_went_as_was_promised_passes_and_is_counted() -> None:
    listed = Listed()

    assert listed.faults() == ""
    waited = who_waited(listed.shop.sale, listed.shop.waiting)
    assert waited == Waited(joined=4, offered=3, taken=1)


def test_a_sale_without_a_list_counts_nobody() -> None:
    shop = Shop(plan=a_plan())

    assert who_waited(shop.sale, shop.waiting) is None


def ordered_for_another_price(listed: Listed) -> str:
    dearer = replace(listed.order, price=Money(1, "EUR"))
    listed.shop.orders.standing[dearer.order] = dearer
    return "ordered for 0.01 EUR"


def ordered_and_not_noted(listed: Listed) -> str:
    entry = listed.entry(listed.anna)
    listed.put(replace(entry, history=entry.history[:-1]))
    return "it was ordered, but the list does not say so."


def ordered_and_noted_as_lapsed(listed: Listed) -> str:
    entry = listed.entry(listed.anna)
    became = replace(entry.history[-1], what=EntryState.LAPSED)
    listed.put(replace(entry, history=(*entry.history[:-1], became)))
    return "it was ordered, but counts as let go."


def lapsed_and_not_noted(listed: Listed) -> str:
    entry = listed.entry(listed.bert)
    listed.put(replace(entry, history=entry.history[:-1]))
    return "it was let go, but the list does not say so."


def lapsed_and_noted_as_taken(listed: Listed) -> str:
    entry = listed.entry(listed.bert)
    became = replace(entry.history[-1], what=EntryState.TAKEN)
    listed.put(replace(entry, history=(*entry.history[:-1], became)))
    return "it counts as taken, but there is no order."


def lapsed_without_a_bar(listed: Listed) -> str:
    del listed.shop.orders.standing[listed.entry(listed.bert).order]
    return "it counts as let go, but may still be ordered."


def ordered_as_an_offer_by_who_had_none(listed: Listed) -> str:
    waits = listed.entry(listed.anna)
    turn = f"main#001{0:020}#{listed.anna}"
    listed.put(replace(waits, history=waits.history[:1], order="", turn=turn))
    return "nobody was offered its units."


@pytest.mark.parametrize(
    "plant",
    [
        ordered_for_another_price,
        ordered_and_not_noted,
        ordered_and_noted_as_lapsed,
        lapsed_and_not_noted,
        lapsed_and_noted_as_taken,
        lapsed_without_a_bar,
        ordered_as_an_offer_by_who_had_none,
    ],
)
def test_what_the_list_tells_wrong_of_an_offer_is_found(plant: Callable[[Listed], str]) -> None:
    listed = Listed()

    sentence = plant(listed)

    assert sentence in listed.faults()


def test_who_was_offered_units_and_never_waited_is_found() -> None:
    listed = Listed()
    del listed.shop.waiting.entries[SALE, listed.anna]

    assert "nobody was offered its units." in listed.faults()


def test_what_happened_a_moment_ago_may_not_be_noted_yet() -> None:
    listed = Listed()
    entry, became = listed.entry(listed.bert), listed.entry(listed.bert).history[-1]
    listed.put(replace(entry, history=entry.history[:-1]))
    listed.shop.orders.standing[entry.order] = Bar(entry.order, SALE, listed.now - 5 * MINUTE)

    assert became.what is EntryState.LAPSED
    assert listed.faults() == ""


def test_who_joined_again_before_a_lapse_was_noted_is_no_fault() -> None:
    listed = Listed()
    entry = listed.entry(listed.bert)
    again = replace(entry.history[0], at=entry.history[-1].at)
    turn = f"main#001{again.at:020}#{listed.bert}"
    listed.put(replace(entry, history=(*entry.history[:-1], again), turn=turn))

    assert listed.faults() == ""


def test_an_offer_that_still_stands_is_no_fault() -> None:
    listed = Listed()
    shop = listed.shop
    shop.keep()
    shop.now += SECOND

    assert listed.entry(listed.dora).state is EntryState.OFFERED
    assert listed.faults() == ""


def test_an_order_of_who_reserved_is_not_held_to_the_list() -> None:
    listed = Listed()
    order = an_order()
    listed.shop.orders.place(order)
    listed.shop.views.record(summary_of(order))

    assert not order.claim.offered
    assert listed.faults() == ""
