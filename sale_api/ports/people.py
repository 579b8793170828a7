"""People and the line: what is remembered, who joined, who was invited, and how it is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from sale_api.domain.basket import Basket
from sale_api.domain.contact import Delivery
from sale_api.domain.invitation import Batch, Invitation
from sale_api.domain.line import Rounds
from sale_api.domain.ticket import Entrant, Ticket


class Shoppers(Protocol):
    """What shoppers had us remember."""

    def delivery(self, shopper: str) -> Delivery | None:
        """Read the remembered delivery address. One read."""

    def remember(self, shopper: str, delivery: Delivery) -> None:
        """Write the delivery address. One write."""

    def forget(self, shopper: str) -> None:
        """Delete what is remembered. One write."""

    def ask_for_link(self, shopper: str, at: int, request: str) -> bool:
        """Count a sign-in link that is to be mailed: `may_ask`. One write.

        False: it may not, and is not counted. `request` names the call: a write that a retry
        repeats is counted once.
        """


class Baskets(Protocol):
    """What shoppers prepared before a sale opens, one basket each."""

    def find(self, sale: str, shopper: str) -> Basket | None:
        """Read a shopper's basket in a sale, consistently. One read."""

    def of_shopper(self, shopper: str) -> Sequence[Basket]:
        """Read all baskets of a shopper, consistently. One request for each MB."""

    def keep(self, basket: Basket, until: int) -> None:
        """Write a basket over the one before; after `until` (wall) it may be gone. One write."""

    def drop(self, sale: str, shopper: str) -> None:
        """Delete a basket; none is the same. One write."""


class Entrants(Protocol):
    """Who joined which line, and when."""

    def join(self, entrant: Entrant) -> Entrant:
        """Write an entrant, or return who stands under the same key. One write, tried once."""

    def in_time(self, sale: str, window: int, before: int) -> Iterator[str]:
        """Give all shoppers who joined a window's line before an instant, in any order.

        A consistent read of sixteen keys. One request for each MB of each.
        """

    def tickets(self, sale: str, window: int) -> Iterator[Ticket]:
        """Give the tickets of all who joined a window's line, in any order.

        A consistent read of sixteen keys. One request for each MB of each.
        """

    def known(self, sale: str, window: int) -> Iterator[str]:
        """Give all in a window's line whose contact is still known, read in the same way."""

    def forget(self, sale: str, window: int, shopper: str) -> None:
        """Erase how somebody in line is reached; again is harmless. One write."""


class Invitations(Protocol):
    """The invitations, by keyed hashes of their codes, and the batches that they were made in."""

    def begin(self, batch: Batch) -> Batch:
        """Write a batch, or return the one that stands under its id. One write."""

    def make(self, invitations: Sequence[Invitation]) -> None:
        """Write each that does not exist. A read and a transaction for each hundred."""

    def batch(self, sale: str, batch: str) -> Batch | None:
        """Read a batch, consistently. One read."""

    def batches(self, sale: str) -> Sequence[Batch]:
        """Read all batches of a sale by their ids, consistently. One request for each MB."""

    def find(self, sale: str, invitation: str) -> Invitation | None:
        """Read an invitation, consistently. One read."""

    def look(self, sale: str, invitations: Collection[str]) -> Sequence[Invitation]:
        """Read invitations consistently, in any order. One request for each hundred."""

    def use(self, invitation: str, entrant: Entrant) -> Entrant:
        """Use an invitation to join, or return who stands under the same key, with it unused.

        One transaction of two writes, tried once. `Unmet`: it was used or revoked by then.
        """

    def revoke(self, sale: str, invitation: str, at: int) -> None:
        """Take one back, once and for good; `Unmet` if it was used. One write."""

    def revoke_batch(self, sale: str, batch: str, at: int) -> None:
        """Take a batch back, once and for good; `Unmet` if there is none. One write."""


class Seeds(Protocol):
    """The secret halves of the draws, each under its commitment; shown to nobody before time."""

    def keep(self, seed: bytes) -> None:
        """Write a seed; the same again changes nothing. One write."""

    def find(self, commitment: str) -> bytes | None:
        """Read the seed of a commitment, consistently. One read."""


class Beacon(Protocol):
    """A source of public randomness that nobody can foresee."""

    @property
    def rounds(self) -> Rounds:
        """When it speaks, and what it is called."""

    def value(self, number: int) -> bytes | None:
        """Return the randomness of a round, or None if it cannot be had now. Some requests."""


class Circle(Protocol):
    """Shoppers who count together: `sale_api.domain.circles` says who does, and names them."""

    def enter(self, circle: str, shopper: str, most: int, at: int) -> bool:
        """Let a shopper in unless `most` others are; who is in stays in. One write.

        False: there is no room. All of it is forgotten a year after somebody came in last.
        """


class Chance(Protocol):
    """Randomness, and the waiting that needs it."""

    def claim_id(self) -> str:
        """Return a fresh random id of 8 characters."""

    def secret(self) -> bytes:
        """Return 32 fresh random bytes, which nobody can guess."""

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to below `bound`, each as likely."""

    def pause(self, attempt: int) -> None:
        """Wait a random while, longer with each attempt (full jitter)."""
