"""Whoever waits for a link to sign in gets it at once, whatever else there is to mail."""

from __future__ import annotations

from typing import Any

from chalicelib.workers import messages
from infra.aws.template import joined
from sale_api.domain.lot import Claim
from tests.mails.post_office import ACCOUNT_RATE, Line, PostOffice, opened
from tests.orders import an_order
from tests.systems import BEGIN, World

TEMPLATE = joined()
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
PER_SECOND = int(
    TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]["SALE_MAILS_PER_SECOND"]
)
UNBOUND = 0
AS_MANY_AS_LAMBDA_STARTS = 60
NOTICES = 5_000
LINKS_PER_SECOND = 8
SECONDS = 120
SOON = 1.0


def senders(kind: str) -> int:
    return int(TEMPLATE["Parameters"][f"{kind}Senders"]["Default"])


def again(queue: str) -> float:
    return float(RESOURCES[queue]["Properties"]["VisibilityTimeout"])


def notices_waiting(world: World, *, senders: int, per_second: int) -> Line:
    line = Line(messages.notices, senders, per_second, again("NoticesQueue"))
    for number in range(NOTICES):
        order = an_order(claim=Claim(1, f"{number:08}", BEGIN + 60_000), at=BEGIN)
        world.orders.place(order)
        line.put(0, f"m{number:05}", {"order": order.order, "event": 1})
    return line


def links_asked_for(*, senders: int, per_second: int) -> tuple[Line, dict[str, float]]:
    line = Line(messages.sign_in, senders, per_second, again("SignInQueue"))
    asked = {f"link-{n:04}": n / LINKS_PER_SECOND for n in range(SECONDS * LINKS_PER_SECOND)}
    for name, at in asked.items():
        line.put(at, name, {"email": "a@example.org", "language": "de", "zone": "UTC"})
    return line, asked


def waits(office: PostOffice, asked: dict[str, float]) -> list[float]:
    """How long each waited for the link; those who still wait, for ever."""
    return [office.ses.sent.get(name, float("inf")) - at for name, at in asked.items()]


def test_links_are_not_behind_5000_notices_and_none_is_refused() -> None:
    world = World()

    with opened(world) as office:
        links, asked = links_asked_for(senders=senders("SignIn"), per_second=PER_SECOND)
        notices = notices_waiting(world, senders=senders("Notice"), per_second=PER_SECOND)
        office.run(links, notices, until=SECONDS + 1)

    assert max(waits(office, asked)) < SOON
    assert office.ses.refused == []
    told = len(office.ses.sent) - len(asked)
    assert told >= SECONDS * senders("Notice") * PER_SECOND - 1
    assert len(notices.waiting) == NOTICES - told  # they waited all the time


def test_without_a_bound_on_notices_links_would_be_refused_and_late() -> None:
    world = World()

    with opened(world) as office:
        links, asked = links_asked_for(senders=senders("SignIn"), per_second=PER_SECOND)
        notices = notices_waiting(world, senders=AS_MANY_AS_LAMBDA_STARTS, per_second=UNBOUND)
        office.run(links, notices, until=15)

    late = [wait for wait in waits(office, asked)[: 10 * LINKS_PER_SECOND] if wait > SOON]
    assert len(late) > 10
    assert [name for name in office.ses.refused if name.startswith("link-")]


def test_all_senders_together_use_what_a_new_account_may_send_and_no_more() -> None:
    world = World()

    with opened(world) as office:
        links, asked = links_asked_for(senders=senders("SignIn"), per_second=PER_SECOND)
        links.waiting = [(0.0, name, body) for _, name, body in links.waiting]
        notices = notices_waiting(world, senders=senders("Notice"), per_second=PER_SECOND)
        office.run(links, notices, until=20)

    assert asked
    assert office.ses.refused == []
    assert len(office.ses.sent) == 20 * ACCOUNT_RATE
