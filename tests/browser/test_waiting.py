"""Too late for the sale, but not for what comes back: the waiting list, from refusal to order."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.shop import Shop, eventually, new_address

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-waits")]


def test_who_was_told_sold_out_joins_the_list_and_orders_what_is_offered(
    visit: Visit, shop: Shop
) -> None:
    sale = shop.plan(units=1, waitlist={"offer_seconds": 600, "days": 1})
    somebody, email = shop.shopper(), new_address()
    held = somebody.hold(sale)
    visitor = visit("de", email=email)
    page = visitor.page

    page.goto(f"/buy.html?sale={sale}")
    page.locator("#list-link").click()
    page.locator("#list-join").click()
    expect(page.locator("#list-state")).to_contain_text("Sie warten auf 1 Stück")
    expect(page.locator("#list-place")).to_contain_text("Vor Ihnen steht niemand")
    expect(page.locator("#list-rules")).to_contain_text("10 Minuten")

    somebody.give_back(sale, held)
    eventually(lambda: "buy.html" in "".join(mail["text"] for mail in shop.mails(email)))
    page.reload()
    page.locator("#list-accept").click()

    page.wait_for_url(re.compile(r"buy\.html"))
    expect(page.locator("#change-button")).to_be_hidden()
    steps.fill_in(page)
    number = steps.order(page)
    assert shop.order(number)["sale"] == sale
