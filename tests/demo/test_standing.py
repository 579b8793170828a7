"""Who stands in a line, against a shop that says what the test wants; and who plays what part."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.crowd.arrival import Session
from infra.local.crowd.asking import Asker
from infra.local.crowd.clock import wall_ms
from infra.local.crowd.connection import Pool
from infra.local.crowd.journal import Fate, Journal, Step
from infra.local.crowd.page import Page
from infra.local.crowd.roles import Role, roles
from infra.local.crowd.script import Script
from infra.local.crowd.standing import InLine
from infra.local.stories.announced import hours_of
from infra.local.stories.oneplus import NOVEMBER, OCTOBER
from tests.demo.fake_shop import SILENCE, FakeShop, Said, held, open_shop, page, sold_out
from tests.demo.test_crowd import ORDER, QUICK, RESERVE, somebody

TICKET = "POST /v1/sales/s/ticket"
BASKET = "PUT /v1/sales/s/basket"
SALE = "GET /v1/sales/s"
JOINED = Said(201, {"ticket": "t", "window": 1, "joined_at": "2026-10-27T11:00:00Z"})
USED = Said(403, {"code": "forbidden", "invitation": "used"})
BOUGHT = page("o1", 1)

Act = Callable[[FakeShop, Asker, Session], Awaitable[None]]


def not_yet(seconds: float) -> Said:
    turn = datetime.now(UTC) + timedelta(seconds=seconds)
    body = {"code": "not_admitted_yet", "admitted_at": turn.isoformat(), "retry_after": 9}
    return Said(409, body)


def acts(act: Act) -> tuple[FakeShop, Journal]:
    async def play() -> tuple[FakeShop, Journal]:
        async with open_shop() as shop, Pool("127.0.0.1", shop.port, 8) as pool:
            shop.will_say(TICKET, JOINED)
            shop.will_say(BASKET, Said(200, {}))
            asker = Asker(pool, Journal(), random.Random(1), "shop", QUICK)
            person = somebody()
            fate = asker.journal.fates[7] = Fate(7, person.email, shopper="ann")
            await act(shop, asker, Session(person, fate, "token"))
            return shop, asker.journal

    return asyncio.run(play())


def bodies(shop: FakeShop, request: str) -> list[Any]:
    return [body for asked, body in shop.asked if asked == request]


def test_who_joins_reserves_with_the_ticket_and_orders() -> None:
    async def act(shop: FakeShop, asker: Asker, session: Session) -> None:
        shop.will_say(RESERVE, held())
        shop.will_say(ORDER, BOUGHT)
        somebody_in_line = InLine(session, Role(), asker)
        await somebody_in_line.join("s")
        await somebody_in_line.buy("s", wall_ms(), wall_ms())

    shop, journal = acts(act)

    assert bodies(shop, RESERVE) == [{"quantity": 1, "ticket": "t"}]
    assert (journal.fates[7].window, journal.fates[7].joined_at) == (1, 1_793_098_800_000)
    assert list(journal.fates[7].orders) == ["o1"]


def test_a_prepared_basket_is_bought_with_one_request() -> None:
    async def act(shop: FakeShop, asker: Asker, session: Session) -> None:
        shop.will_say(RESERVE, BOUGHT)
        somebody_in_line = InLine(session, Role(prepared=True), asker)
        await somebody_in_line.join("s")
        await somebody_in_line.prepare("s")
        await somebody_in_line.buy("s", wall_ms(), wall_ms())

    shop, journal = acts(act)

    assert bodies(shop, RESERVE) == [{"order": True, "ticket": "t"}]
    assert shop.count(ORDER) == 0
    assert list(journal.fates[7].orders) == ["o1"]


def test_whose_code_was_used_joins_without_it() -> None:
    async def act(shop: FakeShop, asker: Asker, session: Session) -> None:
        shop.script[TICKET].clear()
        shop.will_say(TICKET, USED, JOINED)
        await InLine(session, Role(code=0), asker).join("s", "7K2M")

    shop, journal = acts(act)

    assert bodies(shop, TICKET) == [{"code": "7K2M"}, {}]
    assert journal.fates[7].window == 1


def test_who_is_early_comes_back_at_the_instant_that_was_told() -> None:
    async def act(shop: FakeShop, asker: Asker, session: Session) -> None:
        shop.will_say(RESERVE, not_yet(0.05), sold_out())
        await InLine(session, Role(), asker).buy("s", wall_ms(), wall_ms())

    shop, journal = acts(act)

    assert shop.count(RESERVE) == 2
    assert journal.refusals == 1


def test_a_script_tries_on_all_its_connections_until_there_is_an_answer() -> None:
    async def act(shop: FakeShop, asker: Asker, session: Session) -> None:
        shop.will_say(SALE, Said(200, {}))
        too_early = [Said(409, {"code": "not_open_yet"})] * 3 + [not_yet(0.02)] * 3
        shop.will_say(RESERVE, *too_early, held())
        shop.will_say(ORDER, BOUGHT)
        script = Script(session, Role(connections=3), asker, (0.0, 0.01))
        await script.buy("s", wall_ms(), wall_ms())

    shop, journal = acts(act)

    assert (shop.count(SALE), shop.count(RESERVE)) == (3, 9)
    assert sum(ask.step is Step.RELOAD for ask in journal.asks) == 9
    assert journal.fates[7].is_script
    assert list(journal.fates[7].orders) == ["o1"]


def test_two_answers_to_one_volley_are_written_down() -> None:
    async def act(shop: FakeShop, asker: Asker, session: Session) -> None:
        shop.will_say(RESERVE, held(claim="c1"), held(claim="c2"))
        shop.will_say(ORDER, BOUGHT)
        await Script(session, Role(connections=2), asker, (0.0, 0.01)).buy(
            "s", wall_ms(), wall_ms()
        )

    _, journal = acts(act)

    assert len(journal.disagreements) == 1


def test_a_script_that_is_sold_out_goes_home() -> None:
    async def act(shop: FakeShop, asker: Asker, session: Session) -> None:
        shop.will_say(RESERVE, sold_out())
        await Script(session, Role(connections=2), asker, (0.0, 0.01)).buy(
            "s", wall_ms(), wall_ms()
        )

    _, journal = acts(act)

    assert journal.fates[7].refused_for == 1


def test_the_page_keeps_what_it_saw_of_a_draw_and_says_when_it_is_out() -> None:
    before = {"window": 0, "seed": None, "beacon": {"value": None}}
    after = {"window": 0, "seed": "07", "beacon": {"value": "0a"}}

    async def act(shop: FakeShop, asker: Asker, _session: Session) -> None:
        said = [Said(200, {"draw": draw}) for draw in (before, before, after)]
        shop.will_say(SALE, *said)
        async with Page(asker, "s", look_again_seconds=0.0) as seen:
            assert await seen.draw(0) == after
            assert seen.shown[0] == [before, after]

    shop, _ = acts(act)

    assert shop.count(SALE) >= 3


def test_a_copy_of_the_page_that_is_older_than_the_one_before_does_not_take_a_draw_back() -> None:
    old = {"window": 0, "seed": None, "beacon": {"value": "0a"}}
    new = {**old, "seed": "07"}

    async def act(shop: FakeShop, asker: Asker, _session: Session) -> None:
        shop.will_say(SALE, *(Said(200, {"draw": draw}) for draw in (new, old)))
        async with Page(asker, "s", look_again_seconds=0.0) as seen:
            while len(seen.shown[0]) < 2:  # noqa: ASYNC110 - a list says nothing when it grows
                await asyncio.sleep(0.01)
            assert seen.shown[0] == [old, new]

    acts(act)


def test_an_answer_that_does_not_come_keeps_nobody_from_the_next_look() -> None:
    draw = {"window": 0, "seed": "07", "beacon": {"value": "0a"}}

    async def act(shop: FakeShop, asker: Asker, _session: Session) -> None:
        shop.will_say(SALE, Said(SILENCE), Said(200, {"draw": draw}))
        async with Page(asker, "s", look_again_seconds=0.01) as seen:
            assert await seen.draw(0) == draw

    acts(act)


def test_everybody_has_one_part_and_codes_go_to_people() -> None:
    cast = roles(1_000, invited=50, prepared=0.5, late=0.02, scripts=0.2, seed=1)

    invited = [role for role in cast if role.code is not None]
    scripts = [role for role in cast if role.is_script]
    assert (len(cast), len(invited), len(scripts)) == (1_000, 55, 200)
    assert {role.code for role in invited} == set(range(50))
    assert not any(role.is_script or role.late for role in invited)
    assert sorted(role.connections for role in scripts)[-3:] == [2, 50, 50]
    assert sum(role.late for role in cast) == 20
    assert 400 < sum(role.prepared for role in cast) < 600


def test_a_line_is_as_long_as_its_crowd_and_moves_at_the_same_rate() -> None:
    half, tiny = OCTOBER.sized(None, None, 0.5).line, OCTOBER.sized(30, 4, 1.0).line

    assert half is not None
    assert tiny is not None
    assert (half.spread_seconds, half.invited) == (150, 250)
    assert (tiny.spread_seconds, tiny.invited) == (2, 2)


def test_the_window_for_all_follows_a_presale_for_the_invited_alone() -> None:
    presale, for_all = hours_of(OCTOBER, wall_ms())
    (only,) = hours_of(NOVEMBER, wall_ms())

    assert presale.window["access"] == "invited"
    assert presale.closes == for_all.opens
    assert "access" not in for_all.window
    assert "access" not in only.window
