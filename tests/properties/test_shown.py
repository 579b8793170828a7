"""What answers show: whoever sends it back is understood, and means the same."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.http.answers import encoded
from chalicelib.http.parsing.body import JSON, read_object
from chalicelib.http.parsing.fields import Fields
from chalicelib.http.parsing.people import read_contact, read_delivery
from chalicelib.http.parsing.plans import read_draft
from chalicelib.http.presenting.instants import instant, instant_or_none, local
from chalicelib.http.presenting.orders import delivery_shown
from chalicelib.http.presenting.plans import admin_sale, history
from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.hours import zone_named
from sale_api.domain.planning import plan_from
from sale_api.domain.sale import Sale
from tests.properties.strategies import CONTACTS, DELIVERIES, INSTANTS, ZONES, sales

IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", re.ASCII)
WITH_OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)
COMPUTED = {
    "version",
    "state",
    "phase",
    "lots",
    "pauses",
    "closed_at",
    "sale",
    "additions",
    "delays",
}
"""What a marketer is shown of a sale beside the plan."""
SOME = settings(max_examples=30)  # each draws a whole sale


def milliseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def sent_back(shown: object) -> Fields:
    """Return the fields of what an answer showed, sent as a body."""
    event = {"body": encoded(shown)}
    return Fields(read_object(event, JSON, needed=True))


@given(INSTANTS | INSTANTS.map(lambda at: at // 1000 * 1000 + at % 7))
def test_an_instant_that_is_shown_reads_back_the_same(at: int) -> None:
    shown = instant(at)

    assert IN_UTC.fullmatch(shown)
    assert milliseconds(datetime.fromisoformat(shown)) == at
    assert ("." in shown) is bool(at % 1000)
    assert instant_or_none(at) == shown


@given(INSTANTS, st.sampled_from(ZONES))
def test_a_local_time_that_is_shown_reads_back_as_the_same_second(at: int, name: str) -> None:
    shown = local(at, zone_named(name))

    assert WITH_OFFSET.fullmatch(shown)
    assert milliseconds(datetime.fromisoformat(shown)) == at // 1000 * 1000


@SOME
@given(sales(), INSTANTS)
def test_a_plan_that_is_shown_can_be_sent_as_the_same_plan(sale: Sale, now: int) -> None:
    shown = admin_sale(sale, now)
    plan = {name: value for name, value in shown.items() if name not in COMPUTED}
    plan["windows"] = [
        {"opens": each.opens, "closes": each.closes, "access": each.access, "until": each.until}
        for each in sale.plan.windows
    ]

    assert plan_from(read_draft(sent_back(plan))) == sale.plan


@SOME
@given(sales(), INSTANTS)
def test_everything_that_marketers_see_of_a_sale_is_json(sale: Sale, now: int) -> None:
    seen = msgspec.json.decode(encoded([admin_sale(sale, now), history(sale)]))

    assert [window["opens"] for window in seen[0]["windows"]] == [
        window.opens for window in sale.plan.windows
    ]
    assert [change["what"] for change in seen[1]["history"]] == [
        change.what for change in sale.history
    ]


@given(DELIVERIES)
def test_an_address_that_is_shown_can_be_sent_as_the_same_address(delivery: Delivery) -> None:
    fields = sent_back(delivery_shown(delivery))

    assert read_delivery(fields) == delivery
    fields.finish()


@given(CONTACTS)
def test_a_contact_that_was_understood_is_understood_again(contact: Contact) -> None:
    said = {"email": contact.email, "language": contact.language, "zone": contact.zone}

    once = read_contact(sent_back(said))
    twice = read_contact(sent_back({**said, "email": once.email}))

    assert once == twice
