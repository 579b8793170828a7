"""Registering: a link is mailed, but not a fourth to one mailbox within an hour."""

from __future__ import annotations

import pytest

from sale_api.domain.contact import Contact
from sale_api.domain.links import HOUR_MS
from sale_api.ports import Queue, Unknown
from sale_api.usecases.register import register
from tests.fakes import FakeChance, FakeQueues, FakeShoppers

NOW = 1_800_000_000_000


class Desk:
    """Where shoppers register."""

    def __init__(self) -> None:
        self.shoppers, self.queues, self.chance = FakeShoppers(), FakeQueues(), FakeChance()

    def register(self, at: int = NOW, shopper: str = "anna", *, orders: bool = False) -> None:
        register(
            contact=Contact("anna@example.org", "de", "Europe/Berlin"),
            shopper=shopper,
            orders=orders,
            now=at,
            shoppers=self.shoppers,
            queues=self.queues,
            chance=self.chance,
        )

    @property
    def sent(self) -> int:
        return len(self.queues.sent)


def test_registering_queues_a_message_and_no_token() -> None:
    desk = Desk()

    desk.register()

    body = {"email": "anna@example.org", "language": "de", "zone": "Europe/Berlin"}
    assert desk.queues.sent == [(Queue.SIGN_IN, body)]


def test_who_asks_for_the_links_to_their_orders_is_mailed_those() -> None:
    desk = Desk()

    desk.register(orders=True)

    ((queue, body),) = desk.queues.sent
    assert queue is Queue.SIGN_IN
    assert body == {
        "email": "anna@example.org",
        "language": "de",
        "zone": "Europe/Berlin",
        "orders": True,
    }


def test_links_of_both_kinds_count_together() -> None:
    desk = Desk()

    for orders in (True, False, True, False):
        desk.register(orders=orders)

    assert desk.sent == 3


def test_a_fourth_within_the_hour_is_not_mailed_and_nobody_is_told() -> None:
    desk = Desk()

    for at in (NOW, NOW, NOW + 1, NOW + 2, NOW + HOUR_MS - 1):
        desk.register(at)

    assert desk.sent == 3


def test_an_hour_after_the_first_of_three_there_is_a_fourth() -> None:
    desk = Desk()
    for at in (NOW, NOW + 1, NOW + 2):
        desk.register(at)

    desk.register(NOW + HOUR_MS)

    assert desk.sent == 4


def test_one_mailbox_that_asks_too_often_takes_nothing_from_another() -> None:
    desk = Desk()
    for _ in range(5):
        desk.register()

    desk.register(shopper="berta")

    assert desk.sent == 4


def test_while_the_queue_is_down_nobody_is_told_that_a_link_comes() -> None:
    desk = Desk()
    desk.queues.down = True

    with pytest.raises(Unknown):
        desk.register()
