"""Which pages may read answers: the storefront's, by the origin that the browser names.

The app answers preflights itself: the gateway could only name one origin, fixed when it is packed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call

EXPOSED = "Age, ETag, Retry-After, X-Request-Id"
REQUEST_HEADERS = "Authorization, Content-Type, If-Match, If-None-Match"
PREFLIGHT_SECONDS = "7200"


def allowed(call: Call) -> Mapping[str, str]:
    """Return the headers that let the storefront read this answer; none for other pages."""
    origin = call.header("origin")
    if not origin or origin not in call.system.settings.origins:
        return {}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED}


def preflight(call: Call, methods: Iterable[str]) -> Answer:
    """Return what a browser may send here; only to the storefront's pages."""
    if not allowed(call):
        return Answer(status=204)
    headers = {
        "Access-Control-Allow-Methods": ", ".join(sorted(methods)),
        "Access-Control-Allow-Headers": REQUEST_HEADERS,
        "Access-Control-Max-Age": PREFLIGHT_SECONDS,
    }
    return Answer(status=204, headers=headers)
