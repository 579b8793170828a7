"""Moto's queues as a developer wants to see them, and what can be done about dead letters.

Looks at moto's own objects: receiving messages to show them would take them from the pumps.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from moto.sqs.models import Queue, sqs_backends

from infra.local.resources import ACCOUNT, REGION

SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message; `sent_at` is milliseconds since the epoch."""

    body: str
    sent_at: int
    receives: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One queue with its dead letters, the latest first; `tries` is after how many one is dead.

    `name` is what people call it, `queue` its whole name.
    """

    name: str
    queue: str
    waiting: int
    in_flight: int
    failed: int
    dead: int
    letters: tuple[Letter, ...]
    tries: int


def seen(prefix: str) -> list[Seen]:
    """Give all queues whose names begin with `prefix`, which is left out."""
    return [_seen(queue, prefix) for queue in _queues(prefix)]


def redrive(name: str) -> int:
    """Send the dead letters of a queue again, as new messages; give how many."""
    queue = _queue(name)
    dead = queue.dead_letter_queue
    letters = list(dead._messages) if dead else []  # noqa: SLF001 - moto shows the visible ones alone
    backend = sqs_backends[ACCOUNT][REGION]
    for letter in letters:
        backend.send_message(name, letter.body, message_attributes=letter.message_attributes)
        assert dead is not None
        dead._messages.remove(letter)  # noqa: SLF001
    return len(letters)


def try_again(name: str) -> int:
    """Show pumps at once what failed, without waiting for it to come again; give how many."""
    failed = list(_failed(_queue(name)))
    for message in failed:
        message.change_visibility(0)
    return len(failed)


def give_up(name: str) -> int:
    """Let what failed have used up its tries: the next look at the queue buries it."""
    queue = _queue(name)
    failed = list(_failed(queue))
    for message in failed:
        message.approximate_receive_count = _tries(queue)
        message.change_visibility(0)
    return len(failed)


def _seen(queue: Queue, prefix: str) -> Seen:
    dead = queue.dead_letter_queue
    letters = list(dead._messages) if dead else []  # noqa: SLF001
    return Seen(
        name=queue.name.removeprefix(prefix),
        queue=queue.name,
        waiting=int(queue.approximate_number_of_messages),
        in_flight=int(queue.approximate_number_of_messages_not_visible),
        failed=len(list(_failed(queue))),
        dead=len(letters),
        letters=tuple(_letter(one) for one in letters[: -SHOWN - 1 : -1]),
        tries=_tries(queue),
    )


def _letter(message: Any) -> Letter:
    try:
        body = json.dumps(json.loads(message.body), indent=2, ensure_ascii=False)
    except ValueError:
        body = message.body
    return Letter(
        body=body,
        sent_at=int(message.sent_timestamp or 0),
        receives=message.approximate_receive_count,
    )


def _failed(queue: Queue) -> Iterator[Any]:
    """Give what was received and not deleted: what failed, and what is being handled just now."""
    return (one for one in queue._messages if one.approximate_receive_count)  # noqa: SLF001


def _tries(queue: Queue) -> int:
    policy: Any = queue.redrive_policy
    return int(policy["maxReceiveCount"]) if queue.dead_letter_queue else 0


def _queues(prefix: str) -> list[Queue]:
    """Give the queues by name, without those that take the dead letters of another."""
    named = sqs_backends[ACCOUNT][REGION].queues
    queues = [queue for name, queue in named.items() if name.startswith(prefix)]
    taking = {queue.dead_letter_queue.name for queue in queues if queue.dead_letter_queue}
    shown = [queue for queue in queues if queue.name not in taking]
    return sorted(shown, key=lambda queue: str(queue.name))


def _queue(name: str) -> Queue:
    return sqs_backends[ACCOUNT][REGION].queues[name]
