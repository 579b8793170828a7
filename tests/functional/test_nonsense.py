"""Whatever is sent, the answer is one of those that are described, and never a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.functional.api import JSON, Api, event_of
from tests.functional.mutants import changed, places
from tests.functional.stage import GOOD, Stage, WholeStage
from tests.systems import World, installed

WITH_BODY = [route for route, good in GOOD.items() if good.body]
FEW = settings(
    max_examples=15,  # of each route; others the next time, and the fuzz sends hundreds more
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with installed(World()) as world:
        yield WholeStage(Api(world))


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
@FEW
@given(data=st.data())
def test_any_value_in_any_place_is_answered(
    stage: Stage, method: str, path: str, data: st.DataObject
) -> None:
    good = GOOD[method, path]
    body = good.filled(stage)
    steps = data.draw(st.sampled_from(list(places(body))))
    value = data.draw(values)

    reply = good.send(stage, method, path, body=changed(body, steps, value))

    assert reply.status < 500


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
@FEW
@given(raw=st.text(max_size=200) | values.map(json.dumps), token=st.text(max_size=50))
def test_any_text_is_answered(stage: Stage, method: str, path: str, raw: str, token: str) -> None:
    good = GOOD[method, path]
    known = stage.numbers
    parameters = {name: value.format(**known) for name, value in good.parameters.items()}

    for bearer in (stage.token_of(good.role), token):
        headers = {**JSON, **good.headers, "Authorization": f"Bearer {bearer}"}
        event = event_of(method, path, parameters=parameters, headers=headers, body=raw)
        assert stage.api.send(method, path, event).status < 500


@FEW
@given(query=st.text(max_size=60))
def test_any_query_is_answered(stage: Stage, query: str) -> None:
    reply = stage.api.ask("GET", "/v1/admin/orders", token=stage.admin, query=query)

    assert reply.status < 500


@pytest.mark.parametrize(("method", "path"), [each for each in GOOD if "{" in each[1]])
@FEW
@given(value=st.text(max_size=45))
def test_any_path_is_answered(stage: Stage, method: str, path: str, value: str) -> None:
    good = GOOD[method, path]

    reply = good.send(stage, method, path, **dict.fromkeys(good.parameters, value))

    assert reply.status < 500
