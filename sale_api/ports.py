"""What the product needs from outside. Each verb that writes is one atomic write, and says so.

A verb returns the value or raises `Unmet` with what stood in its way. Any verb may raise
`Unknown`: the caller cannot tell whether the write happened, and repeats with the same words.
Implemented by `chalicelib.aws` on DynamoDB, SQS and SES, and by `tests.fakes` in memory.

Over 200 lines because the whole contract with the outside stands here, to be read in one go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from sale_api.domain.basket import Basket
from sale_api.domain.invitation import Batch, Invitation
from sale_api.domain.levels import Levels
from sale_api.domain.line import Rounds
from sale_api.domain.lot import Claim, Lot, Returned
from sale_api.domain.money import Money
from sale_api.domain.order import Bar, Delivery, Order, OrderState, Standing
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Entrant, Ticket


class Unmet(Exception):  # noqa: N818 - an outcome that callers handle, not an error of ours
    """When the condition of a write did not hold; `lots` are those that refused, as they stand.

    No lots: another transaction was in the way, and nothing is known of the stock.
    """

    def __init__(self, *lots: Lot) -> None:
        """Take the lots as the refusal showed them."""
        super().__init__("the condition of a write did not hold")
        self.lots = lots


class Unknown(Exception):  # noqa: N818 - the third outcome besides yes and no
    """When a request got no answer in time: it may have happened or not."""


class Sales(Protocol):
    """The plans. Writes are conditional on the version."""

    def find(self, sale: str) -> Sale | None:
        """Read one sale, consistently. One read."""

    def all(self) -> Sequence[Sale]:
        """Read all sales. A scan: one request for each MB."""

    def create(self, sale: Sale) -> Sale:
        """Write a new sale, or return the one that stands under its id. One write."""

    def replace(self, sale: Sale) -> None:
        """Write the next version over the one before it, else `Unmet`. One write."""


class Lots(Protocol):
    """The stock. Claims and returns are one write on one lot, or one transaction of two."""

    def create(self, lots: Sequence[Lot]) -> None:
        """Write each lot that does not exist; those that do stay as they are. One write each."""

    def look(self, sale: str, numbers: Collection[int]) -> Sequence[Lot]:
        """Read lots consistently, in any order. One request for each hundred."""

    def claim(self, sale: str, home: int, shopper: str, claim: Claim) -> int:
        """Take units at home: `can_claim`. Returns how many are left. One write.

        `Unmet` has the lot as it stands. A write that was repeated by a retry and finds its own
        claim there has succeeded.
        """

    def lend(self, sale: str, pool: str, home: int, shopper: str, claim: Claim) -> None:
        """Take units from the claim's lender: `can_lend` there, `can_stand` at home.

        One transaction of two writes. `Unmet` has the lots that refused.
        """

    def give_back(self, sale: str, home: int, shopper: str, claim: Claim, to: Returned) -> bool:
        """Remove the claim if it `stands`, and count its units in the lot they came from.

        One write, or one transaction of two for lent units. False: it does not stand any more.
        `Unmet`: another transaction was in the way.
        """

    def settle(self, sale: str, home: int, claims: Mapping[str, Claim]) -> None:
        """Mark claims of one lot as orders', if all stand; else `Unmet`. One write for all."""

    def promote(self, lot: Lot, levels: Levels) -> None:
        """Put the lot's returned units, as read, on sale, and the raised levels with them.

        One transaction of two writes. `levels` are as read; the store writes them `raised`.
        `Unmet`: fewer are returned by now, more are on sale, or the levels' generation has changed.
        """


class Published(Protocol):
    """The published levels of each sale."""

    def find(self, sale: str) -> Levels | None:
        """Read them, consistently. One read."""

    def create(self, levels: Levels) -> None:
        """Write them if there are none. One write."""

    def lease(self, levels: Levels) -> None:
        """Take the next lease after the one in `levels`; `Unmet` if somebody has. One write."""

    def publish(self, levels: Levels) -> None:
        """Write them under the next lease, if lease and generation there are still theirs.

        One write; else `Unmet`. So it is, too, if a write whose answer was lost is repeated: that
        is harmless, for the levels stand, and whoever sees the lease move on waits its turn.
        """


