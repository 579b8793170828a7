"""A sale under way with something in every state; and for each route a request that is right."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sale_api.domain.lot import Claim
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.usecases.find_orders import summary_of
from tests.functional.api import Api, Reply
from tests.sales import HOUR_MS, wall
from tests.systems import BEGIN

SALE, DRAFT, IN_LINE, PRESALE, OVER = "phone", "tablet", "console", "camera", "radio"
LISTED, COMING = "player", "drone"
BATCH = {"batch": "friends", "window": 0, "count": 2}
ANNA, BERTA, CARLA = "anna@example.org", "berta@example.org", "carla@example.org"
DORA, EMIL = "dora.shipped@example.org", "emil.cancelled@example.org"
FRIDA, PREPAID = "frida.owes@example.org", "lamp"
PREPAYMENT = {
    "holder": "A shop",
    "iban": "DE89370400440532013000",
    "pay_seconds": 600,
    "remind_seconds": 300,
}
BOOKINGS = "booked_on,amount,currency,reference\n2027-01-15,99.94,EUR,for the lamp\n"
PARCEL = {"carrier": "DHL", "number": "0034", "link": "https://parcels.example/0034"}
DELIVERY = {
    "name": "Anna Beispiel",
    "street": "Hauptstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}
BASKET = {
    "quantity": 2,
    "pool": "main",
    "delivery": DELIVERY,
    "payment": "invoice",
    "consent": True,
}
CONTACT = {"email": ANNA, "language": "de", "zone": "Europe/Berlin"}


INVITED = [
    {"opens": wall(BEGIN - HOUR_MS), "closes": wall(BEGIN + HOUR_MS), "access": "invited"},
]
PAST = [{"opens": wall(BEGIN - 3 * HOUR_MS), "closes": wall(BEGIN - 2 * HOUR_MS)}]
NO_WAIT = {"delay_seconds": 0, "spread_seconds": 0}
WAITLIST = {"offer_seconds": 60, "days": 1}
LATER = {
    "pool": "later",
    "units": 9,
    "place": "Shenzhen",
    "delivers_from": "2027-02-01",
    "delivers_by": "2027-02-28",
    "to_come": True,
    "payment": "prepayment",
}
ASKED_FIRST = {
    "holder": "A shop",
    "iban": "DE89370400440532013000",
    "bic": None,
    "pay_seconds": 600,
    "remind_seconds": 300,
}


def plan(**changes: object) -> dict[str, Any]:
    """Return the body of a plan with every field; changed ones by name, None leaves one out."""
    whole = {
        "title": "A phone",
        "description": "Two lines\nof text.",
        "seller": "A shop",
        "contact": "service@shop.example",
        "zone": "Europe/Berlin",
        "windows": [{"opens": wall(BEGIN - HOUR_MS), "closes": wall(BEGIN + HOUR_MS)}],
        "price": {"amount": 4_997, "currency": "EUR"},
        "reference_price": {"amount": 11_999, "currency": "EUR"},
        "pools": [{"pool": "main", "units": 40}, {"pool": "other", "units": 10}],
        "limit": 3,
        "hold_seconds": 600,
        "remaining": "exact",
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


class Stage:
    """Anna holds two units and has a basket, Berta has ordered, Carla's order can be shipped.

    A second sale is a draft.
    """

    def __init__(self, api: Api, units: int | None = None) -> None:
        """Plan, publish, reserve and order over the API; `units` are all there are, in one pool."""
        self.api = api
        self.admin = api.marketer()
        self.anna, self.berta, self.carla = map(api.shopper, (ANNA, BERTA, CARLA))
        self.plan(SALE, **({"pools": [{"pool": "main", "units": units}]} if units else {}))
        self.publish(SALE)
        self.plan(DRAFT)
        self.done("PUT", "/v1/sales/{sale}/basket", BASKET, self.anna, sale=SALE)
        self.reservation = self.reserve(self.anna)
        self.bertas, self.carlas = self.buy(self.berta), self.buy(self.carla)
        self.take_in(self.carlas)

    def plan(self, sale: str, **changes: Any) -> None:
        """Plan a sale."""
        self.done("POST", "/v1/admin/sales", {"sale": sale, **plan(**changes)}, self.admin)

    def publish(self, sale: str) -> None:
        """Publish a sale that is planned."""
        path = "/v1/admin/sales/{sale}/publication"
        self.done("POST", path, None, self.admin, sale=sale)

    def done(self, method: str, path: str, body: object, token: str, /, **parameters: Any) -> Reply:
        """Send what must succeed."""
        reply = self.api.ask(method, path, body, token=token, **parameters)
        assert reply.status < 300, reply
        return reply

    def reserve(self, token: str, quantity: int = 2, sale: str = SALE) -> str:
        """Reserve, and return the signed reservation."""
        body = {"quantity": quantity}
        reply = self.done("POST", "/v1/sales/{sale}/reservation", body, token, sale=sale)
        return str(reply.body["reservation"])

    def buy(self, token: str, sale: str = SALE) -> str:
        """Reserve and order, and return the order's number."""
        body = {"reservation": self.reserve(token, sale=sale), "delivery": DELIVERY}
        number = self.done("POST", "/v1/sales/{sale}/order", body, token, sale=sale).body["order"]
        self.list(number)
        return str(number)

    def list(self, number: str) -> None:
        """Let the lists know of an order, as the relay does."""
        system = self.api.world.system
        order = system.orders.find(number)
        assert isinstance(order, Order)
        system.views.record(summary_of(order))

    def take_in(self, number: str) -> None:
        """Take an order into fulfilment, as the worker does."""
        orders, now = self.api.world.system.orders, self.api.world.clock
        order = orders.find(number)
        assert isinstance(order, Order)
        orders.move(order.moved(OrderState.IN_FULFILMENT, at=now, by=Actor.SYSTEM))
        self.list(number)

    @property
    def numbers(self) -> dict[str, str]:
        """The numbers of the orders that this stage has, by whose they are."""
        whose = ("bertas", "carlas", "doras", "emils", "fridas")
        return {name: getattr(self, name) for name in whose if hasattr(self, name)}

    def token_of(self, role: str) -> str:
        """Return the token that a route's role has."""
        return {"": "", "shopper": self.anna, "buyer": self.berta, "admin": self.admin}[role]


