"""Accepted reservations a second, against what the engine takes of bare botocore writes.

Four processes each, on dynoxide. Ours is the handler: `app(event, None)` with its tokens, its
memory (two reads a second and process, and the publishing of levels) and its log line. The
reference is one botocore client in each process that sends the same conditional updates to lots of
the same sizes: as many claims as the engine and the SDK can take on this machine.

Lends apart: everybody's home lot is sold out by the levels, so each reservation looks at a lender
and takes from it in a transaction; the reference sends the same two requests.

On a clock, for it is a rate; both sides in turns, in one run. Each process makes one call before,
which is not measured: connections stand on both sides, and what a first request costs is measured
apart (`cold_start.py`).
"""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout, suppress
from itertools import count
from pathlib import Path
from typing import Any, Final

import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

from app import app
from benchmarks.fleet import PROCESSES, Prepared, at_once
from benchmarks.floor import Floor
from benchmarks.results import Result
from benchmarks.rounds import summed
from benchmarks.shop import SALE
from chalicelib import wiring
from chalicelib.aws import session
from chalicelib.aws.claims import text_of
from chalicelib.aws.lots import CAN_LEND, CAN_STAND, EXISTS, OF_POOL
from chalicelib.aws.tables import LotItem
from chalicelib.system import now
from infra.local.engines import engine
from sale_api.domain.lot import Claim
from tests.cloud import on_engine

BAR: Final = 0.75
ROUNDS: Final = 10
ASKS: Final = 20
"""How often a shopper asks who is told to come again; each time counts."""

_numbers = count()


def run() -> Iterator[Result]:
    """Reserve at home, then lend."""
    with (
        Path(os.devnull).open("w", encoding="utf-8") as log,
        redirect_stdout(log),
        engine("dynoxide") as url,
    ):
        yield _measured(url, "reservations at home", _at_home, _bare_claim)
        yield _measured(url, "reservations lent", _lent, _bare_lend)


Side = Callable[["Floor", int], Prepared]


def _measured(url: str, name: str, ours: Side, reference: Side) -> Result:
    pairs = []
    for turn in range(ROUNDS):
        sides = [ours, reference] if turn % 2 else [reference, ours]
        taken = {side: 1 / _rate(url, side, lending=name.endswith("lent")) for side in sides}
        # Seconds, and the other way round: a rate's ratio is that of the seconds turned over.
        pairs.append((taken[reference], taken[ours]))
    together = summed(pairs)
    return Result(
        name=f"{name}, {PROCESSES} processes",
        unit="a second",
        ours=1 / together.reference,
        reference=1 / together.ours,
        bar=BAR,
        at_least=True,
        spread=together.spread,
        measured_ratio=together.ratio,
    )


def _rate(url: str, side: Side, *, lending: bool) -> float:
    with on_engine(url, f"bench-{next(_numbers)}-") as stores:
        floor = Floor(stores, lending=lending)

        def prepare(process: int) -> Prepared:
            session.client.cache_clear()  # no connection of the parent's is shared
            session._session.cache_clear()
            calls = iter(side(floor, process))
            next(calls)()
            return calls

        return at_once(prepare).rate


def _at_home(floor: Floor, process: int) -> Prepared:
    floor.shop.restarted()
    wiring.install(floor.shop.system)
    events = [floor.shop.reserving(shopper) for shopper in floor.shoppers(process)]

    def reserve(event: Any) -> None:
        for _ in range(ASKS):
            answer = app(event, None)
            if answer["statusCode"] in {200, 201}:
                return
            # An engine that others keep from its core may take longer than the client waits.
            assert answer["statusCode"] == 503, answer  # noqa: PLR2004
        raise AssertionError("a reservation was never answered")

    return [lambda event=event: reserve(event) for event in events]  # type: ignore[misc]


_lent = _at_home


def _bare_claim(floor: Floor, process: int) -> Prepared:
    client = botocore.session.get_session().create_client("dynamodb", config=session.CONFIG)

    def claim(shopper: str) -> None:
        client.update_item(
            TableName=LotItem.Meta.table_name,
            Key=_key(floor.sale.home_of(shopper)),
            UpdateExpression="SET #claims.#shopper = :claim, #available = #available - :quantity",
            ConditionExpression=f"{CAN_LEND} AND {CAN_STAND}",
            ExpressionAttributeNames={
                "#claims": "claims",
                "#available": "available",
                "#shopper": shopper,
            },
            ExpressionAttributeValues={":claim": {"S": _claim()}, ":quantity": {"N": "1"}},
            ReturnValues="UPDATED_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

    return _calls(floor, process, claim)


def _bare_lend(floor: Floor, process: int) -> Prepared:
    client = botocore.session.get_session().create_client("dynamodb", config=session.CONFIG)
    table = LotItem.Meta.table_name
    lenders = [number for number in floor.lots if number not in floor.empty]

    def lend(shopper: str) -> None:
        lender = random.choice(lenders)
        keys = {"Keys": [_key(lender)], "ConsistentRead": True}
        client.batch_get_item(RequestItems={table: keys})
        taking = {
            "TableName": table,
            "Key": _key(lender),
            "UpdateExpression": "SET #available = #available - :quantity",
            "ConditionExpression": f"{OF_POOL} AND {CAN_LEND}",
            "ExpressionAttributeNames": {"#available": "available", "#pool": "pool"},
            "ExpressionAttributeValues": {":pool": {"S": "main"}, ":quantity": {"N": "1"}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        standing = {
            "TableName": table,
            "Key": _key(floor.sale.home_of(shopper)),
            "UpdateExpression": "SET #claims.#shopper = :claim",
            "ConditionExpression": f"{EXISTS} AND {CAN_STAND}",
            "ExpressionAttributeNames": {"#claims": "claims", "#lot": "lot", "#shopper": shopper},
            "ExpressionAttributeValues": {":claim": {"S": _claim(lender)}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        client.transact_write_items(TransactItems=[{"Update": taking}, {"Update": standing}])

    return _calls(floor, process, lend)


def _calls(floor: Floor, process: int, work: Callable[[str], None]) -> Prepared:
    """Return a call for each shopper; one that the stock refuses is a write all the same."""

    def call(identity: str) -> None:
        with suppress(ClientError, BotoCoreError):
            work(identity)

    identities = [floor.shop.id_of(shopper) for shopper in floor.shoppers(process)]
    return [lambda identity=identity: call(identity) for identity in identities]  # type: ignore[misc]


def _key(number: int) -> dict[str, Any]:
    return {"lot": {"S": f"{SALE}#{number}"}}


def _claim(lender: int | None = None) -> str:
    return text_of(Claim(1, secrets.token_urlsafe(6), now() + 600_000, lender))
