"""The properties below this directory are tried on new examples each time."""

import random
from threading import Thread

from hypothesis import given, settings
from hypothesis import strategies as st


def examples_after_reseeding() -> list[int]:
    """Return the examples of a thread: hypothesis has dice of its own for each."""
    drawn = []

    @settings(settings.get_profile("ours"), database=None)
    @given(st.integers())
    def note(number: int) -> None:
        drawn.append(number)

    random.seed(1)
    thread = Thread(target=note)
    thread.start()
    thread.join()
    return drawn


def test_who_reseeds_the_dice_before_each_test_does_not_freeze_the_examples() -> None:
    one, other = examples_after_reseeding(), examples_after_reseeding()

    assert len(one) == len(other) == settings.get_profile("ours").max_examples
    assert one != other


def test_an_example_that_fails_can_be_played_again() -> None:
    profile = settings.get_profile("ours")

    assert profile.print_blob
    assert not profile.derandomize
