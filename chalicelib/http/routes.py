"""Every route: the module of its view, a method, a path below `/v1`, and the view's name.

A module is imported at the first call of one of its views: a process starts with what its first
request needs, and pays for no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

VIEWS: Final[Mapping[str, Mapping[tuple[str, str], str]]] = {
    "chalicelib.http.sales": {
        ("GET", "/sales"): "list_sales",
        ("GET", "/sales/{sale}"): "show_sale",
    },
    "chalicelib.http.reports": {
        ("GET", "/sales/{sale}/report"): "report",
        ("GET", "/admin/sales/{sale}/audit"): "audit_sale",
    },
    "chalicelib.http.shoppers": {
        ("POST", "/shoppers"): "register_shopper",
        ("POST", "/orders/lost-link"): "mail_order_links",
        ("POST", "/shoppers/challenge"): "challenge_to_register",
        ("POST", "/shoppers/session"): "begin_session",
        ("GET", "/me"): "show_me",
        ("PUT", "/me"): "remember_me",
        ("DELETE", "/me"): "forget_me",
        ("GET", "/me/orders"): "my_orders",
    },
    "chalicelib.http.baskets": {
        ("GET", "/sales/{sale}/basket"): "show_basket",
        ("PUT", "/sales/{sale}/basket"): "prepare_basket",
        ("DELETE", "/sales/{sale}/basket"): "drop_basket",
    },
    "chalicelib.http.lines": {
        ("POST", "/sales/{sale}/ticket"): "join_line",
        ("POST", "/sales/{sale}/challenge"): "challenge_to_join",
    },
    "chalicelib.http.reservations": {
        ("POST", "/sales/{sale}/reservation"): "reserve_units",
        ("GET", "/sales/{sale}/reservation"): "show_reservation",
        ("DELETE", "/sales/{sale}/reservation"): "give_units_back",
        ("POST", "/sales/{sale}/order"): "order_units",
    },
    "chalicelib.http.waiting": {
        ("POST", "/sales/{sale}/waitlist"): "join",
        ("GET", "/sales/{sale}/waitlist"): "show",
        ("DELETE", "/sales/{sale}/waitlist"): "leave",
    },
    "chalicelib.http.orders": {
        ("GET", "/orders/{order}"): "show_order",
        ("POST", "/orders/{order}/withdrawal"): "withdraw_own_order",
        ("POST", "/orders/{order}/cancellation"): "cancel_own_order",
    },
    "chalicelib.http.admin_sales": {
        ("GET", "/admin/sales"): "list_planned",
        ("POST", "/admin/sales"): "plan",
        ("GET", "/admin/sales/{sale}"): "show_planned",
        ("PUT", "/admin/sales/{sale}"): "change",
        ("GET", "/admin/sales/{sale}/history"): "show_history",
        ("POST", "/admin/sales/{sale}/estimate"): "estimate_sale",
        ("POST", "/admin/sales/{sale}/publication"): "publish_sale",
        ("POST", "/admin/sales/{sale}/pause"): "pause_sale",
        ("POST", "/admin/sales/{sale}/resume"): "resume_sale",
        ("POST", "/admin/sales/{sale}/stock"): "add_to_sale",
        ("POST", "/admin/sales/{sale}/close"): "close_sale",
        ("GET", "/admin/sales/{sale}/live"): "show_live",
    },
    "chalicelib.http.arrivals": {
        ("POST", "/admin/sales/{sale}/arrivals"): "note_arrival",
        ("POST", "/admin/sales/{sale}/delay"): "say_later",
    },
    "chalicelib.http.warehouse": {
        ("GET", "/admin/sales/{sale}/packing"): "list_packing",
        ("POST", "/admin/shipments"): "ship_many",
        ("POST", "/admin/deliveries"): "deliver_many",
        ("GET", "/admin/dead-letters"): "show_dead",
        ("POST", "/admin/dead-letters"): "redrive_dead",
    },
    "chalicelib.http.admin_invitations": {
        ("GET", "/admin/sales/{sale}/invitations"): "list_batches",
        ("POST", "/admin/sales/{sale}/invitations"): "make_batch",
        ("POST", "/admin/sales/{sale}/invitations/revocation"): "take_back",
    },
    "chalicelib.http.admin_orders": {
        ("GET", "/admin/orders"): "find_orders",
        ("GET", "/admin/orders/{order}"): "show_any_order",
        ("POST", "/admin/orders/{order}/shipment"): "ship_order",
        ("POST", "/admin/orders/{order}/delivery"): "deliver_order",
        ("POST", "/admin/orders/{order}/return"): "take_order_back",
        ("POST", "/admin/orders/{order}/refund"): "refund_order",
        ("POST", "/admin/orders/{order}/gift"): "add_gift_to_order",
        ("POST", "/admin/orders/{order}/cancellation"): "cancel_any_order",
    },
    "chalicelib.http.bookings": {
        ("POST", "/admin/orders/{order}/payment"): "pay_order",
        ("POST", "/admin/bookings"): "import_bookings",
    },
    "chalicelib.http.contract": {
        ("GET", "/openapi.json"): "show_contract",
    },
}
