"""The waiting list: who waits, in which order, and what each step asks for."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.contact import Contact
from sale_api.domain.identifiers import order_id
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor
from sale_api.domain.waiting import PARTS, Entry, EntryEvent, EntryState, part_of, turn_of
from sale_api.ports import Done, Lots, Taken, Unmet, Waited, Waiting
from tests.cloud import Stores

ANNA, BERT = "Anna-_shopper-id", "0ert-_shopper-id"
SALE, AT = "a-sale", 1_800_000_000_000
CLAIM = Claim(2, "claim001", AT + 60_000, offered=True)


@pytest.fixture
def waiting(stores: Stores) -> Waiting:
    return stores.waiting


def an_entry(shopper: str = ANNA, *, at: int = AT, pool: str = "main") -> Entry:
    return Entry(
        sale=SALE,
        shopper=shopper,
        pool=pool,
        quantity=2,
        price=Money(4997, "EUR"),
        contact=Contact("anna@example.org", "de", "Europe/Berlin"),
        turn=turn_of(pool, 0, at, late=True, shopper=shopper),
        history=(EntryEvent(at, EntryState.WAITING, Actor.SHOPPER, 2),),
    )


def offered(entry: Entry, claim: Claim = CLAIM) -> Entry:
    key = order_id(SALE, entry.shopper, claim.claim)
    return entry.offered(key, claim.quantity, at=AT + 1, until_at=AT + 60_001, read_at=AT)


def a_lot(number: int, *, returned: int = 0, available: int = 0, pool: str = "main") -> Lot:
    return Lot(SALE, number, pool, 16, available, returned)


def test_who_joined_stands_there_and_joining_again_finds_that(waiting: Waiting) -> None:
    entry = an_entry()

    assert waiting.find(SALE, ANNA) is None
    assert waiting.join(entry) == entry
    assert waiting.join(an_entry(at=AT + 5)) == entry
    assert waiting.find(SALE, ANNA) == entry


def test_the_least_turn_of_a_pool_heads_each_part(waiting: Waiting) -> None:
    crowd = [f"shopper-{nth:08}" for nth in range(20)]
    for nth, shopper in enumerate(crowd):
        waiting.join(an_entry(shopper, at=AT + (7 * nth) % 20, pool=("main", "far")[nth % 2]))

    heads = {part: waiting.head(SALE, "main", part) for part in range(PARTS)}

    entries = [waiting.find(SALE, shopper) for shopper in crowd]
    turns = sorted(str(entry.turn) for entry in entries if entry)
    for part in range(PARTS):
        of_part = [
            str(entry.turn)
            for entry in entries
            if entry and entry.pool == "main" and part_of(entry.shopper) == part
        ]
        assert heads[part] == min(of_part, default=None)
    of_pool = [turn for turn in turns if turn.startswith("main#")]
    assert waiting.turns(SALE, "main", 100) == of_pool
    assert waiting.turns(SALE, "main", 3) == of_pool[:3]
    assert waiting.head("another", "main", 0) is None


@pytest.mark.parametrize("verb", ["leave", "serve"])
def test_who_left_or_was_served_waits_no_more_and_it_recognises_itself(
    waiting: Waiting, verb: str
) -> None:
    entry = waiting.join(an_entry())
    after = entry.left(AT + 1) if verb == "leave" else entry.served(AT + 1)

    for _ in range(2):
        getattr(waiting, verb)(after)

    assert waiting.find(SALE, ANNA) == after
    assert waiting.head(SALE, "main", part_of(ANNA)) is None


@pytest.mark.parametrize("verb", ["leave", "serve", "join_again"])
def test_a_step_from_another_history_is_refused(waiting: Waiting, verb: str) -> None:
    entry = waiting.join(an_entry())
    left = entry.left(AT + 1)
    steps = {"leave": left, "serve": entry.served(AT + 2)}
    steps["join_again"] = left.joined_again(an_entry(at=AT + 9))

    if verb != "join_again":
        waiting.serve(entry.served(AT + 5))
    with pytest.raises(Unmet):
        getattr(waiting, verb)(steps[verb])
    with pytest.raises(Unmet):
        getattr(waiting, verb)(replace(steps[verb], shopper=BERT))


def test_who_joins_again_waits_in_a_new_place_for_what_they_want_now(waiting: Waiting) -> None:
    entry = waiting.join(an_entry())
    left = entry.left(AT + 1)
    waiting.leave(left)
    again = left.joined_again(replace(an_entry(at=AT + 9, pool="far"), quantity=1))

    for _ in range(2):
        waiting.join_again(again)

    assert waiting.find(SALE, ANNA) == again
    assert waiting.head(SALE, "far", part_of(ANNA)) == again.turn


@pytest.mark.parametrize("lender", [None, 1])
def test_an_offer_takes_units_writes_the_claim_and_ends_the_waiting(
    waiting: Waiting, lots: Lots, lender: int | None
) -> None:
    lots.create([a_lot(0, returned=1, available=4), a_lot(1, returned=1, available=4)])
    claim = replace(CLAIM, lender=lender)
    after = offered(waiting.join(an_entry()), claim)

    for _ in range(2):
        waiting.offer(after, 0, claim, 1)

    home, other = sorted(lots.look(SALE, [0, 1]), key=lambda lot: lot.number)
    source = home if lender is None else other
    assert home.claims == {ANNA: claim}
    assert (source.returned, source.available) == (0, 3)
    assert home.returned + other.returned == 1
    assert waiting.find(SALE, ANNA) == after
    assert waiting.head(SALE, "main", part_of(ANNA)) is None


@pytest.mark.parametrize("lender", [None, 1])
@pytest.mark.parametrize(
    "lot",
    [
        a_lot(1, returned=0, available=4),
        a_lot(1, returned=1, available=0),
        a_lot(1, returned=1, available=4, pool="far"),
    ],
)
def test_units_that_are_not_there_are_not_offered(
    waiting: Waiting, lots: Lots, lot: Lot, lender: int | None
) -> None:
    number = 0 if lender is None else lender
    lots.create([a_lot(0), replace(lot, number=number)] if number else [replace(lot, number=0)])
    entry = waiting.join(an_entry())
    claim = replace(CLAIM, lender=lender)

    with pytest.raises(Unmet) as refused:
        waiting.offer(offered(entry, claim), 0, claim, 1)

    assert [each.number for each in refused.value.lots] == [number]
    assert waiting.find(SALE, ANNA) == entry
    assert all(not each.claims for each in lots.look(SALE, [0, 1]))


@pytest.mark.parametrize("lender", [None, 1])
def test_nothing_is_offered_over_a_claim(waiting: Waiting, lots: Lots, lender: int | None) -> None:
    own = Claim(1, "own00000", AT)
    lots.create([a_lot(0, returned=2).holding(ANNA, own), a_lot(1, returned=2)])
    claim = replace(CLAIM, lender=lender)

    with pytest.raises(Unmet) as refused:
        waiting.offer(offered(waiting.join(an_entry()), claim), 0, claim, 2)

    assert [each.number for each in refused.value.lots] == [0]


def test_nothing_is_offered_to_who_does_not_wait(waiting: Waiting, lots: Lots) -> None:
    lots.create([a_lot(0, returned=2)])
    entry = waiting.join(an_entry())
    waiting.leave(entry.left(AT + 1))

    for after in (offered(entry), offered(an_entry(BERT))):
        with pytest.raises(Unmet):
            waiting.offer(after, 0, CLAIM, 2)

    assert [lot.claims for lot in lots.look(SALE, [0])] == [{}]


def test_what_became_of_an_offer_is_noted_once_and_only_of_the_last(
    waiting: Waiting, lots: Lots
) -> None:
    lots.create([a_lot(0, returned=2)])
    after = offered(waiting.join(an_entry()))
    waiting.offer(after, 0, CLAIM, 2)

    waiting.end_offer(SALE, ANNA, "another", EntryState.TAKEN, AT + 2)
    waiting.end_offer(SALE, BERT, after.order, EntryState.TAKEN, AT + 2)
    for _ in range(2):
        waiting.end_offer(SALE, ANNA, after.order, EntryState.LAPSED, AT + 3)

    assert waiting.find(SALE, ANNA) == after.ended(EntryState.LAPSED, AT + 3)


def test_who_waited_was_offered_units_and_took_them_is_counted_once(
    waiting: Waiting, lots: Lots
) -> None:
    lots.create([a_lot(0, returned=8)])
    for shopper, became in [(ANNA, EntryState.TAKEN), (BERT, EntryState.LAPSED)]:
        after = offered(waiting.join(an_entry(shopper)))
        waiting.offer(after, 0, CLAIM, 2)
        waiting.end_offer(SALE, shopper, after.order, became, AT + 3)
        waiting.join_again(after.ended(became, AT + 3).joined_again(an_entry(shopper, at=AT + 9)))
    waiting.join(an_entry("never-offered"))

    assert waiting.counts(SALE) == Waited(joined=3, offered=2, taken=1)
    assert waiting.counts("another") == Waited(joined=0, offered=0, taken=0)


def test_a_task_is_taken_by_one_and_done_once(waiting: Waiting) -> None:
    entry = waiting.join(an_entry())

    assert waiting.lease(SALE, ANNA, "1-notice", AT, AT + 10) == entry
    with pytest.raises(Taken):
        waiting.lease(SALE, ANNA, "1-notice", AT + 9, AT + 20)
    waiting.lease(SALE, ANNA, "1-notice", AT + 10, AT + 20)
    for at in (AT + 11, AT + 12):
        waiting.finish(SALE, ANNA, "1-notice", at)
    with pytest.raises(Done):
        waiting.lease(SALE, ANNA, "1-notice", AT + 30, AT + 40)

    found = waiting.find(SALE, ANNA)
    assert found is not None
    assert found.done == {"1-notice": AT + 11}


def test_nobody_takes_a_task_of_an_entry_that_is_not_there(waiting: Waiting) -> None:
    with pytest.raises(Unmet):
        waiting.lease(SALE, ANNA, "1-notice", AT, AT + 10)
    with pytest.raises(Unmet):
        waiting.finish(SALE, ANNA, "1-notice", AT)
