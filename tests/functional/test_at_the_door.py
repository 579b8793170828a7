"""Who may ask what: each token is good for its own purpose, and for its own things."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from chalicelib.keyring import Keyring
from chalicelib.tokens import Tokens
from sale_api.domain.order import Order
from tests.functional import openapi
from tests.functional.api import Api, event_of
from tests.functional.stage import ANNA, BERTA, DELIVERY, GOOD, SALE, Stage, WholeStage
from tests.systems import SECRET, SETTINGS, World, installed

DAY_MS = 86_400_000
CHALLENGE = 'Bearer realm="sale"'
PURPOSES: dict[str, Callable[[Tokens, Stage, int], str]] = {
    "sign-in": lambda tokens, stage, now: tokens.sign_in(stage.api.contact(ANNA), now),
    "shopper": lambda tokens, stage, now: tokens.shopper(
        "c2hvcHBlci1pZC0x", stage.api.contact(ANNA), now
    ),
    "reservation": lambda tokens, stage, now: tokens.reservation(
        tokens.read_reservation(stage.reservation, stage.api.world.clock), now
    ),
    "order-link": lambda tokens, stage, now: tokens.order_link(stage.bertas, now),
    "admin": lambda tokens, _stage, now: tokens.admin("maria", now),
}
ADMITTED = {"shopper": {"shopper"}, "orderLink": {"order-link"}, "admin": {"admin"}}
GUARDED = [route for route in GOOD if openapi.operation(*route)["security"]]
ROUTES = pytest.mark.parametrize(("method", "path"), GUARDED)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """One stage for all that is refused."""
    with installed(World()) as world:
        yield WholeStage(Api(world))


@pytest.fixture
def fresh(api: Api) -> Stage:
    """A stage of its own, for what changes something."""
    return WholeStage(api)


def refusal(stage: Stage, method: str, path: str, token: str) -> str:
    """Send a right request with a wrong token, and return what is said."""
    reply = GOOD[method, path].send(stage, method, path, token=token)
    assert (reply.status, reply.code) == (401, "unauthenticated")
    assert reply.headers["WWW-Authenticate"] == CHALLENGE
    detail: str = reply.body["detail"]
    return detail


def admitted(method: str, path: str) -> set[str]:
    """Return the purposes of tokens that a route admits, as the contract says."""
    security = openapi.operation(method, path)["security"]
    return {purpose for each in security for name in each for purpose in ADMITTED[name]}


def test_all_routes_but_the_public_ones_need_a_token() -> None:
    public = set(GOOD) - set(GUARDED)

    assert public == {
        ("GET", "/v1/sales"),
        ("GET", "/v1/sales/{sale}"),
        ("GET", "/v1/sales/{sale}/report"),
        ("POST", "/v1/orders/lost-link"),
        ("POST", "/v1/shoppers"),
        ("POST", "/v1/shoppers/challenge"),
        ("POST", "/v1/shoppers/session"),
        ("GET", "/v1/openapi.json"),
    }


@ROUTES
def test_without_a_token_nothing_is_told(stage: Stage, method: str, path: str) -> None:
    refusal(stage, method, path, "")


@ROUTES
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_made_for_something_else_is_refused(
    stage: Stage, method: str, path: str, purpose: str
) -> None:
    if purpose in admitted(method, path):
        return
    tokens, now = stage.api.world.system.tokens, stage.api.world.clock

    refusal(stage, method, path, PURPOSES[purpose](tokens, stage, now))


@ROUTES
def test_forged_foreign_and_expired_tokens_are_refused_in_the_same_words(
    stage: Stage, method: str, path: str
) -> None:
    now = stage.api.world.clock
    own = stage.api.world.system.tokens
    others = Tokens(Keyring({"k1": b"x" * 32}, b"y" * 32), SETTINGS.issuer)
    stages = Tokens(Keyring.from_json(SECRET), "sale-other")
    said = set()
    for purpose in admitted(method, path):
        sign = PURPOSES[purpose]
        good = sign(own, stage, now)
        header, payload, signature = good.split(".")
        for token in (
            sign(others, stage, now),
            sign(stages, stage, now),
            sign(own, stage, now - 4_000 * DAY_MS),
            sign(own, stage, now + DAY_MS),
            f"{header}.{payload}.{signature[::-1]}",
            f"{header}.{payload}.",
            f"{header}.{payload[:-4]}.{signature}",
            "eyJhbGciOiJub25lIn0.e30.",
            "nonsense",
            "a.b.c",
            "x" * 9_000,
        ):
            said.add(refusal(stage, method, path, token))

    assert len(said) == 1


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic {}", "{}", "Token {}", "Bearer {} {}", "Bearer {}, Bearer {}"],
)
def test_a_header_of_another_form_is_refused(stage: Stage, header: str) -> None:
    headers = {"Authorization": header.format(stage.anna, stage.anna)}

    reply = stage.api.ask("GET", "/v1/me", headers=headers)

    assert (reply.status, reply.headers["WWW-Authenticate"]) == (401, CHALLENGE)


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_the_case_of_names_does_not_matter(stage: Stage, name: str, scheme: str) -> None:
    reply = stage.api.ask("GET", "/v1/me", headers={name: f"{scheme} {stage.anna}"})

    assert reply.status == 200


def test_a_header_that_comes_twice_is_no_token(stage: Stage) -> None:
    event = event_of("GET", "/v1/me", headers={"Authorization": f"Bearer {stage.anna}"})
    event["multiValueHeaders"]["Authorization"] *= 2

    assert stage.api.send("GET", "/v1/me", event).status == 401


def test_an_event_without_header_lists_is_read_too(stage: Stage) -> None:
    event = event_of("GET", "/v1/me", headers={"Authorization": f"Bearer {stage.anna}"})
    event["multiValueHeaders"] = None

    assert stage.api.send("GET", "/v1/me", event).status == 200


def test_a_token_in_the_query_is_none(stage: Stage) -> None:
    reply = stage.api.ask("GET", "/v1/me", query=f"token={stage.anna}&access_token={stage.anna}")

    assert reply.status == 401


def test_anothers_order_is_like_one_that_does_not_exist(stage: Stage) -> None:
    path = "/v1/orders/{order}"

    anothers = stage.api.ask("GET", path, token=stage.anna, order=stage.bertas)
    missing = stage.api.ask("GET", path, token=stage.anna, order="a" * 20)

    assert anothers.status == 404
    without_id = [{**reply.body, "request_id": ""} for reply in (anothers, missing)]
    assert without_id[0] == without_id[1]


def test_anothers_order_cannot_be_cancelled(fresh: Stage) -> None:
    path = "/v1/orders/{order}/cancellation"

    reply = fresh.api.ask("POST", path, {}, token=fresh.anna, order=fresh.bertas)

    assert (reply.status, reply.code) == (404, "not_found")
    order = fresh.api.world.orders.standing[fresh.bertas]
    assert isinstance(order, Order)
    assert order.is_in_force


def test_a_link_reads_its_own_order_and_no_other(stage: Stage) -> None:
    link = stage.api.world.system.tokens.order_link(stage.bertas, stage.api.world.clock)

    own = stage.api.ask("GET", "/v1/orders/{order}", token=link, order=stage.bertas)
    others = stage.api.ask("GET", "/v1/orders/{order}", token=link, order=stage.carlas)
    missing = stage.api.ask("GET", "/v1/orders/{order}", token=link, order="a" * 20)

    assert own.body["order"] == stage.bertas
    assert (others.status, missing.status) == (404, 404)
    assert others.body["detail"] == missing.body["detail"]


def test_a_link_as_the_order_shows_it_reads_the_page(stage: Stage) -> None:
    page = stage.api.ask("GET", "/v1/orders/{order}", token=stage.berta, order=stage.bertas).body
    address, _, token = page["link"].partition("#")

    reply = stage.api.ask("GET", "/v1/orders/{order}", token=token, order=stage.bertas)

    assert address == "https://shop.example.org/order.html"
    assert {**reply.body, "link": ""} == {**page, "link": ""}


@pytest.mark.parametrize("kind", ["forged", "another shopper's", "another sale's", "a shopper's"])
def test_a_reservation_that_is_not_theirs_tells_nothing(fresh: Stage, kind: str) -> None:
    api, tokens, now = fresh.api, fresh.api.world.system.tokens, fresh.api.world.clock
    forged = Tokens(Keyring({"k1": b"x" * 32}, b"y" * 32), SETTINGS.issuer)
    held = tokens.read_reservation(fresh.reservation, now)
    sale, token, reservation = {
        "forged": (SALE, fresh.anna, forged.reservation(held, now)),
        "another shopper's": (SALE, fresh.berta, fresh.reservation),
        "another sale's": ("tablet", fresh.anna, fresh.reservation),
        "a shopper's": (SALE, fresh.anna, fresh.anna),
    }[kind]
    orders = set(api.world.orders.standing)

    body = {"reservation": reservation, "delivery": DELIVERY}
    reply = api.ask("POST", "/v1/sales/{sale}/order", body, token=token, sale=sale)

    assert (reply.status, reply.code) == (400, "invalid_request")
    assert reply.fields == {"reservation": "This is no reservation of yours in this sale."}
    assert set(api.world.orders.standing) == orders


def test_a_mailed_link_is_good_for_an_hour(fresh: Stage) -> None:
    world = fresh.api.world
    token = world.system.tokens.sign_in(fresh.api.contact(BERTA), world.clock)

    world.clock += 60 * 60_000 - 1
    in_time = fresh.api.ask("POST", "/v1/shoppers/session", {"token": token})
    world.clock += 1
    late = fresh.api.ask("POST", "/v1/shoppers/session", {"token": token})

    assert in_time.status == 200
    assert (late.status, late.code) == (401, "unauthenticated")


@pytest.mark.parametrize("token", ["x", "a.b.c", "é", "{shopper}"])
def test_a_link_that_was_not_mailed_begins_no_session(stage: Stage, token: str) -> None:
    body = {"token": token.replace("{shopper}", stage.anna)}

    reply = stage.api.ask("POST", "/v1/shoppers/session", body)

    assert (reply.status, reply.code) == (401, "unauthenticated")
