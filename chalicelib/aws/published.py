"""The published levels on DynamoDB: one item a sale."""

from __future__ import annotations

from msgspec.structs import asdict

from chalicelib.aws.dynamo import Refused, Update, put_if_absent, update
from chalicelib.aws.session import answered
from chalicelib.aws.tables import LevelsItem
from chalicelib.aws.wire import Item, packed
from sale_api.domain.levels import Levels
from sale_api.ports import Unmet

SAME_LEASE = "#lease = :lease"
"""Nobody has published since: a lease is taken once."""

SAME_GENERATION = "#generation = :generation"
"""No level was raised since: what was read before would hide the units that are on sale again."""


def raised(levels: Levels, number: int, level: int) -> Update:
    """Return the write that raises a level, from levels as they were read."""
    after = _item(levels.raised(number, level))
    return Update(
        table=LevelsItem.Meta.table_name,
        key={"sale": {"S": levels.sale}},
        change="SET #levels = :levels, #generation = :next",
        conditions=(SAME_GENERATION,),
        values={
            ":levels": after["levels"],
            ":next": after["generation"],
            ":generation": packed(levels.generation),
        },
    )


class DynamoPublished:
    """`sale_api.ports.Published`."""

    def find(self, sale: str) -> Levels | None:
        """Read the levels, consistently. One read."""
        try:
            with answered():
                item = LevelsItem.get(sale, consistent_read=True)
        except LevelsItem.DoesNotExist:
            return None
        return Levels(**{name: getattr(item, name) for name in Levels.__struct_fields__})

    def create(self, levels: Levels) -> None:
        """Write the levels if there are none. One write."""
        put_if_absent(LevelsItem.Meta.table_name, _item(levels), "sale")

    def lease(self, levels: Levels) -> None:
        """Take the next lease, if the last one is still that of `levels`. One write.

        A lost answer leaves a lease that nobody knows to have; the next one comes two seconds
        later.
        """
        self._write(
            levels,
            change="SET #lease = :next",
            conditions=(SAME_LEASE,),
            values={":lease": packed(levels.lease), ":next": packed(levels.leased().lease)},
        )

    def publish(self, levels: Levels) -> None:
        """Write the levels under the next lease, if lease and generation are theirs. One write."""
        item = _item(levels)
        values = {f":{name}": content for name, content in item.items() if name != "sale"}
        self._write(
            levels,
            change="SET #lease = :next, #levels = :levels, "
            "#held_until = :held_until, #holders = :holders",
            conditions=(SAME_LEASE, SAME_GENERATION),
            values=values | {":next": packed(levels.leased().lease)},
        )

    @staticmethod
    def _write(levels: Levels, change: str, conditions: tuple[str, ...], values: Item) -> None:
        try:
            update(
                Update(
                    table=LevelsItem.Meta.table_name,
                    key={"sale": {"S": levels.sale}},
                    change=change,
                    conditions=conditions,
                    values=values,
                )
            )
        except Refused:
            raise Unmet from None


def _item(levels: Levels) -> Item:
    return LevelsItem(**asdict(levels)).serialize()
