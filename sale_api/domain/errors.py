"""Refusals: every way in which the product says no, each with a stable code and the case's data.

A refusal is an answer, not a fault. The HTTP status of each stands in `chalicelib/http/errors.py`,
and a test fails for a refusal that has no row there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer to the caller, not an error of ours
    """The base of all: a sentence that says what to do next, a code, and data for a program."""

    code: ClassVar[str]

    def __init__(self, detail: str, **data: object) -> None:
        """Take the sentence for a person and the data for a program."""
        super().__init__(detail)
        self.detail = detail
        self.data: Mapping[str, object] = data


class InvalidRequest(Refusal):
    """When a request cannot mean anything; `fields` names every offending one."""

    code = "invalid_request"

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Take each offending field with what is wrong with it."""
        listed = [{"field": field, "problem": problem} for field, problem in fields.items()]
        super().__init__("Mend the fields that are listed and send it again.", fields=listed)
        self.fields = fields


class Unauthenticated(Refusal):
    """When a token is missing, forged, run out, or made for another purpose."""

    code = "unauthenticated"


class Forbidden(Refusal):
    """When the token is good but does not allow this."""

    code = "forbidden"


class NotFound(Refusal):
    """When there is no such thing, or it is another shopper's: the answer is the same."""

    code = "not_found"


class NotOpenYet(Refusal):
    """When the sale has not opened; `opens_at` says when it does."""

    code = "not_open_yet"


class NotAdmittedYet(Refusal):
    """When it is not the shopper's turn; `admitted_at` says when it is, null before the draw."""

    code = "not_admitted_yet"


class SoldOut(Refusal):
    """When no lot has as many units as were asked for; `largest` says how many could be had."""

    code = "sold_out"


class Closed(Refusal):
    """When the sale's last window is over, or it was closed or cancelled."""

    code = "closed"


class Paused(Refusal):
    """When the seller has halted the sale; holds stand still meanwhile."""

    code = "paused"


class LimitReached(Refusal):
    """When more units are asked for than one shopper may have, or than may be added to a sale."""

    code = "limit_reached"


class WrongState(Refusal):
    """When the thing's state does not allow the move; `state` says which it is in."""

    code = "wrong_state"


class ReservationExpired(Refusal):
    """When a reservation has run out or was given back, and no order came of it."""

    code = "reservation_expired"


class StaleVersion(Refusal):
    """When somebody else changed the sale since it was read; `version` is the current one."""

    code = "stale_version"


class RequestReused(Refusal):
    """When the same reservation, order or sale stands with other content; it is in the answer."""

    code = "request_reused"


class TryAgain(Refusal):
    """When the answer is not known yet; the same request is right after `retry_after` seconds."""

    code = "try_again"

    def __init__(self, detail: str, retry_after_seconds: int = 1) -> None:
        """Take the sentence and after how many seconds to ask again."""
        super().__init__(detail, retry_after=retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds
