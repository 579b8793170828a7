"""Parsing: whatever is sent is a value or a refusal with its fields, and never another fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.http import admin_orders, admin_sales
from chalicelib.http.answers import encoded
from chalicelib.http.parsing import people, plans
from chalicelib.http.parsing.body import read_object
from chalicelib.http.parsing.fields import LONGEST_NAME, MOST_FAULTS, Fields
from chalicelib.http.parsing.kinds import FLAG, Kind, one_of, text, whole
from sale_api.domain.errors import InvalidRequest
from sale_api.domain.plan import Plan, Remaining
from sale_api.domain.planning import plan_from
from tests.properties.refusals import check
from tests.properties.strategies import (
    EMAILS,
    INSTANTS,
    JSON,
    POOL_NAMES,
    SALE_NAMES,
    SHOPPERS,
    ZONES,
)

KINDS = {
    "an address": people.EMAIL,
    "a zone": people.ZONE,
    "a country": people.COUNTRY,
    "a line": people.LINE,
    "a language": one_of(people.Language),
    "a sale": plans.SALE,
    "a pool": plans.POOL,
    "a currency": plans.CURRENCY,
    "an order": admin_orders.NUMBER,
    "a cursor": admin_orders.CURSOR,
    "a link": admin_orders.LINK,
    "a version": admin_sales.VERSION,
    "lines": text(9, least=0, lines=True),
    "a number": whole(1, 9),
    "a word": one_of(Remaining),
    "a flag": FLAG,
}
ONE_WAY = {"a version"}
"""Kinds whose value is not what is sent."""

WALL_TIMES = st.one_of(
    st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds")),
    st.from_regex(plans.WALL_TIME, fullmatch=True),
)
NEAR = st.one_of(
    JSON,
    EMAILS,
    st.emails(),
    st.sampled_from(ZONES),
    SALE_NAMES,
    POOL_NAMES,
    SHOPPERS,
    WALL_TIMES,
    st.sampled_from(["EUR", "DE", "de", "exact", '"3"', "https://a.example/1", "http://[", "a@b"]),
    st.text(max_size=12),
)
AMOUNTS = st.fixed_dictionaries({"amount": st.integers(-1, 10**10), "currency": st.just("EUR")})
PLAN = {
    "title": st.text(max_size=9),
    "description": st.text(max_size=9),
    "seller": st.text(max_size=9),
    "zone": st.sampled_from([*ZONES, "Europe", "localtime", "../UTC", ""]),
    "windows": st.lists(st.fixed_dictionaries({"opens": WALL_TIMES, "closes": WALL_TIMES})),
    "price": AMOUNTS,
    "reference_price": AMOUNTS,
    "pools": st.lists(
        st.fixed_dictionaries({"pool": POOL_NAMES, "units": st.integers(0, 100_001)})
    ),
    "limit": st.integers(-1, 40),
    "hold_seconds": st.integers(0, 100_000),
    "remaining": st.sampled_from(Remaining),
}


def near(good: dict[str, st.SearchStrategy[object]]) -> st.SearchStrategy[dict[str, object]]:
    """Objects of which some fields are good, some are anything, some are missing or too many."""
    each = {name: value | NEAR for name, value in good.items()}
    return st.builds(
        lambda named, more: {**more, **named},
        st.fixed_dictionaries({}, optional=each) | st.fixed_dictionaries(each),
        st.dictionaries(st.text(max_size=70), JSON, max_size=1),
    )


def understood(read: Callable[[Fields], object], raw: dict[str, object]) -> object:
    """Return what is read of an object that is sent, or None if it is refused as it should be."""
    try:
        fields = Fields(read_object({"body": encoded(raw)}, "application/json", needed=True))
        value = read(fields)
        fields.finish()
    except InvalidRequest as refusal:
        check(refusal)
        return None
    return value


@pytest.mark.parametrize("name", KINDS)
@given(raw=NEAR)
def test_any_value_is_of_a_kind_or_refused_with_a_sentence(name: str, raw: object) -> None:
    kind: Kind[object] = KINDS[name]  # type: ignore[assignment] # what it makes does not matter

    try:
        value = kind.convert(raw)
    except ValueError as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - most values are refused, some are not
    else:
        assert name in ONE_WAY or kind.convert(value) == value


@given(near(PLAN))
def test_any_object_is_a_plan_or_refused_with_its_fields(raw: dict[str, object]) -> None:
    plan = understood(lambda fields: plan_from(plans.read_draft(fields)), raw)

    assert plan is None or isinstance(plan, Plan)


@given(near({"email": EMAILS, "language": st.just("de"), "zone": st.sampled_from(ZONES)}))
def test_any_object_is_a_contact_or_refused_with_its_fields(raw: dict[str, object]) -> None:
    contact = understood(people.read_contact, raw)

    assert contact is None or contact == understood(people.read_contact, raw)


@given(near(dict.fromkeys(("name", "street", "postcode", "city", "country"), st.just("DE"))))
def test_any_object_is_an_address_or_refused_with_its_fields(raw: dict[str, object]) -> None:
    delivery = understood(people.read_delivery, raw)

    assert delivery is None or delivery == understood(people.read_delivery, raw)


@given(st.dictionaries(st.text(max_size=90), JSON, max_size=60))
def test_a_refusal_has_each_field_at_most_once_and_is_no_longer_than_one_can_read(
    raw: dict[str, object],
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        plans.read_draft(Fields(raw))

    assert len(refused.value.fields) <= MOST_FAULTS
    assert max(map(len, refused.value.fields)) <= LONGEST_NAME


@given(INSTANTS, JSON)
def test_a_field_that_is_left_out_or_null_is_absent_and_any_other_is_read(
    absent: int, raw: object
) -> None:
    fields = Fields({"one": raw, "two": None})

    seen = [fields.optional(name, whole(0, 5), absent) for name in ("one", "two", "three")]

    assert seen[1:] == [absent, absent]
    assert fields.has("one") == (raw is not None)
    assert ("one" in fields.faults) == (raw is not None and not _is_whole(raw))
    assert set(fields.faults) <= {"one"}


def _is_whole(raw: object) -> bool:
    return type(raw) is int and 0 <= raw <= 5
