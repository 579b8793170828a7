"""What a shop meets: names in every script, markup, far too long texts, no storage, no sale."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import expect

from infra.local.stack import Stack
from infra.local.state import STATE, Mail, Switchboard
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.shop import DELIVERY, Shop, eventually, new_address
from tests.browser.test_states import PAID_FIRST, PREPAYMENT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

SIXTEEN_KB = "Lange Straße 1, " * 1024
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>&amp;\"'`${7*7}</b>"
SCRIPTS = MappingProxyType(
    {
        "name": "Ἀριστοτέλης 李小龍 عمر الخيام",
        "street": "Ünter-den-Łąkami 7½ ул. Ленина",
        "city": "กรุงเทพฯ Þórshöfn 👩🏽‍🚀",
        "postcode": "१२३४५६",
    }
)
NO_STORAGE = """
for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, {get() { throw new DOMException('', 'SecurityError'); }});
}
"""


@pytest.fixture
def mail_stopped(stack: Stack) -> Iterator[Switchboard]:
    switches = Switchboard(Path(stack.environment[STATE]))
    switches.set(mail=Mail.REFUSES)
    yield switches
    switches.set(mail=Mail.WORKS)


@pytest.mark.parametrize(
    "delivery",
    [
        {**DELIVERY, **SCRIPTS},
        {**DELIVERY, "name": MARKUP, "street": MARKUP, "city": MARKUP, "postcode": "<b>1</b>"},
    ],
    ids=["scripts", "markup"],
)
def test_whatever_is_typed_is_shown_as_it_was_typed(
    visit: Visit, shop: Shop, delivery: dict[str, str]
) -> None:
    contact, address = (
        "a&b?subject=x#%40'@shop.example",
        "a%26b%3Fsubject%3Dx%23%2540'@shop.example",
    )
    sale = shop.plan(title=f"{MARKUP} №1 北京", description=MARKUP, seller=MARKUP, contact=contact)
    email = new_address()
    visitor = visit("de", email=email)
    page = visitor.page
    page.goto(f"/sale.html?sale={sale}")
    expect(page.locator("#title")).to_have_text(f"{MARKUP} №1 北京")
    expect(page.locator("#description")).to_have_text(MARKUP)
    expect(page.locator("#seller")).to_contain_text(MARKUP)
    expect(page.locator("#contact a")).to_have_text(contact)
    expect(page.locator("#contact a")).to_have_attribute("href", f"mailto:{address}")
    page.goto(f"/buy.html?sale={sale}")
    steps.reserve(page)
    steps.fill_in(page, delivery)
    page.locator("#remember").check()

    number = steps.order(page)

    for field in ("name", "street", "city", "postcode"):
        expect(page.locator("#facts")).to_contain_text(delivery[field])
    link = page.locator("#facts").get_by_role("link", name=contact)
    expect(link).to_have_attribute("href", f"mailto:{address}")
    eventually(lambda: shop.shopper(email).ask("GET", "/v1/me/orders").body["orders"])
    page.goto("/orders.html")
    expect(page.locator("#remembered")).to_contain_text(delivery["name"])
    expect(page.locator("#list")).to_contain_text(MARKUP)
    assert shop.order(number)["delivery"] == delivery


def test_a_reason_and_a_parcel_with_markup_are_text(visit: Visit, shop: Shop) -> None:
    shopper = shop.shopper()
    shipped = shopper.order(shop.plan())
    cancelled = shopper.order(shop.plan(pools=[PAID_FIRST], prepayment=PREPAYMENT))
    shop.cancel(cancelled["order"], MARKUP)
    shop.ship(shipped["order"], carrier=MARKUP, link="http://parcel.example/<b>")
    visitor = visit("en")

    visitor.page.goto(cancelled["link"])
    expect(visitor.page.locator("#history")).to_contain_text(MARKUP)
    expect(visitor.page.locator("#state-text")).to_contain_text("the seller pays it back")
    visitor.page.goto("about:blank")
    visitor.page.goto(shipped["link"])
    expect(visitor.page.locator("#history")).to_contain_text(MARKUP)


def test_an_address_of_16_kb_is_refused_at_its_field_and_loses_nothing(
    visit: Visit, shop: Shop
) -> None:
    visitor = visit("de", email=new_address())
    page = visitor.page
    page.goto(f"/buy.html?sale={shop.plan()}")
    steps.reserve(page)
    steps.fill_in(page, {**DELIVERY, "street": SIXTEEN_KB, "city": ""})

    page.locator("#order-button").click()

    expect(page.locator("#order-error")).to_be_focused()
    expect(page.locator("#street-error")).to_contain_text("100")
    expect(page.locator("#street")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#name")).to_have_value(DELIVERY["name"])
    page.locator("#order-error a").first.click()
    expect(page.locator("#street")).to_be_focused()
    page.locator("#street").fill("Kurz 1")
    expect(page.locator("#order-error li")).to_have_text(["Der Ort fehlt."])
    page.locator("#city").fill("Berlin")
    expect(page.locator("#order-error")).to_be_hidden()
    steps.order(page)


@pytest.mark.parametrize("email", ["", "no address", f"{SIXTEEN_KB}@example.org", "ä" * 260])
def test_an_address_that_takes_no_mail_is_refused_at_its_field(visit: Visit, email: str) -> None:
    visitor = visit("en")
    visitor.excused |= {400, 413}
    page = visitor.page
    page.goto("/sign-in.html")

    page.locator("#email").fill(email)
    page.locator("#ask-button").click()

    expect(page.locator("#ask-error")).to_be_focused()
    expect(page.locator("#ask-error")).not_to_be_empty()
    expect(page.locator("#sent")).to_be_hidden()


def test_what_is_wrong_with_an_address_goes_when_it_is_changed(visit: Visit) -> None:
    page = visit("en").page
    page.goto("/sign-in.html")
    page.locator("#ask-button").click()
    expect(page.locator("#ask-error li")).to_have_count(1)

    page.locator("#email").fill("a")

    expect(page.locator("#ask-error")).to_be_hidden()
    expect(page.locator("#email-error")).to_be_hidden()


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_sale_that_does_not_exist_any_more_has_its_page(
    visit: Visit, shop: Shop, language: str
) -> None:
    other = shop.plan(title="Another sale")
    shop.wait_until_listed([other])
    visitor = visit(language, email=new_address())
    visitor.list_only([other])
    visitor.excused |= {404}
    page = visitor.page

    for address in ("/sale.html?sale=no-such-sale", "/sale.html", "/buy.html?sale=no-such-sale"):
        page.goto(address)
        expect(page.locator("#gone")).to_be_visible()
        expect(page.locator("#gone")).to_contain_text({"de": "Verkauf", "en": "sale"}[language])
    page.goto("/sale.html?sale=no-such-sale")
    expect(page.locator(f"#others a[href*='{other}']")).to_be_visible()


def test_a_page_that_does_not_exist_has_its_page(visit: Visit) -> None:
    visitor = visit("de")
    visitor.excused |= {404}

    answer = visitor.page.goto("/no/such/page.html")

    assert answer
    assert answer.status == 404
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("gibt es nicht")
    visitor.page.locator("main a.button").click()
    expect(visitor.page).to_have_url(re.compile(r"/index\.html$"))


def test_with_storage_switched_off_one_buys_in_this_tab_and_is_told_so(
    visit: Visit, shop: Shop
) -> None:
    visitor, email = visit("en"), new_address()
    visitor.context.add_init_script(NO_STORAGE)
    page = visitor.page
    page.goto(shop.sign_in_link(email))

    expect(page.locator("#signed-in")).to_be_visible()
    expect(page.locator("#storage-hint")).to_contain_text("this tab")
    page.goto(f"/buy.html?sale={shop.plan()}")
    steps.reserve(page)
    page.reload()
    steps.fill_in(page)
    steps.order(page)
    page.reload()
    expect(page.locator("#order")).to_be_visible()
    page.goto("/orders.html")
    expect(page.locator("#storage-hint")).to_contain_text("this tab")


def test_while_no_mail_is_sent_the_order_s_page_says_so_and_stays_true(
    visit: Visit, shop: Shop, mail_stopped: Switchboard
) -> None:
    visitor = visit("en", email=new_address(), clock=True)
    page = visitor.page
    number = steps.buy(page, shop.plan())
    shop.ship(number)

    page.clock.fast_forward(13_000)

    expect(page.locator("#order")).to_have_attribute("data-state", "shipped")
    expect(page.locator("#history > li")).to_have_count(3)
    expect(page.locator("#history .told").last).to_contain_text("has not been sent yet")
    mail_stopped.set(mail=Mail.WORKS)


def test_words_of_another_language_are_one_click_away_and_are_remembered(
    visit: Visit, shop: Shop
) -> None:
    sale, visitor = shop.plan(), visit("de")
    page = visitor.page
    page.goto(f"/sale.html?sale={sale}")
    expect(page.locator("#go")).to_have_text("Jetzt reservieren")

    page.locator("#language").click()

    expect(page.locator("#go")).to_have_text("Reserve now")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sales")


def test_hours_are_shown_in_the_visitor_s_zone_the_seller_s_and_utc(
    visit: Visit, shop: Shop
) -> None:
    sale = shop.plan(opens_in=7_200)
    visitor = visit("en", timezone_id="Asia/Kathmandu")

    visitor.page.goto(f"/sale.html?sale={sale}")

    windows = visitor.page.locator("#windows")
    expect(windows).to_contain_text(re.compile(r"GMT\+5:45|NPT"))
    expect(windows).to_contain_text("Europe/Lisbon")
    expect(windows).to_contain_text("UTC")
