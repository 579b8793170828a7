"""Refusals that a right request may meet: each by its rule, and where that rule is written down.

Whatever is not named here is a fault: of the API, of its description, or of this list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLANS = ("planSale", "changePlan")
SOLD = ("not_open_yet", "not_admitted_yet", "paused", "closed", "sold_out", "limit_reached")


@dataclass(frozen=True)
class Rule:
    """Why a field that its schema allows may be refused after all, in these operations."""

    operations: tuple[str, ...]
    field: str
    problem: str
    reason: str

    def explains(self, operation: str, field: str, problem: str) -> bool:
        return (
            operation in self.operations
            and bool(re.fullmatch(self.field, field))
            and bool(re.search(self.problem, problem))
        )


RULES = (
    Rule(
        PLANS,
        r"windows\[\d+\]\.(opens|closes|until)",
        "skip this hour|show this hour twice|year from 2000|Write the wall time",
        "a wall time that is none, or none on that day: schema WallTime",
    ),
    Rule(
        PLANS,
        r"windows(\[\d+\]\.closes)?",
        "close after it opens|open after the one before",
        "windows in order: schema of `windows`",
    ),
    Rule(PLANS, r"pools", "name of its own|units in all", "names and sum: schema of `pools`"),
    Rule(
        PLANS,
        r"pools\[[0-9]+\]\.delivers_(from|by)",
        "Give a day|Say by when|Not before",
        "a day that there is, in order, and named for goods to come: schema of `pools`",
    ),
    Rule(
        PLANS,
        r"pools\[[0-9]+\]\.payment|prepayment",
        "choose prepayment|Say to whom",
        "goods to come are paid first, and to whom is said: schema of `pools`",
    ),
    Rule(
        PLANS,
        r"price\.amount",
        "costs more than nothing",
        "a price where a pool is paid first: schema of `pools`",
    ),
    Rule(
        PLANS,
        r"prepayment\.(iban|remind_seconds)",
        "check digits|Remind after",
        "an account that there may be, a reminder before the end: schema Prepayment",
    ),
    Rule(PLANS, r"limit", "With this stock", "the smallest lot: schema of `limit`"),
    Rule(
        PLANS,
        r"reference_price\.currency",
        "currency of the price",
        "one currency: schema of `reference_price`",
    ),
    Rule(
        PLANS,
        r"line\.(delay|spread)_seconds",
        "draw takes|stay open until",
        "time for the draw, and for everybody in line: schema SaleLine",
    ),
    Rule(
        ("reserve", "joinList"),
        r"ticket",
        "no ticket of yours|Join the line|another window|has no line|control characters",
        "forged, another's, or none where there is a line: schema Ticket",
    ),
    Rule(PLANS, r"domain_limit", "Plan a line", "counted as they join: schema of `domain_limit`"),
    Rule(
        (*PLANS, "register", "mailOrderLinks"),
        r"zone",
        "no such time zone",
        "IANA has no such zone: schema Zone",
    ),
    Rule(
        ("register", "mailOrderLinks", "challengeToRegister", "findOrders"),
        r"email",
        "e-mail address|in ASCII",
        "a domain that IDNA has no name for, or that it would change: schema Email",
    ),
    Rule(PLANS, r"contact", "e-mail address|in ASCII", "as above: schema Email"),
    Rule(
        ("invite",),
        r"emails\[[0-9]+\]",
        "e-mail address|in ASCII",
        "as above: schema Email",
    ),
    Rule(
        ("register", "mailOrderLinks", "joinLine"),
        r"proof",
        "Ask for a challenge",
        "some work is asked for: schema Proof",
    ),
    Rule(
        ("joinLine",),
        r"code",
        "Only who was invited|no such code",
        "none where one is needed, or one that nobody made: `joinLine`",
    ),
    Rule(
        PLANS,
        r"windows\[[0-9]+\]\.(until|access)",
        "Needed with access|must end before|Plan a line",
        "needed for `registered` only, by the opening, with a line: schema of `windows`",
    ),
    Rule(
        ("invite",),
        r"window|count|transferable",
        "whose access is invited|either count or emails|nobody's own",
        "one of the plan's windows; one of two; with addresses only: `invite`",
    ),
    Rule(("revokeInvitations",), r"batch", "either batch or code", "one of two: its schema"),
    Rule(PLANS, r"proof_of_work", "Plan a line", "done to join it: schema of `proof_of_work`"),
    Rule(("order",), r"reservation", "no reservation of yours", "forged or another's: `order`"),
    Rule(
        ("reserve", "joinList", "addStock", "prepareBasket"),
        r"pool",
        "Choose one of",
        "the sale's own pools: `pool`",
    ),
    Rule(
        ("noteArrival",),
        r"pool",
        "Choose one of|not to come",
        "a pool of the sale's own whose goods are to come: `noteArrival`",
    ),
    Rule(
        ("delayGoods",),
        r"pool|delivers_by",
        "Choose one of|was promised a day|Give a day|Choose a day after",
        "a pool with a date, and a day that there is, and is later: `delayGoods`",
    ),
    Rule(("prepareBasket",), r"quantity", "the limit", "the sale's limit: `prepareBasket`"),
    Rule(("prepareBasket",), r"payment", "Choose", "as the pool is paid: `prepareBasket`"),
    Rule(("reserve",), r"basket\..*", "agree anew|Choose", "what fits no more: `reserve`"),
    Rule(("estimateSale",), r"quantity", "from 1 to", "the plan's limit: `quantity`"),
    Rule(("refund",), r"amount", "at most", "at most the total, in its currency: `refund`"),
    Rule(("importBookings",), r"csv", "Name the columns|Send one to", "CSV: `importBookings`"),
    Rule(("findOrders",), r"sale", "Search by", "one of three is needed: `findOrders`"),
    Rule(
        ("findOrders", "listPacking"),
        r"cursor",
        "page before",
        "only what an answer gave: `cursor`",
    ),
)

STATES: Mapping[str, tuple[str, ...]] = {
    "showSale": (),
    "reserve": (*SOLD, "request_reused", "not_found", "forbidden"),
    "joinList": (
        *("not_open_yet", "not_admitted_yet", "paused", "closed", "limit_reached"),
        *("wrong_state", "request_reused", "not_found", "forbidden"),
    ),
    "showList": ("not_found",),
    "leaveList": ("wrong_state",),
    "prepareBasket": ("closed",),
    "showBasket": ("not_found",),
    "joinLine": ("not_found", "closed", "forbidden", "limit_reached"),
    "showReservation": ("not_found",),
    "giveBack": ("wrong_state",),
    "order": ("paused", "reservation_expired", "request_reused", "limit_reached"),
    "cancelOwnOrder": ("wrong_state",),
    "withdraw": ("wrong_state",),
    "planSale": ("request_reused",),
    "changePlan": ("stale_version", "wrong_state"),
    "publish": ("wrong_state",),
    "pause": ("wrong_state",),
    "resume": ("wrong_state",),
    "close": ("wrong_state",),
    "invite": ("wrong_state", "closed", "request_reused"),
    "revokeInvitations": ("wrong_state", "not_found"),
    "showReport": ("wrong_state",),
    "auditSale": ("wrong_state",),
    "addStock": ("wrong_state", "limit_reached", "request_reused"),
    "noteArrival": ("wrong_state", "limit_reached", "request_reused"),
    "delayGoods": ("wrong_state", "limit_reached"),
    "ship": ("wrong_state",),
    "deliver": ("wrong_state",),
    "takeBack": ("wrong_state",),
    "refund": ("wrong_state",),
    "pay": ("wrong_state",),
    "addGift": ("limit_reached", "request_reused"),
    "cancelAnyOrder": ("wrong_state",),
    "beginSession": ("unauthenticated",),
}
"""Codes by which the state of things may refuse a right request. `not_found` is explained for
everything that no answer has told of."""
