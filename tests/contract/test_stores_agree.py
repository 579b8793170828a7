"""Random sequences on plans, lists and addresses leave the same behind in both stores.

Stock, levels and orders have `test_random_sequences`; this is the rest of the stores.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec.structs import replace

from sale_api.domain.contact import Delivery
from sale_api.domain.links import HOUR_MS
from sale_api.domain.moves import OrderState
from sale_api.domain.plan import Addition
from sale_api.domain.sale import Change, Sale, State
from sale_api.ports import OrderSummary, Unmet
from tests.cloud import Stores, in_memory, on_dynamodb
from tests.orders import DELIVERY, an_order
from tests.sale_api.basket_shop import a_basket
from tests.sales import published_sale

T = TypeVar("T")

NOW = 1_800_000_000_000
ORDER = an_order()
SALES = [published_sale(name, opens_at=NOW) for name in ("sale-one", "sale-two")]
SHOPPERS = ["Anna-_shopper-id", "0ert-_shopper-id", "-cara_shopper-id"]
PEOPLE = st.sampled_from(SHOPPERS)
STATES = st.sampled_from(OrderState)
DELIVERIES = st.sampled_from([DELIVERY, replace(DELIVERY, name="Grace Hopper", postcode="")])


def outcome(verb: Callable[[], T]) -> tuple[str, T | None]:
    """Return what came of a verb, in a form that does not tell the stores apart."""
    try:
        return "gave", verb()
    except Unmet:
        return "unmet", None


class BothStores(RuleBasedStateMachine):
    """Plays each verb on both stores, and compares what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        self.memory = in_memory()
        self.cloud = self.closing.enter_context(on_dynamodb())

    def teardown(self) -> None:
        self.closing.close()

    def same(self, verb: Callable[[Stores], T]) -> T | None:
        """Play a verb on both, and return what it gave."""
        cloud, memory = outcome(lambda: verb(self.cloud)), outcome(lambda: verb(self.memory))
        assert cloud == memory
        return memory[1]


class SamePlans(BothStores):
    """Plans, and changes of them by whoever read them some time."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[Sale] = []

    @initialize()
    def plan_one(self) -> None:
        self.plan(SALES[0], State.DRAFT)

    @rule(sale=st.sampled_from(SALES), state=st.sampled_from(State))
    def plan(self, sale: Sale, state: State) -> None:
        standing = self.same(lambda stores: stores.sales.create(replace(sale, state=state)))

        assert standing is not None
        self.read.append(standing)
        self.same(all_sales)

    @rule(data=st.data(), at=st.integers(NOW, NOW + 3), times=st.integers(0, 2))
    def change_what_was_read(self, data: st.DataObject, at: int, times: int) -> None:
        """Write a change of what may be outdated or was never written; or do not, or twice."""
        before = data.draw(st.sampled_from(self.read))
        more = (*before.additions, Addition(f"more-{at}", "main", 1, at))[:2]
        after = replace(before, additions=more).changed(Change(at, "Marta", "changed"))
        self.read.append(after)

        for _ in range(times):
            self.same(lambda stores: stores.sales.replace(after))

        self.same(all_sales)


class SameLists(BothStores):
    """Lists of orders, remembered addresses, and baskets."""

    @rule(number=st.integers(1, 7), version=st.integers(1, 3), who=PEOPLE, state=STATES)
    def record(self, number: int, version: int, who: str, state: OrderState) -> None:
        summary = OrderSummary(
            order=f"{number}-{who}",
            sale=SALES[number % 2].sale,
            title=ORDER.title,
            shopper=who,
            state=state,
            quantity=number,
            price=ORDER.price,
            placed_at=NOW + 100 * number + SHOPPERS.index(who),
            version=version,
        )

        self.same(lambda stores: stores.views.record(summary))

        self.same(lambda stores: list(stores.views.of_shopper(who)))

    @rule(sale=st.sampled_from(SALES), state=st.none() | STATES)
    def list_orders(self, sale: Sale, state: OrderState | None) -> None:
        self.same(lambda stores: pages(stores, sale.sale, state))
        self.same(lambda stores: dict(stores.views.counts(sale.sale)))

    @rule(who=PEOPLE, delivery=st.none() | DELIVERIES)
    def remember_or_forget(self, who: str, delivery: Delivery | None) -> None:
        if delivery:
            self.same(lambda stores: stores.shoppers.remember(who, delivery))
        else:
            self.same(lambda stores: stores.shoppers.forget(who))

        assert self.same(lambda stores: stores.shoppers.delivery(who)) == delivery

    @rule(who=PEOPLE, sale=st.sampled_from(SALES), delivery=st.none() | DELIVERIES)
    def keep_or_drop_a_basket(self, who: str, sale: Sale, delivery: Delivery | None) -> None:
        basket = a_basket(sale=sale.sale, shopper=who, delivery=delivery or DELIVERY)
        if delivery:
            self.same(lambda stores: stores.baskets.keep(basket, NOW))
        else:
            self.same(lambda stores: stores.baskets.drop(sale.sale, who))

        self.same(lambda stores: stores.baskets.find(sale.sale, who))
        self.same(lambda stores: {each.sale: each for each in stores.baskets.of_shopper(who)})

    @rule(who=PEOPLE, at=st.integers(0, 8), request=st.sampled_from("abcd"))
    def ask_for_a_link(self, who: str, at: int, request: str) -> None:
        instant = NOW + at * HOUR_MS // 4

        self.same(lambda stores: stores.shoppers.ask_for_link(who, instant, request))

    @rule(who=PEOPLE, household=st.sampled_from("xy"), most=st.integers(1, 3))
    def enter_a_household(self, who: str, household: str, most: int) -> None:
        self.same(lambda stores: stores.households.enter(household, who, most, NOW))


def all_sales(stores: Stores) -> list[Sale]:
    return sorted(stores.sales.all(), key=lambda sale: sale.sale)


def pages(stores: Stores, sale: str, state: OrderState | None) -> list[OrderSummary]:
    """Return what is on all pages of a sale's orders; how they are cut is the store's affair."""
    page = stores.views.of_sale(sale, state, None)
    found = list(page.orders)
    while page.cursor is not None:
        page = stores.views.of_sale(sale, state, page.cursor)
        found += page.orders
    return found


FEW = settings(max_examples=12, stateful_step_count=25)
TestSamePlans = SamePlans.TestCase
TestSameLists = SameLists.TestCase
TestSamePlans.settings = TestSameLists.settings = FEW
