"""The tables in benchmarks/README.md: written by a run, each between its benchmark's own marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

README: Final = Path(__file__).with_name("README.md")
HEAD: Final = "| what | unit | ours | reference | ratio | bar | holds |"
LINE: Final = "| --- | --- | ---: | ---: | ---: | ---: | --- |"


class MarksError(Exception):
    """When the page has no place for a table."""


def written_into(page: str, benchmark: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """Return the page with a benchmark's results between its marks."""
    begin, end = f"<!-- results: {benchmark} -->", f"<!-- /results: {benchmark} -->"
    before, found, rest = page.partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise MarksError(f"{README.name} has no place for the results of {benchmark}.")
    return f"{before}{begin}\n\n{table_of(entries)}\n\n{end}{after}"


def table_of(entries: Sequence[Mapping[str, Any]]) -> str:
    """Return results as a table; a result without a bar stands there for comparison alone."""
    rows = [
        f"| {entry['name']} | {entry['unit']} | {_number(entry['ours'])}"
        f" | {_number(entry['reference'])} | {_ratio(entry)} | {_bar(entry)} | {_verdict(entry)} |"
        for entry in entries
    ]
    return "\n".join([HEAD, LINE, *rows])


def _number(value: float) -> str:
    digits = 0 if abs(value) >= 100 or value == round(value) else 1 if abs(value) >= 10 else 3  # noqa: PLR2004 - three digits are read
    return f"{value:,.{digits}f}"


def _ratio(entry: Mapping[str, Any]) -> str:
    return "" if entry["ratio"] is None else f"{entry['ratio']:.2f}"


def _bar(entry: Mapping[str, Any]) -> str:
    if entry["bar"] is None:
        return ""
    return f"{'at least' if entry['at_least'] else 'at most'} {entry['bar']:.2f}"


def _verdict(entry: Mapping[str, Any]) -> str:
    return "" if entry["bar"] is None else "yes" if entry["holds"] else "**no**"
