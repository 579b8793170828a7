"""What is held of a sale's waiting list, after each write and at rest: I7, I9, I18 and I20."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple

from sale_api.domain.identifiers import order_id
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.order import Bar, Order, Standing
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry
from tests.moves import has_ended

SECOND = 1_000
SKEW_MS = 2 * SECOND

STEPS = {
    *(("waiting", to) for to in ("offered", "left", "served")),
    *(("offered", to) for to in ("taken", "declined", "lapsed", "waiting")),
    *((ended, "waiting") for ended in ("taken", "declined", "lapsed", "left", "served")),
}
TOLD = {"offered", "lapsed", "served"}


class Write(NamedTuple):
    """What stands after one write, and which run made it: one that had `begun` then.

    `clock` is the latest that the sale's clock may have been for that run, `earliest` the least by
    which it may have judged. The list `is_over` now by some clock; it `was_over` when that run
    began by every clock.
    """

    sale: Sale
    lots: Mapping[int, Lot]
    standing: Mapping[str, Standing]
    now: int
    begun: int
    clock: int
    earliest: int
    is_over: bool
    was_over: bool

    def pool_of(self, shopper: str, claim: Claim) -> str:
        """Return the pool that the units of a shopper's claim are of."""
        home = next(lot.number for lot in self.lots.values() if shopper in lot.claims)
        return self.lots[claim.source(home)].pool

    def claim_of(self, shopper: str) -> Claim | None:
        """Return the claim of a shopper, wherever it stands."""
        claims = (lot.claims.get(shopper) for lot in self.lots.values())
        return next((claim for claim in claims if claim is not None), None)


