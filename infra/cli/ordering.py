"""The commands `orders`, `ship` and `cancel`: find orders, and move one."""

import argparse
from typing import Any, Final
from urllib.parse import quote

from infra.cli.api import Api

FOUND_BY: Final = ("sale", "state", "email", "order", "cursor")


def describe_orders(commands: Any) -> None:
    """Add the commands, and what they take."""
    found = commands.add_parser("orders", help="find orders by sale, address or number")
    for name in FOUND_BY:
        found.add_argument(f"--{name}")
    shipped = commands.add_parser("ship", help="note that an order's parcel is on its way")
    shipped.add_argument("order", help="its number")
    shipped.add_argument("--carrier", required=True)
    shipped.add_argument("--number", required=True, help="the parcel's")
    shipped.add_argument("--link", help="where to follow it")
    cancelled = commands.add_parser("cancel", help="cancel an order that has not shipped")
    cancelled.add_argument("order", help="its number")
    cancelled.add_argument("--reason", required=True, help="the shopper reads it")
    cancelled.add_argument(
        "--resell",
        required=True,
        action=argparse.BooleanOptionalAction,
        help="whether its units may be sold again",
    )


def find(api: Api, given: argparse.Namespace) -> Any:
    """Return a page of the orders that fit."""
    return api.get("/orders", {name: getattr(given, name) for name in FOUND_BY})


def ship(api: Api, given: argparse.Namespace) -> Any:
    """Mark an order as shipped, and return its page."""
    parcel = {"carrier": given.carrier, "number": given.number, "link": given.link}
    return api.post(_order_path(given.order, "shipment"), parcel)


def cancel(api: Api, given: argparse.Namespace) -> Any:
    """Cancel an order, and return its page."""
    words = {"reason": given.reason, "resell": given.resell}
    return api.post(_order_path(given.order, "cancellation"), words)


def _order_path(order: str, what: str) -> str:
    return f"/orders/{quote(order, safe='')}/{what}"
