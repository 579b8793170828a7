import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from infra.local.stack import Stack
from tests.browser.shop import Shop
from tests.browser.visit import PATIENCE_MS, Visitor, chromium

NO_CHROMIUM = (
    "NOT TESTED: the storefront in a browser, for there is no Chromium here. "
    "On Debian: apt-get install chromium-headless-shell (or chromium)"
)

Visit = Callable[..., Visitor]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--disable-gpu", *as_root])
        yield running
        running.close()


@pytest.fixture(scope="package")
def stack(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole system, once for all tests here; the browser comes first, for it may be missing.

    The keeper looks at every sale that was ever planned, and no test waits for it.
    """
    assert browser.is_connected()
    with Stack(logs=tmp_path_factory.mktemp("logs"), keep_seconds=20) as running:
        yield running
        running.check()


@pytest.fixture(scope="package")
def shop(stack: Stack) -> Shop:
    return Shop(stack)


@pytest.fixture
def visit(browser: Browser, shop: Shop) -> Iterator[Visit]:
    """Open a browser of one's own, signed in with an address: `visit("de", email=new_address())`.

    What goes wrong in it fails the test.
    """
    visitors: list[Visitor] = []

    def open_one(language: str = "en", *, email: str = "", **more: Any) -> Visitor:
        session = shop.session(email, language) if email else None
        visitors.append(Visitor(browser, shop.url, language, session=session, **more))
        return visitors[-1]

    yield open_one
    assert [fault for visitor in visitors for fault in visitor.leave()] == []
