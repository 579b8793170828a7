"""The waiting list of a demonstration: what who waits does, and what the verdict finds."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from infra.local.crowd.arrival import Session
from infra.local.crowd.asking import Asker
from infra.local.crowd.clock import monotonic_seconds
from infra.local.crowd.connection import Pool
from infra.local.crowd.journal import Ask, Fate, Journal, Listed, Step
from infra.local.crowd.shopper import Opening, Patience
from infra.local.crowd.waiter import Letterbox, Waiter, Whim, cancels, waits, whim_of
from infra.local.verdict.books import Entry, EntryEvent, ListBooks, ListNotice
from infra.local.verdict.waits import (
    NOBODY_JOINED,
    NOTHING_OFFERED,
    PROMISES,
    WaitVerdict,
    is_told,
    judge_list,
)
from tests.demo.cases import PRICE, good_books, good_journal, with_lot
from tests.demo.fake_shop import FakeShop, Said, held, open_shop, page, sold_out, token_of
from tests.demo.test_crowd import AT_ONCE, GIVE_BACK, ORDER, QUICK, RESERVE, somebody

JOIN, LOOK, LEAVE = (f"{method} /v1/sales/s/waitlist" for method in ("POST", "GET", "DELETE"))
CANCEL = "POST /v1/orders/o1/cancellation"
SLEEPS, DECLINES, ACCEPTS = 0, 20, 60
STRANGER = 7


def listed(state: str = "waiting", offer: object = None) -> Said:
    price = {"amount": PRICE, "currency": "EUR"}
    body = {"quantity": 1, "price": price, "state": state, "offer": offer}
    return Said(200, body, {"ETag": '"2"'})


def an_offer() -> dict[str, Any]:
    return {
        "quantity": 1,
        "deadline": "2999-01-01T00:00:00Z",
        "reservation": token_of(claim="c9"),
    }


def refused() -> Said:
    body = {"code": "sold_out", "largest": 0, "may_return": True, "waitlist": True}
    return Said(409, body)


def waited(
    number: int,
    prepare: Callable[[FakeShop], None],
    patience: Patience = AT_ONCE,
    *,
    over: bool = False,
) -> tuple[FakeShop, Journal]:
    """Let somebody shop, and wait if they do, in a shop that was prepared."""

    async def play() -> tuple[FakeShop, Journal]:
        async with open_shop() as shop, Pool("127.0.0.1", shop.port, 2) as pool:
            prepare(shop)
            journal, letterbox = Journal(), Letterbox()
            letterbox.put("ann@example.com")
            if over:
                letterbox.close()
            asker = Asker(pool, journal, random.Random(1), "shop", QUICK)
            fate = journal.fates[number] = Fate(number, "ann@example.com", shopper="ann")
            person = replace(somebody(), number=number)
            session = Session(person, fate, "token")
            waiter = Waiter(session, asker, letterbox, patience)
            await waiter.shop(Opening("s", monotonic_seconds()))
            return shop, journal

    return asyncio.run(play())


def at_the_list(*looks: Said, joined: tuple[Said, ...] = (listed(),)) -> Callable[..., None]:
    def prepare(shop: FakeShop) -> None:
        shop.will_say(RESERVE, refused())
        shop.will_say(JOIN, *joined)
        shop.will_say(LOOK, *looks)
        shop.will_say(ORDER, page("o1"))
        shop.will_say(LEAVE, Said(204))
        shop.will_say(CANCEL, Said(200, {}))

    return prepare


def test_of_twenty_who_are_refused_one_waits_and_the_others_ask_again_once() -> None:
    shop, journal = waited(STRANGER, at_the_list(listed()))

    assert (shop.count(RESERVE), shop.count(JOIN)) == (2, 0)
    assert journal.fates[STRANGER].refused_for == 1
    assert sum(map(waits, range(100))) == 5


def test_who_waits_looks_again_when_there_is_a_mail_and_orders_what_is_offered() -> None:
    looks = (listed(), listed("offered", an_offer()))

    shop, journal = waited(ACCEPTS, at_the_list(*looks))

    fate = journal.fates[ACCEPTS]
    assert (shop.count(RESERVE), shop.count(LOOK), shop.count(ORDER)) == (1, 2, 1)
    assert fate.listed is not None
    assert (fate.listed.quantity, fate.listed.price_minor) == (1, PRICE)
    assert fate.refused_for is None
    assert list(fate.orders) == ["o1"]


def test_some_decline_what_they_are_offered_and_some_sleep_through_it() -> None:
    look = listed("offered", an_offer())

    declining, _ = waited(DECLINES, at_the_list(look))
    sleeping, journal = waited(SLEEPS, at_the_list(look))

    assert (declining.count(LEAVE), declining.count(ORDER)) == (1, 0)
    assert declining.meant == ['"2"']
    assert (sleeping.count(LEAVE), sleeping.count(ORDER)) == (0, 0)
    assert not journal.fates[SLEEPS].holds[0].ordered
    assert [whim_of(20 * place) for place in range(4)] == [
        Whim.SLEEPS,
        Whim.DECLINES,
        Whim.DECLINES,
        Whim.ACCEPTS,
    ]


def test_who_waits_goes_home_when_nothing_more_is_to_come() -> None:
    shop, journal = waited(ACCEPTS, at_the_list(listed()), over=True)

    assert (shop.count(JOIN), shop.count(LOOK)) == (1, 0)
    assert journal.fates[ACCEPTS].refused_for == 1


def test_whose_offer_is_over_waits_no_more() -> None:
    shop, _ = waited(ACCEPTS, at_the_list(listed("lapsed")))

    assert shop.count(LOOK) == 1


def test_a_few_who_ordered_at_once_cancel_and_have_no_order() -> None:
    def prepare(shop: FakeShop) -> None:
        at_the_list(listed())(shop)
        shop.script[RESERVE].clear()
        shop.will_say(RESERVE, held())

    shop, journal = waited(0, prepare, replace(AT_ONCE, calm_seconds=5.0))

    fate = journal.fates[0]
    assert cancels(0)
    assert (shop.count(CANCEL), shop.count(GIVE_BACK)) == (1, 0)
    assert (fate.orders, fate.cancelled) == ({}, {"o1"})
    assert not fate.holds[0].ordered
    assert journal.count(Step.CANCEL, accepted=True) == 1


def test_without_a_list_nobody_waits() -> None:
    def prepare(shop: FakeShop) -> None:
        shop.will_say(RESERVE, sold_out())

    shop, _ = waited(ACCEPTS, prepare)

    assert (shop.count(RESERVE), shop.count(JOIN)) == (1, 0)


DORA, EMIL, FINN = "dora", "emil", "finn"
SECOND = 1_000


def entry(shopper: str, since: int, *events: tuple[int, str], quantity: int = 2) -> Entry:
    wish = EntryEvent(since, "waiting", quantity)
    more = [
        EntryEvent(at, what, 1, at - SECOND) if what == "offered" else EntryEvent(at, what)
        for at, what in events
    ]
    email = f"{shopper}@example.com"
    return Entry(shopper, quantity, PRICE, email, f"order-{shopper}", (wish, *more))


TAKEN = ((60 * SECOND, "offered"), (62 * SECOND, "taken"))
ENTRIES = (
    entry("ben", 10 * SECOND, *TAKEN),
    entry(EMIL, 11 * SECOND, (61 * SECOND, "offered"), (71 * SECOND, "lapsed")),
    entry(FINN, 12 * SECOND),
)


def verdict(
    *entries: Entry,
    lost: str = "",
    available: int = 0,
    price: int = PRICE,
    told_at: int = 0,
) -> WaitVerdict:
    notices = tuple(
        ListNotice(each.email, each.shopper, number)
        for each in entries
        for number in range(1, len(each.history) + 1)
        if each.shopper != lost
    )
    journal = good_journal()
    for place, each in enumerate(entries, start=10):
        told = Listed(each.quantity, PRICE, told_at or each.history[0].at)
        journal.fates[place] = Fate(place, each.email, shopper=each.shopper, listed=told)
    books = with_lot(good_books(), 1, available=available)
    return judge_list(books, ListBooks(entries, notices), journal, price)


def found(judged: WaitVerdict) -> dict[str, int]:
    return {name: count for name, count in judged.counts.items() if count}


def test_a_list_in_order_breaks_nothing_and_is_counted() -> None:
    judged = verdict(*ENTRIES)

    assert (judged.broken, found(judged)) == ((), {})
    assert judged.counts.keys() == PROMISES.keys()
    assert (judged.joined, judged.offers, judged.offers_of_fewer) == (3, 2, 2)
    assert judged.outcomes["taken"] == judged.outcomes["lapsed"] == judged.outcomes["waiting"] == 1
    assert judged.as_json()["offered_past_others"] == 0


def test_an_offer_past_who_stood_before_is_found() -> None:
    judged = verdict(entry(DORA, 9 * SECOND), *ENTRIES)

    assert found(judged) == {"offered_past_others": 2}
    assert judged.broken == ("Offers went past somebody who stood before in the list: 2.",)


@pytest.mark.parametrize(
    ("told_at", "past"),
    [(58_999, 2), (59_000, 1), (59_999, 1), (60_000, 0)],
)
def test_who_heard_that_they_wait_only_once_the_list_had_been_read_may_be_passed(
    told_at: int, past: int
) -> None:
    judged = verdict(entry(DORA, 9 * SECOND), *ENTRIES, told_at=told_at)

    assert judged.counts["offered_past_others"] == past


def test_how_long_the_longest_pass_took_is_told_and_excuses_nobody() -> None:
    wish, offer, taken = ENTRIES[0].history
    slow = replace(ENTRIES[0], history=(wish, replace(offer, read_at=20 * SECOND), taken))

    assert verdict(slow).longest_pass_ms == 40 * SECOND
    assert found(verdict(entry(DORA, 9 * SECOND), slow)) == {"offered_past_others": 1}
    assert found(verdict(entry(DORA, 9 * SECOND), slow, told_at=20 * SECOND)) == {}


def test_a_list_is_at_rest_once_every_offer_is_noted_and_told() -> None:
    notices = tuple(
        ListNotice(each.email, each.shopper, number)
        for each in ENTRIES
        for number in range(1, len(each.history) + 1)
    )
    open_one = entry(DORA, 13 * SECOND, (70 * SECOND, "offered"))
    told = ListNotice(open_one.email, DORA, 2)

    assert is_told(ListBooks(ENTRIES, notices))
    assert not is_told(ListBooks(ENTRIES, notices[:-2]))
    assert not is_told(ListBooks((*ENTRIES, open_one), (*notices, told)))


def test_who_joined_again_stands_by_the_last_time() -> None:
    again = ((20 * SECOND, "left"), (65 * SECOND, "waiting"))

    assert found(verdict(entry(DORA, 9 * SECOND, *again), *ENTRIES)) == {}


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ({"lost": EMIL}, "offers_untold"),
        ({"available": 1}, "units_left"),
        ({"price": PRICE + 1}, "other_prices"),
    ],
)
def test_each_broken_promise_is_found(planted: dict[str, Any], name: str) -> None:
    judged = verdict(*ENTRIES, **planted)

    assert list(found(judged)) == [name]
    assert len(judged.broken) == 1


def test_units_may_be_left_where_nobody_waits() -> None:
    assert found(verdict(*ENTRIES[:2], available=1)) == {}


def test_an_offer_whose_outcome_nobody_noted_is_found() -> None:
    judged = verdict(*ENTRIES, entry(DORA, 13 * SECOND, (70 * SECOND, "offered")))

    assert found(judged)["outcomes_unknown"] == 1


def test_what_was_taken_at_another_price_than_the_list_s_is_found() -> None:
    taken = entry("gone", 9 * SECOND, *TAKEN)
    dearer = replace(taken, price_minor=PRICE + 1)

    assert found(verdict(taken))["other_prices"] == 1
    assert found(verdict(dearer))["other_prices"] == 2


def test_a_place_of_which_nobody_was_told_is_found() -> None:
    judged = judge_list(good_books(), ListBooks(ENTRIES[:1], ()), good_journal(), PRICE)

    assert found(judged)["entries_wrong"] == 1


@pytest.mark.parametrize(("told", "out"), [(None, 1), (Listed(1, PRICE, 0), 0)])
def test_who_is_told_to_reserve_until_all_is_over_was_kept_out(
    told: Listed | None, out: int
) -> None:
    journal = good_journal()
    journal.fates[2].listed = told
    journal.tell(Ask(2, Step.JOIN_LIST, 409, "wrong_state", 0.1, 1))

    judged = judge_list(good_books(), ListBooks((), ()), journal, PRICE)

    assert judged.counts["kept_out"] == out


def test_an_entry_whose_mails_go_to_somebody_else_is_found() -> None:
    journal = good_journal()
    journal.fates[2].shopper, journal.fates[2].listed = FINN, Listed(1, PRICE, 0)

    judged = judge_list(good_books(), ListBooks(ENTRIES[2:], ()), journal, PRICE)

    assert found(judged) == {"entries_wrong": 2}


def test_a_list_that_offers_nothing_proves_nothing() -> None:
    judged = verdict(ENTRIES[2])

    assert (judged.broken, judged.not_judged) == ((), (NOTHING_OFFERED,))
    assert verdict().not_judged == (NOBODY_JOINED,)
    assert verdict(*ENTRIES).not_judged == ()


def in_line(*entries: Entry) -> int:
    """Judge a list behind a line in which ben stands first, then dora."""
    journal = good_journal()
    for number, each in enumerate(entries, start=10):
        told = Listed(each.quantity, PRICE, each.history[0].at, each.pool)
        journal.fates[number] = Fate(number, each.email, shopper=each.shopper, listed=told)
    places = {"ben": (0, 1), DORA: (0, 2)}
    books, waitlist = good_books(), ListBooks(entries, ())
    return judge_list(books, waitlist, journal, PRICE, places).counts["offered_past_others"]


def test_behind_a_line_offers_follow_the_line_and_each_pool_has_a_list_of_its_own() -> None:
    first, then = entry("ben", 20 * SECOND), entry(DORA, 10 * SECOND, *TAKEN)
    elsewhere = replace(first, pool="later")

    assert (in_line(first, then), in_line(elsewhere, then)) == (1, 0)
    assert in_line(entry("ben", 20 * SECOND, *TAKEN), entry(DORA, 10 * SECOND)) == 0
