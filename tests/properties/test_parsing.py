"""Parsing: whatever is sent is a value or a refusal with its fields, and never another fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.http import admin_orders, admin_sales
from chalicelib.http.answers import encoded
from chalicelib.http.parsing import names, people, plans
from chalicelib.http.parsing.body import read_object
from chalicelib.http.parsing.fields import Fields
from chalicelib.http.parsing.kinds import FLAG, Kind, one_of, text, whole
from sale_api.domain.contact import Contact
from sale_api.domain.errors import InvalidRequest
from sale_api.domain.hours import zone_named
from sale_api.domain.plan import Plan, Remaining
from sale_api.domain.planning import plan_from
from tests.properties.refusals import check
from tests.properties.strategies import (
    EMAILS,
    JSON,
    POOL_NAMES,
    SALE_NAMES,
    SHOPPERS,
    ZONES,
)

KINDS: dict[str, tuple[Kind[Any], type]] = {
    "an address": (people.EMAIL, str),
    "a zone": (people.ZONE, str),
    "a country": (people.COUNTRY, str),
    "a line": (people.LINE, str),
    "a language": (one_of(people.Language), people.Language),
    "a sale": (plans.SALE, str),
    "a pool": (names.POOL, str),
    "a currency": (plans.CURRENCY, str),
    "an order": (admin_orders.NUMBER, str),
    "a cursor": (admin_orders.CURSOR, str),
    "a link": (admin_orders.LINK, str),
    "an id of a marketer's": (plans.CHOSEN, str),
    "a version": (admin_sales.VERSION, int),
    "lines": (text(9, least=0, lines=True), str),
    "a number": (whole(0, 9), int),
    "a word": (one_of(Remaining), Remaining),
    "a flag": (FLAG, bool),
}
"""Each kind, and what its values are."""
ONE_WAY = {"a version"}
"""Kinds whose value is not what is sent."""
MISSING = object()

NO_ZONES = st.sampled_from(["Europe", "localtime", "posix/UTC", "UTC/..", "Nowhere/Town", ""])
NO_DOMAINS = st.sampled_from(["a@", "@b.example", "a@b..example", f"a@{'ü' * 70}.example", "a@b"])
NO_LINKS = st.sampled_from(["http://[", "http://a]b/", "ftp://a.example", "http://", "https:// a"])
FALSE_FRIENDS = {"a zone": NO_ZONES, "an address": NO_DOMAINS, "a link": NO_LINKS}

WALL_TIMES = st.one_of(
    st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds")),
    st.from_regex(plans.WALL_TIME, fullmatch=True),
)
NEAR = st.one_of(
    JSON,
    EMAILS,
    st.emails(),
    st.sampled_from(ZONES),
    NO_ZONES,
    NO_DOMAINS,
    NO_LINKS,
    st.booleans(),
    st.integers(-1, 10),
    SALE_NAMES,
    POOL_NAMES,
    SHOPPERS,
    WALL_TIMES,
    st.sampled_from(["EUR", "DE", "de", "exact", '"3"', "https://a.example/1"]),
    st.text(max_size=12),
)
AMOUNTS = st.fixed_dictionaries({"amount": st.integers(-1, 10**10), "currency": st.just("EUR")})
PLAN = {
    "title": st.text(max_size=9),
    "description": st.text(max_size=9),
    "seller": st.text(max_size=9),
    "contact": st.none() | EMAILS,
    "zone": st.sampled_from(ZONES) | NO_ZONES,
    "windows": st.lists(st.fixed_dictionaries({"opens": WALL_TIMES, "closes": WALL_TIMES})),
    "price": AMOUNTS,
    "reference_price": AMOUNTS,
    "pools": st.lists(
        st.fixed_dictionaries({"pool": POOL_NAMES, "units": st.integers(0, 100_001)})
    ),
    "limit": st.integers(-1, 40),
    "hold_seconds": st.integers(0, 100_000),
    "remaining": st.sampled_from(Remaining),
    "refuse_throwaway": st.booleans(),
    "domain_limit": st.none() | st.integers(0, 101),
    "household_limit": st.none() | st.integers(0, 101),
}


def near(good: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, object]]:
    """Objects that are good, but perhaps for fields that are anything, too many, or missing."""
    names = st.sampled_from(sorted(good))
    changes = st.one_of(
        st.just({}),
        st.dictionaries(names, NEAR, min_size=1, max_size=2),
        st.dictionaries(st.text(max_size=70), JSON, max_size=1),
        st.dictionaries(names, st.just(MISSING), min_size=1, max_size=1),
    )
    return st.builds(_changed, st.fixed_dictionaries(good), changes)


def _changed(good: dict[str, object], changes: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in {**good, **changes}.items() if value is not MISSING}


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
@given(data=st.data())
def test_any_value_is_of_a_kind_or_refused_with_a_sentence(name: str, data: st.DataObject) -> None:
    kind, type_of_value = KINDS[name]
    raw = data.draw(FALSE_FRIENDS.get(name, NEAR) | NEAR.map(lambda value: value))

    try:
        value = kind.convert(raw)
    except ValueError as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - most values are refused, some are not
    else:
        assert type(value) is type_of_value
        assert name in ONE_WAY or kind.convert(value) == value


@given(near(PLAN))
def test_any_object_is_a_plan_or_refused_with_its_fields(raw: dict[str, object]) -> None:
    plan = understood(lambda fields: plan_from(plans.read_draft(fields)), raw)

    assert plan is None or isinstance(plan, Plan)


@given(
    near({"email": EMAILS, "language": st.just("de"), "zone": st.sampled_from(ZONES) | NO_ZONES})
)
def test_any_object_is_a_contact_or_refused_with_its_fields(raw: dict[str, object]) -> None:
    contact = understood(people.read_contact, raw)

    if isinstance(contact, Contact):
        assert contact == understood(people.read_contact, raw)
        assert zone_named(contact.zone).key == contact.zone


@given(near(dict.fromkeys(("name", "street", "postcode", "city", "country"), st.just("DE"))))
def test_any_object_is_an_address_or_refused_with_its_fields(raw: dict[str, object]) -> None:
    delivery = understood(people.read_delivery, raw)

    assert delivery is None or delivery == understood(people.read_delivery, raw)
