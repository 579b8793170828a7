"""Check a place in the line, from what a sale makes public and the id of a shopper; asks nobody."""

import argparse
from typing import Any, Final

from infra.local.crowd.instants import from_ms, to_ms
from sale_api.domain.draw import SEED_BYTES, VERSION, Draw, Turns, commitment

DAY_SECONDS: Final = 86_400
INSTANT: Final = ("opens_at", "joined_at", "delay_seconds", "spread_seconds")
"""What it takes to say when, all four or none."""


class DrawError(Exception):
    """The draw is not what was promised, or too little of it is known; the text is one sentence."""


def describe_place(parser: argparse.ArgumentParser) -> None:
    """Add what `verify-place` takes."""
    add = parser.add_argument
    add("--sale", required=True)
    add("--window", type=_whole, required=True, help="counted from 0")
    add("--shopper", required=True, help="the id; --shopper=ID if it begins with a hyphen")
    add("--seed", type=_seed, required=True, help="as the opening showed it, in hex")
    add("--beacon", type=bytes.fromhex, required=True, help="in hex; empty if there was none")
    add("--commitment", help="what the sale had promised: the seed must fit it")
    add("--opens-at", type=to_ms, help="such as 2026-10-01T10:00:00Z")
    add("--joined-at", type=to_ms, help="when the shopper joined, as the ticket says")
    add("--delay-seconds", type=_seconds, help="the draw's own time")
    add("--spread-seconds", type=_seconds, help="with the three above: says when it is served")


def verified_place(given: argparse.Namespace) -> dict[str, Any]:
    """Return the place, 16 hex digits, and the instant on the sale's clock if it can be told.

    Raises `DrawError` if the seed is not the one that was promised.
    """
    promised = commitment(given.seed)
    if given.commitment is not None and given.commitment.lower() != promised:
        raise DrawError(f"This is not the seed that was promised: its commitment is {promised}.")
    draw = Draw(seed=given.seed, beacon=given.beacon, sale=given.sale, window=given.window)
    place = draw.place(given.shopper)
    found = {"version": VERSION, "commitment": promised, "place": f"{place:016x}"}
    return {**found, **_instant(given, place)}


def _instant(given: argparse.Namespace, place: int) -> dict[str, str]:
    missing = [name for name in INSTANT if getattr(given, name) is None]
    if missing == [*INSTANT]:
        return {}
    if missing:
        options = " and ".join(f"--{name.replace('_', '-')}" for name in missing)
        raise DrawError(f"When it is served cannot be told without {options}.")
    line = Turns(given.opens_at, given.delay_seconds * 1000, given.spread_seconds * 1000)
    served_at = from_ms(line.served_at(given.joined_at, place))
    return {"served_at": served_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def _seed(written: str) -> bytes:
    seed = bytes.fromhex(written)
    if len(seed) != SEED_BYTES:
        raise argparse.ArgumentTypeError(f"a seed has {2 * SEED_BYTES} hex digits")
    return seed


def _whole(written: str) -> int:
    number = int(written)
    if number < 0:
        raise argparse.ArgumentTypeError("is counted from 0")
    return number


def _seconds(written: str) -> int:
    seconds = _whole(written)
    if seconds > DAY_SECONDS:
        raise argparse.ArgumentTypeError("more than a day")
    return seconds
