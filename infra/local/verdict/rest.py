"""Wait until the shop is at rest: every order packed and told, no message left, no unit in between.

Bounded: what is not at rest by then is the verdict's to report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from infra.local.crowd.clock import monotonic_seconds, pause
from infra.local.verdict.findings import fulfilled, notices_missing

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.verdict.books import Books

LONGEST_SECONDS: Final = 30.0
_LOOK_AGAIN_SECONDS: Final = 0.5


class Readable(Protocol):
    """Something whose books can be read."""

    def books(self) -> Books:
        """Read everything anew."""


def wait_for_rest(shop: Readable, check: Callable[[], None]) -> float:
    """Return the seconds it took; `check` raises when a part of the system died."""
    began = monotonic_seconds()
    while not is_at_rest(shop.books()):
        check()
        if monotonic_seconds() - began > LONGEST_SECONDS:
            break
        pause(_LOOK_AGAIN_SECONDS)
    return monotonic_seconds() - began


def is_at_rest(books: Books) -> bool:
    """Whether nothing is left to do for anybody: claims, orders, notices and queues agree."""
    ordered = sum(order.quantity for order in books.in_force)
    claimed = sum(claim.quantity for claim in books.claims)
    return (
        claimed == ordered == fulfilled(books)
        and not notices_missing(books)
        and not any(queue.waiting for queue in books.queues)
    )