@dataclass(frozen=True)
class Good:
    """A request that is right; `{...}` in parameters and body are the stage's own values."""

    role: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    status: int = 200

    def send(self, stage: Stage, method: str, path: str, **changes: Any) -> Reply:
        """Send it, with some of it changed: token, body, headers, query, parameters."""
        known = stage.numbers
        parameters = {name: value.format(**known) for name, value in self.parameters.items()}
        request = {
            "body": self.filled(stage),
            "token": stage.token_of(self.role),
            "headers": dict(self.headers),
            "query": self.query,
            **parameters,
            **changes,
        }
        return stage.api.ask(method, path, request.pop("body"), **request)

    def filled(self, stage: Stage) -> Any:
        """Return the body with the stage's own values in it."""
        body = copy.deepcopy(self.body)
        if isinstance(body, dict):
            if body.get("reservation") == "{reservation}":
                body["reservation"] = stage.reservation
            if body.get("token") == "{link}":
                tokens, contact = stage.api.world.system.tokens, stage.api.contact(ANNA)
                body["token"] = tokens.sign_in(contact, stage.api.world.clock)
        return body


class WholeStage(Stage):
    """Beside it a line, a presale with codes, a sale that is over, and one with a waiting list.

    Dora's order has shipped, and Carla has the one unit that Berta waits for.
    """

    def __init__(self, api: Api) -> None:
        """Set up whatever a route may be asked for."""
        self._publish_what_is_over(api)
        super().__init__(api)
        self.plan(IN_LINE, line={"delay_seconds": 10, "spread_seconds": 60})
        self.plan(PRESALE, windows=INVITED, line=NO_WAIT)
        for sale in (IN_LINE, PRESALE):
            self.publish(sale)
        path = "/v1/admin/sales/{sale}/invitations"
        self.done("POST", path, BATCH, self.admin, sale=PRESALE)
        self.doras = self.buy(api.shopper(DORA))
        self.take_in(self.doras)
        path = "/v1/admin/orders/{order}/shipment"
        self.done("POST", path, PARCEL, self.admin, order=self.doras)
        emil = api.shopper(EMIL)
        self.emils = self.buy(emil)
        self.done("POST", "/v1/orders/{order}/cancellation", {}, emil, order=self.emils)
        sell_prepaid(self)
        self.fridas = self.buy(api.shopper(FRIDA), PREPAID)
        self._sell_out_a_list()
        with_goods_to_come(self, COMING)

    def _sell_out_a_list(self) -> None:
        """Let Carla have the only unit of a sale, and Berta wait for it."""
        with_list(self, LISTED)
        one = {"quantity": 1}
        self.done("POST", "/v1/sales/{sale}/waitlist", one, self.berta, sale=LISTED)

    def _publish_what_is_over(self, api: Api) -> None:
        """Publish, hours ago, a sale that has ended since."""
        self.api, world = api, api.world
        now, world.clock = world.clock, world.clock - 3 * HOUR_MS
        self.admin = api.marketer()
        self.plan(OVER, windows=PAST)
        self.publish(OVER)
        world.clock = now


