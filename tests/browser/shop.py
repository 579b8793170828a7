"""What a test does outside the browser: plan a sale, read mails, send parcels, be somebody else."""

import http.client
import json
import re
import time
import urllib.request
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

from chalicelib.keyring import Keyring
from chalicelib.tokens import Tokens
from infra.cli.api import Api, sale_path
from infra.local.stack import STAGE, Stack
from sale_api.domain.contact import Contact
from sale_api.domain.identifiers import shopper_id

T = TypeVar("T")

ZONE = "Europe/Lisbon"
"""The seller's: never that of a visitor, so that a page has to show both."""

PLAN = (
    *("title", "description", "seller", "contact", "zone", "windows", "price"),
    *("reference_price", "pools", "limit", "hold_seconds", "remaining"),
)
"""What a plan is sent with, of all that is told of it."""

DELIVERY = {
    "name": "Grace Hopper",
    "street": "Hauptstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


def eventually(look: Callable[[], T | None], *, seconds: float = 15.0) -> T:
    """Return what there is as soon as there is something."""
    give_up = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < give_up, "it did not come"
        time.sleep(0.1)
    return found


def new_address() -> str:
    return f"ada-{uuid4().hex[:8]}@shopper.example"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    tag: str


class Shopper:
    """Somebody who has signed in and uses the API without a browser."""

    def __init__(self, url: str, token: str) -> None:
        self.token = token
        self._address = urlsplit(url).netloc

    def ask(self, method: str, path: str, body: object = None, tag: str = "") -> Answer:
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if tag:
            headers["If-Match"] = tag
        connection = http.client.HTTPConnection(self._address, timeout=20)
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            said = answer.read()
        finally:
            connection.close()
        return Answer(answer.status, json.loads(said or "null"), answer.getheader("ETag", ""))

    def hold(self, sale: str, quantity: int = 1) -> Answer:
        """Reserve, asking again where others were faster."""
        while True:
            held = self.ask("POST", f"/v1/sales/{sale}/reservation", {"quantity": quantity})
            if held.status != 503:
                return held

    def give_back(self, sale: str, held: Answer) -> Answer:
        return self.ask("DELETE", f"/v1/sales/{sale}/reservation", tag=held.tag)

    def order(self, sale: str, delivery: dict[str, str] | None = None) -> Any:
        held = self.hold(sale)
        words = {"reservation": held.body["reservation"], "delivery": delivery or DELIVERY}
        return self.ask("POST", f"/v1/sales/{sale}/order", words).body


class Shop:
    """The seller's side of a running stack."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.api_url
        self._mailbox = f"{stack.engine_url}/_engine/mails"
        self._mails: list[Any] = []
        self._tokens = Tokens(Keyring.from_json(json.dumps(stack.keys)), f"sale-{STAGE}")
        self._admin = self._tokens.admin("marketer", _now())
        self._marketer = Api(stack.api_url, self._admin)

    def plan(
        self,
        *,
        units: int = 10,
        opens_in: int = -60,
        open_for: int = 7200,
        hold_seconds: int = 600,
        access: str = "open",
        joining_ends_in: int | None = None,
        **more: object,
    ) -> str:
        """Plan a sale, publish it, and return its id once everybody can see it."""
        sale = f"sale-{uuid4().hex[:8]}"
        now = datetime.now(tz=ZoneInfo(ZONE)).replace(microsecond=0)
        instants = (opens_in, opens_in + open_for, joining_ends_in or 0)
        opens, closes, until = (
            f"{now + timedelta(seconds=later):%Y-%m-%dT%H:%M:%S}" for later in instants
        )
        registered = {"until": until} if joining_ends_in is not None else {}
        plan: dict[str, object] = {
            "sale": sale,
            "title": "Windows 7 Home Premium",
            "description": "With a box, a disc and a key.\nNo returns of opened boxes.",
            "seller": "Example shop",
            "zone": ZONE,
            "windows": [{"opens": opens, "closes": closes, "access": access, **registered}],
            "price": {"amount": 4997, "currency": "EUR"},
            "reference_price": {"amount": 11999, "currency": "EUR"},
            "pools": [{"pool": "main", "units": units}],
            "limit": min(units, 3),
            "hold_seconds": hold_seconds,
        }
        self._marketer.post("/sales", {**plan, **more})
        self.steer(sale, "publication")
        return sale

    def invite(self, sale: str) -> str:
        """Return the link of an invitation."""
        made = self.steer(sale, "invitations", batch="friends", window=0, count=1)
        return str(made["csv"].splitlines()[1].split(",")[1])

    def wait_until_listed(self, sales: Collection[str]) -> None:
        """Return once each process of the API lists these sales; it remembers its list a while."""
        anybody = Shopper(self.url, "")

        def is_listed() -> bool:
            listed = anybody.ask("GET", "/v1/sales").body["sales"]
            return set(sales) <= {sale["sale"] for sale in listed}

        # Each request has a connection of its own, and the kernel spreads them by chance.
        eventually(lambda: all(is_listed() for _ in range(20)))

    def steer(self, sale: str, what: str, **words: object) -> Any:
        """Pause, resume, close, or add stock."""
        return self._marketer.post(sale_path(sale, what), words)

    def retitle(self, sale: str, title: str) -> None:
        """Sell something else under the same id, and return once every process knows."""
        path, marketer = f"/v1/admin/sales/{sale}", Shopper(self.url, self._admin)
        planned = marketer.ask("GET", path)
        plan = {**{name: planned.body[name] for name in PLAN}, "title": title}
        plan["windows"] = [
            {end: each[end] for end in ("opens", "closes")} for each in plan["windows"]
        ]
        changed = marketer.ask("PUT", path, plan, planned.tag)
        assert changed.status == 200, changed
        time.sleep(1)  # what a process remembers of a sale is a second old at most

    def live(self, sale: str) -> Any:
        return self._marketer.get(sale_path(sale, "live"))

    def orders(self, sale: str) -> list[Any]:
        """Return the orders of a sale once all that was sold is settled; the list lags a moment."""

        def settled() -> list[Any] | None:
            found: list[Any] = self._marketer.get("/orders", {"sale": sale})["orders"]
            units = sum(order["quantity"] for order in found if order["state"] != "cancelled")
            live = self.live(sale)
            return found if live["held"] == 0 and live["ordered"] == units else None

        return eventually(settled)

    def order(self, number: str) -> Any:
        return self._marketer.get(f"/orders/{number}")

    def ship(self, order: str, carrier: str = "DHL", link: str | None = None) -> None:
        """Send the parcel as soon as it is packed."""
        eventually(lambda: self.order(order)["state"] == "in_fulfilment")
        parcel = {"carrier": carrier, "number": "00340434161094000000", "link": link}
        self._marketer.post(f"/orders/{order}/shipment", parcel)

    def cancel(self, order: str, reason: str) -> None:
        self.move(order, "cancellation", reason=reason, resell=True)

    def move(self, order: str, what: str, **words: object) -> None:
        self._marketer.post(f"/orders/{order}/{what}", words)

    def shopper(self, email: str = "", language: str = "en") -> Shopper:
        """Return somebody who has read the mail already."""
        contact = Contact(email or new_address(), language, "Europe/Berlin")
        identity = self._id_of(contact.email)
        return Shopper(self.url, self._tokens.shopper(identity, contact, _now()))

    def session(self, email: str, language: str) -> dict[str, str]:
        """Return what the storefront keeps of somebody who has signed in."""
        token = self.shopper(email, language).token
        expires_at = "2100-01-01T00:00:00Z"
        shopper = self._id_of(email)
        return {"token": token, "shopper": shopper, "email": email, "expires_at": expires_at}

    def _id_of(self, email: str) -> str:
        return shopper_id(email, self._tokens.shopper_key)

    def sign_in_link(self, email: str, *, language: str = "en", minutes_ago: float = 0) -> str:
        """Return the link of a mail that was sent so long ago."""
        contact = Contact(email, language, "Europe/Berlin")
        token = self._tokens.sign_in(contact, _now() - int(minutes_ago * 60_000))
        return f"{self.url}/sign-in.html#{token}"

    def mails(self, to: str) -> list[Any]:
        """Return all mails to an address, the first one first."""
        url = f"{self._mailbox}?after={len(self._mails)}"
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our engine
            self._mails += json.load(answer)["mails"]
        return [mail for mail in self._mails if mail["to"] == [to]]

    def mailed_link(self, to: str, page: str) -> str:
        """Return the newest link to a page that was mailed to somebody, as soon as there is one.

        Mails may come twice, so they are not counted.
        """
        link = re.compile(rf"{re.escape(self.url)}/{re.escape(page)}#[\w.-]+")
        found = eventually(
            lambda: [one for mail in self.mails(to) for one in link.findall(mail["text"])]
        )
        return str(found[-1])


def _now() -> int:
    return int(time.time() * 1000)
