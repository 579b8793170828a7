"""What surrounds every view: one request in, exactly one well-formed answer and one log line out.

A view takes a `Call` and the path's parameters, gives an `Answer`, or raises a refusal. Chalice
turns a view's exception into its own answer before any middleware sees it, so refusals become
problems here, right around the view; what Chalice answers without a view is put right by
`own_words`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any
from urllib.parse import unquote

from chalice.app import Chalice, Request, Response

from chalicelib.http import cors
from chalicelib.http.answers import REQUEST_ID, Answer, written
from chalicelib.http.call import Call
from chalicelib.http.errors import Internal, MethodNotAllowed
from chalicelib.http.parsing.body import refuse_large
from chalicelib.http.problems import problem
from chalicelib.logs import Log
from chalicelib.settings import SettingsError
from chalicelib.wiring import system
from sale_api.domain.errors import NotFound, Refusal, TryAgain
from sale_api.domain.plan import SALE_NAME
from sale_api.ports import Unknown

View = Callable[..., Answer]

ORDER = re.compile(r"[A-Za-z0-9_-]{20}")
PATHS = {
    "sale": (SALE_NAME, "There is no such sale."),
    "order": (ORDER, "There is no such order."),
}
"""What a path's parameter looks like; anything else is answered like one that does not exist."""

UNKNOWN = "It is not known whether this was done. Send the same request again: that is safe."
INTERNAL = "It is no fault of the request. Report it with the request id."
NOTHING_HERE = "No such path, or no such method on it."


def serve(app: Chalice, method: str, path: str, view: View) -> None:
    """Let a view answer a method of a path below `/v1`."""

    def answer(**parameters: str) -> Response:
        request = app.current_request
        assert request is not None
        event = request.to_original_event()
        # A preflight asks about the path, whether or not its parameters name anything.
        return respond(event, view, {} if method == "OPTIONS" else parameters)

    # No content types: Chalice would refuse others in words of its own.
    options = {"methods": [method], "content_types": [], "name": f"{method} {path}"}
    app.route(f"/v1{path}", **options)(answer)


def later(module: str, name: str) -> View:
    """Return a view that imports the one of this name when it is called."""

    def view(call: Call, **parameters: str) -> Answer:
        its_view: View = getattr(import_module(module), name)
        return its_view(call, **parameters)

    return view


def respond(event: Mapping[str, Any], view: View, parameters: Mapping[str, str]) -> Response:
    """Answer one request, whatever happens, and log it."""
    context = event["requestContext"]
    request_id: str = context["requestId"]
    log, now, began_at, extra = Log(), None, 0, {}
    try:
        running = system()
        log, now = running.log, running.now
        began_at = now()
        call = Call(running, event, began_at)
        extra = dict(cors.allowed(call))
        answer = _answered(call, event, view, parameters)
    except Unknown:
        answer = problem(TryAgain(UNKNOWN), request_id)
    except Exception as error:  # noqa: BLE001 - whatever broke, the caller gets a problem
        detail = {"detail": str(error)} if isinstance(error, SettingsError) else {}
        log.fault("broken", error, request=request_id, route=context["resourcePath"], **detail)
        answer = problem(Internal(INTERNAL), request_id)
    log.info(
        "request",
        request=request_id,
        method=context["httpMethod"],
        route=context["resourcePath"],
        status=answer.status,
        code=answer.code,
        ms=now() - began_at if now else 0,
    )
    return written(answer, request_id, extra)


def _answered(
    call: Call, event: Mapping[str, Any], view: View, parameters: Mapping[str, str]
) -> Answer:
    """Return what a view says, or its refusal as a problem."""
    try:
        refuse_large(event)
        return view(call, **{name: _named(name, value) for name, value in parameters.items()})
    except Refusal as refusal:
        return problem(refusal, event["requestContext"]["requestId"], call)


def _named(name: str, value: str) -> str:
    """Return a path's parameter, or refuse what cannot name anything, without a read."""
    pattern, problem_detail = PATHS[name]
    name_itself = unquote(value)
    if not pattern.fullmatch(name_itself):
        raise NotFound(problem_detail)
    return name_itself


def own_words(request: Request | None, get_response: Callable[[Any], Response]) -> Response:
    """Give Chalice's own answers (no such path or method, a broken event) the form of ours."""
    try:
        response = get_response(request)
    except Exception as error:  # noqa: BLE001 - as above
        Log().fault("broken", error)
        response = Response("", {}, 500)
    if REQUEST_ID in response.headers:
        return response
    request_id = str(request.context.get("requestId", "")) if request else ""
    return written(problem(_meaning(response), request_id), request_id, {})


def _meaning(response: Response) -> Refusal:
    if response.status_code != 405:  # noqa: PLR2004 - the only one that Chalice gives by itself
        return Internal(INTERNAL)
    allowed = str(response.headers.get("Allow", ""))
    if not allowed:
        return NotFound(NOTHING_HERE)
    return MethodNotAllowed(f"Use one of: {allowed}.", allowed=allowed)
