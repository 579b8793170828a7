"""The settings of a deployment: read once from the environment into one frozen value.

All faults are reported together, so that a wrong deployment is mended in one go. Nothing is read
at import.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import msgspec

from chalicelib import setting_checks as checks
from sale_api.domain.hours import SECOND_MS
from sale_api.ports import Queue

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
    `webhook_url` is where the warehouse is told of orders; without one nobody is.
    `configuration_set` is SES's that tells what became of mails; without one nobody is told.
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
    webhook_url: str = ""
    configuration_set: str = ""

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
        stage=reader.read("SALE_STAGE", checks.name),
        table_prefix=reader.read("SALE_TABLE_PREFIX", checks.prefix),
        secret_id=reader.read("SALE_SECRET_ID", str),
        queue_urls={
            queue: reader.read(name, checks.url) for queue, name in QUEUE_VARIABLES.items()
        },
        mail_from=reader.read("SALE_MAIL_FROM", checks.sender),
        storefront_urls=tuple(
            reader.read("SALE_STOREFRONT_URL", checks.storefronts).split(","),
        ),
        grace_ms=int(reader.read("SALE_GRACE_SECONDS", checks.grace, "10")) * SECOND_MS,
        log_level=reader.read("SALE_LOG_LEVEL", checks.level, "INFO"),
        mails_per_second=int(reader.read("SALE_MAILS_PER_SECOND", checks.pace, "0")),
        beacon=reader.read("SALE_BEACON", checks.beacon, "drand"),
        proof_of_work=int(reader.read("SALE_PROOF_OF_WORK", checks.difficulty, "0")),
        webhook_url=reader.read("SALE_WEBHOOK_URL", checks.secure, ""),
        configuration_set=reader.read("SALE_CONFIGURATION_SET", checks.named_by_ses, ""),
    )
    if reader.faults:
        raise SettingsError(reader.faults)
    return settings


class _Reader:
    """Reads variable by variable, and goes on after a fault."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.faults: dict[str, str] = {}

    def read(self, name: str, check: Callable[[str], str], default: str | None = None) -> str:
        """Return a variable as it is, if it is right; one that may be left out has a default."""
        shown = self._environment.get(name, "").strip() or default
        if shown is None:
            self.faults[name] = "is not set"
            return "0"  # stands in until the faults are raised
        try:
            return check(shown) if shown else ""
        except ValueError as error:
            self.faults[name] = str(error)
            return "0"
