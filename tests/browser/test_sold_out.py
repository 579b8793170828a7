"""Too many people, too few units: what the others see, and how they go on."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.shop import Shop, new_address

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-waits")]


def _window(first_year: int) -> dict[str, str]:
    """Give a window of two years."""
    opens, closes = (f"{year}-01-01T09:00:00Z" for year in (first_year, first_year + 2))
    return {
        "opens_at": opens,
        "closes_at": closes,
        "opens_local": opens.replace("Z", "+00:00"),
        "closes_local": closes.replace("Z", "+00:00"),
    }


LISTED: Mapping[str, object] = MappingProxyType(
    {
        "title": "Another sale",
        "seller": "",
        "zone": "UTC",
        "windows": [{**_window(2001), "closes_at": "2099-01-01T09:00:00Z"}],
        "price": {"amount": 4997, "currency": "EUR"},
        "reference_price": None,
        "pools": [{"pool": "main", "units": 9}],
        "phase": "open",
        "sold_out": False,
    }
)
"""What a page needs of a sale in the list."""


@pytest.mark.parametrize("page_of", ["sale", "buy"])
def test_when_units_come_back_the_page_says_so_by_itself(
    visit: Visit, shop: Shop, page_of: str
) -> None:
    sale, somebody = shop.plan(units=1), shop.shopper()
    held = somebody.hold(sale)
    visitor = visit("en", email=new_address(), clock=True)
    page = visitor.page
    page.goto(f"/{page_of}.html?sale={sale}")
    area = page.locator("#status" if page_of == "sale" else "#choose")
    expect(area).to_have_attribute("data-kind", "soldOut")
    expect(page.locator("#explain")).to_contain_text("come back")

    somebody.give_back(sale, held)

    visitor.pass_time(40)
    expect(area).to_have_attribute("data-kind", "open")
    expect(page.locator("#live")).not_to_be_empty()


def test_sold_out_for_good_shows_the_way_to_other_sales(visit: Visit, shop: Shop) -> None:
    sale, other = shop.plan(units=1), shop.plan(title="Another sale")
    shop.shopper().order(sale)
    shop.wait_until_listed([other])
    visitor = visit("de")
    visitor.list_only([other])

    visitor.page.goto(f"/sale.html?sale={sale}")

    expect(visitor.page.locator("#status")).to_have_attribute("data-kind", "soldOut")
    expect(visitor.page.locator("#go")).to_be_hidden()
    expect(visitor.page.locator(f"#others a[href*='{other}']")).to_be_visible()


def test_other_sales_are_the_next_few_that_one_can_still_go_to(visit: Visit) -> None:
    visitor = visit("en")
    visitor.excused |= {404}
    unlike: list[Mapping[str, object]] = [
        {"sold_out": True},
        {"phase": "paused"},
        {"phase": "closed"},
        {"windows": [_window(2001)]},
        {"phase": "scheduled", "windows": [_window(2097)]},
    ]
    listed = [*unlike, LISTED, LISTED, LISTED]
    sales = [{**LISTED, **one, "sale": f"sale-{n}"} for n, one in enumerate(listed)]
    visitor.context.route("**/v1/sales", lambda route: route.fulfill(json={"sales": sales}))

    visitor.page.goto("/sale.html?sale=no-such-sale")

    links = visitor.page.locator("#other-list a")
    expect(links).to_have_count(3)
    addresses = links.evaluate_all("all => all.map((one) => one.search)")
    assert addresses == ["?sale=sale-4", "?sale=sale-5", "?sale=sale-6"]


def test_who_wants_more_than_is_left_is_offered_what_is_left(visit: Visit, shop: Shop) -> None:
    sale = shop.plan(units=3)
    visitor = visit("en", email=new_address())
    visitor.page.goto(f"/buy.html?sale={sale}")
    expect(visitor.page.locator("#reserve-button")).to_be_visible()
    shop.shopper().hold(sale, 2)
    visitor.excused |= {409}

    visitor.page.locator("#quantity").select_option("3")
    visitor.page.locator("#reserve-button").click()

    expect(visitor.page.locator("#reserve-error")).to_contain_text("1")
    expect(visitor.page.locator("#quantity")).to_have_value("1")
    visitor.page.locator("#reserve-button").click()
    expect(visitor.page.locator("#time-left")).to_be_visible()


def test_the_page_opens_on_the_second_and_a_click_just_before_it_counts(
    visit: Visit, shop: Shop
) -> None:
    sale = shop.plan(opens_in=4)
    visitor = visit("en", email=new_address())
    visitor.excused |= {409}  # the server's processes turn within a moment of each other
    page = visitor.page

    page.goto(f"/buy.html?sale={sale}")

    expect(page.locator("#countdown")).to_be_visible()
    expect(page.locator("#reserve-button")).to_be_hidden()
    expect(page.locator("#reserve-button")).to_be_visible(timeout=8_000)
    page.locator("#reserve-button").click()
    expect(page.locator("#time-left")).to_be_visible()


def test_a_hold_that_ran_out_says_so_and_leads_to_a_new_one(visit: Visit, shop: Shop) -> None:
    sale = shop.plan(hold_seconds=5)
    visitor = visit("de", email=new_address())
    page = visitor.page
    page.goto(f"/buy.html?sale={sale}")
    steps.reserve(page)
    steps.fill_in(page)

    expect(page.locator("#over")).to_be_visible(timeout=12_000)

    page.locator("#anew").click()
    expect(page.locator("#reserve-button")).to_be_visible()


def test_a_halted_sale_stops_the_clock_of_what_is_held(visit: Visit, shop: Shop) -> None:
    sale = shop.plan()
    visitor = visit("en", email=new_address(), clock=True)
    page = visitor.page
    page.goto(f"/buy.html?sale={sale}")
    steps.reserve(page)

    shop.steer(sale, "pause", reason="A wrong price.")
    visitor.pass_time(30)

    expect(page.locator("#held-paused")).to_be_visible()
    shop.steer(sale, "resume")
    visitor.pass_time(30)
    expect(page.locator("#time-left")).to_be_visible()


def test_units_are_given_back_only_when_asked_twice(visit: Visit, shop: Shop) -> None:
    sale = shop.plan()
    visitor = visit("en", email=new_address())
    page = visitor.page
    page.goto(f"/buy.html?sale={sale}")
    steps.reserve(page)

    page.locator("#return-button").click()
    page.locator("#return-dialog [value=no]").click()
    expect(page.locator("#time-left")).to_be_visible()
    page.locator("#return-button").click()
    page.locator("#return-dialog [value=yes]").click()

    expect(page.locator("#reserve-button")).to_be_visible()
    assert shop.live(sale)["held"] == 0


def test_a_number_held_may_be_changed(visit: Visit, shop: Shop) -> None:
    sale = shop.plan()
    visitor = visit("de", email=new_address())
    page = visitor.page
    page.goto(f"/buy.html?sale={sale}")
    steps.reserve(page, 1)

    page.locator("#change-button").click()
    page.locator("#new-quantity").select_option("3")
    page.locator("#change-dialog [value=yes]").click()

    expect(page.locator("#facts")).to_contain_text("149,91\xa0€")
    assert shop.live(sale)["held"] == 3
