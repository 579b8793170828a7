"""What one shopper does, against a shop that says what the test wants."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest

from infra.local.crowd.asking import Asker, Waits
from infra.local.crowd.clock import monotonic_seconds
from infra.local.crowd.connection import Pool
from infra.local.crowd.journal import Fate, Journal, Step
from infra.local.crowd.people import Person, Temper
from infra.local.crowd.shopper import Opening, Patience, Shopper
from tests.demo.fake_shop import (
    HANG_UP,
    INTERNAL,
    TRY_AGAIN,
    FakeShop,
    Said,
    held,
    open_shop,
    page,
    sold_out,
)

RESERVE = "POST /v1/sales/s/reservation"
GIVE_BACK = "DELETE /v1/sales/s/reservation"
ORDER = "POST /v1/sales/s/order"
QUICK = Waits(after_loss_seconds=0.0, after_error_seconds=0.0, patience_seconds=5.0)
AT_ONCE = Patience(again_seconds=(0.0, 0.0), reconsider_seconds=(0.0, 0.0))


def somebody(
    wants: int = 1, temper: Temper = Temper.ORDERS, *, clicks_twice: bool = False
) -> Person:
    return Person(
        number=7,
        email="ann@example.com",
        language="en",
        zone="Europe/Berlin",
        wants=wants,
        temper=temper,
        clicks_twice=clicks_twice,
        think_seconds=0.0,
        registers=False,
    )


def shops(
    person: Person, prepare: Callable[[FakeShop], None], waits: Waits = QUICK, hold_ms: int = 0
) -> tuple[FakeShop, Journal]:
    """Let `person` shop once in a shop that was prepared."""

    async def play() -> tuple[FakeShop, Journal]:
        async with open_shop() as shop, Pool("127.0.0.1", shop.port, 2) as pool:
            prepare(shop)
            journal = Journal(hold_ms=hold_ms)
            asker = Asker(pool, journal, random.Random(1), "shop", waits)
            journal.fates[7] = Fate(7, person.email, shopper="ann")
            shopper = Shopper(person, journal.fates[7], "token", asker, AT_ONCE)
            await shopper.shop(Opening("s", monotonic_seconds()))
            return shop, journal

    return asyncio.run(play())


def script(**answers: list[Said]) -> Callable[[FakeShop], None]:
    names = {"reserve": RESERVE, "order": ORDER, "give_back": GIVE_BACK}

    def prepare(shop: FakeShop) -> None:
        for name, said in answers.items():
            shop.will_say(names[name], *said)

    return prepare


def test_who_holds_units_orders_them() -> None:
    shop, journal = shops(somebody(2), script(reserve=[held(2)], order=[page("o1", 2)]))

    bought = journal.fates[7].orders["o1"]
    assert (bought.quantity, bought.total_minor) == (2, 9_994)
    assert journal.fates[7].holds[0].ordered
    assert shop.asked[0] == (RESERVE, {"quantity": 2})
    assert set(shop.asked[1][1]) == {"reservation", "delivery"}


@pytest.mark.parametrize(("hold_ms", "broken"), [(8_000, 0), (10**15, 1)])
def test_a_hold_that_is_shorter_than_was_planned_is_a_broken_one(hold_ms: int, broken: int) -> None:
    _, journal = shops(somebody(), script(reserve=[held()], order=[page()]), hold_ms=hold_ms)

    assert len(journal.broken_holds) == broken


@pytest.mark.parametrize(("city", "wrong"), [("Berlin", []), ("Bremen", ["o1"])])
def test_an_order_that_goes_elsewhere_is_not_what_was_ordered(city: str, wrong: list[str]) -> None:
    shown = page(delivery={**somebody().delivery, "city": city})

    _, journal = shops(somebody(), script(reserve=[held()], order=[shown]))

    assert journal.wrong_pages == wrong


def test_who_is_refused_for_good_goes_home_with_the_answer() -> None:
    shop, journal = shops(somebody(2), script(reserve=[sold_out()]))

    assert shop.count(RESERVE) == 1
    assert journal.fates[7].refused_for == 2
    assert journal.refusals == 1


def test_who_is_refused_while_units_may_return_asks_again() -> None:
    answers = [sold_out(may_return=True), sold_out(may_return=True), held(), held()]

    shop, journal = shops(somebody(), script(reserve=answers, order=[page()]))

    assert shop.count(RESERVE) == 3
    assert journal.fates[7].refused_for is None
    assert [ask.first for ask in journal.asks if ask.step is Step.RESERVE] == [True, False, False]


def test_who_wanted_three_takes_the_two_that_are_left() -> None:
    shop, journal = shops(
        somebody(3), script(reserve=[sold_out(2), held(2)], order=[page("o1", 2)])
    )

    assert [body for asked, body in shop.asked if asked == RESERVE] == [
        {"quantity": 3},
        {"quantity": 2},
    ]
    assert journal.fates[7].orders["o1"].quantity == 2


def test_who_gives_back_says_so_and_does_not_order() -> None:
    shop, journal = shops(
        somebody(temper=Temper.GIVES_BACK), script(reserve=[held()], give_back=[Said(204)])
    )

    assert (shop.count(GIVE_BACK), shop.count(ORDER)) == (1, 0)
    assert journal.fates[7].holds[0].ended_at is not None


def test_who_gives_back_names_the_reservation_that_is_meant() -> None:
    answers = [held(claim="c1"), held(claim="c2")]

    shop, _ = shops(
        somebody(temper=Temper.GIVES_BACK), script(reserve=answers, give_back=[Said(204)])
    )

    assert shop.meant == ['"c1"']


def test_who_walks_away_says_nothing() -> None:
    shop, journal = shops(somebody(temper=Temper.WALKS_AWAY), script(reserve=[held()]))

    assert len(shop.asked) == 1
    assert journal.fates[7].holds[0].ended_at is None


def test_units_got_at_a_later_try_are_ordered_by_everybody() -> None:
    answers = [sold_out(may_return=True), held(), held()]

    shop, _ = shops(somebody(temper=Temper.WALKS_AWAY), script(reserve=answers, order=[page()]))

    assert shop.count(ORDER) == 1


def test_two_clicks_with_the_same_answer_are_one_order() -> None:
    shop, journal = shops(somebody(clicks_twice=True), script(reserve=[held()], order=[page()]))

    assert (shop.count(RESERVE), shop.count(ORDER)) == (2, 2)
    assert journal.disagreements == []
    assert len(journal.fates[7].holds) == 1


def test_two_clicks_with_two_claims_or_two_orders_are_written_down() -> None:
    _, journal = shops(
        somebody(clicks_twice=True),
        script(reserve=[held(claim="c1"), held(claim="c2")], order=[page("o1"), page("o2")]),
    )

    assert len(journal.disagreements) == 2


def test_an_order_to_one_click_and_a_refusal_to_the_other_are_written_down() -> None:
    refused = Said(409, {"code": "closed"})

    _, journal = shops(
        somebody(clicks_twice=True), script(reserve=[held()], order=[page(), refused])
    )

    assert len(journal.disagreements) == 1


def test_a_click_that_was_never_answered_is_no_second_answer() -> None:
    impatient = Waits(after_loss_seconds=0.0, after_error_seconds=0.0, patience_seconds=0.0)

    _, journal = shops(
        somebody(clicks_twice=True),
        script(reserve=[held()], order=[page(), Said(HANG_UP)]),
        impatient,
    )

    assert journal.disagreements == []
    assert (journal.unanswered, journal.orders_told) == (1, 1)


def test_a_reservation_that_had_run_out_is_made_anew() -> None:
    expired = Said(410, {"code": "reservation_expired"})
    past = held(deadline="2000-01-01T00:00:00Z")

    shop, journal = shops(somebody(), script(reserve=[past, held()], order=[expired, page()]))

    assert shop.count(RESERVE) == 2
    assert list(journal.fates[7].orders) == ["o1"]
    assert journal.broken_holds == []


def test_a_reservation_that_runs_out_before_its_deadline_is_written_down() -> None:
    expired = Said(410, {"code": "reservation_expired"})

    _, journal = shops(somebody(), script(reserve=[held()], order=[expired, page()]))

    assert len(journal.broken_holds) == 1


def test_who_is_asked_to_try_again_does_until_there_is_an_answer() -> None:
    answers = [TRY_AGAIN, TRY_AGAIN, held()]

    shop, journal = shops(somebody(), script(reserve=answers, order=[TRY_AGAIN, page()]))

    assert shop.count(RESERVE) == 3
    assert journal.asked_to_retry == 2
    assert journal.unanswered == 0
    assert sum(journal.server_errors.values()) == 0
    assert [ask.tries for ask in journal.asks] == [3, 2]


def test_a_lost_connection_is_followed_by_the_same_words() -> None:
    shop, journal = shops(somebody(), script(reserve=[Said(HANG_UP), held()], order=[page()]))

    assert shop.asked[0] == shop.asked[1]
    assert journal.lost_connections == 1
    assert journal.unanswered == 0


def test_errors_of_the_server_are_counted_and_end_an_ask_after_three() -> None:
    shop, journal = shops(somebody(), script(reserve=[INTERNAL]))

    assert shop.count(RESERVE) == 3
    assert journal.server_errors == {"500 internal": 3}


def test_an_answer_that_is_no_json_is_a_server_error_too() -> None:
    _, journal = shops(somebody(), script(reserve=[Said(502, "bad gateway")]))

    assert journal.server_errors == {"502 unreadable": 3}


def test_patience_ends_and_the_ask_stays_unanswered() -> None:
    async def play() -> Journal:
        async with open_shop() as shop, Pool("127.0.0.1", shop.port, 1) as pool:
            shop.will_say("GET /", TRY_AGAIN)
            waits = Waits(patience_seconds=0.05)
            asker = Asker(pool, Journal(), random.Random(1), "shop", waits)
            await asker.ask(1, Step.LOOK, asker.words("GET", "/"))
            return asker.journal

    assert asyncio.run(play()).unanswered == 1


def within(shop_work: Callable[[FakeShop, Pool], Awaitable[None]], connections: int) -> None:
    async def play() -> None:
        async with open_shop() as shop, Pool("127.0.0.1", shop.port, connections) as pool:
            await shop_work(shop, pool)

    asyncio.run(play())


def test_no_more_connections_are_opened_than_are_allowed() -> None:
    async def storm(shop: FakeShop, pool: Pool) -> None:
        shop.will_say("GET /", Said(200))
        asker = Asker(pool, Journal(), random.Random(1), "shop", QUICK)
        words = asker.words("GET", "/")

        await asyncio.gather(*(asker.ask(n, Step.LOOK, words) for n in range(50)))

        assert shop.count("GET /") == 50
        assert shop.most_open == 3

    within(storm, 3)


def test_somebody_at_the_checkout_gets_the_next_free_connection() -> None:
    async def storm(shop: FakeShop, pool: Pool) -> None:
        shop.will_say("GET /door", Said(200))
        shop.will_say("GET /checkout", Said(200))
        asker = Asker(pool, Journal(), random.Random(1), "shop", QUICK)
        door = [asker.ask(n, Step.LOOK, asker.words("GET", "/door")) for n in range(5)]
        waiting = [asyncio.ensure_future(ask) for ask in door]
        await asyncio.sleep(0)

        await asker.ask(9, Step.ORDER, asker.words("GET", "/checkout"), urgent=True)
        await asyncio.gather(*waiting)

        assert [request for request, _ in shop.asked].index("GET /checkout") == 1

    within(storm, 1)


def test_a_shop_that_is_not_there_is_a_lost_connection() -> None:
    async def play() -> Journal:
        async with open_shop() as shop:
            port = shop.port
        async with Pool("127.0.0.1", port, 1) as pool:
            waits = Waits(after_loss_seconds=0.02, patience_seconds=0.03)
            asker = Asker(pool, Journal(), random.Random(1), "shop", waits)
            await asker.ask(1, Step.LOOK, asker.words("GET", "/"))
            return asker.journal

    journal = asyncio.run(play())

    assert journal.unanswered == 1
    assert journal.lost_connections >= 1
