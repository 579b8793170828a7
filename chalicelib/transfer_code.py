"""A transfer as a QR code that banks' apps read (EPC069-12): who is paid, how much, what for.

segno makes it (pure Python, no dependencies, well kept). It takes 40 ms to import: so this module
is imported by whoever draws a code, when one is drawn.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from segno import QRCode
from segno.helpers import make_epc_qr

from sale_api.domain.payment import Instructions

EURO = "EUR"


def rows_of(instructions: Instructions) -> tuple[str, ...] | None:
    """Return the squares of the code row by row, dark ones as 1; None if there can be none.

    The standard knows transfers of one cent or more, in euros.
    """
    code = _code_of(instructions)
    if code is None:
        return None
    return tuple("".join(map(str, row)) for row in code.matrix)


@lru_cache(maxsize=64)
def _code_of(instructions: Instructions) -> QRCode | None:
    amount = instructions.amount
    if amount.currency != EURO or not amount.minor:
        return None
    try:
        return make_epc_qr(
            name=instructions.holder,
            iban=instructions.iban,
            amount=Decimal(amount.minor) / 100,
            text=instructions.reference,
            bic=instructions.bic or None,
        )
    except ValueError:  # in letters of many bytes a name may be too long
        return None
