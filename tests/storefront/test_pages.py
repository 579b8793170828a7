"""The pages themselves: what they load at once, what stands in each, and what no page may have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sale_api.domain.erasure import KEPT_YEARS

STOREFRONT = Path(__file__).parents[2] / "storefront"
PAGES = sorted(STOREFRONT.glob("*.html"))
IMPORT = re.compile(r'^(?:import .*?|\} )from "\./(?P<module>[\w-]+\.js)";$', re.MULTILINE)
SCRIPT = re.compile(r'<script type="module" src="/?js/([\w-]+\.js)"></script>')
PRELOAD = re.compile(r'<link rel="modulepreload" href="/?js/([\w-]+\.js)">')
FRAME = re.compile(r"<main.*</main>", re.DOTALL)
HEAD = re.compile(r"<head>.*</head>", re.DOTALL)
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def imported_by(module: str) -> set[str]:
    """Return all modules that one needs before it runs."""
    found: set[str] = set()
    to_read = [module]
    while to_read:
        text = (STOREFRONT / "js" / to_read.pop()).read_text()
        new = {match["module"] for match in IMPORT.finditer(text)} - found
        found |= new
        to_read += new
    return found


@each_page
def test_a_page_loads_all_its_modules_at_once_and_no_others(page: Path) -> None:
    text = page.read_text()

    (script,) = SCRIPT.findall(text)

    assert PRELOAD.findall(text) == sorted(imported_by(script))


@each_page
def test_a_page_has_the_same_frame_as_all_others(page: Path) -> None:
    frames = [
        HEAD.sub("", FRAME.sub("", one.read_text())).replace('="/', '="')
        for one in (page, STOREFRONT / "index.html")
    ]

    assert frames[0] == frames[1]


@each_page
def test_a_page_says_what_it_is_without_a_script_in_both_languages(page: Path) -> None:
    text = page.read_text()

    (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", text)
    (noscript,) = re.findall(r"<noscript>(.*?)</noscript>", text, re.DOTALL)

    assert " · " in heading
    assert 'lang="de"' in noscript
    assert 'lang="en"' in noscript


@each_page
def test_a_page_has_nothing_that_the_security_policy_would_refuse(page: Path) -> None:
    text = page.read_text()

    refused = re.findall(
        r"<style|\bstyle=|\bon\w+=|<script(?! type=\"module\" src=)|https?://", text
    )

    assert refused == []


def test_no_module_reads_markup() -> None:
    risky = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    )

    own = [one for one in STOREFRONT.rglob("*.js") if "vendor" not in one.parts]
    found = [one.name for one in own if risky.search(one.read_text())]

    assert found == []


def test_no_module_is_longer_than_200_lines() -> None:
    lengths = {one.name: len(one.read_text().splitlines()) for one in STOREFRONT.glob("js/*.js")}

    assert [name for name, lines in lengths.items() if lines > 200] == []


def test_an_order_is_said_to_be_kept_for_as_long_as_it_is() -> None:
    text = (STOREFRONT / "js" / "order-view.js").read_text()

    said = re.search(r"const KEPT_YEARS = (\d+);", text)

    assert said
    assert int(said[1]) == KEPT_YEARS
