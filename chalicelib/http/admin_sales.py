"""Sales as their marketers plan and steer them."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.orders import REASON_LENGTH
from chalicelib.http.parsing.estimates import read_expectation
from chalicelib.http.parsing.fields import Fields
from chalicelib.http.parsing.kinds import Kind, matching, refined, text, whole
from chalicelib.http.parsing.names import POOL
from chalicelib.http.parsing.plans import CHOSEN, SALE, read_draft
from chalicelib.http.presenting.estimates import estimated
from chalicelib.http.presenting.plans import admin_sale, history, live_counts
from sale_api.domain.estimate import Estimate
from sale_api.domain.plan import MOST_UNITS
from sale_api.domain.sale import Sale
from sale_api.usecases.add_stock import add_stock
from sale_api.usecases.live import live
from sale_api.usecases.plan_sale import change_plan, plan_sale
from sale_api.usecases.publish import publish
from sale_api.usecases.steer import close, pause, read_sale, resume

REASON = text(REASON_LENGTH)
VERSION: Kind[int] = refined(
    matching(r'"[1-9][0-9]{0,8}"', 'Send the version that you read, such as "3".'),
    lambda raw: int(raw.strip('"')),
    1,
)


def list_planned(call: Call) -> Answer:
    """All sales, the latest opening first."""
    call.marketer()
    sales = sorted(call.system.sales.all(), key=_opening, reverse=True)
    return Answer(body={"sales": [admin_sale(sale, call.now) for sale in sales]})


def plan(call: Call) -> Answer:
    """Plan a sale under an id of the marketer's choice; the same again, the same answer."""
    by = call.marketer()
    fields = call.body()
    sale = fields.read("sale", SALE)
    draft = read_draft(fields)
    planned = plan_sale(sale_id=sale, draft=draft, by=by, now=call.now, sales=call.system.sales)
    return _answer(planned.sale, call, 201 if planned.new else 200)


def show_planned(call: Call, sale: str) -> Answer:
    """One sale, in any state."""
    call.marketer()
    return _answer(read_sale(sale_id=sale, sales=call.system.sales), call)


def change(call: Call, sale: str) -> Answer:
    """Change a plan, if it is still the one that was read."""
    by = call.marketer()
    fields = call.body()
    version = _version(call, fields)
    draft = read_draft(fields)
    changed = change_plan(
        sale_id=sale,
        version=version,
        draft=draft,
        by=by,
        now=call.now,
        sales=call.system.sales,
        seeds=call.system.seeds,
        chance=call.system.chance,
    )
    return _answer(changed, call)


def show_history(call: Call, sale: str) -> Answer:
    """Who changed the sale when, and why."""
    call.marketer()
    return Answer(body=history(read_sale(sale_id=sale, sales=call.system.sales)))


def estimate_sale(call: Call, sale: str) -> Answer:
    """Say what a sale needs as it is planned; nothing is written."""
    call.marketer()
    fields = call.body()
    # Read first: how many units each may want is the plan's to say, beside the other fields.
    planned = read_sale(sale_id=sale, sales=call.system.sales)
    expected = read_expectation(fields, planned.plan.limit)
    return Answer(body=estimated(sale, Estimate(planned.plan, expected)))


def publish_sale(call: Call, sale: str) -> Answer:
    """Make a planned sale public."""
    by = call.marketer()
    call.body(needed=False).finish()
    running = call.system
    published = publish(
        sale_id=sale,
        by=by,
        now=call.now,
        sales=running.sales,
        lots=running.lots,
        published=running.published,
        goods=running.goods,
        seeds=running.seeds,
        chance=running.chance,
    )
    return _answer(published, call)


def pause_sale(call: Call, sale: str) -> Answer:
    """Halt a sale; every deadline stands still."""
    by, reason = call.marketer(), _reason(call)
    sales = call.system.sales
    return _answer(pause(sale_id=sale, by=by, reason=reason, now=call.now, sales=sales), call)


def resume_sale(call: Call, sale: str) -> Answer:
    """Let a halted sale go on."""
    by = call.marketer()
    fields = call.body(needed=False)
    reason = fields.optional("reason", REASON, "")
    fields.finish()
    sales = call.system.sales
    return _answer(resume(sale_id=sale, by=by, reason=reason, now=call.now, sales=sales), call)


def add_to_sale(call: Call, sale: str) -> Answer:
    """Add units to a published sale; the same addition again, the same answer."""
    by = call.marketer()
    fields = call.body()
    addition = fields.read("addition", CHOSEN)
    pool = fields.optional("pool", POOL, "")
    units = fields.read("units", whole(1, MOST_UNITS))
    fields.finish()
    running = call.system
    added = add_stock(
        sale_id=sale,
        addition_id=addition,
        pool=pool or None,
        units=units,
        by=by,
        now=call.now,
        sales=running.sales,
        lots=running.lots,
        published=running.published,
    )
    return _answer(added, call)


def close_sale(call: Call, sale: str) -> Answer:
    """End reserving for good."""
    by, reason = call.marketer(), _reason(call)
    sales = call.system.sales
    return _answer(close(sale_id=sale, by=by, reason=reason, now=call.now, sales=sales), call)


def show_live(call: Call, sale: str) -> Answer:
    """Where every unit is just now."""
    call.marketer()
    running = call.system
    counts = live(
        sale_id=sale,
        sales=running.sales,
        lots=running.lots,
        views=running.views,
        queues=running.queues,
    )
    return Answer(body=live_counts(counts, call.now))


def _opening(sale: Sale) -> int:
    return sale.plan.windows[0].opens_at


def _reason(call: Call) -> str:
    fields = call.body()
    reason = fields.read("reason", REASON)
    fields.finish()
    return reason


def _version(call: Call, fields: Fields) -> int:
    try:
        return VERSION.convert(call.header("if-match"))
    except ValueError as error:
        fields.fault("If-Match", str(error))
        return VERSION.instead


def _answer(sale: Sale, call: Call, status: int = 200) -> Answer:
    body = admin_sale(sale, call.now)
    return Answer(status=status, body=body, headers={"ETag": f'"{sale.version}"'})
