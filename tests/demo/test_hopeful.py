"""What people do in a line behind which there are goods to come, and a waiting list."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from infra.local.crowd.arrival import Session
from infra.local.crowd.asking import Asker
from infra.local.crowd.clock import wall_ms
from infra.local.crowd.connection import Pool
from infra.local.crowd.hopeful import Hopeful, asks_for_next, thinks_better, whim_in_line
from infra.local.crowd.journal import Fate, Journal
from infra.local.crowd.roles import Role
from infra.local.crowd.script import Script
from infra.local.crowd.waiter import Letterbox, Whim
from infra.local.stories.announced import cancelled_after_seconds, line_of
from infra.local.stories.oneplus import NOVEMBER
from tests.demo.fake_shop import FakeShop, Said, open_shop, page
from tests.demo.test_crowd import ORDER, QUICK, RESERVE, somebody
from tests.demo.test_standing import BASKET, JOINED, TICKET
from tests.demo.test_waiting_list import CANCEL, JOIN, LOOK, an_offer, listed

WAITS, ASKS, CANCELS = 4, 5, 7


def refused(following: str | None = None) -> Said:
    named = following and {"pool": following, "largest": 1}
    body = {"code": "sold_out", "largest": 0, "may_return": True, "waitlist": True}
    return Said(409, {**body, "next": named})


def stood(
    number: int, prepare: Callable[[FakeShop], None], *, script: bool = False
) -> tuple[FakeShop, Journal]:
    """Let somebody with a basket stand in line and buy, in a shop that was prepared."""

    async def play() -> tuple[FakeShop, Journal]:
        async with open_shop() as shop, Pool("127.0.0.1", shop.port, 2) as pool:
            shop.will_say(TICKET, JOINED)
            shop.will_say(BASKET, Said(200, {}))
            shop.will_say(JOIN, listed())
            shop.will_say(LOOK, listed("offered", an_offer()))
            shop.will_say(ORDER, page("o1"))
            shop.will_say(CANCEL, Said(200, {}))
            prepare(shop)
            asker = Asker(pool, Journal(), random.Random(1), "shop", QUICK)
            person = replace(somebody(), number=number)
            fate = asker.journal.fates[number] = Fate(number, person.email, shopper="ann")
            session = Session(person, fate, "token")
            everybody = (
                Script(session, Role(connections=1), asker, (0.0, 0.0))
                if script
                else Hopeful(session, Role(), asker, Letterbox(), cancels_after_seconds=0.0)
            )
            await everybody.join("s")
            await everybody.prepare("s")
            await everybody.buy("s", wall_ms(), wall_ms())
            return shop, asker.journal

    return asyncio.run(play())


def bodies(shop: FakeShop, request: str) -> list[Any]:
    return [body for asked, body in shop.asked if asked == request]


def test_one_in_four_of_the_refused_waits_at_once_with_their_place_in_the_line() -> None:
    shop, journal = stood(WAITS, lambda shop: shop.will_say(RESERVE, refused("later")))

    assert bodies(shop, RESERVE) == [{"order": True, "ticket": "t"}]
    assert bodies(shop, JOIN) == [{"quantity": 1, "ticket": "t"}]
    assert list(journal.fates[WAITS].orders) == ["o1"]
    assert [asks_for_next(number) for number in range(5)] == [False, True, True, True, False]


def test_the_others_ask_for_the_pool_that_is_named_and_wait_for_that_one() -> None:
    shop, journal = stood(ASKS, lambda shop: shop.will_say(RESERVE, refused("later"), refused()))

    assert bodies(shop, RESERVE)[1] == {"quantity": 1, "pool": "later", "ticket": "t"}
    assert bodies(shop, JOIN) == [{"quantity": 1, "pool": "later", "ticket": "t"}]
    assert journal.fates[ASKS].named[0].following == "later"


def test_who_thinks_better_cancels_what_a_basket_bought() -> None:
    shop, journal = stood(CANCELS, lambda shop: shop.will_say(RESERVE, page("o1")))

    assert thinks_better(CANCELS)
    assert shop.count(CANCEL) == 1
    assert (journal.fates[CANCELS].orders, journal.fates[CANCELS].cancelled) == ({}, {"o1"})


def test_a_script_waits_for_nothing_and_wants_nothing_else() -> None:
    shop, journal = stood(ASKS, lambda shop: shop.will_say(RESERVE, refused("later")), script=True)

    assert (shop.count(RESERVE), shop.count(JOIN)) == (1, 0)
    assert journal.fates[ASKS].refused_for == 1


def test_of_twenty_who_wait_two_decline_and_one_sleeps() -> None:
    whims = [whim_in_line(number) for number in range(0, 80, 4)]

    assert (whims.count(Whim.SLEEPS), whims.count(Whim.DECLINES)) == (1, 2)


def test_nobody_thinks_better_before_many_wait() -> None:
    half = NOVEMBER.sized(None, None, 0.5)

    assert cancelled_after_seconds(line_of(half)) == pytest.approx(80.0)


def test_a_letterbox_that_stays_open_is_not_waited_for_for_ever() -> None:
    async def waits() -> tuple[bool, bool]:
        left_open, closed = Letterbox(), Letterbox()
        closed.close()
        await left_open.closed(0.0)
        await closed.closed(5.0)
        return left_open.is_closed, closed.is_closed

    assert asyncio.run(waits()) == (False, True)
