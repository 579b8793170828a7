"""What answers have told, and how it flows into the next requests.

Only what a schema allows is replaced: what was made wrong stays wrong.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tests.functional import openapi
from tests.fuzz.people import EMAILS, People
from tests.fuzz.wire import Answered, Sent

T = TypeVar("T")

HELPED = 0.85
RECENT = 6
MOST_UNITS = 2_000
"""A larger sale is left unpublished: laying it out would take the run's time."""
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC", "Pacific/Auckland")
NEEDS_SALE = {
    "publish",
    "changePlan",
    "resume",
    "noteArrival",
    "delayGoods",
    "showSale",
    "estimateSale",
    "challengeToJoin",
    "prepareBasket",
    "listPacking",
    "listInvitations",
}
FOR_ALL = {"showSale", "showReport"}
"""What shows a sale that was published, and no other, to marketers neither."""
NEEDS_END = {"showReport", "auditSale"}
"""What there is once a sale is over, and its last hold too."""
SPOILS = {"pause", "close", "addStock"}
"""What keeps others from joining a list, or from being invited: it is done to other sales than
those with a list, and those that the run began with, for few are like them."""
BEGUN = "begun-"
PHASES = {"publish": "draft", "changePlan": "draft", "resume": "paused"}
"""Of which sales an operation is; all others of open ones."""
NEEDS_HOLD = {"order", "showReservation"}
NEEDS_ENTRY = {"showList", "leaveList"}
NEEDS_ORDER = {
    *(
        "ship",
        "deliver",
        "takeBack",
        "refund",
        "pay",
        "addGift",
        "cancelAnyOrder",
        "cancelOwnOrder",
        "withdraw",
    ),
    *("showOrder", "showAnyOrder"),
}
OTHER_WORDS = {"reserve": "/anyOf/0"}
"""The schema of a body that can be one of several: this one has fields to fill."""
LINES = {"joinLine": "open", "invite": "invited"}
"""What needs a sale with a line, and the access of its window."""
NO_WAIT = {"delay_seconds": 0, "spread_seconds": 0}
LET_GO = 0.7
"""So often is a hold forgotten that has become an order."""
IN_FORCE = {"placed", "in_fulfilment"}
SHARES = 4
MOVES = {
    "ship": (0, IN_FORCE),
    "deliver": (0, {"shipped"}),
    "takeBack": (0, {"delivered"}),
    "refund": (2, {"cancelled"}),
    "pay": (0, {"awaiting_payment"}),
    "addGift": (2, {*IN_FORCE, "cancelled", "refunded"}),
    "cancelOwnOrder": (1, IN_FORCE),
    "withdraw": (3, {*IN_FORCE, "awaiting_payment"}),
    "cancelAnyOrder": (2, IN_FORCE),
}
"""Which share of all orders a move is tried on, and in which states: else all would be cancelled
before they can be shipped."""
FULFILLED_SECONDS = 2.0
GRACE_SECONDS = 11
"""The stack leaves a hold alone for ten seconds after its deadline; and its clock is another."""
FOUND_SECONDS = 1.5
"""After which everybody finds a sale that was published; the contract says one."""


