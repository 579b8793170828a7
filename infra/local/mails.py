"""The mails that the local cloud was asked to send, read back from the requests that sent them.

Takes the bodies of `SendEmail` (SES v2, simple or raw) and `SendEmail`, `SendRawEmail` (SES v1)
after they were accepted; gives who, what and when. Templates and bulk sending are not understood
and are refused loudly.
"""

import base64
import itertools
import json
from dataclasses import asdict, dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import parse_qsl

V2_PATH: Final = "/v2/email/outbound-emails"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail: the `number`th sent, from 1; `sent_at` is milliseconds since the epoch."""

    number: int
    sent_at: int
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    """What the HTML shows by its content id, as addresses of scheme `data`."""


class Mailbox:
    """All mails in the order they were sent; kept in memory."""

    def __init__(self) -> None:
        """Begin empty."""
        self._mails: list[Mail] = []

    def keep(self, *, path: str, body: bytes, sent_at: int) -> None:
        """Keep one accepted mail; `body` is the request's. Raises ValueError if unreadable."""
        parts = (
            _of_v2(json.loads(body))
            if path.startswith("/v2/")
            else _of_v1(dict(parse_qsl(body.decode())))
        )
        self._mails.append(Mail(number=self.count + 1, sent_at=sent_at, **parts))

    def after(self, number: int, most: int | None = None) -> list[dict[str, object]]:
        """Give the mails whose number is greater than `number`, as JSON has them.

        At most so many: while thousands are written the whole cloud stands still.
        """
        start = max(number, 0)
        end = None if most is None else start + most
        return [asdict(mail) for mail in self._mails[start:end]]

    def newest_first(self, limit: int, *, to: str = "") -> list[Mail]:
        """Give at most `limit` mails, the last one first: those to addresses with `to` in them."""
        wanted = to.strip().casefold()
        found = (
            mail
            for mail in reversed(self._mails)
            if not wanted or any(wanted in address.casefold() for address in mail.to)
        )
        return list(itertools.islice(found, limit))

    def one(self, number: int) -> Mail | None:
        """Give the `number`th mail, or None."""
        return self._mails[number - 1] if 1 <= number <= len(self._mails) else None

    @property
    def count(self) -> int:
        """How many mails there are."""
        return len(self._mails)


def _of_v2(request: dict[str, Any]) -> dict[str, Any]:
    content = request.get("Content", {})
    to = tuple(request.get("Destination", {}).get("ToAddresses", ()))
    if "Raw" in content:
        return _of_raw(base64.b64decode(content["Raw"]["Data"]), to)
    if "Simple" not in content:
        message = f"A mail was neither simple nor raw: {sorted(content)}."
        raise ValueError(message)
    simple = content["Simple"]
    return {
        "sender": request.get("FromEmailAddress", ""),
        "to": to,
        "subject": simple["Subject"]["Data"],
        "text": simple["Body"].get("Text", {}).get("Data", ""),
        "html": simple["Body"].get("Html", {}).get("Data", ""),
        "headers": _headers(request)
        | {header["Name"]: header["Value"] for header in simple.get("Headers", ())},
        "pictures": dict(map(_inline, simple.get("Attachments", ()))),
    }


def _headers(request: dict[str, Any]) -> dict[str, str]:
    """Give the header that SES makes of where answers go, if the request says it."""
    answers_to = request.get("ReplyToAddresses", ())
    return {"Reply-To": ", ".join(answers_to)} if answers_to else {}


def _inline(attachment: dict[str, str]) -> tuple[str, str]:
    """Give the content id of a picture, and the picture; other attachments nobody sends."""
    if attachment.get("ContentDisposition") != "INLINE":
        message = f"A mail with {attachment['FileName']}, which it does not show."
        raise ValueError(message)
    address = f"data:{attachment['ContentType']};base64,{attachment['RawContent']}"
    return attachment["ContentId"], address


def _of_v1(form: dict[str, str]) -> dict[str, Any]:
    if form.get("Action") == "SendRawEmail":
        named = tuple(
            value for key, value in form.items() if key.startswith("Destinations.member.")
        )
        return _of_raw(base64.b64decode(form["RawMessage.Data"]), named)
    return {
        "sender": form.get("Source", ""),
        "to": tuple(
            value
            for key, value in form.items()
            if key.startswith("Destination.ToAddresses.member.")
        ),
        "subject": form.get("Message.Subject.Data", ""),
        "text": form.get("Message.Body.Text.Data", ""),
        "html": form.get("Message.Body.Html.Data", ""),
    }


def _of_raw(raw: bytes, to: tuple[str, ...]) -> dict[str, Any]:
    parsed = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    named = tuple(address.addr_spec for address in parsed["To"].addresses) if parsed["To"] else ()
    return {
        "sender": str(parsed["From"] or ""),
        "to": to or named,
        "subject": str(parsed["Subject"] or ""),
        "text": _part(parsed, "plain"),
        "html": _part(parsed, "html"),
        "headers": {name: str(value) for name, value in parsed.items()},
    }


def _part(parsed: EmailMessage, kind: str) -> str:
    body = parsed.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body is not None else ""
