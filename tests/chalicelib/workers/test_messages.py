from __future__ import annotations

import json
import re
from typing import Any

from chalicelib.seals import told_by
from chalicelib.workers import messages
from sale_api.domain.identifiers import shopper_id
from sale_api.domain.lot import Claim
from sale_api.domain.moves import OrderState
from sale_api.ports import ENDED, READY
from sale_api.usecases.find_orders import summary_of
from tests.mails.samples import PEOPLE, entry_of, sale_of
from tests.orders import an_order, cancelled
from tests.systems import TOKENS, World

ADA = "ada@example.org"


def a_batch(*bodies: object) -> dict[str, Any]:
    texts = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
    records = [{"messageId": f"m{place}", "body": body} for place, body in enumerate(texts)]
    return {"Records": records}


def failed(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_a_sign_in_message_becomes_a_mail_whose_link_signs_in(world: World) -> None:
    body = {"email": "ada@example.org", "language": "de", "zone": "Europe/Berlin"}

    answer = messages.sign_in(a_batch(body))

    assert failed(answer) == []
    (mail,) = world.mailer.mails
    assert mail.to == "ada@example.org"
    token = mail.text.partition("https://shop.example.org/sign-in.html#")[2].split()[0]
    assert world.system.tokens.read_sign_in(token, world.clock).email == "ada@example.org"


def test_a_new_order_is_taken_into_fulfilment_once_though_its_message_comes_twice(
    world: World,
) -> None:
    order = an_order()
    world.orders.place(order)
    batch = a_batch({"order": order.order, "event": 1}, {"order": order.order, "event": 1})

    answer = messages.fulfilment(batch)

    assert failed(answer) == []
    standing = world.orders.find(order.order)
    assert standing is not None
    assert [event.what for event in standing.history] == [  # type: ignore[union-attr]
        OrderState.PLACED,
        OrderState.IN_FULFILMENT,
    ]


LOST = {"email": ADA, "language": "en", "zone": "Europe/Berlin", "orders": True}


def test_who_lost_links_is_mailed_those_to_their_newest_orders_and_one_to_sign_in(
    world: World,
) -> None:
    shopper = shopper_id(ADA, TOKENS.shopper_key)
    orders = [
        an_order(shopper=shopper, claim=Claim(1, f"claim-{n:02}", world.clock), at=world.clock + n)
        for n in range(21)
    ]
    for order in (*orders, an_order(shopper="somebody-else")):
        world.views.record(summary_of(order))

    answer = messages.sign_in(a_batch(LOST))

    assert failed(answer) == []
    (mail,) = world.mailer.mails
    links = re.findall(r"https://\S+/order\.html#(\S+)", mail.text)
    read = [world.system.tokens.read_order_link(link, world.clock) for link in links]
    assert read == [order.order for order in reversed(orders[1:])]
    back = "https://shop.example.org/sign-in.html?back=orders.html#"
    token = mail.text.partition(back)[2].split()[0]
    assert world.system.tokens.read_sign_in(token, world.clock).email == ADA


def test_who_lost_links_and_has_no_orders_is_mailed_so(world: World) -> None:
    messages.sign_in(a_batch(LOST))

    (mail,) = world.mailer.mails
    assert mail.subject == "No orders with this address"
    assert "/order.html" not in mail.text


def test_a_notice_bears_tags_that_say_which_event_it_tells(world: World) -> None:
    order = an_order()
    world.orders.place(order)

    messages.notices(a_batch({"order": order.order, "event": 1}))

    (mail,) = world.mailer.mails
    assert told_by(mail.tags, TOKENS.keys, world.clock) == (order.order, 1)


def test_a_notice_is_mailed_and_marked_as_told(world: World) -> None:
    order = an_order()
    world.orders.place(order)
    world.clock += 5_000

    answer = messages.notices(a_batch({"order": order.order, "event": 1}))

    assert failed(answer) == []
    (mail,) = world.mailer.mails
    assert mail.key == f"{order.order}-1"
    standing = world.orders.find(order.order)
    assert standing.told_at(order.history[0]) == world.clock  # type: ignore[union-attr]


def test_a_notice_that_somebody_else_is_sending_comes_again(world: World) -> None:
    order = an_order()
    world.orders.place(order)
    world.orders.lease(order.order, "1-notice", world.clock, world.clock + 60_000)

    answer = messages.notices(a_batch({"order": order.order, "event": 1}))

    assert failed(answer) == ["m0"]
    assert world.mailer.mails == []


def test_while_the_mail_is_down_notices_come_again_and_nothing_is_marked(world: World) -> None:
    order = an_order()
    world.orders.place(order)
    world.mailer.down = True

    answer = messages.notices(a_batch({"order": order.order, "event": 1}))

    assert failed(answer) == ["m0"]
    assert world.orders.find(order.order) == order


def test_poison_fails_alone_and_is_logged_without_its_content(world: World) -> None:
    order = cancelled(an_order())
    world.orders.place(order)
    batch = a_batch("{ ada@example.org", {"order": order.order, "event": 2}, {"order": "?"})

    answer = messages.notices(batch)

    assert failed(answer) == ["m0", "m2"]
    assert len(world.mailer.mails) == 1
    assert not any("ada@example.org" in line for line in world.lines)


def test_what_a_waiting_list_has_to_tell_is_mailed_once_beside_sign_in_links(world: World) -> None:
    entry = entry_of("offered", PEOPLE["calm"], "en")
    world.sales.create(sale_of(PEOPLE["calm"]))
    world.waiting.entries[entry.sale, entry.shopper] = entry
    told = {"list": entry.sale, "shopper": entry.shopper, "event": 2}
    contact = {"email": "ada@example.org", "language": "de", "zone": "Europe/Berlin"}

    answer = messages.sign_in(a_batch(told, contact, told, {**told, "shopper": "nobody"}))

    assert failed(answer) == ["m3"]
    offer, _ = world.mailer.mails
    assert offer.key == f"{entry.sale}-{entry.shopper}-2"
    assert f"https://shop.example.org/buy.html?sale={entry.sale}" in offer.text
    assert world.waiting.entries[entry.sale, entry.shopper].done == {"2-notice": world.clock}


HOUR_MS, AGAIN_MS = 3_600_000, 360_000
"""A message that failed comes again after six minutes."""


def test_an_hour_without_a_warehouse_loses_and_doubles_nothing_and_no_order_says_it_is_packed(
    world: World,
) -> None:
    orders = [an_order(claim=Claim(1, f"claim-{number:02}", world.clock)) for number in range(12)]
    for order in orders:
        world.orders.place(order)
    kept, ended = orders[:-1], cancelled(orders[-1])
    waiting = [{"order": order.order, "event": 1} for order in orders]
    world.warehouse.down = True

    for passed in range(0, HOUR_MS + AGAIN_MS, AGAIN_MS):
        world.clock += AGAIN_MS
        if passed == HOUR_MS // 2:
            world.orders.move(ended)
            waiting.append({"order": ended.order, "event": 2})
        if passed == HOUR_MS:
            world.warehouse.down = False
        again = set(failed(messages.fulfilment(a_batch(*waiting))))
        waiting = [body for place, body in enumerate(waiting) if f"m{place}" in again]
        states = {world.orders.standing[order.order].state for order in kept}  # type: ignore[union-attr]
        assert states == {OrderState.PLACED if waiting else OrderState.IN_FULFILMENT}

    assert waiting == []
    assert sorted(world.warehouse.told) == sorted(
        [
            *((READY, f"{order.order}-1-fulfilment", order.order) for order in kept),
            (ENDED, f"{ended.order}-2-fulfilment", ended.order),
        ]
    )
