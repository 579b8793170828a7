"""Mailed links: opened twice, elsewhere, too late, by a scanner, or broken on the way."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.shop import Shop, new_address

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_a_link_works_twice_and_on_another_device(visit: Visit, shop: Shop) -> None:
    email, asking, elsewhere = new_address(), visit("en"), visit("de")
    asking.page.goto("/sign-in.html")
    steps.ask_for_link(asking.page, email)
    link = shop.mailed_link(email, "sign-in.html")

    for page in (elsewhere.page, asking.page, asking.page):
        page.goto(link)
        expect(page).not_to_have_url(re.compile("sign-in"))
        page.goto("/orders.html")
        expect(page.locator("#who")).to_contain_text(email)


def test_a_link_that_a_mail_scanner_fetches_changes_nothing(visit: Visit, shop: Shop) -> None:
    email = new_address()
    link = shop.sign_in_link(email)

    with urllib.request.urlopen(link, timeout=5) as answer:  # noqa: S310 - our own stack
        said = answer.read()
    scanner = visit("en", java_script_enabled=False)
    scanner.forgiven = ["csp"]  # so Chromium says that it runs no scripts
    scanner.page.goto(link)

    assert email.encode() not in said
    assert [request.method for request in scanner.asked if "/v1/" in request.url] == []
    visitor = visit("en")
    visitor.page.goto(link)
    expect(visitor.page).not_to_have_url(re.compile("sign-in"))
    visitor.page.goto("/orders.html")
    expect(visitor.page.locator("#who")).to_contain_text(email)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_link_after_its_time_says_so_and_mails_another(
    visit: Visit, shop: Shop, language: str
) -> None:
    email, visitor = new_address(), visit(language)
    visitor.excused |= {401}

    visitor.page.goto(shop.sign_in_link(email, language=language, minutes_ago=61))

    expect(visitor.page.locator("#expired")).to_be_visible()
    expect(visitor.page.locator("#expired")).to_contain_text(re.compile("60 [Mm]inut"))
    steps.sign_in_by_mail(visitor.page, shop, email)
    expect(visitor.page).not_to_have_url(re.compile("sign-in"))


@pytest.mark.parametrize("token", ["x", "%", "a.b.c", "%F0%9F%92%A9", "A" * 5000])
def test_a_link_that_was_broken_on_the_way_says_so(visit: Visit, shop: Shop, token: str) -> None:
    visitor = visit("en")
    visitor.excused |= {400, 401}

    visitor.page.goto(f"{shop.url}/sign-in.html#{token}")

    expect(visitor.page.locator("#ask-form")).to_be_visible()
    visitor.page.goto(f"{shop.url}/order.html#{token}")
    expect(
        visitor.page.locator("#expired, #unknown, #ask-form").filter(visible=True)
    ).to_have_count(1)


def test_the_token_of_a_link_stays_in_no_address_bar(visit: Visit, shop: Shop) -> None:
    email = new_address()
    visitor = visit("en", email=email)
    number = steps.buy(visitor.page, shop.plan())
    link = shop.mailed_link(email, "order.html")
    reader = visit("en")

    reader.page.goto(link)
    expect(reader.page.locator("#order")).to_be_visible()

    assert reader.page.url == f"{shop.url}/order.html?order={number}"
    assert not [one.url for one in reader.asked if link.partition("#")[2] in one.url]
    reader.page.reload()
    expect(reader.page.locator("#order")).to_be_visible()
    expect(reader.page.locator("#cancel-button")).to_be_hidden()
    assert not [one.url for one in visitor.asked if "token" in one.url.lower()]


def test_an_order_s_link_reads_it_also_for_who_is_signed_in_as_somebody_else(
    visit: Visit, shop: Shop
) -> None:
    email = new_address()
    steps.buy(visit("en", email=email).page, shop.plan())
    reader = visit("en", email=new_address())
    reader.excused |= {404}

    reader.page.goto(shop.mailed_link(email, "order.html"))

    expect(reader.page.locator("#order")).to_be_visible()
    expect(reader.page.locator("#cancel-button")).to_be_hidden()


def test_somebody_else_s_order_is_unknown(visit: Visit, shop: Shop) -> None:
    order = shop.shopper().order(shop.plan())
    visitor = visit("de", email=new_address())
    visitor.excused |= {404}

    visitor.page.goto(f"/order.html?order={order['order']}")

    expect(visitor.page.locator("#unknown")).to_be_visible()


RUN_OUT = """() => {
  const kept = JSON.parse(localStorage['sale:session']);
  localStorage['sale:session'] = JSON.stringify({...kept, token: kept.token + 'x'});
}"""


def test_a_session_that_has_run_out_keeps_nobody_from_what_needs_none(
    visit: Visit, shop: Shop
) -> None:
    sale = shop.plan(units=1, waitlist={"offer_seconds": 600, "days": 1})
    order = shop.shopper().order(sale)
    for page, shows in (
        (f"/sale.html?sale={sale}", "#list-join"),
        (order["link"], "#link-hint"),
    ):
        visitor = visit("en", email=new_address())
        visitor.excused |= {401}
        visitor.page.goto("/404.html")
        visitor.page.evaluate(RUN_OUT)

        visitor.page.goto(page)

        expect(visitor.page.locator(shows)).to_be_visible()
        expect(visitor.page.locator("#sign-in-link")).to_be_visible()


def test_a_session_that_has_run_out_leads_to_sign_in_and_back(visit: Visit, shop: Shop) -> None:
    sale, visitor = shop.plan(), visit("en", email=new_address())
    visitor.excused |= {401}
    visitor.page.goto("/404.html")
    visitor.page.evaluate(RUN_OUT)

    visitor.page.goto(f"/buy.html?sale={sale}")

    expect(visitor.page).to_have_url(re.compile(r"sign-in\.html\?back=buy"))
    expect(visitor.page.locator("#ask-form")).to_be_visible()
    steps.sign_in_by_mail(visitor.page, shop, new_address())
    expect(visitor.page).to_have_url(re.compile(rf"buy\.html\?sale={sale}"))


def test_nobody_is_led_away_after_signing_in(visit: Visit, shop: Shop) -> None:
    email, visitor = new_address(), visit("en")
    visitor.page.goto("/sign-in.html?back=https://third.example/")
    steps.sign_in_by_mail(visitor.page, shop, email)

    expect(visitor.page).to_have_url(re.compile(rf"^{re.escape(shop.url)}/(index\.html)?$"))
