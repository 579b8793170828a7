"""A purchase while 500 browsers watch, against the same purchase while nobody does.

The whole system on this machine: two API processes, the engine and the pumps, on two cores, which
the browsers and the shopper share, too. The browsers poll the sale's status, each once in five
seconds: a hundred requests a second. Meanwhile one shopper after the other buys over HTTP: asks for
a link, signs in, looks at the sale, reserves, orders, looks at the order. Time on a clock, for that
is what a shopper waits; the way of the mail is left out, for it would hide the rest. Both sides
take turns, each with the other's leftovers in the queues; medians of all rounds.
"""

from __future__ import annotations

import http.client
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks import BUILD
from benchmarks.pollers import BROWSERS, PERIOD_SECONDS, Pollers
from benchmarks.results import Result
from benchmarks.shop import DELIVERY
from chalicelib.keyring import Keyring
from chalicelib.tokens import Tokens
from infra.cli.api import Api, sale_path
from infra.local.serve import SALE, plan_of
from infra.local.stack import STAGE, Stack
from sale_api.domain.contact import Contact

BAR: Final = 2.0
ROUNDS: Final = 15
PURCHASES: Final = 20
"""In each turn."""
CORES: Final = 2
LEAST_RATE: Final = 0.95
"""So much of what the browsers should ask has to be answered, or nothing was measured."""
_SLOWEST: Final = 95


def run() -> Iterator[Result]:
    """Buy with and without browsers."""
    unproved = {
        "SALE_PROOF_OF_WORK": "0"
    }  # how long solving takes is luck, and would hide the rest
    stack = Stack(api_processes=CORES, logs=BUILD / "bench" / "polling", settings=unproved)
    with stack:
        shop = _Shop(stack)
        with Pollers(stack.api_url, SALE) as browsers:
            pairs = [_round(shop, browsers, number) for number in range(ROUNDS + 1)][1:]
            polled = browsers.polled()
        stack.check()
    asked = BROWSERS / PERIOD_SECONDS
    assert polled.others == 0, polled
    assert polled.rate >= LEAST_RATE * asked, polled
    yield _result("one purchase, median", pairs, 50, bar=BAR)
    yield _result(f"one purchase, {_SLOWEST}th percentile", pairs, _SLOWEST, bar=None)
    yield Result(
        name="status answered meanwhile, against asked",
        unit="a second",
        ours=polled.rate,
        reference=asked,
        bar=LEAST_RATE,
        at_least=True,
    )


Turn = list[float]
"""The seconds that each purchase took."""


def _round(shop: _Shop, browsers: Pollers, number: int) -> tuple[Turn, Turn]:
    """Return a turn with browsers that ask and one with none; the first of them takes turns."""
    turns = {}
    for watched in (True, False) if number % 2 else (False, True):
        with browsers.asking() if watched else nullcontext():
            turns[watched] = [shop.buy() for _ in range(PURCHASES)]
    return turns[True], turns[False]


def _result(
    name: str, pairs: list[tuple[Turn, Turn]], percent: int, *, bar: float | None
) -> Result:
    found = [(_percentile(ours, percent), _percentile(other, percent)) for ours, other in pairs]
    ratios = [ours / other for ours, other in found]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return Result(
        name=f"{name}, while {BROWSERS} browsers poll, against nobody",
        unit="ms",
        ours=statistics.median(ours for ours, _ in found) * 1_000,
        reference=statistics.median(other for _, other in found) * 1_000,
        bar=bar,
        spread=(high - low) / middle,
        measured_ratio=middle,
    )


def _percentile(turn: Turn, percent: int) -> float:
    return statistics.quantiles(turn, n=100, method="inclusive")[percent - 1]


class _Shop:
    """A sale that is open, and shoppers who buy one unit each."""

    def __init__(self, stack: Stack) -> None:
        self._address = urlsplit(stack.api_url)
        self._tokens = Tokens(Keyring.from_json(json.dumps(stack.keys)), f"sale-{STAGE}")
        self._shoppers = 0
        opened = datetime.now(tz=UTC).replace(microsecond=0) - timedelta(minutes=1)
        marketer = Api(stack.api_url, self._tokens.admin("marketer", _now()))
        marketer.post("/sales", plan_of(opened))
        marketer.post(sale_path(SALE, "publication"), {})

    def buy(self) -> float:
        """Let a new shopper buy; return the seconds that it took."""
        self._shoppers += 1
        contact = Contact(f"shopper-{self._shoppers}@shopper.example", "de", "Europe/Berlin")
        mailed = self._tokens.sign_in(contact, _now())
        begun = time.monotonic()
        browser = _Browser(str(self._address.hostname), self._address.port or 80)
        address = {"email": contact.email, "language": contact.language, "zone": contact.zone}
        browser.ask("POST", "/v1/shoppers", address)
        browser.token = browser.ask("POST", "/v1/shoppers/session", {"token": mailed})["token"]
        browser.ask("GET", f"/v1/sales/{SALE}")
        held = browser.ask("POST", f"/v1/sales/{SALE}/reservation", {"quantity": 1})
        ordering = {"reservation": held["reservation"], "delivery": DELIVERY}
        order = browser.ask("POST", f"/v1/sales/{SALE}/order", ordering)
        browser.ask("GET", f"/v1/orders/{order['order']}")
        seconds = time.monotonic() - begun
        browser.close()
        return seconds


class _Browser(http.client.HTTPConnection):
    """One connection that is kept; a refusal is no purchase, and ends the measurement."""

    token = ""

    def ask(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.getresponse()
        said = answer.read()
        assert answer.status in {200, 201, 202}, (path, answer.status, said)
        return json.loads(said)


def _now() -> int:
    return int(time.time() * 1_000)
