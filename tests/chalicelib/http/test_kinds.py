"""Kinds of values, each at, below and above its limits."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from chalicelib.http.parsing.kinds import FLAG, Kind, matching, one_of, text, whole


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def refused(kind: Kind[object] | Kind[str] | Kind[int], raw: object) -> str:
    with pytest.raises(ValueError, match=r"\w") as fault:
        kind.convert(raw)
    return str(fault.value)


@pytest.mark.parametrize("raw", ["a", "a" * 5, " a ", "äöü", "👍", "a\u200db"])
def test_text_within_its_bounds_is_taken_and_trimmed(raw: str) -> None:
    assert text(5).convert(raw) == raw.strip()


@pytest.mark.parametrize("raw", ["", " ", "\u2003", "a" * 6, "    a "])
def test_text_out_of_its_bounds_is_refused(raw: str) -> None:
    assert refused(text(5), raw) == "Give 1 to 5 characters."


def test_text_of_one_length_and_text_that_may_be_empty_say_so() -> None:
    assert refused(text(2, least=2), "a") == "Give 2 characters."
    assert refused(text(2, least=0), "aaa") == "Give at most 2 characters."
    assert text(2, least=0).convert("") == ""


@pytest.mark.parametrize(
    "letter", ["\x00", "\t", "\r", "\n", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ufffd"]
)
def test_what_could_forge_a_line_is_refused(letter: str) -> None:
    assert "control characters" in refused(text(9), f"a{letter}b")


@pytest.mark.parametrize("letter", ["\ud800", "\uffff", "\ufeff"])
def test_what_is_no_character_is_refused(letter: str) -> None:
    assert "control characters" in refused(text(9, lines=True), f"a{letter}b")


def test_lines_may_break_but_not_return() -> None:
    assert text(9, lines=True).convert("a\nb") == "a\nb"
    assert "control characters" in refused(text(9, lines=True), "a\r\nb")


@pytest.mark.parametrize("raw", [1, 3, 3.0])
def test_a_whole_number_within_its_bounds_is_taken(raw: int) -> None:
    assert whole(1, 3).convert(raw) == raw


@pytest.mark.parametrize("raw", [0, 4, -1, 1.5, 4.0, 1e400, True, "1", None, 10**400, [], {}])
def test_what_is_no_whole_number_within_the_bounds_is_refused(raw: object) -> None:
    assert refused(whole(1, 3), raw) == "Give a whole number from 1 to 3."


def test_a_word_is_one_of_those_there_are() -> None:
    assert one_of(Colour).convert("red") is Colour.RED


@pytest.mark.parametrize("raw", ["green", "RED", "", None, ["red"], {"red": 1}, 1])
def test_another_word_is_told_which_there_are(raw: object) -> None:
    with pytest.raises(ValueError, match="Choose one of: red, blue"):
        one_of(Colour).convert(raw)


@pytest.mark.parametrize("raw", [0, 1, "true", None])
def test_true_and_false_are_no_numbers_or_words(raw: object) -> None:
    with pytest.raises(ValueError, match="Give true or false"):
        FLAG.convert(raw)


def test_a_pattern_matches_the_whole() -> None:
    kind = matching(re.compile("[a-z]+"), "Use letters.")

    assert kind.convert("abc") == "abc"
    assert refused(kind, "abc\n") == "Use letters."
    assert refused(kind, 7) == "Use letters."
