"""The commands that find and show orders, and move one: ship, deliver, cancel, return, refund..."""

import argparse
import re
from typing import Any, Final
from urllib.parse import quote

from infra.cli.api import Api

FOUND_BY: Final = ("sale", "state", "email", "order", "cursor")


def describe_orders(commands: Any) -> None:
    """Add the commands, and what they take."""
    found = commands.add_parser("orders", help="find orders by sale, address or number")
    for name in FOUND_BY:
        found.add_argument(f"--{name}")
    shown = commands.add_parser(
        "order", help="show an order: all that happened, and which mails arrived"
    )
    shown.add_argument("order", help="its number")
    shipped = commands.add_parser("ship", help="note that an order's parcel is on its way")
    shipped.add_argument("order", help="its number")
    shipped.add_argument("--carrier", required=True)
    shipped.add_argument("--number", required=True, help="the parcel's")
    shipped.add_argument("--link", help="where to follow it")
    delivered = commands.add_parser("deliver", help="note that an order's parcel has come")
    delivered.add_argument("order", help="its number")
    public = "the shopper reads it, and whoever reads the sale's report"
    _describe_ending(commands, "cancel", "cancel an order that has not shipped", public)
    lost = "note that an order's parcel came back, or is lost"
    _describe_ending(commands, "return", lost, "the shopper reads it")
    refunded = commands.add_parser("refund", help="note what was paid back by hand")
    refunded.add_argument("order", help="its number")
    refunded.add_argument("--amount", required=True, type=_in_minor_units, help="such as 99.94")
    refunded.add_argument("--currency", default="EUR")
    given = commands.add_parser("gift", help="add a gift to an order, in words")
    given.add_argument("order", help="its number")
    given.add_argument(
        "--id", required=True, help="of your choice; the same again is the same gift"
    )
    given.add_argument("--text", required=True, help="the shopper reads it")


def _describe_ending(commands: Any, name: str, what: str, reader: str) -> None:
    ended = commands.add_parser(name, help=what)
    ended.add_argument("order", help="its number")
    ended.add_argument("--reason", required=True, help=reader)
    ended.add_argument(
        "--resell",
        required=True,
        action=argparse.BooleanOptionalAction,
        help="whether its units may be sold again",
    )


def _in_minor_units(text: str) -> int:
    """Return an amount such as 99.94 in cents; each currency of the API has two decimals."""
    if not re.fullmatch(r"[0-9]{1,9}\.[0-9]{2}", text):
        msg = "write it like 99.94"
        raise argparse.ArgumentTypeError(msg)
    return int(text.replace(".", ""))


def find(api: Api, given: argparse.Namespace) -> Any:
    """Return a page of the orders that fit."""
    return api.get("/orders", {name: getattr(given, name) for name in FOUND_BY})


def show(api: Api, given: argparse.Namespace) -> Any:
    """Return an order's page."""
    return api.get(f"/orders/{quote(given.order, safe='')}")


def ship(api: Api, given: argparse.Namespace) -> Any:
    """Mark an order as shipped, and return its page."""
    parcel = {"carrier": given.carrier, "number": given.number, "link": given.link}
    return api.post(_order_path(given.order, "shipment"), parcel)


def cancel(api: Api, given: argparse.Namespace) -> Any:
    """Cancel an order, and return its page."""
    words = {"reason": given.reason, "resell": given.resell}
    return api.post(_order_path(given.order, "cancellation"), words)


def deliver(api: Api, given: argparse.Namespace) -> Any:
    """Mark an order as delivered, and return its page."""
    return api.post(_order_path(given.order, "delivery"), {})


def take_back(api: Api, given: argparse.Namespace) -> Any:
    """Mark an order as returned, and return its page."""
    words = {"reason": given.reason, "resell": given.resell}
    return api.post(_order_path(given.order, "return"), words)


def refund(api: Api, given: argparse.Namespace) -> Any:
    """Note what was paid back of an order, and return its page."""
    amount = {"amount": given.amount, "currency": given.currency}
    return api.post(_order_path(given.order, "refund"), {"amount": amount})


def add_gift(api: Api, given: argparse.Namespace) -> Any:
    """Add a gift to an order, and return its page."""
    return api.post(_order_path(given.order, "gift"), {"gift": given.id, "text": given.text})


def _order_path(order: str, what: str) -> str:
    return f"/orders/{quote(order, safe='')}/{what}"
