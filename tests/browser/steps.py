"""What a shopper does, step by step, in either language."""

import re
from types import MappingProxyType
from typing import Final

from playwright.sync_api import Page, expect

from tests.browser.shop import DELIVERY, Shop

ORDER_WORDS: Final = MappingProxyType(
    {"de": "zahlungspflichtig bestellen", "en": "Order with obligation to pay"}
)
"""What the button of § 312j BGB says."""


def ask_for_link(page: Page, email: str) -> None:
    page.locator("#email").fill(email)
    page.locator("#ask-button").click()
    expect(page.locator("#sent-text")).to_contain_text(email)


def sign_in_by_mail(page: Page, shop: Shop, email: str) -> None:
    """Ask for a link, and open it."""
    ask_for_link(page, email)
    page.goto(shop.mailed_link(email, "sign-in.html"))


def check_draw(page: Page) -> None:
    """Open what there is to check of a draw."""
    page.locator("#check > summary").click()


def reserve(page: Page, quantity: int = 1) -> None:
    page.locator("#quantity").select_option(str(quantity))
    page.locator("#reserve-button").click()
    expect(page.locator("#time-left")).to_be_visible()


def fill_in(page: Page, delivery: dict[str, str] = DELIVERY) -> None:
    for field, text in delivery.items():
        control = page.locator(f"#{field}")
        if field == "country":
            control.select_option(text)
        else:
            control.fill(text)


def prepare(page: Page, quantity: int = 1) -> None:
    """Fill in a basket, agree, and keep it."""
    page.locator("#quantity").select_option(str(quantity))
    fill_in(page)
    page.locator("#consent").check()
    page.locator("#save-button").click()
    expect(page.locator("#ready")).to_be_visible()


def order(page: Page) -> str:
    """Press the button; return the order's number."""
    page.locator("#order-button").click()
    return ordered(page)


def ordered(page: Page) -> str:
    """Return the number of the order whose page came."""
    page.wait_for_url(re.compile(r"order\.html\?order="))
    expect(page.locator("#order")).to_be_visible()
    return re.split(r"order=", page.url)[1]


def buy(page: Page, sale: str, quantity: int = 1) -> str:
    """Let somebody who has signed in buy; return the order's number."""
    page.goto(f"/buy.html?sale={sale}")
    reserve(page, quantity)
    fill_in(page)
    return order(page)
