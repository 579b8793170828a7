"""Bodies: any text and any bytes are one JSON object or refused, in words that can be sent."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.http.errors import TooLarge, UnsupportedMediaType
from chalicelib.http.parsing.body import MOST_BYTES, read_object, refuse_large
from sale_api.domain.errors import InvalidRequest
from tests.properties.refusals import check
from tests.properties.strategies import JSON

BODIES = st.one_of(
    st.text(st.characters(), max_size=60),
    st.text(st.characters(categories=["Cs"]), min_size=1, max_size=3),
    JSON.map(json.dumps),
    st.sampled_from([1, 200, 5_000]).map(lambda depth: "[" * depth),
)


@given(BODIES, st.text(max_size=20) | st.just("text/JSON;x"))
def test_any_text_is_an_object_or_refused(body: str, media_type: str) -> None:
    for kind in (media_type, "application/json; charset=utf-8"):
        try:
            assert isinstance(read_object({"body": body}, kind, needed=True), dict)
        except UnsupportedMediaType:
            assert kind is media_type
        except InvalidRequest as refusal:
            check(refusal)


@given(st.binary(max_size=60), st.text(max_size=60))
def test_any_bytes_are_an_object_or_refused(raw: bytes, sent: str) -> None:
    for content in (b64encode(raw).decode(), sent):
        event = {"body": content, "isBase64Encoded": True}
        try:
            assert isinstance(read_object(event, "application/json", needed=False), dict)
        except InvalidRequest as refusal:
            check(refusal)


@given(st.integers(-3, 3).map(lambda over: MOST_BYTES + over), st.sampled_from("aé€😀"))
def test_a_body_is_refused_unread_when_and_only_when_it_is_too_large(
    size: int, letter: str
) -> None:
    raw = (letter * size).encode()[:size].decode(errors="ignore").ljust(size).encode()
    bodies: list[dict[str, object]] = [
        {"body": raw[:size].decode(errors="replace")},
        {"body": b64encode(raw[:size]).decode(), "isBase64Encoded": True},
    ]

    for event in bodies:
        if size > MOST_BYTES:
            with pytest.raises(TooLarge):
                refuse_large(event)
        else:
            refuse_large(event)
