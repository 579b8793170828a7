"""What a run begins with: a sale that is soon over, with an order of each shopper, and two lines.

One that is sold out and has a waiting list, and one that is paid first. A report and an audit are
of a sale that is over, each way in which an order ends needs one of its own, few plans have a line
that is open, and no other sale sells out: a slow machine may not come to any of it by chance. All
is made over HTTP, and nothing of it counts, for a run reaches operations by cases of its own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from tests.fuzz.known import BEGUN, FOUND_SECONDS, NO_WAIT, Known
from tests.fuzz.wire import Answered, Sent

SALE, LISTED = f"{BEGUN}before", f"{BEGUN}sold-out"
WAITLIST = {"offer_seconds": 600, "days": 1}
LINES = ((f"{BEGUN}in-line", "open", NO_WAIT), (f"{BEGUN}by-invitation", "invited", NO_WAIT))
ONE_UNIT = {"pools": [{"pool": "main", "units": 1}], "limit": 1, "waitlist": WAITLIST}
PREPAID = f"{BEGUN}prepaid"
PAID_FIRST = {
    "pools": [
        {
            "pool": "main",
            "units": 40,
            "payment": "prepayment",
            "to_come": True,
            "delivers_by": "2099-12-31",
        },
    ],
    "prepayment": {
        "holder": "A shop",
        "iban": "DE89370400440532013000",
        "pay_seconds": 86_400,
        "remind_seconds": 43_200,
    },
}
PATIENCE_SECONDS = 20
MOST_TRIES = 10
DELIVERY = {
    "name": "Anna Beispiel",
    "street": "Hauptstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


class Beginning:
    """The seller and the shoppers before a run; it learns what they are answered."""

    def __init__(self, url: str, known: Known, session: requests.Session) -> None:
        self._url = url
        self._known = known
        self._session = session

    def play(self) -> None:
        """Plan, publish, sell and close. Who is refused does without: the run itself will tell."""
        seller = self._known.people.admin
        for sale, access, line in ((SALE, "open", None), *LINES):
            self._ask(seller, "/v1/admin/sales", _plan(sale, access, line))
            self._ask(seller, f"/v1/admin/sales/{sale}/publication")
        self._ask(seller, "/v1/admin/sales", {**_plan(LISTED, "open", None), **ONE_UNIT})
        self._ask(seller, f"/v1/admin/sales/{LISTED}/publication")
        self._ask(seller, "/v1/admin/sales", {**_plan(PREPAID, "open", None), **PAID_FIRST})
        self._ask(seller, f"/v1/admin/sales/{PREPAID}/publication")
        time.sleep(FOUND_SECONDS)
        first, *others = self._known.people.shoppers.values()
        for shopper in (first, *others):
            self._buy(shopper, SALE)
        for shopper in (first, *others):
            self._buy(shopper, PREPAID)
        known = dict(self._known.orders)
        self._buy(first, LISTED)
        self._known.orders = known  # nobody shall bring that unit back
        self._ask(seller, f"/v1/admin/sales/{SALE}/close", {"reason": "Sold."})

    def _buy(self, shopper: str, sale: str) -> None:
        held = self._ask(shopper, f"/v1/sales/{sale}/reservation", {"quantity": 1})
        if held.status < 300:
            words = {"reservation": held.body["reservation"], "delivery": DELIVERY}
            self._ask(shopper, f"/v1/sales/{sale}/order", words)

    def _ask(self, token: str, path: str, body: Any = None) -> Answered:
        headers = {"Authorization": f"Bearer {token}"}
        asked = requests.Request("POST", f"{self._url}{path}", headers, json=body).prepare()
        answered = self._send(asked)
        for _ in range(MOST_TRIES):
            if answered.code != "try_again":
                break
            answered = self._send(asked)
        self._known.learn(Sent.of(asked), answered)
        return answered

    def _send(self, asked: requests.PreparedRequest) -> Answered:
        response = self._session.send(asked, timeout=PATIENCE_SECONDS)
        return Answered.of(response.status_code, response.headers, response.content)


def _plan(sale: str, access: str, line: Mapping[str, int] | None) -> dict[str, object]:
    now = datetime.now(tz=UTC).replace(tzinfo=None, microsecond=0)
    opens, closes = now - timedelta(hours=1), now + timedelta(hours=1)
    return {
        "sale": sale,
        "title": "A phone",
        "zone": "UTC",
        "windows": [
            {"opens": opens.isoformat(), "closes": closes.isoformat(), "access": access},
        ],
        "price": {"amount": 4_997, "currency": "EUR"},
        "pools": [{"pool": "main", "units": 40}],
        "limit": 2,
        "hold_seconds": 5,
        "line": line,
    }
