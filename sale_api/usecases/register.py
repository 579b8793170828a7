"""Register: somebody wants a sign-in link; a worker mails it, so the answer waits for no mail."""

from __future__ import annotations

from sale_api.domain.contact import Contact
from sale_api.ports import Chance, Queue, Queues, Shoppers


def register(
    *,
    contact: Contact,
    shopper: str,
    now: int,
    shoppers: Shoppers,
    queues: Queues,
    chance: Chance,
) -> None:
    """Have a sign-in link sent to an address, whoever it belongs to. One write, one message.

    A mailbox that was sent three within the hour before is sent none; nobody is told, or the
    answer would say of an address that somebody uses it here. No token goes into the queue.
    """
    if not shoppers.ask_for_link(shopper, now, chance.claim_id()):
        return
    body = {"email": contact.email, "language": contact.language, "zone": contact.zone}
    queues.send(Queue.SIGN_IN, [body])
