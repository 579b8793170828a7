import re
from typing import Any

import pytest

from sale_api.domain.draw import SEED_BYTES, VERSION, Draw, Turns, commitment, digest

SEED = bytes(range(SEED_BYTES))
BEACON = bytes(range(0x80, 0xA0))
OPENING = 1_790_848_800_000
DELAY, SPREAD, DAY = 10_000, 600_000, 86_400_000
LAST = 2**64 - 1
LINE = Turns(OPENING, DELAY, SPREAD)


def place(**other: Any) -> int:
    """Return a place, with other facts than the usual where they are given."""
    shopper = other.pop("shopper", "Ab3dEf9hIj2lMn5p")
    facts = {"seed": SEED, "beacon": BEACON, "sale": "oneplus-october", "window": 0}
    return Draw(**{**facts, **other}).place(shopper)


def test_the_encoding_is_frozen() -> None:
    assert VERSION == "sale-draw-1"
    assert place() == 0xA650E8501101315B
    assert commitment(SEED).startswith("630dcd2966c4336691125448bbb25b4f")
    assert digest("oneplus-october", 0, ["b", "a"]).startswith("b4b19e5b503f55e80934f3cc08b93c3c")


def test_the_same_facts_give_the_same_place_however_often_it_is_asked_for() -> None:
    draw = Draw(seed=SEED, beacon=BEACON, sale="oneplus-october", window=0)

    places = [draw.place(shopper) for shopper in ("anna", "bert", "anna")]

    assert places[0] == places[2] != places[1]


@pytest.mark.parametrize(
    "other",
    [
        {"seed": SEED[::-1]},
        {"beacon": b""},
        {"beacon": BEACON[:-1]},
        {"sale": "oneplus-november"},
        {"window": 1},
        {"shopper": "Ab3dEf9hIj2lMn5q"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_fact_gives_another_place(other: dict[str, Any]) -> None:
    assert place(**other) != place()


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_seed_of_another_length_is_none(length: int) -> None:
    with pytest.raises(AssertionError, match=f"a seed of {length} bytes"):
        place(seed=bytes(length))


def test_there_is_no_window_before_the_first() -> None:
    with pytest.raises(AssertionError, match="window -1"):
        place(window=-1)


def test_a_draw_does_not_show_its_seed() -> None:
    draw = Draw(seed=SEED, beacon=BEACON, sale="a-sale", window=0)

    assert re.search(rf"{SEED!r}|{SEED.hex()}", repr(draw)) is None


@pytest.mark.parametrize(
    ("joined", "place", "served"),
    [
        (-1, 0, DELAY),
        (-1, 1, DELAY),
        (-1, 2**63 - 1, DELAY + SPREAD // 2 - 1),
        (-1, 2**63, DELAY + SPREAD // 2),
        (-1, 2**63 + 1, DELAY + SPREAD // 2),
        (-1, LAST, DELAY + SPREAD - 1),
        (-DAY, LAST, DELAY + SPREAD - 1),
        (0, 0, DELAY + SPREAD),
        (0, LAST, DELAY + SPREAD),
        (1, 0, DELAY + SPREAD + 1),
    ],
)
def test_who_joined_before_the_opening_is_served_by_place_and_others_behind(
    joined: int, place: int, served: int
) -> None:
    assert LINE.served_at(OPENING + joined, place) == OPENING + served


@pytest.mark.parametrize(("joined", "served"), [(-DAY, 0), (-1, 0), (0, 0), (1, 1), (DAY, DAY)])
@pytest.mark.parametrize("place", [0, LAST])
def test_without_delay_and_spread_it_is_first_come_first_served(
    joined: int, served: int, place: int
) -> None:
    assert Turns(OPENING, 0, 0).served_at(OPENING + joined, place) == OPENING + served


@pytest.mark.parametrize(
    ("joined", "place", "served"), [(-1, 0, 0), (-1, LAST, DAY - 1), (0, 0, DAY), (1, 0, DAY + 1)]
)
def test_a_line_may_last_a_day(joined: int, place: int, served: int) -> None:
    assert Turns(OPENING, 0, DAY).served_at(OPENING + joined, place) == OPENING + served


def test_a_spread_of_a_millisecond_serves_all_who_were_in_time_at_once() -> None:
    line = Turns(OPENING, 0, 1)

    assert line.served_at(OPENING - 1, LAST) == OPENING
    assert line.served_at(OPENING, 0) == OPENING + 1


def test_a_line_follows_an_opening_that_is_moved() -> None:
    later = Turns(OPENING + DAY, DELAY, SPREAD)

    assert later.served_at(OPENING - 1, 0) == OPENING + DAY + DELAY
    assert later.served_at(OPENING, 0) == OPENING + DAY + DELAY  # now in time


@pytest.mark.parametrize(("delay", "spread"), [(-1, 0), (0, -1)])
def test_nobody_is_served_before_the_opening(delay: int, spread: int) -> None:
    with pytest.raises(AssertionError, match="-1 ms"):
        Turns(OPENING, delay, spread)


@pytest.mark.parametrize("place", [-1, LAST + 1])
def test_a_place_fits_64_bits(place: int) -> None:
    with pytest.raises(AssertionError, match=f"place {place}"):
        LINE.served_at(OPENING - 1, place)


def test_the_digest_is_the_same_in_whatever_order_they_come() -> None:
    assert digest("a-sale", 0, ["anna", "bert"]) == digest("a-sale", 0, iter(["bert", "anna"]))


@pytest.mark.parametrize(
    ("sale", "window", "shoppers"),
    [
        ("a-sale", 0, ["anna"]),
        ("a-sale", 0, ["anna", "bert", "carl"]),
        ("a-sale", 0, ["annab", "ert"]),
        ("a-sale", 1, ["anna", "bert"]),
        ("b-sale", 0, ["anna", "bert"]),
    ],
)
def test_the_digest_changes_with_whoever_takes_part(
    sale: str, window: int, shoppers: list[str]
) -> None:
    assert digest(sale, window, shoppers) != digest("a-sale", 0, ["anna", "bert"])


def test_nobody_takes_part_twice() -> None:
    with pytest.raises(AssertionError, match="anna takes part twice"):
        digest("a-sale", 0, ["anna", "bert", "anna"])
