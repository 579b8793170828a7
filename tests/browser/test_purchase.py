"""From the first mail to the shipped order."""

import re
from types import MappingProxyType

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.shop import DELIVERY, Shop, eventually, new_address
from tests.browser.visit import PHONE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

SUMS = MappingProxyType({"de": "99,94\xa0€", "en": "€99.94"})
SHIPPED = MappingProxyType({"de": "Versandt|Verschickt|Unterwegs", "en": "Shipped|On its way"})
ON_A_PHONE = MappingProxyType(
    {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
)


@pytest.mark.parametrize(("language", "window"), [("de", {}), ("en", ON_A_PHONE)])
def test_a_purchase_from_the_first_mail_to_the_shipped_order(
    visit: Visit, shop: Shop, language: str, window: dict[str, object]
) -> None:
    title, email = "Windows 7 Home Premium", new_address()
    sale = shop.plan(title=f"{title} {email}", limit=3)
    visitor = visit(language, **window)
    page = visitor.page

    shop.wait_until_listed([sale])
    page.goto("/")
    page.get_by_role("link", name=email).click()
    expect(page.locator("#state")).to_be_visible()
    page.locator("#go").click()
    steps.sign_in_by_mail(page, shop, email)
    expect(page).to_have_url(re.compile(rf"buy\.html\?sale={sale}"))
    steps.reserve(page, 2)
    steps.fill_in(page)
    expect(page.locator("#order-button")).to_have_text(
        re.compile(steps.ORDER_WORDS[language], re.IGNORECASE)
    )
    expect(page.locator("#facts")).to_contain_text(SUMS[language])
    number = steps.order(page)

    other_device = visit(language, clock=True)
    other_device.page.goto(shop.mailed_link(email, "order.html"))
    expect(other_device.page.locator("#facts")).to_contain_text(SUMS[language])
    shop.ship(number)
    expect(other_device.page.locator("#order")).not_to_have_attribute("data-state", "shipped")
    other_device.page.clock.fast_forward(13_000)
    expect(other_device.page.locator("#order")).to_have_attribute("data-state", "shipped")
    expect(other_device.page.locator("#history")).to_contain_text("00340434161094000000")
    page.reload()
    expect(page.locator("#state")).to_have_text(re.compile(SHIPPED[language]))
    expect(page.locator("#facts")).to_contain_text(shop.order(number)["listed_as"])
    assert [order["order"] for order in shop.orders(sale)] == [number]


def test_what_was_ordered_stands_in_the_list_with_what_is_remembered(
    visit: Visit, shop: Shop
) -> None:
    sale, email = shop.plan(), new_address()
    visitor = visit("en", email=email)
    visitor.page.goto(f"/buy.html?sale={sale}")
    steps.reserve(visitor.page)
    steps.fill_in(visitor.page)
    visitor.page.locator("#remember").check()
    number = steps.order(visitor.page)
    eventually(lambda: shop.shopper(email).ask("GET", "/v1/me/orders").body["orders"])

    visitor.page.goto("/orders.html")

    expect(visitor.page.locator(f"#list a[href*='{number}']")).to_be_visible()
    expect(visitor.page.locator("#remembered")).to_contain_text(DELIVERY["street"])
    visitor.page.locator("#forget").click()
    expect(visitor.page.locator("#remembered")).not_to_contain_text(DELIVERY["street"])
    visitor.page.reload()
    expect(visitor.page.locator("#mine")).to_be_visible()
    expect(visitor.page.locator("#remembered")).not_to_contain_text(DELIVERY["street"])
    visitor.page.locator("#sign-out").click()
    expect(visitor.page.locator("#sign-in-link")).to_be_visible()


def test_a_sale_leads_to_the_order_that_one_has_in_it(visit: Visit, shop: Shop) -> None:
    sale, visitor = shop.plan(), visit("en", email=new_address())
    page = visitor.page
    number = steps.buy(page, sale)

    page.locator("#to-sale").click()
    expect(page.locator("#hint")).to_contain_text("ordered")
    page.locator("#go").click()

    assert steps.ordered(page) == number
    page.locator("#cancel-button").click()
    page.locator("#cancel-dialog [value=yes]").click()
    expect(page.locator("#order")).to_have_attribute("data-state", "cancelled")
    page.locator("#to-sale").click()
    expect(page.locator("#go")).to_have_attribute("href", f"buy.html?sale={sale}")


def test_who_orders_where_as_many_have_as_may_is_told_so(visit: Visit, shop: Shop) -> None:
    sale, visitor = shop.plan(household_limit=1), visit("en", email=new_address())
    visitor.excused |= {409}
    shop.shopper().order(sale)
    visitor.page.goto(f"/buy.html?sale={sale}")
    steps.reserve(visitor.page)
    steps.fill_in(visitor.page)

    visitor.page.locator("#order-button").click()

    expect(visitor.page.locator("#order-error")).to_contain_text(
        re.compile("this delivery address.* 1\\.")
    )


def test_an_order_may_be_cancelled_until_it_ships(visit: Visit, shop: Shop) -> None:
    visitor = visit("de", email=new_address())
    number = steps.buy(visitor.page, shop.plan())

    visitor.page.locator("#cancel-button").click()
    visitor.page.locator("#reason").fill("Doch\nnicht.\n")
    visitor.page.locator("#cancel-dialog [value=yes]").click()

    expect(visitor.page.locator("#order")).to_have_attribute("data-state", "cancelled")
    expect(visitor.page.locator("#history")).to_contain_text("Doch nicht.")
    expect(visitor.page.locator("#cancel-button")).to_be_hidden()
    assert shop.order(number)["state"] == "cancelled"


def test_a_link_is_enough_to_withdraw_from_the_contract_in_two_steps(
    visit: Visit, shop: Shop
) -> None:
    order = shop.shopper(language="de").order(shop.plan())
    reader = visit("de").page
    reader.goto(order["link"])

    reader.get_by_role("button", name="Vertrag widerrufen").click()
    expect(reader.locator("#withdraw-name")).to_have_value(order["delivery"]["name"])
    reader.locator("#withdraw-reason").fill("Zu laut.\nUnd zu groß.")
    reader.get_by_role("button", name="Widerruf bestätigen").click()

    expect(reader.locator("#order")).to_have_attribute("data-state", "withdrawn")
    expect(reader.locator("#history")).to_contain_text("Zu laut. Und zu groß.")
    expect(reader.locator("#state-text")).to_contain_text("binnen 14 Tagen")
    expect(reader.locator("#withdraw-button")).to_be_hidden()
    declared = shop.order(order["order"])["history"][-1]
    assert (declared["what"], declared["by"]) == ("withdrawn", "shopper")


def test_who_comes_too_late_to_cancel_is_told_and_sees_why(visit: Visit, shop: Shop) -> None:
    visitor = visit("en", email=new_address())
    number = steps.buy(visitor.page, shop.plan())
    shop.ship(number)
    visitor.excused |= {409}

    visitor.page.locator("#cancel-button").click()
    visitor.page.locator("#cancel-dialog [value=yes]").click()

    expect(visitor.page.locator("#page-error")).to_be_visible()
    expect(visitor.page.locator("#order")).to_have_attribute("data-state", "shipped")
