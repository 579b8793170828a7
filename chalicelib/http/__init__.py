"""The HTTP edge: routes in blueprints by resource, parsing, presenting, and one table of errors."""

from __future__ import annotations

from chalice import Chalice

from chalicelib.http import (
    baskets,
    contract,
    lines,
    marketers,
    orders,
    reservations,
    sales,
    shoppers,
    waitlists,
)
from chalicelib.http.guard import own_words, preflights

RESOURCES = (
    *(sales, shoppers, baskets, lines, reservations, waitlists, orders),
    *(marketers, contract),
)


def register(app: Chalice) -> None:
    """Give an app all routes, their preflights, and our words where Chalice has its own."""
    # All bodies are text: the gateway need not encode any, nor Chalice look for what is not.
    app.api.binary_types = []
    for resource in RESOURCES:
        app.register_blueprint(resource.blueprint)
    app.register_blueprint(preflights(app.routes))
    app.register_middleware(own_words, "http")
