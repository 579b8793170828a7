"""Each function may do what it does, and no more: a sale is played on moto, and requests are noted.

No local engine refuses for want of a right, so this is where a missing one shows.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib import wiring
from chalicelib.aws import session
from chalicelib.seals import tags_of
from infra.aws.secret import new_secret
from sale_api.domain.adding import with_stock
from sale_api.domain.plan import Addition
from tests import cloud
from tests.package.deployed import Cloud
from tests.package.rights import STAGE, Ledger, granted, kept

FUNCTIONS = [
    *("api", "erase", "fulfil", "keep", "mail_events", "notify"),
    *("open_lines", "relay", "relay_again", "sign_in_mails"),
]
OPENS = datetime(2026, 12, 1, 8, tzinfo=UTC)
SALE, IN_LINE, PRESALE = "windows7-2009", "oneplus-2013", "oneplus-october"
LISTED = "windows7-again"
PLAN: dict[str, Any] = {
    "sale": SALE,
    "title": "Windows 7 Home Premium",
    "zone": "Europe/Berlin",
    "windows": [{"opens": "2026-12-01T09:00:00", "closes": "2026-12-01T10:00:00"}],
    "price": {"amount": 4997, "currency": "EUR"},
    "pools": [{"pool": "main", "units": 40}],
    "limit": 3,
    "hold_seconds": 60,
    "household_limit": 2,
}
LINE = {"line": {"delay_seconds": 10, "spread_seconds": 60}, "domain_limit": 2}
PREPAID = "oneplus-prepaid"
PREPAYMENT = {
    "holder": "The shop",
    "iban": "DE89370400440532013000",
    "pay_seconds": 60,
    "remind_seconds": 30,
}
DELIVERY = {
    "name": "Anna Muster",
    "street": "Gasse 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}
TICK = {
    "version": "0",
    "id": "tick",
    "account": "123456789012",
    "region": "eu-central-1",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "time": "2026-12-01T08:05:00Z",
    "resources": [],
    "detail": {},
}


@pytest.fixture(scope="module")
def deployed() -> Iterator[Cloud]:
    """The system as the template deploys it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cloud, "PREFIX", f"sale-{STAGE}-")
        with cloud.on_aws(), kept() as ledger:
            sqs = session.client("sqs")
            secret = session.client("secretsmanager").create_secret(
                Name="keys", SecretString=new_secret()
            )
            for variable, queue in (
                ("SIGN_IN", "sign-in"),
                ("FULFILMENT", "fulfilment"),
                ("NOTICES", "notices"),
            ):
                url = sqs.get_queue_url(QueueName=f"sale-{STAGE}-{queue}")["QueueUrl"]
                patch.setenv(f"SALE_{variable}_QUEUE_URL", url)
            patch.setenv("SALE_STAGE", STAGE)
            patch.setenv("SALE_TABLE_PREFIX", f"sale-{STAGE}-")
            patch.setenv("SALE_SECRET_ID", secret["ARN"])
            patch.setenv("SALE_MAIL_FROM", cloud.SENDER)
            patch.setenv("SALE_CONFIGURATION_SET", f"sale-{STAGE}")
            patch.setenv("SALE_STOREFRONT_URL", "https://shop.example.org")
            running = Cloud(ledger, int(OPENS.timestamp() * 1000) - 3_600_000)
            for function in FUNCTIONS:  # the first event of each process builds its system
                wiring.install(None)
                ledger.running = function
                wiring.system()
            ledger.running = ""
            system = wiring.system()
            wiring.install(
                replace(system, now=lambda: running.clock, wait_until=running.wait_until)
            )
            yield running
            wiring.install(None)


@pytest.fixture(scope="module")
def ledger(deployed: Cloud) -> Ledger:
    """What every function asked for while a sale was played from its plan to its last parcel."""
    play_before(deployed)
    play_sale(deployed)
    play_delivery(deployed)
    play_prepaid(deployed)
    play_list(deployed)
    play_after(deployed)
    return deployed.ledger


