"""Every page in every state: fit for everybody.

In German, whose words are the longer ones; that both languages have the same words, and that whole
purchases go well in each, others show. `python -m tests.browser` draws all states in both instead.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Route, expect

from infra.local.stack import Stack
from infra.local.state import STATE, Mail, Switchboard
from tests.browser import fit, steps
from tests.browser.conftest import Visit
from tests.browser.played import PlayedLine, PlayedList
from tests.browser.shop import Shop, eventually, new_address
from tests.browser.visit import DESKTOP, PHONE, PICTURES, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-looks")]

ONE = {"quantity": 1}
_SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


PAID_FIRST = {"pool": "main", "units": 10, "payment": "prepayment"}
PREPAYMENT = {
    "holder": "Ein Laden wie der von 2009",
    "iban": "DE89370400440532013000",
    "bic": "COBADEFFXXX",
    "pay_seconds": 604_800,
    "remind_seconds": 345_600,
}
BERLIN = {"pool": "berlin", "place": "Berlin", "delivers_by": "2099-12-18"}
LATER = {
    "pool": "new-york",
    "units": 9,
    "place": "New York",
    "delivers_from": "2100-03-01",
    "delivers_by": "2100-03-31",
    "to_come": True,
    "payment": "prepayment",
}


class Album:
    """Somebody who looks closely at each state of the pages, and keeps pictures if asked to."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.faults: list[str] = []

    def go(self, address: str, shows: str) -> None:
        """Open a page, and wait until it shows something."""
        self.page.goto("about:blank")  # a fragment alone would load nothing
        self.page.goto(address)
        expect(self.page.locator(shows)).to_be_visible()

    def look(self, name: str, *, whole: bool = True) -> None:
        """Look at the page as it stands; a dialog covers the window, not the whole of it."""
        if PICTURES not in os.environ:
            self.faults += [f"{name}: {fault}" for fault in fit.faults_of(self.page)]
            return
        directory = Path(os.environ[PICTURES]) / self.visitor.language
        for size, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
            self.page.set_viewport_size(viewport)
            for scheme in _SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                picture = directory / f"{name}-{size}-{scheme}.png"
                self.page.screenshot(path=picture, full_page=whole)


@pytest.fixture(params=["de", "en"] if PICTURES in os.environ else ["de"])
def album(visit: Visit, request: pytest.FixtureRequest) -> Iterator[Callable[..., Album]]:
    """Open a browser to look closely; whatever was found fails the test at its end."""
    albums: list[Album] = []

    def opened(**more: object) -> Album:
        visitor = visit(request.param, reduced_motion="reduce", **more)
        visitor.excused |= {400, 401, 404, 409, 422}
        albums.append(Album(visitor))
        return albums[-1]

    yield opened
    assert [fault for one in albums for fault in one.faults] == []


Albums = Callable[..., Album]


def test_the_sale_in_each_of_its_states(album: Albums, shop: Shop) -> None:
    look = album()
    sales = {
        "before": shop.plan(opens_in=93_784, limit=2),
        "open": shop.plan(units=100),
        "hidden": shop.plan(remaining="hidden", reference_price=None),
        "bands": shop.plan(remaining="bands", units=100),
        "pools": shop.plan(pools=[{**BERLIN, "units": 3}, LATER], prepayment=PREPAYMENT, limit=3),
        "paused": shop.plan(),
        "closed": shop.plan(),
        "sold-out-held": shop.plan(units=1),
        "sold-out": shop.plan(units=1),
    }
    shop.steer(sales["paused"], "pause", reason="A wrong price.")
    shop.steer(sales["closed"], "close", reason="The end.")
    shop.shopper().hold(sales["sold-out-held"])
    shop.shopper().order(sales["sold-out"])

    shop.wait_until_listed(sales.values())
    look.visitor.list_only(sales.values())
    look.go("/", "#groups .card >> nth=8")
    look.look("index")
    for state, sale in sales.items():
        look.go(f"/sale.html?sale={sale}", "#status")
        kind = _kind_of(state)
        expect(look.page.locator("#status")).to_have_attribute("data-kind", kind)
        look.look(f"sale-{state}")
    look.go("/sale.html?sale=no-such-sale", "#gone")
    look.look("sale-gone")
    look.go("/404.html", "h1")
    look.look("not-found")


