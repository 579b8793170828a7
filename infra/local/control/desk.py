"""What the engine answers beside AWS's protocols, to whoever looks at the stack.

- `GET /_engine/requests`: what passed, counted (`ledger.Report`)
- `GET /_engine/mails?after=N`: `{"mails": [...]}`, the mails after the Nth (`mails.Mail`), with
  `&most=M` so many of them
- `GET /_engine/warehouse`: what the warehouse was told (`warehouse.Warehouse`)
- `POST /_warehouse`: tells it something
- `GET /_mailbox`: the same as a page; `?to=` filters, `?mail=` shows one
- `GET /_mailbox/html?mail=N`: a mail's HTML, for a frame
- `GET /_control`: everything that can be seen and switched; `POST /_control` switches

A page of another site must neither press a button nor read a mail, though a browser on this machine
would carry its request here: so the host has to be this machine (against names that somebody else
points here), and the browser has to say that a POST comes from a page of ours.
"""

import asyncio
import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from infra.local.control import mailbox, page
from infra.local.control.actions import Actions, UnknownActionError
from infra.local.control.sales import ApiError, Sales
from infra.local.ledger import Ledger
from infra.local.mails import Mailbox
from infra.local.moto_cloud import Answer, Question
from infra.local.state import switchboard
from infra.local.warehouse import Warehouse

Asked = Mapping[str, str]

_FILES: Final = {
    "/_desk.css": ("desk.css", "text/css; charset=utf-8"),
    "/_desk.js": ("desk.js", "text/javascript; charset=utf-8"),
}
_HERE: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_PAGE: Final = [
    ("content-type", "text/html; charset=utf-8"),
    ("content-security-policy", _CSP),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
]
_JSON: Final = [("content-type", "application/json"), ("cache-control", "no-store")]


class Desk:
    """Answers questions about one engine, and switches what can be switched."""

    def __init__(self, *, ledger: Ledger, mails: Mailbox, port: int) -> None:
        """Look at what the engine keeps; `port` is the engine's own."""
        self._ledger = ledger
        self._mails = mails
        self._board = switchboard()
        self._sales = Sales(f"http://127.0.0.1:{port}")
        self._warehouse: Warehouse | None = None
        self._actions = Actions(self._board, self._sales)
        self._looks: Mapping[str, Callable[[Asked], Answer]] = {
            "/_engine/requests": self._requests,
            "/_engine/mails": self._mails_after,
            "/_engine/warehouse": self._warehouse_told,
            "/_mailbox": self._mailbox,
            "/_mailbox/html": self._html,
        }

    async def answer(self, question: Question) -> Answer:
        """Answer one request for a path that begins with `/_`."""
        if question.headers.get("host", "").rpartition(":")[0] not in _HERE:
            return _said(421, "This is 127.0.0.1, and answers to no other name.")
        if question.method == "POST" and question.path == "/_control":
            return await self._switched(question)
        if question.method == "POST" and question.path == "/_warehouse":
            return await self._told(question)
        if question.method not in {"GET", "HEAD"}:
            return _said(405, "Nothing can be done here but looking.")
        asked = {name: values[-1] for name, values in parse_qs(question.query).items()}
        if question.path == "/_control":
            return await self._control(asked.get("said", ""))
        look = self._looks.get(question.path)
        return look(asked) if look else _file(question.path)

    def _requests(self, _asked: Asked) -> Answer:
        return Answer(200, _JSON, json.dumps(self._ledger.report()).encode())

    def _mails_after(self, asked: Asked) -> Answer:
        most = _number(asked["most"]) if "most" in asked else None
        after = self._mails.after(_number(asked.get("after", "")), most)
        return Answer(200, _JSON, json.dumps({"mails": after}).encode())

    def _warehouse_told(self, _asked: Asked) -> Answer:
        told = self._warehouse.report() if self._warehouse else b'{"messages": [], "refused": 0}'
        return Answer(200, _JSON, told)

    def _mailbox(self, asked: Asked) -> Answer:
        number = _number(asked.get("mail", ""))
        shown = mailbox.page(self._mails, to=asked.get("to", ""), number=number, shop=_shop())
        return Answer(200, _PAGE, shown.encode())

    def _html(self, asked: Asked) -> Answer:
        mail = self._mails.one(_number(asked.get("mail", "")))
        if mail is None:
            return _said(404, "There is no such mail.")
        headers = [("content-type", "text/html; charset=utf-8"), *mailbox.IN_A_BOX]
        return Answer(200, headers, mailbox.boxed(mail).encode())

    async def _control(self, said: str) -> Answer:
        sales, trouble = [], ""
        try:
            sales = await asyncio.to_thread(self._sales.all)
        except (ApiError, KeyError) as error:
            trouble = f"The API does not answer: {error}"
        shown = page.page(
            switches=self._board.now,
            mails=self._mails,
            last_asked=self._ledger.last_asked(),
            sales=sales,
            warehouse=self._warehouse,
            trouble=trouble,
            said=said,
            prefix=os.environ.get("SALE_TABLE_PREFIX", ""),
            shop=_shop(),
            now=time.time(),
        )
        return Answer(200, _PAGE, shown.encode())

    async def _switched(self, question: Question) -> Answer:
        if not _comes_from_here(question):
            return _said(403, "Only the control page itself can switch.")
        form = {name: values[-1] for name, values in parse_qs(question.body.decode()).items()}
        try:
            said = await self._actions.do(form)
        except (UnknownActionError, ApiError, KeyError, ValueError) as error:
            said = f"That did not work: {error}"
        return Answer(303, [("location", page.address(said)), *_PAGE], b"")

    async def _told(self, question: Question) -> Answer:
        if self._warehouse is None:
            self._warehouse = Warehouse(await asyncio.to_thread(self._sales.webhook_secret))
        status = self._warehouse.receive(
            question.body,
            question.headers,
            now=int(time.time() * 1000),
            is_open=self._board.now.warehouse,
        )
        return Answer(status, _JSON, b"")


def _comes_from_here(question: Question) -> bool:
    """Whether a page of ours sent it, or no browser at all (one names the site or the origin)."""
    site = question.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = question.headers.get("origin")
    return origin is None or origin == f"http://{question.headers['host']}"


def _shop() -> str:
    return os.environ.get("SALE_STOREFRONT_URL", "")


def _file(path: str) -> Answer:
    if path not in _FILES:
        return _said(404, "Nothing is here.")
    name, kind = _FILES[path]
    content = (Path(__file__).parent / "pages" / name).read_bytes()
    return Answer(200, [("content-type", kind), ("cache-control", "no-cache")], content)


def _said(status: int, message: str) -> Answer:
    return Answer(status, _JSON, json.dumps({"message": message}).encode())


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 9 else 0  # noqa: PLR2004 - an int in any case
