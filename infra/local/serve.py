"""`make serve`: the whole system with a sale that opens in a minute, until Ctrl-C.

Plans and publishes through the API, as a marketer would; prints where everything is, and three
lines for a shell that buy a unit.
"""

import argparse
import json
import shlex
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NoReturn

from chalicelib.keyring import Keyring
from chalicelib.tokens import Tokens
from infra.cli.api import Api, ApiError, sale_path
from infra.local.processes import StackError
from infra.local.stack import ENGINES, MOTO, STAGE, Stack
from sale_api.domain.contact import Contact

SALE: Final = "windows7"
UNITS: Final = 1000
PORT: Final = 8080
_OPENS_IN: Final = timedelta(minutes=1)
_OPEN_FOR: Final = timedelta(hours=8)
_SHOPPER: Final = Contact("ada@shopper.example", "en", "Europe/Berlin")
_DELIVERY: Final = {
    "name": "Ada Lovelace",
    "street": "Unter den Linden 1",
    "postcode": "10117",
    "city": "Berlin",
    "country": "DE",
}


def plan_of(opens: datetime) -> dict[str, Any]:
    """Give a plan that opens at this instant (UTC, whole seconds) for eight hours."""
    wall_times = [f"{instant:%Y-%m-%dT%H:%M:%S}" for instant in (opens, opens + _OPEN_FOR)]
    return {
        "sale": SALE,
        "title": "Windows 7 Home Premium",
        "seller": "Example shop",
        "contact": "service@shop.example",
        "zone": "UTC",
        "windows": [{"opens": wall_times[0], "closes": wall_times[1]}],
        "price": {"amount": 4997, "currency": "EUR"},
        "reference_price": {"amount": 11999, "currency": "EUR"},
        "pools": [{"pool": "main", "units": UNITS}],
        "limit": 3,
        "hold_seconds": 600,
    }


def curl_lines(api_url: str, sign_in_token: str) -> tuple[str, str, str]:
    """Give three lines for a shell: sign in, reserve, order. The third shows the order's page."""
    sale = f"{api_url}/v1/sales/{SALE}"
    curl = "curl -s -H 'Content-Type: application/json'"
    shopper = f'{curl} -H "Authorization: Bearer $SHOPPER"'
    token = shlex.quote(json.dumps({"token": sign_in_token}))
    order = shlex.quote(json.dumps({"reservation": "$RESERVATION", "delivery": _DELIVERY}))
    order = order.replace("$RESERVATION", "'\"$RESERVATION\"'")  # the shell fills it in
    sign_in = f"{curl} {api_url}/v1/shoppers/session -d {token} | {_field('token')}"
    reserve = f"{shopper} {sale}/reservation -d '{{\"quantity\": 1}}' | {_field('reservation')}"
    return (
        f"SHOPPER=$({sign_in})",
        f"RESERVATION=$({reserve})",
        f"{shopper} {sale}/order -d {order}",
    )


def _field(name: str) -> str:
    """Take one text field out of a JSON object, with what every system has; no field, no text."""
    return rf"""sed -n 's/.*"{name}": *"\([^"]*\)".*/\1/p'"""


def main(arguments: Sequence[str]) -> int:
    """Serve until Ctrl-C; raises StackError when anything of it breaks."""
    parser = argparse.ArgumentParser(prog="python -m infra.local serve", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help=f"the API's port ({PORT})")
    parser.add_argument("--engine-port", type=int, default=0, help="the local cloud's (any free)")
    parser.add_argument("--engine", choices=ENGINES, default=MOTO, help="what stands for DynamoDB")
    given = parser.parse_args(arguments)
    try:
        _serve(Stack(port=given.port, engine_port=given.engine_port, engine=given.engine))
    except KeyboardInterrupt:
        print("Stopped.")
    return 0


def _serve(stack: Stack) -> NoReturn:
    with stack:
        print(_announcement(stack), flush=True)
        while True:
            time.sleep(1)
            stack.check()


def _announcement(stack: Stack) -> str:
    now = time.time()
    tokens = Tokens(Keyring.from_json(json.dumps(stack.keys)), f"sale-{STAGE}")
    admin = tokens.admin("marketer", int(now * 1000))
    opens = datetime.fromtimestamp(int(now), tz=UTC) + _OPENS_IN
    _schedule(Api(stack.api_url, admin), opens)
    lines = curl_lines(stack.api_url, tokens.sign_in(_SHOPPER, int(now * 1000)))
    return f"""
The whole system is running on this machine. Ctrl-C ends it.

  The shop     {stack.api_url}/
  Mailbox      {stack.engine_url}/_mailbox
  Control      {stack.engine_url}/_control
  API          {stack.api_url}/v1
  The sale     {stack.api_url}/v1/sales/{SALE}
  It opens at  {opens:%H:%M:%S} UTC, in a minute: {UNITS} units, at most 3 each
  Cloud        {stack.engine_url} (AWS_ENDPOINT_URL; any credentials, region eu-central-1)
  Database     {stack.database_url} (AWS_ENDPOINT_URL_DYNAMODB)
  Logs         build/local/

A marketer's token, for everything under /v1/admin:

  {admin}

Three lines that buy a unit once the sale is open, as {_SHOPPER.email}:

{chr(10).join(f"  {line}{chr(10)}" for line in lines)}"""


def _schedule(api: Api, opens: datetime) -> None:
    try:
        api.post("/sales", plan_of(opens))
        api.post(sale_path(SALE, "publication"), {})
    except ApiError as error:
        raise StackError(f"The sale could not be planned: {error}") from error