def test_a_line_in_each_of_its_states(album: Albums, shop: Shop) -> None:
    stranger = album()
    stranger.go(f"/sale.html?sale={PlayedLine(stranger.visitor, shop).sale}", "#join")
    stranger.look("line-stranger")
    look = album(email=new_address())
    line = PlayedLine(look.visitor, shop)
    address, page = f"/sale.html?sale={line.sale}", look.page

    look.go(address, "#join")
    look.look("line-before")
    page.locator("#join").click()
    expect(page.locator("#status")).to_have_attribute("data-stage", "joined")
    look.look("line-joined")
    for name, opened_ago, shown, stage in (
        ("line-digest", 1, 1, "drawing"),
        ("line-late-draw", 600, 2, "drawing"),
        ("line-waiting", 11, 3, "waiting"),
        ("line-turn", 1500, 3, "turn"),
    ):
        line.opened(opened_ago)
        line.shown = shown
        look.go(address, f"#status[data-stage={stage}]")
        steps.check_draw(page)
        expect(page.locator("#draw code >> nth=0")).to_be_visible()
        look.look(name)
    line.opened(11)
    look.go(f"/buy.html?sale={line.sale}", "#not-yet")
    look.look("buy-in-line")
    line.seed = bytes(32)
    look.go(address, "#misfit")
    look.look("line-another-seed")
    line.changes = {
        "phase": "paused",
        "pauses": [{"paused_at": "2026-01-01T00:00:00Z", "resumed_at": None}],
    }
    look.go(address, "#status[data-kind=paused]")
    look.look("line-halted")
    until = "2099-01-01T00:00:00Z"
    line.changes = {"sold_out": True, "waitlist": {"offer_seconds": 600, "until": until}}
    look.go(address, "#list-join")
    expect(page.locator("#list-rules")).to_contain_text(
        re.compile("Reihenfolge der Schlange|order of the line")
    )
    look.look("line-list")
    late = album(email=new_address())
    line = PlayedLine(late.visitor, shop)
    line.opened(60)
    line.joined_ago, line.shown = 0, 3
    late.go(f"/sale.html?sale={line.sale}", "#join")
    late.look("line-too-late-for-the-draw")
    late.page.locator("#join").click()
    expect(late.page.locator("#status")).to_have_attribute("data-stage", "waiting")
    late.look("line-behind")
    late.go(f"/buy.html?sale={PlayedLine(late.visitor, shop).sale}", "#join-first")
    late.look("buy-join-first")
    invited = shop.plan(line={"delay_seconds": 0, "spread_seconds": 0}, access="invited")
    late.go(f"/sale.html?sale={invited}", "#code")
    late.page.locator("#code").fill("7K2M")
    late.page.locator("#join").click()
    expect(late.page.locator("#code-error")).to_be_visible()
    late.look("line-invited")


def test_a_waiting_list_in_each_of_its_states(album: Albums, shop: Shop) -> None:
    pools = [{"pool": "main", "units": 1}, {"pool": "hamburg", "units": 1}]
    sale = shop.plan(pools=pools, limit=1, waitlist={"offer_seconds": 7_200, "days": 7})
    for pool in pools:
        shop.shopper().ask("POST", f"/v1/sales/{sale}/reservation", {**ONE, "pool": pool["pool"]})
    address, stranger, look = f"/sale.html?sale={sale}", album(), album(email=new_address())
    stranger.go(address, "#list-join")
    stranger.look("list-stranger")
    played = PlayedList(look.visitor, sale)
    look.go(f"/buy.html?sale={sale}", "#to-list")
    look.look("buy-to-list")
    look.go(address, "#list-join")
    look.look("list-join")
    outlook = {"before": 12, "in_baskets": 14, "unpaid": 3, "as_of": "2026-12-01T08:10:00Z"}
    played.stands("waiting", outlook=outlook)
    look.go(address, "#list-leave")
    look.look("list-waiting")
    look.page.locator("#list-leave").click()
    look.look("list-leave", whole=False)
    played.stands("waiting", outlook={**outlook, "before": None, "in_baskets": 0, "unpaid": 0})
    look.go(address, "#list-leave")
    look.look("list-far-behind")
    played.is_offered(1, minutes=90)
    look.go(address, "#list-accept")
    expect(look.page.locator("#list-state")).to_contain_text("2")  # as many as were wanted
    look.look("list-offered-fewer")
    played.stands("lapsed")
    look.go(address, "#list-join")
    look.look("list-lapsed")
    played.stands("waiting", outlook={**outlook, "before": 0})
    shop.steer(sale, "close", reason="The end.")
    look.go(address, "#status[data-kind=closed]")
    expect(look.page.locator("#list")).to_be_visible()
    look.look("list-closed")


