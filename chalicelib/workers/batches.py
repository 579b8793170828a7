"""Batches in parts: each record is tried, and those that failed are named, to come again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.logs import Log
from sale_api.ports import Taken, Unknown, Unmet

Failures = dict[str, list[dict[str, str]]]
"""A partial batch response: what Lambda takes as "all but these are done"."""


def each(
    records: Sequence[Mapping[str, Any]], handle: Callable[[Mapping[str, Any]], None], log: Log
) -> Failures:
    """Handle messages one by one; what one of them raises leaves the others alone.

    A message that keeps failing is tried for a day, then goes to the dead-letter queue.
    """
    failed = []
    for record in records:
        try:
            handle(record)
        except (Taken, Unmet, Unknown) as reason:
            log.warning("message_again", message=record["messageId"], reason=type(reason).__name__)
            failed.append(record["messageId"])
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this message's alone
            log.fault("message_failed", error, message=record["messageId"])
            failed.append(record["messageId"])
    return failures(failed)


def failures(identifiers: Sequence[str]) -> Failures:
    """Return the response that names these records as failed."""
    return {"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}
