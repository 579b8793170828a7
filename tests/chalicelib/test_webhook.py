"""The warehouse is told over HTTP, signed so that nobody else can tell it anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from standardwebhooks import Webhook as Receiver
from standardwebhooks import WebhookVerificationError

from chalicelib import webhook
from chalicelib.system import now
from chalicelib.webhook import NoWarehouse, Webhook, message, secret_of, warehouse_at
from sale_api.domain.moves import Actor, OrderState
from sale_api.ports import ENDED, READY, Unknown
from tests.orders import an_order, cancelled

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
ORDER = an_order()
NAME = f"{ORDER.order}-1-fulfilment"


class Host(ThreadingHTTPServer):
    """A warehouse that answers everything in one way, or hangs up."""

    daemon_threads = True

    def __init__(self, status: int = 204, body: bytes = b"", location: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status, self.body, self.location = status, body, location
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.connections = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/orders"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Host

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        if not self.server.status:
            self.close_connection = True
            return
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(host: Host) -> Iterator[Host]:
    thread = Thread(target=host.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield host
    finally:
        host.shutdown()
        thread.join()
        host.server_close()


def telling(host: Host, *keys: bytes, clock: Callable[[], int] = now) -> Webhook:
    def every() -> Sequence[bytes]:
        return keys or (NEW,)

    return Webhook(host.url, every, clock)


def test_a_message_says_what_is_to_be_packed_and_where_it_goes() -> None:
    with serving(Host()) as host:
        telling(host).tell(READY, NAME, ORDER.placed_at, ORDER)

    ((headers, body),) = host.received
    assert headers["webhook-id"] == NAME
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {
        "type": "order.ready",
        "timestamp": "2027-01-15T08:00:00Z",
        "data": {
            "order": ORDER.order,
            "sale": "a-sale",
            "pool": "main",
            "title": "A phone",
            "quantity": 2,
            "delivery": {
                "name": "Ada Lovelace",
                "street": "Kurze Straße 1",
                "postcode": "10115",
                "city": "Berlin",
                "country": "DE",
            },
        },
    }


def test_a_message_says_what_has_ended_how_and_why_and_no_address() -> None:
    order = cancelled(ORDER).moved(OrderState.REFUNDED, at=ORDER.placed_at + 9, by=Actor.MARKETER)

    with serving(Host()) as host:
        telling(host).tell(ENDED, NAME, ORDER.placed_at, order)

    said = json.loads(host.received[0][1])
    assert said["type"] == "order.ended"
    assert said["data"]["state"] == "cancelled"
    assert said["data"]["reason"] == "no supply"
    assert "delivery" not in said["data"]


def test_why_a_shopper_ended_an_order_is_not_the_warehouses_business() -> None:
    order = ORDER.moved(
        OrderState.WITHDRAWN, at=ORDER.placed_at, by=Actor.SHOPPER, reason="I am ill.", detail="Ada"
    )

    said = message(ENDED, ORDER.placed_at, order)["data"]

    assert isinstance(said, dict)
    assert (said["state"], said["reason"]) == (OrderState.WITHDRAWN, None)
    assert "Ada" not in said.values()


@pytest.mark.parametrize("known", [OLD, NEW])
def test_a_receiver_verifies_with_the_old_key_and_with_the_new_one(known: bytes) -> None:
    with serving(Host()) as host:
        telling(host, NEW, OLD).tell(READY, NAME, ORDER.placed_at, ORDER)

    headers, body = host.received[0]
    assert Receiver(secret_of(known)).verify(body, headers)["type"] == READY


def test_a_receiver_with_another_key_is_not_deceived_nor_by_a_changed_body() -> None:
    with serving(Host()) as host:
        telling(host, NEW).tell(READY, NAME, ORDER.placed_at, ORDER)

    headers, body = host.received[0]
    for key, said in ((OLD, body), (NEW, body.replace(b"Berlin", b"Bremen"))):
        with pytest.raises(WebhookVerificationError, match="No matching signature"):
            Receiver(secret_of(key)).verify(said, headers)


def test_a_message_that_is_told_an_hour_later_has_the_same_words_and_another_time() -> None:
    with serving(Host()) as host:
        for clock in (lambda: ORDER.placed_at, lambda: ORDER.placed_at + 3_600_000):
            telling(host, clock=clock).tell(READY, NAME, ORDER.placed_at, ORDER)

    (first, one), (second, other) = host.received
    assert one == other
    assert (first["webhook-id"], int(first["webhook-timestamp"]) + 3_600) == (
        second["webhook-id"],
        int(second["webhook-timestamp"]),
    )


def test_messages_share_a_connection_whatever_is_answered() -> None:
    with serving(Host(200, b'{"taken": true}')) as host:
        warehouse = telling(host)
        for _ in range(3):
            warehouse.tell(READY, NAME, ORDER.placed_at, ORDER)

    assert (len(host.received), host.connections) == (3, 1)


@pytest.mark.parametrize("status", [0, 301, 307, 400, 401, 410, 429, 500, 503])
def test_whatever_is_no_yes_is_told_again_and_no_redirect_is_followed(status: int) -> None:
    with serving(Host()) as other, serving(Host(status, location=other.url)) as host:
        with pytest.raises(Unknown):
            telling(host).tell(READY, NAME, ORDER.placed_at, ORDER)

        assert (len(host.received), other.received) == (1, [])


def test_a_warehouse_that_does_not_answer_is_not_waited_for_any_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.05)
    host = Host()  # it listens, and nobody serves
    try:
        with pytest.raises(Unknown):
            telling(host).tell(READY, NAME, ORDER.placed_at, ORDER)
    finally:
        host.server_close()


def test_without_an_address_nobody_is_told() -> None:
    warehouse = warehouse_at("", lambda: (NEW,), now)

    warehouse.tell(READY, NAME, ORDER.placed_at, ORDER)

    assert isinstance(warehouse, NoWarehouse)
    assert isinstance(warehouse_at("https://warehouse.example", lambda: (NEW,), now), Webhook)
