"""What somebody who waits may hope for: who is before them, and what may come back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.lot import Claim
from sale_api.domain.moves import OrderState
from sale_api.domain.payment import Payment
from sale_api.domain.plan import Plan
from sale_api.domain.waiting import Entry, Waitlist
from sale_api.usecases import outlook
from sale_api.usecases.find_orders import summary_of
from sale_api.usecases.outlook import Outlook, Outlooks
from tests.sale_api.given import MINUTE, OPENS, PREPAYMENT, SALE, SECOND, a_plan, an_order
from tests.sale_api.shop import Shop

TWO_POOLS = replace(a_plan(("main", 20), ("rest", 20)), waitlist=Waitlist(60, 0))


class Lookout:
    """A shop that is sold out, and the memory of one process."""

    def __init__(self, plan: Plan = TWO_POOLS) -> None:
        self.shop = Shop(plan=plan)
        self.shop.stock(0, 0)
        self.shop.publish_levels()
        self.memory = Outlooks(
            waiting=self.shop.waiting, lots=self.shop.lots, views=self.shop.views
        )

    def join(self, nth: int, pool: str = "main") -> Entry:
        self.shop.now += 1
        return self.shop.join_list(self.shop.shopper(nth=nth), 1, pool).entry

    def of(self, entry: Entry) -> Outlook:
        found = self.memory.of(entry, self.shop.sale, self.shop.now)
        assert found is not None
        return found


def test_it_counts_who_waits_for_the_same_pool_and_came_before() -> None:
    lookout = Lookout()
    entries = [lookout.join(0), lookout.join(1, "rest"), lookout.join(2), lookout.join(3)]

    before = [lookout.of(entry).before for entry in entries]

    assert before == [0, 0, 1, 2]


def test_it_counts_the_units_of_the_pool_that_are_held_and_not_ordered() -> None:
    lookout = Lookout()
    held = {
        "anna-0000000000": Claim(2, "held0000", OPENS),
        "berta-000000000": Claim(3, "lent0000", OPENS, lender=1),
        "carla-000000000": Claim(1, "sold0000", OPENS, settled=True),
    }
    stores = lookout.shop.stores
    stores.lots[SALE, 0] = replace(lookout.shop.lot(), claims=held)

    found = [lookout.of(lookout.join(nth, pool)) for nth, pool in ((0, "main"), (1, "rest"))]

    assert [each.in_baskets for each in found] == [2, 3]


def test_who_does_not_wait_has_none() -> None:
    lookout = Lookout()
    left = lookout.join(0).left(OPENS)

    assert lookout.memory.of(left, lookout.shop.sale, OPENS) is None


def test_turns_are_ten_seconds_old_at_most_and_the_stock_a_minute() -> None:
    lookout = Lookout()
    lookout.join(0)
    last, began = lookout.join(1), lookout.shop.now
    lookout.of(last)
    lookout.shop.leave_list(lookout.shop.shopper())
    seen = []

    for later in (9 * SECOND, 10 * SECOND, MINUTE):
        lookout.shop.now = began + later
        seen.append(lookout.of(last))

    assert [each.before for each in seen] == [1, 0, 0]
    assert [each.as_of - began for each in seen] == [0, 0, MINUTE]


def test_who_stands_behind_all_that_are_remembered_is_told_no_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outlook, "MOST_TURNS", 2)
    lookout = Lookout()
    entries = [lookout.join(nth) for nth in range(3)]

    before = [lookout.of(entry).before for entry in entries]

    assert before == [0, 1, None]


def test_who_waits_for_another_pool_hides_nobodys_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlook, "MOST_TURNS", 2)
    lookout = Lookout()
    for nth in range(3):
        lookout.join(nth)

    first = lookout.join(3, "rest")

    assert lookout.of(first).before == 0


@pytest.mark.parametrize(("pool", "unpaid"), [("main", 0), ("rest", 2)])
def test_orders_that_await_their_payment_are_counted_where_they_may_be_of_the_pool(
    pool: str, unpaid: int
) -> None:
    main, rest = TWO_POOLS.pools
    pools = (main, replace(rest, payment=Payment.PREPAYMENT))
    lookout = Lookout(replace(TWO_POOLS, pools=pools, prepayment=PREPAYMENT))
    states = [OrderState.AWAITING_PAYMENT, OrderState.PLACED, OrderState.AWAITING_PAYMENT]
    for number, state in enumerate(states):
        seen = replace(summary_of(an_order()), order=f"{number}", state=state)
        lookout.shop.views.record(seen)

    assert lookout.of(lookout.join(0, pool)).unpaid == unpaid


def test_where_nobody_pays_first_orders_are_not_counted() -> None:
    lookout = Lookout()
    awaiting = replace(summary_of(an_order()), state=OrderState.AWAITING_PAYMENT)
    lookout.shop.views.record(awaiting)

    assert lookout.of(lookout.join(0)).unpaid == 0


def test_a_process_remembers_few_sales(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlook, "MOST_REMEMBERED", 1)
    lookout = Lookout()
    entry = lookout.join(0)
    other = replace(lookout.shop.sale, sale="another")
    lookout.of(entry)
    lookout.memory.of(entry, other, lookout.shop.now)
    lookout.join(1)
    lookout.shop.leave_list(lookout.shop.shopper())
    second = lookout.shop.waiting.find(SALE, lookout.shop.shopper(nth=1))

    assert lookout.of(second).before == 0
