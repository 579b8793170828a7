"""The command `estimate`: what a planned sale will need, by what its marketer expects."""

import argparse
from typing import Any, Final

from infra.cli.api import Api, sale_path

_EXPECTED: Final = {
    "rate": "shoppers admitted a second; as many as the quotas carry unless given",
    "quantity": "units that each wants; 1 unless given",
    "request_ms": "how long a request takes, in milliseconds; 100 unless given",
}
_QUOTAS: Final = {
    "concurrency": "the account's concurrent Lambda executions; 1,000 unless given",
    "requests_per_second": "what its API Gateway admits a second; 10,000 unless given",
}


def describe_estimate(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("sale")
    parser.add_argument("--shoppers", required=True, type=int, help="how many are expected")
    for name, what in {**_EXPECTED, **_QUOTAS}.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, help=what)


def estimate(api: Api, given: argparse.Namespace) -> Any:
    """Ask for the estimate; what was not given is left to the API."""
    expected = {name: getattr(given, name) for name in _EXPECTED}
    quotas = {name: getattr(given, name) for name in _QUOTAS}
    body = {"expected_shoppers": given.shoppers, **expected, "quotas": quotas}
    return api.post(sale_path(given.sale, "estimate"), body)
