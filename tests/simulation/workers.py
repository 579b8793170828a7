"""What AWS does for the workers: streams, queues and the schedule; each twice, late, out of order.

A stream keeps the order within an item, a queue keeps none, the schedule fires within a minute.
Whatever was not done comes again.
"""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

from chalicelib.workers import messages, opening, schedule, stream
from sale_api.ports import Queue, Unknown
from tests.sale_api.given import MINUTE, SECOND
from tests.simulation.database import Record
from tests.simulation.invocations import Process

if TYPE_CHECKING:
    from tests.simulation.world import World

SHARDS = 2
BATCH = 4
PATIENCE_MS = MINUTE
HANDLERS = {
    Queue.SIGN_IN: messages.sign_in,
    Queue.FULFILMENT: messages.fulfilment,
    Queue.NOTICES: messages.notices,
}


class Shard:
    """A part of the change stream: one batch at a time, in order, until each is done."""

    def __init__(self, world: World, name: str, seed: int) -> None:
        self._world = world
        self._name = name
        self._random = Random(f"{seed} {name}")
        self._records: list[dict[str, Any]] = []
        self._is_busy = False
        self._count = 0

    def put(self, record: Record) -> None:
        """Take a record, and begin to hand over if nobody does."""
        self._count += 1
        numbered = {**record, "SequenceNumber": str(self._count)}
        self._records.append({"dynamodb": numbered})
        if not self._is_busy:
            self._is_busy = True
            late = [20, 200, 1_500] if self._world.is_calm else [20, 200, 200, 1_500, 25 * SECOND]
            self._world.timeline.spawn(self._hand_over, after=self._random.choice(late))

    def _hand_over(self) -> None:
        while self._records:
            batch = self._records[: self._random.randint(1, BATCH)]
            done = self._done(batch)
            if done and not self._world.is_calm and self._random.random() < 0.1:
                self._world.sometimes["batch handed over twice"] += 1
                self._done(batch)
            del self._records[:done]
            if not done:
                self._world.sleep(self._random.choice([100, 2 * SECOND]))
        self._is_busy = False

    def _done(self, batch: list[dict[str, Any]]) -> int:
        """Hand a batch over, and return how many of it are done."""
        for record in batch:
            self._world.note_news(record["dynamodb"])

        def pass_on(_: Process) -> Any:
            return stream.passed_on({"Records": batch})

        try:
            answer = self._world.answer_of(self._world.start(self._name, pass_on), PATIENCE_MS)
        except Unknown:
            return 0
        failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        return next((place for place, each in enumerate(numbers) if each in failed), len(batch))


class Post:
    """The queues: each message at any time, now and then twice, until it is done."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._random = Random(f"{seed} post")
        self._count = 0

    def put(self, queue: Queue, body: Any) -> None:
        """Take a message."""
        calm = self._world.is_calm
        twice = not calm and self._random.random() < 0.1
        for _ in range(1 + twice):
            self._count += 1
            record = {"messageId": str(self._count), "body": json.dumps(body)}
            late = [50] if calm else [10, 100, 1_000, 5 * SECOND, 5 * SECOND, 3 * MINUTE]
            self._world.timeline.spawn(
                lambda record=record: self._deliver(queue, record),  # type: ignore[misc]
                after=self._random.choice(late),
            )
        self._world.sometimes["message delivered twice"] += twice

    def _deliver(self, queue: Queue, record: dict[str, Any]) -> None:
        def handle(_: Process) -> Any:
            return HANDLERS[queue]({"Records": [record]})

        while True:
            run = self._world.start(f"{queue}-{record['messageId']}", handle)
            try:
                if not self._world.answer_of(run, PATIENCE_MS)["batchItemFailures"]:
                    return
            except Unknown:
                self._world.sometimes["message comes again"] += 1
            self._world.sleep(30 * SECOND)


class Clockwork:
    """The schedule: the keeper each minute; in some worlds two of them at once.

    Where its instants may lie anywhere, they are laid where they hurt: at a deadline.
    """

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._random = Random(f"{seed} schedule")

    def tick(self) -> None:
        """Start the keeper each minute until the world is at rest; nobody waits for it."""
        while not self._world.is_at_rest:
            for _ in range(2 if self._world.setting.two_keepers else 1):
                self._world.start("keeper", lambda _: schedule.keep_all())
                if self._world.setting.plan.is_drawn:
                    self._world.start("opener", lambda _: opening.open_all())
            self._world.sleep(self._until_next())

    def _until_next(self) -> int:
        """Return how long to the next instant: up to a minute, half of them at a deadline."""
        world = self._world
        if world.is_calm or self._random.random() < 0.5:
            return self._random.randint(40 * SECOND, MINUTE)
        now = world.books.clock(world.now)
        late = self._random.choice([-4, -1, 0, 1, 8, 10, 11, 12]) * SECOND
        coming = sorted(deadline + late - now for deadline, _ in world.books.baskets())
        return next((wait for wait in coming if SECOND < wait < MINUTE), MINUTE)
