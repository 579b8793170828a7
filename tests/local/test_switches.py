"""What the control page switches, on a stack of real processes."""

import json
import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from chalicelib.keyring import Keyring
from chalicelib.system import now
from chalicelib.tokens import Tokens
from chalicelib.webhook import Webhook
from infra.cli.api import Api
from infra.local.crowd.proof import solved
from infra.local.resources import client
from infra.local.serve import SALE, plan_of
from infra.local.stack import MAIL_FROM, STAGE, Stack
from infra.local.state import AT_START, Mail, Switchboard, Switches
from sale_api.ports import READY, Unknown
from tests.orders import an_order

pytestmark = pytest.mark.slow

LONG_ENOUGH = 1.5
"""Seconds after which a pump that works would have done it."""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(logs=tmp_path_factory.mktemp("logs"), keep_seconds=1, api_processes=1) as running:
        opens = datetime.now(tz=UTC).replace(microsecond=0) + timedelta(seconds=1)
        marketer(running).post("/sales", plan_of(opens))
        marketer(running).post(f"/sales/{SALE}/publication", {})
        yield running


@pytest.fixture(autouse=True)
def all_as_at_the_start(stack: Stack) -> Iterator[None]:
    yield
    press(stack, do="mail", value="works")
    press(stack, do="twice", value="off")
    press(stack, do="work", value="pump-sign-in")


def marketer(stack: Stack) -> Api:
    tokens = Tokens(Keyring.from_json(json.dumps(stack.keys)), f"sale-{STAGE}")
    return Api(stack.api_url, tokens.admin("anna", int(time.time() * 1000)))


def read(url: str, body: bytes | None = None, kind: str = "application/json") -> str:
    request = urllib.request.Request(url, body, {"Content-Type": kind})  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own stack
        text: str = answer.read().decode()
        return text


def press(stack: Stack, **form: str) -> str:
    """Press a button; give the page that comes."""
    kind = "application/x-www-form-urlencoded"
    return read(f"{stack.engine_url}/_control", urlencode(form).encode(), kind)


def register(stack: Stack) -> str:
    email = f"{uuid4().hex}@shopper.example"
    contact = {"email": email, "language": "en", "zone": "UTC"}
    asked = json.dumps({"email": email}).encode()
    told = json.loads(read(f"{stack.api_url}/v1/shoppers/challenge", asked))
    words = {**contact, "proof": solved(told["challenge"])}
    read(f"{stack.api_url}/v1/shoppers", json.dumps(words).encode())
    return email


def mails_to(stack: Stack, email: str) -> int:
    mails: list[dict[str, Any]] = json.loads(read(f"{stack.engine_url}/_engine/mails"))["mails"]
    return sum(mail["to"] == [email] for mail in mails)


def eventually(holds: Callable[[], object], *, seconds: float = 10.0) -> bool:
    give_up = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize(
    ("mode", "error"),
    [("refuses", "SendingPausedException"), ("throttles", "TooManyRequestsException")],
)
def test_ses_says_no_as_it_would(stack: Stack, mode: str, error: str) -> None:
    mailer = client("sesv2", stack.engine_url)
    simple = {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}
    press(stack, do="mail", value=mode)

    with pytest.raises(ClientError, match=error):
        mailer.send_email(
            FromEmailAddress=MAIL_FROM,
            Destination={"ToAddresses": ["a@b.example"]},
            Content={"Simple": simple},
        )

    assert mails_to(stack, "a@b.example") == 0


@pytest.mark.parametrize("mode", ["refuses", "throttles"])
def test_a_mail_that_was_stopped_is_sent_when_it_may(stack: Stack, mode: str) -> None:
    page = press(stack, do="mail", value=mode)
    email = register(stack)
    time.sleep(LONG_ENOUGH)
    while_stopped = mails_to(stack, email)

    press(stack, do="mail", value="works")
    press(stack, do="try", value="sale-local-sign-in")

    assert f'<span class="state {mode}">' in page
    assert while_stopped == 0
    assert eventually(lambda: mails_to(stack, email), seconds=30)


