"""The states of an order, and the one table of moves between them.

A state is entered at most once: the table has no way round. So a move that is repeated knows
itself by its own state in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct


class OrderState(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    IN_FULFILMENT = "in_fulfilment"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    REFUNDED = "refunded"


class Actor(StrEnum):
    """Who did it."""

    SHOPPER = "shopper"
    MARKETER = "marketer"
    SYSTEM = "system"


class Units(StrEnum):
    """What becomes of an order's units: they stay the shopper's, or they come back to the sale."""

    STAY = "stay"
    BACK = "back"


class Move(Struct, frozen=True):
    """Who may make a move, what it does with the units, and whether it needs a reason."""

    by: frozenset[Actor]
    units: Units = Units.STAY
    reason: bool = False


BEGINS = frozenset({OrderState.PLACED, OrderState.AWAITING_PAYMENT})
"""What an order begins as: one to be paid first awaits that, all others are placed."""

_SHOPPER = frozenset({Actor.SHOPPER})
_MARKETER = frozenset({Actor.MARKETER})
_SYSTEM = frozenset({Actor.SYSTEM})

_TAKEN_IN = Move(_SYSTEM)
_DONE = Move(_MARKETER)
_CANCELLED = Move(_SHOPPER | _MARKETER, Units.BACK, reason=True)
_WITHDRAWN = Move(_SHOPPER, Units.BACK)
_WITHDRAWN_WITH_GOODS = Move(_SHOPPER)
_RETURNED = Move(_MARKETER, Units.BACK, reason=True)
_REFUNDED = {OrderState.REFUNDED: Move(_MARKETER)}

MOVES: Mapping[OrderState, Mapping[OrderState, Move]] = {
    OrderState.PLACED: {
        OrderState.IN_FULFILMENT: _TAKEN_IN,
        OrderState.CANCELLED: _CANCELLED,
        OrderState.WITHDRAWN: _WITHDRAWN,
    },
    OrderState.AWAITING_PAYMENT: {
        OrderState.PAID: Move(_MARKETER | _SYSTEM),
        OrderState.CANCELLED: _CANCELLED,
        OrderState.EXPIRED: Move(_SYSTEM, Units.BACK, reason=True),
        OrderState.WITHDRAWN: _WITHDRAWN,
    },
    OrderState.PAID: {
        OrderState.IN_FULFILMENT: _TAKEN_IN,
        OrderState.CANCELLED: _CANCELLED,
        OrderState.WITHDRAWN: _WITHDRAWN,
    },
    OrderState.IN_FULFILMENT: {
        OrderState.SHIPPED: _DONE,
        OrderState.CANCELLED: _CANCELLED,
        OrderState.WITHDRAWN: _WITHDRAWN,
    },
    OrderState.SHIPPED: {
        OrderState.DELIVERED: _DONE,
        OrderState.WITHDRAWN: _WITHDRAWN_WITH_GOODS,
        OrderState.RETURNED: _RETURNED,
    },
    OrderState.DELIVERED: {
        OrderState.WITHDRAWN: _WITHDRAWN_WITH_GOODS,
        OrderState.RETURNED: _RETURNED,
    },
    OrderState.WITHDRAWN: {OrderState.RETURNED: _RETURNED, **_REFUNDED},
    OrderState.RETURNED: _REFUNDED,
    OrderState.CANCELLED: _REFUNDED,
    OrderState.EXPIRED: _REFUNDED,
    OrderState.REFUNDED: {},
}
"""Every move that there is, from where to where; whether a state allows it now, `allowed` says."""


def gave_back(states: Iterable[OrderState]) -> bool:
    """Tell whether one of the moves between these states brought the units back."""
    moves = (MOVES[before].get(after) for before, after in pairwise(states))
    return any(move is not None and move.units is Units.BACK for move in moves)


def allowed(states: Iterable[OrderState], to: OrderState) -> Move | None:
    """Return the move to a state for an order that was in these, or None.

    Units come back once. Who withdrew is refunded when they have: until then the goods lie on
    the shopper's table.
    """
    been = tuple(states)
    move = MOVES[been[-1]].get(to)
    if move is None:
        return None
    if gave_back(been):
        return None if move.units is Units.BACK else move
    return None if (been[-1], to) == (OrderState.WITHDRAWN, OrderState.REFUNDED) else move
