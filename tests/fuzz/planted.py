"""The stack with faults planted into what the API answers, one of each kind that a run must find.

SALE_... python -m tests.fuzz.planted --fd 3 4 --keep-seconds 5 --logs DIRECTORY
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from infra.local import workers

Answer = dict[str, Any]


def _fails(_event: Mapping[str, Any], _answer: Answer) -> Answer:
    raise RuntimeError("planted")


def _with_a_wrong_field(_event: Mapping[str, Any], answer: Answer) -> Answer:
    body = json.loads(answer["body"])
    return {**answer, "body": json.dumps({**body, "zone": 5})}


def _with_an_undescribed_status(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return {**answer, "statusCode": 207}


def _without_a_header(_event: Mapping[str, Any], answer: Answer) -> Answer:
    left = {name: value for name, value in answer["headers"].items() if name != "Cache-Control"}
    return {**answer, "headers": left}


def _taking_anything(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return {**answer, "statusCode": 202, "body": "{}"}


def _refusing_what_is_right(_event: Mapping[str, Any], answer: Answer) -> Answer:
    body = {
        "type": "urn:sale:problem:invalid_request",
        "title": "The request cannot be understood",
        "status": 400,
        "detail": "Planted.",
        "code": "invalid_request",
        "request_id": answer["headers"]["X-Request-Id"],
        "fields": [{"field": "quantity", "problem": "Planted."}],
    }
    headers = {**answer["headers"], "Content-Type": "application/problem+json"}
    headers.pop("ETag", None)
    return {**answer, "statusCode": 400, "headers": headers, "body": json.dumps(body)}


PLANTED: Mapping[tuple[str, str], Callable[[Mapping[str, Any], Answer], Answer]] = {
    ("GET", "/v1/me/orders"): _fails,
    ("GET", "/v1/me"): _with_a_wrong_field,
    ("DELETE", "/v1/me"): _with_an_undescribed_status,
    ("GET", "/v1/sales"): _without_a_header,
    ("POST", "/v1/shoppers"): _taking_anything,
    ("POST", "/v1/sales/{sale}/reservation"): _refusing_what_is_right,
}
WORDS: Mapping[str, str] = {
    "listMyOrders": "a fault of ours, 500 internal",
    "showMe": "5 is not of type 'string'",
    "forgetMe": "does not say that it may answer 207",
    "listSales": "no header Cache-Control",
    "register": "accepted with 202 what is wrong",
    "reserve": "refused what is right: quantity: Planted.",
}
"""By which words each of them is to be found."""


class Planted:
    """The application, with answers spoiled on their way out."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        return getattr(self._app, name)

    def __call__(self, event: Mapping[str, Any], context: None) -> Answer:
        answer: Answer = self._app(event, context)
        spoil = PLANTED.get((event["httpMethod"], event["resource"]))
        if spoil is None or (answer["statusCode"] >= 400 and spoil is not _taking_anything):
            return answer
        return spoil(event, answer)


def main() -> None:
    """Run what `infra.local.workers` runs, with the faults in it."""
    module: Any = importlib.import_module("app")
    module.app = Planted(module.app)
    workers.main()


if __name__ == "__main__":
    main()
