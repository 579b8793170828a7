"""The mail system of a world: what became of each mail is told late, twice, and in any order."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

from chalicelib.workers import heeding
from sale_api.domain.fates import Fate, Posted
from sale_api.domain.order import NOTICE, Order, task
from sale_api.ports import Mail, Unknown
from tests.sale_api.given import MINUTE, SECOND
from tests.simulation.books import hold
from tests.simulation.invocations import Process

if TYPE_CHECKING:
    from tests.simulation.world import World

NAMES = {Fate.DELIVERED: "Delivery", Fate.BOUNCED: "Bounce", Fate.COMPLAINED: "Complaint"}
LIVES = (
    (),
    (Fate.DELIVERED,),
    (Fate.BOUNCED,),
    (Fate.DELIVERED, Fate.BOUNCED),
    (Fate.DELIVERED, Fate.COMPLAINED),
)
"""What may become of one mail, in the order in which it happens."""

LATE_MS = (10, 1_000, 5 * SECOND, 2 * MINUTE)
TWICE = 0.2


class Mailmen:
    """Tells of mails that bear tags, and knows what should be noted of each in the end."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._random = Random(f"{seed} mailmen")
        self._told: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._count = 0

    def take(self, mail: Mail) -> None:
        """Take a mail, and tell in a while what becomes of it."""
        if not mail.tags:
            return
        about = mail.tags["order"], task(int(mail.tags["event"]), NOTICE)
        for later, fate in enumerate(self._random.choice(LIVES)):
            posted = Posted(fate, self._world.now + later * SECOND)
            self._told[about].append(posted.text)
            for _ in range(1 + (self._random.random() < TWICE)):
                self._tell(mail, posted)

    def _tell(self, mail: Mail, posted: Posted) -> None:
        self._count += 1
        record = {"messageId": f"fate{self._count}", "body": json.dumps(_told_by_ses(mail, posted))}
        after = self._random.choice(LATE_MS[:1] if self._world.is_calm else LATE_MS)
        self._world.timeline.spawn(lambda: self._deliver(record), after=after)

    def _deliver(self, record: dict[str, str]) -> None:
        def hear(_: Process) -> Any:
            return heeding.heard({"Records": [record]})

        while True:
            run = self._world.start(record["messageId"], hear)
            try:
                if not self._world.answer_of(run, MINUTE)["batchItemFailures"]:
                    return
            except Unknown:
                self._world.sometimes["a fate comes again"] += 1
            self._world.sleep(30 * SECOND)

    def check_rest(self) -> None:
        """Hold I8: of each mail that fate is noted which stands over all others that were told."""
        standing = self._world.database.standing()
        for (order, name), told in self._told.items():
            there = standing[order]
            noted = there.posted.get(name) if isinstance(there, Order) else None
            hold("I8", noted == max(told), f"{order} {name} became {noted}, told were {told}")
            self._world.sometimes["one fate stands over another"] += len(set(told)) > 1


def _told_by_ses(mail: Mail, posted: Posted) -> dict[str, Any]:
    kind = NAMES[posted.fate]
    at = datetime.fromtimestamp(posted.at / 1_000, tz=UTC).isoformat(timespec="milliseconds")
    tags = {name: [value] for name, value in mail.tags.items()}
    part = {"timestamp": at, "bounceType": "Permanent"}
    return {"eventType": kind, "mail": {"messageId": mail.key, "tags": tags}, kind.lower(): part}
