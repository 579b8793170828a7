"""Joining the line of a sale."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.parsing.kinds import Kind, text
from chalicelib.http.presenting.instants import instant
from chalicelib.http.proofs import challenge, check_proof, read_proof
from chalicelib.proof import Action, Asked
from chalicelib.tokens import LONGEST_TOKEN, ShopperToken
from sale_api.domain.admission import NOT_YOURS
from sale_api.domain.errors import Unauthenticated
from sale_api.domain.ticket import Ticket
from sale_api.usecases.join import Joined, join

CODE = text(40)


def join_line(call: Call, sale: str) -> Answer:
    """Join the line; asked again, the same place in it."""
    who = call.shopper()
    fields = call.body(needed=False)
    proof = read_proof(fields)
    code = fields.optional("code", CODE, "")
    fields.finish()
    check_proof(call, proof, _asked(call, sale, who))
    joined = _invited(call, sale, who, code) if code else _joined(call, sale, who)
    ticket = joined.ticket
    body = {
        "ticket": call.system.tokens.ticket(ticket, call.now),
        "window": ticket.window,
        "joined_at": instant(ticket.joined_at),
    }
    return Answer(status=201 if joined.new else 200, body=body)


def _joined(call: Call, sale: str, who: ShopperToken) -> Joined:
    return join(
        sale_id=sale,
        shopper=who.shopper,
        contact=who.contact,
        origin=who.origin,
        clock=call.system.now,
        watch=call.system.watch,
        entrants=call.system.entrants,
        circles=call.system.circles,
    )


def _invited(call: Call, sale: str, who: ShopperToken, code: str) -> Joined:
    from sale_api.usecases.join_invited import join_invited  # noqa: PLC0415 - few have a code

    return join_invited(
        sale_id=sale,
        shopper=who.shopper,
        contact=who.contact,
        code=code,
        key=call.system.tokens.keys.keyring.invitation_key,
        origin=who.origin,
        clock=call.system.now,
        watch=call.system.watch,
        entrants=call.system.entrants,
        invitations=call.system.invitations,
        circles=call.system.circles,
    )


def challenge_to_join(call: Call, sale: str) -> Answer:
    """Ask for some work before a place in the line is given; reads nothing."""
    return challenge(call, _asked(call, sale, call.shopper()))


def _asked(call: Call, sale: str, who: ShopperToken) -> Asked:
    """Return what work joining asks for, by the plan."""
    plan = call.system.watch.sale(sale, call.now).plan
    return Asked(action=Action.JOIN, subject=who.shopper, sale=sale, difficulty=plan.proof_of_work)


def ticket_of(call: Call) -> Kind[Ticket | None]:
    """Return the kind of a signed ticket; whose it is, is judged when it is used."""
    token = text(LONGEST_TOKEN)

    def convert(raw: object) -> Ticket | None:
        try:
            return call.system.tokens.read_ticket(token.convert(raw), call.now)
        except Unauthenticated:
            raise ValueError(NOT_YOURS) from None

    return Kind(convert, None)
