"""What a page offers to choose from is what the API takes."""

from __future__ import annotations

import re
from pathlib import Path

from tests.functional import openapi

PAGE = Path(__file__).parents[2] / "storefront" / "js" / "countries.js"


def test_the_countries_to_choose_from_are_those_of_the_contract() -> None:
    listed = re.search(r"const CODES =(.*?);", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    assert listed
    codes = re.findall(r"\b[A-Z]{2}\b", listed[1])
    assert codes == openapi.document()["components"]["schemas"]["Country"]["enum"]
