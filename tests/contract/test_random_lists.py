"""Random sequences on a waiting list, among all that may happen to its lots meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from msgspec.structs import replace

from sale_api.domain.contact import Contact
from sale_api.domain.identifiers import order_id
from sale_api.domain.lot import Claim
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor
from sale_api.domain.waiting import ENTRY_MOVES, Entry, EntryEvent, EntryState, part_of, turn_of
from tests.cloud import Stores
from tests.contract.test_random_sequences import (
    CLAIMS,
    NOW,
    NUMBERS,
    POOLS,
    SALE,
    SHOPPERS,
    SOURCES,
    TASKS,
    SameStores,
    outcome,
)

CONTACT = Contact("anna@example.org", "de", "Europe/Berlin")
ENDINGS = st.sampled_from([EntryState.TAKEN, EntryState.DECLINED, EntryState.LAPSED])


class SameLists(SameStores):
    """Plays each verb of the list, too; an entry may be moved by who read it long before."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def play_entry(self, shopper: str, verb: Callable[[Stores], object]) -> None:
        """Play a verb on a shopper's entry, and compare it, and who is next."""
        assert outcome(lambda: verb(self.cloud)) == outcome(lambda: verb(self.memory))
        standing = self.memory.waiting.find(SALE, shopper)
        assert self.cloud.waiting.find(SALE, shopper) == standing
        heads = [
            [stores.waiting.head(SALE, pool, part_of(shopper)) for pool in sorted(set(POOLS))]
            for stores in (self.cloud, self.memory)
        ]
        assert heads[0] == heads[1]
        if standing is not None:
            self.entries.append(standing)

    def in_state(self, to: EntryState) -> list[Entry]:
        """Return what was read of entries that may go on to a state."""
        return [each for each in self.entries if to in ENTRY_MOVES[each.state]]

    @rule(shopper=SHOPPERS, pool=st.sampled_from(POOLS), quantity=st.integers(1, 3))
    def join(self, shopper: str, pool: str, quantity: int) -> None:
        self.now += 1
        wish = self.wish(shopper, pool, quantity)
        self.play_entry(shopper, lambda stores: stores.waiting.join(wish))

    def wish(self, shopper: str, pool: str, quantity: int) -> Entry:
        return Entry(
            sale=SALE,
            shopper=shopper,
            pool=pool,
            quantity=quantity,
            price=Money(4997, "EUR"),
            contact=CONTACT,
            turn=turn_of(pool, 0, self.now, late=True, shopper=shopper),
            history=(EntryEvent(self.now, EntryState.WAITING, Actor.SHOPPER, quantity),),
        )

    @precondition(lambda self: self.in_state(EntryState.WAITING))
    @rule(data=st.data(), pool=st.sampled_from(POOLS))
    def join_again(self, data: st.DataObject, pool: str) -> None:
        before = data.draw(st.sampled_from(self.in_state(EntryState.WAITING)))
        again = before.joined_again(self.wish(before.shopper, pool, 1))
        self.play_entry(before.shopper, lambda stores: stores.waiting.join_again(again))

    @precondition(lambda self: self.in_state(EntryState.LEFT))
    @rule(data=st.data(), is_served=st.booleans())
    def leave(self, data: st.DataObject, *, is_served: bool) -> None:
        before = data.draw(st.sampled_from(self.in_state(EntryState.LEFT)))
        self.play_entry(
            before.shopper,
            lambda stores: (
                stores.waiting.serve(before.served(self.now))
                if is_served
                else stores.waiting.leave(before.left(self.now))
            ),
        )

    @precondition(lambda self: self.in_state(EntryState.OFFERED))
    @rule(data=st.data(), home=NUMBERS, lender=SOURCES, claim=CLAIMS, returned=st.integers(0, 3))
    def offer(
        self, data: st.DataObject, home: int, lender: int, claim: Claim, returned: int
    ) -> None:
        before = data.draw(st.sampled_from(self.in_state(EntryState.OFFERED)))
        lent = replace(claim, lender=None if lender == home else lender, offered=True)
        key = order_id(SALE, before.shopper, lent.claim)
        after = before.offered(key, lent.quantity, at=self.now, until_at=NOW, read_at=self.now)
        taken = min(returned, lent.quantity)

        def offer(stores: Stores) -> None:
            stores.waiting.offer(after, home, lent, taken)

        self.play(offer)
        self.play_entry(before.shopper, lambda stores: stores.waiting.find(SALE, before.shopper))

    @precondition(lambda self: self.in_state(EntryState.TAKEN))
    @rule(data=st.data(), to=ENDINGS)
    def end_offer(self, data: st.DataObject, to: EntryState) -> None:
        before = data.draw(st.sampled_from(self.in_state(EntryState.TAKEN)))
        shopper, order = before.shopper, before.order
        self.play_entry(
            shopper,
            lambda stores: stores.waiting.end_offer(SALE, shopper, order, to, self.now),
        )

    @rule(shopper=SHOPPERS, task=TASKS)
    def tell(self, shopper: str, task: str) -> None:
        now, until = self.now, self.now + 5
        self.play_entry(
            shopper, lambda stores: stores.waiting.lease(SALE, shopper, task, now, until)
        )

    @rule(shopper=SHOPPERS, task=TASKS)
    def told(self, shopper: str, task: str) -> None:
        now = self.now
        self.play_entry(shopper, lambda stores: stores.waiting.finish(SALE, shopper, task, now))

    @rule(most=st.integers(1, 3), pool=st.sampled_from(POOLS))
    def read_all(self, most: int, pool: str) -> None:
        cloud, memory = (
            (
                stores.waiting.turns(SALE, pool, most),
                sorted(stores.waiting.of_sale(SALE), key=lambda entry: entry.shopper),
            )
            for stores in (self.cloud, self.memory)
        )
        assert cloud == memory


TestSameLists = SameLists.TestCase
TestSameLists.settings = settings(
    max_examples=10,
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
