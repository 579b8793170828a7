"""What becomes of the mails that the local cloud was asked to send, told as SES tells it.

Takes the body of a `SendEmail` (v2) that was taken; gives the event that its configuration set
would publish, or None if it names none. Who writes to `bounce...@` has a mailbox that does not
exist, `complain...@` one whose reader did not want the mail; every other mail is delivered.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final

BOUNCES: Final = "bounce"
COMPLAINS: Final = "complain"


def event_of(body: bytes, *, message: str, at: float) -> dict[str, Any] | None:
    """Give the event about a mail; `at` is seconds since the epoch."""
    request: dict[str, Any] = json.loads(body)
    if "ConfigurationSetName" not in request:
        return None
    instant = datetime.fromtimestamp(at, tz=UTC).isoformat(timespec="milliseconds")
    to = request["Destination"]["ToAddresses"]
    kind, more = _fate(to[0])
    return {
        "eventType": kind,
        "mail": {
            "timestamp": instant.replace("+00:00", "Z"),
            "messageId": message,
            "destination": to,
            "tags": {tag["Name"]: [tag["Value"]] for tag in request.get("EmailTags", ())},
        },
        kind.lower(): {"timestamp": instant.replace("+00:00", "Z"), **more},
    }


def _fate(to: str) -> tuple[str, dict[str, str]]:
    if to.startswith(BOUNCES):
        return "Bounce", {"bounceType": "Permanent", "bounceSubType": "General"}
    return ("Complaint", {}) if to.startswith(COMPLAINS) else ("Delivery", {})
