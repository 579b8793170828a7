"""The local stack's warehouse believes only what the shop signed, and knows a message again."""

import json
from datetime import UTC, datetime

from standardwebhooks import Webhook

from chalicelib.webhook import secret_of
from infra.local.warehouse import Warehouse

KEY = bytes(range(32))
NOW = 1_800_000_000_000


def told(
    warehouse: Warehouse, kind: str, order: str, *, key: bytes = KEY, opened: bool = True
) -> int:
    name, body = f"{order}-{kind}", json.dumps({"type": kind, "data": {"order": order}})
    at = datetime.now(tz=UTC)
    headers = {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret_of(key)).sign(name, at, body),
    }
    return warehouse.receive(body.encode(), headers, now=NOW, is_open=opened)


def test_what_is_ready_is_packed_unless_it_has_ended_whatever_comes_first() -> None:
    warehouse = Warehouse(secret_of(KEY))

    statuses = [
        told(warehouse, kind, order)
        for kind, order in (
            ("order.ready", "one"),
            ("order.ended", "two"),
            ("order.ready", "two"),
            ("order.ready", "three"),
            ("order.ended", "three"),
        )
    ]

    assert statuses == [204] * 5
    assert (warehouse.to_pack, warehouse.count) == (1, 5)


def test_a_message_that_comes_twice_is_counted_and_kept_once() -> None:
    warehouse = Warehouse(secret_of(KEY))

    for _ in range(2):
        told(warehouse, "order.ready", "one")

    assert json.loads(warehouse.report()) == {
        "messages": [
            {
                "name": "one-order.ready",
                "type": "order.ready",
                "order": "one",
                "at": NOW,
                "times": 2,
            }
        ],
        "refused": 0,
    }


def test_what_somebody_else_signed_is_refused_and_counted() -> None:
    warehouse = Warehouse(secret_of(KEY))

    statuses = [
        told(warehouse, "order.ready", "one", key=KEY[::-1]),
        warehouse.receive(b"{}", {}, now=NOW, is_open=True),
    ]

    assert statuses == [401, 401]
    assert (warehouse.count, warehouse.refused) == (0, 2)


def test_a_warehouse_that_is_switched_off_takes_nothing() -> None:
    warehouse = Warehouse(secret_of(KEY))

    assert told(warehouse, "order.ready", "one", opened=False) == 503
    assert warehouse.count == 0
