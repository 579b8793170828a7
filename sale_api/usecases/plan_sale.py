"""Plan a sale, and change a plan; the version decides who was faster."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from sale_api.domain.changing import check_change
from sale_api.domain.errors import InvalidRequest, RequestReused, StaleVersion
from sale_api.domain.plan import SALE_NAME
from sale_api.domain.planning import Draft, plan_from
from sale_api.domain.sale import Change, Sale
from sale_api.ports import Chance, Sales, Seeds, Unmet
from sale_api.usecases.draws import with_draws
from sale_api.usecases.steer import read_sale


class Planned(Struct, frozen=True):
    """The sale, and whether this request made it."""

    sale: Sale
    new: bool


def plan_sale(*, sale_id: str, draft: Draft, by: str, now: int, sales: Sales) -> Planned:
    """Write a new sale under the id that the marketer chose; the same again is the same answer.

    Raises `InvalidRequest` with every fault, `RequestReused` if the id has another plan. One
    write.
    """
    if not SALE_NAME.fullmatch(sale_id):
        problem = "Use 3 to 40 of a-z, 0-9 and -, with a letter or digit at both ends."
        raise InvalidRequest({"sale": problem})
    history = (Change(now, by, "planned"),)
    sale = Sale(sale=sale_id, plan=plan_from(draft), history=history)
    standing = sales.create(sale)
    if standing.plan != sale.plan:
        raise RequestReused("Another sale has this id; choose a different one.", standing=standing)
    return Planned(standing, new=standing == sale)


def change_plan(
    *,
    sale_id: str,
    version: int,
    draft: Draft,
    by: str,
    now: int,
    sales: Sales,
    seeds: Seeds,
    chance: Chance,
) -> Sale:
    """Change the plan of a sale as it was at `version`; `StaleVersion` if it has moved on.

    What may change depends on its state (`check_change`). The same plan again changes nothing.
    One read, one write; for a window that is added to a published line one more.
    """
    sale = read_sale(sale_id=sale_id, sales=sales)
    plan = plan_from(draft)
    if sale.version == version + 1 and sale.plan == plan:
        return sale  # this very change, asked again after a lost answer
    if sale.version != version:
        raise _stale(sale)
    if plan == sale.plan:
        return sale
    check_change(sale, plan, now)
    changed = replace(sale.changed(Change(now, by, "changed")), plan=plan)
    if changed.is_public:
        changed = with_draws(changed, seeds, chance)
    try:
        sales.replace(changed)
    except Unmet:
        raise _stale(read_sale(sale_id=sale_id, sales=sales)) from None
    return changed


def _stale(sale: Sale) -> StaleVersion:
    return StaleVersion("Somebody was faster; read the sale again.", version=sale.version)
