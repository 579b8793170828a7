"""What moves and looks ask of DynamoDB: one write on the order, one item or one page read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.aws.session import client
from tests.cloud import PREFIX
from tests.functional.api import Api
from tests.functional.stage import PARCEL, SALE, Stage

READ, MOVE = "GetItem orders", "UpdateItem orders"
GIVE_BACK = "UpdateItem lots"
ORDER, ADMIN = "/v1/orders/{order}", "/v1/admin/orders/{order}"
BACK = {"reason": "Came back unopened.", "resell": True}
PAID_BACK = {"amount": {"amount": 4_997, "currency": "EUR"}}


@contextmanager
def requests() -> Iterator[list[str]]:
    """Give each request to DynamoDB with its table, as it is made."""
    seen: list[str] = []

    def note(params: dict[str, Any], model: Any, **_: object) -> None:
        (table,) = params.get("RequestItems", {params.get("TableName"): None})
        seen.append(f"{model.name} {table.removeprefix(PREFIX)}")

    events, every = client("dynamodb").meta.events, "provide-client-params.dynamodb.*"
    events.register(every, note)
    try:
        yield seen
    finally:
        events.unregister(every, note)


@pytest.mark.parametrize("everywhere", ["aws"], indirect=True)
def test_a_move_is_one_write_on_its_order_and_a_look_one_read(everywhere: Api) -> None:
    stage = Stage(everywhere)

    def asked(method: str, path: str, body: object, token: str, **more: Any) -> Sequence[str]:
        with requests() as seen:
            stage.done(method, path, body, token, **more)
        return seen

    def moved(
        what: str, body: object, path: str = ADMIN, token: str = stage.admin
    ) -> Sequence[str]:
        return asked("POST", f"{path}/{what}", body, token, order=stage.carlas)

    assert asked("GET", ORDER, None, stage.carla, order=stage.carlas) == [READ]
    assert asked("GET", "/v1/me/orders", None, stage.carla) == ["Query order_views"]
    listed = asked("GET", "/v1/admin/orders", None, stage.admin, query=f"sale={SALE}")
    assert listed == ["Query order_views"]
    assert moved("gift", {"gift": "one", "text": "A voucher."}) == [READ, MOVE]
    assert moved("shipment", PARCEL) == [READ, MOVE]
    assert moved("shipment", PARCEL) == [READ]
    assert moved("delivery", {}) == [READ, MOVE]
    assert moved("withdrawal", {"name": "Carla"}, ORDER, stage.carla) == [READ, MOVE]
    assert moved("return", BACK) == [READ, MOVE, GIVE_BACK]
    assert moved("refund", PAID_BACK) == [READ, READ, MOVE]
    cancelled = asked("POST", f"{ORDER}/cancellation", {}, stage.berta, order=stage.bertas)
    assert cancelled == [READ, MOVE, GIVE_BACK]
