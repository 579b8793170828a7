"""The waiting list over HTTP: joining, seeing where one stands, an offer, and leaving."""

from __future__ import annotations

from typing import Any

import pytest

from sale_api.usecases.keep import keep
from tests.functional.api import Api, Reply
from tests.functional.stage import ANNA, BERTA, DELIVERY, LISTED, NO_WAIT, Stage, with_list
from tests.systems import BEGIN

LIST = "/v1/sales/{sale}/waitlist"
RESERVATION = "/v1/sales/{sale}/reservation"
ONE = {"quantity": 1}
MINUTE = 60_000


class Queue:
    """A sale whose only unit somebody has, and shoppers in front of it."""

    def __init__(self, api: Api, **plan: Any) -> None:
        self.api = api
        self.stage = Stage(api)
        with_list(self.stage, LISTED, **plan)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        email: str = ANNA,
        **headers: str,
    ) -> Reply:
        token = self.api.shopper(email)
        return self.api.ask(method, path, body, token=token, headers=headers, sale=LISTED)

    def join(self, email: str = ANNA, **sent: object) -> Reply:
        self.api.world.clock += 1
        return self.ask("POST", LIST, {**ONE, **sent}, email)

    def look(self, email: str = ANNA) -> Reply:
        return self.ask("GET", LIST, email=email)

    def leave(self, email: str = ANNA, tag: str = "*") -> Reply:
        return self.ask("DELETE", LIST, email=email, **{"If-Match": tag})

    def offer(self) -> None:
        """Let the unit come back, and the keeper pass."""
        system, world = self.api.world.system, self.api.world
        world.clock += 2 * MINUTE
        sale = system.sales.find(LISTED)
        assert sale is not None
        keep(
            sale=sale,
            now=world.clock,
            clock=lambda: world.clock,
            lots=system.lots,
            published=system.published,
            orders=system.orders,
            waiting=system.waiting,
            chance=system.chance,
            grace_ms=system.grace_ms,
        )


@pytest.fixture
def queue(api: Api) -> Queue:
    return Queue(api)


def test_from_being_refused_to_an_order_by_the_list(everywhere: Api) -> None:
    queue = Queue(everywhere)
    refused = queue.ask("POST", RESERVATION, ONE)
    joined, again = queue.join(), queue.join()
    second = queue.join(BERTA)

    assert (refused.code, refused.body["waitlist"]) == ("sold_out", True)
    assert (joined.status, again.status) == (201, 200)
    assert again.body["history"] == joined.body["history"]
    assert joined.body["outlook"] is None

    before = [queue.look(who).body["outlook"]["before"] for who in (ANNA, BERTA)]
    assert before == [0, 1]
    assert second.headers["ETag"] == queue.look(BERTA).headers["ETag"] == '"1"'

    queue.offer()
    shown = queue.look()
    offer = shown.body["offer"]
    assert (shown.body["state"], offer["quantity"], offer["state"]) == ("offered", 1, "held")
    assert shown.body["outlook"] is None
    assert queue.join().body["offer"]["reservation"]
    assert queue.look(BERTA).body["state"] == "waiting"

    words = {"reservation": offer["reservation"], "delivery": DELIVERY}
    ordered = queue.ask("POST", "/v1/sales/{sale}/order", words)
    assert ordered.status == 201
    assert ordered.body["price"] == shown.body["price"]
    assert queue.look().body["offer"]["order"] == ordered.body["order"]


def test_an_entry_tells_what_it_is_for_and_by_what_rule(queue: Queue) -> None:
    shown = queue.join().body

    assert shown["sale"] == LISTED
    assert (shown["pool"], shown["quantity"]) == ("main", 1)
    assert shown["price"] == {"amount": 4_997, "currency": "EUR"}
    assert (shown["state"], shown["rule"], shown["offer"]) == ("waiting", "joined", None)
    [event] = shown["history"]
    assert (event["what"], event["by"], event["quantity"]) == ("waiting", "shopper", 1)
    status = queue.api.ask("GET", "/v1/sales/{sale}", sale=LISTED).body
    assert shown["list_until"] == status["waitlist"]["until"]


def test_where_there_is_a_line_the_rule_is_its_order(api: Api) -> None:
    queue = Queue(api, line=NO_WAIT)
    ticket = queue.ask("POST", "/v1/sales/{sale}/ticket").body["ticket"]

    assert queue.join(ticket=ticket).body["rule"] == "line"


def test_what_is_declined_is_not_offered_again_and_one_may_join_anew(queue: Queue) -> None:
    queue.join()
    queue.offer()

    declined = queue.leave(tag=queue.look().headers["ETag"])

    assert declined.status == 204
    assert queue.look().body["offer"] is None
    assert queue.ask("GET", RESERVATION).status == 404


def test_leaving_means_the_version_that_is_named(queue: Queue) -> None:
    tag = queue.join().headers["ETag"]

    assert queue.leave(tag='"7"').status == 204
    assert queue.look().body["state"] == "waiting"
    assert queue.leave(tag=tag).status == 204
    assert queue.look().body["state"] == "left"
    assert queue.leave(BERTA).status == 204


@pytest.mark.parametrize("tag", ["", "1", '"0"', 'W/"1"', '"1", "2"', '"abcdefgh"'])
def test_a_condition_that_is_none_is_refused(queue: Queue, tag: str) -> None:
    queue.join()

    refused = queue.leave(tag=tag)

    assert (refused.status, list(refused.fields)) == (400, ["If-Match"])
    assert queue.look().body["state"] == "waiting"


def test_who_waits_for_something_else_sees_the_entry_that_stands(api: Api) -> None:
    pools = [{"pool": "main", "units": 1}, {"pool": "rest", "units": 1}]
    queue = Queue(api, pools=pools)
    levels = api.world.published.levels[LISTED]
    api.world.system.published.publish(levels.lowered({0: 0, 1: 0}))
    queue.join()

    refused = queue.join(pool="rest")

    assert (refused.status, refused.code) == (422, "request_reused")
    assert (refused.body["entry"]["pool"], refused.body["entry"]["state"]) == ("main", "waiting")


def test_who_has_not_joined_has_no_place(queue: Queue) -> None:
    assert queue.look().status == 404


def test_a_sale_without_a_list_has_none(queue: Queue) -> None:
    token = queue.api.shopper()

    refused = queue.api.ask("POST", LIST, ONE, token=token, sale="phone")

    assert (refused.status, refused.code) == (404, "not_found")


def test_a_quantity_that_no_offer_can_ever_serve_is_refused(queue: Queue) -> None:
    refused = [queue.join(quantity=quantity) for quantity in (2, 100_000)]

    told = [(each.status, each.code, each.body["limit"]) for each in refused]
    assert told == [(409, "limit_reached", 1)] * 2
    assert queue.look().status == 404


def test_who_can_reserve_does_not_wait(queue: Queue) -> None:
    queue.offer()  # nobody waits, so what came back is on sale

    refused = queue.join()

    assert (refused.status, refused.code, refused.body["state"]) == (409, "wrong_state", "on_sale")


def test_a_line_s_list_needs_a_ticket_and_a_pool_that_there_is(api: Api) -> None:
    queue = Queue(api, line=NO_WAIT)

    assert list(queue.join().fields) == ["ticket"]
    assert list(queue.join(ticket="a.b.c").fields) == ["ticket"]
    assert list(queue.join(pool="third").fields) == ["pool"]


def test_there_is_no_list_after_the_sale(queue: Queue) -> None:
    queue.api.world.clock = BEGIN + 600 * MINUTE

    refused = queue.join()

    assert (refused.status, refused.code) == (409, "closed")
