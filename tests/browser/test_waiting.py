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
    pools = [{"pool": "main", "units": 1}, {"pool": "hamburg", "units": 1}]
    waits = {"offer_seconds": 600, "days": 1}
    sale = shop.plan(pools=pools, limit=1, remaining="hidden", waitlist=waits)
    somebody, email = shop.shopper(), new_address()
    held = somebody.hold(sale)
    visitor = visit("de", email=email, clock=True)
    visitor.excused |= {409}
    page = visitor.page

    page.goto(f"/buy.html?sale={sale}")
    page.locator("input[name=pool]").first.check()
    page.locator("#reserve-button").click()
    expect(page.locator("#reserve-error")).to_contain_text("Dieser Bestand ist zurzeit leer")
    visitor.pass_time(20)  # the sale was looked at again, and still says nothing of what is left
    page.locator("#list-link").click()
    page.locator("#list-join").click()
    expect(page.locator("#list-state")).to_contain_text("Sie warten auf 1 Stück aus Main")
    page.goto(f"/sale.html?sale={sale}")
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
