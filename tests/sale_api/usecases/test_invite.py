"""Inviting, and joining with an invitation."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from sale_api.domain.circles import Origin
from sale_api.domain.errors import (
    Closed,
    Forbidden,
    InvalidRequest,
    LimitReached,
    NotFound,
    Refusal,
    RequestReused,
    WrongState,
)
from sale_api.domain.identifiers import shopper_id
from sale_api.domain.plan import Access, Line, Plan
from sale_api.domain.sale import State
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.usecases.invite import (
    Asked,
    Counted,
    InvitationKeys,
    Made,
    count_invitations,
    invite,
    revoke_batch,
    revoke_code,
)
from sale_api.usecases.join import Joined, join
from sale_api.usecases.join_invited import join_invited
from tests.fakes import FakeEntrants, FakeInvitations
from tests.sale_api.given import (
    CLOSES,
    CONTACT,
    HOUR,
    OPENS,
    SALE,
    SECOND,
    a_plan,
    a_window,
)
from tests.sale_api.shop import Shop

KEYS = InvitationKeys(b"c" * 32, b"s" * 32)
ANNA = shopper_id("anna@example.org", KEYS.shoppers)
FOR_ALL = a_window(OPENS + 2 * HOUR, OPENS + 3 * HOUR)
PRESALE = replace(
    a_plan(windows=(replace(a_window(), access=Access.INVITED), FOR_ALL)), line=Line(0, 0)
)
THREE = Asked(batch="friends", window=0, count=3)
HERS = Asked(batch="hers", window=0, emails=("anna@example.org",), transferable=False)
UNKNOWN_CODE = "0000-0000-0000-0000"


@dataclass
class Presale:
    """A presale, to which one is invited, before the window for all."""

    plan: Plan = field(default_factory=lambda: PRESALE)
    now: int = OPENS - HOUR

    def __post_init__(self) -> None:
        self.shop = Shop(self.plan)
        self.entrants = FakeEntrants()
        self.invitations = FakeInvitations(self.entrants)

    def invite(self, asked: Asked = THREE) -> Made:
        return invite(
            sale_id=SALE,
            asked=asked,
            now=self.now,
            sales=self.shop.sales,
            invitations=self.invitations,
            keys=KEYS,
        )

    def code(self, asked: Asked = THREE) -> str:
        return self.invite(asked).codes[0][0]

    def join(self, code: str, shopper: str = "anna", origin: Origin = Origin()) -> Joined:  # noqa: B008 - a value
        return join_invited(
            sale_id=SALE,
            shopper=shopper,
            contact=CONTACT,
            code=code,
            key=KEYS.codes,
            origin=origin,
            clock=lambda: self.now,
            watch=self.shop.another_process(),
            entrants=self.entrants,
            invitations=self.invitations,
            circles=self.shop.circles,
        )

    def join_without(self, shopper: str = "anna") -> Joined:
        return join(
            sale_id=SALE,
            shopper=shopper,
            contact=CONTACT,
            clock=lambda: self.now,
            watch=self.shop.another_process(),
            entrants=self.entrants,
            circles=self.shop.circles,
        )

    def counts(self) -> list[tuple[str, int, int, int]]:
        counted = count_invitations(
            sale_id=SALE, sales=self.shop.sales, invitations=self.invitations, keys=KEYS
        )
        return [(each.batch.batch, each.made, each.used, each.revoked) for each in counted]

    def revoke(self, batch: str) -> Counted:
        return revoke_batch(
            sale_id=SALE,
            batch_id=batch,
            now=self.now,
            sales=self.shop.sales,
            invitations=self.invitations,
            keys=KEYS,
        )

    def revoke_code(self, code: str) -> Counted:
        return revoke_code(
            sale_id=SALE,
            code=code,
            now=self.now,
            sales=self.shop.sales,
            invitations=self.invitations,
            keys=KEYS,
        )


def why_not(presale: Presale, code: str, shopper: str = "bert") -> tuple[str, object]:
    with pytest.raises(Refusal) as refused:
        presale.join(code, shopper)
    return refused.value.code, refused.value.data.get("invitation")


def test_a_batch_is_made_again_with_the_same_codes() -> None:
    presale = Presale()
    first = presale.invite()
    presale.now += HOUR

    again = presale.invite()

    assert again == first
    assert len({code for code, _ in first.codes}) == 3
    assert presale.counts() == [("friends", 3, 0, 0)]


def test_a_batch_that_was_left_half_made_is_completed() -> None:
    presale = Presale()
    made = presale.invite()
    lost = list(presale.invitations.invitations)[1]
    del presale.invitations.invitations[lost]
    assert presale.counts() == [("friends", 2, 0, 0)]

    assert presale.invite() == made


def test_no_code_is_stored() -> None:
    presale = Presale()

    made = presale.invite()

    stored = repr((presale.invitations.invitations, presale.invitations.standing))
    assert not any(code in stored or code.replace("-", "") in stored for code, _ in made.codes)


def test_a_batch_has_a_code_for_each_address() -> None:
    presale = Presale()
    both = replace(HERS, emails=("anna@example.org", "bert@example.org"))

    made = presale.invite(both)

    assert [email for _, email in made.codes] == list(both.emails)
    assert "example.org" not in repr(
        (presale.invitations.invitations, presale.invitations.standing)
    )


def test_a_batch_id_stands_for_one_content() -> None:
    presale = Presale()
    presale.invite()

    with pytest.raises(RequestReused):
        presale.invite(replace(THREE, count=4))

    assert presale.counts() == [("friends", 3, 0, 0)]


def test_a_batch_that_was_taken_back_is_not_made_again() -> None:
    presale = Presale()
    presale.invite()
    presale.revoke("friends")

    with pytest.raises(WrongState):
        presale.invite()


@pytest.mark.parametrize("window", [1, 2])
def test_one_is_invited_to_windows_that_need_it_only(window: int) -> None:
    with pytest.raises(InvalidRequest) as refused:
        Presale().invite(replace(THREE, window=window))

    assert list(refused.value.fields) == ["window"]


def test_nobody_is_invited_to_a_window_that_is_over_or_a_sale_that_is_not_public() -> None:
    over, draft = Presale(now=CLOSES), Presale()
    draft.shop.sales.sales[SALE] = replace(draft.shop.sale, state=State.DRAFT)

    with pytest.raises(Closed):
        over.invite()
    with pytest.raises(WrongState):
        draft.invite()

    assert over.counts() == draft.counts() == []


def test_a_code_lets_its_first_user_into_its_window() -> None:
    presale = Presale()

    joined = presale.join(presale.code())

    ticket = Ticket(sale=SALE, window=0, shopper="anna", joined_at=OPENS - HOUR)
    assert joined == (ticket, True)
    assert presale.counts() == [("friends", 3, 1, 0)]


def test_who_joins_again_has_the_same_ticket_and_uses_nothing_more() -> None:
    presale = Presale()
    (first, _), (second, _), _ = presale.invite().codes
    joined = presale.join(first)
    presale.now += HOUR

    for code in (first, second):
        assert presale.join(code) == (joined.ticket, False)

    assert presale.counts() == [("friends", 3, 1, 0)]


def test_a_code_is_used_once() -> None:
    presale = Presale()
    code = presale.code()
    presale.join(code)

    assert why_not(presale, code) == ("forbidden", "used")


def test_of_two_who_use_a_code_at_the_same_instant_one_wins() -> None:
    presale = Presale()
    code = presale.code()
    truly = presale.invitations.use

    def beaten(invitation: str, entrant: Entrant) -> Entrant:
        truly(invitation, replace(entrant, ticket=replace(entrant.ticket, shopper="carl")))
        return truly(invitation, entrant)

    presale.invitations.use = beaten  # type: ignore[method-assign] # a rival in between

    assert why_not(presale, code) == ("forbidden", "used")
    assert [shopper for _, _, shopper in presale.entrants.entrants] == ["carl"]


def test_a_code_taken_back_at_the_instant_of_its_use_lets_nobody_in() -> None:
    presale = Presale()
    code = presale.code()
    truly = presale.invitations.use

    def overtaken(invitation: str, entrant: Entrant) -> Entrant:
        presale.revoke_code(code)
        return truly(invitation, entrant)

    presale.invitations.use = overtaken  # type: ignore[method-assign] # a marketer in between

    assert why_not(presale, code) == ("forbidden", "revoked")
    assert presale.entrants.entrants == {}


def test_a_code_that_was_taken_back_lets_nobody_in() -> None:
    presale = Presale()
    (first, _), (second, _), _ = presale.invite().codes

    presale.revoke_code(first)

    assert why_not(presale, first) == ("forbidden", "revoked")
    assert presale.join(second).new
    assert presale.counts() == [("friends", 3, 1, 1)]


def test_a_batch_that_was_taken_back_leaves_tickets_to_those_who_joined() -> None:
    presale = Presale()
    (first, _), (second, _), _ = presale.invite().codes
    joined = presale.join(first)

    counted = presale.revoke("friends")

    assert (counted.made, counted.used, counted.revoked) == (3, 1, 2)
    assert why_not(presale, second) == ("forbidden", "revoked")
    presale.now += SECOND
    assert presale.join(first) == (joined.ticket, False)
    assert presale.revoke("friends") == counted


def test_a_code_that_was_used_is_not_taken_back() -> None:
    presale = Presale()
    code = presale.code()
    joined = presale.join(code)

    with pytest.raises(WrongState) as refused:
        presale.revoke_code(code)

    presale.now += SECOND
    assert refused.value.data == {"state": "used"}
    assert presale.join(code) == (joined.ticket, False)


@pytest.mark.parametrize("code", [UNKNOWN_CODE, "no code"])
def test_what_nobody_made_is_neither_used_nor_taken_back(code: str) -> None:
    presale = Presale()
    presale.invite()

    with pytest.raises(InvalidRequest) as refused:
        presale.join(code)
    with pytest.raises(NotFound):
        presale.revoke_code(code)
    with pytest.raises(NotFound):
        presale.revoke("others")

    assert list(refused.value.fields) == ["code"]


def test_a_code_of_one_address_is_good_for_that_alone() -> None:
    presale = Presale()
    code = presale.code(HERS)

    assert why_not(presale, code) == ("forbidden", "other_address")
    assert presale.join(code, ANNA).new


def test_a_code_that_may_be_handed_on_is_good_for_anybody() -> None:
    presale = Presale()
    code = presale.code(replace(HERS, transferable=True))

    assert presale.join(code, "bert").new


def test_without_a_code_one_joins_the_window_for_all_before_the_presale_is_over() -> None:
    presale = Presale()

    invited = presale.join(presale.code(), "anna").ticket
    other = presale.join_without("bert").ticket

    assert (invited.window, other.window) == (0, 1)


def test_without_a_code_nobody_joins_where_one_is_needed() -> None:
    presale = Presale(replace(PRESALE, windows=PRESALE.windows[:1]))

    with pytest.raises(InvalidRequest) as refused:
        presale.join_without()

    assert list(refused.value.fields) == ["code"]


def test_a_code_of_a_window_that_is_over_is_not_used() -> None:
    presale = Presale()
    code = presale.code()
    presale.now = CLOSES

    with pytest.raises(Closed) as refused:
        presale.join(code)

    assert refused.value.data == {"closed_at": CLOSES}
    assert presale.counts() == [("friends", 3, 0, 0)]


def test_the_time_that_looking_takes_does_not_make_anybody_punctual() -> None:
    presale = Presale(now=OPENS - SECOND)
    code = presale.code()
    truly = presale.invitations.find

    def slow(sale: str, invitation: str) -> object:
        presale.now += 2 * SECOND
        return truly(sale, invitation)

    presale.invitations.find = slow  # type: ignore[assignment] # a slow store

    assert presale.join(code).ticket.joined_at == OPENS + SECOND


def test_an_invitation_is_above_no_other_rule() -> None:
    firm = Origin(domain="example.org")
    strict = Presale(replace(PRESALE, refuse_throwaway=True, domain_limit=1))
    (first, _), (second, _), _ = strict.invite().codes

    with pytest.raises(Forbidden):
        strict.join(first, origin=Origin(throwaway=True))
    strict.join(first, origin=firm)
    with pytest.raises(LimitReached):
        strict.join(second, "bert", origin=firm)

    assert strict.counts() == [("friends", 3, 1, 0)]


def test_a_sale_without_a_line_has_none_to_join_with_a_code() -> None:
    presale = Presale()
    code = presale.code()
    presale.shop.sales.sales[SALE] = replace(presale.shop.sale, plan=a_plan())

    with pytest.raises(NotFound):
        presale.join(code)
