"""Which mail tells of which event, read off the mails themselves.

An order's mail has the order's link, whose token names the order, and a header with the notice's
key, `order-event`, which is the same when the mail is sent again.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any, Final

from infra.local.verdict.books import ListNotice, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINK: Final = re.compile(r"/order\.html#[\w-]+\.([\w-]+)\.[\w-]+")


def notices_from(mails: Iterable[dict[str, Any]]) -> Iterator[Notice]:
    """Yield the notice that each order's mail is; other mails are passed over."""
    for mail in mails:
        link = _LINK.search(mail["text"])
        if link is None:
            continue
        order = str(_claims(link[1])["sub"])
        key = re.compile(rf"{re.escape(order)}-(\d+)")
        for value in mail["headers"].values():
            found = key.search(value)
            if found:
                yield from (Notice(to, order, int(found[1]), value) for to in mail["to"])
                break


def list_notices_from(mails: Iterable[dict[str, Any]], sale: str) -> Iterator[ListNotice]:
    """Yield what each mail tells of a sale's waiting list, by its key: `sale-shopper-event`."""
    key = re.compile(rf"{re.escape(sale)}-([\w-]+)-(\d+)")
    for mail in mails:
        for value in mail["headers"].values():
            found = key.fullmatch(value.strip("<>").partition("@")[0])
            if found:
                yield from (ListNotice(to, found[1], int(found[2])) for to in mail["to"])
                break


def _claims(payload: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(
        base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    )
    return decoded
