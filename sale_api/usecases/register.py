"""Register: somebody wants a link to sign in, or those to their orders.

A worker mails it, so the answer waits for no mail.
"""

from __future__ import annotations

from sale_api.domain.contact import Contact
from sale_api.ports import Chance, Queue, Queues, Shoppers


def register(
    *,
    contact: Contact,
    shopper: str,
    orders: bool = False,
    now: int,
    shoppers: Shoppers,
    queues: Queues,
    chance: Chance,
) -> None:
    """Have a sign-in link sent to an address, whoever it belongs to; or the links to its `orders`.

    A mailbox that was sent three within the hour before is sent none; nobody is told, or the
    answer would say of an address that somebody uses it here. No token goes into the queue.
    One write, one message.
    """
    if not shoppers.ask_for_link(shopper, now, chance.claim_id()):
        return
    body = {"email": contact.email, "language": contact.language, "zone": contact.zone}
    queues.send(Queue.SIGN_IN, [{**body, "orders": True} if orders else body])