@dataclass
class Known:
    """The memory of a run."""

    people: People
    chance: Random
    sales: dict[str, dict[str, Any]] = field(default_factory=dict)
    holds: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    entries: dict[tuple[str, str], str] = field(default_factory=dict)
    """Who waits in which sale's list, with the tag of the entry as it was seen last."""
    baskets: list[tuple[str, str]] = field(default_factory=list)
    """Who prepared a basket for which sale."""
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    batches: list[tuple[str, str]] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)
    seen_at: dict[str, float] = field(default_factory=dict)
    """When an order was first seen, or a sale first seen published."""

    def learn(self, sent: Sent, answered: Answered) -> None:
        """Remember what an answer told."""
        body = answered.body
        if not isinstance(body, dict) or answered.status >= 400:
            return
        if "lots" in body:
            self.sales[body["sale"]] = body
            if body["state"] == "published":
                self.seen_at.setdefault(body["sale"], time.monotonic())
        elif "deadline" in body:
            email = self.people.email_of(sent.token)
            self.holds[email, body["sale"]] = {**body, "tag": answered.headers.get("ETag", "*")}
        elif "outlook" in body:
            self.entries[self.people.email_of(sent.token), body["sale"]] = answered.headers["ETag"]
        elif "history" in body and "order" in body:
            self._learn_order(sent, body)
        elif sent.operation in {"prepareBasket", "invite"}:
            self._learn_of_sale(sent, body)
        elif "phase" in body and "ETag" in answered.headers:
            self.tags[body["sale"]] = answered.headers["ETag"]
        if isinstance(body.get("cursor"), str):
            self.cursors = [*self.cursors[-RECENT:], body["cursor"]]

    def _learn_of_sale(self, sent: Sent, body: dict[str, Any]) -> None:
        if sent.operation == "invite":
            self.batches.append((sent.path["sale"], body["batch"]))
        else:
            self.baskets.append((self.people.email_of(sent.token), sent.path["sale"]))

    def _learn_order(self, sent: Sent, body: dict[str, Any]) -> None:
        self.orders[body["order"]] = body
        if sent.operation == "order" and self.chance.random() < LET_GO:
            self.holds.pop((body["email"], body["sale"]), None)
        self.seen_at.setdefault(body["order"], time.monotonic())

    def has(self, sent: Sent) -> bool:
        """Say whether what the path names is there, and there for whoever asks."""
        sale, order = sent.path.get("sale"), sent.path.get("order")
        if order in self.orders:
            return self.people.may_see(sent.token, order, self.orders[order]["email"])
        if sale not in self.sales:
            return False
        marketers = sent.operation not in FOR_ALL and self.people.admin == sent.token
        published_at = self.seen_at.get(sale, math.inf)
        return marketers or published_at + FOUND_SECONDS < time.monotonic()

    def is_ready(self, name: str) -> bool:
        """Say whether what an operation is about is known yet."""
        if name in SPOILS:
            return any(_suits(name, sale) for sale in self._sales_for(name))
        if name in NEEDS_SALE:
            return bool(self.sales)
        if name in NEEDS_END or name in LINES or name in {"reserve", "joinList"}:
            return any(_suits(name, sale) for sale in self.sales.values())
        memories: dict[str, Collection[Any]] = {
            **dict.fromkeys(NEEDS_HOLD, self.holds),
            **dict.fromkeys(NEEDS_ENTRY, self.entries),
            "showBasket": self.baskets,
            "revokeInvitations": self.batches,
        }
        if name in memories:
            return bool(memories[name])
        return bool(self._order_for(name)) or name not in NEEDS_ORDER

    def help(self, case: Any, route: tuple[str, str], *, always: bool) -> None:
        """Put what is known into a case, where the contract allows it."""
        name = openapi.operation(*route)["operationId"]
        if not always and self.chance.random() > HELPED:
            self._sign_in(case, route, name)
            return
        chosen = self._choice(name)
        for pointer, said in openapi.parameters(*route):
            self._put(_place(case, said["in"]), pointer, said["name"], chosen.get(said["name"]))
        if isinstance(case.body, dict):
            case.body = {**case.body}  # it may be the contract's own example
            if case.body.get("order") is True and self.chance.random() < HELPED:
                del case.body["order"]  # without a basket nothing would be bought, nor held
            body = openapi.body_of(*route) + OTHER_WORDS.get(name, "")
            for key, value in self._fields(name, chosen, case.body).items():
                pointer = f"{body}/properties/{key}"
                if key not in case.body or not openapi.faults_at(pointer, case.body[key]):
                    case.body[key] = value
        self._sign_in(case, route, name, chosen.get("email", ""), chosen.get("order", ""))

    def _put(self, place: Any, pointer: str, name: str, value: str | None) -> None:
        right = name in place and not openapi.faults_of_parameter(pointer, place[name])
        if value is not None and right:
            place[name] = value

    def _sign_in(
        self, case: Any, route: tuple[str, str], name: str, email: str = "", order: str = ""
    ) -> None:
        """Send a token of the right kind nearly always; else what was generated, or a wrong one."""
        kinds = {kind for each in openapi.operation(*route)["security"] for kind in each}
        dice = self.chance.random()
        if dice < 0.06:
            return
        token = self.people.shoppers[email or self.chance.choice(EMAILS[:3])]
        if "admin" in kinds or (not kinds and dice > 0.9):
            token = self.people.admin
        if name in {"showOrder", "withdraw"} and order and dice > 0.6:
            token = self.people.link(order)
        if dice < 0.1:
            token = self.chance.choice([self.people.admin, *self.people.shoppers.values()])
        case.headers["Authorization"] = f"Bearer {token}"

    def _choice(self, name: str) -> dict[str, Any]:
        """Choose a sale, an order or a hold that suits an operation."""
        if "Order" in name or name in MOVES:
            return self._order_for(name)
        if name in {"order", "giveBack", "showReservation"} and self.holds:
            (email, held), hold = self._recent(list(self.holds.items()))
            return {"email": email, "sale": held, "If-Match": hold["tag"], "hold": hold}
        if name in NEEDS_ENTRY and self.entries:
            (email, listed), tag = self._recent(list(self.entries.items()))
            return {"email": email, "sale": listed, "If-Match": tag}
        if name == "showBasket" and self.baskets:
            email, sale = self._recent(self.baskets)
            return {"email": email, "sale": sale}
        if name == "revokeInvitations" and self.batches:
            sale, batch = self._recent(self.batches)
            return {"sale": sale, "batch": batch}
        return self._of_sale(name)

    def _of_sale(self, name: str) -> dict[str, Any]:
        plan = self._sale_for(name)
        if plan is None:
            return {}
        return {
            "sale": plan["sale"],
            "plan": plan,
            "If-Match": f'"{plan["version"]}"',
            "If-None-Match": self.tags.get(plan["sale"]),
        }

    def _order_for(self, name: str) -> dict[str, Any]:
        own, states = MOVES.get(name, (None, IN_FORCE))
        old = time.monotonic() - FULFILLED_SECONDS
        found = [
            order
            for place, order in enumerate(self.orders.values())
            if own is None
            or (
                place % SHARES == own
                and order["state"] in states
                and (name != "ship" or self.seen_at[order["order"]] < old)
            )
        ]
        if not found:
            return {}
        order = self._recent(found)
        query = self.chance.choice(({}, {"cursor": self.chance.choice(self.cursors or [None])}))
        return {"order": order["order"], "email": order["email"], "sale": order["sale"], **query}

    def _sale_for(self, name: str) -> dict[str, Any] | None:
        sales = self._sales_for(name)
        fitting = [sale for sale in sales if _suits(name, sale)]
        if name == "close":
            fitting = fitting[:-RECENT]
        if fitting and self.chance.random() < 0.8:
            return self._recent(fitting)
        return self._recent(sales) if sales else None

    def _sales_for(self, name: str) -> list[dict[str, Any]]:
        sales = list(self.sales.values())
        if name in SPOILS:
            others = (sale for sale in sales if not sale["sale"].startswith(BEGUN))
            return [sale for sale in others if sale["waitlist"] is None]
        if name == "publish":
            return [sale for sale in sales if _units(sale) <= MOST_UNITS]
        return sales

    def _recent(self, found: list[T]) -> T:
        return self.chance.choice(found[-RECENT:])

    def _fields(self, name: str, chosen: Mapping[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """Return fields of a body that have a chance to be accepted."""
        if name in {"planSale", "changePlan"}:
            return self._plan(body)
        if name in {"register", "mailOrderLinks"}:
            work = self.people.proof(body.get("email"))
            return {"zone": self.chance.choice(ZONES), **work}
        pool = chosen.get("plan", {}).get("pools", [{"pool": None}])[0]["pool"]
        few = self.chance.randint(1, 2)
        held = chosen.get("hold", {}).get("reservation", body.get("reservation"))
        return {
            "beginSession": {"token": self.people.mailed()},
            "joinList": {"quantity": 1, "pool": pool, "ticket": None},
            "reserve": {} if "order" in body else {"quantity": few, "pool": pool},
            "prepareBasket": {"quantity": few, "pool": pool},
            "addStock": {"units": few, "pool": pool},
            "noteArrival": {"pool": _to_come(chosen.get("plan", {}))},
            "delayGoods": _later(chosen.get("plan", {})),
            "joinLine": {"code": None},
            "invite": {"window": 0, "count": few, "emails": None, "transferable": None},
            "revokeInvitations": {"batch": chosen.get("batch"), "code": None},
            "estimateSale": {"quantity": 1},
            "importBookings": {"csv": self._bookings()},
            "order": {"reservation": held},
            "refund": {"amount": self.orders.get(chosen.get("order", ""), body).get("total")},
        }.get(name, {})

    def _bookings(self) -> str:
        """Return the bank's list: money that orders await, but for those that are paid by hand."""
        orders = [order for place, order in enumerate(self.orders.values()) if place % SHARES]
        asked = [order["payment"] for order in orders if order["payment"]]
        rows = [
            f"2026-12-01;{each['amount']['amount'] / 100:.2f};EUR;{each['reference']}"
            for each in asked[-RECENT:]
        ]
        return "\n".join(["booked_on;amount;currency;reference", *rows, "2026-12-01;1.00;EUR;-"])

    def _plan(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return what makes a plan one of a sale that is open now; a part of it stays as it was."""
        zone = self.chance.choice(ZONES)
        now = datetime.fromtimestamp(int(time.time()), tz=ZoneInfo(zone)).replace(tzinfo=None)
        line, access = self.chance.choice(
            [(None, {}), (None, {}), (NO_WAIT, {}), (NO_WAIT, {"access": "invited"})]
        )
        opens, closes = now - timedelta(hours=30), now + timedelta(hours=30)
        units = self.chance.randint(20, 400)
        whole = {
            "zone": zone,
            "contact": self.chance.choice((None, "help@shop.example")),
            "windows": [{"opens": opens.isoformat(), "closes": closes.isoformat(), **access}],
            "pools": [{"pool": "main", "units": units}, {"pool": "other", "units": units}],
            "limit": self.chance.randint(2, 8),
            "hold_seconds": self.chance.choice((5, 60, 600)),
            "line": line,
            "proof_of_work": 0,
            "domain_limit": None,
        }
        if isinstance(body.get("price"), dict) and body.get("reference_price"):
            whole["reference_price"] = body["price"]
        if self.chance.random() < 0.2:
            del whole[self.chance.choice(list(whole))]
        return whole


def _place(case: Any, name: str) -> Any:
    return {"path": case.path_parameters, "query": case.query, "header": case.headers}[name]


def _suits(name: str, sale: Mapping[str, Any]) -> bool:
    if name in NEEDS_END:
        return _is_over(sale)
    if name in LINES:
        return _has_line(sale, LINES[name])
    if name == "joinList":
        return sale["phase"] == "open" and sale["waitlist"] is not None
    if name in {"noteArrival", "delayGoods"}:
        return sale["state"] == "published" and _to_come(sale) is not None
    return bool(sale["phase"] == PHASES.get(name, "open"))


def _to_come(sale: Mapping[str, Any]) -> str | None:
    """Return a pool whose goods are to come, if there is one."""
    return next((str(pool["pool"]) for pool in sale.get("pools", ()) if pool["to_come"]), None)


def _later(sale: Mapping[str, Any]) -> dict[str, str | None]:
    """Return what says of goods to come that they come a year later than was said last."""
    pool = _to_come(sale)
    said = [each["delivers_by"] for each in sale.get("delays", ()) if each["pool"] == pool]
    return {"pool": pool, "delivers_by": f"{2_100 + len(said)}-01-31"}


def _has_line(sale: Mapping[str, Any], access: str) -> bool:
    found: str = sale["windows"][0]["access"]
    return sale["phase"] == "open" and sale["line"] is not None and found == access


def _is_over(sale: Mapping[str, Any]) -> bool:
    if sale["phase"] != "closed" or sale["closed_at"] is None:
        return False
    closed_at = datetime.fromisoformat(sale["closed_at"])
    ends_at = closed_at + timedelta(seconds=sale["hold_seconds"] + GRACE_SECONDS)
    return ends_at < datetime.now(tz=UTC)


def _units(sale: Mapping[str, Any]) -> int:
    return sum(pool["units"] for pool in sale["pools"])
