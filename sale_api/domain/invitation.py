"""Invitations: codes that let their holders into a window's line, each once.

A code follows from the batch that it was made in, so a marketer who lost the answer asks again and
has the same codes; nowhere are they stored. What is stored goes by a keyed hash of the code.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Sequence

from msgspec import Struct

from sale_api.domain.errors import Forbidden
from sale_api.domain.identifiers import framed

MOST_INVITATIONS = 2_000
"""So many a batch: all are written while the marketer waits."""
MOST_EMAILS = 400
"""So many stand in one request of 16 KB."""
CODE_BYTES = 10
ID_BYTES = 15

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which look like others."""
TO_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", DIGITS)
AS_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
CODE = re.compile(f"[{DIGITS}]{{16}}")


class Batch(Struct, frozen=True, kw_only=True):
    """Invitations that were made together; `listed` stands for their addresses, `""` for none.

    Revoking it is one write, whatever its size: whoever joins looks here.
    """

    sale: str
    batch: str
    window: int
    size: int
    transferable: bool = True
    listed: str = ""
    made_at: int
    revoked_at: int | None = None

    def is_same(self, other: Batch) -> bool:
        """Tell whether two stand for the same invitations."""
        return self.content == other.content

    @property
    def content(self) -> tuple[object, ...]:
        """What a batch id stands for, for good."""
        return self.sale, self.batch, self.window, self.size, self.transferable, self.listed


class Invitation(Struct, frozen=True, kw_only=True):
    """What is kept of a code. `only` is whose it is, if it cannot be handed on."""

    sale: str
    invitation: str
    batch: str
    window: int
    only: str | None = None
    used_by: str | None = None
    revoked_at: int | None = None

    @property
    def can_be_used(self) -> bool:
        """Whether nobody has, and nobody took it back."""
        return self.used_by is None and self.revoked_at is None


def code_of(batch: Batch, number: int, key: bytes) -> str:
    """Return a batch's code of a number, as people read it: `7K2M-9QXA-B3CD-0FGH`."""
    fields = framed("code", batch.sale, batch.batch, str(number))
    drawn = b32encode(hmac.digest(key, fields, "sha256")[:CODE_BYTES]).decode()
    digits = drawn.translate(TO_DIGITS)
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def plain(code: str) -> str | None:
    """Return a code as it is meant, however it was typed; None: it can be none."""
    digits = code.upper().translate(AS_MEANT)
    return digits if CODE.fullmatch(digits) else None


def invitation_id(sale: str, code: str, key: bytes) -> str:
    """Return under what a code's invitation is kept: a keyed hash, 20 characters."""
    digits = plain(code)
    assert digits is not None, "what cannot be a code"
    hashed = hmac.digest(key, framed("invitation", sale, digits), "sha256")
    return urlsafe_b64encode(hashed[:ID_BYTES]).decode()


def listing(emails: Sequence[str], key: bytes) -> str:
    """Return what stands for a batch's addresses without saying them; `""` for none."""
    return hmac.digest(key, framed("listed", *emails), "sha256").hex() if emails else ""


def used() -> Forbidden:
    """Return the refusal of a code that somebody else has used."""
    return Forbidden("Somebody else has joined with this code.", invitation="used")


def revoked() -> Forbidden:
    """Return the refusal of a code that was taken back."""
    return Forbidden("This code was taken back.", invitation="revoked")


def of_another() -> Forbidden:
    """Return the refusal of a code that cannot be handed on."""
    detail = "This code is for another address; sign in with the one that it was sent to."
    return Forbidden(detail, invitation="other_address")