class Orders(Protocol):
    """The orders, and the bars that stand where no order may come."""

    def find(self, order: str) -> Standing | None:
        """Read what stands under a key, consistently. One read."""

    def look(self, orders: Collection[str]) -> Mapping[str, Standing]:
        """Read what stands under keys, consistently; where nothing stands is left out.

        One request for each hundred.
        """

    def place(self, order: Order) -> Standing:
        """Create the order, or return what stands under its key. One write."""

    def bar(self, bar: Bar) -> Standing:
        """Create the bar, or return what stands under its key. One write."""

    def move(self, order: Order, done: str = "", at: int = 0) -> None:
        """Append the last event of `order` to the order as it was before it. One write.

        `done` also marks that task as done at `at`. `Unmet`: the history there is another.
        """

    def lease(self, order: str, task: str, now: int, until: int) -> Order:
        """Take a task until an instant, if it is neither done nor taken. One write.

        Raises `Done` or `Taken`, `Unmet` if no order stands there. Returns the order as it then
        stands. A lease whose answer was lost is `Taken`, by nobody, until it runs out.
        """

    def finish(self, order: str, task: str, at: int) -> None:
        """Mark a task as done, for good; one that is done stays as it is. One write.

        `Unmet`: no order stands there.
        """


class Done(Exception):  # noqa: N818 - an outcome that consumers handle
    """When a task was done before."""


class Taken(Exception):  # noqa: N818 - an outcome that consumers handle
    """When somebody else has the task just now."""


class OrderSummary(Struct, frozen=True, kw_only=True):
    """What lists of orders show; written by the relay, so a moment behind the order itself."""

    order: str
    sale: str
    title: str
    shopper: str
    state: OrderState
    quantity: int
    price: Money
    placed_at: int
    version: int


class Page(Struct, frozen=True):
    """A page of a list, and where the next one begins, if there is one."""

    orders: Sequence[OrderSummary]
    cursor: str | None


class OrderViews(Protocol):
    """What search, "my orders" and the counts read."""

    def record(self, summary: OrderSummary) -> None:
        """Write a summary unless a later version stands there. One write."""

    def of_shopper(self, shopper: str) -> Sequence[OrderSummary]:
        """Read all orders of a shopper, the newest first. One request for each MB."""

    def of_sale(self, sale: str, state: OrderState | None, cursor: str | None) -> Page:
        """Read a page of a sale's orders, the oldest first. One request."""

    def placed_from(self, sale: str, at: int, most: int) -> Sequence[OrderSummary]:
        """Read a sale's orders that were placed at an instant or later, the oldest first.

        At most so many of them. One request for each MB.
        """

    def counts(self, sale: str) -> Mapping[OrderState, int]:
        """Count a sale's orders by state. One request for each MB."""


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


class Queue(StrEnum):
    """The queues, by the name under which they are deployed."""

    SIGN_IN = "sign-in"
    FULFILMENT = "fulfilment"
    NOTICES = "notices"


class Queues(Protocol):
    """Messages to the workers: delivered at least once, in no order."""

    def send(self, queue: Queue, bodies: Iterable[Mapping[str, object]]) -> None:
        """Send messages, ten a request; `Unknown` if any was not taken."""

    def depths(self) -> Mapping[Queue, tuple[int, int]]:
        """Return how many messages wait, and how many are dead, for each queue."""


CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)))
"""What ends a line, or is none of a line."""


class Mail(Struct, frozen=True):
    """A mail as it is sent, in two parts that say the same; `key` stays when it is sent again."""

    to: str
    subject: str
    text: str
    html: str
    key: str

    def __post_init__(self) -> None:
        """Refuse what could begin another header."""
        for header in (self.to, self.subject, self.key):
            assert not CONTROLS.intersection(header), f"a header of {header!r}"


class Mailer(Protocol):
    """The way out to shoppers."""

    def send(self, mail: Mail) -> None:
        """Hand a mail over; `Unknown` if it may not have been taken. One request."""


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
