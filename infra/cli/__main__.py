"""The command line: plan and steer sales, and look after their orders, through the API.

The API's address is `--url` or SALE_API_URL, the marketer's token `--token` or SALE_TOKEN. Answers
are JSON on standard output, codes of invitations and the packing list CSV, reports and lists of
parcels plain lines; what went wrong is on standard error, with exit status 1.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from infra.aws.secret import new_secret
from infra.cli import booking, inviting, ordering, warehouse
from infra.cli.api import Api, ApiError, sale_path
from infra.cli.auditing import AuditFailedError, audit
from infra.cli.draw import DrawError, describe_place, verified_place
from infra.cli.estimating import describe_estimate, estimate
from infra.cli.reporting import report
from infra.cli.tokens import SecretError, admin_token, read_secret, webhook_secrets

Command = Callable[[Api, argparse.Namespace], Any]


class PlanError(Exception):
    """The file with the plan cannot be used; the text is one sentence."""


def _plan(api: Api, given: argparse.Namespace) -> Any:
    try:
        plan = json.loads(Path(given.file).read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanError(f"{given.file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise PlanError(f"{given.file} is no plan: {error}.") from error
    return api.post("/sales", plan)


def _add(api: Api, given: argparse.Namespace) -> Any:
    stock = {"addition": given.id, "pool": given.pool, "units": given.units}
    return api.post(sale_path(given.sale, "stock"), stock)


def _arrive(api: Api, given: argparse.Namespace) -> Any:
    goods = {"arrival": given.id, "pool": given.pool, "units": given.units}
    return api.post(sale_path(given.sale, "arrivals"), goods)


def _delay(api: Api, given: argparse.Namespace) -> Any:
    said = {"pool": given.pool, "delivers_by": given.by, "reason": given.reason}
    return api.post(sale_path(given.sale, "delay"), said)


COMMANDS: Final[Mapping[str, Command]] = {
    "plan": _plan,
    "show": lambda api, given: api.get(sale_path(given.sale)),
    "estimate": estimate,
    "publish": lambda api, given: api.post(sale_path(given.sale, "publication"), {}),
    "pause": lambda api, given: api.post(sale_path(given.sale, "pause"), {"reason": given.reason}),
    "resume": lambda api, given: api.post(sale_path(given.sale, "resume"), {}),
    "add": _add,
    "arrive": _arrive,
    "delay": _delay,
    "close": lambda api, given: api.post(sale_path(given.sale, "close"), {"reason": given.reason}),
    "report": report,
    "audit": audit,
    "live": lambda api, given: api.get(sale_path(given.sale, "live")),
    "invite": inviting.invite,
    "invitations": inviting.count,
    "revoke": inviting.revoke,
    "orders": ordering.find,
    "order": ordering.show,
    "ship": ordering.ship,
    "cancel": ordering.cancel,
    "deliver": ordering.deliver,
    "return": ordering.take_back,
    "refund": ordering.refund,
    "gift": ordering.add_gift,
    "pay": booking.pay,
    "book": booking.book,
    "packing": warehouse.packing,
    "shipments": warehouse.shipments,
    "deliveries": warehouse.deliveries,
    "dead": warehouse.dead,
    "redrive": warehouse.redrive,
}


_UNUSABLE: Final = (
    *(ApiError, DrawError, PlanError, SecretError),
    *(inviting.AddressesError, warehouse.RowsError, booking.BookingsError),
)

STEPS: Final = {
    "show": "show a sale",
    "publish": "make a planned sale public",
    "pause": "halt a sale; what is held stays held",
    "resume": "let a halted sale go on",
    "add": "add units to a published sale",
    "arrive": "note that goods to come are there; they are allotted to orders",
    "delay": "say that goods come later; who ordered them is told, and may leave",
    "close": "end reserving for good",
    "report": "print what became of a sale that is over, as everybody may read it",
    "audit": "check a sale that is over by all that is on record; 1 if a check fails",
    "live": "count units, orders and messages of a sale",
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.cli", description=__doc__)
    url, admin = os.environ.get("SALE_API_URL", ""), os.environ.get("SALE_TOKEN", "")
    parser.add_argument("--url", default=url, help="the API's address; or SALE_API_URL")
    parser.add_argument("--token", default=admin, help="a marketer's token; or SALE_TOKEN")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("keys", help="print a fresh secret for Secrets Manager")
    token = commands.add_parser("token", help="print a marketer's token, issued from the secret")
    token.add_argument("--name", default="marketer", help="who it is: stands in the sale's history")
    stage = os.environ.get("SALE_STAGE", "")
    token.add_argument("--stage", default=stage, help="whose token; or SALE_STAGE")
    token.add_argument("--secret-file", help="the secret's JSON; - reads standard input")
    webhook = commands.add_parser("webhook-secret", help="print what a warehouse verifies with")
    webhook.add_argument("--secret-file", help="the secret's JSON; - reads standard input")
    plan = commands.add_parser("plan", help="plan a sale from a JSON file")
    plan.add_argument("file", help="the plan, as the API takes it")
    for name, what in STEPS.items():
        command = commands.add_parser(name, help=what)
        command.add_argument("sale")
        if name in {"pause", "close", "delay"}:
            command.add_argument("--reason", required=True, help="stands in the sale's history")
        if name == "delay":
            command.add_argument("--pool", required=True, help="which goods")
            command.add_argument("--by", required=True, help="the later day: 2027-04-30")
        if name in {"add", "arrive"}:
            command.add_argument("--units", required=True, type=int)
            which = "which goods" if name == "arrive" else "the plan's first unless named"
            command.add_argument("--pool", required=name == "arrive", help=which)
            command.add_argument("--id", required=True, help="the same id again adds nothing more")
    describe_estimate(commands.add_parser("estimate", help="say what a planned sale will need"))
    inviting.describe_invitations(commands)
    warehouse.describe_warehouse(commands)
    ordering.describe_orders(commands)
    booking.describe_payments(commands)
    describe_place(
        commands.add_parser("verify-place", help="compute a place in a line; asks nobody")
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give its exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        print(_answer(parser, given))
    except _UNUSABLE as error:
        print(error, file=sys.stderr)
        return 1
    except (AuditFailedError, warehouse.RowsRefusedError) as failed:
        print(failed.findings)
        print(failed, file=sys.stderr)
        return 1
    return 0


def _answer(parser: argparse.ArgumentParser, given: argparse.Namespace) -> str:
    if given.command == "keys":
        return new_secret()
    if given.command == "token":
        if not given.stage:
            parser.error("name the stage: --stage, or SALE_STAGE")
        secret = read_secret(given.secret_file)
        now = int(time.time() * 1000)
        return admin_token(stage=given.stage, name=given.name, secret=secret, now=now)
    if given.command == "webhook-secret":
        return webhook_secrets(read_secret(given.secret_file))
    if given.command == "verify-place":
        return json.dumps(verified_place(given), indent=2)
    if not given.url:
        parser.error("name the API's address: --url, or SALE_API_URL")
    answer = COMMANDS[given.command](Api(given.url, given.token), given)
    return answer if isinstance(answer, str) else json.dumps(answer, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
