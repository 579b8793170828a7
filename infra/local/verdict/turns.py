"""What is found about a line, by raw entrants, codes and orders, and by what was public of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from infra.local.crowd.instants import to_ms
from infra.local.verdict.draw import commitment, digest, place, served_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from infra.local.crowd.journal import Hold, Journal
    from infra.local.verdict.books import Books, Entrant, LineBooks, Order

    Draws = Mapping[int, Sequence[Mapping[str, Any]]]

_SHOWN_ONCE: Final = ("commitment", "digest", "digested_at", "entrants", "seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What was announced of a line; instants and lengths in milliseconds.

    The line is for `pool`; empty: there is but one. `offer_ms` is how long a waiting list's offers
    stand, if there is one.
    """

    sale: str
    opens_at: tuple[int, ...]
    delay_ms: int
    spread_ms: int
    hold_ms: int
    codes: int
    pool: str = ""
    offer_ms: int = 0

    def given_at(self, held: Order | Hold) -> int:
        """Return when units were given, by the deadline until which they were held."""
        return held.deadline_at - (self.offer_ms if held.offered else self.hold_ms)


def _given(books: Books, journal: Journal, planned: Planned) -> Iterator[tuple[str, int]]:
    """Yield who was given units and when, by the shop's orders and by the shoppers' own words."""
    for order in books.orders:
        yield order.shopper, planned.given_at(order)
    for fate in journal.fates.values():
        for hold in fate.holds:
            yield fate.shopper, planned.given_at(hold)


def given_in(window: int, books: Books, planned: Planned) -> Counter[str]:
    """Return how many units of the line's pool each shopper has ordered of a window's."""
    units: Counter[str] = Counter()
    for order in books.in_force:
        is_ours = planned.pool in {"", order.pool}
        if is_ours and _window_at(planned.given_at(order), planned) == window:
            units[order.shopper] += order.quantity
    return units


def _window_at(instant: int, planned: Planned) -> int:
    return max(0, sum(opens_at <= instant for opens_at in planned.opens_at) - 1)


def out_of_turn(
    books: Books, line: LineBooks, journal: Journal, shown: Draws, planned: Planned
) -> dict[str, int]:
    """Count who was served before the own turn, and which late comers before all in time."""
    entrants = {(entrant.window, entrant.shopper): entrant for entrant in line.entrants}
    early, behind = set(), set()
    for shopper, instant in set(_given(books, journal, planned)):
        window = _window_at(instant, planned)
        entrant = entrants.get((window, shopper))
        turn = None if entrant is None else _turn(entrant, shown, planned)
        if entrant is None or turn is None or instant < turn:
            early.add(shopper)
        opens_at = planned.opens_at[window]
        last = opens_at + planned.delay_ms + planned.spread_ms
        if entrant is not None and entrant.joined_at >= opens_at and instant < last:
            behind.add(shopper)
    return {"served_early": len(early), "behind_late_comers": len(behind)}


def _turn(entrant: Entrant, shown: Draws, planned: Planned) -> int | None:
    draw = (shown.get(entrant.window) or [{}])[-1]
    if not draw.get("seed"):
        return None
    return served_at(
        planned.opens_at[entrant.window],
        planned.delay_ms,
        planned.spread_ms,
        joined_at=entrant.joined_at,
        place=place(draw, planned.sale, entrant.shopper),
    )


def places_of(line: LineBooks, shown: Draws, planned: Planned) -> dict[str, tuple[int, float]]:
    """Return where each of a line with one window stands: in time by place, then late by instant.

    Nobody has a place in a draw that never came out.
    """
    draw = (shown.get(0) or [{}])[-1]
    return {
        entrant.shopper: (1, entrant.joined_at)
        if entrant.joined_at >= planned.opens_at[0]
        else (0, place(draw, planned.sale, entrant.shopper) if draw.get("seed") else 0)
        for entrant in line.entrants
    }


def draws_wrong(shown: Draws, line: LineBooks, planned: Planned) -> int:
    """Count the windows whose draw does not bind the operator."""
    windows = range(len(planned.opens_at))
    return sum(not _is_right(shown.get(each, ()), each, line, planned) for each in windows)


def _is_right(
    seen: Sequence[Mapping[str, Any]], window: int, line: LineBooks, planned: Planned
) -> bool:
    """Whether a draw binds the operator: nothing shown was changed, and all of it fits."""
    if not seen or seen[-1]["seed"] is None or not seen[-1]["beacon"]["value"]:
        return False
    last = seen[-1]
    rounds = {(draw["beacon"]["source"], draw["beacon"]["round"]) for draw in seen}
    values = {draw["beacon"]["value"] for draw in seen} - {None}
    changed = any(len({draw[name] for draw in seen} - {None}) > 1 for name in _SHOWN_ONCE)
    in_time = [
        entrant.shopper
        for entrant in line.entrants
        if entrant.window == window and entrant.joined_at < planned.opens_at[window]
    ]
    return (
        not changed
        and len(rounds) == len(values) == 1
        and seen[0]["commitment"] == commitment(last["seed"])
        and seen[0]["seed"] is None
        and last["entrants"] == len(in_time)
        and last["digest"] == digest(planned.sale, window, in_time)
        and to_ms(last["digested_at"]) < to_ms(last["beacon"]["out_at"])
    )


def tickets_wrong(line: LineBooks, journal: Journal) -> int:
    """Count places in a line that are not as their shopper was told, or that nobody was told."""
    standing = {(entrant.shopper, entrant.window, entrant.joined_at) for entrant in line.entrants}
    told = {
        (fate.shopper, fate.window, fate.joined_at)
        for fate in journal.fates.values()
        if fate.window is not None
    }
    return len(standing ^ told)


def misused(line: LineBooks, planned: Planned) -> int:
    """Count codes used twice, joined without, unused although they were tried, or not made."""
    if len(planned.opens_at) == 1:
        return len(line.invitations)
    used = Counter(code.used_by for code in line.invitations if code.used_by is not None)
    joined = {entrant.shopper for entrant in line.entrants if entrant.window == 0}
    return (
        abs(len(line.invitations) - planned.codes)
        + len(set(used) ^ joined)
        + sum(count - 1 for count in used.values())
        + abs(planned.codes - sum(used.values()))
    )
