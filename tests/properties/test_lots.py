"""Lots: whatever their rules allow loses no unit and makes none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from sale_api.domain.identifiers import home_lot
from sale_api.domain.lot import Claim, Lot, Returned
from tests.properties.strategies import CLAIMS

SALE = "a-sale"
DEADLINE = 1_000
PEOPLE = [f"shopper-{number}" for number in range(5)]
UNITS = st.integers(1, 5)


@given(CLAIMS, st.integers(0, 10_000), st.integers(-2, 2) | st.integers(), st.integers(0, 10**6))
def test_a_claim_that_is_over_stays_over_and_a_settled_one_never_is(
    claim: Claim, grace: int, past: int, later: int
) -> None:
    held, settled = (replace(claim, settled=settled) for settled in (False, True))
    clock = claim.deadline + grace + past

    assert held.is_over(clock, grace) is (past > 0)
    assert held.is_over(clock + later, grace) or not held.is_over(clock, grace)
    assert not settled.is_over(clock, grace)


class Stock(RuleBasedStateMachine):
    """A few lots under every rule; beside them, in plain numbers, what must be in each."""

    def __init__(self) -> None:
        super().__init__()
        self.lots: list[Lot] = []
        self.on_sale: list[int] = []
        self.back: list[int] = []
        self.held: dict[str, Claim] = {}
        self.claims_made = 0

    @initialize(sizes=st.lists(st.integers(0, 16), min_size=2, max_size=4))
    def lay_out(self, sizes: list[int]) -> None:
        self.lots = [Lot(SALE, number, "main", size, size) for number, size in enumerate(sizes)]
        self.on_sale, self.back = list(sizes), [0] * len(sizes)

    @rule(shopper=st.sampled_from(PEOPLE), quantity=UNITS)
    def claim_at_home(self, shopper: str, quantity: int) -> None:
        home = self.home_of(shopper)
        allowed = self.on_sale[home] >= quantity and shopper not in self.held

        assert self.lots[home].can_claim(shopper, quantity) is allowed
        if allowed:
            self.lots[home] = self.lots[home].claimed(shopper, self.new_claim(shopper, quantity))
            self.on_sale[home] -= quantity

    @rule(shopper=st.sampled_from(PEOPLE), quantity=UNITS, further=st.integers(1, 3))
    def lend(self, shopper: str, quantity: int, further: int) -> None:
        home = self.home_of(shopper)
        number = (home + 1 + further % (len(self.lots) - 1)) % len(self.lots)
        lender, at_home = self.lots[number], self.lots[home]

        assert lender.can_lend(quantity) is (self.on_sale[number] >= quantity)
        assert at_home.can_stand(shopper) is (shopper not in self.held)
        if lender.can_lend(quantity) and at_home.can_stand(shopper):
            claim = self.new_claim(shopper, quantity, number)
            self.lots[number] = lender.lent(quantity)
            self.lots[home] = at_home.claimed(shopper, claim)
            self.on_sale[number] -= quantity

    @precondition(lambda self: self.held)
    @rule(data=st.data(), to=st.sampled_from(Returned))
    def let_go(self, data: st.DataObject, to: Returned) -> None:
        shopper = data.draw(st.sampled_from(sorted(self.held)))
        home, claim = self.home_of(shopper), self.held.pop(shopper)
        source = claim.source(home)

        self.lots[home] = self.lots[home].released(shopper)
        self.lots[source] = self.lots[source].restocked(claim.quantity, to)
        self.back[source] += claim.quantity if to is Returned.RETURNED else 0

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        shopper = data.draw(st.sampled_from(sorted(self.held)))
        home = self.home_of(shopper)

        self.lots[home] = self.lots[home].settled(shopper)
        self.held[shopper] = replace(self.held[shopper], settled=True)

    @precondition(lambda self: any(self.back))
    @rule(data=st.data())
    def promote(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from([n for n, units in enumerate(self.back) if units]))
        quantity = data.draw(st.integers(1, self.back[number]))

        self.lots[number] = self.lots[number].promoted(quantity)
        self.back[number] -= quantity
        self.on_sale[number] += quantity

    @rule(data=st.data(), quantity=UNITS)
    def ask_for_more_than_there_is(self, data: st.DataObject, quantity: int) -> None:
        lot = data.draw(st.sampled_from(self.lots))

        with pytest.raises(AssertionError):
            lot.lent(lot.available + quantity)
        with pytest.raises(AssertionError):
            lot.promoted(lot.returned + quantity)

    @invariant()
    def no_unit_is_lost_or_made(self) -> None:
        for lot in self.lots:
            given = sum(
                claim.quantity
                for home in self.lots
                for claim in home.claims.values()
                if claim.source(home.number) == lot.number
            )
            counts = (lot.available, lot.returned, lot.written_off, given)
            assert sum(counts) == lot.allotted, "I1"
            assert min(counts) >= 0, "I2"

    @invariant()
    def each_lot_has_what_it_must(self) -> None:
        assert [lot.available for lot in self.lots] == self.on_sale
        assert [lot.returned for lot in self.lots] == self.back

    @invariant()
    def who_holds_something_has_one_claim_and_it_stands_at_home(self) -> None:
        standing = [
            (lot.number, shopper, claim)
            for lot in self.lots
            for shopper, claim in lot.claims.items()
        ]

        assert len(standing) == len(self.held), "I3"
        for number, shopper, claim in standing:
            assert number == self.home_of(shopper)
            assert claim == self.held[shopper]
            assert self.lots[number].stands(shopper, replace(claim, settled=False))
            for other in ({"claim": "another1"}, {"lender": 99}, {"quantity": 9}, {"deadline": 1}):
                assert not self.lots[number].stands(shopper, replace(claim, **other))

    def home_of(self, shopper: str) -> int:
        return home_lot(SALE, shopper, len(self.lots))

    def new_claim(self, shopper: str, quantity: int, lender: int | None = None) -> Claim:
        self.claims_made += 1
        claim = Claim(quantity, f"claim{self.claims_made:03}", DEADLINE, lender)
        self.held[shopper] = claim
        return claim


TestStock = Stock.TestCase
TestStock.settings = settings(max_examples=40, stateful_step_count=30)
