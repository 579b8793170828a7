"""What a demonstration's report says of what only some sales have: a list, a shortage, pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.verdict.judge import Verdict


def rows_of_parts(verdict: Verdict) -> dict[str, str]:
    """Return the rows of the comparison that this sale has, by their names."""
    return {**_waiting(verdict), **_shortage(verdict), **_pools(verdict)}


def _shortage(verdict: Verdict) -> dict[str, str]:
    found = verdict.parts.shortage
    if found is None:
        return {}
    counts = found.counts
    return {
        "again": f"{found.asked_again:,} ordered again; not shown the order that they had: "
        f"{counts['other_answers']:,}",
        "cancelled": f"{found.cancelled:,} orders. The seller's reason, in the history, on the "
        f"page, by mail and in the public report, was missing {_missing(counts):,} times. Units "
        f"written off, and sold to nobody: {found.written_off:,}",
        "gift": "One gift, on its order's page and in the report's count"
        if not counts["gifts_missing"]
        else "A gift that nobody sees",
    }


def _missing(counts: Mapping[str, int]) -> int:
    return sum(counts[name] for name in ("no_reason", "not_shown", "not_mailed", "not_reported"))


def _waiting(verdict: Verdict) -> dict[str, str]:
    found = verdict.parts.waitlist
    if found is None:
        return {}
    became = found.outcomes
    return {
        "waiting": f"{found.joined:,} joined it. Offers: {found.offers:,}; taken: "
        f"{became['taken']:,}, declined: {became['declined']:,}, run out: {became['lapsed']:,}. "
        f"Past somebody who stood before: {found.counts['offered_past_others']:,}; not mailed: "
        f"{found.counts['offers_untold']:,}; at another price: {found.counts['other_prices']:,}. "
        f"Units left while somebody waited: {found.counts['units_left']:,}"
    }


def _pools(verdict: Verdict) -> dict[str, str]:
    found = verdict.parts.pools
    if found is None:
        return {}
    counts = found.counts
    ordered = ", ".join(f"{pool} {units:,}" for pool, units in found.ordered.items())
    return {
        "pools": f"At once which pool had units, {found.told_of_next:,} times; {found.got_next:,} "
        f"got one there. Named although empty: {counts['named_empty']:,}; moved there unasked: "
        f"{counts['moved_unasked']:,}. Ordered: {ordered}",
        "later": f"Yes: paid beforehand by {found.paid:,}; {found.expired:,} did not, and lost "
        f"their order, without a reminder: {counts['not_reminded']:,}. The goods came: "
        f"{found.allotted:,} orders got theirs, past somebody who had ordered before: "
        f"{counts['past_others']:,}",
    }
