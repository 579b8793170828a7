"""What a shopper is promised of the goods: from where they come, and when."""

from __future__ import annotations

from msgspec import Struct


class Promise(Struct, frozen=True):
    """Place and time of delivery as they stood when it was ordered; the dates may be left open.

    `to_come`: the goods are not there yet.
    """

    place: str = ""
    delivers_from: str = ""
    delivers_by: str = ""
    to_come: bool = False


def is_to_come(promise: Promise | None) -> bool:
    """Tell whether goods were promised that are to come."""
    return promise is not None and promise.to_come
