"""The waiting list in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from sale_api.domain import waiting
from sale_api.domain.contact import FORGOTTEN
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.waiting import Entry, EntryState
from sale_api.ports import Done, Taken, Unmet, Waited
from tests.fakes.stock import FakeLots


class FakeWaiting:
    """`lots` are needed for `offer` alone: it writes to both."""

    def __init__(self, lots: FakeLots) -> None:
        self.lots = lots
        self.entries: dict[tuple[str, str], Entry] = {}
        self.leases: dict[tuple[str, str, str], int] = {}

    def find(self, sale: str, shopper: str) -> Entry | None:
        return self.entries.get((sale, shopper))

    def join(self, entry: Entry) -> Entry:
        return self.entries.setdefault((entry.sale, entry.shopper), entry)

    def join_again(self, entry: Entry) -> None:
        self._append(entry)

    def leave(self, entry: Entry) -> None:
        self._append(entry)

    def serve(self, entry: Entry) -> None:
        self._append(entry)

    def offer(self, entry: Entry, home: int, claim: Claim, returned: int) -> None:
        if self._stands(entry):
            return
        available = claim.quantity - returned
        at_home = self.lots.lots.get((entry.sale, home))
        source = self.lots.lots.get((entry.sale, claim.source(home)))
        can_stand = at_home and at_home.can_stand(entry.shopper)
        is_asked = source and source.pool == entry.pool
        can_offer = is_asked and source and source.can_offer(returned, available)
        if not (at_home and source and can_stand and can_offer and self._follows(entry)):
            asked = ((source, can_offer), (at_home, can_stand))
            refused = {lot.number: lot for lot, stands in asked if lot and not stands}
            raise Unmet(*refused.values())
        source = source.offered(returned, available)
        self._write_lot(source)
        self._write_lot(self.lots.lots[entry.sale, home].holding(entry.shopper, claim))
        self._append(entry)

    def end_offer(self, sale: str, shopper: str, order: str, to: EntryState, at: int) -> None:
        standing = self.find(sale, shopper)
        if standing and standing.state is EntryState.OFFERED and standing.order == order:
            self.entries[sale, shopper] = standing.ended(to, at)

    def head(self, sale: str, pool: str, part: int) -> str | None:
        return min(self._turns(sale, pool, part), default=None)

    def turns(self, sale: str, pool: str, most: int) -> Sequence[str]:
        parts = range(waiting.PARTS)
        return sorted(turn for part in parts for turn in self._turns(sale, pool, part))[:most]

    def counts(self, sale: str) -> Waited:
        entries = list(self.of_sale(sale))
        offered, taken = (
            sum(entry.times(what) > 0 for entry in entries)
            for what in (EntryState.OFFERED, EntryState.TAKEN)
        )
        return Waited(len(entries), offered, taken)

    def of_sale(self, sale: str) -> Iterator[Entry]:
        return (entry for (where, _), entry in self.entries.items() if where == sale)

    def forget(self, sale: str, shopper: str) -> None:
        entry = self._standing(sale, shopper)
        self.entries[sale, shopper] = replace(entry, contact=FORGOTTEN)

    def lease(self, sale: str, shopper: str, task: str, now: int, until: int) -> Entry:
        standing = self._standing(sale, shopper)
        if task in standing.done:
            raise Done
        if self.leases.get((sale, shopper, task), now) > now:
            raise Taken
        self.leases[sale, shopper, task] = until
        return standing

    def finish(self, sale: str, shopper: str, task: str, at: int) -> None:
        standing = self._standing(sale, shopper)
        self.entries[sale, shopper] = replace(standing, done={task: at, **standing.done})

    def _turns(self, sale: str, pool: str, part: int) -> list[str]:
        turns = [
            entry.turn
            for (where, shopper), entry in self.entries.items()
            if where == sale and waiting.part_of(shopper) == part and entry.turn is not None
        ]
        return [turn for turn in turns if turn.startswith(f"{pool}#")]

    def _standing(self, sale: str, shopper: str) -> Entry:
        standing = self.find(sale, shopper)
        if standing is None:
            raise Unmet
        return standing

    def _stands(self, entry: Entry) -> bool:
        """Tell whether the entry was written before: its history names each step."""
        standing = self.find(entry.sale, entry.shopper)
        return standing is not None and (standing.history, standing.order) == (
            entry.history,
            entry.order,
        )

    def _follows(self, entry: Entry) -> bool:
        standing = self.find(entry.sale, entry.shopper)
        return standing is not None and standing.version == entry.version - 1

    def _append(self, entry: Entry) -> None:
        if self._stands(entry):
            return
        if not self._follows(entry):
            raise Unmet
        done = self._standing(entry.sale, entry.shopper).done
        self.entries[entry.sale, entry.shopper] = replace(entry, done=done)

    def _write_lot(self, lot: Lot) -> None:
        self.lots.lots[lot.sale, lot.number] = lot
