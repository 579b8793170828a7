"""The line: joining it, following its draw, and being served when the own turn has come."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from infra.local.stack import Stack
from sale_api.domain.admission import admitted_at
from sale_api.domain.draw import Draw, Turns, commitment
from sale_api.domain.line import WindowDraw
from sale_api.domain.plan import Line
from sale_api.domain.sale import Pause
from sale_api.domain.ticket import Ticket
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.played import BEACON, SEED
from tests.browser.shop import Shop, new_address
from tests.browser.visit import Visitor
from tests.sales import published_sale

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-line")]

LINE = {"delay_seconds": 10, "spread_seconds": 1}


def ms(instant: str) -> int:
    return round(datetime.fromisoformat(instant).timestamp() * 1000)


def kept_ticket(visitor: Visitor, sale: str) -> Any:
    return json.loads(visitor.page.evaluate(f"() => localStorage['sale:ticket.{sale}']"))


def turn_by_the_rules(status: Any, ticket: Any) -> int:
    """Return the turn as the domain has it; its page with vectors has the same."""
    public, opens_at = status["draw"], ms(status["windows"][0]["opens_at"])
    seed, beacon = (bytes.fromhex(each) for each in (public["seed"], public["beacon"]["value"]))
    draw = Draw(seed=seed, beacon=beacon, sale=status["sale"], window=0)
    turns = Turns(opens_at, LINE["delay_seconds"] * 1000, LINE["spread_seconds"] * 1000)
    return turns.served_at(ticket["joinedAt"], draw.place(ticket["shopper"]))


def shown_turn(page: Page) -> int:
    shown = page.locator("#draw dd time").get_attribute("datetime")
    assert shown
    return ms(shown)


def test_the_whole_way_from_joining_to_the_order_on_two_devices_in_two_languages(
    visit: Visit, shop: Shop
) -> None:
    email = new_address()
    sale = shop.plan(opens_in=12, line=LINE)
    german, english = visit("de"), visit("en", email=new_address())
    for one in (german, english):
        one.page.goto(f"/sale.html?sale={sale}")
        steps.check_draw(one.page)
        expect(one.page.locator("#draw code")).to_have_count(1)  # the commitment
        one.page.locator("#join").click()
    steps.sign_in_by_mail(german.page, shop, email)
    for one in (german, english):
        expect(one.page.locator("#status")).to_have_attribute("data-stage", "joined")
        expect(one.page.locator("#standing")).to_be_focused()
    assert german.page.url.endswith(f"sale.html?sale={sale}")
    ticket = kept_ticket(german, sale)

    german.page.close()
    german.page = german.context.new_page()
    german.page.goto(f"/sale.html?sale={sale}")
    other_device = visit("de", email=email)
    other_device.page.goto(f"/sale.html?sale={sale}")
    expect(other_device.page.locator("#countdown")).to_be_hidden(timeout=20_000)
    other_device.page.locator("#join").click()

    for one in (german, other_device):
        steps.check_draw(one.page)
    for one in (german, english, other_device):
        expect(one.page.locator("#draw code")).to_have_count(5, timeout=60_000)
        expect(one.page.locator("#go")).to_be_visible()
        expect(one.page.locator("#live")).to_have_text(re.compile("an der Reihe|your turn"))
    status = shop.shopper().ask("GET", f"/v1/sales/{sale}").body
    assert shown_turn(german.page) == turn_by_the_rules(status, ticket)
    assert shown_turn(english.page) == turn_by_the_rules(status, kept_ticket(english, sale))
    assert shown_turn(other_device.page) == shown_turn(german.page)
    numbers = []
    for one in (german, english):
        one.page.locator("#go").click()
        steps.reserve(one.page)
        steps.fill_in(one.page)
        numbers.append(steps.order(one.page))
    assert {order["order"] for order in shop.orders(sale)} == set(numbers)


SALE, SHOPPER = "a-sale", "Ab3dEf9hIj2lMn5p"
OPENS = 1_790_848_800_000
NOW = OPENS + 400_000
DRAWN = WindowDraw(commitment=commitment(SEED), entrants=9, beacon=BEACON, seed=SEED.hex())


def as_shown(at: int | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC).isoformat()


@pytest.mark.parametrize("spread", [0, 600])
@pytest.mark.parametrize("joined_at", [OPENS - 1, OPENS, OPENS + 250_000])
@pytest.mark.parametrize(
    "pauses",
    [
        (),
        (Pause(OPENS - 90_000, OPENS - 60_000), Pause(OPENS + 30_000, OPENS + 70_500)),
        (Pause(OPENS - 20_000, OPENS + 20_000), Pause(OPENS + 240_000, OPENS + 260_000)),
    ],
)
def test_a_page_computes_the_turn_that_the_domain_grants(
    standings: Callable[[Any, Any], Any], spread: int, joined_at: int, pauses: tuple[Pause, ...]
) -> None:
    announced = published_sale(SALE, opens_at=OPENS)
    plan = replace(announced.plan, line=Line(delay_seconds=10, spread_seconds=spread))
    sale = replace(announced, plan=plan, pauses=pauses, draws=(DRAWN,))
    ticket = Ticket(sale=SALE, window=0, shopper=SHOPPER, joined_at=joined_at)
    hours = {"opens_at": as_shown(OPENS), "closes_at": as_shown(plan.windows[0].closes_at)}
    status = {
        "sale": SALE,
        "phase": "open",
        "line": {"delay_seconds": 10, "spread_seconds": spread},
        "windows": [{**hours, "access": "open"}],
        "pauses": [
            {"paused_at": as_shown(each.paused_at), "resumed_at": as_shown(each.resumed_at)}
            for each in pauses
        ],
        "draw": {
            "window": 0,
            "commitment": DRAWN.commitment,
            "seed": SEED.hex(),
            "beacon": {"value": BEACON},
        },
    }

    turn = standings(status, {"shopper": SHOPPER, "window": 0, "joinedAt": joined_at})

    granted = admitted_at(sale, ticket)
    assert granted is not None
    assert turn == sale.wall(granted, NOW)


@pytest.fixture(scope="module")
def standings(browser: Browser, stack: Stack) -> Iterator[Callable[[Any, Any], Any]]:
    """Give the turn that the page's module finds, for a status and a ticket that is kept."""
    session = {"token": "", "shopper": SHOPPER, "email": ""}
    visitor = Visitor(browser, stack.api_url, "en", session=session)
    visitor.page.goto("/404.html")
    in_page = """async ([status, ticket, now]) => {
        const { Line } = await import("/js/line.js");
        localStorage[`sale:ticket.${status.sale}`] = JSON.stringify(ticket);
        return new Promise((found) => {
          const line = new Line(() => found(line.standing(status, now).turn));
          line.standing(status, now);
        });
    }"""

    yield lambda status, ticket: visitor.page.evaluate(in_page, [status, ticket, NOW])
    assert visitor.leave() == []


