"""The stock on DynamoDB: one item a lot, which decides alone who gets its units.

The conditions below are the rules of `sale_api.domain.lot.Lot`, under the same names; the suite
in `tests/contract/` holds the two together. Shopper ids come into expressions by placeholders.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from chalicelib.aws.claims import forms_of, text_of
from chalicelib.aws.dynamo import Refused, Update, get_all, put_if_absent, transact, update
from chalicelib.aws.lot_items import has, item_of, key_of, lot_of, refusing
from chalicelib.aws.published import raised
from chalicelib.aws.tables import LotItem
from chalicelib.aws.wire import packed, unpacked
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot, Returned
from sale_api.ports import Unmet

CAN_OFFER = "#returned >= :returned AND #available >= :available"
"""As many units came back, and as many are on sale."""

EXISTS = "attribute_exists(#lot)"
"""An update would create what is not there."""

CAN_LEND = "#available >= :quantity"
"""As many units are on sale."""

OF_POOL = "#pool = :pool"
"""The units are those that the reservation will name."""

CAN_STAND = "attribute_not_exists(#claims.#shopper)"
"""A shopper has one claim at most, and it stands in the home lot."""

STANDS = "#claims.#shopper IN (:held, :settled)"
"""This very claim is there, all of it, whether it became an order by now or not."""

STILL_RETURNED = "#returned >= :returned"
"""The units that were read as returned still are; more may have come."""

ONLY_FELL = "#available <= :available"
"""None went on sale since it was read; else the level, made from what was read, were too low."""


class DynamoLots:
    """`sale_api.ports.Lots`."""

    def create(self, lots: Sequence[Lot]) -> None:
        """Write each lot that does not exist. One request a hundred, and a write for each new one.

        The look first lets a publication that ran out of time go on where it stopped.
        """
        there = {
            (lot.sale, lot.number)
            for sale in {lot.sale for lot in lots}
            for lot in self.look(sale, [each.number for each in lots if each.sale == sale])
        }
        for lot in lots:
            if (lot.sale, lot.number) in there:
                continue
            put_if_absent(LotItem.Meta.table_name, item_of(lot), "lot")

    def look(self, sale: str, numbers: Collection[int]) -> Sequence[Lot]:
        """Read lots consistently, in any order. One request a hundred."""
        keys = [key_of(sale, number) for number in numbers]
        return [lot_of(item) for item in get_all(LotItem.Meta.table_name, keys)]

    def claim(self, sale: str, home: int, shopper: str, claim: Claim) -> int:
        """Take units at home, and return how many are left: the one write of a reservation."""
        assert claim.lender is None, "a claim at home has no lender"
        taking = change(
            (sale, home),
            "SET #claims.#shopper = :claim, #available = #available - :quantity",
            (CAN_LEND, CAN_STAND),
            {"claim": text_of(claim), "quantity": claim.quantity},
            {"#shopper": shopper},
        )
        try:
            left: int = unpacked(int, update(taking, "UPDATED_NEW")["available"]["N"])
        except Refused as refused:
            lots = refusing(refused)
            if any(has(lot, shopper, claim) for lot in lots):
                return lots[0].available
            raise Unmet(*lots) from None
        return left

    def lend(self, sale: str, pool: str, home: int, shopper: str, claim: Claim) -> None:
        """Take units from the claim's lender for a claim at home. One transaction of two writes."""
        assert claim.lender not in {None, home}, "a lent claim names another lot as its lender"
        taking = change(
            (sale, claim.source(home)),
            "SET #available = #available - :quantity",
            (OF_POOL, CAN_LEND),
            {"pool": pool, "quantity": claim.quantity},
        )
        standing = change(
            (sale, home),
            "SET #claims.#shopper = :claim",
            (EXISTS, CAN_STAND),
            {"claim": text_of(claim)},
            {"#shopper": shopper},
        )
        try:
            transact(taking, standing)
        except Refused as refused:
            lots = refusing(refused)
            if not any(lot.number == home and has(lot, shopper, claim) for lot in lots):
                raise Unmet(*lots) from None

    def give_back(self, sale: str, home: int, shopper: str, claim: Claim, to: Returned) -> bool:
        """Remove a claim, and count its units where they came from.

        One write; lent units: one transaction of two. False: the claim does not stand any more.
        """
        source = claim.source(home)
        removal, restocking = "REMOVE #claims.#shopper", f"SET #{to} = #{to} + :quantity"
        held, settled = forms_of(claim)
        claims: dict[str, int | str] = {"held": held, "settled": settled}
        quantity = {"quantity": claim.quantity}
        names = {"#shopper": shopper}
        try:
            if source == home:
                # One item can stand only once in a transaction: so both parts are one update.
                both = f"{restocking} {removal}"
                update(change((sale, home), both, (STANDS,), claims | quantity, names))
            else:
                leaving = change((sale, home), removal, (STANDS,), claims, names)
                transact(leaving, change((sale, source), restocking, (EXISTS,), quantity))
        except Refused as refused:
            if refused.items and refused.items[0] is not None:
                return False
            raise Unmet(*refusing(refused)) from None
        return True

    def settle(self, sale: str, home: int, claims: Mapping[str, Claim]) -> None:
        """Mark claims of one lot as orders', if all stand. One write for all.

        A claim that is settled already stands too: so a repeated write recognises itself.
        """
        if not claims:
            return
        values: dict[str, str] = {}
        for place, claim in enumerate(claims.values()):
            values[f"held{place}"], values[f"settled{place}"] = forms_of(claim)
        places = range(len(claims))
        marking = ", ".join(f"#claims.#{place} = :settled{place}" for place in places)
        stand = [f"#claims.#{place} IN (:held{place}, :settled{place})" for place in places]
        names = {f"#{place}": shopper for place, shopper in enumerate(claims)}
        try:
            update(change((sale, home), f"SET {marking}", stand, values, names))
        except Refused as refused:
            raise Unmet(*refusing(refused)) from None

    def promote(self, lot: Lot, levels: Levels) -> None:
        """Put returned units on sale, and the level with them. One transaction of two writes."""
        rising = change(
            (lot.sale, lot.number),
            "SET #available = #available + :returned, #returned = #returned - :returned",
            (STILL_RETURNED, ONLY_FELL),
            {"returned": lot.returned, "available": lot.available},
        )
        try:
            transact(rising, raised(levels, lot.number, lot.available + lot.returned))
        except Refused as refused:
            raise Unmet(*refusing(refused, writes=1)) from None


def change(
    lot: tuple[str, int],
    words: str,
    conditions: Sequence[str],
    values: Mapping[str, int | str],
    names: Mapping[str, str] | None = None,
) -> Update:
    """Return the update of one lot by its sale and number."""
    return Update(
        table=LotItem.Meta.table_name,
        key=key_of(*lot),
        change=words,
        conditions=conditions,
        values={f":{name}": packed(value) for name, value in values.items()},
        names=names or {},
    )
