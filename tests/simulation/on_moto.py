"""The same worlds on the real adapters: PynamoDB and botocore over moto, in one thread.

Trouble comes below botocore's retry loop, to every exchange with AWS: so a verb of several
requests may be cut off between them, and a retry meets what the first attempt has written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.aws.mail import KEY_HEADER
from tests.cloud import PREFIX, Stores, on_aws, refused_with
from tests.sale_api.given import SALE
from tests.simulation.moto_database import Item, OnMoto
from tests.simulation.plans import small_lots
from tests.simulation.play import Played, result_of
from tests.simulation.weather import InConflict, Lost, Throttled
from tests.simulation.world import World

READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan"})
CONTESTED = tuple(
    f"{PREFIX}{table}"
    for table in ("lots", "levels", "goods", "orders", "invitations", "entrants", "waiting")
)
"""Tables that transactions write to: one may be in the way of a write."""


class Remembering(OnMoto):
    """What moto holds, read anew only after a request that names its table."""

    def __init__(self, stores: Stores, sale: str) -> None:
        super().__init__(stores, sale)
        self._read: dict[str, Sequence[tuple[str, Item]]] = {}

    def items(self, table: str) -> Sequence[tuple[str, Item]]:
        if table not in self._read:
            self._read[table] = super().items(table)
        return self._read[table]

    def forget(self, body: bytes) -> None:
        """Forget the tables that the body of a request names."""
        for table in list(self._read):
            if f'"{PREFIX}{table}"'.encode() in body:
                del self._read[table]


def play_on_moto(seed: int) -> Played:
    """Play a world on the adapters; trouble and books are the same."""
    with small_lots(), on_aws() as stores:
        database = Remembering(stores, SALE)
        world = World(seed, database=database)
        with _in_the_weather(world, database):
            return result_of(world)


@contextmanager
def _in_the_weather(world: World, database: Remembering) -> Iterator[None]:
    truly = botocore.endpoint.Endpoint._get_response

    def play(endpoint: Any, request: Any, operation: Any, context: Any) -> Any:
        def exchange() -> Any:
            answer, error = truly(endpoint, request, operation, context)
            if operation.name not in READS:
                database.forget(request.body)
            if operation.name == "SendEmail" and answer is not None:
                headers = json.loads(request.body)["Content"]["Simple"]["Headers"]
                (key,) = (each["Value"] for each in headers if each["Name"] == KEY_HEADER)
                database.sent.append(key)
                world.note_mail(key)
            return answer, error

        if not world.is_in_an_invocation:
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
