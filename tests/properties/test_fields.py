"""Fields: each fault of an object is told, whatever stands where something else is needed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.http.parsing import plans
from chalicelib.http.parsing.fields import LONGEST_NAME, MOST_FAULTS, Fields
from chalicelib.http.parsing.kinds import whole
from sale_api.domain.errors import InvalidRequest
from tests.properties.strategies import INSTANTS, JSON


@given(st.integers(1, 2 * MOST_FAULTS), st.integers(0, 2 * LONGEST_NAME))
def test_a_refusal_is_no_longer_than_one_can_read(count: int, length: int) -> None:
    with pytest.raises(InvalidRequest) as refused:
        plans.read_draft(Fields({f"{number}{'x' * length}": 1 for number in range(count)}))

    assert len(refused.value.fields) <= MOST_FAULTS
    assert max(map(len, refused.value.fields)) <= LONGEST_NAME


@given(INSTANTS, JSON | st.booleans() | st.integers(-1, 6))
def test_a_field_that_is_left_out_or_null_is_absent_and_any_other_is_read(
    absent: int, raw: object
) -> None:
    fields = Fields({"one": raw, "two": None})

    seen = [fields.optional(name, whole(0, 5), absent) for name in ("one", "two", "three")]

    assert seen[1:] == [absent, absent]
    assert fields.has("one") == (raw is not None)
    assert ("one" in fields.faults) == (raw is not None and not _is_whole(raw))
    assert set(fields.faults) <= {"one"}


@given(JSON)
def test_what_is_no_object_is_a_fault_where_objects_are_needed(raw: object) -> None:
    fields = Fields({"one": raw, "many": raw})

    fields.nested("one")
    fields.each("many", 2)

    each = raw if isinstance(raw, list) and 1 <= len(raw) <= 2 else [None]
    faults = {name.partition("[")[0] for name in fields.faults}
    assert ("one" in faults) is not isinstance(raw, dict)
    assert ("many" in faults) is not all(isinstance(entry, dict) for entry in each)


def _is_whole(raw: object) -> bool:
    return type(raw) is int and 0 <= raw <= 5
