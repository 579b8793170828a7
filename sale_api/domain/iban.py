"""Account numbers as ISO 13616 has them, with their check digits."""

from __future__ import annotations

import re

IBAN = r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"


def remainder(text: str) -> int:
    """Return what is left of letters and digits, A counting 10, divided by 97 (ISO 7064)."""
    return int("".join(str(int(character, 36)) for character in text)) % 97


def is_iban(text: str) -> bool:
    """Tell whether it is an account number, in capitals and without spaces, with true digits."""
    return re.fullmatch(IBAN, text) is not None and remainder(text[4:] + text[:4]) == 1
