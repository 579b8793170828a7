"""What the queues call: sign-in links and offers, fulfilment, notices; each message at least once.

Letters bring a library for templates along: only who mails imports them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from chalicelib import seals
from chalicelib.wiring import System, system
from chalicelib.workers.batches import Failures, each
from sale_api.domain.contact import Contact
from sale_api.domain.history import Event
from sale_api.domain.identifiers import shopper_id
from sale_api.domain.order import Order
from sale_api.ports import Mail
from sale_api.usecases import fulfil, notify
from sale_api.usecases.find_orders import of_shopper
from sale_api.usecases.notify_waiting import notify_waiting

Record = Mapping[str, Any]


def sign_in(event: Mapping[str, Any]) -> Failures:
    """Mail a link to sign in for each message, those to orders, or what a waiting list has to tell.

    A link's token is made here, so that none is queued.
    """
    from chalicelib.workers import letters, list_letters, lost_letters  # noqa: PLC0415

    running = _proofread(system())
    write = partial(list_letters.list_notice, page_of=running.settings.page_of)

    def handle(record: Record) -> None:
        body = json.loads(record["body"])
        if "list" in body:
            notify_waiting(
                sale_id=body["list"],
                shopper=body["shopper"],
                event=body["event"],
                now=running.now(),
                sales=running.sales,
                waiting=running.waiting,
                mailer=running.mailer,
                write=write,
            )
            return
        contact, key = Contact(body["email"], body["language"], body["zone"]), record["messageId"]
        token = running.tokens.sign_in(contact, running.now())
        if not body.get("orders"):
            link = running.settings.link("sign-in.html", token)
            running.mailer.send(letters.sign_in(contact, link, key))
            return
        shopper = shopper_id(contact.email, running.tokens.shopper_key)
        link = running.settings.link("sign-in.html?back=orders.html", token)
        orders = of_shopper(shopper=shopper, views=running.views)
        running.mailer.send(lost_letters.lost_link(contact, orders, link, link_to=link_to, key=key))

    return each(event["Records"], handle, running.log)


def fulfilment(event: Mapping[str, Any]) -> Failures:
    """Tell the warehouse what each message is about."""
    running = system()

    def handle(record: Record) -> None:
        fulfil.fulfil(
            **_named(record),
            now=running.now(),
            orders=running.orders,
            warehouse=running.warehouse,
        )

    return each(event["Records"], handle, running.log)


def notices(event: Mapping[str, Any]) -> Failures:
    """Mail the shopper about each message's event."""
    from chalicelib.workers import letters  # noqa: PLC0415

    running = _proofread(system())
    notice = partial(letters.notice, link_to=link_to, payments=running.payments)

    def write(order: Order, event: Event) -> Mail:
        tags = seals.tags_of(order.order, event.number, running.tokens.keys)
        return replace(notice(order, event), tags=tags)

    def handle(record: Record) -> None:
        notify.notify(
            **_named(record),
            now=running.now(),
            orders=running.orders,
            mailer=running.mailer,
            write=write,
        )

    return each(event["Records"], handle, running.log)


def link_to(order: str) -> str:
    """Return the signed link to an order's page."""
    running = system()
    token = running.tokens.order_link(order, running.now())
    return running.settings.link("order.html", token)


def _proofread(running: System) -> System:
    """Return the system once it is certain that every mail can be written; raises if not."""
    from chalicelib.workers import proofreading  # noqa: PLC0415

    try:
        proofreading.check(running.payments)
    except proofreading.IncompleteError as error:
        running.log.fault("letters_incomplete", error, faults=str(error))
        raise
    return running


def _named(record: Record) -> dict[str, Any]:
    body = json.loads(record["body"])
    return {"order_id": body["order"], "event": body["event"]}
