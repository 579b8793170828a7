"""Moving an order into a state, once: who asks again finds the move in the history."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from sale_api.domain.errors import WrongState
from sale_api.domain.moves import OrderState
from sale_api.domain.order import Order
from sale_api.ports import Lots, Orders, Unmet
from sale_api.usecases.moves import move

Make = Callable[[Order, int], Order]
"""How an order is moved at an instant; `WrongState` if it cannot be."""


def move_order(
    *,
    order_id: str,
    shopper: str | None,
    to: OrderState,
    make: Make,
    now: int,
    orders: Orders,
    any_words: bool = False,
) -> Order:
    """Return the order after `make`, or as it stands if the same move led it to `to` before.

    The same is what `make` would make again of the order as it was then. `WrongState` if it went
    there in another way, unless `any_words` says that this is all the same. One read, one write.
    """

    def step(order: Order) -> Order:
        done = order.entered(to)
        if done is None:
            return make(order, now)
        if any_words:
            return order
        again = make(replace(order, history=order.history[: done.number - 1]), done.at)
        if (again.history[-1], again.resell) == (done, order.resell):
            return order
        detail = f"It became {to} before, in another way; it is {order.state}."
        raise WrongState(detail, state=order.state)

    return move(order_id=order_id, shopper=shopper, orders=orders, step=step)


def end_order(
    *,
    order_id: str,
    shopper: str | None,
    to: OrderState,
    make: Make,
    now: int,
    orders: Orders,
    lots: Lots,
    any_words: bool = False,
) -> Order:
    """Move an order as `move_order` does, and give back units that are not the shopper's any more.

    One request more (lent units: a transaction).
    """
    order = move_order(
        order_id=order_id,
        shopper=shopper,
        to=to,
        make=make,
        now=now,
        orders=orders,
        any_words=any_words,
    )
    if order.is_in_force:  # withdrawn after it had shipped: the units come back with the parcel
        return order
    try:
        give_back_ended(order=order, lots=lots)
    except Unmet:
        return order  # another transaction is on that lot; the relay comes by in a moment
    return order


def give_back_ended(*, order: Order, lots: Lots) -> None:
    """Give back the units of an order that has ended; again is harmless. One write.

    Called right after the move, and once more by the relay, which sees every ending: so a crash
    between the two strands nothing. Raises `Unmet` when another transaction was in the way.
    """
    assert not order.is_in_force, f"order {order.order} is in force"
    lots.give_back(order.sale, order.home, order.shopper, order.claim, order.restock)
