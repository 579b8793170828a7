"""What settings may be: each check returns the text, or raises `ValueError` with the fault."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sale_api.domain.plan import MOST_DIFFICULT

BEACONS = ("drand", "stub")
LOG_LEVELS = ("INFO", "WARNING", "ERROR")
LONGEST_GRACE_SECONDS = 300
THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})


def name(shown: str) -> str:
    """A stage's name."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,29}", shown):
        raise ValueError("use up to 30 of a-z, 0-9 and -")
    return shown


def prefix(shown: str) -> str:
    """What names of tables begin with."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", shown):
        raise ValueError("use up to 100 of A-Z, a-z, 0-9, _, . and -")
    return shown


def sender(shown: str) -> str:
    """A mail address."""
    if shown.count("@") != 1 or not shown.isprintable():
        raise ValueError("give one mail address")
    return shown


def url(shown: str) -> str:
    """An address of HTTP."""
    parts = urlsplit(shown)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment:
        raise ValueError(f"{shown!r} is no http or https address")
    return shown


def storefronts(shown: str) -> str:
    """Addresses of storefronts, comma separated."""
    return ",".join(storefront(url.strip()) for url in shown.split(","))


def storefront(shown: str) -> str:
    """One storefront's address, without a slash at its end."""
    parts = urlsplit(secure(shown))
    if parts.query:
        raise ValueError(f"{shown!r} must have no query")
    return shown.rstrip("/")


def secure(shown: str) -> str:
    """An address of HTTPS; of HTTP on this machine alone."""
    parts = urlsplit(url(shown))
    if parts.username is not None:
        raise ValueError(f"{shown!r} must have no user")
    # Links carry tokens, and parcels addresses: over plain http anybody on the way could read them.
    if parts.scheme == "http" and parts.hostname not in THIS_MACHINE:
        raise ValueError(f"{shown!r} must be https")
    return shown


def grace(shown: str) -> str:
    """Seconds of grace."""
    if not shown.isdecimal() or not 1 <= int(shown[:9]) <= LONGEST_GRACE_SECONDS:
        raise ValueError(f"give 1 to {LONGEST_GRACE_SECONDS} seconds")
    return shown


def pace(shown: str) -> str:
    """How many a second."""
    if not re.fullmatch("[0-9]{1,4}", shown):
        raise ValueError("give 0 to 9999")
    return shown


def difficulty(shown: str) -> str:
    """How difficult a proof of work is."""
    if not re.fullmatch("[0-9]{1,7}", shown) or int(shown) > MOST_DIFFICULT:
        raise ValueError(f"give 0 to {MOST_DIFFICULT}")
    return shown


def beacon(shown: str) -> str:
    """The name of a source of randomness."""
    if shown not in BEACONS:
        raise ValueError(f"use one of {', '.join(BEACONS)}")
    return shown


def level(shown: str) -> str:
    """The least severe level of the log."""
    if shown.upper() not in LOG_LEVELS:
        raise ValueError(f"use one of {', '.join(LOG_LEVELS)}")
    return shown.upper()


def named_by_ses(shown: str) -> str:
    """A configuration set of SES."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", shown):
        raise ValueError("use up to 64 of A-Z, a-z, 0-9, _ and -")
    return shown
