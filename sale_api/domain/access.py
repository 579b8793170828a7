"""Access: who may join the line of which window; pure functions of the plan and the instant.

A presale before the window for all is two windows: who has a code joins the first, everybody else
the second, even before the first is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from sale_api.domain.errors import Closed, InvalidRequest
from sale_api.domain.hours import instant_of
from sale_api.domain.plan import Access, Window
from sale_api.domain.sale import Sale

NEEDS_CODE = "Only who was invited can join; send the code of an invitation."


class Admitted(Struct, frozen=True):
    """Who may join a window's line, as planned; `until` is a wall time, to register before."""

    access: Access = Access.OPEN
    until: str | None = None


def let_in(
    window: Window, admitted: Admitted, zone: ZoneInfo, where: str, faults: dict[str, str]
) -> Window:
    """Return a window with its access; faults are told of the field `where`."""
    until_at = None
    if (admitted.access is Access.REGISTERED) != (admitted.until is not None):
        faults[f"{where}.until"] = "Needed with access registered, and only there."
    elif admitted.until is not None:
        try:
            until_at = instant_of(admitted.until, zone)
        except ValueError as error:
            faults[f"{where}.until"] = str(error)
        else:
            if until_at > window.opens_at:
                faults[f"{where}.until"] = "Registering must end before the window opens."
    return replace(window, access=admitted.access, until=admitted.until, until_at=until_at)


def check_line_for(admitted: Sequence[Admitted], faults: dict[str, str]) -> None:
    """Refuse a plan that bounds who may join, but has no line."""
    for place, each in enumerate(admitted):
        if each.access is not Access.OPEN:
            problem = "Plan a line: who may not join it is not served. Its seconds may be 0."
            faults[f"windows[{place}].access"] = problem


def window_without_code(sale: Sale, now: int) -> int:
    """Return the number of the first window whose line anybody can join at `now`.

    `InvalidRequest`: what is left is for those who were invited. `Closed`: nothing is.
    """
    refuse_when_over(sale, now)
    windows = [(n, each) for n, each in enumerate(sale.plan.windows) if now < each.closes_at]
    for number, window in windows:
        if _can_join(window, now):
            return number
    if any(window.access is Access.INVITED for _, window in windows):
        raise InvalidRequest({"code": NEEDS_CODE})
    detail = "Registering has ended; only who joined before is served."
    raise Closed(detail, closed_at=windows[-1][1].until_at)


def refuse_when_over(sale: Sale, now: int, window: int = -1) -> None:
    """Raise `Closed` if a window is over, or the sale; the last window unless named."""
    ends_at = min(sale.ends_at, sale.plan.windows[window].closes_at)
    if now >= ends_at:
        raise Closed("The sale is over.", closed_at=ends_at)


def _can_join(window: Window, now: int) -> bool:
    if window.access is Access.REGISTERED:
        assert window.until_at is not None, "registering ends before the window opens"
        return now < window.until_at
    return window.access is Access.OPEN
