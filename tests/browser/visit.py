"""A visitor: one browser with a storage of its own, and everything that went wrong in it."""

import json
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    Route,
    StorageState,
    ViewportSize,
)

PICTURES = "SALE_PICTURES"
"""Names a directory, if the states of all pages are to be drawn rather than checked."""

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
PATIENCE_MS = 15_000
BUSY = 503
"""The API may always ask for a little patience."""
_LEFT = "net::ERR_ABORTED"
"""A request that its own page ended, by leaving or by a time limit."""
_HELD = re.compile(r"/v1/sales/[^/]+/(reservation|basket|waitlist)$")

LANGUAGES = MappingProxyType({"de": "de-DE", "en": "en-GB"})


def chromium() -> str | None:
    """Return where Debian's Chromium is; without windows it is the same, for a third less work."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


class Visitor:
    """Somebody at the storefront. Whatever the test did not ask for is a fault.

    `page` is the first tab. Statuses in `excused` may be answered, and patterns in `forgiven` may
    be found in faults. `session` is what the storefront keeps of who has signed in. With a `clock`
    the test moves the pages' time; a number sets the machine's clock off by so many milliseconds.
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        language: str,
        *,
        clock: bool | int = False,
        session: object = None,
        **more: Any,
    ) -> None:
        self.url = url
        self.language = language
        self.faults: list[str] = []
        self.asked: list[Request] = []
        self.excused: set[int] = {BUSY}
        self.forgiven: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=url,
            locale=LANGUAGES[language],
            storage_state=_storage(url, session),
            **{"timezone_id": "Europe/Berlin", "viewport": DESKTOP, **more},
        )
        self.context.set_default_timeout(PATIENCE_MS)
        if clock:
            off = timedelta(milliseconds=0 if clock is True else clock)
            self.context.clock.install(time=datetime.now(tz=UTC) + off)
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        self.context.on("request", self._asks)
        self.context.on("requestfailed", self._failed)
        self.context.on("response", self._answered)
        self.page: Page = self.context.new_page()

    def leave(self) -> list[str]:
        """Close the browser; return what went wrong."""
        self.context.close()
        return [
            fault
            for fault in self.faults
            if not any(re.search(pattern, fault) for pattern in self.forgiven)
        ]

    def requests(self, path: str, method: str = "GET") -> list[Request]:
        """Return the requests for a path of the API, so far."""
        return [
            request
            for request in self.asked
            if urlsplit(request.url).path == path and request.method == method
        ]

    def list_only(self, sales: Iterable[str]) -> None:
        """Hide the sales of other tests."""
        own = set(sales)

        def answer(route: Route) -> None:
            told = route.fetch()
            listed = [sale for sale in told.json()["sales"] if sale["sale"] in own]
            route.fulfill(response=told, json={"sales": listed})

        self.context.route("**/v1/sales", answer)

    def pass_time(self, seconds: int, page: Page | None = None) -> None:
        """Let the clock of a page run, with a moment for each second's answers."""
        for _ in range(seconds):
            (page or self.page).clock.run_for(1_000)
            (page or self.page).wait_for_timeout(50)

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium says this of every answer from 400 on and every failure; those are judged below.
        known = message.text.startswith("Failed to load resource:")
        if message.type in {"error", "warning"} and not known:
            self.faults.append(f"console: {message.text}")

    def _asks(self, request: Request) -> None:
        self.asked.append(request)
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.faults.append(f"asked another origin: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != _LEFT:
            self.faults.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        asked = response.request
        # Nothing is held or prepared yet: the page that leads to buying has to ask.
        nothing = response.status == 404 and asked.method == "GET" and _HELD.search(asked.url)
        if response.status >= 400 and response.status not in self.excused and not nothing:
            self.faults.append(f"answered {response.status}: {asked.method} {asked.url}")


def _storage(url: str, session: object) -> StorageState:
    kept = [{"name": "sale:session", "value": json.dumps(session)}] if session else []
    return {"cookies": [], "origins": [{"origin": url, "localStorage": kept}]}  # type: ignore[typeddict-item]