def play_before(system: Cloud) -> None:
    maria = system.marketer()
    system.ask("POST", "/v1/admin/sales", PLAN, token=maria)
    system.ask("POST", f"/v1/admin/sales/{SALE}/publication", {}, token=maria)
    in_line = {"sale": IN_LINE, **LINE}
    system.ask("POST", "/v1/admin/sales", {**PLAN, **in_line}, token=maria)
    system.ask("POST", f"/v1/admin/sales/{IN_LINE}/publication", {}, token=maria)
    system.ask("POST", f"/v1/sales/{IN_LINE}/ticket", {}, token=system.shopper("anna"))
    play_invitations(system)
    play_basket(system)
    system.ask("GET", "/v1/admin/sales", token=maria)
    system.ask("GET", "/v1/sales")
    contact = {"email": "anna@example.org", "language": "de", "zone": "Europe/Berlin"}
    system.ask("POST", "/v1/shoppers", contact)
    system.consume("sign_in_mails", "sign-in")
    system.ask("POST", "/v1/orders/lost-link", contact)
    system.consume("sign_in_mails", "sign-in")
    system.ask("PUT", "/v1/me", {"delivery": DELIVERY}, token=system.shopper("anna"))
    system.ask("GET", "/v1/me", token=system.shopper("anna"))


def play_basket(system: Cloud) -> None:
    anna, path = system.shopper("anna"), f"/v1/sales/{SALE}/basket"
    basket = {"quantity": 1, "delivery": DELIVERY, "payment": "invoice", "consent": True}
    system.ask("PUT", path, basket, token=anna)
    system.ask("GET", path, token=anna)
    system.ask("DELETE", path, token=anna)


def play_invitations(system: Cloud) -> None:
    maria, invitations = system.marketer(), f"/v1/admin/sales/{PRESALE}/invitations"
    windows = [{**PLAN["windows"][0], "access": "invited"}]
    no_wait = {"delay_seconds": 0, "spread_seconds": 0}
    presale = {**PLAN, "sale": PRESALE, "windows": windows, "line": no_wait}
    system.ask("POST", "/v1/admin/sales", presale, token=maria)
    system.ask("POST", f"/v1/admin/sales/{PRESALE}/publication", {}, token=maria)
    asked = {"batch": "friends", "window": 0, "count": 2}
    made = system.ask("POST", invitations, asked, token=maria)["csv"].splitlines()
    first, second = (line.split(",")[0] for line in made[1:])
    anna = system.shopper("anna")
    system.ask("POST", f"/v1/sales/{PRESALE}/ticket", {"code": first}, token=anna)
    system.ask("POST", f"{invitations}/revocation", {"code": second}, token=maria)
    system.ask("POST", f"{invitations}/revocation", {"batch": "friends"}, token=maria)
    system.ask("GET", invitations, token=maria)


def play_sale(system: Cloud) -> None:
    system.clock += 3_600_001 - 30_000
    system.run("open_lines", "open_lines", TICK)
    system.clock = int(OPENS.timestamp() * 1000) + 60_001
    for number in range(12):  # 12 times 3 of 40 units: some homes are empty, and units are lent
        system.clock += 1_001  # levels are published again
        token = system.shopper(f"shopper{number}")
        asked = {"quantity": 3}
        held = system.ask("POST", f"/v1/sales/{SALE}/reservation", asked, token=token)
        if number < 2:
            wish = {"reservation": held["reservation"], "delivery": DELIVERY}
            system.ask("POST", f"/v1/sales/{SALE}/order", wish, token=token)
    more = {"addition": "more", "units": 5}
    system.ask("POST", f"/v1/admin/sales/{SALE}/stock", more, token=system.marketer())
    add_and_stop("for the relay")
    system.ask("DELETE", f"/v1/sales/{SALE}/reservation", token=system.shopper("shopper3"))
    system.ask("GET", f"/v1/sales/{SALE}/reservation", token=system.shopper("shopper4"))
    system.relay()
    system.consume("fulfil", "fulfilment")
    system.consume("notify", "notices")


