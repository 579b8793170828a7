"""The words of the pages: each page loads those that it needs, and none is there for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sale_api.domain.history import NoteKind
from sale_api.domain.moves import Actor, OrderState
from tests.storefront.test_pages import PAGES, SCRIPT, STOREFRONT, imported_by

KEY = re.compile(r'^  "?([\w.]+)"?:', re.MULTILINE)
ALL_PAGES = ""
LATER = re.compile(r'import\("\./([\w-]+\.js)"\)(?!\.[A-Z])')  # but no types
NEEDED = re.compile(r'need\("(\w+)"\)')
PUT_TOGETHER = re.compile(r"`([\w.]+\.)\$\{")


def words() -> dict[str, set[str]]:
    """Return the keys of each part of the words; those of all pages have no name."""
    files = {
        one.stem.rpartition("de")[0].rstrip("-"): one for one in STOREFRONT.glob("texts/*de.js")
    }
    return {part: set(KEY.findall(file.read_text())) for part, file in files.items()}


def stem(key: str) -> str:
    """Return the name of words that have a form for one and a form for several."""
    return re.sub(r"\.(one|other)$", "", key)


def said_by(text: str, keys: set[str]) -> set[str]:
    return {key for key in keys if f'"{key}"' in text or f'"{stem(key)}"' in text}


def modules_of(page: Path) -> dict[str, str]:
    """Return the text of all modules that a page may ever load, by their names."""
    (script,) = SCRIPT.findall(page.read_text())
    found: dict[str, str] = {}
    to_read = {script}
    while to_read:
        for module in to_read | {one for name in to_read for one in imported_by(name)}:
            found[module] = (STOREFRONT / "js" / module).read_text()
        to_read = {name for text in found.values() for name in LATER.findall(text)} - set(found)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_loads_the_words_that_it_needs(page: Path) -> None:
    markup, modules = page.read_text(), modules_of(page)
    own = re.search(r'<main[^>]* data-words="([\w ]+)"', markup)
    parts = {ALL_PAGES, *(own[1].split() if own else [])}
    later = {part for text in modules.values() for part in NEEDED.findall(text)}
    known, at_once = words(), set[str]()
    for part in parts:
        at_once |= known[part]
    everything = set().union(*known.values())

    static = said_by(markup, everything) - at_once
    lacking = said_by("\n".join(modules.values()), everything) - at_once
    for part in later:
        lacking -= known[part]
        static -= known[part]

    assert (static, lacking) == (set(), set())


def test_all_that_may_happen_to_an_order_is_said_in_words() -> None:
    needed = {f"order.{state}" for state in OrderState}
    needed |= {f"order.{state}Text" for state in OrderState}
    needed |= {f"event.{each}" for each in (*OrderState, *NoteKind)}
    needed |= {f"by.{actor}" for actor in Actor}
    needed |= {"event.mailDelivered", "event.mail.bounced", "event.mail.complained"}

    assert needed <= words()["order"] | words()["facts"]


def test_no_words_are_there_for_nothing() -> None:
    files = [*PAGES, *STOREFRONT.glob("js/*.js")]
    text = "\n".join(file.read_text() for file in files)
    everything = set().union(*words().values())

    made = tuple(set(PUT_TOGETHER.findall(text)))
    dead = {key for key in everything - said_by(text, everything) if not key.startswith(made)}

    assert dead == set()


@pytest.mark.parametrize(
    ("language", "function", "confirmation"),
    [
        ("de", "Vertrag widerrufen", "Widerruf bestätigen"),
        ("en", "Withdraw from contract", "Confirm withdrawal"),
    ],
)
def test_withdrawing_is_called_what_the_law_calls_it(
    language: str, function: str, confirmation: str
) -> None:
    text = (STOREFRONT / "texts" / f"order-{language}.js").read_text()

    said = dict(re.findall(r'^  "(withdraw\.\w+)": "(.*)",$', text, re.MULTILINE))

    assert (said["withdraw.button"], said["withdraw.yes"]) == (function, confirmation)
