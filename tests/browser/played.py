"""A line's draw and a waiting list that a test plays by itself: no instant has to be waited for."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Route

from sale_api.domain.draw import commitment
from tests.browser.shop import Shop
from tests.browser.visit import Visitor

SEED = bytes(range(32))
DIGEST, BEACON = "9f" * 32, "5d" * 32
LINE = {"delay_seconds": 10, "spread_seconds": 1200}


class PlayedLine:
    """A sale as one visitor sees it: it opens when the test says, and shows so much of its draw.

    Everything else is the server's own. The `seed` may be another than was promised.
    """

    def __init__(self, visitor: Visitor, shop: Shop) -> None:
        self.sale = shop.plan(opens_in=7200, line=LINE)
        self.joined_ago = 3600
        self.shown = 0
        self.seed = SEED
        self.changes: dict[str, Any] = {}
        self.opened(-600)
        visitor.context.route(f"**/v1/sales/{self.sale}", self._tell)
        visitor.context.route(f"**/v1/sales/{self.sale}/ticket", self._join)

    def opened(self, seconds_ago: int) -> None:
        """Move the opening."""
        self._opens_at = datetime.now(tz=UTC) - timedelta(seconds=seconds_ago)

    def _tell(self, route: Route) -> None:
        headers = {**route.request.headers, "if-none-match": ""}
        told = route.fetch(headers=headers)
        status = told.json()
        closes_at = self._opens_at + timedelta(hours=2)
        hours = {"opens_at": _said(self._opens_at), "closes_at": _said(closes_at)}
        status["windows"] = [{**status["windows"][0], **hours}]
        is_open = self._opens_at < datetime.now(tz=UTC)
        status["phase"] = "open" if is_open else "announced"
        beacon = status["draw"]["beacon"]
        steps = [
            {"digest": DIGEST, "digested_at": status["now"], "entrants": 12_345},
            {"beacon": {**beacon, "value": BEACON}},
            {"seed": self.seed.hex()},
        ]
        status["draw"]["commitment"] = commitment(SEED)
        for step in steps[: self.shown]:
            status["draw"].update(step)
        route.fulfill(status=200, body=json.dumps({**status, **self.changes}), headers=_JSON)

    def _join(self, route: Route) -> None:
        told = route.fetch().json()
        joined_at = datetime.now(tz=UTC) - timedelta(seconds=self.joined_ago)
        body = json.dumps({**told, "joined_at": _said(joined_at)})
        route.fulfill(status=201, body=body, headers=_JSON)


class PlayedList:
    """A waiting list as one visitor sees it: where they stand is what the test says."""

    def __init__(self, visitor: Visitor, sale: str) -> None:
        self.sale = sale
        self.entry: dict[str, Any] | None = None
        visitor.context.route(f"**/v1/sales/{sale}/waitlist", self._tell)

    def stands(self, state: str, **changes: object) -> None:
        """Let the visitor stand there in a state."""
        self.entry = {
            "sale": self.sale,
            "pool": "main",
            "quantity": 2,
            "price": _PRICE,
            "state": state,
            "rule": "joined",
            "outlook": None,
            "offer": None,
            "list_until": "2099-01-01T09:00:00Z",
            "history": [],
            **changes,
        }

    def is_offered(self, quantity: int, minutes: int) -> None:
        """Let units be held for the visitor."""
        deadline = _said(datetime.now(tz=UTC) + timedelta(minutes=minutes))
        offer = {"quantity": quantity, "deadline": deadline, "state": "held", "order": None}
        self.stands("offered", offer=offer)

    def _tell(self, route: Route) -> None:
        nothing = {"code": "not_found", "status": 404}
        body, status = (self.entry, 200) if self.entry else (nothing, 404)
        route.fulfill(status=status, body=json.dumps(body), headers={**_JSON, "ETag": '"1"'})


_PRICE = {"amount": 4997, "currency": "EUR"}
_JSON = {"Content-Type": "application/json"}


def _said(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
