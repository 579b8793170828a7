"""Mails, on SES."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from chalicelib.aws.session import answered, client
from sale_api.ports import Mail

KEY_HEADER = "X-Entity-Ref-ID"
"""The same when a mail is sent again, so that a copy is known; message ids are SES's own."""


class SesMailer:
    """`sale_api.ports.Mailer`."""

    def __init__(
        self, sender: str, paced: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> None:
        """Take the address that mails come from, and what keeps to the rate that may be sent.

        SES refuses an account that sends faster than it may, whichever function it is.
        """
        self._sender = sender
        self._paced = paced

    def send(self, mail: Mail) -> None:
        """Hand a mail over; `Unknown` if it may not have been taken. One request."""
        with self._paced(), answered():
            client("sesv2").send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mail.to]},
                Content={
                    "Simple": {
                        "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
                        "Body": {
                            "Text": {"Data": mail.text, "Charset": "UTF-8"},
                            "Html": {"Data": mail.html, "Charset": "UTF-8"},
                        },
                        "Headers": [
                            {"Name": KEY_HEADER, "Value": mail.key},
                            {"Name": "Auto-Submitted", "Value": "auto-generated"},
                        ],
                    }
                },
            )
