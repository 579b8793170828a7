"""The work that a browser does before a mail is sent, under the page's own security policy."""

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.shop import Shop, new_address

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-line")]

WIDGET = "/vendor/altcha/altcha.js"


def test_whoever_asks_for_a_link_does_the_work_first(visit: Visit, shop: Shop) -> None:
    visitor, email = visit("en"), new_address()
    visitor.page.goto("/sign-in.html")
    before = {urlsplit(asked.url).path for asked in visitor.asked}

    steps.ask_for_link(visitor.page, email)

    [asked] = visitor.requests("/v1/shoppers", "POST")
    assert WIDGET not in before
    assert len(visitor.requests(WIDGET)) == 1
    assert json.loads(asked.post_data or "")["proof"]
    assert shop.mailed_link(email, "sign-in.html")


def test_where_no_work_is_asked_for_nothing_is_loaded_for_it(visit: Visit) -> None:
    def ask_for_none(route: Route) -> None:
        route.fulfill(json={"challenge": None})

    visitor = visit("en")
    visitor.excused.add(400)  # this stack does ask for it
    visitor.context.route("**/v1/shoppers/challenge", ask_for_none)
    visitor.page.goto("/sign-in.html")

    visitor.page.locator("#email").fill(new_address())
    visitor.page.locator("#ask-button").click()

    expect(visitor.page.locator("#ask-error")).to_be_visible()
    assert visitor.requests(WIDGET) == []


@pytest.mark.parametrize("path", ["/", "/sale.html?sale=any", "/orders.html"])
def test_no_other_page_loads_the_widget(visit: Visit, path: str) -> None:
    visitor = visit("en")
    visitor.excused.add(404)
    visitor.page.goto(path)
    visitor.page.wait_for_load_state("networkidle")

    assert not [asked for asked in visitor.asked if "vendor" in asked.url]


def test_whoever_joins_a_line_does_the_work_that_the_plan_asks_for(
    visit: Visit, shop: Shop
) -> None:
    line = {"delay_seconds": 10, "spread_seconds": 60}
    sale = shop.plan(opens_in=600, line=line, proof_of_work=50)
    visitor = visit("en", email=new_address())
    visitor.page.goto(f"/sale.html?sale={sale}")
    expect(visitor.page.locator("#join")).to_be_visible()
    before = [urlsplit(asked.url).path for asked in visitor.asked]

    visitor.page.locator("#join").click()

    expect(visitor.page.locator("#status")).to_have_attribute("data-stage", "joined")
    [asked] = visitor.requests(f"/v1/sales/{sale}/ticket", "POST")
    assert WIDGET not in before
    assert json.loads(asked.post_data or "")["proof"]
