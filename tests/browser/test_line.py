"""The line: joining it, following its draw, and being served when the own turn has come."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sale_api.domain.draw import Draw, Turns
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.shop import Shop, new_address
from tests.browser.visit import Visitor

pytestmark = pytest.mark.xdist_group("browser-looks")

LINE = {"delay_seconds": 10, "spread_seconds": 4}


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

    for one in (german, english, other_device):
        expect(one.page.locator("#draw code")).to_have_count(5, timeout=60_000)
        expect(one.page.locator("#go")).to_be_visible()
        expect(one.page.locator("#live")).to_have_text(
            re.compile(r"Sie sind an der Reihe\.|It is your turn\.|^$")
        )
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

    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("#code")).not_to_have_value("")
    assert "code" not in page.url
    page.locator("#join").click()
    expect(page.locator("#status")).to_have_attribute("data-stage", "turn")
    page.goto(f"/basket.html?sale={sale}")
    steps.prepare(page)
    page.locator("#buy-button").click()

    assert steps.ordered(page)


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
