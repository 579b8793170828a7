"""The pages for developers, as a developer uses them: the mailbox and the control page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from infra.local.crowd.proof import solved
from infra.local.resources import client
from infra.local.stack import Stack
from tests.browser.fit import faults_of
from tests.browser.shop import Shop, Shopper, new_address
from tests.browser.visit import PHONE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser-line")]


@pytest.fixture
def desk(browser: Browser, stack: Stack) -> Iterator[Page]:
    """A page at the engine's address; whatever it complains of fails the test."""
    context = browser.new_context(base_url=stack.engine_url, locale="en-GB")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text))
    yield page
    context.close()
    assert complaints == []


def test_a_link_in_the_mailbox_signs_in(desk: Page, shop: Shop) -> None:
    email = new_address()
    desk.goto(f"/_mailbox?to={email}")
    expect(desk.get_by_text("No mail to such an address yet.")).to_be_visible()

    contact = {"email": email, "language": "en", "zone": "Europe/Berlin"}
    anybody = Shopper(shop.url, "")
    challenge = anybody.ask("POST", "/v1/shoppers/challenge", {"email": email}).body["challenge"]
    anybody.ask("POST", "/v1/shoppers", {**contact, "proof": solved(challenge)})
    desk.locator("#mails a").first.click()  # it came by itself
    with desk.context.expect_page() as opened:
        desk.frame_locator("iframe").get_by_role("link").first.click()

    expect(opened.value).not_to_have_url(re.compile("sign-in"))
    opened.value.goto(f"{shop.url}/orders.html")
    expect(opened.value.locator("#who")).to_contain_text(email)


def test_buttons_work_without_leaving_the_page(desk: Page) -> None:
    desk.goto("/_control")
    desk.evaluate("document.body.dataset.stayed = 'yes'")

    desk.get_by_role("button", name="Deliver every one twice").press("Enter")

    expect(desk.get_by_text("each is delivered twice")).to_be_visible()
    expect(desk.get_by_role("status")).to_have_text("Every message and batch is delivered twice.")
    back = desk.get_by_role("button", name="One in twenty")
    expect(back).to_be_focused()
    back.press("Enter")
    expect(desk.get_by_role("button", name="Deliver every one twice")).to_be_focused()
    assert desk.evaluate("document.body.dataset.stayed") == "yes"


def test_what_is_open_stays_open_while_the_page_keeps_up(desk: Page, stack: Stack) -> None:
    queues = client("sqs", stack.engine_url)
    dead = queues.get_queue_url(QueueName="sale-local-relay-dead")["QueueUrl"]
    queues.send_message(QueueUrl=dead, MessageBody='{"first": 1}')
    desk.goto("/_control")
    letters = desk.locator("#letters-relay")

    letters.locator("summary").click()
    queues.send_message(QueueUrl=dead, MessageBody='{"second": 2}')

    expect(letters.get_by_text("second")).to_be_visible()
    expect(letters.get_by_text("first")).to_be_visible()
    queues.purge_queue(QueueUrl=dead)


def test_on_a_phone_every_button_is_within_the_window(desk: Page) -> None:
    desk.set_viewport_size(PHONE)
    desk.goto("/_control")

    ends = desk.locator("button").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().right)"
    )

    assert len(ends) > 2
    assert max(ends) <= PHONE["width"]


def test_everybody_can_use_both_pages(desk: Page, shop: Shop) -> None:
    email = new_address()
    shop.shopper(email).order(shop.plan())
    shop.mailed_link(email, "order.html")

    desk.goto("/_control")
    faults = faults_of(desk)
    desk.goto(f"/_mailbox?to={email}")
    faults += faults_of(desk)

    assert faults == []
