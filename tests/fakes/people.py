"""People, the line and its draws in memory."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from msgspec.structs import replace

from sale_api.domain.basket import Basket
from sale_api.domain.contact import FORGOTTEN, Delivery
from sale_api.domain.draw import commitment
from sale_api.domain.invitation import Batch, Invitation
from sale_api.domain.line import Rounds
from sale_api.domain.links import Asked
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Unmet


class FakeShoppers:
    def __init__(self) -> None:
        self.deliveries: dict[str, Delivery] = {}
        self.links: dict[str, Asked] = {}

    def delivery(self, shopper: str) -> Delivery | None:
        return self.deliveries.get(shopper)

    def remember(self, shopper: str, delivery: Delivery) -> None:
        self.deliveries[shopper] = delivery

    def forget(self, shopper: str) -> None:
        self.deliveries.pop(shopper, None)

    def ask_for_link(self, shopper: str, at: int, request: str) -> bool:
        asked = self.links.get(shopper, Asked())
        if asked.request == request:
            return True
        if not asked.may_ask(at):
            return False
        self.links[shopper] = asked.asked(at, request)
        return True


class FakeBaskets:
    """`until` has until when each is kept."""

    def __init__(self) -> None:
        self.baskets: dict[tuple[str, str], Basket] = {}
        self.until: dict[tuple[str, str], int] = {}

    def find(self, sale: str, shopper: str) -> Basket | None:
        return self.baskets.get((shopper, sale))

    def of_shopper(self, shopper: str) -> Sequence[Basket]:
        return [basket for (owner, _), basket in self.baskets.items() if owner == shopper]

    def keep(self, basket: Basket, until: int) -> None:
        self.baskets[basket.shopper, basket.sale] = basket
        self.until[basket.shopper, basket.sale] = until

    def drop(self, sale: str, shopper: str) -> None:
        self.baskets.pop((shopper, sale), None)


class FakeEntrants:
    def __init__(self) -> None:
        self.entrants: dict[tuple[str, int, str], Entrant] = {}

    def join(self, entrant: Entrant) -> Entrant:
        ticket = entrant.ticket
        return self.entrants.setdefault((ticket.sale, ticket.window, ticket.shopper), entrant)

    def in_time(self, sale: str, window: int, before: int) -> Iterator[str]:
        tickets = [entrant.ticket for entrant in self.entrants.values()]
        line = [each for each in tickets if (each.sale, each.window) == (sale, window)]
        return iter([each.shopper for each in line if each.joined_at < before])

    def tickets(self, sale: str, window: int) -> Iterator[Ticket]:
        tickets = [entrant.ticket for entrant in self.entrants.values()]
        return iter([each for each in tickets if (each.sale, each.window) == (sale, window)])

    def known(self, sale: str, window: int) -> Iterator[str]:
        line = [(key, each) for key, each in self.entrants.items() if key[:2] == (sale, window)]
        return iter([key[2] for key, each in line if each.contact != FORGOTTEN])

    def forget(self, sale: str, window: int, shopper: str) -> None:
        entrant = self.entrants[sale, window, shopper]
        self.entrants[sale, window, shopper] = replace(entrant, contact=FORGOTTEN)


class FakeInvitations:
    """`entrants` is needed for `use` alone: it writes to both."""

    def __init__(self, entrants: FakeEntrants) -> None:
        self.entrants = entrants
        self.invitations: dict[tuple[str, str], Invitation] = {}
        self.standing: dict[tuple[str, str], Batch] = {}

    def begin(self, batch: Batch) -> Batch:
        return self.standing.setdefault((batch.sale, batch.batch), batch)

    def make(self, invitations: Sequence[Invitation]) -> None:
        for each in invitations:
            self.invitations.setdefault((each.sale, each.invitation), each)

    def batch(self, sale: str, batch: str) -> Batch | None:
        return self.standing.get((sale, batch))

    def batches(self, sale: str) -> Sequence[Batch]:
        return [batch for (where, _), batch in sorted(self.standing.items()) if where == sale]

    def find(self, sale: str, invitation: str) -> Invitation | None:
        return self.invitations.get((sale, invitation))

    def look(self, sale: str, invitations: Collection[str]) -> Sequence[Invitation]:
        return [found for name in invitations if (found := self.find(sale, name))]

    def use(self, invitation: str, entrant: Entrant) -> Entrant:
        ticket = entrant.ticket
        key = ticket.sale, ticket.window, ticket.shopper
        if key in self.entrants.entrants:
            return self.entrants.entrants[key]
        found = self.find(ticket.sale, invitation)
        if found is None or not found.can_be_used:
            raise Unmet
        self.invitations[ticket.sale, invitation] = replace(found, used_by=ticket.shopper)
        return self.entrants.join(entrant)

    def revoke(self, sale: str, invitation: str, at: int) -> None:
        found = self.find(sale, invitation)
        if found is None or found.used_by is not None:
            raise Unmet
        if found.revoked_at is None:
            self.invitations[sale, invitation] = replace(found, revoked_at=at)

    def revoke_batch(self, sale: str, batch: str, at: int) -> None:
        found = self.batch(sale, batch)
        if found is None:
            raise Unmet
        if found.revoked_at is None:
            self.standing[sale, batch] = replace(found, revoked_at=at)


class FakeSeeds:
    def __init__(self) -> None:
        self.seeds: dict[str, bytes] = {}

    def keep(self, seed: bytes) -> None:
        self.seeds[commitment(seed)] = seed

    def find(self, commitment: str) -> bytes | None:
        return self.seeds.get(commitment)


class FakeBeacon:
    """Rounds each 3 seconds, each of bytes that follow from its number; none while `down`."""

    rounds = Rounds("fake", 1_600_000_000_000, 3_000)

    def __init__(self) -> None:
        self.down = False
        self.asked: list[int] = []

    def value(self, number: int) -> bytes | None:
        self.asked.append(number)
        return None if self.down else sha256(b"round %d" % number).digest()


class FakeCircle:
    """`shoppers` has who is in each circle, in the order in which they came."""

    def __init__(self) -> None:
        self.shoppers: dict[str, tuple[str, ...]] = {}

    def enter(self, circle: str, shopper: str, most: int, at: int) -> bool:  # noqa: ARG002 - nothing is forgotten here
        there = self.shoppers.get(circle, ())
        if shopper in there:
            return True
        if len(there) >= most:
            return False
        self.shoppers[circle] = (*there, shopper)
        return True


@dataclass
class FakeChance:
    """Seeded, so that a failing case can be played again; pauses are noted, not waited for."""

    seed: int = 0
    pauses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def claim_id(self) -> str:
        return f"{self._random.getrandbits(32):08x}"

    def secret(self) -> bytes:
        return self._random.randbytes(32)

    def below(self, bound: int) -> int:
        return self._random.randrange(bound)

    def pause(self, attempt: int) -> None:
        self.pauses.append(attempt)
