"""What the change streams of orders and waiting lists call.

Each batch is of one of them, and is passed on whole, or comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from chalicelib.wiring import System, system
from chalicelib.workers.batches import Failures, failures
from chalicelib.workers.schedule import keep_one
from sale_api.domain.fates import TROUBLE
from sale_api.ports import Unknown, Unmet
from sale_api.usecases.news import Altered
from sale_api.usecases.relay import relay
from sale_api.usecases.relay_waiting import Moved, tell_who_waits

T = TypeVar("T")

LIST = "list"
"""The key that an entry of a waiting list has, and nothing else."""


VERSION = "version"
"""What each event adds one to; no bar has it."""

POSTED = "posted"
"""What became of mails; of deliveries nobody is told."""


def passed_on(event: Mapping[str, Any]) -> Failures:
    """Pass a batch of changes on, then keep the sales that got units back.

    A batch of which any part may not have happened comes again from its first record: everything
    in it may be repeated. A change that cannot be read is reported alone, after those before it.
    """
    running = system()
    changes = [record["dynamodb"] for record in event["Records"]]
    is_of_lists = LIST in changes[0].get("Keys", ())
    now = running.now()
    try:
        if is_of_lists:
            moves, failed = _read(changes, _moved, running)
            tell_who_waits(batch=moves, queues=running.queues)
            return failures(failed)
        batch, failed = _read([each for each in changes if _may_be_news(each)], _altered, running)
        sales = relay(
            batch=batch,
            views=running.views,
            queues=running.queues,
            lots=running.lots,
            waiting=running.waiting,
        )
    except (Unknown, Unmet):
        first = changes[0]["SequenceNumber"]
        running.log.warning("changes_again", sequence_number=first)
        return failures([first])
    for sale in sorted(sales):
        keep_one(sale, now, running)
    return failures(failed)


def _read(
    changes: Sequence[Mapping[str, Any]],
    read: Callable[[Mapping[str, Any], System], T],
    running: System,
) -> tuple[list[T], list[str]]:
    """Return the changes before the first that cannot be read, and the number of that one."""
    batch: list[T] = []
    for change in changes:
        try:
            batch.append(read(change, running))
        except (KeyError, TypeError, ValueError, AssertionError) as error:
            number = change["SequenceNumber"]
            running.log.fault("change_unreadable", error, sequence_number=number)
            return batch, [number]
    return batch, []


def _moved(change: Mapping[str, Any], running: System) -> Moved:
    before = change.get("OldImage")
    return Moved(
        before=running.entry(before) if before else None, after=running.entry(change["NewImage"])
    )


def _may_be_news(change: Mapping[str, Any]) -> bool:
    """Tell whether a change may add to a history, or tells of a mail that came to no good.

    By its images as they came: most of an order's changes are leases, marks and deliveries, and to
    read them would cost the relay most of its time.
    """
    before, after = change.get("OldImage", {}), change.get("NewImage", {})
    if VERSION not in after or before.get(VERSION) != after[VERSION]:
        return True
    posted = after.get(POSTED, {})
    if before.get(POSTED) == posted:
        return False
    return any(fate.get("S", "") >= TROUBLE for fate in posted.get("M", {}).values())


def _altered(change: Mapping[str, Any], running: System) -> Altered:
    before, after = change.get("OldImage"), change.get("NewImage")
    return Altered(
        before=running.standing(before) if before else None,
        after=running.standing(after) if after else None,
    )
