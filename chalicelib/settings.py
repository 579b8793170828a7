"""The settings of a deployment: read once from the environment into one frozen value.

All faults are reported together, so that a wrong deployment is mended in one go. Nothing is read
at import.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import msgspec

from sale_api.domain.hours import SECOND_MS
from sale_api.domain.plan import MOST_DIFFICULT
from sale_api.ports import Queue

BEACONS = ("drand", "stub")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LONGEST_GRACE_SECONDS = 300
THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
QUEUE_VARIABLES = {
    Queue.SIGN_IN: "SALE_SIGN_IN_QUEUE_URL",
    Queue.FULFILMENT: "SALE_FULFILMENT_QUEUE_URL",
    Queue.NOTICES: "SALE_NOTICES_QUEUE_URL",
}


class SettingsError(Exception):
    """When the environment does not describe a deployment; the sentence lists every fault."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """Take what is wrong with each variable."""
        listed = "; ".join(f"{variable}: {fault}" for variable, fault in faults.items())
        super().__init__(f"The settings are wrong. {listed}.")
        self.faults = faults


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One deployment. The first of `storefront_urls`, which have no slash at the end, is in links.

    `grace_ms` is how long after its deadline a claim is left alone. `mails_per_second` is how many
    one environment may send, or 0: as many as it can. `proof_of_work` is how difficult it is made
    to register, or 0: not at all. `beacon` is the name of a source of public randomness.
    """

    stage: str
    table_prefix: str
    secret_id: str
    queue_urls: Mapping[Queue, str]
    mail_from: str
    storefront_urls: tuple[str, ...]
    grace_ms: int = 10 * SECOND_MS
    log_level: str = "INFO"
    mails_per_second: int = 0
    proof_of_work: int = 0
    beacon: str = "drand"

    @property
    def issuer(self) -> str:
        """Who signs tokens: a token of one stage is worth nothing in another."""
        return f"sale-{self.stage}"

    @property
    def origins(self) -> frozenset[str]:
        """The storefront's origins, as browsers name them."""
        return frozenset(
            f"{parts.scheme}://{parts.netloc}".lower()
            for parts in map(urlsplit, self.storefront_urls)
        )

    def link(self, page: str, token: str) -> str:
        """Return a link to a page of the storefront; the token travels in the fragment only."""
        return f"{self.storefront_urls[0]}/{page}#{token}"

    def page_of(self, page: str, sale: str) -> str:
        """Return the address of a page on a sale, as the storefront itself names it."""
        return f"{self.storefront_urls[0]}/{page}?sale={sale}"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings, or raise `SettingsError` with every fault."""
    reader = _Reader(environment)
    settings = Settings(
        stage=reader.read("SALE_STAGE", _name),
        table_prefix=reader.read("SALE_TABLE_PREFIX", _prefix),
        secret_id=reader.read("SALE_SECRET_ID", _text),
        queue_urls={queue: reader.read(name, _url) for queue, name in QUEUE_VARIABLES.items()},
        mail_from=reader.read("SALE_MAIL_FROM", _sender),
        storefront_urls=tuple(
            reader.read("SALE_STOREFRONT_URL", _storefronts).split(","),
        ),
        grace_ms=int(reader.read("SALE_GRACE_SECONDS", _grace, "10")) * SECOND_MS,
        log_level=reader.read("SALE_LOG_LEVEL", _level, "INFO"),
        mails_per_second=int(reader.read("SALE_MAILS_PER_SECOND", _pace, "0")),
        beacon=reader.read("SALE_BEACON", _beacon, "drand"),
        proof_of_work=int(reader.read("SALE_PROOF_OF_WORK", _difficulty, "0")),
    )
    if reader.faults:
        raise SettingsError(reader.faults)
    return settings


class _Reader:
    """Reads variable by variable, and goes on after a fault."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.faults: dict[str, str] = {}

    def read(self, name: str, check: Callable[[str], str], default: str = "") -> str:
        shown = self._environment.get(name, "").strip() or default
        if not shown:
            self.faults[name] = "is not set"
            return "0"  # stands in until the faults are raised
        try:
            return check(shown)
        except ValueError as error:
            self.faults[name] = str(error)
            return "0"


def _text(shown: str) -> str:
    return shown


def _name(shown: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,29}", shown):
        raise ValueError("use up to 30 of a-z, 0-9 and -")
    return shown


def _prefix(shown: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", shown):
        raise ValueError("use up to 100 of A-Z, a-z, 0-9, _, . and -")
    return shown


def _sender(shown: str) -> str:
    if shown.count("@") != 1 or not shown.isprintable():
        raise ValueError("give one mail address")
    return shown


def _url(shown: str) -> str:
    parts = urlsplit(shown)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment:
        raise ValueError(f"{shown!r} is no http or https address")
    return shown


def _storefronts(shown: str) -> str:
    return ",".join(_storefront(url.strip()) for url in shown.split(","))


def _storefront(shown: str) -> str:
    parts = urlsplit(_url(shown))
    if parts.query or parts.username is not None:
        raise ValueError(f"{shown!r} must have no query and no user")
    # Links carry tokens: over plain http anybody on the way could read them.
    if parts.scheme == "http" and parts.hostname not in THIS_MACHINE:
        raise ValueError(f"{shown!r} must be https")
    return shown.rstrip("/")


def _grace(shown: str) -> str:
    if not shown.isdecimal() or not 1 <= int(shown[:9]) <= LONGEST_GRACE_SECONDS:
        raise ValueError(f"give 1 to {LONGEST_GRACE_SECONDS} seconds")
    return shown


def _pace(shown: str) -> str:
    if not re.fullmatch("[0-9]{1,4}", shown):
        raise ValueError("give 0 to 9999")
    return shown


def _difficulty(shown: str) -> str:
    if not re.fullmatch("[0-9]{1,7}", shown) or int(shown) > MOST_DIFFICULT:
        raise ValueError(f"give 0 to {MOST_DIFFICULT}")
    return shown


def _beacon(shown: str) -> str:
    if shown not in BEACONS:
        raise ValueError(f"use one of {', '.join(BEACONS)}")
    return shown


def _level(shown: str) -> str:
    if shown.upper() not in LOG_LEVELS:
        raise ValueError(f"use one of {', '.join(LOG_LEVELS)}")
    return shown.upper()
