"""A phone, a keyboard, 200 %, no motion, no script, a slow line: everybody can buy."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import fit, steps
from tests.browser.conftest import Visit
from tests.browser.shop import DELIVERY, Shop, new_address

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-line")]

MOST_BYTES = 60_000
FOCUS = """() => {
  const focused = document.activeElement;
  const style = getComputedStyle(focused);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const {top, bottom} = focused.getBoundingClientRect();
  return {
    id: focused.id || focused.textContent.trim(),
    isVisible: focused === document.body || outlined && bottom > 0 && top < innerHeight,
  };
}"""
MOVING = """() => document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().duration > 1).length
  + (getComputedStyle(document.documentElement).scrollBehavior === 'smooth' ? 1 : 0)"""


class Keyboard:
    """Somebody without a mouse: goes on by Tab, and must always see where that is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lost: list[str] = []

    def go_to(self, name: str) -> None:
        """Press Tab until something with this id or text has the focus."""
        for _ in range(40):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS)
            if not focus["isVisible"]:
                self.lost.append(focus["id"])
            if focus["id"] == name:
                return
        raise AssertionError(f"Tab never came to {name}")

    def write(self, name: str, text: str) -> None:
        self.go_to(name)
        self.page.keyboard.type(text)


def test_everything_can_be_bought_with_the_keyboard_alone(visit: Visit, shop: Shop) -> None:
    title, email = f"Sale {new_address()}", new_address()
    visitor = visit("en", reduced_motion="reduce")  # or a smooth scroll is under way
    sale = shop.plan(title=title)
    shop.wait_until_listed([sale])
    visitor.list_only([sale])
    page = visitor.page
    keys = Keyboard(page)

    page.goto("/")
    expect(page.get_by_role("link", name=title)).to_be_visible()
    keys.go_to(title)
    page.keyboard.press("Enter")
    expect(page.locator("#go")).to_be_visible()
    keys.go_to("go")
    page.keyboard.press("Enter")
    expect(page.locator("#email")).to_be_visible()
    keys.write("email", email)
    page.keyboard.press("Enter")
    expect(page.locator("#sent-text")).to_contain_text(email)
    page.goto(shop.mailed_link(email, "sign-in.html"))
    expect(page.locator("#reserve-button")).to_be_visible()
    keys.go_to("quantity")
    page.keyboard.type("2")
    keys.go_to("reserve-button")
    page.keyboard.press("Enter")
    expect(page.locator("#held-title")).to_be_focused()
    for field, text in DELIVERY.items():
        keys.write(field, "Germany" if field == "country" else text)
    keys.go_to("remember")
    page.keyboard.press("Space")
    keys.go_to("order-button")
    page.keyboard.press("Enter")

    steps.ordered(page)
    keys.go_to("cancel-button")
    page.keyboard.press("Enter")
    expect(page.locator("#cancel-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#cancel-button")).to_be_focused()
    assert keys.lost == []


def test_the_first_tab_leads_past_the_head_of_the_page(visit: Visit) -> None:
    visitor = visit("en")
    page = visitor.page
    page.goto("/sign-in.html")  # where what stands behind # may be a token
    expect(page.locator("#ask-form")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator("#email")).to_be_focused()
    assert visitor.requests("/v1/shoppers/session", "POST") == []


def test_what_happens_is_said_to_who_does_not_see_it(visit: Visit, shop: Shop) -> None:
    sale, visitor = shop.plan(opens_in=4, hold_seconds=65), visit("en", email=new_address())
    visitor.excused |= {409}
    page = visitor.page
    page.goto(f"/buy.html?sale={sale}")
    expect(page.locator("#countdown")).to_have_attribute("role", "timer")

    expect(page.locator("#live")).to_have_text("The sale is open.")
    page.locator("#reserve-button").click()
    expect(page.locator("#held-title")).to_be_focused()
    expect(page.locator("#live")).to_have_text("1 minute left.")


def test_no_motion_means_none(visit: Visit, shop: Shop) -> None:
    still = visit("en", reduced_motion="reduce")
    still.page.goto(f"/sale.html?sale={shop.plan(opens_in=600)}")
    expect(still.page.locator("#countdown")).to_be_visible()

    assert still.page.evaluate(MOVING) == 0


