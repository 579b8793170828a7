"""The commands `invite`, `invitations` and `revoke`: codes for a window of a sale."""

import argparse
from pathlib import Path
from typing import Any, Final

from infra.cli.api import Api, sale_path

STEPS: Final = {
    "invite": "print codes for a window of a sale, as CSV; the same batch again, the same codes",
    "invitations": "count a sale's invitations by batch",
    "revoke": "take a batch of invitations back, or one code; who has joined keeps the ticket",
}


class AddressesError(Exception):
    """The file with the addresses cannot be read; the text is one sentence."""


def describe_invitations(commands: Any) -> None:
    """Add the commands, and what they take."""
    for name, what in STEPS.items():
        parser = commands.add_parser(name, help=what)
        parser.add_argument("sale")
        if name == "invite":
            _describe_batch(parser)
        if name == "revoke":
            which = parser.add_mutually_exclusive_group(required=True)
            which.add_argument("--batch")
            which.add_argument("--code")


def _describe_batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch", required=True, help="the same id again is the same batch")
    parser.add_argument("--window", type=int, default=0, help="counted from 0, which is the first")
    codes = parser.add_mutually_exclusive_group(required=True)
    codes.add_argument("--count", type=int, help="how many codes, for anybody")
    codes.add_argument("--emails", metavar="FILE", help="one code each; an address a line")
    parser.add_argument(
        "--bound", action="store_true", help="each is good for its address only; with --emails"
    )


def invite(api: Api, given: argparse.Namespace) -> str:
    """Make a batch, and return its codes as CSV."""
    asked = {
        "batch": given.batch,
        "window": given.window,
        "count": given.count,
        "emails": _addresses(given.emails) if given.emails else None,
        "transferable": not given.bound,
    }
    made = api.post(sale_path(given.sale, "invitations"), asked)
    return str(made["csv"]).replace("\r\n", "\n").rstrip("\n")


def count(api: Api, given: argparse.Namespace) -> Any:
    """Return the batches, counted."""
    return api.get(sale_path(given.sale, "invitations"))


def revoke(api: Api, given: argparse.Namespace) -> Any:
    """Take back a batch or a code, and return what is left of its batch."""
    which = {"batch": given.batch, "code": given.code}
    return api.post(sale_path(given.sale, "invitations", "revocation"), which)


def _addresses(file: str) -> list[str]:
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AddressesError(f"{file} cannot be read: {error}.") from error
    return [line.strip() for line in lines if line.strip()]
