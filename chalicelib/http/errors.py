"""The one table from a refusal to its HTTP status, and the refusals that HTTP itself gives."""

from __future__ import annotations

import msgspec

from sale_api.domain import errors
from sale_api.domain.errors import Refusal


class MethodNotAllowed(Refusal):
    """When the path exists, but not for this method; `allowed` lists those there are."""

    code = "method_not_allowed"


class TooLarge(Refusal):
    """When the body is over 16 KB; it was not read."""

    code = "too_large"


class UnsupportedMediaType(Refusal):
    """When the body is said to be anything but JSON."""

    code = "unsupported_media_type"


class TooManyRequests(Refusal):
    """When the gateway asks a client to slow down; it answers so itself."""

    code = "too_many_requests"


class Internal(Refusal):
    """When something broke that is not the caller's fault."""

    code = "internal"


class Row(msgspec.Struct, frozen=True):
    """The status of a refusal, and its title: the same words for every case of it."""

    status: int
    title: str


TABLE: dict[type[Refusal], Row] = {
    errors.InvalidRequest: Row(400, "The request cannot be understood"),
    errors.Unauthenticated: Row(401, "Sign in first"),
    errors.Forbidden: Row(403, "This is not allowed"),
    errors.NotFound: Row(404, "There is nothing here"),
    MethodNotAllowed: Row(405, "There is no such method here"),
    errors.NotOpenYet: Row(409, "The sale has not opened yet"),
    errors.NotAdmittedYet: Row(409, "It is not your turn yet"),
    errors.SoldOut: Row(409, "Sold out"),
    errors.Closed: Row(409, "The sale is over"),
    errors.Paused: Row(409, "The sale is halted"),
    errors.LimitReached: Row(409, "The limit is reached"),
    errors.WrongState: Row(409, "The state does not allow this"),
    errors.ReservationExpired: Row(410, "The reservation has run out"),
    errors.StaleVersion: Row(412, "Somebody was faster"),
    TooLarge: Row(413, "The body is too large"),
    UnsupportedMediaType: Row(415, "The body is not JSON"),
    errors.RequestReused: Row(422, "This stands with other content already"),
    TooManyRequests: Row(429, "Too many requests"),
    Internal: Row(500, "Something went wrong here"),
    errors.TryAgain: Row(503, "The answer is not known yet"),
}
"""Every refusal has one row. A test fails for one that has none."""
