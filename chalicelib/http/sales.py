"""Sales as everybody may see them: no token, no request to the stores but the memory's own."""

from __future__ import annotations

from chalicelib.http.answers import FIVE_SECONDS, Answer
from chalicelib.http.call import Call
from chalicelib.http.presenting.status import listed, status_answer
from sale_api.usecases.status import coming, status


def list_sales(call: Call) -> Answer:
    """Running and coming sales, and those that ended today."""
    sales = coming(now=call.now, watch=call.system.watch)
    return Answer(body={"sales": [listed(seen, call.now) for seen in sales]}, cache=FIVE_SECONDS)


def show_sale(call: Call, sale: str) -> Answer:
    """One sale: phase, times, price, and what is left."""
    system = call.system
    seen = status(sale_id=sale, now=call.now, watch=system.watch, rounds=system.beacon.rounds)
    # After a 304 a cache on the way would go on giving out its old answer's `now`: it gets all.
    known_tags = "" if call.header("via") else call.header("if-none-match")
    return status_answer(seen, call.now, known_tags)
