"""One person's address in two spellings is one shopper, over the API."""

from __future__ import annotations

import pytest

from sale_api.ports import Queue
from tests.functional.api import Api
from tests.functional.stage import CONTACT, SALE, Stage
from tests.sales import HOUR_MS

ONE, OTHER = "anna.muster@gmail.com", "AnnaMuster+sale@googlemail.com"


def signed_in(api: Api, email: str) -> dict[str, str]:
    link = api.world.system.tokens.sign_in(api.contact(email), api.world.clock)
    session: dict[str, str] = api.ask("POST", "/v1/shoppers/session", {"token": link}).body
    return session


def test_who_signs_in_with_another_spelling_is_the_same_shopper(api: Api) -> None:
    one, other = signed_in(api, ONE), signed_in(api, OTHER)

    assert one["shopper"] == other["shopper"]
    assert (one["email"], other["email"]) == (ONE, OTHER)


def test_another_spelling_has_the_reservation_and_no_second_one(api: Api) -> None:
    stage = Stage(api)
    stage.reserve(signed_in(api, ONE)["token"])

    again = signed_in(api, OTHER)["token"]
    reply = api.ask("POST", "/v1/sales/{sale}/reservation", {"quantity": 3}, token=again, sale=SALE)

    assert reply.status == 422


@pytest.mark.parametrize("asked", [ONE, OTHER, "a.n.n.a.muster@gmail.com"])
def test_a_marketer_finds_a_shoppers_orders_by_any_spelling(api: Api, asked: str) -> None:
    stage = Stage(api)
    order = stage.buy(signed_in(api, OTHER)["token"])

    query = "email=" + asked.replace("+", "%2B")
    found = api.ask("GET", "/v1/admin/orders", token=stage.admin, query=query).body["orders"]

    assert [each["order"] for each in found] == [order]


def test_a_link_goes_to_the_address_as_it_was_written(api: Api) -> None:
    contact = {"email": OTHER, "language": "de", "zone": "Europe/Berlin"}

    api.ask("POST", "/v1/shoppers", contact)

    (sent,) = api.world.queues.take(Queue.SIGN_IN)
    assert sent["email"] == OTHER


def test_a_mailbox_gets_three_links_an_hour_however_it_is_written(everywhere: Api) -> None:
    spellings = [ONE, OTHER, "annamuster@gmail.com", "Anna.Muster+4@gmail.com"]

    replies = [
        everywhere.ask("POST", "/v1/shoppers", {**CONTACT, "email": spelling})
        for spelling in spellings
    ]

    assert {(reply.status, reply.text) for reply in replies} == {(202, "{}")}
    waiting, _ = everywhere.world.system.queues.depths()[Queue.SIGN_IN]
    assert waiting == 3


def test_an_hour_later_there_are_links_again(api: Api) -> None:
    for _ in range(4):
        api.ask("POST", "/v1/shoppers", CONTACT)

    api.world.clock += HOUR_MS
    api.ask("POST", "/v1/shoppers", CONTACT)

    assert len(api.world.queues.take(Queue.SIGN_IN)) == 4
