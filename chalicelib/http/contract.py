"""The API's own description, made from `openapi.yaml` beforehand: no YAML is read here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call

FIVE_MINUTES = "public, max-age=300"


def show_contract(_call: Call) -> Answer:
    """OpenAPI 3.1, the whole of it."""
    return Answer(body=_contract(), cache=FIVE_MINUTES)


@cache
def _contract() -> str:
    return Path(__file__).with_name("openapi.json").read_text(encoding="utf-8")
