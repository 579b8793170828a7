"""Orders, the lists of them, and the ways out, in memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from sale_api.domain.errors import InvalidRequest
from sale_api.domain.moves import OrderState
from sale_api.domain.order import Bar, Order, Standing
from sale_api.ports import (
    Dead,
    DeadLetter,
    Done,
    Gone,
    Mail,
    OrderSummary,
    Page,
    Position,
    Queue,
    Taken,
    Unknown,
    Unmet,
)


class FakeOrders:
    def __init__(self) -> None:
        self.standing: dict[str, Standing] = {}
        self.leases: dict[tuple[str, str], int] = {}

    def find(self, order: str) -> Standing | None:
        return self.standing.get(order)

    def look(self, orders: Collection[str]) -> Mapping[str, Standing]:
        return {key: self.standing[key] for key in orders if key in self.standing}

    def place(self, order: Order) -> Standing:
        return self.standing.setdefault(order.order, order)

    def bar(self, bar: Bar) -> Standing:
        return self.standing.setdefault(bar.order, bar)

    def move(self, order: Order, done: str = "", at: int = 0) -> None:
        standing = self._order(order.order)
        if standing.history == order.history:
            return
        if standing.version != order.version - 1:
            raise Unmet
        marks = {done: at} if done else {}
        self.standing[order.order] = replace(
            standing,
            history=(*standing.history, order.history[-1]),
            resell=order.resell,
            done={**marks, **standing.done},
        )

    def lease(self, order: str, task: str, now: int, until: int) -> Order:
        standing = self._order(order)
        if task in standing.done:
            raise Done
        if self.leases.get((order, task), now) > now:
            raise Taken
        self.leases[order, task] = until
        return standing

    def finish(self, order: str, task: str, at: int) -> None:
        standing = self._order(order)
        self.standing[order] = replace(standing, done={task: at, **standing.done})

    def posted(self, order: str, task: str, fate: str) -> None:
        standing = self._order(order)
        if standing.posted.get(task, "") < fate:
            posted = {**standing.posted, task: fate}
            self.standing[order] = replace(standing, posted=posted)

    def _order(self, order: str) -> Order:
        standing = self.standing.get(order)
        if not isinstance(standing, Order):
            raise Unmet
        return standing


class FakeOrderViews:
    """`page_size` is small on request, so that a handful of orders fills several pages."""

    def __init__(self, page_size: int = 50) -> None:
        self.page_size = page_size
        self.summaries: dict[str, OrderSummary] = {}

    def record(self, summary: OrderSummary) -> None:
        standing = self.summaries.get(summary.order)
        if standing is None or _age(standing) <= _age(summary):
            self.summaries[summary.order] = summary

    def of_shopper(self, shopper: str) -> Sequence[OrderSummary]:
        theirs = [view for view in self.summaries.values() if view.shopper == shopper]
        return sorted(theirs, key=lambda view: view.placed_at, reverse=True)

    def of_sale(self, sale: str, state: OrderState | None, cursor: str | None) -> Page:
        start = self._start(cursor)
        rows = sorted(
            (view for view in self.summaries.values() if view.sale == sale),
            key=lambda view: (view.placed_at, view.order),
        )
        shown = rows[start : start + self.page_size]
        end = start + self.page_size
        orders = [view for view in shown if state in {None, view.state}]
        return Page(orders, str(end) if end < len(rows) else None)

    def placed_from(self, sale: str, at: int, most: int) -> Sequence[OrderSummary]:
        theirs = [each for each in self.summaries.values() if each.sale == sale]
        later = [each for each in theirs if each.placed_at >= at]
        return sorted(later, key=lambda view: (view.placed_at, view.order))[:most]

    def needing(self, need: str, until: int, most: int) -> Sequence[str]:
        due = [
            (each.need_at, each.order)
            for each in self.summaries.values()
            if each.need == need and each.need_at is not None and each.need_at <= until
        ]
        return [order for _, order in sorted(due)[:most]]

    def counts(self, sale: str) -> Mapping[OrderState, int]:
        return Counter(view.state for view in self.summaries.values() if view.sale == sale)

    @staticmethod
    def _start(cursor: str | None) -> int:
        try:
            return int(cursor or 0)
        except ValueError:
            raise InvalidRequest({"cursor": "Take it from the page before."}) from None


def _age(summary: OrderSummary) -> tuple[int, str]:
    return summary.version, summary.mail or ""


class FakeQueues:
    """`sent` is all that was taken, in order, `buried` what was given up; while `down`, nothing.

    `again` is what was sent again to queues that no port fills.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[Queue, Mapping[str, object]]] = []
        self.buried: list[tuple[Dead, str]] = []
        self.again: list[tuple[Dead, str]] = []
        self.down = False

    def send(self, queue: Queue, bodies: Iterable[Mapping[str, object]]) -> None:
        if self.down:
            raise Unknown
        self.sent.extend((queue, body) for body in bodies)

    def depths(self) -> Mapping[Queue, tuple[int, int]]:
        waiting = Counter(queue for queue, _ in self.sent)
        dead = Counter(str(queue) for queue, _ in self.buried)
        return {queue: (waiting[queue], dead[queue]) for queue in Queue}

    def dead(self, dead: Dead) -> Sequence[DeadLetter]:
        bodies = [body for queue, body in self.buried if queue is dead]
        return [DeadLetter(f"dead-{place}", 0, body) for place, body in enumerate(bodies[:10])]

    def redrive(self, dead: Dead, most: int) -> int:
        again = [each for each in self.buried if each[0] is dead][:most]
        for each in again:
            if dead in {Dead.MAIL_EVENTS, Dead.RELAY}:
                self.again.append(each)
            else:
                self.send(Queue(dead), [json.loads(each[1])])
            self.buried.remove(each)
        return len(again)

    def take(self, queue: Queue) -> list[Mapping[str, object]]:
        """Take all messages off one queue, as a worker would."""
        taken = [body for name, body in self.sent if name is queue]
        self.sent = [(name, body) for name, body in self.sent if name is not queue]
        return taken


class FakeChanges:
    """`records` is what each shard still holds, as the relay gets it; while `down`, no answer."""

    def __init__(self) -> None:
        self.records: dict[str, Sequence[Mapping[str, Any]]] = {}
        self.down = False

    def between(self, position: Position) -> Sequence[Mapping[str, Any]]:
        if self.down:
            raise Unknown
        first, last = int(position.first), int(position.last)
        held = self.records.get(position.shard, ())
        found = [each for each in held if first <= int(each["dynamodb"]["SequenceNumber"]) <= last]
        if not found or int(found[0]["dynamodb"]["SequenceNumber"]) != first:
            raise Gone
        return found


class FakeMailer:
    """`mails` is all that was taken, in order; while `down`, nothing is."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.down = False

    def send(self, mail: Mail) -> None:
        if self.down:
            raise Unknown
        self.mails.append(mail)


class FakeWarehouse:
    """`told` is all that was taken, in order: kind, name, order; while `down`, nothing is."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str]] = []
        self.down = False

    def tell(self, kind: str, name: str, at: int, order: Order) -> None:
        if self.down:
            raise Unknown
        assert at in {event.at for event in order.history}, "it has happened"
        self.told.append((kind, name, order.order))
