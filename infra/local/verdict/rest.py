"""Wait until the shop is at rest: every order packed and told, no message left, no unit in between.

Bounded: a shop that moves nothing for `_PATIENCE_SECONDS`, or is not at rest after
`_LONGEST_SECONDS`, unless told otherwise, is taken as it is; what is missing then is the verdict's
to report. Reading all books costs the shop's database as much as a hundred orders, so it is done
once the queues are empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from infra.local.crowd.clock import monotonic_seconds, pause
from infra.local.verdict.findings import fulfilled, notices_missing
from infra.local.verdict.waits import is_told

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.verdict.books import Books, ListBooks

_PATIENCE_SECONDS: Final = 90.0
"""What failed, or lost its answer, comes again within 80 seconds: 20 unseen, 60 of a lease."""
_LONGEST_SECONDS: Final = 300.0
_LOOK_AGAIN_SECONDS: Final = 0.5


class Readable(Protocol):
    """Something whose queues and books can be read."""

    def waiting(self) -> int:
        """Count the messages that wait in any queue."""

    def books(self) -> Books:
        """Read everything anew."""

    def waitlist(self) -> ListBooks:
        """Read the sale's waiting list; empty where there is none."""


def wait_for_rest(
    shop: Readable,
    check: Callable[[], None],
    *,
    patience_seconds: float = _PATIENCE_SECONDS,
    longest_seconds: float = _LONGEST_SECONDS,
) -> bool:
    """Return whether the shop came to rest; `check` raises when a part of the system died."""
    began = moved = monotonic_seconds()
    before: tuple[int, int] | None = None
    while monotonic_seconds() - began < longest_seconds:
        check()
        waiting, told = shop.waiting(), 0
        if not waiting:
            books = shop.books()
            if is_at_rest(books) and is_told(shop.waitlist()):
                return True
            told = len(books.notices) + fulfilled(books)
        if (waiting, told) != before:
            before, moved = (waiting, told), monotonic_seconds()
        elif monotonic_seconds() - moved > patience_seconds:
            return False
        pause(_LOOK_AGAIN_SECONDS)
    return False


def is_at_rest(books: Books) -> bool:
    """Whether nothing is left to do for anybody: claims, orders, notices and queues agree."""
    ordered = sum(order.quantity for order in books.in_force)
    claimed = sum(claim.quantity for claim in books.claims)
    return (
        claimed == ordered == fulfilled(books)
        and not notices_missing(books)
        and not any(queue.waiting for queue in books.queues)
    )
