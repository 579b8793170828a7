"""A claim as it is stored: one short string, so that a condition can compare the whole of it.

`<quantity>.<claim>.<deadline>.<lender>`, and after a further full stop `o` if it was offered and
`s` once it is settled; deadline and lender in base 36, no lender when the units are the home lot's
own. Short, since a lot has up to 60 of them.
"""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.lot import Claim

BASE = 36
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
OFFERED, SETTLED = "o", "s"


def text_of(claim: Claim) -> str:
    """Return the string that stands for the claim; its id must not contain a full stop."""
    assert "." not in claim.claim, f"a claim called {claim.claim!r}"
    lender = "" if claim.lender is None else _base36(claim.lender)
    text = f"{claim.quantity}.{claim.claim}.{_base36(claim.deadline)}.{lender}"
    flags = OFFERED * claim.offered + SETTLED * claim.settled
    return f"{text}.{flags}" if flags else text


def forms_of(claim: Claim) -> tuple[str, str]:
    """Return how the claim looks while it is held, and once it is settled."""
    return text_of(replace(claim, settled=False)), text_of(replace(claim, settled=True))


def claim_of(text: str) -> Claim:
    """Return the claim that a string stands for."""
    quantity, claim, deadline, lender, *flags = text.split(".")
    return Claim(
        quantity=int(quantity),
        claim=claim,
        deadline=int(deadline, BASE),
        lender=int(lender, BASE) if lender else None,
        settled=SETTLED in "".join(flags),
        offered=OFFERED in "".join(flags),
    )


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, BASE)
        digits = DIGITS[digit] + digits
        if not number:
            return digits