def _kind_of(state: str) -> str:
    if state.startswith("sold-out"):
        return "soldOut"
    return state if state in {"before", "paused", "closed"} else "open"


def test_signing_in_in_each_of_its_states(album: Albums, shop: Shop) -> None:
    look, email = album(), new_address()
    page = look.page
    look.go("/sign-in.html", "#ask-form")
    look.look("sign-in")
    page.locator("#email").fill("no address")
    page.locator("#ask-button").click()
    expect(page.locator("#ask-error")).to_be_visible()
    look.look("sign-in-wrong")
    kept: list[Route] = []
    page.route("**/altcha.js", lambda route: kept.append(route))  # noqa: PLW0108 - marks it
    page.locator("#email").fill(email)
    page.locator("#ask-button").click()
    expect(page.locator("#working")).to_be_visible()
    look.look("sign-in-working")
    for route in kept:
        route.continue_()
    page.unroute("**/altcha.js")
    expect(page.locator("#sent-text")).to_contain_text(email)
    look.look("sign-in-sent")
    page.locator("#again").click()
    page.locator("#lost-button").click()
    expect(page.locator("#sent")).to_be_visible()
    look.look("sign-in-lost")
    look.go(shop.sign_in_link(email, minutes_ago=70), "#expired")
    look.look("sign-in-expired")
    look.visitor.forgiven = ["ERR_INTERNET_DISCONNECTED"]
    look.visitor.context.set_offline(offline=True)
    page.locator("#email").fill(email)
    page.locator("#ask-button").click()
    expect(page.locator("#connection")).to_be_visible()
    look.look("sign-in-offline")
    look.visitor.context.set_offline(offline=False)
    expect(page.locator("#sent")).to_be_visible()
    page.goto(shop.mailed_link(email, "sign-in.html"))
    expect(page.locator("#sign-in-link")).to_be_hidden()
    look.go("/sign-in.html", "#signed-in")
    look.look("sign-in-done")


def test_buying_in_each_of_its_states(album: Albums, shop: Shop) -> None:
    look = album(email=new_address())
    page = look.page
    coming, sold_out, short, emptied, sale = (
        shop.plan(opens_in=600),
        shop.plan(units=1),
        shop.plan(hold_seconds=5),
        shop.plan(pools=[{**BERLIN, "units": 2}, LATER], prepayment=PREPAYMENT, limit=2),
        shop.plan(pools=[{"pool": "berlin", "units": 20}, {"pool": "hamburg", "units": 20}]),
    )
    shop.shopper().hold(sold_out)
    look.go(f"/buy.html?sale={emptied}", "#reserve-button")
    look.look("buy-choose-promised")
    shop.shopper().hold(emptied, 2)
    page.locator("#reserve-button").click()
    expect(page.locator("#reserve-error")).to_be_focused()
    look.look("buy-next-pool")
    page.keyboard.press("Tab")
    expect(page.locator("#take-next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#held-title")).to_be_focused()
    look.look("buy-held-to-come")
    look.go(f"/buy.html?sale={short}", "#reserve-button")
    page.locator("#reserve-button").click()
    expect(page.locator("#over")).to_be_visible(timeout=20_000)
    look.look("buy-over")
    look.go(f"/buy.html?sale={coming}", "#countdown")
    look.look("buy-before")
    look.go(f"/buy.html?sale={sold_out}", "#choose[data-kind=soldOut]")
    look.look("buy-sold-out")
    look.go(f"/buy.html?sale={sale}", "#reserve-button")
    look.look("buy-choose")
    steps.reserve(page, 2)
    look.look("buy-held")
    page.locator("#order-button").click()
    expect(page.locator("#order-error")).to_be_visible()
    look.look("buy-held-wrong")
    steps.fill_in(page)
    look.look("buy-held-filled")
    page.locator("#change-button").click()
    look.look("buy-change", whole=False)
    page.keyboard.press("Escape")
    page.locator("#return-button").click()
    look.look("buy-return", whole=False)
    page.keyboard.press("Escape")
    shop.steer(sale, "pause", reason="A wrong price.")
    expect(page.locator("#held-paused")).to_be_visible()
    look.look("buy-paused")


