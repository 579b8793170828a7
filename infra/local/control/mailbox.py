"""The mailbox page: a list of mails, and one of them, as text and as its reader sees it.

A mail's HTML is never part of the page. It is shown in a frame, under headers that allow neither
scripts nor forms nor anything from elsewhere; its links open in a window of their own.
"""

import re
from typing import Final

from markupsafe import Markup, escape

from infra.local.control.pages import template
from infra.local.mails import Mail, Mailbox

SHOWN: Final = 200
_SANDBOX: Final = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:;"
    " style-src 'unsafe-inline'; frame-ancestors 'self'"
)
IN_A_BOX: Final = (
    ("content-security-policy", _SANDBOX),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
)
_LINK: Final = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_HEAD: Final = re.compile(r"<head[^>]*>", re.IGNORECASE)
_ELSEWHERE: Final = '<base target="_blank">'


def page(mails: Mailbox, *, to: str, number: int, shop: str) -> str:
    """Give the page: mails to addresses with `to` in them, and the `number`th, else the newest."""
    listed = mails.newest_first(SHOWN, to=to)
    chosen = mails.one(number) or (listed[0] if listed else None)
    return template("mailbox.html").render(
        mails=listed,
        total=mails.count,
        shop=shop,
        to=to,
        chosen=chosen,
        text=linked(chosen.text) if chosen else "",
    )


def boxed(mail: Mail) -> str:
    """Give a mail's HTML with its pictures in it, and all of its links leading out of the frame."""
    html, found = _HEAD.subn(lambda head: head[0] + _ELSEWHERE, mail.html, count=1)
    for name, address in mail.pictures.items():
        html = html.replace(f'src="cid:{name}"', f'src="{address}"')
    return html if found else _ELSEWHERE + html


def linked(text: str) -> Markup:
    """Give text as it is, its addresses as links."""
    parts, end = Markup(), 0
    for found in _LINK.finditer(text):
        address = escape(found[0])
        link = Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>').format(address)
        parts += escape(text[end : found.start()]) + link
        end = found.end()
    return parts + escape(text[end:])