def play_delivery(system: Cloud) -> None:
    """Let SES tell that the first mail of an order has arrived."""
    maria = system.marketer()
    (first, *_) = system.ask("GET", f"/v1/admin/orders?sale={SALE}", token=maria)["orders"]
    tags = tags_of(first["order"], 1, wiring.system().tokens.keys)
    told = {
        "eventType": "Delivery",
        "mail": {"messageId": "1", "tags": {name: [value] for name, value in tags.items()}},
        "delivery": {"timestamp": "2026-12-01T08:02:00.000Z"},
    }
    records = [{"messageId": "1", "body": json.dumps(told), "attributes": {}}]
    system.run("mail_events", "mail_events", {"Records": records})
    page = system.ask("GET", f"/v1/admin/orders/{first['order']}", token=maria)
    assert page["history"][0]["mail"] == "delivered"


def play_list(system: Cloud) -> None:
    """Sell a small sale while others wait: some reserve on their own, one is offered units."""
    path, two, one = f"/v1/sales/{LISTED}", {"quantity": 2}, {"quantity": 1}
    plan_list(system)
    anna, bert, cara, dora = map(system.shopper, ("anna", "bert", "cara", "dora"))
    system.ask("POST", f"{path}/reservation", one, token=anna)
    for _ in range(3):  # until it is known that no two are left together
        system.clock += 2_001
        system.ask("GET", path)
    system.ask("POST", f"{path}/waitlist", two, token=cara)
    system.ask("POST", f"{path}/reservation", one, token=cara)
    system.ask("DELETE", f"{path}/reservation", token=anna)
    system.run("keep", "keep", TICK)  # finds that Cara holds a unit
    system.clock += 1_001
    system.ask("POST", f"{path}/waitlist", two, token=dora)
    system.ask("POST", f"{path}/reservation", one, token=dora)
    system.ask("DELETE", f"{path}/reservation", token=cara)
    system.relay()  # finds that Dora does
    for token in (cara, bert):
        system.ask("POST", f"{path}/waitlist", two, token=token)
        assert system.ask("GET", f"{path}/waitlist", token=token)["outlook"]
    system.ask("DELETE", f"{path}/waitlist", token=cara)
    system.ask("DELETE", f"{path}/reservation", token=dora)
    system.relay()  # offers to Bert
    system.relay("waiting")
    system.consume("sign_in_mails", "sign-in")
    assert system.ask("GET", f"{path}/waitlist", token=bert)["offer"]
    system.ask("DELETE", f"{path}/waitlist", token=bert)
    system.relay()


def plan_list(system: Cloud) -> None:
    small = {"sale": LISTED, "pools": [{"pool": "main", "units": 2}], "limit": 2}
    plan = {**PLAN, **small, "waitlist": {"offer_seconds": 60, "days": 0}}
    system.ask("POST", "/v1/admin/sales", plan, token=system.marketer())
    system.ask("POST", f"/v1/admin/sales/{LISTED}/publication", {}, token=system.marketer())


def play_prepaid(system: Cloud) -> None:
    """Let one pay what they ordered, and have it once it arrives, and another not."""
    maria, path = system.marketer(), f"/v1/sales/{PREPAID}"
    later = {"to_come": True, "delivers_by": "2027-03-01"}
    pools = [{"pool": "main", "units": 40, "payment": "prepayment", **later}]
    plan = {**PLAN, "sale": PREPAID, "pools": pools, "prepayment": PREPAYMENT}
    system.ask("POST", "/v1/admin/sales", plan, token=maria)
    system.ask("POST", f"/v1/admin/sales/{PREPAID}/publication", {}, token=maria)
    orders = []
    for name in ("anna", "bert"):
        token = system.shopper(name)
        held = system.ask("POST", f"{path}/reservation", {"quantity": 1}, token=token)
        wish = {"reservation": held["reservation"], "delivery": DELIVERY}
        orders.append(system.ask("POST", f"{path}/order", wish, token=token))
    row = f"2026-12-01,49.97,EUR,{orders[0]['payment']['reference']}"
    csv = f"booked_on,amount,currency,reference\n{row}"
    assert system.ask("POST", "/v1/admin/bookings", {"csv": csv}, token=maria)["bookings"]
    arrived = {"arrival": "container-1", "pool": "main", "units": 1}
    system.ask("POST", f"/v1/admin/sales/{PREPAID}/arrivals", arrived, token=maria)
    later = {"pool": "main", "delivers_by": "2099-01-31", "reason": "A storm."}
    system.ask("POST", f"/v1/admin/sales/{PREPAID}/delay", later, token=maria)
    for _ in range(2):  # the reminder, then the end
        system.relay()
        system.clock += 30_000
        system.run("keep", "keep", TICK)
    system.relay()


