"""What a marketer expects of a sale, as it is sent."""

from __future__ import annotations

from chalicelib.http.parsing.fields import Fields
from chalicelib.http.parsing.kinds import whole
from sale_api.domain.expectation import (
    BUSY_MS,
    LONGEST_REQUEST_MS,
    MOST_A_SECOND,
    MOST_SHOPPERS,
    Expectation,
    Quotas,
)

A_SECOND = whole(1, MOST_A_SECOND)
DEFAULT = Quotas()


def read_expectation(fields: Fields, limit: int) -> Expectation:
    """Return it, or raise `InvalidRequest`; `limit` is the plan's. Finishes the fields."""
    expected = Expectation(
        shoppers=fields.read("expected_shoppers", whole(1, MOST_SHOPPERS)),
        rate=fields.optional("rate", A_SECOND, 0) or None,
        quantity=fields.optional("quantity", whole(1, limit), 1),
        request_ms=fields.optional("request_ms", whole(1, LONGEST_REQUEST_MS), BUSY_MS),
        quotas=_quotas(fields.nested("quotas")) if fields.has("quotas") else DEFAULT,
    )
    fields.finish()
    return expected


def _quotas(fields: Fields) -> Quotas:
    return Quotas(
        concurrency=fields.optional("concurrency", A_SECOND, DEFAULT.concurrency),
        requests_per_second=fields.optional(
            "requests_per_second", A_SECOND, DEFAULT.requests_per_second
        ),
    )