class Entries:
    """The entries and lots after the last write, and since when each entry waits.

    `steps` has the state that each step has led to; `_held` until when, on the sale's clock, a
    shopper's claims held units, each with the last instant at which it stood.
    """

    def __init__(self) -> None:
        self.steps: list[str] = []
        self._entries: dict[str, Entry] = {}
        self._since: dict[str, int] = {}
        self._available: dict[int, int] = {}
        self._offered: set[str] = set()
        self._holds: dict[str, float] = {}
        self._held: dict[str, dict[float, int]] = {}

    def faults(self, entries: Mapping[str, Entry], write: Write) -> Iterator[tuple[str, str]]:
        """Give the invariants that a write has broken, each with what is wrong."""
        self._note_holders(write)
        changed = [entry for key, entry in entries.items() if self._entries.get(key) is not entry]
        for entry in changed:
            before = self._entries.get(entry.shopper)
            if before is not None and before.history == entry.history:
                continue
            self.steps.append(entry.state)
            yield from self._faults_of(before, entry, write)
        yield from self._of_claims(entries, write)
        yield from self._of_units(write)
        for entry in changed:
            before = self._entries.get(entry.shopper)
            if before is None or before.turn != entry.turn:
                self._since[entry.shopper] = write.now
            self._entries[entry.shopper] = entry

    def _faults_of(
        self, before: Entry | None, entry: Entry, write: Write
    ) -> Iterator[tuple[str, str]]:
        been = before.history if before else ()
        if entry.history[:-1] != been or (been and not _is_step(entry)):
            yield "I18", f"{before} became {entry}"
        if (entry.turn is not None) != (entry.state == "waiting"):
            yield "I18", f"a turn of who does not wait, or none: {entry}"
        if entry.price != write.sale.plan.price:
            yield "I18", f"another price: {entry}"
        if entry.state == "waiting":
            yield from self._of_joining(before, entry, write)
        if entry.state == "offered":
            yield from self._of_offer(before, entry, write)
        if entry.state == "served" and not self._has_held(entry.shopper, write):
            yield "I18", f"passed over, and held nothing: {entry}"
        if entry.state in {"taken", "declined", "lapsed"}:
            is_order = isinstance(write.standing.get(entry.order), Order)
            if entry.order not in write.standing or is_order != (entry.state == "taken"):
                yield "I18", f"it became something else: {entry}"

    def _note_holders(self, write: Write) -> None:
        before, self._holds = self._holds, dict(_holders(write))
        for shopper, until in (*before.items(), *self._holds.items()):
            self._held.setdefault(shopper, {})[until] = write.now

    def _has_held(self, shopper: str, write: Write) -> bool:
        """Tell whether somebody has held units at an instant since the writing run began."""
        held = self._held.get(shopper, {})
        return any(at >= write.begun and until >= write.earliest for until, at in held.items())

    @staticmethod
    def _of_joining(before: Entry | None, entry: Entry, write: Write) -> Iterator[tuple[str, str]]:
        pool, place, shopper = str(entry.turn).split("#")
        late, number = place[2] == "1", int(place[3:])
        if (pool, shopper) != (entry.pool, entry.shopper):
            yield "I18", f"another's turn: {entry}"
        if before is None:
            if write.sale.plan.line is None and not (late and number >= write.begun - SKEW_MS):
                yield "I18", f"stands before those who came sooner: {entry}"
            return
        ended = before.history[-1].at
        if before.state == "offered":
            standing = write.standing.get(before.order)
            if standing is None:
                yield "I18", f"waits beside an open offer: {entry}"
            ended = standing.at if isinstance(standing, Bar) else ended
        if not late or number < ended - SKEW_MS:
            yield "I18", f"joined again, and stands where it stood: {entry}"

    def _of_offer(
        self, before: Entry | None, entry: Entry, write: Write
    ) -> Iterator[tuple[str, str]]:
        claim = write.claim_of(entry.shopper)
        key = claim and order_id(entry.sale, entry.shopper, claim.claim)
        if claim is None or not claim.offered or key != entry.order:
            yield "I18", f"offered, and nothing stands: {entry}, {claim}"
            return
        if write.pool_of(entry.shopper, claim) != entry.pool:
            yield "I20", f"offered units of another pool: {entry}, {claim}"
        if write.was_over:
            yield "I18", f"offered although the list was over: {entry}"
        last = entry.history[-1]
        read_at = last.read_at or 0
        if not write.begun - SKEW_MS <= read_at <= last.at:
            yield "I18", f"the list was read at another time, not {read_at}: {entry}"
        if not last.quantity == claim.quantity <= entry.quantity:
            yield "I18", f"another quantity: {entry}, {claim}"
        assert write.sale.plan.waitlist is not None, "an offer without a list"
        if claim.deadline > write.clock + write.sale.plan.waitlist.offer_seconds * SECOND:
            yield "I18", f"stands too long: {entry}, {claim}"
        if before is None or before.turn is None:
            return
        passed_over = [
            other
            for other in self._waiting(entry.pool, write.begun)
            if other.turn is not None and other.turn < before.turn
        ]
        if passed_over:
            yield "I9", f"{entry} was offered units before {passed_over}"

    def _of_claims(self, entries: Mapping[str, Entry], write: Write) -> Iterator[tuple[str, str]]:
        for lot in write.lots.values():
            for shopper, claim in lot.claims.items():
                if not claim.offered or claim.claim in self._offered:
                    continue
                self._offered.add(claim.claim)
                entry = entries.get(shopper)
                if entry is None or entry.order != order_id(lot.sale, shopper, claim.claim):
                    yield "I18", f"{claim} of {shopper} was offered to nobody who waited: {entry}"

    def _of_units(self, write: Write) -> Iterator[tuple[str, str]]:
        for number, lot in write.lots.items():
            before = self._available.get(number, lot.available)
            self._available[number] = lot.available
            if lot.available <= before or write.is_over:
                continue
            passed_over = list(self._waiting(lot.pool, write.begun))
            if passed_over:
                yield "I9", f"units went on sale past {passed_over}: {lot}"

    def _waiting(self, pool: str, before: int) -> Iterator[Entry]:
        """Give the entries of a pool that waited before an instant, and still did just now."""
        for shopper, entry in self._entries.items():
            if entry.state == "waiting" and entry.pool == pool and self._since[shopper] < before:
                yield entry

    def faults_at_rest(
        self, write: Write, told: Mapping[tuple[str, int], int], mails: Collection[str]
    ) -> Iterator[tuple[str, str]]:
        """Give what is wrong once the world has run quiet."""
        left = {lot.pool for lot in write.lots.values() if lot.available or lot.returned}
        for entry in self._entries.values():
            if entry.state == "waiting" and entry.pool in left and not write.is_over:
                yield "I7", f"{entry} waits, and units are left"
            if entry.state == "offered" and entry.order in write.standing:
                yield "I18", f"nobody noted what became of it: {entry}"
            for number, event in enumerate(entry.history, start=1):
                if event.what in TOLD and not told.get((entry.shopper, number)):
                    yield "I8", f"event {number} was not told: {entry}"
                is_mailed = f"{entry.sale}-{entry.shopper}-{number}" in mails
                is_marked = f"{number}-notice" in entry.done
                if not (is_mailed == is_marked == (event.what in TOLD)):
                    yield "I8", f"event {number} was mailed, or was not: {entry}"


def _holders(write: Write) -> Iterator[tuple[str, float]]:
    """Give all who hold units, each with until when; those of an order are theirs for good."""
    for lot in write.lots.values():
        for shopper, claim in lot.claims.items():
            standing = write.standing.get(order_id(lot.sale, shopper, claim.claim))
            if isinstance(standing, Order) and not has_ended(_moves(standing)):
                yield shopper, inf
            elif standing is None:
                yield shopper, claim.deadline


def _moves(order: Order) -> Iterator[str]:
    return (event.what for event in order.history if event.note is None)


def _is_step(entry: Entry) -> bool:
    states: Sequence[str] = [event.what for event in entry.history]
    return next(reversed(list(pairwise(states)))) in STEPS
