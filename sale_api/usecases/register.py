"""Register: somebody wants a sign-in link; a worker mails it, so the answer waits for no mail."""

from __future__ import annotations

from sale_api.domain.order import Contact
from sale_api.ports import Queue, Queues


def register(*, contact: Contact, queues: Queues) -> None:
    """Have a sign-in link sent to an address, whoever it belongs to. One message, no token."""
    body = {"email": contact.email, "language": contact.language, "zone": contact.zone}
    queues.send(Queue.SIGN_IN, [body])
