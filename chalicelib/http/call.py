"""One request as views see it: who asks, what for, and the system that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.http.parsing.body import read_object
from chalicelib.http.parsing.fields import Fields
from chalicelib.tokens import ShopperToken
from chalicelib.wiring import System
from sale_api.domain.errors import InvalidRequest, Unauthenticated

SIGN_IN = "Send your token: Authorization: Bearer ..."


class Call:
    """A request; `now` is the instant at which it came. What nobody asks for is not parsed."""

    def __init__(self, system: System, event: Mapping[str, Any], now: int) -> None:
        """Take the system, the gateway's event and the wall time."""
        self.system = system
        self.now = now
        self._event = event
        several: Mapping[str, Sequence[str]] | None = event.get("multiValueHeaders")
        if not several:
            single = event.get("headers") or {}
            several = {name: (value,) for name, value in single.items()}
        self._headers = {name.lower(): values for name, values in several.items()}

    def header(self, name: str, absent: str = "") -> str:
        """Return a header by its name in lower case, or `absent`."""
        values = self._headers.get(name)
        if not values:
            return absent
        # A header that came twice is a list in one line, as HTTP says; so two tokens are none.
        return values[0] if len(values) == 1 else ", ".join(values)

    def token(self) -> str:
        """Return the bearer's token; `Unauthenticated` if there is none."""
        scheme, _, token = self.header("authorization").strip().partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated(SIGN_IN)
        return token.strip()

    def shopper(self) -> ShopperToken:
        """Return the shopper who asks, or raise `Unauthenticated`."""
        return self.system.tokens.read_shopper(self.token(), self.now)

    def marketer(self) -> str:
        """Return the name of the marketer who asks, or raise `Unauthenticated`."""
        return self.system.tokens.read_admin(self.token(), self.now)

    def body(self, *, needed: bool = True) -> Fields:
        """Return the fields of the body, or raise a refusal; an empty one has none."""
        return Fields(read_object(self._event, self.header("content-type"), needed=needed))

    def query(self) -> Fields:
        """Return the fields of the query; each may be given once."""
        several = self._event.get("multiValueQueryStringParameters") or {}
        doubled = {name: "Give it once." for name, values in several.items() if len(values) != 1}
        if doubled:
            raise InvalidRequest(doubled)
        return Fields({name: values[0] for name, values in several.items()})
