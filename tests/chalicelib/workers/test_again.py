"""What the relay gave up, and who sends its dead letters again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.workers import again, stream
from sale_api.domain.fates import Fate, Posted
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.moves import OrderState
from sale_api.ports import Dead, Queue
from sale_api.usecases.dead_letters import redrive
from tests.orders import an_order, cancelled
from tests.sales import published_sale
from tests.systems import World

SHARD = "shard-1"
UNREADABLE = {"dynamodb": {"SequenceNumber": "3", "NewImage": {"what": "?"}}}


def a_change(number: int, **images: Any) -> Mapping[str, Any]:
    shown = {name: {"standing": order} for name, order in images.items()}
    return {"dynamodb": {"SequenceNumber": str(number), **shown}}


def a_letter(first: int, last: int) -> str:
    """Return a dead letter as Lambda writes it."""
    return json.dumps(
        {
            "requestContext": {"condition": "RetryAttemptsExhausted"},
            "version": "1.0",
            "DDBStreamBatchInfo": {
                "shardId": SHARD,
                "startSequenceNumber": str(first),
                "endSequenceNumber": str(last),
                "batchSize": 1,
                "streamArn": "arn:aws:dynamodb:eu-central-1:1:table/orders/stream/2026",
            },
        }
    )


def delivered(body: str) -> list[str]:
    answer = again.passed_on_again({"Records": [{"messageId": "1", "body": body}]})
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def held(world: World, *records: Mapping[str, Any]) -> None:
    world.changes.records[SHARD] = records


def events_in(world: World) -> list[str]:
    return [json.loads(line)["event"] for line in world.lines]


def numbers_told(world: World, queue: Queue) -> Sequence[object]:
    return [body["order"] for body in world.queues.take(queue)]


def test_a_dead_letter_that_is_sent_again_has_its_order_told_packed_and_listed(
    world: World,
) -> None:
    order = an_order()
    held(world, a_change(7, NewImage=order))
    world.queues.buried = [(Dead.RELAY, a_letter(7, 7))]

    redrive(dead=Dead.RELAY, most=10, queues=world.queues)
    ((_, body),) = world.queues.again

    assert delivered(body) == []
    assert numbers_told(world, Queue.NOTICES) == [order.order]
    assert numbers_told(world, Queue.FULFILMENT) == [order.order]
    assert [view.order for view in world.views.of_shopper(order.shopper)] == [order.order]


def test_a_part_longer_than_a_batch_is_passed_on_to_its_end(world: World) -> None:
    orders = [replace(an_order(), order=f"order-{number}") for number in range(again.BATCH + 2)]
    records = [a_change(number, NewImage=order) for number, order in enumerate(orders)]
    held(world, *records)

    assert delivered(a_letter(0, again.BATCH)) == []
    assert numbers_told(world, Queue.NOTICES) == [each.order for each in orders[:-1]]


def test_a_change_that_cannot_be_read_holds_up_no_other_and_comes_again(world: World) -> None:
    orders = [replace(an_order(), order=f"order-{number}") for number in range(5)]
    records = [a_change(number, NewImage=order) for number, order in enumerate(orders)]
    held(world, *records[:3], UNREADABLE, records[4])

    assert delivered(a_letter(0, 4)) == ["1"]
    assert set(numbers_told(world, Queue.NOTICES)) == {
        *("order-0", "order-1", "order-2", "order-4"),
    }
    assert events_in(world)[-1] == "message_again"


def test_a_change_that_raises_holds_up_no_other_and_comes_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = an_order(), replace(an_order(), order="bad")

    def passing(event: Mapping[str, Any]) -> Any:
        if any(each["dynamodb"]["SequenceNumber"] == "2" for each in event["Records"]):
            raise RuntimeError
        return stream.passed_on(event)

    monkeypatch.setattr(again, "passed_on", passing)
    held(world, a_change(1, NewImage=good), a_change(2, NewImage=bad))

    assert delivered(a_letter(1, 2)) == ["1"]
    assert numbers_told(world, Queue.NOTICES) == [good.order]
    assert "change_failed" in events_in(world)


def test_changes_that_the_stream_does_not_hold_any_more_are_a_fault_and_stay_a_letter(
    world: World,
) -> None:
    assert delivered(a_letter(7, 7)) == ["1"]
    assert events_in(world) == ["changes_gone", "message_failed"]


@pytest.mark.parametrize("body", ["{}", "no JSON"])
def test_a_letter_that_names_nothing_stays_one(world: World, body: str) -> None:
    assert delivered(body) == ["1"]
    assert events_in(world) == ["message_failed"]


def test_a_letter_comes_again_while_the_stream_does_not_answer(world: World) -> None:
    world.changes.down = True

    assert delivered(a_letter(7, 7)) == ["1"]
    assert events_in(world) == ["message_again"]


def test_an_order_s_first_change_after_a_mail_bounced_leaves_that_in_the_lists(
    world: World,
) -> None:
    order = an_order()
    bounced = replace(order, posted={"1-notice": Posted(Fate.BOUNCED, world.clock).text})
    stream.passed_on({"Records": [a_change(8, OldImage=order, NewImage=bounced)]})
    held(world, a_change(7, NewImage=order))

    assert delivered(a_letter(7, 7)) == []

    assert [view.mail for view in world.views.of_shopper(order.shopper)] == [Fate.BOUNCED]


def test_an_order_s_first_change_after_its_end_does_no_harm(world: World) -> None:
    claim = Claim(2, "claim-01", world.clock + 60_000)
    order = an_order(claim=claim)
    ended = cancelled(order)
    world.sales.create(published_sale(order.sale, opens_at=world.clock))
    world.lots.create([Lot(order.sale, 0, "main", 2, 0, claims={order.shopper: claim})])
    world.published.create(Levels(order.sale, (0,)))
    stream.passed_on({"Records": [a_change(8, OldImage=order, NewImage=ended)]})
    held(world, a_change(7, NewImage=order))
    before = world.lots.lots[order.sale, 0], world.published.levels[order.sale].levels

    assert delivered(a_letter(7, 7)) == []

    assert (world.lots.lots[order.sale, 0], world.published.levels[order.sale].levels) == before
    assert before[0].available == 2
    (shown,) = world.views.of_shopper(order.shopper)
    assert shown.state is OrderState.CANCELLED
    told = [body["event"] for queue, body in world.queues.sent if queue is Queue.NOTICES]
    assert told == [2, 1]
