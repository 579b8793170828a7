"""A consumer's work on one event of an item: taken until an instant, then done for good."""

from __future__ import annotations

from chalicelib.aws.dynamo import Update
from chalicelib.aws.wire import Item, packed

NOT_DONE = "attribute_not_exists(#done.#task)"
"""Nobody has finished the task."""

NOT_TAKEN = "(attribute_not_exists(#leases.#task) OR #leases.#task <= :now)"
"""Nobody has the task now; who had it and died frees it with time."""

MARK_DONE = "#done.#task = if_not_exists(#done.#task, :at)"
"""The first to finish says when."""


def leasing(table: str, key: Item, there: str, task: str, *, now: int, until: int) -> Update:
    """Return what takes a task of an item that is `there`, from now until an instant."""
    return Update(
        table=table,
        key=key,
        change="SET #leases.#task = :until",
        conditions=(there, NOT_DONE, NOT_TAKEN),
        values={":now": packed(now), ":until": packed(until)},
        names={"#task": task},
    )


def finishing(table: str, key: Item, there: str, task: str, at: int) -> Update:
    """Return what marks a task of an item that is `there` as done; done before, it stays so."""
    return Update(
        table=table,
        key=key,
        change=f"SET {MARK_DONE} REMOVE #leases.#task",
        conditions=(there,),
        values={":at": packed(at)},
        names={"#task": task},
    )
