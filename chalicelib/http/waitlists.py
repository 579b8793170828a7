"""The waiting list of a sale, by method: its views are imported at the first call of any.

While a sale has units nobody waits: without them a process starts sooner.
"""

from __future__ import annotations

from types import ModuleType

from chalice.app import Blueprint

from chalicelib.http.guard import later, route

blueprint = Blueprint(__name__)


def _views() -> ModuleType:
    from chalicelib.http import waiting  # noqa: PLC0415 - see above

    return waiting


for method, name in (("POST", "join"), ("GET", "show"), ("DELETE", "leave")):
    route(blueprint, method, "/sales/{sale}/waitlist")(later(_views, name))
