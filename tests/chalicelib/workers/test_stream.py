from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.workers import stream
from sale_api.domain.contact import Contact
from sale_api.domain.fates import Fate, Posted
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor
from sale_api.domain.order import Bar, Standing
from sale_api.domain.waiting import Entry, EntryEvent, EntryState
from sale_api.ports import Queue
from tests.orders import an_order, cancelled
from tests.sales import published_sale
from tests.systems import World


def a_change(number: int, before: Standing | None, after: Standing | None) -> dict[str, Any]:
    change: dict[str, Any] = {"SequenceNumber": str(number)}
    if before is not None:
        change["OldImage"] = {"standing": before}
    if after is not None:
        change["NewImage"] = {"standing": after}
    return {"dynamodb": change}


def failed(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_a_new_order_goes_to_both_queues_and_into_the_lists(world: World) -> None:
    order = an_order()

    answer = stream.passed_on({"Records": [a_change(1, None, order)]})

    assert failed(answer) == []
    message = {"order": order.order, "event": 1}
    assert world.queues.sent == [(Queue.NOTICES, message), (Queue.FULFILMENT, message)]
    assert [view.order for view in world.views.of_shopper(order.shopper)] == [order.order]


def test_what_adds_nothing_to_the_history_is_not_passed_on(world: World) -> None:
    order = an_order()
    bar = Bar("barred", "nowhere", 1)

    stream.passed_on({"Records": [a_change(1, order, order), a_change(2, None, bar)]})
    stream.passed_on({"Records": [a_change(3, order, None)]})

    assert world.queues.sent == []


@pytest.mark.parametrize(
    "changed",
    [
        {"leases": {"M": {"2-notice": {"N": "1"}}}},
        {"posted": {"M": {"2-notice": {"S": "1:1800000000000"}}}},
    ],
)
def test_leases_marks_and_deliveries_are_not_even_read(
    world: World, changed: dict[str, Any]
) -> None:
    before = {"version": {"N": "2"}, "leases": {"M": {}}, "posted": {"M": {}}}
    after = {**before, **changed}
    change = {"SequenceNumber": "1", "OldImage": before, "NewImage": after}

    answer = stream.passed_on({"Records": [{"dynamodb": change}]})

    assert failed(answer) == []
    assert world.lines == []


def test_a_mail_that_bounced_shows_in_the_lists(world: World) -> None:
    order = an_order()
    kept = {"1-notice": Posted(Fate.BOUNCED, world.clock).text}
    bounced = replace(order, posted=kept)
    change = a_change(1, order, bounced)
    raw = {name: {"S": text} for name, text in kept.items()}
    for image, posted in (("OldImage", {}), ("NewImage", raw)):
        change["dynamodb"][image] |= {"version": {"N": "1"}, "posted": {"M": posted}}

    stream.passed_on({"Records": [change]})

    assert [view.mail for view in world.views.of_shopper(order.shopper)] == [Fate.BOUNCED]


def test_units_of_a_cancelled_order_go_on_sale_again(world: World) -> None:
    claim = Claim(2, "claim-01", world.clock + 60_000)
    order = an_order(claim=claim)
    world.sales.create(published_sale(order.sale, opens_at=world.clock))
    world.lots.create([Lot(order.sale, 0, "main", 2, 0, claims={order.shopper: claim})])
    world.published.create(Levels(order.sale, (0,)))

    stream.passed_on({"Records": [a_change(1, order, cancelled(order))]})

    assert world.lots.lots[order.sale, 0].available == 2
    assert world.published.levels[order.sale].levels == (2,)


def test_a_batch_that_may_not_have_been_passed_on_comes_again_whole(world: World) -> None:
    world.queues.down = True

    answer = stream.passed_on({"Records": [a_change(1, None, an_order())]})

    assert failed(answer) == ["1"]


def test_a_change_that_cannot_be_read_comes_again_after_those_before_it(world: World) -> None:
    unreadable = {"dynamodb": {"SequenceNumber": "2", "NewImage": {"what": "?"}}}

    answer = stream.passed_on({"Records": [a_change(1, None, an_order()), unreadable]})

    assert failed(answer) == ["2"]
    assert len(world.queues.sent) == 2


def a_list_change(number: int, before: Entry | None, after: Entry) -> dict[str, Any]:
    change: dict[str, Any] = {"SequenceNumber": str(number), "Keys": {"list": {"S": "a-sale#1"}}}
    if before is not None:
        change["OldImage"] = {"entry": before}
    return {"dynamodb": {**change, "NewImage": {"entry": after}}}


WAITS = Entry(
    sale="a-sale",
    shopper="anna",
    pool="main",
    quantity=2,
    price=Money(4997, "EUR"),
    contact=Contact("anna@example.org", "de", "Europe/Berlin"),
    turn="a turn",
    history=(EntryEvent(1, EntryState.WAITING, Actor.SHOPPER),),
)
OFFERED = WAITS.offered("an-order", 2, at=2, until_at=9, read_at=2)


def test_who_is_offered_units_is_told_by_the_queue_of_what_one_acts_on(world: World) -> None:
    batch = [a_list_change(1, None, WAITS), a_list_change(2, WAITS, OFFERED)]

    answer = stream.passed_on({"Records": batch})

    assert failed(answer) == []
    message = {"list": "a-sale", "shopper": "anna", "event": 2}
    assert world.queues.sent == [(Queue.SIGN_IN, message)]


def test_a_change_of_a_list_that_nobody_was_told_of_comes_again(world: World) -> None:
    world.queues.down = True

    answer = stream.passed_on({"Records": [a_list_change(7, WAITS, OFFERED)]})

    assert failed(answer) == ["7"]


def test_a_change_of_a_list_that_cannot_be_read_is_reported_after_those_before_it(
    world: World,
) -> None:
    broken = a_list_change(8, None, WAITS)
    del broken["dynamodb"]["NewImage"]["entry"]

    answer = stream.passed_on({"Records": [a_list_change(7, WAITS, OFFERED), broken]})

    assert failed(answer) == ["8"]
    assert len(world.queues.sent) == 1
