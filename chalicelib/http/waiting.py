"""Joining the waiting list of a sale, seeing where one stands, and leaving it."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.lines import ticket_of
from chalicelib.http.parsing.kinds import Kind, matching, refined
from chalicelib.http.parsing.names import POOL
from chalicelib.http.presenting.waiting import entry_shown
from chalicelib.http.reservations import QUANTITY, WHATEVER, meant
from chalicelib.wiring import System
from sale_api.domain.waiting import EntryState
from sale_api.usecases.join_list import join_list
from sale_api.usecases.outlook import Outlook, Outlooks
from sale_api.usecases.wait import Listed, leave_list, look_at_list

MEANT: Kind[int | None] = refined(
    matching(
        r'\*|"[1-9][0-9]{0,8}"',
        "Send the ETag of the entry that is meant, as it came; neither a list nor W/.",
    ),
    lambda raw: None if raw == WHATEVER else int(raw.strip('"')),
    None,
)
"""The version of the entry that a condition names; none: whatever stands there."""

_outlooks: list[tuple[System, Outlooks]] = []
"""What this process remembers, for the system that it has."""


def join(call: Call, sale: str) -> Answer:
    """Join for units that are not left; asked again, the same place."""
    who = call.shopper()
    fields = call.body()
    quantity = fields.read("quantity", QUANTITY)
    pool = fields.optional("pool", POOL, "")
    ticket = fields.optional("ticket", ticket_of(call), None)
    fields.finish()
    running = call.system
    listed = join_list(
        sale_id=sale,
        shopper=who.shopper,
        contact=who.contact,
        quantity=quantity,
        pool=pool or None,
        ticket=ticket,
        origin=who.origin,
        now=call.now,
        watch=running.watch,
        waiting=running.waiting,
        lots=running.lots,
        orders=running.orders,
    )
    if listed.entry.state is EntryState.OFFERED:
        listed = _looked(call, sale, who.shopper)
    return _answer(call, listed, None, 201 if listed.new else 200)


def show(call: Call, sale: str) -> Answer:
    """Where one stands, and what is offered."""
    listed = _looked(call, sale, call.shopper().shopper)
    running = call.system
    outlook = _memory(running).of(listed.entry, running.watch.sale(sale, call.now), call.now)
    return _answer(call, listed, outlook)


def leave(call: Call, sale: str) -> Answer:
    """Leave the list, or decline what is offered; not standing there is the same answer."""
    who = call.shopper()
    running = call.system
    leave_list(
        sale_id=sale,
        shopper=who.shopper,
        only=meant(call, MEANT),
        now=call.now,
        watch=running.watch,
        waiting=running.waiting,
        lots=running.lots,
        orders=running.orders,
    )
    return Answer(status=204)


def _looked(call: Call, sale: str, shopper: str) -> Listed:
    running = call.system
    return look_at_list(
        sale_id=sale,
        shopper=shopper,
        now=call.now,
        watch=running.watch,
        waiting=running.waiting,
        lots=running.lots,
        orders=running.orders,
    )


def _memory(running: System) -> Outlooks:
    if not _outlooks or _outlooks[0][0] is not running:
        outlooks = Outlooks(waiting=running.waiting, lots=running.lots, views=running.views)
        _outlooks[:] = [(running, outlooks)]
    return _outlooks[0][1]


def _answer(call: Call, listed: Listed, outlook: Outlook | None, status: int = 200) -> Answer:
    tag = {"ETag": f'"{listed.entry.version}"'}
    return Answer(status=status, body=entry_shown(listed, outlook, call), headers=tag)
