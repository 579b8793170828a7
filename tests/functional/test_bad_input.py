"""Bad input gets a problem that names the fields, and changes nothing; on every route there is."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.functional.api import JSON, Api, Reply, event_of
from tests.functional.mutants import (
    LONG,
    UNCLEAN,
    WRONG,
    Steps,
    all_places,
    changed,
    missing_fields,
    named,
    unknown_fields,
    without,
    wrong_values,
)
from tests.functional.stage import DELIVERY, GOOD, SALE, Stage, WholeStage, plan
from tests.systems import World, installed

WITH_BODY = [route for route, good in GOOD.items() if good.body is not None]
NEEDS_BODY = [
    route
    for route in WITH_BODY
    if GOOD[route].body and "reason" not in GOOD[route].body and route[1] != "/v1/shoppers/session"
]
EVERY = pytest.mark.parametrize(("method", "path"), GOOD)
BODIES = pytest.mark.parametrize(("method", "path"), WITH_BODY)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """One stage for all: what is refused changes nothing, as each test asserts."""
    with installed(World()) as world:
        yield WholeStage(Api(world))


def everything(stage: Stage) -> list[Mapping[Any, Any] | list[Any]]:
    """Return all that a request could change; what these hold is never changed itself."""
    world = stage.api.world
    changeable: tuple[Mapping[Any, Any] | list[Any], ...] = (
        world.sales.sales,
        world.lots.lots,
        world.published.levels,
        world.orders.standing,
        world.views.summaries,
        world.shoppers.deliveries,
        world.baskets.baskets,
        world.entrants.entrants,
        world.waiting.entries,
        world.invitations.invitations,
        world.invitations.standing,
        world.queues.sent,
        world.mailer.mails,
    )
    return [copy.copy(each) for each in changeable]


def refused(stage: Stage, method: str, path: str, body: object) -> Reply:
    """Send a wrong body to a route, and return the refusal; nothing has changed."""
    before = everything(stage)
    reply = GOOD[method, path].send(stage, method, path, body=body)
    assert reply.status == 400, reply
    assert everything(stage) == before
    return reply


def sent_raw(stage: Stage, method: str, path: str, raw: str | bytes, media_type: str) -> Reply:
    """Send any body at all, and return the refusal; nothing has changed."""
    good = GOOD[method, path]
    known = stage.numbers
    token = stage.token_of(good.role)
    is_base64 = isinstance(raw, bytes)
    event = event_of(
        method,
        path,
        parameters={name: value.format(**known) for name, value in good.parameters.items()},
        headers={
            **({"Content-Type": media_type} if media_type else {}),
            **({"Authorization": f"Bearer {token}"} if token else {}),
            **good.headers,
        },
        body=base64.b64encode(raw).decode() if isinstance(raw, bytes) else raw,
        is_base64=is_base64,
    )
    before = everything(stage)
    reply = stage.api.send(method, path, event)
    assert everything(stage) == before
    return reply


@pytest.mark.parametrize(("method", "path", "steps"), all_places())
def test_every_wrong_value_is_refused_by_the_name_of_its_field(
    stage: Stage, method: str, path: str, steps: Steps
) -> None:
    good = GOOD[method, path].filled(stage)

    named_fields = {
        name: list(refused(stage, method, path, changed(good, steps, WRONG[name])).fields)
        for name in wrong_values(method, path, steps)
    }

    assert len(named_fields) >= len(UNCLEAN)
    assert {
        name: fields
        for name, fields in named_fields.items()
        if not any(field.startswith(named(steps)) for field in fields)
    } == {}


@pytest.mark.parametrize(("method", "path", "steps"), missing_fields())
def test_a_missing_field_is_named(stage: Stage, method: str, path: str, steps: Steps) -> None:
    reply = refused(stage, method, path, without(GOOD[method, path].filled(stage), steps))

    assert reply.fields == {named(steps): "This field is needed."}


@pytest.mark.parametrize(("method", "path", "steps"), unknown_fields())
def test_an_unknown_field_is_named(stage: Stage, method: str, path: str, steps: Steps) -> None:
    reply = refused(stage, method, path, changed(GOOD[method, path].filled(stage), steps, 1))

    assert reply.fields == {named(steps): "There is no such field."}


@BODIES
def test_all_wrong_fields_are_named_at_once(stage: Stage, method: str, path: str) -> None:
    body: dict[str, object] = {key: [[]] for key in GOOD[method, path].body}

    reply = refused(stage, method, path, {**body, "colour": "red"})

    lists = {"windows", "pools", "emails", "shipments", "deliveries"} & set(body)
    assert set(reply.fields) == {*(set(body) - lists), *(f"{name}[0]" for name in lists), "colour"}


def test_faults_deep_inside_are_named_together_with_what_is_wrong_with_the_whole(
    stage: Stage,
) -> None:
    body = {
        "sale": "No",
        **plan(
            zone="Europe/Nowhere",
            windows=[
                {"opens": "2027-01-01T09:00:00", "closes": 5},
                {"opens": "2027-01-02T09:00:00+01:00"},
            ],
            price={"amount": -1, "currency": "EUR"},
            reference_price={"amount": 1, "currency": "USD"},
            pools=[{"pool": "main", "units": 0}, {"pool": "Main!", "units": 1.5}],
            hold_seconds=4,
            colour="red",
        ),
    }

    reply = refused(stage, "POST", "/v1/admin/sales", body)

    assert set(reply.fields) == {
        "sale",
        "zone",
        "windows[0].closes",
        "windows[1].opens",
        "windows[1].closes",
        "price.amount",
        "reference_price.currency",
        "pools[0].units",
        "pools[1].pool",
        "pools[1].units",
        "hold_seconds",
        "colour",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"windows": [{"opens": "2027-03-28T02:30", "closes": "2027-03-28T04:00"}]}, "[0].opens"),
        ({"windows": [{"opens": "2027-10-31T01:30", "closes": "2027-10-31T02:30"}]}, "[0].closes"),
        ({"windows": [{"opens": "2027-02-30T09:00", "closes": "2027-03-01T09:00"}]}, "[0].opens"),
        ({"windows": [{"opens": "2027-01-01T09:00", "closes": "2027-01-01T09:00"}]}, "[0].closes"),
        ({"windows": [{"opens": "1999-01-01T09:00", "closes": "2027-01-01T09:00"}]}, "[0].opens"),
        ({"windows": [{"opens": "2027-01-01T09:00", "closes": "9999-12-31T23:59"}]}, "[0].closes"),
        ({"windows": [{"opens": "2027-01-01 09:00", "closes": "2027-01-01T10:00"}]}, "[0].opens"),
        ({"windows": [{"opens": "2027-W01-1", "closes": "2027-01-01T10:00"}]}, "[0].opens"),
        ({"windows": [{"opens": "2027-01-01T24:00", "closes": "2027-01-03T10:00"}]}, "[0].opens"),
    ],
)
def test_hours_that_are_none_are_refused(
    stage: Stage, changes: dict[str, object], field: str
) -> None:
    reply = refused(stage, "POST", "/v1/admin/sales", {"sale": "watch", **plan(**changes)})

    assert list(reply.fields) == [f"windows{field}"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"limit": 17, "pools": [{"pool": "main", "units": 33}]}, "limit"),
        ({"pools": [{"pool": "a", "units": 9}, {"pool": "a", "units": 9}]}, "pools"),
        ({"pools": [{"pool": p, "units": 60_000} for p in "ab"]}, "pools"),
        ({"pools": [{"pool": f"p{n}", "units": 9} for n in range(9)]}, "pools"),
        ({"reference_price": {"amount": 1, "currency": "USD"}}, "reference_price.currency"),
        ({"zone": "Europe"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"zone": "/etc/localtime"}, "zone"),
        ({"price": {"amount": 10**9 + 1, "currency": "EUR"}}, "price.amount"),
        ({"price": {"amount": 1, "currency": "eur"}}, "price.currency"),
        ({"title": "x" * 201}, "title"),
        ({"description": "x" * 2001}, "description"),
        ({"seller": "a\nb"}, "seller"),
        ({"contact": "the shop"}, "contact"),
        ({"contact": ""}, "contact"),
    ],
)
def test_plans_that_cannot_work_are_refused(
    stage: Stage, changes: dict[str, object], field: str
) -> None:
    reply = refused(stage, "POST", "/v1/admin/sales", {"sale": "watch", **plan(**changes)})

    assert list(reply.fields) == [field]


@pytest.mark.parametrize(
    "email",
    [
        "anna",
        "anna@",
        "@example.org",
        "anna@example",
        "anna@@example.org",
        "anna@b@example.org",
        "an na@example.org",
        "anna@exa mple.org",
        ".anna@example.org",
        "anna.@example.org",
        "an..na@example.org",
        "anna@-example.org",
        "anna@example-.org",
        "anna@example..org",
        "anna@.example.org",
        "anna@example.org.",
        "anna@[127.0.0.1]",
        '"anna"@example.org',
        "änna@example.org",
        "anna@ex\uff20ample.org",
        "anna@example.org\nBcc: all@example.org",
        "anna@example.org, berta@example.org",
        "Anna <anna@example.org>",
        "a" * 65 + "@example.org",
        "anna@" + "a" * 64 + ".org",
        "anna@" + "a." * 124 + "org",
        "anna@" + "ü" * 60 + ".org",
        "anna@stra\u00dfe.example",
        "anna@STRA\u1e9eE.example",
        "anna@\u03b2\u03cc\u03bb\u03bf\u03c2.example",
        "anna@\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example",
    ],
)
def test_an_address_that_no_mail_reaches_is_refused(stage: Stage, email: str) -> None:
    body = {"email": email, "language": "de", "zone": "Europe/Berlin"}

    assert list(refused(stage, "POST", "/v1/shoppers", body).fields) == ["email"]


@pytest.mark.parametrize(
    ("email", "reached"),
    [
        ("paula@example.org", "paula@example.org"),
        ("  Paula+Sale@Example.ORG ", "Paula+Sale@example.org"),
        ("anna@müller.example", "anna@xn--mller-kva.example"),
        ("anna@xn--strae-oqa.example", "anna@xn--strae-oqa.example"),
        ("a" * 64 + "@" + "b" * 63 + ".org", "a" * 64 + "@" + "b" * 63 + ".org"),
        ("o'neil_{x}@sub.example.co.uk", "o'neil_{x}@sub.example.co.uk"),
    ],
)
def test_an_address_that_mail_reaches_is_taken(stage: Stage, email: str, reached: str) -> None:
    body = {"email": email, "language": "en", "zone": "UTC"}

    reply = stage.api.ask("POST", "/v1/shoppers", body)

    assert reply.status == 202
    assert stage.api.world.queues.sent[-1][1]["email"] == reached


@pytest.mark.parametrize(
    "changes",
    [{"country": "XX"}, {"country": "de"}, {"country": "DEU"}, {"postcode": "1" * 21}],
)
def test_a_delivery_that_no_parcel_reaches_is_refused(
    stage: Stage, changes: dict[str, str]
) -> None:
    reply = refused(stage, "PUT", "/v1/me", {"delivery": {**DELIVERY, **changes}})

    assert list(reply.fields) == [f"delivery.{name}" for name in changes]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "//x.example",
        "https://",
        "http://[",
        "https://shop.example@x.example/",
        "https://x.example:port/",
        "https://x.example/a b",
        "x",
    ],
)
def test_a_parcels_link_that_is_no_web_address_is_refused(stage: Stage, link: str) -> None:
    path = "/v1/admin/orders/{order}/shipment"
    body = {"carrier": "DHL", "number": "1", "link": link}

    assert list(refused(stage, "POST", path, body).fields) == ["link"]


@BODIES
@pytest.mark.parametrize(
    "raw",
    [
        "{",
        "nonsense",
        "[]",
        '"text"',
        "1",
        "null",
        "NaN",
        '{"quantity": NaN}',
        '{"quantity": 1e999}',
        '{"a": "\\ud800"}',
        '{"quantity": 1} {}',
        "{'quantity': 1}",
        "\ufeff{}",
        '{"a":' * 2_000,
        "[" * 16_000,
        '{"quantity": ' + "9" * 5_000 + "}",
        "\x00",
    ],
)
def test_what_is_no_json_object_is_refused(stage: Stage, method: str, path: str, raw: str) -> None:
    reply = sent_raw(stage, method, path, raw, "application/json")

    assert reply.status == 400
    assert list(reply.fields) == ["body"]


@BODIES
@pytest.mark.parametrize(
    "raw", [b"\xff\xfe{}", b'{"a": "\xe9"}', '{"quantity": 1}'.encode("utf-16"), b"\x80"]
)
def test_bytes_that_are_no_utf_8_are_refused(
    stage: Stage, method: str, path: str, raw: bytes
) -> None:
    reply = sent_raw(stage, method, path, raw, "application/json")

    assert reply.status == 400
    assert list(reply.fields) == ["body"]


@BODIES
@pytest.mark.parametrize(
    "media_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "application/jsonp",
        "application/json, application/json",
        "*/*",
    ],
)
def test_a_body_of_another_type_is_refused(
    stage: Stage, method: str, path: str, media_type: str
) -> None:
    raw = json.dumps(GOOD[method, path].filled(stage))

    reply = sent_raw(stage, method, path, raw, media_type)

    assert (reply.status, reply.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "Application/JSON", "application/json ;x=y"]
)
def test_parameters_of_the_type_do_not_matter(stage: Stage, media_type: str) -> None:
    event = event_of(
        "POST",
        "/v1/shoppers",
        headers={"content-type": media_type},
        body=json.dumps(GOOD["POST", "/v1/shoppers"].body),
    )

    assert stage.api.send("POST", "/v1/shoppers", event).status == 202


def test_a_body_that_the_gateway_has_encoded_is_read(stage: Stage) -> None:
    raw = json.dumps(GOOD["POST", "/v1/shoppers"].body).encode()

    event = event_of(
        "POST",
        "/v1/shoppers",
        headers=JSON,
        body=base64.b64encode(raw).decode(),
        is_base64=True,
    )

    assert stage.api.send("POST", "/v1/shoppers", event).status == 202


@EVERY
@pytest.mark.parametrize("letter", ["x", "ü"])
def test_seventeen_kilobytes_are_refused_unread(
    stage: Stage, method: str, path: str, letter: str
) -> None:
    raw = letter * (17 * 1024 // len(letter.encode()))

    plain = sent_raw(stage, method, path, raw, "application/json")
    as_bytes = sent_raw(stage, method, path, raw.encode(), "application/json")

    assert (plain.status, plain.code) == (413, "too_large")
    assert (as_bytes.status, as_bytes.code) == (413, "too_large")


@pytest.mark.parametrize(("size", "status"), [(16_384, 400), (16_385, 413)])
def test_the_bound_is_sixteen_kilobytes(stage: Stage, size: int, status: int) -> None:
    raw = '{"a":"' + "x" * (size - 8) + '"}'

    assert len(raw) == size
    assert sent_raw(stage, "POST", "/v1/shoppers", raw, "application/json").status == status
    as_bytes = sent_raw(stage, "POST", "/v1/shoppers", raw.encode(), "application/json")
    assert as_bytes.status == status


def test_a_thousand_faults_make_a_bounded_answer(stage: Stage) -> None:
    body = {f"f{number}": 1 for number in range(1_000)}

    reply = refused(stage, "POST", "/v1/shoppers", body)

    assert len(reply.fields) == 50
    assert {"email", "language", "zone"} <= set(reply.fields)


def test_the_name_of_an_unknown_field_is_cut(stage: Stage) -> None:
    body = {**GOOD["POST", "/v1/shoppers"].body, LONG: 1}

    assert list(refused(stage, "POST", "/v1/shoppers", body).fields) == ["x" * 60]


@pytest.mark.parametrize(("method", "path"), NEEDS_BODY)
def test_a_body_that_is_needed_is_asked_for(stage: Stage, method: str, path: str) -> None:
    reply = refused(stage, method, path, None)

    assert list(reply.fields) == ["body"]


NO_IDS = [
    "X",
    "a",
    "-a-",
    "a" * 41,
    "a b",
    "a%00b",
    "%ff%fe",
    "..",
    "ä",
    "a'; drop",
    "0" * 999,
]


@pytest.mark.parametrize(("method", "path"), [each for each in GOOD if "{" in each[1]])
@pytest.mark.parametrize("value", NO_IDS)
def test_a_path_that_names_nothing_is_not_found(
    stage: Stage, method: str, path: str, value: str
) -> None:
    good = GOOD[method, path]
    before = everything(stage)

    reply = good.send(stage, method, path, **dict.fromkeys(good.parameters, value))

    assert (reply.status, reply.code) == (404, "not_found")
    assert everything(stage) == before


@pytest.mark.parametrize(("method", "path"), [each for each in GOOD if "{" in each[1]])
def test_what_does_not_exist_is_answered_like_what_cannot(
    stage: Stage, method: str, path: str
) -> None:
    good = GOOD[method, path]
    name = next(iter(good.parameters))

    malformed = good.send(stage, method, path, **{name: "X"})
    missing = good.send(stage, method, path, **{name: "a" * 20})

    if missing.status == 400:
        return  # a reservation of another sale: the field is the fault
    assert missing.body["detail"] == malformed.body["detail"]
    assert missing.status == 404


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", ["sale"]),
        ("state=placed", ["sale"]),
        ("sale=", ["sale"]),
        ("sale=X", ["sale"]),
        ("sale=phone&state=lost", ["state"]),
        ("sale=phone&sale=tablet", ["sale"]),
        ("sale=phone&colour=red", ["colour"]),
        ("email=anna", ["email"]),
        ("order=7", ["order"]),
        ("sale=phone&cursor=a%20b", ["cursor"]),
        ("sale=phone&cursor=%00", ["cursor"]),
        ("sale=phone&cursor=nonsense", ["cursor"]),
        ("sale=phone&cursor=" + "x" * 501, ["cursor"]),
        (
            "sale=X&state=lost&email=anna&order=7&cursor=%20",
            ["sale", "state", "email", "order", "cursor"],
        ),
    ],
)
def test_a_search_that_means_nothing_is_refused(
    stage: Stage, query: str, fields: list[str]
) -> None:
    reply = stage.api.ask("GET", "/v1/admin/orders", token=stage.admin, query=query)

    assert reply.status == 400
    assert list(reply.fields) == fields


@pytest.mark.parametrize(
    "version",
    ["", "1", 'W/"1"', '"0"', '"-1"', '"1", "2"', "*", '"x"', '"1"x', '"9999999999"'],
)
def test_a_version_that_is_none_is_named_beside_the_other_fields(
    stage: Stage, version: str
) -> None:
    good = GOOD["PUT", "/v1/admin/sales/{sale}"]
    headers = {"If-Match": version} if version else {}

    reply = good.send(
        stage, "PUT", "/v1/admin/sales/{sale}", headers=headers, body=plan(limit="many")
    )

    assert set(reply.fields) == {"If-Match", "limit"}


@pytest.mark.parametrize(
    "condition",
    [
        [""],
        ["{}"],
        ['W/"{}"'],
        ['"{}", "{}"'],
        ['"{}"', '"{}"'],
        ['"{}",'],
        ["*", "*"],
        ['*, "{}"'],
        ['"{}'],
        ['"{}x"'],
        ['""'],
        ['"*"'],
        ["x" * 5_000],
    ],
)
def test_a_condition_that_names_no_single_reservation_lets_nothing_go(
    stage: Stage, condition: list[str]
) -> None:
    path = "/v1/sales/{sale}/reservation"
    held = stage.api.ask("GET", path, token=stage.anna, sale=SALE).headers["ETag"].strip('"')
    event = event_of("DELETE", path, parameters={"sale": SALE})
    event["multiValueHeaders"] = {
        "Authorization": [f"Bearer {stage.anna}"],
        "If-Match": [each.replace("{}", held) for each in condition],
    }
    before = everything(stage)

    reply = stage.api.send("DELETE", path, event)

    assert (reply.status, list(reply.fields)) == (400, ["If-Match"])
    assert everything(stage) == before


def test_query_and_body_of_requests_that_need_none_do_no_harm(stage: Stage) -> None:
    event = event_of(
        "GET",
        "/v1/sales/{sale}",
        parameters={"sale": SALE},
        query="a=1&a=2&token=x",
        body="\x00nonsense",
    )

    assert stage.api.send("GET", "/v1/sales/{sale}", event).status == 200
