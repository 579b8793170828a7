"""The same worlds on the real adapters: PynamoDB and botocore over moto, in one thread.

Trouble comes below botocore's retry loop, to every exchange with AWS: so a verb of several
requests may be cut off between them, and a retry meets what the first attempt has written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import pytest
from botocore.exceptions import ReadTimeoutError
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends

from chalicelib.aws.lot_items import lot_of
from chalicelib.aws.mail import KEY_HEADER
from chalicelib.aws.orders import order_from_image
from infra.local import moto_speed
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Lot
from sale_api.domain.order import Standing
from sale_api.domain.sale import Sale
from sale_api.ports import Queue
from tests.cloud import PREFIX, Stores, on_aws, refused_with
from tests.sale_api.given import SALE
from tests.simulation.database import Message, Record
from tests.simulation.plans import small_lots
from tests.simulation.play import Played, result_of
from tests.simulation.weather import InConflict, Lost, Throttled
from tests.simulation.world import World

REGION = "eu-central-1"
READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan"})
CONTESTED = (f"{PREFIX}lots", f"{PREFIX}levels")
SALES, LEVELS, ORDERS = (f"{PREFIX}{name}" for name in ("sales", "levels", "orders"))
"""Tables that transactions write to: one may be in the way of a write."""


class OnMoto:
    """What moto holds, looked into from behind; parsed by the adapters' own readers."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self._mails: list[str] = []
        self._parsed: dict[tuple[str, str], tuple[Mapping[str, Any], Any]] = {}
        self._streamed = 0
        self.asks_quietly: Callable[[Callable[[], Any]], Any] = lambda ask: ask()

    def sale(self) -> Sale:
        sale: Sale = self._read(SALES, lambda _: self.stores.sales.find(SALE))[SALE]
        return sale

    def lots(self) -> Mapping[int, Lot]:
        return {lot.number: lot for lot in self._read(f"{PREFIX}lots", lot_of).values()}

    def levels(self) -> Levels | None:
        read = self._read(LEVELS, lambda _: self.stores.published.find(SALE))
        return read.get(SALE)

    def standing(self) -> Mapping[str, Standing]:
        return self._read(ORDERS, order_from_image)

    def changes(self) -> Sequence[tuple[str, Record]]:
        shard = self._table(ORDERS).stream_shard
        assert shard is not None, "the orders have no stream"
        new = shard.items[self._streamed :]
        self._streamed += len(new)
        changed = [record.record["dynamodb"] for record in new]
        return [(change["Keys"]["order"]["S"], change) for change in changed]

    def messages(self) -> Sequence[Message]:
        return list(self._messages())

    def _messages(self) -> Iterator[Message]:
        for queue in (Queue.FULFILMENT, Queue.NOTICES):
            held = sqs_backends[DEFAULT_ACCOUNT_ID][REGION].queues[f"{PREFIX}{queue}"]._messages
            taken = list(held)
            held.clear()
            yield from ((queue, json.loads(message.body)) for message in taken)

    def mails(self) -> Sequence[str]:
        return self._mails

    def note_mail(self, key: str) -> None:
        """Keep the key of a mail that was taken."""
        self._mails.append(key)

    def standing_of(self, image: Mapping[str, Any]) -> Standing:
        return order_from_image(image)

    def _table(self, name: str) -> Any:
        return dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[name]

    def _read(self, name: str, parse: Callable[[Any], Any]) -> dict[str, Any]:
        """Return a table's items by key; what has not changed is the same object as before."""
        found = {}
        for key, item in self._table(name).items.items():
            raw = item.to_json()["Attributes"]
            before = self._parsed.get((name, key.value))
            if before is None or before[0] != raw:
                before = self._parsed[name, key.value] = (
                    raw,
                    self.asks_quietly(lambda raw=raw: parse(raw)),  # type: ignore[misc]
                )
            found[key.value] = before[1]
        return found


def play_on_moto(seed: int) -> Played:
    """Play a world on the adapters; trouble and books are the same."""
    _quicken()
    with small_lots(), on_aws() as stores:
        database = OnMoto(stores)
        world = World(seed, database=database)
        with _in_the_weather(world, database):
            return result_of(world)


@cache
def _quicken() -> None:
    """Make this process's moto as quick as the local cloud's, once."""
    moto_speed.remember()


@contextmanager
def _in_the_weather(world: World, database: OnMoto) -> Iterator[None]:
    truly = botocore.endpoint.Endpoint._get_response
    quiet = False

    def quietly(ask: Callable[[], Any]) -> Any:
        # The books' own reads are no part of the world.
        nonlocal quiet
        quiet, before = True, quiet
        try:
            return ask()
        finally:
            quiet = before

    def play(endpoint: Any, request: Any, operation: Any, context: Any) -> Any:
        def exchange() -> Any:
            answer, error = truly(endpoint, request, operation, context)
            if operation.name == "SendEmail" and answer is not None:
                (header,) = json.loads(request.body)["Content"]["Simple"]["Headers"]
                assert header["Name"] == KEY_HEADER
                database.note_mail(header["Value"])
                world.note_mail(header["Value"])
            return answer, error

        if quiet or not world.is_in_an_invocation:
            return exchange()
        is_read = operation.name in READS
        touches = any(table.encode() in request.body for table in CONTESTED)
        try:
            return world.attempt(
                operation.name,
                exchange,
                is_read=is_read,
                is_contested=touches and not is_read,
            )
        except Lost:
            return None, ReadTimeoutError(endpoint_url="https://moto")
        except Throttled:
            return refused_with("ThrottlingException")(exchange)
        except InConflict:
            return _in_conflict(operation.name, exchange)

    database.asks_quietly = quietly
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.endpoint.Endpoint, "_get_response", play)
        pause = SimpleNamespace(sleep=lambda seconds: world.pause(int(seconds * 1_000)))
        patch.setattr(botocore.endpoint, "time", pause)
        yield


def _in_conflict(operation: str, exchange: Callable[[], Any]) -> Any:
    if operation != "TransactWriteItems":
        return refused_with("TransactionConflictException")(exchange)
    reasons = [{"Code": "TransactionConflict"}, {"Code": "None"}]
    refused = refused_with("TransactionCanceledException", CancellationReasons=reasons)
    return refused(exchange)
