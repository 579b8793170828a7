import json
from typing import Any

import pytest

from tests.cli.test_cli import Shop, run, shop

__all__ = ["shop"]

BEACON = {"source": "drand", "round": 7, "out_at": "2026-10-01T10:00:03Z", "value": "5d"}
DRAW = {
    "window": 0,
    "commitment": "c0",
    "digest": "9f",
    "digested_at": "2026-10-01T10:00:01Z",
    "entrants": 12_345,
    "beacon": BEACON,
    "seed": "ab",
    "operator_could_have_known": False,
}
NOT_DRAWN = {
    **DRAW,
    "window": 1,
    "digest": None,
    "digested_at": None,
    "entrants": None,
    "beacon": {**BEACON, "value": None},
    "seed": None,
    "operator_could_have_known": None,
}
ORDERS = [
    {
        "listed_as": "x7Rk2mPq9sTv4wYz",
        "placed_at": "2026-10-01T10:00:12.345Z",
        "quantity": 2,
        "state": "in_fulfilment",
        "ended_by": None,
        "reason": None,
        "gifts": 2,
    },
    {
        "listed_as": "a7Rk2mPq9sTv4wYz",
        "placed_at": "2026-10-01T10:00:13Z",
        "quantity": 1,
        "state": "cancelled",
        "ended_by": "marketer",
        "reason": "No supply.",
        "gifts": 0,
    },
]
REPORT = {
    "sale": "phone",
    "title": "A phone",
    "ended_at": "2026-10-01T12:00:00Z",
    "units": {"units": 1_000, "left": 900, "written_off": 7, "held": 0, "ordered": 93},
    "states": {"in_fulfilment": 1, "cancelled": 1},
    "erasure": {"due_at": "2026-11-01T12:00:00Z", "done_at": None},
    "waiting": {"joined": 1_200, "offered": 7, "taken": 5},
}

NOTHING: dict[str, Any] = {"waiting": None, "draws": [], "orders": [], "cursor": None}

PRINTED = """\
A phone (phone), over since 2026-10-01T12:00:00Z

Units
    1,000  there were
       93  ordered
      900  left
        7  written off
        0  held, on their way back

Waiting list
    1,200  joined it
        7  were offered units
        5  ordered what they were offered

Draw of window 0
  commitment  c0
  entrants    12,345
  digest      9f, taken 2026-10-01T10:00:01Z
  beacon      5d
              drand, round 7, out 2026-10-01T10:00:03Z
  seed        ab
  Nobody could have known the places beforehand.

Draw of window 1
  commitment  c0
  It was not drawn to its end.

Orders: 2
  placed at                 listed as         units  state
  2026-10-01T10:00:12.345Z  x7Rk2mPq9sTv4wYz      2  in_fulfilment
  2026-10-01T10:00:13Z      a7Rk2mPq9sTv4wYz      1  cancelled, by the marketer: No supply.
Gifts: 2
Addresses of who got nothing are erased 2026-11-01T12:00:00Z
"""


def page(orders: list[Any], cursor: str | None, draws: list[Any]) -> bytes:
    return json.dumps({**REPORT, "draws": draws, "orders": orders, "cursor": cursor}).encode()


def test_a_report_is_printed_in_lines_with_the_orders_of_all_its_pages(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    draws = [DRAW, NOT_DRAWN]
    shop.pages = [page(ORDERS[:1], "17", draws), page(ORDERS[1:], None, draws)]

    assert run(shop, "report", "phone") == 0

    path = "/v1/sales/phone/report"
    assert shop.asked == [("GET", path, None), ("GET", f"{path}?cursor=17", None)]
    assert capsys.readouterr().out == PRINTED


def test_a_sale_in_which_nobody_ordered_has_no_list(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.pages = [json.dumps({**REPORT, **NOTHING}).encode()]

    assert run(shop, "report", "phone") == 0

    printed = capsys.readouterr().out
    assert "Waiting list" not in printed
    assert "\n\nOrders: 0\nGifts: 0\n" in printed
