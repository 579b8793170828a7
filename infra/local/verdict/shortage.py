"""The verdict on orders that a seller cancelled: by raw items, mails, pages, and the public report.

Whoever could not be served has to be told why, by the order's page, its mail and the report; what
was written off is sold to nobody; what was made good can be seen.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from infra.local.crowd.clock import monotonic_seconds, pause
from infra.local.verdict.promises import broken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.local.stories.shortage import Shortfall
    from infra.local.stories.story import Shortage
    from infra.local.verdict.books import Books

_SECONDS: Final = 10
NOTHING_CANCELLED: Final = "What a cancellation tells was not judged: no order was cancelled."
_LOOK_AGAIN_SECONDS: Final = 1.0
_UNTIL_OVER_SECONDS: Final = 60.0
"""The report is there once the last hold's time, and its grace, are over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is on record, and what people can see: pages are by order, as their links show them."""

    items: Sequence[Mapping[str, Any]]
    mails: Sequence[Mapping[str, Any]]
    pages: Mapping[str, Mapping[str, Any]]
    report: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortageVerdict:
    """How many orders were cancelled, and the sentences of what was broken."""

    cancelled: int
    written_off: int
    asked_again: int
    counts: Mapping[str, int]

    @property
    def broken(self) -> tuple[str, ...]:
        """One sentence for each broken promise."""
        return broken(PROMISES, self.counts)

    @property
    def not_judged(self) -> tuple[str, ...]:
        """What this run says nothing about."""
        return () if self.cancelled else (NOTHING_CANCELLED,)

    def as_json(self) -> dict[str, Any]:
        """Return the fields of the report's `shortage`."""
        names = ("cancelled", "written_off", "asked_again")
        return {**{name: getattr(self, name) for name in names}, **self.counts}


PROMISES: Final = {
    "other_answers": "Who ordered again was not shown the order that they had: {}.",
    "no_reason": "Cancellations stand without the seller's reason: {}.",
    "not_mailed": "Cancellations were not mailed with their reason: {}.",
    "not_shown": "Cancellations are not on their order's page, or not said to be told: {}.",
    "not_reported": "Cancellations are not in the public report with their reason: {}.",
    "units_astray": "Units of cancelled orders were not written off: {}.",
    "gifts_missing": "Gifts are not on the order's page, or not in the report: {}.",
}


def judge_shortage(
    books: Books, evidence: Evidence, shortage: Shortage, done: Shortfall
) -> ShortageVerdict:
    """Hold what is on record, and what people see, against what the seller did."""
    cancelled, reason = done.cancelled, shortage.reason
    ended = {item["order"]["S"]: _ended(item) for item in evidence.items}
    emails = {order.order: order.email for order in books.orders}
    mailed = {
        order
        for order in cancelled
        for mail in evidence.mails
        if order in mail["text"] and reason in mail["text"] and emails.get(order) in mail["to"]
    }
    reported = [row for row in evidence.report if row["ended_by"] == "marketer"]
    written_off = sum(lot.written_off for lot in books.lots)
    units = sum(bought.quantity for bought in cancelled.values())
    gift_rows = sum(row["gifts"] for row in evidence.report)
    gift_shown = any(
        event["note"] is not None and event["note"]["text"] == shortage.gift
        for event in evidence.pages[done.given.order]["history"]
    )
    return ShortageVerdict(
        cancelled=len(cancelled),
        written_off=written_off,
        asked_again=done.asked_again,
        counts={
            "other_answers": done.other_answers,
            "no_reason": sum(ended.get(order) != ("marketer", reason) for order in cancelled),
            "not_mailed": len(cancelled.keys() - mailed),
            "not_shown": sum(not _is_shown(evidence.pages[order], reason) for order in cancelled),
            "not_reported": abs(len(cancelled) - sum(row["reason"] == reason for row in reported)),
            "units_astray": abs(units - written_off),
            "gifts_missing": int(not gift_shown) + int(gift_rows != 1),
        },
    )


def _ended(item: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return who cancelled an order, and why, by its raw item."""
    for event in (each["M"] for each in item["history"]["L"]):
        if event["what"]["S"] == "cancelled" and "note" not in event:
            return event["by"]["S"], event["reason"]["S"]
    return None


def _is_shown(page: Mapping[str, Any], reason: str) -> bool:
    ends = [event for event in page["history"] if event["what"] == "cancelled"]
    return (
        page["state"] == "cancelled"
        and len(ends) == 1
        and (ends[0]["reason"], ends[0]["told_at"] is None) == (reason, False)
    )


def gathered(
    api_url: str,
    sale: str,
    done: Shortfall,
    *,
    items: Sequence[Mapping[str, Any]],
    mails: Sequence[Mapping[str, Any]],
) -> Evidence:
    """Look at what people can see; waits until the report is there."""
    links = {order: bought.link for order, bought in done.cancelled.items()}
    links[done.given.order] = done.given.link
    pages = {
        order: _read(f"{api_url}/v1/orders/{order}", token=link.partition("#")[2])
        for order, link in links.items()
    }
    report = _report(f"{api_url}/v1/sales/{sale}/report")
    return Evidence(items=items, mails=mails, pages=pages, report=report)


def _report(url: str) -> list[Mapping[str, Any]]:
    ends = monotonic_seconds() + _UNTIL_OVER_SECONDS
    while True:
        try:
            page = _read(url)
        except urllib.error.HTTPError:
            if monotonic_seconds() > ends:
                raise
            pause(_LOOK_AGAIN_SECONDS)
            continue
        rows: list[Mapping[str, Any]] = list(page["orders"])
        while page["cursor"] is not None:
            page = _read(f"{url}?cursor={page['cursor']}")
            rows += page["orders"]
        return rows


def _read(url: str, *, token: str = "") -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own stack
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - the same
        read: dict[str, Any] = json.load(answer)
        return read
