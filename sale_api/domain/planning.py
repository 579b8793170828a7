"""Planning: raw values become a plan that cannot be wrong, or every fault of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from sale_api.domain.access import Admitted, check_line_for, let_in
from sale_api.domain.circles import CIRCLE_LIMITS
from sale_api.domain.contact import address_in
from sale_api.domain.errors import InvalidRequest
from sale_api.domain.hours import instant_of, zone_named
from sale_api.domain.money import Money
from sale_api.domain.payment import Prepayment
from sale_api.domain.plan import (
    MOST_DIFFICULT,
    USUAL_ERASE_DAYS,
    Line,
    Plan,
    Pool,
    Remaining,
    Window,
)
from sale_api.domain.pools import check_pools, check_prepayment, check_stock, check_waitlist
from sale_api.domain.waiting import Waitlist

MOST_WINDOWS = 16
ERASE_DAYS = range(1, 366)
HOLD_SECONDS = range(5, 86_401)
EARLIEST = 946_684_800_000  # the year 2000: whoever plans before it has mistyped
LATEST = 4_102_444_800_000  # the year 2100: the same
LONGEST_DELAY_SECONDS = 60
LEAST_DELAY_SECONDS = 10
"""So long a draw takes: `sale_api.domain.line` has its steps."""
LONGEST_SPREAD_SECONDS = 86_400
LARGEST_PRICE_MINOR = 10**9
"""Ten million: times the highest limit it is still an amount of money."""
TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 2_000


class Draft(Struct, frozen=True, kw_only=True):
    """A plan as somebody sent it: the right types, nothing else is known of it."""

    title: str
    description: str = ""
    seller: str = ""
    contact: str = ""
    zone: str
    windows: Sequence[tuple[str, str]]
    admitted: Sequence[Admitted] = ()
    price: Money
    reference_price: Money | None = None
    pools: Sequence[Pool]
    limit: int
    hold_seconds: int
    remaining: Remaining = Remaining.EXACT
    line: Line | None = None
    refuse_throwaway: bool = False
    domain_limit: int | None = None
    household_limit: int | None = None
    proof_of_work: int = 0
    prepayment: Prepayment | None = None
    waitlist: Waitlist | None = None
    erase_days: int = USUAL_ERASE_DAYS


def plan_from(draft: Draft) -> Plan:
    """Return the checked plan; `InvalidRequest` lists every fault of the draft."""
    faults: dict[str, str] = {}
    windows = _windows(draft, faults)
    _check_texts(draft, faults)
    contact = address_in(draft.contact, "contact", faults)
    _check_prices(draft, faults)
    _check_goods(draft, faults)
    if draft.line is not None:
        _check_line(draft.line, windows, faults)
    else:
        check_line_for(draft.admitted, faults)
    _check_joining(draft, faults)
    if faults:
        raise InvalidRequest(faults)
    return Plan(
        title=draft.title.strip(),
        description=draft.description,
        seller=draft.seller,
        contact=contact,
        zone=draft.zone,
        windows=windows,
        price=draft.price,
        reference_price=draft.reference_price,
        pools=tuple(draft.pools),
        limit=draft.limit,
        hold_seconds=draft.hold_seconds,
        remaining=draft.remaining,
        line=draft.line,
        refuse_throwaway=draft.refuse_throwaway,
        domain_limit=draft.domain_limit,
        household_limit=draft.household_limit,
        proof_of_work=draft.proof_of_work,
        prepayment=draft.prepayment,
        waitlist=draft.waitlist,
        erase_days=draft.erase_days,
    )


def _windows(draft: Draft, faults: dict[str, str]) -> tuple[Window, ...]:
    try:
        zone = zone_named(draft.zone)
    except ValueError as error:
        faults["zone"] = str(error)
        return ()
    if not 1 <= len(draft.windows) <= MOST_WINDOWS:
        faults["windows"] = f"Plan one to {MOST_WINDOWS} windows."
        return ()
    windows = []
    for place, (opens, closes) in enumerate(draft.windows):
        instants = []
        for name, shown in (("opens", opens), ("closes", closes)):
            try:
                instants.append(instant_of(shown, zone))
            except ValueError as error:
                faults[f"windows[{place}].{name}"] = str(error)
        if len(instants) == len((opens, closes)):
            admitted = draft.admitted[place] if draft.admitted else Admitted()
            window = Window(opens, closes, instants[0], instants[1])
            windows.append(let_in(window, admitted, zone, f"windows[{place}]", faults))
            _check_window(window, place, faults)
    for before, after in pairwise(windows):
        if after.opens_at < before.closes_at:
            faults["windows"] = "Each window must open after the one before it has closed."
    return tuple(windows)


def _check_window(window: Window, place: int, faults: dict[str, str]) -> None:
    for name, instant in (("opens", window.opens_at), ("closes", window.closes_at)):
        if not EARLIEST <= instant < LATEST:
            faults[f"windows[{place}].{name}"] = "Choose a year from 2000 to 2099."
    if window.closes_at <= window.opens_at:
        faults[f"windows[{place}].closes"] = "A window must close after it opens."


def _check_texts(draft: Draft, faults: dict[str, str]) -> None:
    if not 1 <= len(draft.title.strip()) <= TITLE_LENGTH:
        faults["title"] = f"Give a title of 1 to {TITLE_LENGTH} characters."
    if len(draft.description) > DESCRIPTION_LENGTH:
        faults["description"] = f"At most {DESCRIPTION_LENGTH} characters."
    if len(draft.seller) > TITLE_LENGTH:
        faults["seller"] = f"At most {TITLE_LENGTH} characters."


def _check_prices(draft: Draft, faults: dict[str, str]) -> None:
    reference = draft.reference_price
    if draft.price.minor > LARGEST_PRICE_MINOR:
        faults["price.amount"] = f"At most {LARGEST_PRICE_MINOR} minor units."
    if reference is not None and reference.currency != draft.price.currency:
        faults["reference_price.currency"] = "Use the currency of the price."


def _check_goods(draft: Draft, faults: dict[str, str]) -> None:
    check_stock(draft.pools, draft.limit, faults)
    if draft.hold_seconds not in HOLD_SECONDS:
        faults["hold_seconds"] = f"Hold for {HOLD_SECONDS[0]} to {HOLD_SECONDS[-1]} seconds."
    check_pools(draft.pools, draft.prepayment, draft.price, faults)
    if draft.prepayment is not None:
        check_prepayment(draft.prepayment, faults)
    if draft.waitlist is not None:
        check_waitlist(draft.waitlist, faults)
    if draft.erase_days not in ERASE_DAYS:
        faults["erase_days"] = f"Choose {ERASE_DAYS[0]} to {ERASE_DAYS[-1]} days."


def _check_joining(draft: Draft, faults: dict[str, str]) -> None:
    for name in ("domain_limit", "household_limit"):
        limit = getattr(draft, name)
        if limit is not None and limit not in CIRCLE_LIMITS:
            faults[name] = f"Let {CIRCLE_LIMITS[0]} to {CIRCLE_LIMITS[-1]} in, or leave it out."
    if draft.domain_limit is not None and draft.line is None:
        faults["domain_limit"] = "Plan a line: shoppers of a domain are counted as they join."
    if not 0 <= draft.proof_of_work <= MOST_DIFFICULT:
        faults["proof_of_work"] = f"Choose 0 to {MOST_DIFFICULT} tries."
    elif draft.proof_of_work and draft.line is None:
        faults["proof_of_work"] = "Plan a line: the work is done to join it."


def _check_line(line: Line, windows: Sequence[Window], faults: dict[str, str]) -> None:
    if not 0 <= line.delay_seconds <= LONGEST_DELAY_SECONDS:
        faults["line.delay_seconds"] = f"Choose 0 to {LONGEST_DELAY_SECONDS} seconds."
    elif line.spread_seconds and line.delay_seconds < LEAST_DELAY_SECONDS:
        problem = f"With a spread the draw takes {LEAST_DELAY_SECONDS} seconds or more."
        faults["line.delay_seconds"] = problem
    if not 0 <= line.spread_seconds <= LONGEST_SPREAD_SECONDS:
        faults["line.spread_seconds"] = f"Choose 0 to {LONGEST_SPREAD_SECONDS} seconds."
        return
    served_ms = (line.delay_seconds + line.spread_seconds) * 1_000
    if any(window.closes_at - window.opens_at <= served_ms for window in windows):
        problem = "Each window must stay open until the last of the line is served."
        faults.setdefault("line.spread_seconds", problem)
