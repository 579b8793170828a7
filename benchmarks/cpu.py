"""CPU of one request inside the handler, against a trivial Chalice route.

Ours is `app(event, None)`: the deployed application with all its routes, its guard, its JSON and
its log line, which is truly written (to the null device). The reference is a Chalice application
with that one route, which answers with a small object; it gets the same event.

For a reservation the reference's route also makes one bare botocore conditional update: the same
request, byte for byte, to the same stub that answers at once. Its client has the same retries and
timeouts, from the same botocore and data.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import botocore.session
from chalice import Chalice

from app import app
from benchmarks import stub
from benchmarks.lines import LONG, OPEN_SINCE_MS, coming_early, opens
from benchmarks.results import Result
from benchmarks.rounds import compared
from benchmarks.shop import HOUR_MS, SALE, Shop, event, looking
from benchmarks.stubbed import LEFT, StubbedLots
from chalicelib.aws import session
from chalicelib.aws.tables import bind
from infra.local.proxy_event import Event

STATUS: Final = 2.0
REFUSAL: Final = 8.0
RESERVATION: Final = 1.25
SHOPPERS: Final = 64
TABLE: Final = {
    "sold_out": 409,
    "not_open_yet": 409,
    "not_admitted_yet": 409,
    "limit_reached": 409,
    "invalid_request": 400,
    "unauthenticated": 401,
}
"""The status of each refusal."""

RESERVATION_PATH: Final = "/v1/sales/{sale}/reservation"


def run() -> Iterator[Result]:
    """Measure status, each kind of refusal, and a reservation."""
    stub.use_credentials()
    with Path(os.devnull).open("w", encoding="utf-8") as log, redirect_stdout(log):
        yield _status()
        yield from _refusals()
        yield _reservation()


def trivial(view: Callable[[str], object], method: str, path: str) -> Chalice:
    """Return an application with one route."""
    application = Chalice(app_name="trivial")
    application.route(path, methods=[method], name="view")(view)
    return application


def _hello(sale: str) -> object:
    return {"sale": sale}


def _status() -> Result:
    Shop().open_for_requests()
    request = looking()
    reference = trivial(_hello, "GET", "/v1/sales/{sale}")
    assert _ask(app, request)["phase"] == "open"
    assert _ask(reference, request) == {"sale": SALE}
    return compared(_asking(app, [request], 200), _asking(reference, [request], 200)).result(
        "status of a sale", bar=STATUS
    )


def _refusals() -> Iterator[Result]:
    reference = trivial(_hello, "POST", RESERVATION_PATH)
    for name, code, shop, requests in _refused():
        shop.open_for_requests()
        for request in requests:
            assert _ask(app, request)["code"] == code, f"no {code}: {_ask(app, request)}"
        status = TABLE[code]
        yield compared(_asking(app, requests, status), _asking(reference, requests, 200)).result(
            f"refusal: {name}", bar=REFUSAL
        )


def _refused() -> Iterator[tuple[str, str, Shop, Sequence[Event]]]:
    shop = Shop()
    early = Shop(opens_in_ms=HOUR_MS)
    forged = shop.shopper(1)[:-4] + "AAAA"
    again = event("POST", RESERVATION_PATH, token=forged, body={"quantity": 1}, sale=SALE)
    yield "sold out", "sold_out", _sold_out(), [shop.reserving(n) for n in range(SHOPPERS)]
    yield "not open yet", "not_open_yet", early, [early.reserving(n) for n in range(SHOPPERS)]
    early_in_line = _in_line()
    requests = [coming_early(early_in_line, n) for n in range(SHOPPERS)]
    yield "not admitted yet", "not_admitted_yet", early_in_line, requests
    yield (
        "above the limit",
        "limit_reached",
        shop,
        [shop.reserving(n, 99) for n in range(SHOPPERS)],
    )
    yield "malformed", "invalid_request", shop, [shop.reserving(n, "one") for n in range(SHOPPERS)]
    yield "forged token", "unauthenticated", shop, [again]


def _in_line() -> Shop:
    shop = Shop(line=LONG, opens_in_ms=-OPEN_SINCE_MS)
    opens(shop, shop.system.now())
    return shop.restarted()


def _sold_out() -> Shop:
    shop = Shop(units=32, limit=32)
    shop.open_for_requests()
    assert _ask(app, shop.reserving(10_000, 32))["state"] == "held"
    sold = shop.world.published.levels[SALE].lowered({0: 0})
    shop.world.published.publish(sold)
    return shop.restarted()


def _reservation() -> Result:
    bind("bench-")
    sent = stub.answering(session.client("dynamodb"), LEFT)
    shop = Shop()
    shop.restarted(lots=StubbedLots(shop.world.lots))
    shop.open_for_requests()
    requests = [shop.reserving(number) for number in range(SHOPPERS)]
    assert _ask(app, requests[0])["state"] == "held"
    update = json.loads(sent.last.body)
    client = botocore.session.get_session().create_client("dynamodb", config=session.CONFIG)
    bare_sent = stub.answering(client, LEFT)
    reference = trivial(_claiming(client, update), "POST", RESERVATION_PATH)
    assert _ask(reference, requests[0]) == {"left": 15}
    assert json.loads(bare_sent.last.body) == update, "the two sides send different requests"
    return compared(_asking(app, requests, 201), _asking(reference, requests, 200)).result(
        "reservation at home", bar=RESERVATION
    )


def _claiming(client: Any, update: Mapping[str, Any]) -> Callable[[str], object]:
    """Return a view that makes an update like this one, and does nothing else."""
    names, values = update["ExpressionAttributeNames"], update["ExpressionAttributeValues"]
    number = update["Key"]["lot"]["S"].partition("#")[2]

    def bare(sale: str) -> object:
        answer = client.update_item(
            TableName=update["TableName"],
            Key={"lot": {"S": f"{sale}#{number}"}},
            UpdateExpression=update["UpdateExpression"],
            ConditionExpression=update["ConditionExpression"],
            ExpressionAttributeNames={**names},
            ExpressionAttributeValues={**values},
            ReturnValues="UPDATED_NEW",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
        return {"left": int(answer["Attributes"]["available"]["N"])}

    return bare


def _asking(application: Chalice, requests: Sequence[Event], status: int) -> Callable[[], object]:
    """Return a call that sends one request after the other, each of which must be answered so."""
    coming = cycle(requests)

    def ask() -> None:
        answer = application(next(coming), None)
        assert answer["statusCode"] == status, answer

    return ask


def _ask(application: Chalice, request: Event) -> Any:
    return json.loads(application(request, None)["body"])