def with_list(stage: Stage, sale: str, **changes: Any) -> None:
    """Publish a sale with a waiting list, of one unit which somebody has got."""
    system, clock = stage.api.world.system, stage.api.world.clock
    one = {"pools": [{"pool": "main", "units": 1}], "limit": 1}
    stage.plan(sale, **{**one, "waitlist": WAITLIST, **changes})
    stage.publish(sale)
    system.lots.claim(sale, 0, "somebody", Claim(1, "abcdefgh", clock + 60_000))
    levels = system.published.find(sale)
    assert levels is not None
    system.published.publish(levels.lowered({0: 0}))


def with_goods_to_come(stage: Stage, sale: str) -> None:
    """Publish a sale with a few units that are there, and others that are to come."""
    pools = [{"pool": "main", "units": 2}, LATER]
    stage.plan(sale, pools=pools, limit=2, prepayment=ASKED_FIRST)
    stage.publish(sale)


def sell_prepaid(stage: Stage, **changes: object) -> None:
    """Publish a sale whose units are paid first."""
    pool = {"pool": "main", "units": 9, "payment": "prepayment"}
    stage.plan(PREPAID, pools=[pool], **{"prepayment": PREPAYMENT, **changes})
    stage.publish(PREPAID)


NOBODYS = "A" * 20
OF_SALE, OF_DRAFT, OF_LINE = {"sale": SALE}, {"sale": DRAFT}, {"sale": IN_LINE}
OF_PRESALE, OF_OVER, OF_LISTED = {"sale": PRESALE}, {"sale": OVER}, {"sale": LISTED}
OF_COMING = {"sale": COMING}
GOOD: dict[tuple[str, str], Good] = {
    ("GET", "/v1/sales"): Good(),
    ("GET", "/v1/sales/{sale}"): Good(parameters=OF_SALE),
    ("GET", "/v1/sales/{sale}/report"): Good(parameters=OF_OVER),
    ("POST", "/v1/shoppers"): Good(body=CONTACT, status=202),
    ("POST", "/v1/orders/lost-link"): Good(body=CONTACT, status=202),
    ("POST", "/v1/shoppers/challenge"): Good(body={"email": ANNA}),
    ("POST", "/v1/shoppers/session"): Good(body={"token": "{link}"}),
    ("GET", "/v1/me"): Good("shopper"),
    ("PUT", "/v1/me"): Good("shopper", body={"delivery": DELIVERY}),
    ("DELETE", "/v1/me"): Good("shopper", status=204),
    ("GET", "/v1/me/orders"): Good("shopper"),
    ("GET", "/v1/sales/{sale}/basket"): Good("shopper", OF_SALE),
    ("PUT", "/v1/sales/{sale}/basket"): Good("shopper", OF_SALE, BASKET),
    ("DELETE", "/v1/sales/{sale}/basket"): Good("shopper", OF_SALE, status=204),
    ("POST", "/v1/sales/{sale}/challenge"): Good("shopper", OF_SALE),
    ("POST", "/v1/sales/{sale}/ticket"): Good("shopper", OF_LINE, {}, status=201),
    ("POST", "/v1/sales/{sale}/reservation"): Good(
        "shopper", OF_SALE, {"quantity": 2, "pool": "main"}
    ),
    ("GET", "/v1/sales/{sale}/reservation"): Good("shopper", OF_SALE),
    ("DELETE", "/v1/sales/{sale}/reservation"): Good("shopper", OF_SALE, status=204),
    ("POST", "/v1/sales/{sale}/waitlist"): Good(
        "shopper", OF_LISTED, {"quantity": 1, "pool": "main"}, status=201
    ),
    ("GET", "/v1/sales/{sale}/waitlist"): Good("buyer", OF_LISTED),
    ("DELETE", "/v1/sales/{sale}/waitlist"): Good("buyer", OF_LISTED, status=204),
    ("POST", "/v1/sales/{sale}/order"): Good(
        "shopper", OF_SALE, {"reservation": "{reservation}", "delivery": DELIVERY}, status=201
    ),
    ("GET", "/v1/orders/{order}"): Good("buyer", {"order": "{bertas}"}),
    ("POST", "/v1/orders/{order}/cancellation"): Good(
        "buyer", {"order": "{bertas}"}, {"reason": "Found it elsewhere."}
    ),
    ("POST", "/v1/orders/{order}/withdrawal"): Good(
        "buyer", {"order": "{bertas}"}, {"name": "Berta Beispiel", "reason": "Too loud."}
    ),
    ("GET", "/v1/admin/sales"): Good("admin"),
    ("POST", "/v1/admin/sales"): Good("admin", body={"sale": "watch", **plan()}, status=201),
    ("GET", "/v1/admin/sales/{sale}"): Good("admin", OF_SALE),
    ("PUT", "/v1/admin/sales/{sale}"): Good(
        "admin", OF_DRAFT, plan(title="A better tablet"), {"If-Match": '"1"'}
    ),
    ("GET", "/v1/admin/sales/{sale}/history"): Good("admin", OF_SALE),
    ("POST", "/v1/admin/sales/{sale}/estimate"): Good(
        "admin",
        OF_DRAFT,
        {
            "expected_shoppers": 200_000,
            "rate": 300,
            "quantity": 2,
            "request_ms": 80,
            "quotas": {"concurrency": 1_000, "requests_per_second": 10_000},
        },
    ),
    ("POST", "/v1/admin/sales/{sale}/publication"): Good("admin", OF_DRAFT, {}),
    ("POST", "/v1/admin/sales/{sale}/pause"): Good("admin", OF_SALE, {"reason": "A fault."}),
    ("POST", "/v1/admin/sales/{sale}/resume"): Good("admin", OF_SALE, {"reason": "Mended."}),
    ("POST", "/v1/admin/sales/{sale}/stock"): Good(
        "admin", OF_SALE, {"addition": "delivery-2", "pool": "main", "units": 5}
    ),
    ("POST", "/v1/admin/sales/{sale}/arrivals"): Good(
        "admin", OF_COMING, {"arrival": "container-1", "pool": "later", "units": 3}
    ),
    ("POST", "/v1/admin/sales/{sale}/delay"): Good(
        "admin", OF_COMING, {"pool": "later", "delivers_by": "2027-04-30", "reason": "A storm."}
    ),
    ("POST", "/v1/admin/sales/{sale}/close"): Good("admin", OF_SALE, {"reason": "Enough."}),
    ("GET", "/v1/admin/sales/{sale}/live"): Good("admin", OF_SALE),
    ("GET", "/v1/admin/sales/{sale}/packing"): Good("admin", OF_SALE),
    ("POST", "/v1/admin/shipments"): Good(
        "admin", body={"shipments": [{"order": NOBODYS, **PARCEL}]}
    ),
    ("POST", "/v1/admin/deliveries"): Good("admin", body={"deliveries": [{"order": NOBODYS}]}),
    ("GET", "/v1/admin/dead-letters"): Good("admin", query="queue=notices"),
    ("POST", "/v1/admin/dead-letters"): Good("admin", body={"queue": "notices", "most": 10}),
    ("GET", "/v1/admin/sales/{sale}/audit"): Good("admin", OF_OVER),
    ("GET", "/v1/admin/sales/{sale}/invitations"): Good("admin", OF_PRESALE),
    ("POST", "/v1/admin/sales/{sale}/invitations"): Good(
        "admin",
        OF_PRESALE,
        {"batch": "press", "window": 0, "emails": [ANNA, BERTA], "transferable": False},
    ),
    ("POST", "/v1/admin/sales/{sale}/invitations/revocation"): Good(
        "admin", OF_PRESALE, {"batch": "friends"}
    ),
    ("GET", "/v1/admin/orders"): Good("admin", query=f"sale={SALE}&state=placed"),
    ("GET", "/v1/admin/orders/{order}"): Good("admin", {"order": "{bertas}"}),
    ("POST", "/v1/admin/orders/{order}/shipment"): Good(
        "admin",
        {"order": "{carlas}"},
        PARCEL,
    ),
    ("POST", "/v1/admin/orders/{order}/delivery"): Good("admin", {"order": "{doras}"}, {}),
    ("POST", "/v1/admin/orders/{order}/cancellation"): Good(
        "admin", {"order": "{bertas}"}, {"reason": "No supply.", "resell": False}
    ),
    ("POST", "/v1/admin/orders/{order}/return"): Good(
        "admin", {"order": "{doras}"}, {"reason": "Came back unopened.", "resell": True}
    ),
    ("POST", "/v1/admin/orders/{order}/refund"): Good(
        "admin", {"order": "{emils}"}, {"amount": {"amount": 9_994, "currency": "EUR"}}
    ),
    ("POST", "/v1/admin/orders/{order}/payment"): Good("admin", {"order": "{fridas}"}, {}),
    ("POST", "/v1/admin/bookings"): Good("admin", body={"csv": BOOKINGS}),
    ("POST", "/v1/admin/orders/{order}/gift"): Good(
        "admin", {"order": "{bertas}"}, {"gift": "sorry-1", "text": "A voucher: SORRY-20."}
    ),
    ("GET", "/v1/openapi.json"): Good(),
}
"""One for every route there is; a test fails for a route without one."""
