"""Fields are read one by one, and every fault is told once, by its path."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from chalicelib.http.parsing.fields import MISSING, MOST_FAULTS, UNKNOWN, Fields
from chalicelib.http.parsing.kinds import text, whole
from sale_api.domain.errors import InvalidRequest

NAME, COUNT = text(5), whole(1, 3)


def faults(fields: Fields, **more: str) -> Mapping[str, str]:
    with pytest.raises(InvalidRequest) as refusal:
        fields.finish(lambda: {name.replace("_", "."): said for name, said in more.items()})
    return refusal.value.fields


def test_what_is_right_is_returned() -> None:
    fields = Fields({"name": "a", "none": None, "in": {"count": 2}, "list": [{"count": 3}]})

    read = (
        fields.read("name", NAME),
        fields.optional("none", NAME, "absent"),
        fields.optional("nothing", NAME, "absent"),
        fields.nested("in").read("count", COUNT),
        [entry.read("count", COUNT) for entry in fields.each("list", 1)],
        fields.has("none"),
        fields.has("name"),
    )
    fields.finish()

    assert read == ("a", "absent", "absent", 2, [3], False, True)


def test_faults_are_named_by_their_path() -> None:
    fields = Fields({"name": 7, "in": {"count": 0}, "list": [{}, 5]})

    fields.read("name", NAME)
    fields.nested("in").read("count", COUNT)
    for entry in fields.each("list", 2):
        entry.read("count", COUNT)

    assert set(faults(fields)) == {"name", "in.count", "list[0].count", "list[1]"}


@pytest.mark.parametrize("raw", [None, 5, "x", [], {}, [{}] * 4])
def test_a_list_that_is_none_or_too_long_is_one_fault(raw: object) -> None:
    fields = Fields({"list": raw})

    assert fields.each("list", 3) == []
    assert faults(fields) == {"list": "Give a list of one to 3 objects."}


def test_an_object_that_is_none_is_one_fault_whatever_is_read_of_it() -> None:
    fields = Fields({"in": [1]})

    fields.nested("in").read("count", COUNT)
    fields.nested("out").read("count", COUNT)

    assert faults(fields) == {"in": "Give an object.", "out": MISSING}


def test_what_nobody_asked_for_is_a_fault_at_every_depth() -> None:
    fields = Fields({"a": 1, "in": {"b": 2}, "list": [{"c": 3}]})

    fields.nested("in")
    fields.each("list", 1)

    assert faults(fields) == {"a": UNKNOWN, "in.b": UNKNOWN, "list[0].c": UNKNOWN}


def test_what_else_is_wrong_is_told_with_it_unless_a_fault_explains_it() -> None:
    fields = Fields({"list": [{"count": 0}], "name": "too long"})

    fields.each("list", 1)[0].read("count", COUNT)
    fields.read("name", NAME)

    assert set(faults(fields, other="x", list="y", name="z")) == {"list[0].count", "name", "other"}


def test_what_else_is_wrong_is_not_asked_when_all_is_well() -> None:
    def not_asked() -> Mapping[str, str]:
        raise AssertionError("asked")

    Fields({}).finish(not_asked)


def test_faults_are_bounded() -> None:
    fields = Fields({str(number): 1 for number in range(2 * MOST_FAULTS)})

    assert len(faults(fields)) == MOST_FAULTS
