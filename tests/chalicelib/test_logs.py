"""A log is one JSON object a line, and an exception's message never gets there."""

from __future__ import annotations

import json

import pytest

from chalicelib.logs import Log
from sale_api.ports import Queue


def test_a_line_is_one_json_object_with_its_facts() -> None:
    lines: list[str] = []

    Log(write=lines.append).info("mailed", queue=Queue.SIGN_IN, batch=3, late=None)

    assert json.loads(lines[0]) == {
        "level": "INFO",
        "event": "mailed",
        "queue": "sign-in",
        "batch": 3,
        "late": None,
    }
    assert lines[0].endswith("}\n")
    assert lines[0].count("\n") == 1


def test_a_line_break_in_a_fact_makes_no_second_line() -> None:
    lines: list[str] = []

    Log(write=lines.append).warning("odd", what="a\nb")

    assert lines[0].count("\n") == 1


def test_what_is_below_the_level_is_not_written() -> None:
    lines: list[str] = []
    log = Log("WARNING", lines.append)

    log.info("a")
    log.warning("b")
    log.fault("c")

    assert [json.loads(line)["event"] for line in lines] == ["b", "c"]


def test_a_fact_that_is_no_json_is_written_as_text() -> None:
    lines: list[str] = []

    Log("INFO", lines.append).info("odd", what=1 + 2j)

    assert json.loads(lines[0])["what"] == "(1+2j)"


def test_an_error_shows_where_it_came_from_and_never_its_message() -> None:
    lines: list[str] = []
    try:
        try:
            int("someone@example.org")
        except ValueError as cause:
            raise KeyError("someone@example.org") from cause
    except KeyError as error:
        Log(write=lines.append).fault("failed", error, route="/v1/me")

    line = json.loads(lines[0])
    assert line["error"] == "KeyError"
    assert line["route"] == "/v1/me"
    assert [place for place in line["stack"] if " in " not in place] == ["KeyError", "ValueError"]
    assert any("test_logs.py" in place for place in line["stack"])
    assert "example.org" not in lines[0]


def test_lines_go_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    Log().info("hello")

    assert json.loads(capsys.readouterr().out) == {"level": "INFO", "event": "hello"}