@pytest.mark.parametrize(
    ("plan", "shown"),
    [
        ({}, "#status"),
        ({"line": {"delay_seconds": 10, "spread_seconds": 60}}, "#join"),
        ({"units": 1, "waitlist": {"offer_seconds": 600, "days": 1}}, "#list-join"),
    ],
    ids=["plain", "line", "sold-out-with-list"],
)
def test_a_sale_s_page_transfers_less_than_60_kb(
    visit: Visit, shop: Shop, plan: dict[str, Any], shown: str
) -> None:
    sale, visitor = shop.plan(**plan), visit("de")
    if "waitlist" in plan:
        shop.shopper().order(sale)
    visitor.page.route("**/v1/sales", with_three_others)
    sizes: dict[str, int] = {}
    visitor.context.on(
        "requestfinished",
        lambda asked: sizes.update(
            {
                asked.url: sum(
                    asked.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")
                )
            }
        ),
    )

    visitor.page.goto(f"/sale.html?sale={sale}")
    expect(visitor.page.locator(shown)).to_be_visible()
    visitor.page.wait_for_timeout(300)

    pictures = {url for url in sizes if url.endswith(".svg")}
    assert len(sizes) > 10
    assert all(size > 0 for size in sizes.values())
    print("W", sum(sizes[url] for url in sizes.keys() - pictures))
    assert sum(sizes[url] for url in sizes.keys() - pictures) < MOST_BYTES


def with_three_others(route: Route) -> None:
    """Let the shop have as many other sales as it shows, all alike: other tests plan odd ones."""
    answer = route.fetch()
    alike = {"title": "Windows 7 Home Premium", "description": "With a box, a disc and a key."}
    sale = answer.json()["sales"][0] | alike
    route.fulfill(
        response=answer, json={"sales": [sale | {"sale": f"other-{n}"} for n in range(3)]}
    )


@pytest.mark.parametrize("path", ["/", "/sale.html?sale=any", "/sign-in.html", "/order.html"])
def test_without_a_script_a_page_says_what_it_is(visit: Visit, path: str) -> None:
    visitor = visit("de", java_script_enabled=False)
    visitor.forgiven = ["csp"]  # so Chromium says that it runs no scripts

    visitor.page.goto(path)

    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    for part in visitor.page.locator("noscript p").all():  # Playwright takes no text from there
        expect(part).to_be_visible()
        assert re.search("braucht JavaScript|needs JavaScript", part.inner_html())
    expect(visitor.page.get_by_role("link", name=re.compile("Verkäufe"))).to_be_visible()


def test_a_page_can_be_read_before_its_scripts_have_come(visit: Visit, shop: Shop) -> None:
    sale, visitor = shop.plan(), visit("en")
    visitor.page.route("**/*.js", lambda _: None)  # never answered

    visitor.page.goto(f"/sale.html?sale={sale}", wait_until="commit")

    expect(visitor.page.locator("#waiting")).to_be_visible()
    expect(visitor.page.locator("#waiting")).to_contain_text("One moment")
    visitor.page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<img src='/icon.svg'>", "light, axe: image-alt"),
        ("<p class='planted'>pale</p>", "dark, axe: color-contrast"),
        ("<div class='wide'>wide</div>", "phone: wider than the window"),
        ("<button class='small'>x</button>", "phone: small"),
    ],
)
def test_what_is_not_fit_for_everybody_is_found(visit: Visit, markup: str, fault: str) -> None:
    page = visit("en").page
    page.goto("/404.html")
    expect(page.locator("html.ready")).to_be_attached()
    before = fit.faults_of(page)
    page.evaluate(
        """(markup) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`.planted { background: #fff; color: #aaa }
            .wide { width: 900px } .small { all: unset; width: 9px; height: 9px }`);
          document.adoptedStyleSheets = [sheet];
          document.querySelector('main').insertAdjacentHTML('beforeend', markup);
        }""",
        markup,
    )

    found = fit.faults_of(page)

    assert before == []
    assert [one for one in found if one.startswith(fault)]
