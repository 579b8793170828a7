"""A transfer as a QR code that banks' apps read (EPC069-12): who is paid, how much, what for.

segno makes it (pure Python, no dependencies, well kept). It takes 40 ms to import: so that is left
to the first code that is drawn, and no start waits for it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from sale_api.domain.payment import Instructions

EURO = "EUR"
NAME_BYTES = 200
"""The code has room for 331 bytes; beside the name there are 108 of them at most."""


def has_code(instructions: Instructions) -> bool:
    """Tell whether the standard knows such a transfer: of one cent or more, in euros."""
    amount, name = instructions.amount, instructions.holder.encode()
    return amount.currency == EURO and amount.minor > 0 and len(name) <= NAME_BYTES


@lru_cache(maxsize=64)
def rows_of(instructions: Instructions) -> tuple[str, ...]:
    """Return the squares of the code, which there is, row by row; dark ones as 1."""
    from segno.helpers import make_epc_qr  # noqa: PLC0415 - see above

    code = make_epc_qr(
        name=instructions.holder,
        iban=instructions.iban,
        amount=Decimal(instructions.amount.minor) / 100,
        text=instructions.reference,
        bic=instructions.bic or None,
    )
    return tuple("".join(map(str, row)) for row in code.matrix)
