"""A marketer's plan as it is sent, made into a draft.

What is wrong with single fields is told together with what the domain finds wrong with the whole.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from chalicelib.http.parsing.fields import Fields
from chalicelib.http.parsing.kinds import FLAG, matching, one_of, text, whole
from chalicelib.http.parsing.names import POOL
from chalicelib.http.parsing.people import ZONE
from sale_api.domain.access import Admitted
from sale_api.domain.circles import CIRCLE_LIMITS
from sale_api.domain.contact import LONGEST_ADDRESS
from sale_api.domain.errors import InvalidRequest
from sale_api.domain.iban import IBAN
from sale_api.domain.lot import LARGEST_SINGLE_LOT
from sale_api.domain.money import CURRENCIES, Money
from sale_api.domain.payment import Payment, Prepayment
from sale_api.domain.plan import (
    CHOSEN_NAME,
    MOST_DIFFICULT,
    MOST_UNITS,
    SALE_NAME,
    USUAL_ERASE_DAYS,
    Access,
    Line,
    Pool,
    Remaining,
)
from sale_api.domain.planning import (
    DESCRIPTION_LENGTH,
    ERASE_DAYS,
    HOLD_SECONDS,
    LARGEST_PRICE_MINOR,
    LONGEST_DELAY_SECONDS,
    LONGEST_SPREAD_SECONDS,
    MOST_WINDOWS,
    TITLE_LENGTH,
    Draft,
    plan_from,
)
from sale_api.domain.pools import (
    BIC,
    DAY,
    HOLDER_LENGTH,
    MOST_POOLS,
    NO_BIC,
    NO_DAY,
    NO_IBAN,
    PAY_SECONDS,
    PLACE_LENGTH,
)
from sale_api.domain.waiting import LIST_DAYS, OFFER_SECONDS, Waitlist

WALL_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?"
NO_WALL_TIME = "Give a wall time without offset, such as 2026-12-01T09:00:00."
CHOSEN = matching(CHOSEN_NAME, "Use 1 to 40 of A-Z, a-z, 0-9, - and _.")
CURRENCY = matching(
    "|".join(sorted(CURRENCIES)),
    f"Choose one of: {', '.join(sorted(CURRENCIES))}.",
    instead="EUR",
)
SALE = matching(
    SALE_NAME, "Use 3 to 40 of a-z, 0-9 and -, with a letter or digit at both ends.", instead="sale"
)
A_DAY = matching(DAY, NO_DAY, instead="")
AN_IBAN = matching(IBAN, NO_IBAN, instead="GB82WEST12345698765432")
SECONDS_TO_PAY = replace(whole(PAY_SECONDS[0], PAY_SECONDS[-1]), instead=PAY_SECONDS[-1])
DAYS_TO_ERASE = replace(whole(ERASE_DAYS[0], ERASE_DAYS[-1]), instead=USUAL_ERASE_DAYS)
CIRCLE_LIMIT = whole(CIRCLE_LIMITS[0], CIRCLE_LIMITS[-1])


def read_draft(fields: Fields) -> Draft:
    """Return the plan as somebody sent it, or raise `InvalidRequest`; finishes the fields.

    Without faults in single fields nothing more is checked: the use case does that.
    """
    windows = fields.each("windows", MOST_WINDOWS)
    draft = Draft(
        title=fields.read("title", text(TITLE_LENGTH)),
        description=fields.optional(
            "description", text(DESCRIPTION_LENGTH, least=0, lines=True), ""
        ),
        seller=fields.optional("seller", text(TITLE_LENGTH, least=0), ""),
        contact=fields.optional("contact", text(LONGEST_ADDRESS), ""),
        zone=fields.read("zone", ZONE),
        windows=[_window(window) for window in windows],
        admitted=[_admitted(window) for window in windows],
        price=_money(fields.nested("price")),
        reference_price=(
            _money(fields.nested("reference_price")) if fields.has("reference_price") else None
        ),
        pools=[_pool(pool) for pool in fields.each("pools", MOST_POOLS)],
        limit=fields.read("limit", whole(1, LARGEST_SINGLE_LOT)),
        hold_seconds=fields.read("hold_seconds", whole(HOLD_SECONDS[0], HOLD_SECONDS[-1])),
        remaining=fields.optional("remaining", one_of(Remaining), Remaining.EXACT),
        line=_line(fields.nested("line")) if fields.has("line") else None,
        refuse_throwaway=fields.optional("refuse_throwaway", FLAG, absent=False),
        domain_limit=_circle_limit(fields, "domain_limit"),
        household_limit=_circle_limit(fields, "household_limit"),
        proof_of_work=fields.optional("proof_of_work", whole(0, MOST_DIFFICULT), 0),
        prepayment=_prepayment(fields.nested("prepayment")) if fields.has("prepayment") else None,
        waitlist=_waitlist(fields.nested("waitlist")) if fields.has("waitlist") else None,
        erase_days=fields.optional("erase_days", DAYS_TO_ERASE, USUAL_ERASE_DAYS),
    )
    fields.finish(lambda: _faults_of_the_whole(draft, fields.faults))
    return draft


def _circle_limit(fields: Fields, name: str) -> int | None:
    return fields.read(name, CIRCLE_LIMIT) if fields.has(name) else None


def _pool(fields: Fields) -> Pool:
    return Pool(
        fields.read("pool", POOL),
        fields.read("units", whole(1, MOST_UNITS)),
        place=fields.optional("place", text(PLACE_LENGTH, least=0), ""),
        delivers_from=fields.optional("delivers_from", A_DAY, ""),
        delivers_by=fields.optional("delivers_by", A_DAY, ""),
        to_come=fields.optional("to_come", FLAG, absent=False),
        payment=fields.optional("payment", one_of(Payment), Payment.INVOICE),
    )


def _prepayment(fields: Fields) -> Prepayment:
    return Prepayment(
        holder=fields.read("holder", text(HOLDER_LENGTH)),
        iban=fields.read("iban", AN_IBAN),
        bic=fields.optional("bic", matching(BIC, NO_BIC, instead=""), ""),
        pay_seconds=fields.read("pay_seconds", SECONDS_TO_PAY),
        remind_seconds=fields.read("remind_seconds", whole(1, PAY_SECONDS[-1] - 1)),
    )


def _waitlist(fields: Fields) -> Waitlist:
    return Waitlist(
        fields.read("offer_seconds", whole(OFFER_SECONDS[0], OFFER_SECONDS[-1])),
        fields.read("days", whole(LIST_DAYS[0], LIST_DAYS[-1])),
    )


def _line(fields: Fields) -> Line:
    return Line(
        fields.read("delay_seconds", whole(0, LONGEST_DELAY_SECONDS)),
        fields.read("spread_seconds", whole(0, LONGEST_SPREAD_SECONDS)),
    )


def _window(fields: Fields) -> tuple[str, str]:
    opens = matching(WALL_TIME, NO_WALL_TIME, instead="2000-01-02T00:00:00")
    closes = matching(WALL_TIME, NO_WALL_TIME, instead="2099-12-30T00:00:00")
    return fields.read("opens", opens), fields.read("closes", closes)


def _admitted(fields: Fields) -> Admitted:
    until = matching(WALL_TIME, NO_WALL_TIME, instead="2000-01-01T00:00:00")
    access = fields.optional("access", one_of(Access), Access.OPEN)
    return Admitted(access, fields.read("until", until) if fields.has("until") else None)


def _money(fields: Fields) -> Money:
    return Money(
        fields.read("amount", whole(0, LARGEST_PRICE_MINOR)), fields.read("currency", CURRENCY)
    )


def _faults_of_the_whole(draft: Draft, found: Mapping[str, str]) -> Mapping[str, str]:
    # The limit is judged by the stock; by a stock that is itself at fault it cannot be.
    if any(field.startswith("pools") for field in found):
        draft = replace(draft, limit=1)
    try:
        plan_from(draft)
    except InvalidRequest as refusal:
        return refusal.fields
    return {}
