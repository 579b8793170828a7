"""A plan's pools, how they are paid, and its waiting list: what may be wrong there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sale_api.domain.iban import is_iban
from sale_api.domain.lot import cut
from sale_api.domain.money import Money
from sale_api.domain.payment import Payment, Prepayment
from sale_api.domain.plan import MOST_UNITS, POOL_NAME, Pool
from sale_api.domain.waiting import LIST_DAYS, OFFER_SECONDS, Waitlist

MOST_POOLS = 8
PLACE_LENGTH = 100
HOLDER_LENGTH = 70
"""As many characters as a transfer has room for."""
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
BIC = r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?"
PAY_SECONDS = range(10, 7_776_001)

NO_DAY = "Give a day such as 2026-12-24."
NO_IBAN = "Give an IBAN in capitals, without spaces; its check digits must be right."
NO_BIC = "Give a BIC of 8 or 11 capitals and digits, or leave it out."


def check_stock(pools: Sequence[Pool], limit: int, faults: dict[str, str]) -> None:
    """Note what is wrong with names and units of the pools, and with the limit that they bear."""
    names = [pool.pool for pool in pools]
    if not 1 <= len(names) <= MOST_POOLS:
        faults["pools"] = f"Plan one to {MOST_POOLS} pools."
    elif len(set(names)) < len(names):
        faults["pools"] = "Give each pool a name of its own."
    for place, pool in enumerate(pools):
        if not POOL_NAME.fullmatch(pool.pool):
            faults[f"pools[{place}].pool"] = "Use 1 to 20 of a-z, 0-9 and -."
        if not 1 <= pool.units <= MOST_UNITS:
            faults[f"pools[{place}].units"] = f"Plan 1 to {MOST_UNITS} units."
    counts = [pool.units for pool in pools if pool.units > 0]
    if sum(counts) > MOST_UNITS:
        faults["pools"] = f"Plan at most {MOST_UNITS} units in all."
    # A limit above the smallest lot could never be served from that lot, so it would not be one.
    most = min((min(cut(min(units, MOST_UNITS))) for units in counts), default=MOST_UNITS)
    if not 1 <= limit <= most:
        faults["limit"] = f"With this stock the limit may be 1 to {most}."


def check_pools(
    pools: Sequence[Pool], prepayment: Prepayment | None, price: Money, faults: dict[str, str]
) -> None:
    """Note what is wrong with the pools' promises, and with how they are paid."""
    if price.minor == 0 and any(pool.payment is Payment.PREPAYMENT for pool in pools):
        faults["price.amount"] = "What is paid first costs more than nothing."
    for number, pool in enumerate(pools):
        path = f"pools[{number}]"
        if len(pool.place) > PLACE_LENGTH:
            faults[f"{path}.place"] = f"At most {PLACE_LENGTH} characters."
        _check_days(pool, path, faults)
        is_prepaid = pool.payment is Payment.PREPAYMENT
        if pool.to_come and not is_prepaid:
            faults[f"{path}.payment"] = "Goods to come are paid first: choose prepayment."
        if is_prepaid and prepayment is None:
            faults["prepayment"] = "Say to whom prepaid orders are paid, and by when."


def _check_days(pool: Pool, path: str, faults: dict[str, str]) -> None:
    days = {"delivers_from": pool.delivers_from, "delivers_by": pool.delivers_by}
    bad = [name for name, day in days.items() if day and not is_day(day)]
    for name in bad:
        faults[f"{path}.{name}"] = NO_DAY
    if pool.to_come and not pool.delivers_by:
        faults[f"{path}.delivers_by"] = "Say by when goods to come are delivered."
    elif not bad and pool.delivers_by and pool.delivers_by < pool.delivers_from:
        faults[f"{path}.delivers_by"] = "Not before delivery begins."


def is_day(text: str) -> bool:
    """Tell whether it is a day that there is, as ISO 8601 writes it."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(DAY, text) is not None


def check_prepayment(prepayment: Prepayment, faults: dict[str, str]) -> None:
    """Note what is wrong with the account and the times."""
    if not 1 <= len(prepayment.holder.strip()) <= HOLDER_LENGTH:
        faults["prepayment.holder"] = f"Give 1 to {HOLDER_LENGTH} characters."
    if not is_iban(prepayment.iban):
        faults["prepayment.iban"] = NO_IBAN
    if prepayment.bic and not re.fullmatch(BIC, prepayment.bic):
        faults["prepayment.bic"] = NO_BIC
    if prepayment.pay_seconds not in PAY_SECONDS:
        problem = f"Choose {PAY_SECONDS[0]} to {PAY_SECONDS[-1]} seconds."
        faults["prepayment.pay_seconds"] = problem
    elif not 1 <= prepayment.remind_seconds < prepayment.pay_seconds:
        faults["prepayment.remind_seconds"] = "Remind after a second or more, before it is due."


def check_waitlist(waitlist: Waitlist, faults: dict[str, str]) -> None:
    """Note what is wrong with the times of offers."""
    for name, value, most in (
        ("offer_seconds", waitlist.offer_seconds, OFFER_SECONDS),
        ("days", waitlist.days, LIST_DAYS),
    ):
        if value not in most:
            faults[f"waitlist.{name}"] = f"Choose {most[0]} to {most[-1]}."
