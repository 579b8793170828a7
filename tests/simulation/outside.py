"""The ports of the stores in memory, in the weather: retried as botocore retries, then unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Protocol

from sale_api.ports import Unknown, Unmet
from tests.cloud import Stores
from tests.simulation.weather import InConflict, Lost, Throttled

ATTEMPTS = 3
ONCE = frozenset(
    {"mailer.send", "entrants.join", "invitations.use", "beacon.value", "warehouse.tell"}
)
"""What is not tried again without an answer."""

CONTESTED = frozenset(
    {
        *(f"lots.{verb}" for verb in ("claim", "lend", "give_back", "settle", "promote")),
        *(f"published.{verb}" for verb in ("lease", "publish")),
        *(f"orders.{verb}" for verb in ("move", "lease", "finish")),
        "goods.allot",
        *(f"waiting.{verb}" for verb in ("join_again", "leave", "serve", "offer", "end_offer")),
        *(f"waiting.{verb}" for verb in ("lease", "finish")),
    }
)
"""Writes on items that transactions write, too: one may be in their way."""

READS = frozenset(
    {
        *("find", "all", "look", "in_time", "tickets", "batch", "batches", "value", "head"),
        *("turns", "needing", "of_sale", "between"),
    }
)
IN_PARTS: Mapping[str, Callable[..., Iterator[tuple[Any, ...]]]] = {
    # Verbs of several requests: each part meets a fate of its own.
    "create": lambda lots: (([lot],) for lot in lots),
    "send": lambda queue, bodies: ((queue, [body]) for body in bodies),
}


class Request(Protocol):
    """How one request to the database is played: see `World.attempt`."""

    def __call__(self, name: str, given: tuple[Any, ...], apply: Callable[[], Any]) -> Any:
        """Return the answer; raises `Lost`, `Throttled` or `InConflict`."""


def outside(stores: Stores, request: Request, recognised: Callable[[str], None]) -> Stores:
    """Return the same ports, with every request of theirs out in the weather."""
    ports = {
        field.name: _Outside(getattr(stores, field.name), field.name, request, recognised)
        for field in fields(stores)
    }
    return Stores(**ports)


class _Outside:
    def __init__(
        self, store: object, port: str, request: Request, recognised: Callable[[str], None]
    ) -> None:
        self._store = store
        self._port = port
        self._request = request
        self._recognised = recognised

    def __getattr__(self, verb: str) -> Any:
        write = getattr(self._store, verb)
        if not callable(write):
            return write
        split = IN_PARTS.get(verb) if self._port in {"lots", "queues"} else None

        def call(*given: Any, **named: Any) -> Any:
            if split is None:
                return self._call(verb, (*given, *named.values()), write)
            for part in split(*given):
                self._call(verb, part, write)
            return None

        setattr(self, verb, call)
        return call

    def _call(self, verb: str, given: tuple[Any, ...], write: Callable[..., Any]) -> Any:
        applied = False

        def apply() -> Any:
            nonlocal applied
            answer = write(*given)
            applied = True
            return answer

        for _ in range(1 if f"{self._port}.{verb}" in ONCE else ATTEMPTS):
            again = applied
            try:
                answer = self._request(f"{self._port}.{verb}", given, apply)
            except (Lost, Throttled):
                continue
            except InConflict:
                raise Unmet from None
            if again and verb not in READS:
                self._recognised(verb)
            return answer
        raise Unknown
