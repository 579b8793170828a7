"""What the product writes is what the verdict reads, though neither knows the other's code."""

from chalicelib.aws.entries import key_of
from chalicelib.aws.lot_items import item_of
from chalicelib.aws.wire import packed_fields
from infra.local.verdict.books import Claim, EntryEvent
from infra.local.verdict.items import entry_from, lot_from
from sale_api.domain import lot as heart
from sale_api.domain.contact import Contact
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor
from sale_api.domain.waiting import Entry, EntryState
from sale_api.domain.waiting import EntryEvent as Event

SALE, ANN = "a-sale", "AnnAnnAnnAnnAnnA"


def test_an_entry_has_its_offers_with_when_the_list_was_read() -> None:
    waits = Entry(
        sale=SALE,
        shopper=ANN,
        pool="main",
        quantity=2,
        price=Money(4997, "EUR"),
        contact=Contact("ann@example.org", "de", "Europe/Berlin"),
        turn="a turn",
        history=(Event(1_000, EntryState.WAITING, Actor.SHOPPER, 2),),
    )
    offered = waits.offered("an-order", 1, at=9_000, until_at=19_000, read_at=8_000)
    lapsed = offered.ended(EntryState.LAPSED, 30_000)

    read = entry_from({**packed_fields(lapsed), **key_of(SALE, ANN)})

    assert (read.shopper, read.pool, read.quantity, read.price_minor) == (ANN, "main", 2, 4_997)
    assert (read.email, read.order, read.state) == ("ann@example.org", "an-order", "lapsed")
    assert read.history == (
        EntryEvent(1_000, "waiting", 2),
        EntryEvent(9_000, "offered", 1, 8_000),
        EntryEvent(30_000, "lapsed"),
    )


def test_a_claim_that_was_offered_and_lent_is_read_as_such() -> None:
    claim = heart.Claim(2, "a-claim", 1_785_000_000_000, lender=40, settled=True, offered=True)
    item = item_of(heart.Lot(SALE, 3, "main", 16, 14, claims={ANN: claim}))

    read = lot_from(item)

    assert (read.number, read.pool, read.allotted, read.available) == (3, "main", 16, 14)
    assert read.claims == (Claim(ANN, "a-claim", 2, 3, 40, 1_785_000_000_000, offered=True),)
