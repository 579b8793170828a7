"""A basket that is prepared before the opening, and bought with one click."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.shop import DELIVERY, Shop, new_address

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_prepared_basket_is_bought_at_the_opening_with_one_click(
    visit: Visit, shop: Shop, language: str
) -> None:
    sale, email = shop.plan(opens_in=5), new_address()
    visitor = visit(language, email=email)
    visitor.excused |= {409}  # the page opens by itself, and may be a little early
    page = visitor.page

    page.goto(f"/sale.html?sale={sale}")
    page.locator("#basket-link").click()
    steps.prepare(page, 2)
    expect(page.locator("#facts")).to_contain_text(DELIVERY["street"])
    expect(page.locator("#buy-button")).to_have_text(
        re.compile(steps.ORDER_WORDS[language], re.IGNORECASE)
    )
    expect(page.locator("#buy-button")).to_be_visible()
    page.locator("#buy-button").click()
    number = steps.ordered(page)

    words = {each.post_data for each in visitor.asked if "reservation" in each.url}
    assert words == {'{"order":true}'}
    assert [(order["order"], order["quantity"]) for order in shop.orders(sale)] == [(number, 2)]


def test_whoever_comes_back_finds_the_basket_and_agrees_anew_to_another_article(
    visit: Visit, shop: Shop
) -> None:
    sale, email = shop.plan(), new_address()
    first = visit("en", email=email).page
    first.goto(f"/basket.html?sale={sale}")
    steps.prepare(first)
    shop.retitle(sale, "Windows 8")
    page = visit("en", email=email).page

    page.goto(f"/basket.html?sale={sale}")
    expect(page.locator("#unfit")).to_be_visible()
    expect(page.locator("#buy-button")).to_be_hidden()
    page.locator("#change-button").click()
    expect(page.locator("#street")).to_have_value(DELIVERY["street"])
    expect(page.locator("#basket-erase")).to_contain_text("30 days after the sale")
    expect(page.locator("#consent")).not_to_be_checked()
    page.locator("#consent").check()
    page.locator("#save-button").click()
    page.locator("#buy-button").click()

    assert shop.order(steps.ordered(page))["title"] == "Windows 8"