def test_a_basket_in_each_of_its_states(album: Albums, shop: Shop) -> None:
    look = album(email=new_address())
    page = look.page
    pools = [{"pool": "berlin", "units": 2}, {"pool": "hamburg", "units": 2}]
    waits = {"offer_seconds": 600, "days": 1}
    coming, running = shop.plan(opens_in=600), shop.plan(pools=pools, limit=2, waitlist=waits)
    look.go(f"/sale.html?sale={coming}", "#basket-link")
    look.look("sale-before-signed-in")
    look.go(f"/basket.html?sale={coming}", "#edit")
    look.look("basket-edit")
    page.locator("#save-button").click()
    expect(page.locator("#basket-error")).to_be_visible()
    look.look("basket-wrong")
    steps.prepare(page, 2)
    look.look("basket-ready")
    page.locator("#drop-button").click()
    look.look("basket-drop", whole=False)
    page.keyboard.press("Escape")
    shop.retitle(coming, "Windows 8")
    page.reload()
    expect(page.locator("#unfit")).to_be_visible()
    look.look("basket-unfit")
    look.go(f"/basket.html?sale={running}", "#edit")
    steps.prepare(page, 2)
    expect(page.locator("#buy-button")).to_be_visible()
    look.look("basket-open")
    shop.shopper().hold(running)
    page.locator("#buy-button").click()
    expect(page.locator("#basket-error #take-next")).to_be_visible()
    expect(page.locator("#quantity")).to_have_value("1")
    look.look("basket-fewer")
    shop.shopper().hold(running)
    page.locator("#consent").check()
    page.locator("#save-button").click()
    page.locator("#buy-button").click()
    expect(page.locator("#buy-error #take-next")).to_be_visible()
    expect(page.locator("#buy-error a")).to_have_attribute("href", re.compile("list=1$"))
    look.look("basket-next-pool")


def test_an_order_in_each_of_its_states(album: Albums, shop: Shop, stack: Stack) -> None:
    switches = Switchboard(Path(stack.environment[STATE]))
    email = new_address()
    look, reader = album(email=email), album()
    shopper = shop.shopper(email)
    states = ("shipped", "delivered", "refunded", "cancelled", "moving", "withdrawn")
    orders = {state: shopper.order(shop.plan()) for state in states}
    orders["owed"] = shopper.order(shop.plan(pools=[PAID_FIRST], prepayment=PREPAYMENT))
    to_come = shop.plan(pools=[LATER], prepayment=PREPAYMENT)
    orders["to-come"] = shopper.order(to_come)
    shop.move(orders["to-come"]["order"], "payment")
    withdrawn = f"/v1/orders/{orders['withdrawn']['order']}/withdrawal"
    shopper.ask("POST", withdrawn, {"name": "Grace Hopper", "reason": "It is too loud."})
    for state in states[:3]:
        shop.ship(orders[state]["order"], link="https://parcel.example/1")
    for state in states[1:3]:
        shop.move(orders[state]["order"], "delivery")
    back = orders["refunded"]
    shop.move(back["order"], "return", reason="It was wet when it came.", resell=False)
    shop.move(back["order"], "refund", amount=back["total"])
    shop.move(back["order"], "gift", gift="sorry-1", text="A voucher for 20 EUR: SORRY-20.")
    shop.cancel(orders["cancelled"]["order"], "Damaged in the warehouse; we are sorry.")
    for state, order in orders.items():
        told = "#history .told time"
        look.go(f"/order.html?order={order['order']}", f"{told} >> nth=0")
        look.look(f"order-{state}")
    look.page.locator("#cancel-button").click()
    look.look("order-cancel", whole=False)
    reader.go(orders["moving"]["link"], "#link-hint")
    reader.look("order-by-link")
    reader.page.locator("#withdraw-button").click()
    reader.look("order-withdraw", whole=False)
    reader.go("/order.html#a.b.c", "#expired")
    reader.look("order-unknown")
    nobody = shop.shopper(f"bounce-{new_address()}")
    lost = nobody.order(shop.plan())
    first = f"/v1/orders/{lost['order']}"
    eventually(lambda: nobody.ask("GET", first).body["history"][0]["mail"] == "bounced")
    reader.go(lost["link"], "#history .mail >> nth=0")
    reader.look("order-bounced")
    switches.set(mail=Mail.REFUSES)
    untold = shopper.order(shop.plan())
    switches.set(mail=Mail.WORKS)
    look.go(untold["link"], "#order")
    look.look("order-not-told")
    eventually(lambda: len(shopper.ask("GET", "/v1/me/orders").body["orders"]) == 9)
    look.go("/orders.html", "#list .card >> nth=8")
    look.look("orders")


def test_nobody_s_orders_are_none(album: Albums) -> None:
    look = album(email=new_address())
    look.go("/orders.html", "#none")
    look.look("orders-none")
