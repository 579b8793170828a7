"""Lost answers, reloads, tabs, clocks, no network: one order, and a page that stays true."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from infra.local.stack import Stack
from infra.local.state import STATE
from tests.browser import steps
from tests.browser.conftest import Visit
from tests.browser.shop import DELIVERY, Shop, new_address
from tests.browser.visit import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-waits")]

TEN_DAYS_MS = 864_000_000


@pytest.fixture
def buyer(visit: Visit) -> Visitor:
    """Somebody who has signed in, with a clock that the test may move."""
    return visit("en", email=new_address(), clock=True)


@contextmanager
def stopped(stack: Stack) -> Iterator[None]:
    """Stop the API in the midst of whatever it does; then let it go on with that."""
    announced = Path(stack.environment[STATE]).glob("api-*.pid")
    processes = [int(file.read_text(encoding="ascii")) for file in announced]
    assert processes
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def lose_first_answer(page: Page, path: str) -> list[Request]:
    """Let the first request for a path do its work, and lose its answer; return all of them."""
    asked: list[Request] = []

    def pass_on(route: Route) -> None:
        asked.append(route.request)
        if len(asked) == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(f"**{path}", pass_on)
    return asked


def test_a_reload_in_the_middle_leads_back_to_where_one_was(buyer: Visitor, shop: Shop) -> None:
    sale, page = shop.plan(), buyer.page
    page.goto(f"/buy.html?sale={sale}")
    steps.reserve(page, 2)
    page.locator("#name").fill("Grace Hopper")
    page.locator("#city").fill("Berlin")

    page.reload()

    expect(page.locator("#time-left")).to_be_visible()
    expect(page.locator("#name")).to_have_value("Grace Hopper")
    expect(page.locator("#city")).to_have_value("Berlin")
    steps.fill_in(page)
    number = steps.order(page)
    page.reload()
    expect(page.locator("#order")).to_be_visible()
    page.goto(f"/buy.html?sale={sale}")
    assert steps.ordered(page) == number
    assert [order["quantity"] for order in shop.orders(sale)] == [2]


def test_a_lost_answer_is_asked_for_again_and_nothing_is_done_twice(
    buyer: Visitor, shop: Shop
) -> None:
    sale, page = shop.plan(), buyer.page
    buyer.forgiven = [r"failed: POST .*/(reservation|order)"]
    page.goto(f"/buy.html?sale={sale}")
    reserving = lose_first_answer(page, f"/v1/sales/{sale}/reservation")
    ordering = lose_first_answer(page, f"/v1/sales/{sale}/order")

    steps.reserve(page, 2)
    steps.fill_in(page)
    number = steps.order(page)

    sent = [request.post_data for request in reserving if request.method == "POST"]
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert [request.post_data for request in ordering] == [ordering[0].post_data] * 2
    assert [order["order"] for order in shop.orders(sale)] == [number]
    assert shop.live(sale)["available"] == 8


def test_an_api_that_is_gone_for_ten_seconds_while_one_orders_costs_nothing_but_time(
    visit: Visit, shop: Shop, stack: Stack
) -> None:
    sale, visitor = shop.plan(), visit("de", email=new_address())
    page = visitor.page
    page.goto(f"/buy.html?sale={sale}")
    steps.reserve(page)
    steps.fill_in(page)

    with stopped(stack):
        page.locator("#order-button").click()
        expect(page.locator("#order-button")).to_have_attribute("aria-disabled", "true")
        page.locator("#order-button").click(force=True)
        expect(page.locator("#connection")).to_contain_text("Keine Verbindung", timeout=12_000)
        page.wait_for_timeout(500)

    number = steps.ordered(page)
    assert [order["order"] for order in shop.orders(sale)] == [number]


def test_a_minute_without_network_passes_and_the_page_goes_on_by_itself(
    buyer: Visitor, shop: Shop
) -> None:
    sale, page = shop.plan(units=1), buyer.page
    buyer.forgiven = ["ERR_INTERNET_DISCONNECTED"]
    page.goto(f"/sale.html?sale={sale}")
    expect(page.locator("#status")).to_have_attribute("data-kind", "open")

    buyer.context.set_offline(offline=True)
    page.clock.run_for(60_000)
    expect(page.locator("#connection")).to_contain_text("No connection")
    shop.shopper().order(sale)
    buyer.context.set_offline(offline=False)
    page.clock.run_for(2_000)

    expect(page.locator("#connection")).to_contain_text("Connected again")
    buyer.pass_time(40)
    expect(page.locator("#status")).to_have_attribute("data-kind", "soldOut")


def test_the_status_is_asked_for_at_most_once_in_five_seconds(visit: Visit, shop: Shop) -> None:
    sale, visitor = shop.plan(opens_in=6), visit("en", clock=True)
    visitor.page.goto(f"/sale.html?sale={sale}")
    expect(visitor.page.locator("#countdown")).to_be_visible()
    asked: list[float] = []
    visitor.page.expose_function("asks", lambda at: asked.append(at))  # noqa: PLW0108 - a built-in is none to Playwright
    visitor.page.evaluate(
        """() => {
          const real = window.fetch;
          window.fetch = (...words) => {
            if (/sales\\/[^/]+$/.test(words[0])) window.asks(performance.now());
            return real(...words);
          };
        }"""
    )

    visitor.pass_time(30)

    assert 4 <= len(asked) <= 7
    assert min(later - before for before, later in pairwise(asked)) >= 5_000


def test_the_status_is_asked_for_no_sooner_when_nobody_answers(visit: Visit, shop: Shop) -> None:
    sale, visitor = shop.plan(), visit("en", clock=True)
    visitor.page.goto(f"/sale.html?sale={sale}")
    expect(visitor.page.locator("#status")).to_be_visible()
    visitor.excused |= {503}
    asked: list[float] = []

    def refuse(route: Route) -> None:
        asked.append(visitor.page.evaluate("performance.now()"))
        route.fulfill(status=503, headers={"Retry-After": "0"}, body="")

    visitor.page.route(re.compile(rf"/v1/sales/{sale}$"), refuse)
    visitor.pass_time(30)

    assert 3 <= len(asked) <= 7
    assert min(later - before for before, later in pairwise(asked)) >= 4_500


_HIDDEN = """hidden => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
  document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
}"""


def test_nothing_is_asked_while_nobody_looks(visit: Visit, shop: Shop) -> None:
    sale, visitor = shop.plan(), visit("en", clock=True)
    visitor.page.goto(f"/sale.html?sale={sale}")
    expect(visitor.page.locator("#status")).to_be_visible()
    before = len(visitor.requests(f"/v1/sales/{sale}"))

    visitor.page.evaluate(_HIDDEN, arg=True)
    visitor.page.clock.run_for(120_000)
    meanwhile = len(visitor.requests(f"/v1/sales/{sale}"))
    visitor.page.evaluate(_HIDDEN, arg=False)
    visitor.page.wait_for_timeout(300)

    assert meanwhile - before <= 1
    assert len(visitor.requests(f"/v1/sales/{sale}")) == meanwhile + 1


def test_nothing_is_asked_again_while_nobody_looks(visit: Visit, shop: Shop) -> None:
    sale, visitor = shop.plan(), visit("en", clock=True)
    visitor.excused |= {503}
    visitor.page.goto(f"/sale.html?sale={sale}")
    expect(visitor.page.locator("#status")).to_be_visible()
    visitor.page.route(re.compile(rf"/v1/sales/{sale}$"), lambda route: route.fulfill(status=503))
    visitor.pass_time(8)
    before = len(visitor.requests(f"/v1/sales/{sale}"))

    visitor.page.evaluate(_HIDDEN, arg=True)
    visitor.pass_time(60)
    meanwhile = len(visitor.requests(f"/v1/sales/{sale}"))
    visitor.page.evaluate(_HIDDEN, arg=False)
    visitor.pass_time(1)

    assert before >= 2
    assert meanwhile - before <= 1
    assert len(visitor.requests(f"/v1/sales/{sale}")) == meanwhile + 1


def test_a_part_of_the_page_that_does_not_come_is_said_to_be_missing(
    visit: Visit, shop: Shop
) -> None:
    line = {"delay_seconds": 10, "spread_seconds": 60}
    sale, visitor = shop.plan(opens_in=600, line=line), visit("en")
    visitor.forgiven = [r"failed: GET .*/js/line\.js"]
    visitor.page.route("**/js/line.js", lambda route: route.abort("connectionreset"), times=1)

    visitor.page.goto(f"/sale.html?sale={sale}")
    visitor.page.locator("#broken a").click()

    expect(visitor.page.locator("#join")).to_be_visible()


@pytest.mark.parametrize("off_ms", [TEN_DAYS_MS, -TEN_DAYS_MS])
def test_a_machine_s_clock_that_is_ten_days_off_does_not_matter(
    visit: Visit, shop: Shop, off_ms: int
) -> None:
    sale, visitor = (
        shop.plan(opens_in=3600, hold_seconds=600),
        visit("en", email=new_address(), clock=off_ms),
    )
    page = visitor.page

    page.goto(f"/sale.html?sale={sale}")

    expect(page.locator("#countdown")).to_be_visible()
    figures = map(int, re.findall(r"\d+", page.locator("#countdown").inner_text()))
    assert next(filter(None, figures)) in {1, 59}
    running = shop.plan(hold_seconds=600)
    page.goto(f"/buy.html?sale={running}")
    steps.reserve(page)
    assert re.fullmatch(r"(9:5\d|10:00)", page.locator("#time-left").inner_text())


def test_a_clock_that_is_set_meanwhile_does_not_matter(buyer: Visitor, shop: Shop) -> None:
    sale, page = shop.plan(hold_seconds=600), buyer.page
    page.goto(f"/buy.html?sale={sale}")
    steps.reserve(page)

    page.clock.set_system_time(page.evaluate("Date.now()") + TEN_DAYS_MS)
    buyer.pass_time(9)

    assert re.fullmatch(r"9:[345]\d", page.locator("#time-left").inner_text())
    steps.fill_in(page)
    steps.order(page)


def test_a_laptop_that_was_closed_past_the_deadline_says_so_when_it_is_opened(
    buyer: Visitor, shop: Shop
) -> None:
    sale, page = shop.plan(hold_seconds=5), buyer.page
    page.goto(f"/buy.html?sale={sale}")
    steps.reserve(page)
    page.wait_for_timeout(5_500)

    page.clock.fast_forward(3_600_000)

    expect(page.locator("#over")).to_be_visible()


def test_two_tabs_hold_the_same_units_and_order_once(buyer: Visitor, shop: Shop) -> None:
    sale, first = shop.plan(), buyer.page
    second = buyer.context.new_page()
    for tab in (first, second):
        tab.goto(f"/buy.html?sale={sale}")
        expect(tab.locator("#reserve-button")).to_be_visible()

    steps.reserve(first, 2)
    second.locator("#quantity").select_option("2")
    second.locator("#reserve-button").click()
    expect(second.locator("#time-left")).to_be_visible()
    steps.fill_in(first)
    number = steps.order(first)
    steps.fill_in(second)
    second.locator("#order-button").click()

    assert steps.ordered(second) == number
    assert [order["quantity"] for order in shop.orders(sale)] == [2]


def test_a_tab_with_other_wishes_is_shown_what_stands(buyer: Visitor, shop: Shop) -> None:
    sale, first = shop.plan(), buyer.page
    second = buyer.context.new_page()
    buyer.excused |= {422}
    for tab in (first, second):
        tab.goto(f"/buy.html?sale={sale}")
        expect(tab.locator("#reserve-button")).to_be_visible()
    steps.reserve(first, 1)

    second.locator("#quantity").select_option("3")
    second.locator("#reserve-button").click()

    expect(second.locator("#order-error")).to_contain_text("already")
    steps.fill_in(first)
    number = steps.order(first)
    steps.fill_in(second, {**DELIVERY, "street": "Elsewhere 2"})
    second.locator("#order-button").click()
    expect(second.locator("#stands")).to_be_visible()
    second.locator("#stands-link").click()
    assert steps.ordered(second) == number


def test_signing_out_in_one_tab_ends_the_other(buyer: Visitor, shop: Shop) -> None:
    sale, first = shop.plan(), buyer.page
    second = buyer.context.new_page()
    second.goto(f"/buy.html?sale={sale}")
    expect(second.locator("#reserve-button")).to_be_visible()

    first.goto("/orders.html")
    first.locator("#sign-out").click()

    expect(second).to_have_url(re.compile(r"sign-in\.html\?back=buy"))
