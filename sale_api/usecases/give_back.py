"""Give back: a shopper deletes the reservation, and its units can be had by others again."""

from __future__ import annotations

from sale_api.domain.errors import TryAgain, WrongState
from sale_api.domain.moves import Actor
from sale_api.ports import Lots, Orders, Unmet
from sale_api.usecases.barring import let_go
from sale_api.usecases.watch import Watch


def give_back(
    *,
    sale_id: str,
    shopper: str,
    only: str | None = None,
    now: int,
    watch: Watch,
    lots: Lots,
    orders: Orders,
) -> None:
    """Let go of what the shopper holds; holding nothing is the same answer.

    `only` names the claim that is meant: a request that comes late, when its shopper holds
    something else already, lets nothing go. The order key is barred first: else the signed
    reservation would still order a unit that is on sale again. Raises `WrongState` if it has
    become an order (cancel that instead), and `TryAgain`. Three requests.
    """
    sale = watch.sale(sale_id, now)
    home = sale.home_of(shopper)
    (lot,) = lots.look(sale_id, [home])
    claim = lot.claims.get(shopper)
    if claim is None or only not in {None, claim.claim}:
        return
    try:
        order = let_go(
            sale=sale_id,
            home=home,
            shopper=shopper,
            claim=claim,
            by=Actor.SHOPPER,
            now=now,
            orders=orders,
            lots=lots,
        )
    except Unmet:
        raise TryAgain("Your reservation is being given back; ask again.") from None
    if order is not None:
        detail = "Your reservation has become an order; cancel the order instead."
        raise WrongState(detail, state=order.state, order=order.order)