def test_every_message_can_be_delivered_twice(stack: Stack) -> None:
    register(stack)  # of twenty, the first comes twice in any case
    press(stack, do="twice", value="on")

    email = register(stack)

    assert eventually(lambda: mails_to(stack, email) == 2)


def test_a_pump_that_rests_leaves_its_messages_where_they_are(stack: Stack) -> None:
    page = press(stack, do="rest", value="pump-sign-in")
    time.sleep(0.1)
    email = register(stack)
    time.sleep(LONG_ENOUGH)
    while_resting = mails_to(stack, email)

    press(stack, do="work", value="pump-sign-in")

    assert re.search(r'pump-sign-in</th><td><span class="state resting"', page.replace("\n", ""))
    assert while_resting == 0
    assert eventually(lambda: mails_to(stack, email))


def test_the_warehouse_believes_the_shop_alone_and_can_be_switched_off(stack: Stack) -> None:
    keys = Keyring.from_json(json.dumps(stack.keys)).derived("webhook")
    order, url = an_order(), f"{stack.engine_url}/_warehouse"
    ours = Webhook(url, lambda: tuple(keys.values()), now)
    forged = Webhook(url, lambda: (bytes(32),), now)

    press(stack, do="warehouse", value="closed")
    for telling in (ours, forged):
        with pytest.raises(Unknown):
            telling.tell(READY, "1", order.placed_at, order)
    press(stack, do="warehouse", value="open")
    ours.tell(READY, "1", order.placed_at, order)
    with pytest.raises(Unknown, match="401"):
        forged.tell(READY, "2", order.placed_at, order)

    told = json.loads(read(f"{stack.engine_url}/_engine/warehouse"))
    assert [message["order"] for message in told["messages"]].count(order.order) == 1
    assert told["refused"] == 1
    assert '<span class="bad">1 refused</span>' in read(f"{stack.engine_url}/_control")


def test_a_sale_is_halted_and_goes_on(stack: Stack) -> None:
    def phase() -> str:
        return str(json.loads(read(f"{stack.api_url}/v1/sales/{SALE}"))["phase"])

    assert eventually(lambda: phase() == "open")

    page = press(stack, do="pause", value=SALE)
    halted = eventually(lambda: phase() == "paused")
    press(stack, do="resume", value=SALE)

    assert halted
    assert '<span class="state paused">paused</span>' in page
    assert "the sale&#39;s clock stands at" in page.replace("'", "&#39;")
    assert eventually(lambda: phase() == "open")
    assert marketer(stack).get(f"/sales/{SALE}")["pauses"][0]["resumed_at"]


def test_the_page_names_every_process(stack: Stack) -> None:
    page = read(f"{stack.engine_url}/_control")

    named = re.findall(r'<th scope="row">((?:api|pump)-[^<]*|engine|workers)</th>', page)

    assert named == [
        "api-1",
        "engine",
        "pump-erase",
        "pump-fulfilment",
        "pump-keep",
        "pump-lists",
        "pump-mail-events",
        "pump-notices",
        "pump-open-lines",
        "pump-relay-again",
        "pump-relay",
        "pump-sign-in",
        "workers",
    ]


def test_a_switch_is_seen_by_others_at_once(tmp_path: Path) -> None:
    ours, others = Switchboard(tmp_path), Switchboard(tmp_path)
    before = others.now

    ours.set(mail=Mail.THROTTLES)
    first = others.now
    ours.set(paused=frozenset({"pump-keep"}), twice=True)

    assert before == AT_START
    assert first == Switches(mail=Mail.THROTTLES)
    assert others.now == Switches(mail=Mail.THROTTLES, twice=True, paused=frozenset({"pump-keep"}))


def test_without_a_stack_every_switch_stays_as_it_is() -> None:
    board = Switchboard(None)

    board.set(twice=True)

    assert board.now == AT_START
