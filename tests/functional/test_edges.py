"""What surrounds every request: headers, caching, pages of other origins, faults, and the log."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from msgspec.structs import replace

from app import app
from chalicelib import wiring
from chalicelib.settings import SettingsError
from sale_api.domain.errors import RequestReused, TryAgain
from sale_api.domain.sale import Sale
from sale_api.ports import Unknown
from sale_api.usecases.watch import Watch
from tests.fakes import FakeSales
from tests.functional import openapi
from tests.functional.api import Api, Reply, event_of
from tests.functional.stage import ANNA, GOOD, SALE, Stage, WholeStage

STOREFRONT = "https://shop.example.org"
EVERY = pytest.mark.parametrize(("method", "path"), GOOD)


@pytest.fixture
def stage(api: Api) -> Stage:
    return WholeStage(api)


def on(api: Api, sales: FakeSales) -> None:
    """Put other plans below the system, which has not looked at any yet."""
    world = api.world
    watch = Watch(sales=sales, published=world.published, lots=world.lots, grace_ms=10_000)
    world.system = replace(world.system, sales=sales, watch=watch)


def breaking(api: Api, error: Callable[[], BaseException]) -> None:
    """Let every look at a sale fail."""

    class Broken(FakeSales):
        def find(self, sale: str) -> NoReturn:
            raise error() if sale else AssertionError

        def all(self) -> NoReturn:
            raise error()

    on(api, Broken())


def status(stage: Stage, **headers: str) -> Reply:
    return stage.api.ask("GET", "/v1/sales/{sale}", headers=headers, sale=SALE)


def raw(event: dict[str, Any]) -> tuple[int, dict[str, str], dict[str, Any]]:
    """Hand over an event that no route describes."""
    answer = app(event, None)
    return answer["statusCode"], answer["headers"], json.loads(answer["body"])


# Caching


@EVERY
def test_what_is_personal_is_not_stored(stage: Stage, method: str, path: str) -> None:
    reply = GOOD[method, path].send(stage, method, path)

    public = {
        "/v1/sales": 5,
        "/v1/sales/{sale}": 1,
        "/v1/sales/{sale}/report": 60,
        "/v1/openapi.json": 300,
    }
    expected = f"public, max-age={public[path]}" if path in public else "no-store"
    assert reply.headers["Cache-Control"] == expected


def test_refusals_are_not_stored_not_even_of_what_is_public(api: Api) -> None:
    reply = api.ask("GET", "/v1/sales/{sale}", sale="nothing")

    assert reply.headers["Cache-Control"] == "no-store"


def test_a_status_keeps_its_tag_while_only_the_time_goes_on(stage: Stage) -> None:
    first = status(stage)
    stage.api.world.clock += 400
    second = status(stage)

    assert first.headers["ETag"] == second.headers["ETag"]
    assert (first.body.pop("now"), second.body.pop("now")) == (
        "2027-01-15T08:00:00Z",
        "2027-01-15T08:00:00.400Z",
    )
    assert first.body == second.body


@pytest.mark.parametrize("known", ["{}", "*", '"other", {}', '{}, W/"other"'])
def test_who_knows_the_tag_gets_no_body(stage: Stage, known: str) -> None:
    tag = status(stage).headers["ETag"]

    reply = status(stage, **{"If-None-Match": known.format(tag)})

    assert (reply.status, reply.text) == (304, "")
    assert reply.headers["ETag"] == tag
    assert reply.headers["Cache-Control"] == "public, max-age=1"


@pytest.mark.parametrize("known", ['"other"', "nonsense", 'W/"0"', ","])
def test_who_knows_another_tag_gets_the_body(stage: Stage, known: str) -> None:
    assert status(stage, **{"If-None-Match": known}).status == 200


def test_a_cache_on_the_way_gets_the_body_with_the_time_in_it(stage: Stage) -> None:
    tag = status(stage).headers["ETag"]

    reply = status(stage, **{"If-None-Match": tag, "Via": "2.0 d1.cloudfront.net (CloudFront)"})

    assert (reply.status, reply.headers["ETag"]) == (200, tag)


def test_a_change_changes_the_tag(stage: Stage) -> None:
    before = status(stage).headers["ETag"]
    stage.api.ask(
        "POST", "/v1/admin/sales/{sale}/pause", {"reason": "x"}, token=stage.admin, sale=SALE
    )
    stage.api.world.clock += 1_000

    after = status(stage)

    assert after.body["phase"] == "paused"
    assert after.headers["ETag"] != before


def test_a_status_is_asked_from_memory(stage: Stage) -> None:
    reads: list[str] = []

    class Counting(FakeSales):
        def find(self, sale: str) -> Sale | None:
            reads.append(sale)
            return super().find(sale)

    counting = Counting()
    counting.sales = stage.api.world.sales.sales
    on(stage.api, counting)
    for _ in range(100):
        status(stage)

    assert reads == [SALE]


# Pages of other origins


@EVERY
def test_the_storefront_may_read_every_answer(stage: Stage, method: str, path: str) -> None:
    good = GOOD[method, path]
    origin = {"Origin": STOREFRONT}

    answered = good.send(stage, method, path, headers={**good.headers, **origin})
    refused = good.send(stage, method, path, token="x", headers=origin)

    for reply in (answered, refused):
        assert reply.headers["Access-Control-Allow-Origin"] == STOREFRONT
        exposed = reply.headers["Access-Control-Expose-Headers"].split(", ")
        assert {"Age", "ETag", "Retry-After", "X-Request-Id"} <= set(exposed)
        assert reply.headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://shop.example.org", STOREFRONT + ":8443", ""]
)
def test_another_page_may_not(stage: Stage, origin: str) -> None:
    reply = status(stage, Origin=origin)

    assert reply.status == 200
    assert not [name for name in reply.headers if name.startswith("Access-Control-")]
    assert reply.headers["Vary"] == "Origin"


@pytest.mark.parametrize("path", openapi.document()["paths"])
def test_a_preflight_names_the_methods_of_its_path(stage: Stage, path: str) -> None:
    values = {"sale": SALE, "order": stage.bertas}
    parameters = {name: value for name, value in values.items() if f"{{{name}}}" in path}

    reply = stage.api.ask("OPTIONS", path, headers={"Origin": STOREFRONT}, **parameters)

    named = set(reply.headers["Access-Control-Allow-Methods"].split(", "))
    assert (reply.status, reply.text) == (204, "")
    assert named == {method for method, each in GOOD if each == path}
    assert "Authorization" in reply.headers["Access-Control-Allow-Headers"]
    assert "If-Match" in reply.headers["Access-Control-Allow-Headers"]
    assert reply.headers["Access-Control-Max-Age"] == "7200"
    assert reply.headers["Access-Control-Allow-Origin"] == STOREFRONT


@pytest.mark.parametrize("path", openapi.document()["paths"])
def test_a_preflight_from_another_page_is_told_nothing(stage: Stage, path: str) -> None:
    values = {"sale": SALE, "order": stage.bertas}
    parameters = {name: value for name, value in values.items() if f"{{{name}}}" in path}

    reply = stage.api.ask("OPTIONS", path, headers={"Origin": "https://evil.example"}, **parameters)

    assert not [name for name in reply.headers if name.startswith("Access-Control-")]


def test_a_preflight_is_answered_whatever_the_path_names(api: Api) -> None:
    reply = api.ask("OPTIONS", "/v1/sales/{sale}/order", headers={"Origin": STOREFRONT}, sale="X")

    assert reply.headers["Access-Control-Allow-Methods"] == "POST"


# Faults


@pytest.mark.parametrize("path", ["/v1/sales", "/v1/sales/{sale}"])
def test_a_fault_is_a_problem_with_the_request_id_and_nothing_more(api: Api, path: str) -> None:
    breaking(api, lambda: RuntimeError("secret detail"))

    parameters: dict[str, Any] = {"sale": SALE} if "{" in path else {}
    reply = api.ask("GET", path, **parameters)

    assert (reply.status, reply.code) == (500, "internal")
    assert reply.body["request_id"] == reply.headers["X-Request-Id"]
    assert "secret detail" not in reply.text
    assert "Traceback" not in reply.text


def test_a_fault_is_logged_with_its_stack_and_without_its_words(api: Api) -> None:
    breaking(api, lambda: RuntimeError(ANNA))

    reply = api.ask("GET", "/v1/sales/{sale}", sale=SALE)

    broken, request = (json.loads(line) for line in api.world.lines)
    assert (broken["level"], broken["error"]) == ("ERROR", "RuntimeError")
    assert broken["request"] == reply.headers["X-Request-Id"]
    assert any("sale_api/usecases" in place for place in broken["stack"])
    assert (request["status"], request["code"]) == (500, "internal")
    assert ANNA not in "".join(api.world.lines)


def test_a_refusal_that_cannot_be_presented_is_a_fault_that_the_storefront_can_read(
    api: Api,
) -> None:
    breaking(api, lambda: RequestReused("Another stands.", standing=ANNA))

    reply = api.ask("GET", "/v1/sales/{sale}", headers={"Origin": STOREFRONT}, sale=SALE)

    assert (reply.status, reply.code) == (500, "internal")
    assert reply.headers["Access-Control-Allow-Origin"] == STOREFRONT
    assert [json.loads(line)["event"] for line in api.world.lines] == ["broken", "request"]


def test_an_answer_that_never_came_is_asked_for_again(api: Api) -> None:
    breaking(api, Unknown)

    reply = api.ask("GET", "/v1/sales/{sale}", sale=SALE)

    assert (reply.status, reply.code) == (503, "try_again")
    assert reply.headers["Retry-After"] == "1"
    assert reply.body["retry_after"] == 1


def test_the_wait_that_a_refusal_names_is_in_the_header(api: Api) -> None:
    breaking(api, lambda: TryAgain("Wait.", retry_after_seconds=7))

    reply = api.ask("GET", "/v1/sales/{sale}", sale=SALE)

    assert (reply.headers["Retry-After"], reply.body["retry_after"]) == ("7", 7)


def test_a_deployment_without_settings_says_so_in_the_log_and_not_in_the_answer(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wiring.install(None)
    monkeypatch.delenv("SALE_STAGE", raising=False)

    code, _, body = raw(event_of("GET", "/v1/sales"))

    assert (code, body["code"]) == (500, "internal")
    broken = json.loads(capsys.readouterr().out.splitlines()[0])
    assert broken["error"] == SettingsError.__name__
    assert "SALE_STAGE: is not set" in broken["detail"]
    assert api.world.lines == []


def test_a_path_that_does_not_exist_is_a_problem(api: Api) -> None:
    code, headers, body = raw(event_of("GET", "/v1/nothing"))

    assert (code, body["code"]) == (404, "not_found")
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["X-Request-Id"] == body["request_id"]
    assert api.world.lines == []


@pytest.mark.parametrize("method", ["POST", "PATCH", "HEAD", "get"])
def test_a_method_that_a_path_does_not_have_is_a_problem(method: str) -> None:
    code, headers, body = raw(event_of(method, "/v1/sales"))

    assert (code, body["code"]) == (405, "method_not_allowed")
    assert headers["Allow"] == "GET, OPTIONS"
    assert body["allowed"] == "GET, OPTIONS"


def test_an_event_that_is_none_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    without_parameters = event_of("GET", "/v1/sales/{sale}")

    answers = [raw({}), raw({"requestContext": {}}), raw(without_parameters)]

    assert [(code, body["code"]) for code, _, body in answers] == [(500, "internal")] * 3
    assert "Traceback" not in str(answers)
    assert "broken" in capsys.readouterr().out


def test_headers_may_be_missing_altogether(api: Api) -> None:
    event = event_of("GET", "/v1/sales")
    event["headers"] = event["multiValueHeaders"] = None

    assert api.send("GET", "/v1/sales", event).status == 200


def test_an_accept_header_for_bytes_does_no_harm(api: Api) -> None:
    reply = api.ask("GET", "/v1/sales", headers={"Accept": "application/octet-stream"})

    assert reply.status == 200


# The log


@EVERY
def test_each_request_is_one_line_without_anything_personal(
    stage: Stage, method: str, path: str
) -> None:
    lines = stage.api.world.lines
    lines.clear()

    reply = GOOD[method, path].send(stage, method, path)

    (line,) = lines
    assert json.loads(line) == {
        "level": "INFO",
        "event": "request",
        "request": reply.headers["X-Request-Id"],
        "method": method,
        "route": path,
        "status": reply.status,
        "code": "",
        "ms": 0,
    }


def test_a_refusal_is_one_line_with_its_code(stage: Stage) -> None:
    stage.api.world.lines.clear()

    stage.api.ask("GET", "/v1/admin/orders", token=stage.anna, query=f"email={ANNA}")

    (line,) = stage.api.world.lines
    assert (json.loads(line)["status"], json.loads(line)["code"]) == (401, "unauthenticated")
    assert ANNA not in line
    assert stage.anna not in line


def test_the_checks_of_the_contract_can_fail() -> None:
    path, headers = "/v1/sales", {"Content-Type": "application/json", "X-Strange": "1"}

    faults = openapi.faults_of_answer("GET", path, 200, headers, '{"sales": [{"sale": "X"}]}')

    said = "\n".join(faults)
    assert "no header X-Request-Id" in said
    assert "a header that is not described: X-Strange" in said
    assert "'X' does not match" in said
    assert "'title' is a required property" in said
    assert openapi.faults_of_answer("GET", path, 418, {}, "") != []
    assert openapi.faults_of_request("POST", "/v1/shoppers", {"colour": 1}) != []
