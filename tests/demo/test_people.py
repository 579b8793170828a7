"""The crowd is the same each time, and mixed."""

from collections import Counter

from infra.local.crowd.people import Temper, gather


def test_the_same_seed_brings_the_same_people() -> None:
    first, second, other = (gather(50, limit=3, registering=5, seed=seed) for seed in (1, 1, 2))

    assert first == second
    assert first != other


def test_everybody_comes_once_and_as_many_register_as_were_asked_to() -> None:
    people = gather(500, limit=3, registering=40, seed=1)

    assert {person.number for person in people} == set(range(500))
    assert len({person.email for person in people}) == 500
    assert sum(person.registers for person in people) == 40


def test_households_want_one_to_three_units_and_never_more_than_the_limit() -> None:
    assert {person.wants for person in gather(500, limit=3, registering=0, seed=1)} == {1, 2, 3}
    assert {person.wants for person in gather(500, limit=2, registering=0, seed=1)} == {1, 2}


def test_most_order_some_give_back_some_walk_away_some_click_twice() -> None:
    people = gather(2_000, limit=3, registering=0, seed=1)

    tempers = Counter(person.temper for person in people)

    assert tempers[Temper.ORDERS] > 1_500
    assert min(tempers[Temper.GIVES_BACK], tempers[Temper.WALKS_AWAY]) > 100
    assert 20 < sum(person.clicks_twice for person in people) < 120
