"""Every move that somebody may ask for, in every state: what the table does not allow is 409."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from sale_api.domain.history import Event
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from tests.functional.api import Api
from tests.functional.stage import Stage
from tests.moves import LETTERS, move_to
from tests.systems import BEGIN

ENDING = {"reason": "No supply.", "resell": True}
MONEY = {"amount": {"amount": 4_997, "currency": "EUR"}}
ASKED: dict[str, tuple[str, Actor, dict[str, Any]]] = {
    "/v1/admin/orders/{order}/payment": ("paid", Actor.MARKETER, {}),
    "/v1/admin/orders/{order}/shipment": (
        "shipped",
        Actor.MARKETER,
        {"carrier": "DHL", "number": "0034"},
    ),
    "/v1/admin/orders/{order}/delivery": ("delivered", Actor.MARKETER, {}),
    "/v1/admin/orders/{order}/cancellation": ("cancelled", Actor.MARKETER, ENDING),
    "/v1/admin/orders/{order}/return": ("returned", Actor.MARKETER, ENDING),
    "/v1/admin/orders/{order}/refund": ("refunded", Actor.MARKETER, MONEY),
    "/v1/orders/{order}/cancellation": ("cancelled", Actor.SHOPPER, {}),
    "/v1/orders/{order}/withdrawal": ("withdrawn", Actor.SHOPPER, {"name": "Berta Beispiel"}),
}
"""Where each move is asked for, by whom, and how."""


@pytest.mark.parametrize("state", OrderState)
def test_a_move_that_the_table_does_not_allow_is_refused_with_the_state(
    api: Api, state: OrderState
) -> None:
    stage = Stage(api)
    standing = api.world.orders.standing
    placed = standing[stage.bertas]
    assert isinstance(placed, Order)
    there = replace(placed, history=(Event(1, BEGIN, Actor.SHOPPER, state),))
    others = {path: asked for path, asked in ASKED.items() if asked[0] != state}
    answers = {}

    for path, (_, by, body) in others.items():
        standing[stage.bertas] = there
        token = stage.admin if by is Actor.MARKETER else stage.berta
        reply = api.ask("POST", path, body, token=token, order=stage.bertas)
        unmoved = standing[stage.bertas] == there
        answers[path] = (reply.status, reply.body.get("code"), reply.body["state"], unmoved)

    assert answers == {
        path: (200, None, to, False)
        if LETTERS[by] in (move_to([state], to) or "")
        else (409, "wrong_state", state, True)
        for path, (to, by, _) in others.items()
    }
