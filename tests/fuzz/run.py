"""One run: cases flow to the stack over HTTP, what answers tell flows into the next cases.

A run is one person's: calls follow each other, so that an answer is due to the call before it.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import requests

from infra.local.stack import Stack
from tests.functional import openapi
from tests.fuzz.beginning import Beginning
from tests.fuzz.cases import Cases
from tests.fuzz.judge import Judge
from tests.fuzz.known import Known
from tests.fuzz.people import People
from tests.fuzz.wire import Answered, Sent

PATIENCE_SECONDS = 20
REPEATED = 0.15
EAGER = 10
WEIGHTS = {"planSale": 2, "publish": 2, "reserve": 4, "order": 5, "close": 0.5, "pause": 0.5}
"""How often operations are chosen, where not 1: without orders there is little to ask about."""
FROM_A_PAGE = 0.2
EXAMPLES_OF_A_FAULT = 1


@dataclass
class Outcome:
    """What a run did, and what it found."""

    seed: int
    seconds: float = 0.0
    calls: int = 0
    signed_in: int = 0
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    found: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    times: Counter[tuple[str, str]] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)

    @property
    def unreached(self) -> list[str]:
        """Operations that nobody was able to use."""
        names = [openapi.operation(*route)["operationId"] for route in openapi.operations()]
        return [name for name in names if not any(200 <= at < 300 for at in self.statuses[name])]

    @property
    def broken(self) -> list[str]:
        """Say why the run has failed; nothing if it has not."""
        sentences = [
            f"{name}: {fault} ({self.times[name, fault]} times)" for name, fault in self.found
        ]
        sentences += [f"{name}: no call succeeded" for name in self.unreached]
        if 2 * self.signed_in < self.calls:
            sentences.append(f"only {self.signed_in} of {self.calls} calls were signed in")
        return sentences

    def note(self, sent: Sent, answered: Answered, faults: list[str]) -> None:
        """Count an exchange, and keep the first example of each fault."""
        self.calls += 1
        self.statuses[sent.operation][answered.status] += 1
        for fault in faults:
            kept = self.found[sent.operation, fault]
            self.times[sent.operation, fault] += 1
            if len(kept) < EXAMPLES_OF_A_FAULT:
                kept.append(_told(sent, answered))


class Run:
    """Everything of one run on one stack; `routes` are all there are if none are named."""

    def __init__(self, stack: Stack, seed: int, routes: Sequence[tuple[str, str]] = ()) -> None:
        self.outcome = Outcome(seed)
        self._stack = stack
        self._chance = Random(seed)
        self._cases = Cases(Random(f"cases {seed}"))
        self._known = Known(People(stack.keys, self._chance), self._chance)
        self._judge = Judge(self._known, self.outcome.explained)
        self._session = requests.Session()
        self._routes = routes or openapi.operations()

    def play(
        self, seconds: float, most_seconds: float, until: Callable[[], bool] | None = None
    ) -> Outcome:
        """Send cases for so long, then on until every operation was reached (or `until` holds)."""
        is_enough = until or (lambda: not self.outcome.unreached)
        Beginning(self._stack.api_url, self._known, self._session).play()
        began = time.monotonic()
        while (spent := time.monotonic() - began) < seconds or not is_enough():
            if spent > most_seconds:
                break
            self._step()
        self.outcome.seconds = time.monotonic() - began
        self._session.close()
        self._stack.check()
        return self.outcome

    def _step(self) -> None:
        route = self._next_route()
        is_eager = self._is_unreached(route)
        case = self._cases.next(route, is_eager=is_eager)
        self._known.help(case, route, always=is_eager)
        page = {}
        if self._chance.random() < FROM_A_PAGE:
            page["Origin"] = self._stack.environment["SALE_STOREFRONT_URL"]
        prepared = self._prepared(case, page)
        sent, answered = self._send(prepared)
        is_told = sent.method in {"POST", "PUT", "DELETE"} and answered.status < 300
        if is_told and self._chance.random() < REPEATED:
            self._repeat(prepared, sent, answered)

    def _next_route(self) -> tuple[str, str]:
        return self._chance.choices(self._routes, [self._weight(each) for each in self._routes])[0]

    def _weight(self, route: tuple[str, str]) -> float:
        name = openapi.operation(*route)["operationId"]
        if self._is_unreached(route):
            return EAGER if self._known.is_ready(name) else 0
        return WEIGHTS.get(name, 1)

    def _is_unreached(self, route: tuple[str, str]) -> bool:
        name = openapi.operation(*route)["operationId"]
        return not any(200 <= status < 300 for status in self.outcome.statuses[name])

    def _prepared(self, case: Any, page: dict[str, str]) -> requests.PreparedRequest:
        words = case.as_transport_kwargs(base_url=self._stack.api_url)
        names = ("method", "url", "headers", "params", "cookies", "data", "json", "files")
        request = requests.Request(**{name: words[name] for name in names if name in words})
        request.headers = {**dict(words.get("headers") or {}), **page}
        return self._session.prepare_request(request)

    def _send(self, prepared: requests.PreparedRequest) -> tuple[Sent, Answered]:
        sent = Sent.of(prepared)
        response = self._session.send(prepared, timeout=PATIENCE_SECONDS, allow_redirects=False)
        answered = Answered.of(response.status_code, response.headers, response.content)
        self.outcome.signed_in += self._known.people.is_signed_in(sent.token)
        self.outcome.note(sent, answered, self._judge.faults(sent, answered))
        self._known.learn(sent, answered)
        return sent, answered

    def _repeat(self, prepared: requests.PreparedRequest, sent: Sent, first: Answered) -> None:
        """Send the same words again: a lost answer must be had again, and nothing done twice."""
        _, again = self._send(prepared)
        if again.status not in {first.status, 200, 503} and sent.operation != "changePlan":
            fault = f"the same words again are {again.status} {again.code} after {first.status}"
            self.outcome.found[sent.operation, fault].append(_told(sent, again))
            self.outcome.times[sent.operation, fault] += 1


def _told(sent: Sent, answered: Answered) -> str:
    shown = {name: value for name, value in sent.headers.items() if name not in _DULL}
    return (
        f"{sent.method} {sent.address[:300]} {shown}\n    {sent.body[:1200]!r}\n"
        f"    {answered.status} {dict(answered.headers)}\n    {answered.text[:600]}"
    )


_DULL = {"user-agent", "accept", "accept-encoding", "connection", "content-length"}
