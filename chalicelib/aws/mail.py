"""Mails, on SES."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.aws.session import THROTTLED, answered, client, code_of
from sale_api.ports import Mail

KEY_HEADER = "X-Entity-Ref-ID"
"""The same when a mail is sent again, so that a copy is known; message ids are SES's own."""

TRIES = 3


class SesMailer:
    """`sale_api.ports.Mailer`."""

    def __init__(
        self,
        sender: str,
        paced: Callable[[], AbstractContextManager[None]] = nullcontext,
        configuration_set: str = "",
    ) -> None:
        """Take the address that mails come from, and what keeps to the rate that may be sent.

        SES refuses an account that sends faster than it may, whichever function it is. It tells
        of the fates of mails with tags by way of `configuration_set`; without one it tells nobody.
        """
        self._sender = sender
        self._paced = paced
        self._configuration_set = configuration_set

    def send(self, mail: Mail) -> None:
        """Hand a mail over; `Unknown` if it may not have been taken. One request.

        A mail that SES refuses because it has too many is tried again, at the pace. Any other
        trouble leaves open whether it was taken, and it would come twice.
        """
        request = self._request(mail)
        for left in reversed(range(TRIES)):
            with self._paced(), answered():
                try:
                    client("sesv2").send_email(**request)
                except ClientError as error:
                    if not left or code_of(error) not in THROTTLED:
                        raise
                else:
                    return

    def _request(self, mail: Mail) -> dict[str, Any]:
        request = {
            "FromEmailAddress": self._sender,
            "Destination": {"ToAddresses": [mail.to]},
            **({"ReplyToAddresses": [mail.reply_to]} if mail.reply_to else {}),
            "Content": {
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
                    **_attached(mail),
                }
            },
        }
        if not (mail.tags and self._configuration_set):
            return request
        tags = [{"Name": name, "Value": value} for name, value in mail.tags.items()]
        return {
            **request,
            "ConfigurationSetName": self._configuration_set,
            "EmailTags": tags,
        }


def _attached(mail: Mail) -> dict[str, Any]:
    """Return the pictures as the HTML finds them; SES puts the mail's parts together (0030)."""
    pictures = [
        {
            "ContentId": name,
            "ContentDisposition": "INLINE",
            "ContentType": "image/png",
            "ContentTransferEncoding": "BASE64",  # else SES takes it for text of seven bits
            "FileName": f"{name}.png",
            "RawContent": png,
        }
        for name, png in mail.pictures.items()
    ]
    return {"Attachments": pictures} if pictures else {}
