"""What a marketer expects of a sale, and what the AWS account may use at once."""

from __future__ import annotations

from msgspec import Struct

MOST_SHOPPERS = 10_000_000
MOST_A_SECOND = 1_000_000
LONGEST_REQUEST_MS = 29_000
"""The gateway waits no longer."""

BUSY_MS = 100
"""Lambda hands an environment ten requests a second at most, however fast each is answered."""


class Quotas(Struct, frozen=True, kw_only=True):
    """The account's; without being told, AWS's defaults."""

    concurrency: int = 1_000
    requests_per_second: int = 10_000


class Expectation(Struct, frozen=True, kw_only=True):
    """How many come, how many are admitted a second, how many units each wants.

    Without a rate it is the highest that the quotas carry. `request_ms` is how long a request
    keeps a Lambda environment.
    """

    shoppers: int
    rate: int | None = None
    quantity: int = 1
    request_ms: int = BUSY_MS
    quotas: Quotas = Quotas()
