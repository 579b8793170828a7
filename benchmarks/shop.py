"""The shop in this process: its handlers, with stores in memory or on DynamoDB, and true events.

Gives a system whose clock is the wall's and whose log goes where standard output goes, and the
events that API Gateway makes of a browser's requests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from msgspec.structs import replace

from chalicelib import wiring
from chalicelib.logs import Log
from chalicelib.system import SystemChance, now
from infra.local.proxy_event import Event, event_of
from infra.local.routes import Match
from sale_api.domain.access import Admitted
from sale_api.domain.contact import Contact
from sale_api.domain.hours import moment_of
from sale_api.domain.identifiers import shopper_id
from sale_api.domain.money import Money
from sale_api.domain.payment import Payment, Prepayment
from sale_api.domain.plan import Access, Line, Pool
from sale_api.domain.planning import Draft
from sale_api.domain.waiting import Waitlist
from sale_api.usecases.plan_sale import plan_sale
from sale_api.usecases.publish import publish
from sale_api.usecases.watch import Watch
from tests.systems import World

SALE: Final = "phone"
HOUR_MS: Final = 3_600_000
STORE: Final = "https://shop.example.org"
DELIVERY: Final = {
    "name": "Anna Beispiel",
    "street": "Hauptstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}

# What a browser sends and API Gateway adds (a regional endpoint); names as they come.
HEADERS: Final = {
    "accept": "*/*",
    "accept-encoding": "gzip, deflate, br, zstd",
    "accept-language": "de-DE,de;q=0.9,en;q=0.8",
    "Host": "abcdef1234.execute-api.eu-central-1.amazonaws.com",
    "origin": STORE,
    "referer": f"{STORE}/",
    "sec-fetch-mode": "cors",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "X-Amzn-Trace-Id": "Root=1-6745a1b2-0123456789abcdef01234567",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
}

_requests = count(1)


def event(
    method: str, resource: str, *, token: str = "", body: object = None, **parameters: str
) -> Event:
    """Return the event of one request; `resource` is the route's pattern."""
    headers = {**HEADERS}
    if token:
        headers["authorization"] = f"Bearer {token}"
    if body is not None:
        headers["content-type"] = "application/json"
    path = resource.format(**parameters)
    return event_of(
        {
            "method": method,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("203.0.113.7", 50_000),
        },
        b"" if body is None else json.dumps(body).encode(),
        Match(resource, parameters),
        binary_types=frozenset(),
        request_id=f"00000000-0000-4000-8000-{next(_requests):012d}",
        now=now() / 1000,
    )


@dataclass
class Shop:
    """A system, with one sale that is open."""

    units: int = 1_000
    limit: int = 2
    opens_in_ms: int = -HOUR_MS
    domain_limit: int | None = None
    household_limit: int | None = None
    line: Line | None = None
    access: Access = Access.OPEN
    prepayment: Prepayment | None = None
    waitlist: Waitlist | None = None
    other_units: int = 0
    """Of a second pool, if there is one."""
    stores: Mapping[str, Any] = field(default_factory=dict)
    """Stores that stand in for those in memory, by their names in a system."""

    def __post_init__(self) -> None:
        """Plan and publish the sale."""
        self.world = World()
        self.system = replace(self.world.system, now=now, log=Log(), chance=SystemChance())
        self.restarted(**self.stores)
        instant = now()
        opens = instant + self.opens_in_ms
        payment = Payment.PREPAYMENT if self.prepayment else Payment.INVOICE
        draft = Draft(
            title="A phone",
            description="With all that belongs to it, and a case.",
            seller="A shop",
            zone="UTC",
            windows=[(_wall(opens), _wall(opens + 12 * HOUR_MS))],
            admitted=[Admitted(self.access)],
            price=Money(49_900, "EUR"),
            pools=[
                Pool(name, units, payment=payment)
                for name, units in (("main", self.units), ("other", self.other_units))
                if units
            ],
            limit=self.limit,
            hold_seconds=600,
            domain_limit=self.domain_limit,
            household_limit=self.household_limit,
            line=self.line,
            prepayment=self.prepayment,
            waitlist=self.waitlist,
        )
        stores = self.system
        planned = plan_sale(sale_id=SALE, draft=draft, by="maria", now=instant, sales=stores.sales)
        self.plan = planned.sale.plan
        publish(
            sale_id=SALE,
            by="maria",
            now=instant,
            sales=stores.sales,
            lots=stores.lots,
            published=stores.published,
            goods=stores.goods,
            seeds=stores.seeds,
            chance=stores.chance,
        )

    def restarted(self, **stores: Any) -> Shop:
        """Return the shop with the memory of a process that has just begun, and other stores."""
        system = replace(self.system, **stores)
        watch = Watch(
            sales=system.sales,
            published=system.published,
            lots=system.lots,
            grace_ms=system.grace_ms,
        )
        self.system = replace(system, watch=watch)
        return self

    def open_for_requests(self) -> None:
        """Let the handlers run on this shop."""
        wiring.install(self.system)

    def shopper(self, number: int) -> str:
        """Return the token of a shopper, as a session would."""
        contact = Contact(f"shopper-{number}@example.org", "de", "Europe/Berlin")
        shopper = shopper_id(contact.email, self.system.tokens.shopper_key)
        return self.system.tokens.shopper(shopper, contact, now())

    def id_of(self, number: int) -> str:
        """Return the id of the shopper that `shopper` names."""
        return shopper_id(f"shopper-{number}@example.org", self.system.tokens.shopper_key)

    def reserving(self, number: int, quantity: object = 1, ticket: str | None = None) -> Event:
        """Return a shopper's request for units; in a line with a ticket."""
        return event(
            "POST",
            "/v1/sales/{sale}/reservation",
            token=self.shopper(number),
            body={"quantity": quantity, **({"ticket": ticket} if ticket else {})},
            sale=SALE,
        )


def looking() -> Event:
    """Return the request for the status of the sale."""
    return event("GET", "/v1/sales/{sale}", sale=SALE)


def _wall(instant: int) -> str:
    return moment_of(instant - instant % 1000).replace(tzinfo=None).isoformat()
