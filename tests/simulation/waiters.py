"""How a shopper waits: joins the list, looks, takes what is offered or not, leaves, joins again."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from sale_api.domain.errors import NotFound, RequestReused, WrongState
from sale_api.domain.waiting import Entry, EntryState
from sale_api.usecases.hold import Hold
from sale_api.usecases.join_list import join_list
from sale_api.usecases.wait import Listed, leave_list, look_at_list
from tests.sale_api.given import CONTACT, MINUTE, SALE, SECOND
from tests.simulation.books import hold as holds
from tests.simulation.invocations import Process
from tests.simulation.plans import Visitor

if TYPE_CHECKING:
    from tests.simulation.shoppers import Shopper
    from tests.simulation.world import World

LOOKS = 8
OF_ANOTHER_MIND = 0.3
"""So many of those who join again wish for another pool, or another number."""


class Waiter:
    """A shopper on the list, with dice of their own; `entry` is what they were shown last."""

    def __init__(self, world: World, shopper: Shopper, visitor: Visitor, seed: int) -> None:
        self._world = world
        self._shopper = shopper
        self._visitor = visitor
        self._random = Random(f"{seed} {visitor.name} waiting")
        self._whims = Random(f"{seed} {visitor.name} wish")
        self._wish = (visitor.pool, visitor.quantity)
        self._entry: Entry | None = None
        self._hold: Hold | None = None
        self.has_left = False
        """Whether they ever asked to leave, which lets go of what is offered, too."""

    def wait(self) -> None:
        """Join the list, and do for a while what people do who wait."""
        self._wish = (self._shopper.pool, self._visitor.quantity)
        self._shopper.ask(self._join)
        if self._entry is None:
            return
        for _ in range(self._random.randint(2, LOOKS)):
            self._world.sleep(
                self._random.choice([0, SECOND, 5 * SECOND, 12 * SECOND, 30 * SECOND, MINUTE])
            )
            self._act()

    def _act(self) -> None:
        whim = self._random.random()
        if whim < 0.1:
            self._shopper.ask(self._leave)
        elif whim < 0.2:
            self._change_their_mind()
            self._shopper.ask(self._join)
        elif whim < 0.27:
            self._shopper.reserve()
        else:
            self._shopper.ask(self._look)
            if self._hold is not None:
                self._answer_offer(self._hold)

    def _answer_offer(self, hold: Hold) -> None:
        self._hold = None
        whim = self._random.random()
        if whim < 0.45:
            self._shopper.order(hold)
        elif whim < 0.6:
            self._shopper.order_at_the_last_moment(hold)
        elif whim < 0.7:
            self._shopper.decline(hold)
        elif whim < 0.85:
            self._shopper.ask(self._leave)
            if self._random.random() < 0.5:
                self._change_their_mind()
                self._shopper.ask(self._join)

    def _change_their_mind(self) -> None:
        """Wish for other units now and then, whether one still waits or not."""
        if self._whims.random() < OF_ANOTHER_MIND:
            plan = self._world.setting.plan
            pool = self._whims.choice(plan.pools).pool
            self._wish = (pool, self._whims.randint(1, plan.limit))

    def _join(self, process: Process) -> None:
        world, stores, wish = self._world, process.stores, self._wish
        pool, quantity = wish
        try:
            listed = join_list(
                sale_id=SALE,
                shopper=self._visitor.shopper,
                contact=CONTACT,
                quantity=quantity,
                pool=pool,
                ticket=self._shopper.lent_out(),
                now=process.now(),
                watch=process.watch,
                waiting=stores.waiting,
                lots=stores.lots,
                orders=stores.orders,
            )
        except WrongState:
            world.sometimes["told that units are on sale"] += 1
            raise
        except RequestReused as refused:
            standing = refused.data["standing"]
            told = "to hold units, and not to wait"
            if isinstance(standing, Entry):
                are_others = (standing.pool, standing.quantity) != wish
                holds("P4", are_others, "the same words were called others:", refused)
                told = "to wait for other units"
            world.sometimes[f"told {told}"] += 1
            raise
        self._note_joined(listed, wish)

    def _note_joined(self, listed: Listed, wish: tuple[str, int]) -> None:
        sometimes, entry = self._world.sometimes, listed.entry
        if entry.state is EntryState.WAITING:
            there = (entry.pool, entry.quantity)
            holds("I20", there == wish, f"wished for {wish}, and waits for", entry)
        sometimes["joined the list"] += listed.new
        sometimes["joined the list again"] += listed.new and len(entry.history) > 1
        wished = (self._entry.pool, self._entry.quantity) if self._entry else wish
        sometimes["joined the list for other units"] += listed.new and wished != wish
        self._entry = entry

    def _look(self, process: Process) -> None:
        stores = process.stores
        try:
            listed = look_at_list(
                sale_id=SALE,
                shopper=self._visitor.shopper,
                now=process.now(),
                watch=process.watch,
                waiting=stores.waiting,
                lots=stores.lots,
                orders=stores.orders,
            )
        except NotFound:
            holds("P4", self._entry is None, "the list has forgotten", self._entry)
            raise
        known = self._entry.history if self._entry else ()
        self._entry = listed.entry
        if listed.hold is not None and listed.hold.order is None:
            offer = listed.entry.history[-1]
            holds("I18", listed.entry.state is EntryState.OFFERED, "no offer:", listed)
            holds("P4", offer.quantity == listed.hold.reservation.claim.quantity, listed)
            holds(
                "I20", listed.hold.reservation.pool == listed.entry.pool, "not waited for:", listed
            )
            holds("I18", listed.hold.reservation.price == listed.entry.price, "dearer:", listed)
            self._world.sometimes["shown an offer"] += len(known) < len(listed.entry.history)
            self._hold = listed.hold

    def leave_meanwhile(self) -> None:
        """Leave in another tab."""
        self._shopper.ask(self._leave_whatever_stands)

    def _leave(self, process: Process) -> None:
        version = self._entry.version if self._entry else None
        # Now and then by a page that is old.
        self._leave_version(process, self._random.choice([None, version, version, 1]))

    def _leave_whatever_stands(self, process: Process) -> None:
        self._leave_version(process, None)

    def _leave_version(self, process: Process, only: int | None) -> None:
        self.has_left = True
        stores = process.stores
        leave_list(
            sale_id=SALE,
            shopper=self._visitor.shopper,
            only=only,
            now=process.now(),
            watch=process.watch,
            waiting=stores.waiting,
            lots=stores.lots,
            orders=stores.orders,
        )
        self._world.sometimes["left the list"] += 1
