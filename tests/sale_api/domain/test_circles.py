"""Who counts together: spellings of one address do, and as little else as can be."""

import pytest
from msgspec.structs import replace

from sale_api.domain.circles import (
    Origin,
    domain_circle,
    household_circle,
    refuse_throwaway,
    too_many_of_a_domain,
    too_many_of_a_household,
)
from sale_api.domain.contact import Delivery
from sale_api.domain.errors import Forbidden
from tests.house.sources import PROJECT
from tests.sale_api.given import DELIVERY, SALE

KEY = bytes(range(32))
PAGE = (PROJECT / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")
VECTORS = [
    [cell.strip().strip("`") for cell in line.strip("| \n").split("|")]
    for line in PAGE.partition("## Test vectors")[2].splitlines()
    if line.startswith("| `")
]
ONE_PLACE = [
    ("Hauptstr. 1", "10115", "Berlin"),
    ("Hauptstraße 1", "10115", "Berlin"),
    ("HAUPTSTRASSE 1", "10 115", "BERLIN"),
    (" Haupt-Straße,  1. ", "10115", "berlin"),
]
OTHER_PLACES = [
    ("Hauptstr. 11", "10115", "Berlin"),
    ("Hauptstr. 1 1", "10115", "Berlin"),
    ("Hauptstr. 1a", "10115", "Berlin"),
    ("Nebenstr. 1", "10115", "Berlin"),
    ("Hauptstr. 1", "10117", "Berlin"),
    ("Hauptstr. 1", "10115", "Bernau"),
]


def circle_of(street: str, postcode: str, city: str, *, country: str = "DE") -> str:
    return household_circle(SALE, Delivery("Anna", street, postcode, city, country), KEY)


@pytest.mark.parametrize("place", ONE_PLACE)
def test_spellings_of_one_address_are_one_household(place: tuple[str, str, str]) -> None:
    assert circle_of(*place) == circle_of(*ONE_PLACE[0])


def test_other_addresses_are_other_households() -> None:
    circles = {circle_of(*place) for place in [ONE_PLACE[0], *OTHER_PLACES]}

    assert len(circles) == 1 + len(OTHER_PLACES)
    assert circle_of(*ONE_PLACE[0], country="AT") not in circles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müllerweg 3", "Muellerweg 3"),
        ("Mu\u0308llerweg 3", "Müllerweg 3"),
        ("Gasse 12/3", "Gasse 12 - 3"),
        ("Gasse 12a", "Gasse 12 A"),
    ],
)
def test_signs_that_people_set_as_they_like_do_not_count(one: str, other: str) -> None:
    assert circle_of(one, "1", "Wien") == circle_of(other, "1", "Wien")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gasse 12/3", "Gasse 123"),
        ("Mullerweg 3", "Müllerweg 3"),
        ("मुंबई रोड 5", "मबई रड 5"),
        ("Gasse 1/23", "Gasse 12/3"),
    ],
)
def test_signs_that_make_another_address_count(one: str, other: str) -> None:
    assert circle_of(one, "1", "Wien") != circle_of(other, "1", "Wien")


def test_the_name_does_not_matter() -> None:
    other = replace(DELIVERY, name="Bert Muster")

    assert household_circle(SALE, other, KEY) == household_circle(SALE, DELIVERY, KEY)


def test_a_circle_is_another_in_another_sale_and_under_another_key() -> None:
    circles = [
        domain_circle("sale", "example.org", KEY),
        domain_circle("other", "example.org", KEY),
        domain_circle("sale", "example.com", KEY),
        domain_circle("sale", "example.org", bytes(32)),
    ]

    assert len(set(circles)) == len(circles)


def test_neither_domain_nor_address_can_be_read_from_a_circle() -> None:
    circles = [domain_circle(SALE, "example.org", KEY), household_circle(SALE, DELIVERY, KEY)]

    assert [len(circle) for circle in circles] == [20, 20]
    assert not any(word in circle.lower() for circle in circles for word in ("exa", "haupt"))


def test_throw_away_addresses_are_refused_where_they_are_and_nowhere_else() -> None:
    refuse_throwaway(Origin(throwaway=True), refused=False)
    refuse_throwaway(Origin(throwaway=False), refused=True)
    with pytest.raises(Forbidden, match="one that lasts"):
        refuse_throwaway(Origin(throwaway=True), refused=True)


def test_a_refusal_says_how_many_of_what_may_come() -> None:
    domain, household = too_many_of_a_domain(3), too_many_of_a_household(1)

    assert (domain.data, household.data) == (
        {"limit": 3, "counted": "domain"},
        {"limit": 1, "counted": "household"},
    )


@pytest.mark.parametrize("row", VECTORS, ids=[row[0] for row in VECTORS])
def test_the_vectors_of_the_documentation_hold(row: list[str]) -> None:
    if len(row) == 2:
        assert domain_circle("phone", row[0], KEY) == row[1]
    else:
        street, postcode, city, country, circle = row
        made = household_circle("phone", Delivery("", street, postcode, city, country), KEY)

        assert made == circle


def test_the_documentation_has_vectors_of_both_kinds() -> None:
    assert {len(row) for row in VECTORS} == {2, 5}
