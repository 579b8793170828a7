"""Who pays what they ordered: once, twice, the wrong sum, at the last moment, or never."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sale_api.domain.errors import Refusal, TryAgain
from sale_api.domain.order import Order
from sale_api.domain.payment import Booking, reference_of
from sale_api.ports import Unknown
from sale_api.usecases.book import Booked, Result, book
from sale_api.usecases.pay import pay
from tests.sale_api.given import SECOND
from tests.simulation.books import hold as holds
from tests.simulation.invocations import Process, Work

if TYPE_CHECKING:
    from tests.simulation.world import World

PATIENCE_MS = 10 * SECOND
TRIES = 6


class Payer:
    """The money of one order on its way, with dice of its own; the bank sends its list again."""

    def __init__(self, world: World, order: Order, seed: int) -> None:
        self._world = world
        self._order = order
        self._random = Random(f"{seed} payer of {order.order}")
        self._booking = Booking("b1", order.total, f"{order.title} {reference_of(order.order)}")

    def work(self) -> None:
        """Pay in one way or another, early or late."""
        self._world.sleep(self._delay())
        whim = self._random.random()
        if whim < 0.15:
            return  # never
        if whim < 0.25:
            self._until_answered(self._pay_by_hand)
        elif whim < 0.4:
            other = replace(self._booking, id="b2", amount=self._order.price.times(3))
            self._until_answered(lambda process: self._book(process, other))
        else:
            self._until_answered(lambda process: self._book(process, self._booking))
        if self._random.random() < 0.3:
            self._world.sleep(self._random.choice([0, SECOND, 90 * SECOND]))
            twice = self._random.choice([self._booking, replace(self._booking, id="b3")])
            self._until_answered(lambda process: self._book(process, twice))

    def _delay(self) -> int:
        prepaid = self._order.prepaid
        assert prepaid is not None, "paid first"
        left = prepaid.pay_by - self._world.now
        about = self._random.choice([-2 * SECOND, 0, 1, SECOND, 20 * SECOND, 50 * SECOND])
        return max(0, self._random.choice([SECOND, left // 2, left + about, left + about]))

    def _until_answered(self, work: Work) -> None:
        for _ in range(self._random.choice([1, TRIES, TRIES])):
            try:
                self._world.answer_of(self._world.start("payer", work), PATIENCE_MS)
            except (Unknown, TryAgain):
                self._world.sleep(self._random.choice([100, 3 * SECOND]))
            except Refusal:
                return
            else:
                return

    def _book(self, process: Process, booking: Booking) -> None:
        booked = book(
            booking=booking,
            now=process.now(),
            orders=process.stores.orders,
            payments=process.system.payments,
        )
        self._world.sometimes[f"booked: {booked.result}"] += 1
        self._judge(booking, booked)

    def _judge(self, booking: Booking, booked: Booked) -> None:
        holds("P4", booked.order is not None, "a good reference finds nothing:", booking)
        is_whole = booking.amount == self._order.total
        is_paid = booked.result in {Result.PAID, Result.KNOWN}
        holds("P4", is_whole or not is_paid, "paid with another sum:", booking, booked)

    def _pay_by_hand(self, process: Process) -> None:
        pay(
            order_id=self._order.order,
            by="marketer",
            now=process.now(),
            orders=process.stores.orders,
        )
        self._world.sometimes["paid by hand"] += 1
