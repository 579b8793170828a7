"""What marketers call, by path: where its view stands, imported at the first call of any.

Shoppers' processes never ask for these: without them a process starts sooner.
"""

from __future__ import annotations

from importlib import import_module

from chalice.app import Blueprint

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.guard import View, route

blueprint = Blueprint(__name__)

VIEWS = {
    ("GET", "/sales"): "admin_sales.list_planned",
    ("POST", "/sales"): "admin_sales.plan",
    ("GET", "/sales/{sale}"): "admin_sales.show_planned",
    ("PUT", "/sales/{sale}"): "admin_sales.change",
    ("GET", "/sales/{sale}/history"): "admin_sales.show_history",
    ("POST", "/sales/{sale}/publication"): "admin_sales.publish_sale",
    ("POST", "/sales/{sale}/pause"): "admin_sales.pause_sale",
    ("POST", "/sales/{sale}/resume"): "admin_sales.resume_sale",
    ("POST", "/sales/{sale}/stock"): "admin_sales.add_to_sale",
    ("POST", "/sales/{sale}/close"): "admin_sales.close_sale",
    ("GET", "/sales/{sale}/live"): "admin_sales.show_live",
    ("GET", "/orders"): "admin_orders.find_orders",
    ("GET", "/orders/{order}"): "admin_orders.show_any_order",
    ("POST", "/orders/{order}/shipment"): "admin_orders.ship_order",
    ("POST", "/orders/{order}/cancellation"): "admin_orders.cancel_any_order",
}


def _later(name: str) -> View:
    """Return a view that imports the named one of this package when it is called."""

    def view(call: Call, **parameters: str) -> Answer:
        module, _, its_name = name.partition(".")
        its_view: View = getattr(import_module(f"chalicelib.http.{module}"), its_name)
        return its_view(call, **parameters)

    return view


for (method, path), name in VIEWS.items():
    route(blueprint, method, f"/admin{path}")(_later(name))
