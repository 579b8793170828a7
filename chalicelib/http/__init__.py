"""The HTTP edge: tables of routes and of errors, views by resource, parsing, presenting."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from chalice import Chalice

from chalicelib.http import cors
from chalicelib.http.guard import later, own_words, serve
from chalicelib.http.routes import VIEWS


def register(app: Chalice) -> None:
    """Give an app all routes, their preflights, and our words where Chalice has its own."""
    # All bodies are text: the gateway need not encode any, nor Chalice look for what is not.
    app.api.binary_types = []
    methods = defaultdict(list)
    for module, views in VIEWS.items():
        for (method, path), name in views.items():
            serve(app, method, path, later(module, name))
            methods[path].append(method)
    for path, its_methods in methods.items():
        serve(app, "OPTIONS", path, partial(cors.preflight, methods=tuple(its_methods)))
    app.register_middleware(own_words, "http")
