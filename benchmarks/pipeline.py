"""What becomes of 10,000 orders: relayed, handed to the warehouse, and told, in CPU of the workers.

The handlers of `app.py` get the batches that Lambda hands over: a hundred records of the stream,
ten messages. What they ask of DynamoDB, SQS and SES goes through botocore to a double below it,
which keeps the orders and makes the stream's records; messages to the warehouse are made and
signed, and nothing is sent. The double's own time is not counted.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any, Final

from msgspec.structs import replace

import app
from benchmarks import stub
from benchmarks.results import Result
from benchmarks.shop import SALE, Shop
from chalicelib.aws import session
from chalicelib.aws.lots import DynamoLots
from chalicelib.aws.mail import SesMailer
from chalicelib.aws.orders import DynamoOrders, order_from_image
from chalicelib.aws.queues import SqsQueues
from chalicelib.aws.tables import bind
from chalicelib.aws.views import DynamoOrderViews
from chalicelib.system import now
from chalicelib.webhook import Webhook
from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.lot import Claim
from sale_api.domain.money import Money
from sale_api.domain.order import placed
from sale_api.domain.reservation import Reservation
from sale_api.ports import Queue

ORDERS: Final = 10_000
SECONDS: Final = 60.0
WAVE: Final = 500
"""Orders that are under way at once: the double keeps all images of these in memory."""

RECORDS, MESSAGES = 100, 10
LOTS: Final = 625
"""Of 16 units each: the orders of a batch of the stream come from nearly as many lots."""


class Double:
    """Orders, queues and a mailer that answer at once; `seconds` of CPU are its own."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.orders: dict[str, dict[str, Any]] = {}
        self.records: deque[dict[str, Any]] = deque()
        self.messages: dict[str, deque[dict[str, Any]]] = {queue: deque() for queue in Queue}
        self.mails = 0
        self.seconds = 0.0
        self._numbers = count(1)

    def timed(self, answer: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
        """Return what answers a request, and counts its own time."""

        def answered(request: Any) -> bytes:
            begun = time.process_time()
            said = answer(request)
            self.seconds += time.process_time() - begun
            return said

        return answered

    def database(self, request: Any) -> bytes:
        """Answer as DynamoDB does; only orders are kept."""
        asked = json.loads(request.body)
        if not asked["TableName"].endswith("-orders"):
            return b"{}"
        if "Item" in asked:
            self._write(asked["Item"])
            return b"{}"
        after = _updated(self.orders[asked["Key"]["order"]["S"]], asked)
        self._write(after)
        if asked["ReturnValues"] == "NONE":
            return b"{}"
        return json.dumps({"Attributes": after}).encode()

    def queue(self, request: Any) -> bytes:
        """Take messages as SQS does."""
        asked = json.loads(request.body)
        waiting = self.messages[asked["QueueUrl"].rpartition("/")[2]]
        for entry in asked["Entries"]:
            name = f"message-{next(self._numbers)}"
            waiting.append({"messageId": name, "body": entry["MessageBody"]})
        taken = [
            {"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": ""}
            for entry in asked["Entries"]
        ]
        return json.dumps({"Successful": taken}).encode()

    def mailer(self, _request: Any) -> bytes:
        """Take a mail as SES does."""
        self.mails += 1
        return b'{"MessageId": "m"}'

    def _write(self, after: dict[str, Any]) -> None:
        key = after["order"]["S"]
        images = {"NewImage": after}
        if key in self.orders:
            images["OldImage"] = self.orders[key]
        self.orders[key] = after
        change = {"Keys": {"order": after["order"]}, **images}
        self.records.append({"dynamodb": {**change, "SequenceNumber": str(next(self._numbers))}})


def run() -> Iterator[Result]:
    """Measure all of it, and say which worker took how much."""
    stub.use_credentials()
    bind("bench-")
    double = Double()
    for service, answer in (
        ("dynamodb", double.database),
        ("sqs", double.queue),
        ("sesv2", double.mailer),
    ):
        stub.answering(session.client(service), double.timed(answer))
    shop = _shop()
    with Path(os.devnull).open("w", encoding="utf-8") as log, redirect_stdout(log):
        shop.open_for_requests()
        spent = _spent(double)
    assert double.mails == 2 * ORDERS, f"{double.mails} mails"
    total = sum(spent.values())
    unit = "s of CPU"
    yield Result(
        name=f"{ORDERS:,} orders relayed, fulfilled and told",
        unit=unit,
        ours=total,
        reference=SECONDS,
        bar=1.0,
    )
    for worker, seconds in spent.items():
        yield Result(name=f"of these, {worker}", unit=unit, ours=seconds, reference=total)


def _spent(double: Double) -> Mapping[str, float]:
    """Return the CPU seconds of each worker, without the double's own."""
    spent: defaultdict[str, float] = defaultdict(float)
    orders, dice = DynamoOrders(), Random(1)

    def work(worker: str, handler: Any, waiting: deque[dict[str, Any]], most: int) -> None:
        while waiting:
            batch = [waiting.popleft() for _ in range(min(most, len(waiting)))]
            begun, double.seconds = time.process_time(), 0.0
            answer = handler({"Records": batch}, None)
            spent[worker] += time.process_time() - begun - double.seconds
            assert answer == {"batchItemFailures": []}, answer

    numbers = iter(range(ORDERS))
    while wave := list(islice(numbers, WAVE)):
        for number in wave:
            orders.place(_order(number, dice.randrange(LOTS)))
        while double.records:
            work("the relay", app.relay, double.records, RECORDS)
            work("the consumer of fulfilment", app.fulfil, _of(double, Queue.FULFILMENT), MESSAGES)
            work("the consumer of notices", app.notify, _of(double, Queue.NOTICES), MESSAGES)
        double.orders.clear()
    return spent


def _of(double: Double, queue: Queue) -> deque[dict[str, Any]]:
    return double.messages[queue]


def _updated(before: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return an order after a lease, a move, or a mark."""
    change, values = asked["UpdateExpression"], asked["ExpressionAttributeValues"]
    task = asked["ExpressionAttributeNames"].get("#task", "")
    after = dict(before)
    if change.startswith("SET #leases"):
        after["leases"] = {"M": {**before["leases"]["M"], task: values[":until"]}}
        return after
    if "#history" in change:
        after["history"] = {"L": [*before["history"]["L"], *values[":event"]["L"]]}
        after["version"] = values[":version"]
    if task:
        after["done"] = {"M": {**before["done"]["M"], task: values[":at"]}}
    return after


def _shop() -> Shop:
    shop = Shop()
    urls = {queue: f"https://sqs.eu-central-1.amazonaws.com/1/{queue}" for queue in Queue}
    warehouse = Webhook("https://warehouse.example/orders", lambda: (bytes(32),), now)
    warehouse.__dict__["_pool"] = _Taking()  # in place of what is made at the first message
    shop.system = replace(
        shop.system,
        orders=DynamoOrders(),
        views=DynamoOrderViews(),
        lots=DynamoLots(),
        queues=SqsQueues(urls),
        mailer=SesMailer("sale@shop.example"),
        warehouse=warehouse,
        standing=order_from_image,
    )
    return shop


class _Taking:
    """A warehouse that takes everything."""

    status = 204

    def request(self, *_words: object, **_named: object) -> _Taking:
        """Answer at once."""
        return self

    def read(self, _most: int) -> bytes:
        """Say nothing more."""
        return b""

    def close(self) -> None:
        """Have nothing to close."""


LANGUAGES: Final[Sequence[str]] = ("de", "en")


def _order(number: int, home: int) -> Any:
    claim = Claim(1 + number % 2, f"{number:08}", now() + 600_000)
    return placed(
        Reservation(
            sale=SALE,
            shopper=f"{number:016}",
            pool="main",
            claim=claim,
            price=Money(49_900, "EUR"),
        ),
        title="A phone",
        seller="A shop",
        home=home,
        delivery=Delivery("Anna Beispiel", "Hauptstraße 1", "10115", "Berlin", "DE"),
        contact=Contact(f"shopper-{number}@example.org", LANGUAGES[number % 2], "Europe/Berlin"),
        at=now(),
    )
