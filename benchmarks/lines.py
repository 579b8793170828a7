"""What a line costs: to join it, with a code or without, to come before one's turn, to open it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from benchmarks.bench import Bench, bench
from benchmarks.crowds import ceilings
from benchmarks.meter import Counts
from benchmarks.results import Result
from benchmarks.shop import SALE, Shop, event
from chalicelib.aws.entrants import PARTS
from infra.local.proxy_event import Event
from sale_api.domain.circles import Origin
from sale_api.domain.contact import Contact
from sale_api.domain.plan import Access, Line
from sale_api.domain.ticket import Ticket
from sale_api.usecases.invite import Asked, InvitationKeys, invite, revoke_batch
from sale_api.usecases.open_line import open_line

OPEN_SINCE_MS: Final = 20_000
LONG: Final = Line(10, 39_600)
"""Spread over most of the twelve hours for which the sale is open: who comes now comes early."""

BATCH: Final = "friends"

TIMES: Final = 20
STEPS: Final = 3


def standing_in_line(url: str) -> Iterator[Result]:
    """Join, come too early, and open the line."""
    with bench(url, line=LONG, opens_in_ms=-OPEN_SINCE_MS) as ours:
        with ours.warm().counting() as joined:
            assert ours.ask(joining(ours.shop, 0))["window"] == 0
        with ours.warm().counting() as again:
            assert ours.ask(joining(ours.shop, 0))["window"] == 0
        with ours.meter.counting() as opened:
            opens(ours.shop, ours.clock)
        ours.later(1_000)
        refused = _refused(ours)
    yield from ceilings("join a line", joined, 1, 1)
    yield from ceilings("join a line, asked again", again, 1, 1)
    yield from ceilings("refused: not admitted yet", refused, 0, 0)
    # Each step reads the sale twice and writes it, which has up to two kilobytes; the first reads
    # the entrants, the last the seed, and then it is seen that nothing is left to do.
    yield from ceilings("open a line", opened, 3 * STEPS + PARTS + 2, 2 * STEPS)


def joining_by_domain(url: str) -> Iterator[Result]:
    """Join a line that one of each mail domain may join."""
    with bench(url, line=LONG, domain_limit=1, opens_in_ms=-OPEN_SINCE_MS) as ours:
        with ours.warm().counting() as joined:
            assert ours.ask(_joining_from_a_firm(ours.shop, 0))["window"] == 0
        with ours.warm().counting() as refused:
            ours.told(_joining_from_a_firm(ours.shop, 1), "limit_reached")
    yield from ceilings("join a line, where domains count", joined, 2, 2)
    yield from ceilings("refused: enough joined from a domain", refused, 1, 1)


def joining_with_a_code(url: str) -> Iterator[Result]:
    """Join the line of the invited, ask again, and come with codes that are no good any more."""
    with bench(url, line=LONG, access=Access.INVITED, opens_in_ms=-OPEN_SINCE_MS) as ours:
        code, unused = _codes(ours.shop, 2)
        with ours.warm().counting() as joined:
            assert ours.ask(_joining_with(ours.shop, 0, code))["window"] == 0
        with ours.warm().counting() as again:
            assert ours.ask(_joining_with(ours.shop, 0, code))["window"] == 0
        with ours.warm().counting() as used:
            ours.told(_joining_with(ours.shop, 1, code), "forbidden")
        revoke_batch(sale_id=SALE, batch_id=BATCH, now=ours.clock, **_inviting(ours.shop))
        with ours.warm().counting() as revoked:
            ours.told(_joining_with(ours.shop, 1, unused), "forbidden")
    yield from ceilings("join a line with a code", joined, 3, 4)
    yield from ceilings("join a line with a code, asked again", again, 2, 1)
    yield from ceilings("refused: a code that was used", used, 1, 0)
    yield from ceilings("refused: a code that was taken back", revoked, 2, 0)


def _codes(shop: Shop, count: int) -> Sequence[str]:
    asked = Asked(batch=BATCH, window=0, count=count)
    made = invite(sale_id=SALE, asked=asked, now=shop.system.now(), **_inviting(shop))
    return [code for code, _ in made.codes]


def _inviting(shop: Shop) -> dict[str, Any]:
    system = shop.system
    keys = InvitationKeys(system.tokens.keys.keyring.invitation_key, system.tokens.shopper_key)
    return {"sales": system.sales, "invitations": system.invitations, "keys": keys}


def _joining_with(shop: Shop, number: int, code: str) -> Event:
    token, body = shop.shopper(number), {"code": code}
    return event("POST", "/v1/sales/{sale}/ticket", token=token, body=body, sale=SALE)


def _joining_from_a_firm(shop: Shop, number: int) -> Event:
    contact, origin = Contact("somebody@example.org", "de", "UTC"), Origin(domain="example.org")
    tokens, shopper = shop.system.tokens, shop.id_of(number)
    token = tokens.shopper(shopper, contact, shop.system.now(), origin)
    return event("POST", "/v1/sales/{sale}/ticket", token=token, sale=SALE)


def _refused(ours: Bench) -> Counts:
    with ours.warm().counting() as counts:
        for number in range(TIMES):
            ours.told(coming_early(ours.shop, number), "not_admitted_yet")
            ours.told(ours.shop.reserving(number), "invalid_request")
    return counts


def joining(shop: Shop, number: int) -> Event:
    """Return a shopper's request to join the line."""
    return event("POST", "/v1/sales/{sale}/ticket", token=shop.shopper(number), sale=SALE)


def coming_early(shop: Shop, number: int) -> Event:
    """Return the request for units of somebody who was in time for the line, before their turn."""
    opens_at = shop.plan.windows[0].opens_at
    ticket = Ticket(sale=SALE, window=0, shopper=shop.id_of(number), joined_at=opens_at - 1)
    token = shop.system.tokens.ticket(ticket, shop.system.now())
    return shop.reserving(number, ticket=token)


def opens(shop: Shop, at: int) -> None:
    """Take all steps of the draw at an instant at which all are due."""
    due: int | None = at
    while due is not None:
        system = shop.system
        due = open_line(
            sale_id=SALE,
            window=0,
            now=at,
            sales=system.sales,
            entrants=system.entrants,
            seeds=system.seeds,
            beacon=system.beacon,
        )
