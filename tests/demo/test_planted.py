"""The verdict can fail: a moto store is given a sale that went well, then one thing is spoiled.

Items are written as the product writes them, byte for byte, but by hand: what is tried here is
whether raw tables, queues and mails are read as they are, and whether a fault in them is found.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.local.crowd.journal import Bought, Fate, Hold, Journal
from infra.local.verdict.judge import Verdict, judge
from infra.local.verdict.reading import Shop
from infra.local.verdict.rest import is_at_rest
from tests.demo.cases import CHEAP, PRICE

SALE = "windows7-2009"
PREFIX = "sale-test-"
ANN, BEN = "AnnAnnAnnAnnAnnA", "BenBenBenBenBenB"


class PlantedShop:
    """Tables and queues in moto's memory, and a list of mails."""

    def __init__(self) -> None:
        self.dynamodb: Any = boto3.client("dynamodb", region_name="eu-central-1")
        self.sqs: Any = boto3.client("sqs", region_name="eu-central-1")
        self.mails: list[dict[str, Any]] = []
        for table, key in (("lots", "lot"), ("orders", "order")):
            self.dynamodb.create_table(
                TableName=f"{PREFIX}{table}",
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        for queue in ("notices", "notices-dead"):
            self.sqs.create_queue(QueueName=f"{PREFIX}{queue}")

    def put_lot(
        self, number: int, available: int, claims: dict[str, str], allotted: int = 2
    ) -> None:
        self._put(
            "lots",
            {
                "lot": {"S": f"{SALE}#{number}"},
                "pool": {"S": "main"},
                "allotted": {"N": str(allotted)},
                "available": {"N": str(available)},
                "returned": {"N": "0"},
                "written_off": {"N": "0"},
                "claims": {"M": {shopper: {"S": text} for shopper, text in claims.items()}},
            },
        )

    def put_order(self, order: str, shopper: str, claim: str) -> None:
        placed = {"number": {"N": "1"}, "at": {"N": "1"}, "by": {"S": "shopper"}}
        packed = {"number": {"N": "2"}, "at": {"N": "2"}, "by": {"S": "system"}}
        self._put(
            "orders",
            {
                "order": {"S": order},
                "sale": {"S": SALE},
                "shopper": {"S": shopper},
                "pool": {"S": "main"},
                "home": {"N": "0"},
                "claim": {"S": claim},
                "price": {"M": {"minor": {"N": str(PRICE)}, "currency": {"S": "EUR"}}},
                "contact": {"M": {"email": {"S": f"{shopper}@example.com"}}},
                "history": {
                    "L": [
                        {"M": {**placed, "what": {"S": "placed"}}},
                        {"M": {**packed, "what": {"S": "in_fulfilment"}}},
                    ]
                },
            },
        )

    def put_bar(self, order: str) -> None:
        self._put("orders", {"order": {"S": order}, "sale": {"S": SALE}, "barred_at": {"N": "3"}})

    def send(self, order: str, event: int, shopper: str) -> None:
        payload = base64.urlsafe_b64encode(json.dumps({"sub": order}).encode()).decode().rstrip("=")
        self.mails.append(
            {
                "to": [f"{shopper}@example.com"],
                "text": f"Look:\n\nhttp://127.0.0.1:3000/order.html#e30.{payload}.c2ln\n",
                "headers": {"X-Language": "de", "X-Notice": f"{order}-{event}"},
            }
        )

    def shop(self, units: int = 4) -> Shop:
        return Shop(
            dynamodb=self.dynamodb,
            sqs=self.sqs,
            mails=lambda number: self.mails[number:],
            prefix=PREFIX,
            sale=SALE,
            units=units,
            price_minor=PRICE,
        )

    def _put(self, table: str, item: dict[str, Any]) -> None:
        self.dynamodb.put_item(TableName=f"{PREFIX}{table}", Item=item)


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Iterator[PlantedShop]:
    """Ann has two units of lot 0, ben two that lot 1 lent; both orders are packed and told."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        shop = PlantedShop()
        shop.put_lot(0, 0, {ANN: "2.claim-a.mgz5k3q0.", BEN: "2.claim-b.mgz5k3q0.1.s"})
        shop.put_lot(1, 0, {})
        for name, order, claim in (
            (ANN, "order-a", "2.claim-a.mgz5k3q0."),
            (BEN, "order-b", "2.claim-b.mgz5k3q0.1"),
        ):
            shop.put_order(order, name, claim)
            shop.send(order, 1, name)
            shop.send(order, 2, name)
        shop.put_bar("order-c")
        shop.send("order-a", 2, ANN)
        shop.mails.append({"to": ["x@example.com"], "text": "/sign-in.html#e.y.J", "headers": {}})
        yield shop


def told() -> Journal:
    """Ann and ben know of their orders; cal wanted one unit and was refused."""
    journal = Journal()
    for number, (name, order, claim) in enumerate(
        ((ANN, "order-a", "claim-a"), (BEN, "order-b", "claim-b"))
    ):
        hold = Hold(claim, 2, from_at=1, deadline_at=8_001, ordered=True)
        bought = Bought(order, 2, 2 * PRICE, "link")
        journal.fates[number] = Fate(
            number, f"{name}@example.com", shopper=name, holds=[hold], orders={order: bought}
        )
    journal.fates[2] = Fate(2, "cal@example.com", shopper="cal", refused_for=1)
    return journal


def judged(planted: PlantedShop, journal: Journal | None = None) -> Verdict:
    return judge(planted.shop().books(), journal or told(), CHEAP)


def test_a_sale_that_went_well_is_read_as_such(planted: PlantedShop) -> None:
    books = planted.shop().books()
    verdict = judge(books, told(), CHEAP)

    assert (verdict.reserved, verdict.ordered, verdict.fulfilled) == (4, 4, 4)
    assert (verdict.oversold, verdict.undersold, verdict.duplicates) == (0, 0, 0)
    assert (verdict.orders_lost, verdict.notices_missing) == (0, 0)
    assert books.barred == 1
    assert is_at_rest(books)


def test_a_planted_oversell_is_reported(planted: PlantedShop) -> None:
    planted.put_lot(1, 1, {})

    assert judged(planted).oversold == 1


def test_a_planted_lost_order_is_reported(planted: PlantedShop) -> None:
    planted.dynamodb.delete_item(TableName=f"{PREFIX}orders", Key={"order": {"S": "order-a"}})

    assert judged(planted).orders_lost == 1


def test_an_order_that_became_a_bar_is_lost(planted: PlantedShop) -> None:
    planted.put_bar("order-b")

    assert judged(planted).orders_lost == 1


def test_a_planted_missing_notice_is_reported(planted: PlantedShop) -> None:
    planted.mails = [mail for mail in planted.mails if "order-b-1" not in mail["headers"].values()]

    assert judged(planted).notices_missing == 1
    assert not is_at_rest(planted.shop().books())


def test_a_planted_duplicate_is_reported(planted: PlantedShop) -> None:
    planted.put_lot(1, 0, {ANN: "1.claim-z.mgz5k3q0."}, allotted=3)
    planted.put_order("order-z", ANN, "1.claim-z.mgz5k3q0.")

    assert judged(planted).duplicates == 2


def test_a_planted_undersell_is_reported(planted: PlantedShop) -> None:
    planted.put_lot(0, 0, {ANN: "2.claim-a.mgz5k3q0."})
    planted.put_lot(1, 2, {})
    planted.put_bar("order-b")
    journal = told()
    journal.fates[1].orders.clear()

    assert judged(planted, journal).undersold == 2


def test_units_that_vanished_from_a_lot_are_an_undersell(planted: PlantedShop) -> None:
    assert judge(planted.shop(units=5).books(), told(), CHEAP).undersold == 1


def test_planted_messages_are_reported_where_they_lie(planted: PlantedShop) -> None:
    for queue in ("notices", "notices-dead"):
        url = planted.sqs.get_queue_url(QueueName=f"{PREFIX}{queue}")["QueueUrl"]
        planted.sqs.send_message(QueueUrl=url, MessageBody="{}")

    books = planted.shop().books()

    assert {(queue.name, queue.waiting, queue.dead) for queue in books.queues} == {
        ("notices", 1, 0),
        ("notices", 0, 1),
    }
    assert not is_at_rest(books)


def test_a_shop_without_queues_is_not_taken_for_one_at_rest(planted: PlantedShop) -> None:
    for url in planted.sqs.list_queues()["QueueUrls"]:
        planted.sqs.delete_queue(QueueUrl=url)

    with pytest.raises(KeyError):
        planted.shop().waiting()


def test_another_sales_lots_and_orders_do_not_count(planted: PlantedShop) -> None:
    planted.dynamodb.put_item(
        TableName=f"{PREFIX}orders",
        Item={"order": {"S": "elsewhere"}, "sale": {"S": "another"}, "barred_at": {"N": "1"}},
    )

    assert planted.shop().books().barred == 1
