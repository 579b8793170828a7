"""What marketers call, by path: where its view stands, imported at the first call of any.

Shoppers' processes never ask for these: without them a process starts sooner.
"""

from __future__ import annotations

from types import ModuleType

from chalice.app import Blueprint

from chalicelib.http.guard import later, route

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


def _bookings() -> ModuleType:
    from chalicelib.http import bookings  # noqa: PLC0415 - see above

    return bookings


def _warehouse() -> ModuleType:
    from chalicelib.http import warehouse  # noqa: PLC0415 - see above

    return warehouse


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
    ("POST", "/sales/{sale}/delay"): (_arrivals, "say_later"),
    ("POST", "/sales/{sale}/close"): (_sales, "close_sale"),
    ("GET", "/sales/{sale}/live"): (_sales, "show_live"),
    ("GET", "/sales/{sale}/audit"): (_reports, "audit_sale"),
    ("GET", "/sales/{sale}/packing"): (_warehouse, "list_packing"),
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
    ("POST", "/shipments"): (_warehouse, "ship_many"),
    ("POST", "/deliveries"): (_warehouse, "deliver_many"),
    ("GET", "/dead-letters"): (_warehouse, "show_dead"),
    ("POST", "/dead-letters"): (_warehouse, "redrive_dead"),
    ("POST", "/orders/{order}/payment"): (_bookings, "pay_order"),
    ("POST", "/bookings"): (_bookings, "import_bookings"),
}


for (method, path), (module, name) in VIEWS.items():
    route(blueprint, method, f"/admin{path}")(later(module, name))
