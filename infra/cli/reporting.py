"""The command `report`: what became of a sale that is over, as everybody may read it."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from infra.cli.api import Api

UNITS: Final = {
    "units": "there were",
    "ordered": "ordered",
    "left": "left",
    "written_off": "written off",
    "held": "held, on their way back",
}
WAITED: Final = {
    "joined": "joined it",
    "offered": "were offered units",
    "taken": "ordered what they were offered",
}
KNOWN: Final = {
    True: "The operator could have known the places beforehand.",
    False: "Nobody could have known the places beforehand.",
}


def report(api: Api, given: argparse.Namespace) -> str:
    """Return the public report in lines, with all its orders: a request for each page of them."""
    path = f"/sales/{quote(given.sale, safe='')}/report"
    told = api.get_public(path)
    orders, cursor = [*told["orders"]], told["cursor"]
    while cursor is not None:
        page = api.get_public(path, {"cursor": cursor})
        orders += page["orders"]
        cursor = page["cursor"]
    lines = [
        f"{told['title']} ({told['sale']}), over since {told['ended_at']}",
        *_units(told["units"]),
        *_waiting(told["waiting"]),
        *(line for draw in told["draws"] for line in _draw(draw)),
        *_orders(orders),
        *_erasure(told["erasure"]),
    ]
    return "\n".join(lines)


def _units(units: Mapping[str, int]) -> Iterator[str]:
    yield from ("", "Units")
    for name, what in UNITS.items():
        yield f"  {units[name]:>7,}  {what}"


def _waiting(waited: Mapping[str, int] | None) -> Iterator[str]:
    if waited is not None:
        yield from ("", "Waiting list")
        for name, what in WAITED.items():
            yield f"  {waited[name]:>7,}  {what}"


def _draw(draw: Mapping[str, Any]) -> Iterator[str]:
    beacon = draw["beacon"]
    yield from ("", f"Draw of window {draw['window']}")
    yield f"  commitment  {draw['commitment']}"
    if draw["seed"] is None:
        yield "  It was not drawn to its end."
        return
    yield f"  entrants    {draw['entrants']:,}"
    yield f"  digest      {draw['digest']}, taken {draw['digested_at']}"
    yield f"  beacon      {beacon['value'] or 'none came in time'}"
    yield f"              {beacon['source']}, round {beacon['round']}, out {beacon['out_at']}"
    yield f"  seed        {draw['seed']}"
    yield f"  {KNOWN[draw['operator_could_have_known']]}"


def _erasure(erasure: Mapping[str, str | None]) -> Iterator[str]:
    done = erasure["done_at"]
    told = f"were erased {done}" if done else f"are erased {erasure['due_at']}"
    yield f"Addresses of who got nothing {told}"


def _orders(orders: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from ("", f"Orders: {len(orders):,}")
    if orders:
        yield f"  {'placed at':<24}  {'listed as':<16}  units  state"
    for order in orders:
        ended = f", by the {order['ended_by']}" if order["ended_by"] else ""
        why = f": {order['reason']}" if order["reason"] else ""
        quantity = f"{order['quantity']:>5,}  {order['state']}{ended}{why}"
        yield f"  {order['placed_at']:<24}  {order['listed_as']:<16}  {quantity}"
    yield f"Gifts: {sum(order['gifts'] for order in orders):,}"
