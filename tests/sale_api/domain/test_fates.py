"""What became of a mail, and which of two fates stands."""

from __future__ import annotations

import pytest

from sale_api.domain.fates import Fate, Posted, posted_in, trouble_in

TASK = "1-notice"


@pytest.mark.parametrize("fate", Fate)
def test_a_fate_is_read_as_it_was_kept(fate: Fate) -> None:
    posted = Posted(fate, 1_800_000_000_000)

    assert posted_in({TASK: posted.text}, TASK) == posted


def test_of_what_nobody_told_there_is_no_fate() -> None:
    assert posted_in({TASK: Posted(Fate.BOUNCED, 1).text}, "2-notice") is None


@pytest.mark.parametrize(
    ("fates", "trouble"),
    [
        ((), None),
        ((Fate.DELIVERED, Fate.DELIVERED), None),
        ((Fate.DELIVERED, Fate.BOUNCED), Fate.BOUNCED),
        ((Fate.COMPLAINED, Fate.BOUNCED, Fate.DELIVERED), Fate.COMPLAINED),
    ],
)
def test_the_worst_of_an_orders_mails_is_its_trouble(
    fates: tuple[Fate, ...], trouble: Fate | None
) -> None:
    kept = {f"{n}-notice": Posted(fate, 9 - n).text for n, fate in enumerate(fates)}

    assert trouble_in(kept) is trouble


@pytest.mark.parametrize(
    ("lesser", "greater"),
    [
        (Posted(Fate.DELIVERED, 2), Posted(Fate.BOUNCED, 1)),
        (Posted(Fate.BOUNCED, 2), Posted(Fate.COMPLAINED, 1)),
        (Posted(Fate.BOUNCED, 9), Posted(Fate.BOUNCED, 10)),
        (Posted(Fate.DELIVERED, 999_999_999_999), Posted(Fate.DELIVERED, 1_800_000_000_000)),
    ],
)
def test_the_text_of_what_stands_over_another_is_greater(lesser: Posted, greater: Posted) -> None:
    assert lesser.text < greater.text
