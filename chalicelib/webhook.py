"""The way to the warehouse: a signed message for each, in the Standard Webhooks format.

Takes where it is told and the keys; gives one POST a message. Whatever is no 2xx within five
seconds is no answer: the queue tells it again. Every master key signs, so a receiver may change to
a new one when it likes while both are listed.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from sale_api.domain.hours import moment_of
from sale_api.domain.moves import Actor
from sale_api.domain.order import Order
from sale_api.ports import READY, Unknown, Warehouse

PURPOSE = "webhook"
PREFIX = "whsec_"
SECONDS = 5.0
MOST_BYTES = 4_096
"""So much of an answer is read, that the connection may serve the next message."""


def secret_of(key: bytes) -> str:
    """Return a key as receivers of webhooks are given it."""
    return PREFIX + b64encode(key).decode()


def warehouse_at(
    url: str, keys: Callable[[], Sequence[bytes]], now: Callable[[], int]
) -> Warehouse:
    """Return who tells the warehouse at an address; without one nobody is told."""
    return Webhook(url, keys, now) if url else NoWarehouse()


class NoWarehouse:
    """`sale_api.ports.Warehouse` of a shop that packs by its lists alone."""

    def tell(self, kind: str, name: str, at: int, order: Order) -> None:
        """Tell nobody."""


class Webhook:
    """`sale_api.ports.Warehouse` over HTTPS."""

    def __init__(
        self, url: str, keys: Callable[[], Sequence[bytes]], now: Callable[[], int]
    ) -> None:
        """Take the address, what gives the keys, the newest first, and the clock."""
        self._url = url
        self._keys = keys
        self._now = now

    def tell(self, kind: str, name: str, at: int, order: Order) -> None:
        """Post a message; `Unknown` unless it was accepted. One request, no redirects."""
        # What signs and sends is the fulfilment's alone: no other function waits for it.
        from standardwebhooks import Webhook as Signer  # noqa: PLC0415

        sent_at = moment_of(self._now())
        body = msgspec.json.encode(message(kind, at, order)).decode()
        signed = " ".join(Signer(key).sign(name, sent_at, body) for key in self._keys())
        self._post(
            body,
            {
                "Content-Type": "application/json",
                "webhook-id": name,
                "webhook-timestamp": str(int(sent_at.timestamp())),
                "webhook-signature": signed,
            },
        )

    def _post(self, body: str, headers: Mapping[str, str]) -> None:
        from urllib3.exceptions import HTTPError  # noqa: PLC0415

        try:
            answer = self._pool.request(
                "POST",
                self._url,
                body=body.encode(),
                headers=headers,
                timeout=SECONDS,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            try:
                answer.read(MOST_BYTES)
            finally:
                answer.close()
        except HTTPError as error:
            raise Unknown(f"the warehouse gave no answer: {type(error).__name__}") from error
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - what HTTP calls a success
            raise Unknown(f"the warehouse answered {answer.status}")

    @cached_property
    def _pool(self) -> Any:
        from urllib3 import PoolManager  # noqa: PLC0415

        return PoolManager()


def message(kind: str, at: int, order: Order) -> dict[str, object]:
    """Return what a message says; where the parcel goes only if there is to be one.

    Why a shopper ended an order is said to the seller, and to nobody else.
    """
    said: dict[str, object] = {
        "order": order.order,
        "sale": order.sale,
        "pool": order.pool,
        "title": order.title,
        "quantity": order.claim.quantity,
    }
    if kind == READY:
        said["delivery"] = order.delivery
    else:
        ended = next(event for event in order.history if event.ends)
        reason = None if ended.by is Actor.SHOPPER else ended.reason
        said |= {"state": ended.what, "reason": reason}
    return {"type": kind, "timestamp": moment_of(at), "data": said}
