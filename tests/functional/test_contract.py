"""`openapi.yaml` is the contract: whole, served as it is, and about the routes that there are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from openapi_spec_validator import validate

from app import app
from chalicelib.http.errors import TABLE
from chalicelib.http.parsing.countries import COUNTRIES
from chalicelib.http.parsing.kinds import UNCLEAN_LINE, UNCLEAN_LINES
from sale_api.domain import iban, plan, planning, waiting
from sale_api.domain import pools as stock
from sale_api.domain.errors import Refusal
from sale_api.domain.lot import LARGEST_SINGLE_LOT
from tests.functional import client_module, openapi
from tests.functional.api import Api
from tests.functional.stage import GOOD, WholeStage


def schemas() -> dict[str, Any]:
    found: dict[str, Any] = openapi.document()["components"]["schemas"]
    return found


def test_it_is_openapi_3_1() -> None:
    validate(openapi.document())

    assert openapi.document()["openapi"] == "3.1.0"


def test_what_is_served_was_made_from_it() -> None:
    served = openapi.SERVED.read_text(encoding="utf-8")

    assert served == openapi.as_json(), "run: make contract"


def test_what_the_storefront_knows_of_it_was_made_from_it() -> None:
    table = client_module.TABLE.read_text(encoding="utf-8")
    types = client_module.TYPES.read_text(encoding="utf-8")

    assert table == client_module.table(), "run: make contract"
    assert types == client_module.types(), "run: make contract"


def test_the_storefront_knows_all_operations_but_those_of_marketers() -> None:
    named = {said["operationId"] for said in (openapi.operation(*each) for each in GOOD)}
    marketers = {
        openapi.operation(*each)["operationId"] for each in GOOD if each[1].startswith("/v1/admin")
    }

    assert {each.name for each in client_module.shared()} == named - marketers - {"showContract"}


def test_it_is_served(api: Api) -> None:
    reply = api.ask("GET", "/v1/openapi.json")

    assert reply.text == openapi.as_json()
    assert reply.headers["Cache-Control"] == "public, max-age=300"


def test_it_describes_the_routes_that_there_are() -> None:
    routes = {
        (method, path)
        for path, methods in app.routes.items()
        for method in methods
        if method != "OPTIONS"
    }

    assert set(openapi.operations()) == routes


def test_every_path_answers_preflights() -> None:
    # Chalice keeps an entry without methods for each path that somebody asked for in vain.
    known = {path: methods for path, methods in app.routes.items() if methods}
    assert [path for path, methods in known.items() if "OPTIONS" not in methods] == []


def test_every_route_has_a_request_that_is_right() -> None:
    assert set(GOOD) == set(openapi.operations())


@pytest.mark.parametrize(("method", "path"), GOOD)
def test_a_request_that_is_right_is_answered_as_it_says(api: Api, method: str, path: str) -> None:
    stage = WholeStage(api)

    reply = GOOD[method, path].send(stage, method, path)

    assert reply.status == GOOD[method, path].status


@pytest.mark.parametrize(("method", "path"), openapi.operations())
def test_every_route_and_field_is_explained(method: str, path: str) -> None:
    said = openapi.operation(method, path)

    assert said["summary"]
    assert said["operationId"]
    assert said["tags"]
    assert all(parameter["description"] for parameter in said.get("parameters", []))


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [openapi.operation(*each)["operationId"] for each in openapi.operations()]

    assert len(set(names)) == len(names)


def refusals() -> list[type[Refusal]]:
    """Give every kind of refusal that is loaded, which are all: the app is."""
    found, left = [], [Refusal]
    while left:
        kind = left.pop()
        found.append(kind)
        left += kind.__subclasses__()
    return found[1:]


@pytest.mark.parametrize("refusal", refusals())
def test_every_refusal_has_a_status(refusal: type[Refusal]) -> None:
    assert 400 <= TABLE[refusal].status <= 599
    assert TABLE[refusal].title


def test_every_code_is_described_once() -> None:
    codes = [refusal.code for refusal in TABLE]

    assert sorted(codes) == sorted(schemas()["Problem"]["properties"]["code"]["enum"])
    assert all(f"`{code}`" in schemas()["Problem"]["description"] for code in codes)


def test_the_statuses_in_the_description_are_those_of_the_table() -> None:
    assert openapi.codes() == {refusal.code: row.status for refusal, row in TABLE.items()}


def test_its_bounds_are_the_domains() -> None:
    said = openapi.operation("POST", "/v1/admin/sales")["requestBody"]["content"]
    fields = said["application/json"]["schema"]["properties"]
    pools, hold = fields["pools"], schemas()["HoldSeconds"]

    assert schemas()["SaleId"]["pattern"] == f"^{plan.SALE_NAME.pattern}$"
    assert schemas()["PoolName"]["pattern"] == f"^{plan.POOL_NAME.pattern}$"
    assert schemas()["Price"]["properties"]["amount"]["maximum"] == planning.LARGEST_PRICE_MINOR
    assert schemas()["Title"]["maxLength"] == planning.TITLE_LENGTH
    assert fields["description"]["maxLength"] == planning.DESCRIPTION_LENGTH
    assert fields["limit"]["maximum"] == LARGEST_SINGLE_LOT
    assert fields["windows"]["maxItems"] == planning.MOST_WINDOWS
    assert schemas()["Country"]["enum"] == sorted(COUNTRIES)
    line = schemas()["SaleLine"]["properties"]
    assert line["delay_seconds"]["maximum"] == planning.LONGEST_DELAY_SECONDS
    assert line["spread_seconds"]["maximum"] == planning.LONGEST_SPREAD_SECONDS
    assert pools["maxItems"] == stock.MOST_POOLS
    assert pools["items"]["properties"]["units"]["maximum"] == plan.MOST_UNITS
    assert range(hold["minimum"], hold["maximum"] + 1) == planning.HOLD_SECONDS


def test_its_bounds_of_what_pools_promise_are_the_domains() -> None:
    said = openapi.operation("POST", "/v1/admin/sales")["requestBody"]["content"]
    pool = said["application/json"]["schema"]["properties"]["pools"]["items"]["properties"]
    account = schemas()["Prepayment"]["properties"]
    waitlist = schemas()["Waitlist"]["properties"]

    assert pool["place"]["maxLength"] == stock.PLACE_LENGTH
    assert schemas()["Day"]["pattern"] == f"^{stock.DAY}$"
    assert account["holder"]["maxLength"] == stock.HOLDER_LENGTH
    assert account["iban"]["pattern"] == f"^{iban.IBAN}$"
    assert account["bic"]["pattern"] == f"^{stock.BIC}$"
    assert bounds(account["pay_seconds"]) == stock.PAY_SECONDS
    assert account["remind_seconds"]["maximum"] == stock.PAY_SECONDS[-1] - 1
    assert bounds(waitlist["offer_seconds"]) == waiting.OFFER_SECONDS
    assert bounds(waitlist["days"]) == waiting.LIST_DAYS


def bounds(schema: dict[str, int]) -> range:
    return range(schema["minimum"], schema["maximum"] + 1)


def test_its_texts_leave_out_what_the_api_refuses() -> None:
    plan = openapi.operation("POST", "/v1/admin/sales")["requestBody"]["content"]
    fields = plan["application/json"]["schema"]["properties"]
    characters = [chr(code) for code in (*range(0xD800), *range(0xE000, 0x10010))]

    for said, refused in (
        (schemas()["Line"], UNCLEAN_LINE),
        (fields["seller"], UNCLEAN_LINE),
        (fields["description"], UNCLEAN_LINES),
    ):
        pattern = said["not"]["pattern"]
        assert [each for each in characters if re.search(pattern, each)] == [
            each for each in characters if re.search(refused, each)
        ]
