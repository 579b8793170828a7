"""Which verdicts a story gets, and that what one of them finds breaks the whole."""

from typing import Any

import pytest

from infra.local.demo_arguments import STORIES
from infra.local.judging import judged
from infra.local.stories.lumia import LUMIA
from infra.local.stories.oneplus import NOVEMBER, OCTOBER
from infra.local.stories.play import Played
from infra.local.stories.story import Story
from infra.local.verdict.books import Books, Goods, LineBooks, ListBooks
from infra.local.verdict.costs import Opened
from infra.local.verdict.judge import Verdict
from tests.demo.cases import good_books, good_journal

NOTHING: dict[str, Any] = {"requests": [], "seconds": {}}


class Shop:
    """Has sold what it should, and nobody stands in a line or in a list."""

    counts_requests = False

    def books(self) -> Books:
        return good_books()

    def line(self) -> LineBooks:
        return LineBooks(())

    def waitlist(self) -> ListBooks:
        return ListBooks((), ())

    def goods(self) -> tuple[Goods, ...]:
        return ()


HEARD: dict[str, Any] = {
    "messages": [{"type": "order.ready", "order": order.order} for order in good_books().orders],
    "refused": 0,
}


def verdict_on(story: Story, mails: int = 0, told: dict[str, Any] = HEARD) -> Verdict:
    windows = 0 if story.line is None else 1 + bool(story.line.invited)
    opens_at = tuple(range(1_000, 1_000 * windows + 1, 1_000))
    played = Played(good_journal(), Opened(NOTHING, NOTHING, 0, 1), 0, opens_at)
    stack: Any = Shop()
    shop: Any = stack
    return judged(stack, story, played, shop, mails=mails, told=told)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("windows7", {"waitlist"}),
        ("oneplus-october", {"line"}),
        ("oneplus-november", {"line", "waitlist", "pools"}),
        ("ubuntu-phone", {"pools"}),
        ("lumia-920", set()),  # a shortage, once a seller has fallen short
    ],
)
def test_a_story_is_judged_by_what_it_has(name: str, parts: set[str]) -> None:
    assert verdict_on(STORIES[name]).parts.as_json().keys() == {*parts, "warehouse"}


def test_what_the_warehouse_never_heard_of_breaks_the_verdict() -> None:
    nothing = {"messages": [], "refused": 0}

    broken = verdict_on(LUMIA, told=nothing).broken

    assert broken == ("The warehouse never heard of orders that are to be packed: 2.",)


def test_a_draw_that_nobody_saw_breaks_the_verdict() -> None:
    assert "Draws are not what was public of them: 2." in verdict_on(OCTOBER).broken


def test_mails_that_went_in_the_outage_break_the_verdict() -> None:
    assert "Mails went out while there was no delivery: 3." in verdict_on(OCTOBER, mails=3).broken


def test_goods_that_nobody_was_given_break_the_verdict() -> None:
    sentence = "No goods were allotted, so nothing was proved of goods to come."

    assert sentence in verdict_on(NOVEMBER).broken
