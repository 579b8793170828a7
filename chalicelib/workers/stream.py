"""What the orders' change stream calls: each batch is passed on whole, or comes again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.wiring import System, system
from chalicelib.workers.batches import Failures, failures
from chalicelib.workers.schedule import keep_one
from sale_api.ports import Unknown, Unmet
from sale_api.usecases.news import Altered
from sale_api.usecases.relay import relay


def passed_on(event: Mapping[str, Any]) -> Failures:
    """Pass a batch of changes on, then keep the sales that got units back.

    A batch of which any part may not have happened comes again from its first record: everything
    in it may be repeated. A change that cannot be read is reported alone, after those before it.
    """
    running = system()
    batch: list[Altered] = []
    failed: list[str] = []
    for record in event["Records"]:
        try:
            batch.append(_altered(record["dynamodb"], running))
        except (KeyError, TypeError, ValueError, AssertionError) as error:
            number = record["dynamodb"]["SequenceNumber"]
            running.log.fault("change_unreadable", error, sequence_number=number)
            failed = [number]
            break
    now = running.now()
    try:
        sales = relay(batch=batch, views=running.views, queues=running.queues, lots=running.lots)
    except (Unknown, Unmet):
        first = event["Records"][0]["dynamodb"]["SequenceNumber"]
        running.log.warning("changes_again", sequence_number=first)
        return failures([first])
    for sale in sorted(sales):
        keep_one(sale, now, running)
    return failures(failed)


def _altered(change: Mapping[str, Any], running: System) -> Altered:
    before, after = change.get("OldImage"), change.get("NewImage")
    return Altered(
        before=running.standing(before) if before else None,
        after=running.standing(after) if after else None,
    )
