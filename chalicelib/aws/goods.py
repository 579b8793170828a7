"""What has arrived of goods to come on DynamoDB, and to which orders it was allotted."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.aws.dynamo import Refused, Update, get, put_if_absent, transact, update
from chalicelib.aws.orders import appending, was_appended
from chalicelib.aws.tables import GoodsItem
from chalicelib.aws.wire import Item, packed
from sale_api.domain.goods import Arrivals
from sale_api.domain.order import Order
from sale_api.ports import Unknown, Unmet

EXISTS = "attribute_exists(#goods)"
"""An update would create what is not there."""

NOT_NOTED = "attribute_not_exists(#arrivals.#arrival)"
"""What arrives is counted once under its id."""

CAN_GIVE = "#given <= :most"
"""So many are there that nobody has been given; more may have arrived since they were read."""


class DynamoGoods:
    """`sale_api.ports.Goods`."""

    def create(self, goods: Arrivals) -> None:
        """Write that nothing has arrived, if nothing stands there. One write."""
        put_if_absent(GoodsItem.Meta.table_name, _item_of(goods), "goods")

    def find(self, sale: str, pool: str) -> Arrivals | None:
        """Read what has arrived, consistently. One read."""
        item = get(GoodsItem.Meta.table_name, _key_of(sale, pool))
        return goods_of(item) if item else None

    def arrive(self, sale: str, pool: str, arrival: str, units: int) -> Arrivals:
        """Note an arrival once under its id; return what then stands. One write."""
        noting = _change(
            (sale, pool),
            "SET #arrivals.#arrival = :units",
            (EXISTS, NOT_NOTED),
            {":units": units},
            {"#arrival": arrival},
        )
        try:
            return goods_of(update(noting, "ALL_NEW"))
        except Refused as refused:
            if not refused.items:
                raise Unknown("a transaction was in the way of an arrival") from None
            (standing,) = refused.items
            if not standing:
                raise Unmet from None
            return goods_of(standing)

    def allot(self, order: Order, goods: Arrivals) -> None:
        """Append the order's last event, and count its units as given. One transaction of two."""
        quantity = order.claim.quantity
        giving = _change(
            (goods.sale, goods.pool),
            "SET #given = #given + :quantity",
            (CAN_GIVE,),
            {":quantity": quantity, ":most": goods.arrived - quantity},
        )
        try:
            transact(appending(order), giving)
        except Refused as refused:
            if not was_appended(refused, order):
                raise Unmet from None


def _key_of(sale: str, pool: str) -> Item:
    return {"goods": {"S": f"{sale}#{pool}"}}


def _item_of(goods: Arrivals) -> Item:
    counts = {"arrivals": packed(goods.arrivals), "given": packed(goods.given)}
    return {**_key_of(goods.sale, goods.pool), **counts}


def goods_of(item: Item) -> Arrivals:
    """Return the goods that an item is; neither a sale's id nor a pool's name has a `#`."""
    stored = GoodsItem.from_raw_data(dict(item))
    sale, pool = stored.goods.split("#")
    return Arrivals(sale, pool, stored.arrivals, stored.given)


def _change(
    goods: tuple[str, str],
    change: str,
    conditions: tuple[str, ...],
    values: Mapping[str, int],
    names: Mapping[str, str] | None = None,
) -> Update:
    return Update(
        table=GoodsItem.Meta.table_name,
        key=_key_of(*goods),
        change=change,
        conditions=conditions,
        values={name: packed(value) for name, value in values.items()},
        names=names or {},
    )
