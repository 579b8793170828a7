"""What marketers call, by path: where its view stands, imported at the first call of any.

Shoppers' processes never ask for these: without them a process starts sooner.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from chalice.app import Blueprint

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.guard import View, route

blueprint = Blueprint(__name__)


def _sales() -> ModuleType:
    from chalicelib.http import admin_sales  # noqa: PLC0415 - see above

    return admin_sales


def _orders() -> ModuleType:
    from chalicelib.http import admin_orders  # noqa: PLC0415 - see above

    return admin_orders


def _invitations() -> ModuleType:
    from chalicelib.http import admin_invitations  # noqa: PLC0415 - see above

    return admin_invitations


def _reports() -> ModuleType:
    from chalicelib.http import reports  # noqa: PLC0415 - see above

    return reports


def _arrivals() -> ModuleType:
    from chalicelib.http import arrivals  # noqa: PLC0415 - see above

    return arrivals


VIEWS = {
    ("GET", "/sales"): (_sales, "list_planned"),
    ("POST", "/sales"): (_sales, "plan"),
    ("GET", "/sales/{sale}"): (_sales, "show_planned"),
    ("PUT", "/sales/{sale}"): (_sales, "change"),
    ("GET", "/sales/{sale}/history"): (_sales, "show_history"),
    ("POST", "/sales/{sale}/estimate"): (_sales, "estimate_sale"),
    ("POST", "/sales/{sale}/publication"): (_sales, "publish_sale"),
    ("POST", "/sales/{sale}/pause"): (_sales, "pause_sale"),
    ("POST", "/sales/{sale}/resume"): (_sales, "resume_sale"),
    ("POST", "/sales/{sale}/stock"): (_sales, "add_to_sale"),
    ("POST", "/sales/{sale}/arrivals"): (_arrivals, "note_arrival"),
    ("POST", "/sales/{sale}/close"): (_sales, "close_sale"),
    ("GET", "/sales/{sale}/live"): (_sales, "show_live"),
    ("GET", "/sales/{sale}/audit"): (_reports, "audit_sale"),
    ("GET", "/sales/{sale}/invitations"): (_invitations, "list_batches"),
    ("POST", "/sales/{sale}/invitations"): (_invitations, "make_batch"),
    ("POST", "/sales/{sale}/invitations/revocation"): (_invitations, "take_back"),
    ("GET", "/orders"): (_orders, "find_orders"),
    ("GET", "/orders/{order}"): (_orders, "show_any_order"),
    ("POST", "/orders/{order}/shipment"): (_orders, "ship_order"),
    ("POST", "/orders/{order}/delivery"): (_orders, "deliver_order"),
    ("POST", "/orders/{order}/return"): (_orders, "take_order_back"),
    ("POST", "/orders/{order}/refund"): (_orders, "refund_order"),
    ("POST", "/orders/{order}/gift"): (_orders, "add_gift_to_order"),
    ("POST", "/orders/{order}/cancellation"): (_orders, "cancel_any_order"),
}


def _later(module: Callable[[], ModuleType], name: str) -> View:
    """Return a view that imports the named one when it is called."""

    def view(call: Call, **parameters: str) -> Answer:
        its_view: View = getattr(module(), name)
        return its_view(call, **parameters)

    return view


for (method, path), (module, name) in VIEWS.items():
    route(blueprint, method, f"/admin{path}")(_later(module, name))
