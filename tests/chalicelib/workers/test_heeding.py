"""What SES tells of mails, in its own words, and what is noted of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib import seals
from chalicelib.workers import heeding
from sale_api.domain.order import Order
from tests.orders import an_order
from tests.systems import TOKENS, World

ORDER = an_order()
AT = "2026-11-22T10:00:00.123Z"
NOTED = 1_795_341_600_123


def told(kind: str = "Delivery", order: str = ORDER.order, **more: Any) -> dict[str, Any]:
    tags = seals.tags_of(order, 1, TOKENS.keys)
    part = {"timestamp": AT, "bounceType": "Permanent", **more}
    return {
        "eventType": kind,
        "mail": {
            "timestamp": "2026-11-22T09:59:58.000Z",
            "messageId": "0107-1",
            "tags": {name: [value] for name, value in tags.items()},
        },
        kind.lower(): part,
    }


def hear(world: World, *events: object) -> Order:
    """Hand events over, as texts or as SES writes them, and return the order."""
    world.orders.place(ORDER)
    bodies = [each if isinstance(each, str) else json.dumps(each) for each in events]
    records = [{"messageId": f"m{n}", "body": body} for n, body in enumerate(bodies)]
    assert heeding.heard({"Records": records}) == {"batchItemFailures": []}
    standing = world.orders.find(ORDER.order)
    assert isinstance(standing, Order)
    return standing


@pytest.mark.parametrize(("kind", "rank"), [("Delivery", 1), ("Bounce", 2), ("Complaint", 3)])
def test_what_became_of_a_mail_is_noted_with_its_instant(
    world: World, kind: str, rank: int
) -> None:
    order = hear(world, told(kind))

    assert order.posted == {"1-notice": f"{rank}:{NOTED}"}
    assert world.lines == []


def test_replayed_and_late_events_change_nothing(world: World) -> None:
    order = hear(world, told("Bounce"), told("Delivery"), told("Bounce"))

    assert order.posted == {"1-notice": f"2:{NOTED}"}


def test_a_mailbox_that_was_full_may_still_get_the_mail(world: World) -> None:
    assert hear(world, told("Bounce", bounceType="Transient")) == ORDER
    assert world.lines == []


def forged() -> dict[str, Any]:
    event = told("Complaint")
    event["mail"]["tags"]["event"] = ["2"]
    return event


@pytest.mark.parametrize(
    ("event", "logged"),
    [
        (forged(), "mail_event_without_seal"),
        ({**told(), "mail": {"messageId": "0107-1", "tags": {}}}, "mail_event_without_seal"),
        (told(order="nobody-ordered-this-"), "mail_event_of_no_order"),
        ({**told(), "eventType": "Open"}, "mail_event_unreadable"),
        ({**told(), "mail": None}, "mail_event_unreadable"),
        ({**told(), "delivery": {"timestamp": "yesterday"}}, "mail_event_unreadable"),
        (["Delivery"], "mail_event_unreadable"),
        ("Successfully validated SNS topic.", "mail_event_unreadable"),
        pytest.param("[" * 100_000, "mail_event_unreadable", id="deep"),
    ],
)
def test_what_cannot_be_noted_is_logged_and_done(world: World, event: object, logged: str) -> None:
    assert hear(world, event) == ORDER
    (line,) = world.lines
    assert json.loads(line)["event"] == logged


def test_what_comes_beside_nonsense_is_noted(world: World) -> None:
    assert hear(world, "nonsense", told()).posted == {"1-notice": f"1:{NOTED}"}
