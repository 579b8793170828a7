"""Several pools in a demonstration: what a shopper does, the bank, and what the verdict finds."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from infra.local.crowd.arrival import Session
from infra.local.crowd.asking import Asker
from infra.local.crowd.clock import monotonic_seconds
from infra.local.crowd.connection import Pool
from infra.local.crowd.journal import Bought, Fate, Hold, Journal
from infra.local.crowd.people import Person
from infra.local.crowd.pools import Bill, Named
from infra.local.crowd.seeker import Seeker, comes_again
from infra.local.crowd.shopper import Opening
from infra.local.crowd.waiter import Letterbox
from infra.local.stories.bank import as_csv, book
from infra.local.stories.containers import bring
from infra.local.stories.hours import hours_from
from infra.local.stories.marketer import Marketer
from infra.local.stories.ubuntu import UBUNTU
from infra.local.verdict.books import Books, Goods, Lot, Order
from infra.local.verdict.pools import NOBODY_OWED, PROMISES, PoolVerdict, judge_pools
from tests.demo.cases import notices_of
from tests.demo.fake_shop import FakeShop, Said, held, open_shop, page
from tests.demo.test_crowd import AT_ONCE, ORDER, QUICK, RESERVE, somebody

LOOK = "GET /v1/sales/s"
LEAVES, COMES_AGAIN = 7, 50
PAY_BY = "2999-01-01T00:00:00Z"


def refused(following: str | None = None, *, may_return: bool = False) -> Said:
    named = following and {"pool": following, "largest": 1}
    body = {"code": "sold_out", "largest": 0, "may_return": may_return, "next": named}
    return Said(409, body)


def seen(**remaining: int) -> Said:
    pools = [{"pool": pool, "remaining": left} for pool, left in remaining.items()]
    return Said(200, {"pools": pools})


def to_pay() -> Said:
    amount = {"amount": 16_990, "currency": "EUR"}
    payment = {"reference": "FS42ABC", "amount": amount, "pay_by": PAY_BY}
    return replace(page(), body={**page().body, "payment": payment})


def sought(
    number: int,
    *reserving: Said,
    looks: Sequence[Said] = (),
    order: Said | None = None,
    bills: int = 0,
    over: bool = False,
) -> tuple[FakeShop, Journal]:
    """Let somebody shop, with so many bills before theirs, in a shop that says this."""

    async def play() -> tuple[FakeShop, Journal]:
        async with open_shop() as shop, Pool("127.0.0.1", shop.port, 2) as pool:
            shop.will_say(RESERVE, *reserving)
            shop.will_say(LOOK, *looks)
            shop.will_say(ORDER, order or page())
            journal, letterbox = Journal(), Letterbox()
            journal.bills.update({str(each): a_bill(str(each)) for each in range(bills)})
            if over:
                letterbox.close()
            asker = Asker(pool, journal, random.Random(1), "shop", QUICK)
            fate = journal.fates[number] = Fate(number, "ann@example.com", shopper="ann")
            person: Person = replace(somebody(), number=number)
            seeker = Seeker(Session(person, fate, "token"), asker, letterbox, AT_ONCE, (0.0, 0.01))
            await seeker.shop(Opening("s", monotonic_seconds()))
            return shop, journal

    return asyncio.run(play())


def a_bill(order: str, *, is_paid: bool = True, pay_by: int = 20_000) -> Bill:
    return Bill(order, "FS42ABC", 16_990, "EUR", pay_by, is_paid)


def wishes(shop: FakeShop) -> list[Any]:
    return [body for asked, body in shop.asked if asked == RESERVE]


def test_who_is_refused_asks_for_the_next_pool_that_is_named() -> None:
    shop, journal = sought(LEAVES, refused("es"), refused("later"), held())

    fate = journal.fates[LEAVES]
    assert wishes(shop) == [
        {"quantity": 1},
        {"quantity": 1, "pool": "es"},
        {"quantity": 1, "pool": "later"},
    ]
    assert [(each.asked, each.following) for each in fate.named] == [("", "es"), ("es", "later")]
    assert fate.asked == {"", "es", "later"}
    assert list(fate.orders) == ["o1"]


def test_where_no_pool_is_named_one_asks_again_once() -> None:
    shop, journal = sought(LEAVES, refused("es"), refused(may_return=True))

    assert shop.count(RESERVE) == 3
    assert journal.fates[LEAVES].refused_for == 1


def test_one_in_fifty_looks_until_something_has_come_back_and_pays_it() -> None:
    looks = (seen(de=0, later=0), seen(de=0, later=1))

    shop, journal = sought(COMES_AGAIN, refused(), held(), looks=looks, order=to_pay(), bills=3)

    assert (shop.count(LOOK), wishes(shop)[-1]) == (2, {"quantity": 1, "pool": "later"})
    assert journal.bills["o1"].is_paid
    assert sum(map(comes_again, range(100))) == 2


def test_nobody_looks_any_more_when_nothing_is_to_come() -> None:
    shop, _ = sought(COMES_AGAIN, refused(), over=True)

    assert shop.count(LOOK) == 0


@pytest.mark.parametrize(("bills", "is_paid"), [(2, True), (3, False), (4, True), (13, False)])
def test_one_in_ten_bills_is_never_paid_and_its_order_is_none(bills: int, is_paid: bool) -> None:  # noqa: FBT001 - a case of the table
    _, journal = sought(LEAVES, held(), order=to_pay(), bills=bills)

    fate = journal.fates[LEAVES]
    assert journal.bills["o1"].is_paid is is_paid
    assert ("o1" in fate.orders, fate.holds[0].ordered) == (is_paid, is_paid)


def test_the_bank_lists_what_was_paid_under_its_reference() -> None:
    assert as_csv([a_bill("o1")], 0) == (
        "booked_on,amount,currency,reference\n1970-01-01,169.90,EUR,FS42ABC"
    )


def marketed(prepare: Callable[[FakeShop], None], act: Callable[[Marketer], Any]) -> FakeShop:
    """Let a marketer act in a shop that was prepared."""

    async def play() -> FakeShop:
        async with open_shop() as shop, Pool("127.0.0.1", shop.port, 2) as pool:
            prepare(shop)
            await act(Marketer(pool, "shop", "admin", UBUNTU.sized(None, 9, 1.0)))
            return shop

    return asyncio.run(play())


def test_the_marketer_sends_a_list_and_who_paid_for_nothing_is_written_down() -> None:
    journal = told()
    bills = [a_bill("o-ben"), a_bill("o2", pay_by=2**53), a_bill("o-dan")]
    journal.fates[4].orders["o-dan"] = Bought("o-dan", 1, 16_990, "link")
    results = [{"result": result} for result in ("paid", "wrong_state", "wrong_state")]

    shop = marketed(
        lambda shop: shop.will_say("POST /v1/admin/bookings", Said(200, {"bookings": results})),
        lambda marketer: book(marketer, journal, bills),
    )

    [(_, body)] = shop.asked
    assert body["csv"].count("FS42ABC") == 3
    assert journal.misread == ["the money for o2 is wrong_state"]
    assert journal.paid_too_late == 1
    assert [journal.bills[order].is_paid for order in ("o-ben", "o-dan")] == [True, False]
    assert (journal.fates[4].orders, journal.fates[4].holds[0].pay_by) == ({}, 20_000)


def test_goods_come_in_two_parts_and_each_is_allotted_before_the_next() -> None:
    arrivals = f"POST /v1/admin/sales/{UBUNTU.sale}/arrivals"
    counts = [(3, 2), (3, 3), (4, 4)]

    shop = marketed(
        lambda shop: shop.will_say(
            arrivals,
            *(Said(200, {"arrived": all_of, "allotted": given}) for all_of, given in counts),
        ),
        lambda marketer: bring(marketer, UBUNTU.sized(None, 9, 1.0)),
    )

    assert [(body["arrival"], body["units"]) for _, body in shop.asked] == [
        ("container-1", 3),
        ("container-1", 3),
        ("container-2", 1),
    ]


def test_goods_that_nobody_waits_for_are_not_waited_for() -> None:
    sales = f"/v1/admin/sales/{UBUNTU.sale}"

    def prepare(shop: FakeShop) -> None:
        shop.will_say(f"POST {sales}/arrivals", Said(200, {"arrived": 3, "allotted": 2}))
        shop.will_say(f"GET {sales}/live", Said(200, {"orders": {"paid": 0}}))

    shop = marketed(prepare, lambda marketer: bring(marketer, UBUNTU.sized(None, 9, 1.0)))

    assert [body["arrival"] for _, body in shop.asked if body] == [
        *("container-1", "container-1"),
        *("container-2", "container-2"),
    ]


def test_the_plan_names_the_pools_with_the_day_of_the_sale() -> None:
    plan = "POST /v1/admin/sales"

    shop = marketed(
        lambda shop: shop.will_say(plan, Said(201, {"version": 1})),
        lambda marketer: marketer.plan(hours_from(0, open_seconds=60)),
    )

    [(_, body)] = shop.asked
    assert [pool["units"] for pool in body["pools"]] == [3, 2, 4]
    assert body["pools"][2]["delivers_from"] == "1970-01-22"


UNITS = {"de": 1, "later": 2}
BEGUN = ("awaiting_payment", "paid", "allotted", "in_fulfilment")


def an_order(name: str, pool: str, events: tuple[str, ...], *at: int) -> Order:
    given = at or tuple(range(1_000, 1_000 + len(events)))
    return Order(
        order=f"o-{name}",
        shopper=name,
        claim=f"c-{name}",
        quantity=1,
        total_minor=16_990,
        state=events[-1],
        email=f"{name}@example.com",
        events=events,
        pool=pool,
        at=given,
    )


ORDERS = {
    "ann": an_order("ann", "de", ("placed", "in_fulfilment")),
    "ben": an_order("ben", "later", BEGUN, 1_000, 3_000, 50_000, 51_000),
    "cal": an_order(
        "cal", "later", ("awaiting_payment", "reminded", "expired"), 1_001, 11_000, 20_000
    ),
    "dan": an_order("dan", "later", BEGUN, 30_000, 32_000, 50_000, 51_000),
}
GOODS = (Goods("later", 2, 2),)


def books_of(**changed: Order) -> Books:
    orders = tuple({**ORDERS, **changed}.values())
    notices = tuple(notice for order in orders for notice in notices_of(order))
    lots = (Lot(0, 3, 0, 0, 0),)
    return Books(units=3, price_minor=16_990, lots=lots, orders=orders, notices=notices)


def a_fate(number: int, name: str, *asked: str, pool: str, at: int, until: int = 0) -> Fate:
    hold = Hold(f"c-{name}", 1, at, until, ordered=not until, pool=pool)
    named = [Named(before, after, at - 1, at - 1) for before, after in pairwise(asked)]
    return Fate(number, f"{name}@x", shopper=name, holds=[hold], asked=set(asked), named=named)


def told() -> Journal:
    """Ann got the one unit of `de`; cal did not pay in time for theirs, so dan got it."""
    journal = Journal()
    for fate in (
        a_fate(1, "ann", "", pool="de", at=900),
        a_fate(2, "ben", "", "later", pool="later", at=950),
        a_fate(3, "cal", "", "later", pool="later", at=960, until=21_000),
        a_fate(4, "dan", "", "later", pool="later", at=29_000),
    ):
        journal.fates[fate.number] = fate
    for name in ("ben", "cal", "dan"):
        journal.bills[f"o-{name}"] = a_bill(f"o-{name}", is_paid=name != "cal")
    return journal


def judged(
    books: Books | None = None, journal: Journal | None = None, goods: Sequence[Goods] = GOODS
) -> PoolVerdict:
    return judge_pools(books or books_of(), goods, journal or told(), UNITS, {"later"})


def test_what_was_asked_for_paid_and_allotted_in_order_breaks_nothing() -> None:
    verdict = judged()

    assert verdict.broken == verdict.not_judged == ()
    assert verdict.as_json() == {
        "ordered": {"de": 1, "later": 2},
        "told_of_next": 3,
        "got_next": 3,
        "paid": 2,
        "reminded": 1,
        "expired": 1,
        "allotted": 2,
        "paid_too_late": 0,
        **dict.fromkeys(verdict.counts, 0),
    }


def with_bill(order: str, *, is_paid: bool) -> Journal:
    journal = told()
    journal.bills[order] = a_bill(order, is_paid=is_paid)
    return journal


def never_asked() -> Journal:
    journal = told()
    journal.fates[2].asked = {""}
    return journal


def named(following: str, sent_at: int, read_at: int = 60_000) -> Journal:
    journal = told()
    journal.fates[4].named = [Named("", following, sent_at, read_at)]
    return journal


def doubled() -> Books:
    books = books_of()
    return replace(books, notices=(*books.notices, books.notices[0]))


EARLY = ("awaiting_payment", "paid", "in_fulfilment", "allotted")
SILENT = (("awaiting_payment", "expired"), 1_001, 20_000)
EARLY_END = (("awaiting_payment", "reminded", "expired"), 1_001, 11_000, 19_999)
PAID_LATE = ("awaiting_payment", "reminded", "paid", "cancelled")
WAITS = an_order("ben", "later", ("awaiting_payment", "paid"), 1_000, 3_000)
FAULTS: list[tuple[str, Callable[[], PoolVerdict]]] = [
    ("beyond_the_pool", lambda: judged(books_of(ann=replace(ORDERS["ann"], quantity=2)))),
    ("moved_unasked", lambda: judged(journal=never_asked())),
    ("named_empty", lambda: judged(journal=named("later", 40_000))),
    ("named_empty", lambda: judged(journal=named("de", 2_000))),
    ("kept_unpaid", lambda: judged(journal=with_bill("o-dan", is_paid=False))),
    ("paid_and_ended", lambda: judged(journal=with_bill("o-cal", is_paid=True))),
    ("paid_and_ended", lambda: judged(books_of(cal=an_order("cal", "later", PAID_LATE)))),
    ("ended_early", lambda: judged(books_of(cal=an_order("cal", "later", *EARLY_END)))),
    ("not_reminded", lambda: judged(books_of(cal=an_order("cal", "later", *SILENT)))),
    ("packed_early", lambda: judged(books_of(dan=an_order("dan", "later", EARLY)))),
    (
        "past_others",
        lambda: judged(books_of(dan=replace(ORDERS["dan"], at=(30_000, 32_000, 49_999, 51_000)))),
    ),
    ("past_others", lambda: judged(books_of(ben=WAITS), goods=(Goods("later", 1, 1),))),
    ("miscounted", lambda: judged(goods=(Goods("later", 2, 1),))),
    ("miscounted", lambda: judged(goods=(Goods("later", 1, 2),))),
    ("miscounted", lambda: judged(goods=())),
    ("notices_doubled", lambda: judged(doubled())),
]


@pytest.mark.parametrize(("found", "verdict"), FAULTS)
def test_each_planted_fault_is_found(found: str, verdict: Callable[[], PoolVerdict]) -> None:
    counts = verdict().counts

    assert {name for name, count in counts.items() if count} == {found}


def test_each_promise_on_pools_has_its_planted_fault() -> None:
    elsewhere = {"unallotted"}

    assert {name for name, _ in FAULTS} | elsewhere == PROMISES.keys() == judged().counts.keys()


def test_who_paid_after_others_were_given_theirs_was_not_passed() -> None:
    late = replace(ORDERS["ben"], at=(1_000, 50_000, 50_001, 51_000))

    assert judged(books_of(ben=late)).counts["past_others"] == 0


def test_goods_that_lie_there_while_somebody_has_paid_are_found() -> None:
    waits = an_order("dan", "later", ("awaiting_payment", "paid"))

    verdict = judged(books_of(dan=waits), goods=(Goods("later", 2, 1),))

    assert verdict.counts["unallotted"] == 1


def test_a_pool_may_be_named_as_long_as_somebody_may_remember_its_units() -> None:
    assert judged(journal=named("later", 33_999)).counts["named_empty"] == 0
    assert judged(journal=named("later", 34_000)).counts["named_empty"] == 1
    assert judged(journal=named("later", 7_000, 21_000)).counts["named_empty"] == 0
    assert judged(journal=named("later", 7_000, 20_999)).counts["named_empty"] == 1


def test_a_run_in_which_nothing_was_tried_says_so() -> None:
    journal = told()
    for fate in journal.fates.values():
        fate.named = []
    ann, ben = ORDERS["ann"], an_order("ben", "later", ("awaiting_payment", "paid"))

    verdict = judge_pools(
        replace(books_of(), orders=(ann, ben)), (Goods("later", 0, 0),), journal, UNITS, {"later"}
    )

    assert len(verdict.broken) == 2
    assert verdict.not_judged == (NOBODY_OWED,)
