"""Becoming a shopper by a mailed link, and what shoppers have us remember."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.parsing.kinds import text
from chalicelib.http.parsing.people import EMAIL, read_contact, read_delivery
from chalicelib.http.presenting.instants import instant
from chalicelib.http.presenting.orders import delivery_shown, own_summary
from chalicelib.http.proofs import challenge, check_proof, read_proof
from chalicelib.mail_domains import origin_of
from chalicelib.proof import Action, Asked
from chalicelib.tokens import LONGEST_TOKEN, ShopperToken
from sale_api.domain.contact import Delivery
from sale_api.domain.identifiers import shopper_id
from sale_api.usecases.find_orders import of_shopper
from sale_api.usecases.forget import forget
from sale_api.usecases.register import register


def register_shopper(call: Call) -> Answer:
    """Have a sign-in link mailed; the answer is the same whoever it is."""
    return _mailed(call)


def mail_order_links(call: Call) -> Answer:
    """Have the links to all orders mailed; the answer is the same whoever it is."""
    return _mailed(call, orders=True)


def challenge_to_register(call: Call) -> Answer:
    """Ask for some work before a link is mailed; the address stands in the body, not in logs."""
    fields = call.body()
    email = fields.read("email", EMAIL)
    fields.finish()
    return challenge(call, _asked(call, email))


def begin_session(call: Call) -> Answer:
    """Make the mailed link's token a shopper token; reads nothing."""
    fields = call.body()
    link = fields.read("token", text(LONGEST_TOKEN))
    fields.finish()
    tokens = call.system.tokens
    contact = tokens.read_sign_in(link, call.now)
    shopper = shopper_id(contact.email, tokens.shopper_key)
    token = tokens.shopper(shopper, contact, call.now, origin_of(contact.email))
    read = tokens.read_shopper(token, call.now)
    return Answer(body={"token": token, **_who(read), "expires_at": instant(read.expires_at)})


def show_me(call: Call) -> Answer:
    """What the token says of the shopper, and the remembered delivery."""
    who = call.shopper()
    return _me(who, call.system.shoppers.delivery(who.shopper))


def remember_me(call: Call) -> Answer:
    """Remember where parcels go."""
    who = call.shopper()
    fields = call.body()
    delivery = read_delivery(fields.nested("delivery"))
    fields.finish()
    call.system.shoppers.remember(who.shopper, delivery)
    return _me(who, delivery)


def forget_me(call: Call) -> Answer:
    """Forget what is remembered; orders stay orders."""
    forget(
        shopper=call.shopper().shopper,
        shoppers=call.system.shoppers,
        baskets=call.system.baskets,
    )
    return Answer(status=204)


def my_orders(call: Call) -> Answer:
    """All orders of the shopper, whatever became of them."""
    found = of_shopper(shopper=call.shopper().shopper, views=call.system.views)
    return Answer(body={"orders": [own_summary(order, call) for order in found]})


def _mailed(call: Call, *, orders: bool = False) -> Answer:
    """Have a mail sent to an address that somebody gives, for some work, three an hour at most."""
    fields = call.body()
    contact, proof = read_contact(fields), read_proof(fields)
    fields.finish()
    system = call.system
    asked = _asked(call, contact.email)
    check_proof(call, proof, asked)
    register(
        contact=contact,
        shopper=asked.subject,
        orders=orders,
        now=call.now,
        shoppers=system.shoppers,
        queues=system.queues,
        chance=system.chance,
    )
    return Answer(status=202, body={})


def _asked(call: Call, email: str) -> Asked:
    """Return what work registering an address asks for; its subject is the shopper."""
    subject = shopper_id(email, call.system.tokens.shopper_key)
    return Asked(
        action=Action.REGISTER, subject=subject, difficulty=call.system.settings.proof_of_work
    )


def _who(who: ShopperToken) -> dict[str, object]:
    return {
        "shopper": who.shopper,
        "email": who.contact.email,
        "language": who.contact.language,
        "zone": who.contact.zone,
    }


def _me(who: ShopperToken, delivery: Delivery | None) -> Answer:
    shown = None if delivery is None else delivery_shown(delivery)
    return Answer(body={**_who(who), "delivery": shown})