def test_who_was_invited_joins_by_the_link_and_is_served_at_once_without_a_draw(
    visit: Visit, shop: Shop
) -> None:
    plain = {"delay_seconds": 0, "spread_seconds": 0}
    sale, email = shop.plan(line=plain, access="invited"), new_address()
    link = shop.invite(sale)
    visitor = visit("en", email=email)
    visitor.excused |= {400}
    page = visitor.page
    page.goto(f"/sale.html?sale={sale}")
    page.locator("#code").fill("0000-0000-0000-0000")
    page.locator("#join").click()
    expect(page.locator("#code-error")).to_contain_text("no such code")

    page.goto(link)
    expect(page.locator("#code-error")).to_be_hidden()
    expect(page.locator("#code")).not_to_have_value("")
    assert "code" not in page.url
    page.locator("#join").click()
    expect(page.locator("#status")).to_have_attribute("data-stage", "turn")
    page.goto(f"/basket.html?sale={sale}")
    steps.prepare(page)
    page.locator("#buy-button").click()

    assert steps.ordered(page)


def test_who_may_not_join_has_read_so_beforehand(visit: Visit, shop: Shop) -> None:
    plain = {"delay_seconds": 0, "spread_seconds": 0}
    sale = shop.plan(line=plain, refuse_throwaway=True, domain_limit=2, household_limit=1)
    too_late = shop.plan(line=plain, access="registered", joining_ends_in=-120)
    visitor = visit("en")
    visitor.excused |= {403}
    page = visitor.page
    page.goto(shop.sign_in_link("ada@mailinator.com"))
    expect(page).not_to_have_url(re.compile("sign-in"))

    page.goto(f"/sale.html?sale={sale}")
    expect(page.locator("#rules li")).to_have_count(3)
    page.locator("#join").click()

    expect(page.locator("#join-error")).to_contain_text("not let in addresses of this kind")
    page.goto(f"/sale.html?sale={too_late}")
    expect(page.locator("#hint")).to_contain_text("Joining has ended")
    expect(page.locator("#join")).to_be_hidden()
    expect(page.locator("#rules")).to_be_hidden()


def test_what_is_no_ticket_any_more_is_dropped(visit: Visit, shop: Shop) -> None:
    plain = {"delay_seconds": 0, "spread_seconds": 0}
    sale, visitor = shop.plan(line=plain), visit("de", email=new_address())
    visitor.excused |= {400}
    page = visitor.page
    page.goto(f"/sale.html?sale={sale}")
    page.locator("#join").click()
    page.locator("#go").click()
    page.evaluate(
        "(name) => localStorage[name] = localStorage[name].replace('ticket\":\"', '$&x')",
        f"sale:ticket.{sale}",
    )

    page.locator("#reserve-button").click()

    expect(page.locator("#reserve-error")).to_be_visible()
    expect(page.locator("#join-first")).to_be_visible()
    page.locator("#choose a.to-sale").click()
    page.locator("#join").click()
    page.locator("#go").click()
    steps.reserve(page)