def add_and_stop(name: str) -> None:
    """Write an addition into the plan and go no further, as whoever is killed right after."""
    sales = wiring.system().sales
    sale = sales.find(SALE)
    assert sale is not None
    addition = Addition(name, "main", 1, int(OPENS.timestamp() * 1000))
    sales.replace(with_stock(sale, addition, "maria"))


def play_after(system: Cloud) -> None:
    maria, shopper = system.marketer(), system.shopper("shopper0")
    first, second = system.ask("GET", f"/v1/admin/orders?sale={SALE}", token=maria)["orders"]
    parcel = {"carrier": "DHL", "number": "1"}
    path = "/v1/admin/orders"
    system.ask("POST", f"{path}/{first['order']}/shipment", parcel, token=maria)
    reason = {"reason": "No supply.", "resell": True}
    system.ask("POST", f"{path}/{second['order']}/cancellation", reason, token=maria)
    system.clock += 300_000  # what was held and not ordered has run out
    system.relay()
    late, asked = system.shopper("late"), {"quantity": 1}
    system.ask("POST", f"/v1/sales/{SALE}/reservation", asked, token=late)
    system.clock += 300_000
    add_and_stop("for the keeper")
    system.run("keep", "keep", TICK)
    system.ask("GET", "/v1/me/orders", token=shopper)
    system.ask("GET", f"/v1/admin/sales/{SALE}/live", token=maria)
    system.clock += 3_600_000  # the sale is over
    system.ask("GET", f"/v1/sales/{SALE}/report")
    for sale in (SALE, IN_LINE, LISTED):
        system.ask("GET", f"/v1/admin/sales/{sale}/audit", token=maria)
    play_dead_letters(system)
    system.clock += 31 * 24 * 3_600_000
    system.run("erase", "erase", TICK)
    system.clock -= 31 * 24 * 3_600_000  # tokens are good for a while only
    system.ask("DELETE", "/v1/me", token=shopper)


def play_dead_letters(system: Cloud) -> None:
    """Pack, and look at what was given up; then send it again."""
    maria, sqs = system.marketer(), session.client("sqs")
    path = "/v1/admin/dead-letters"
    system.ask("GET", f"/v1/admin/sales/{SALE}/packing", token=maria)
    for queue in ("mail-events", "mail-events-dead", "relay", "relay-dead"):
        sqs.create_queue(QueueName=f"sale-{STAGE}-{queue}")
    for queue in ("sign-in", "fulfilment", "notices", "mail-events", "relay"):
        url = sqs.get_queue_url(QueueName=f"sale-{STAGE}-{queue}-dead")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="{}")
        system.ask("GET", f"{path}?queue={queue}", token=maria)
        system.ask("POST", path, {"queue": queue}, token=maria)
    system.relay_again()
    system.relay_again("waiting")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_what_it_does(ledger: Ledger, function: str) -> None:
    asked = ledger.asked[function]

    assert asked - granted(function) == set()


def test_who_passes_on_again_may_do_what_the_relay_may_and_read_the_streams() -> None:
    own = granted("relay_again") - granted("relay")

    assert own == {
        (f"dynamodb:{verb}", table)
        for verb in ("GetShardIterator", "GetRecords")
        for table in ("OrdersTable", "WaitingTable")
    }
    assert granted("relay") < granted("relay_again")


@pytest.mark.parametrize("function", [each for each in FUNCTIONS if each != "relay_again"])
def test_a_function_may_do_nothing_that_it_does_not(ledger: Ledger, function: str) -> None:
    asked = ledger.asked[function]

    assert granted(function) - asked == set()
