"""What must hold of a line: the draw is shown in order and for good; nobody is served too soon.

As in the books, each rule stands here once more in its plainest form.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from sale_api.domain.contact import FORGOTTEN
from sale_api.domain.line import WindowDraw
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Entrant, Ticket

SECOND = 1_000
SKEW_MS = SECOND
ON_ITS_WAY_MS = 3 * SECOND
"""So long the one write of joining may be on its way."""


def framed(*fields: bytes | str) -> bytes:
    """Return fields with the length of each before it."""
    told = [each.encode() if isinstance(each, str) else each for each in fields]
    return b"".join(len(each).to_bytes(4, "big") + each for each in told)


def digest_of(sale: str, window: int, shoppers: Iterable[str]) -> str:
    """Return the hash over those who were in time."""
    told = framed("sale-draw-1", "entrants", sale, str(window), *sorted(shoppers))
    return hashlib.sha256(told).hexdigest()


def turn_of(sale: Sale, ticket: Ticket, clock_at: Mapping[int, int]) -> int | None:
    """Return a ticket's turn on the sale's clock; `clock_at` is that clock at two instants."""
    assert sale.plan.line is not None, "a turn without a line"
    delay, spread = sale.plan.line.delay_seconds * SECOND, sale.plan.line.spread_seconds * SECOND
    opens_at, draw = sale.plan.windows[ticket.window].opens_at, sale.draws[ticket.window]
    if draw.seed is None or draw.beacon is None:
        return None
    if ticket.joined_at >= opens_at:
        return clock_at[ticket.joined_at] + delay + spread
    told = framed(
        *("sale-draw-1", "place", bytes.fromhex(draw.beacon)),
        *(sale.sale, str(ticket.window), ticket.shopper),
    )
    place = hmac.digest(bytes.fromhex(draw.seed), told, "sha256")[:8]
    return clock_at[opens_at] + delay + int.from_bytes(place, "big") * spread // 2**64


class Draws:
    """What was shown of each draw so far, and who stands in line since when."""

    def __init__(self) -> None:
        self._shown: tuple[WindowDraw, ...] = ()
        self._landed: dict[tuple[int, str], int] = {}
        self._entrants: dict[tuple[int, str], Entrant] = {}

    def fault(self, sale: Sale, entrants: Iterable[Entrant], now: int) -> str:
        """Say what is wrong after a write, or nothing."""
        for entrant in entrants:
            key = entrant.ticket.window, entrant.ticket.shopper
            self._landed.setdefault(key, now)
            known = self._entrants.setdefault(key, entrant)
            if entrant not in {known, replace(known, contact=FORGOTTEN)}:
                return f"{key} has joined anew"
        before, self._shown = self._shown, sale.draws
        for window, draw in enumerate(sale.draws):
            old = before[window] if window < len(before) else None
            if draw != old:
                fault = self._fault_of(sale, window, old, now)
                if fault:
                    return f"{fault}: {old} became {draw}"
        return "draws are gone" if len(sale.draws) < len(before) else ""

    def _fault_of(self, sale: Sale, window: int, known: WindowDraw | None, now: int) -> str:
        draw = sale.draws[window]
        fields = ("commitment", "digest", "digested_at", "entrants", "beacon", "seed")
        if known is not None:
            kept = (getattr(known, each) in {None, getattr(draw, each)} for each in fields)
            if not all(kept):
                return "what was shown has changed"
        if (draw.beacon is not None and draw.digest is None) or (draw.seed and draw.beacon is None):
            return "shown out of order"
        if draw.seed and hashlib.sha256(bytes.fromhex(draw.seed)).hexdigest() != draw.commitment:
            return "not the seed that was committed to"
        if draw.digest and (known is None or known.digest is None):
            return self._fault_of_digest(sale, window, now)
        return ""

    def _fault_of_digest(self, sale: Sale, window: int, now: int) -> str:
        opens_at, shown = sale.plan.windows[window].opens_at, sale.draws[window]
        settled = opens_at + 2 * SKEW_MS + ON_ITS_WAY_MS
        if now < settled - SKEW_MS:
            return "the digest was taken too soon"
        in_time = sorted(
            (self._landed[key], key[1])
            for key, entrant in self._entrants.items()
            if key[0] == window and entrant.ticket.joined_at < opens_at
        )
        # Who took longer than that to land may be missing, but nobody who landed before them.
        least = sum(landed <= settled - SKEW_MS for landed, _ in in_time)
        for count in range(len(in_time), least - 1, -1):
            who = [shopper for _, shopper in in_time[:count]]
            if shown.digest == digest_of(sale.sale, window, who) and shown.entrants == count:
                return ""
        return "the digest is not over those who were in time"
