"""What every refusal of fields must be, whatever was refused."""

from __future__ import annotations

import json

from chalicelib.http.answers import encoded
from chalicelib.http.problems import problem
from sale_api.domain.errors import InvalidRequest


def check(refusal: InvalidRequest) -> None:
    """Check that a refusal names fields, has a sentence for each, and can be sent."""
    assert refusal.fields
    assert all(problem.endswith(".") for problem in refusal.fields.values())
    assert "fields" in json.loads(encoded(problem(refusal, "request-1").body))
