"""What a planned sale will need, in numbers, with a sentence for each thing that is too much."""

from __future__ import annotations

from chalicelib.http.presenting.instants import money
from sale_api.domain.estimate import Estimate, Load
from sale_api.domain.excess import Excess, Limit, Moment, excesses
from sale_api.domain.prices import cost_of

BEGINNINGS = {
    Moment.OPENING: "If all {shoppers} come in the first second, without a line,",
    Moment.LINE: "With {rate} shoppers admitted a second",
}
EASIER = {
    Moment.OPENING: "Spread them over a line",
    Moment.LINE: "Admit fewer a second",
}
SENTENCES = {
    Limit.EDGE_REQUESTS: "CloudFront is asked {needed} times a second and allows {allowed}. "
    "{easier}, or ask AWS for more.",
    Limit.REQUESTS: "the API is asked {needed} times a second and the account allows {allowed}; "
    "whoever is above that is told to try again. {easier}, or ask AWS for more.",
    Limit.CONCURRENCY: "{needed} Lambda environments work at once and the account allows "
    "{allowed}; whoever is above that is told to try again. {easier}, or ask AWS for more.",
    Limit.GROWTH: "{needed} Lambda environments are needed at once, and AWS starts {allowed} in "
    "ten seconds. {easier}, or have them started before the opening (provisioned concurrency).",
    Limit.LOT_WRITES: "the busiest lot is written {needed} times a second and takes {allowed}; "
    "some wait for seconds and are told to try again. {easier}.",
    Limit.LEVELS_READS: "the item that says what is left is read with {needed} units a second and "
    "gives {allowed}; answers get slow. {easier}, or split the sale.",
    Limit.TABLE_WRITES: "the table of lots may have to take {needed} write units a second, and a "
    "new one takes {allowed}. {easier}, or have it warmed up before the opening.",
    Limit.WINDOW: "the line takes {needed} seconds and the sale is open for {allowed}; who is "
    "later in the line is admitted after it has closed. Admit more a second, or close later.",
}


def estimated(sale: str, estimate: Estimate) -> dict[str, object]:
    """Return the line, the shoppers who are served, the stock, the capacity, the cost."""
    return {
        "sale": sale,
        "expected_shoppers": estimate.expected.shoppers,
        "quantity": estimate.expected.quantity,
        "line": {"rate": estimate.rate, "spread_seconds": estimate.spread_seconds},
        "served": {
            "shoppers": estimate.served,
            "percent": estimate.served_percent,
            "sold_out_after_seconds": estimate.selling_seconds if estimate.is_sold_out else None,
        },
        "stock": {"units": estimate.plan.units, "lots": estimate.plan.lot_count},
        "capacity": {
            "opening": _load(estimate.opening),
            "line": _load(estimate.line),
            "write_units": estimate.write_units,
            "write_units_per_second": estimate.write_units_per_second,
            "read_units": estimate.read_units,
            "read_units_per_second": estimate.read_units_per_second,
        },
        "cost": _cost(estimate),
        "warnings": [_warning(excess, estimate) for excess in excesses(estimate)],
    }


def _load(load: Load) -> dict[str, int]:
    return {
        "requests_per_second": load.requests,
        "concurrency": load.concurrency,
        "hottest_lot_writes_per_second": load.hottest_lot_write_units,
    }


def _cost(estimate: Estimate) -> dict[str, object]:
    cost = cost_of(estimate)
    return {
        "edge": money(cost.edge),
        "gateway": money(cost.gateway),
        "functions": money(cost.functions),
        "database": money(cost.database),
        "total": money(cost.total),
    }


def _warning(excess: Excess, estimate: Estimate) -> dict[str, object]:
    words = f"{BEGINNINGS[excess.moment]} {SENTENCES[excess.limit]}"
    return {
        "moment": excess.moment,
        "limit": excess.limit,
        "needed": excess.needed,
        "allowed": excess.allowed,
        "detail": words.format(
            easier=EASIER[excess.moment],
            shoppers=f"{estimate.expected.shoppers:,}",
            rate=f"{estimate.rate:,}",
            needed=f"{excess.needed:,}",
            allowed=f"{excess.allowed:,}",
        ),
    }
