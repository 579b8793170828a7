"""A prepared basket over the API: its owner's alone, and bought with in one request."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.functional.api import Api, Reply
from tests.functional.stage import BASKET, DELIVERY, SALE, Stage, plan
from tests.sale_api.hindered import hindered, lose
from tests.sales import HOUR_MS, wall
from tests.systems import BEGIN

PATH = "/v1/sales/{sale}/basket"
RESERVATION = "/v1/sales/{sale}/reservation"
DORA = "dora@example.org"


@pytest.fixture
def stage(everywhere: Api) -> Stage:
    return Stage(everywhere)


@pytest.fixture
def quick(api: Api) -> Stage:
    return Stage(api)


def prepare(stage: Stage, token: str, **changes: object) -> Reply:
    return stage.api.ask("PUT", PATH, {**BASKET, **changes}, token=token, sale=SALE)


def shown(stage: Stage, token: str) -> Reply:
    return stage.api.ask("GET", PATH, token=token, sale=SALE)


def buy(stage: Stage, token: str, **more: object) -> Reply:
    return stage.api.ask("POST", RESERVATION, {"order": True, **more}, token=token, sale=SALE)


def retitle(stage: Stage) -> None:
    """Sell something else under the same id, and let everybody know."""
    stage.done(
        "PUT",
        "/v1/admin/sales/{sale}",
        plan(title="Another phone"),
        stage.admin,
        sale=SALE,
        headers={"If-Match": '"3"'},
    )
    stage.api.world.clock += 1_000


def test_a_basket_is_prepared_shown_bought_with_and_taken_away(stage: Stage) -> None:
    dora = stage.api.shopper(DORA)

    nothing = shown(stage, dora)
    kept, seen = prepare(stage, dora), shown(stage, dora)
    first, again = buy(stage, dora), buy(stage, dora)
    gone = stage.api.ask("DELETE", PATH, token=dora, sale=SALE)
    after = buy(stage, dora)

    assert (nothing.status, nothing.code) == (404, "not_found")
    assert kept.body == seen.body
    assert seen.body["faults"] == []
    assert seen.body["total"] == {"amount": 9_994, "currency": "EUR"}
    assert (first.status, again.status, after.status) == (201, 200, 200)
    assert first.body == again.body == after.body
    assert (first.body["state"], first.body["quantity"]) == ("placed", 2)
    assert first.body["delivery"] == DELIVERY
    assert (gone.status, shown(stage, dora).status) == (204, 404)


def test_forgetting_takes_baskets_away_and_the_order_stays(stage: Stage) -> None:
    dora = stage.api.shopper(DORA)
    prepare(stage, dora)
    order = buy(stage, dora).body["order"]

    stage.done("DELETE", "/v1/me", None, dora)

    assert shown(stage, dora).status == 404
    stage.done("GET", "/v1/orders/{order}", None, dora, order=order)


def test_a_basket_is_shown_to_its_owner_alone(quick: Stage) -> None:
    assert shown(quick, quick.anna).status == 200
    assert shown(quick, quick.berta).status == 404
    assert shown(quick, "").status == 401
    assert shown(quick, quick.admin).status == 401


def test_a_pool_that_is_left_out_is_the_first(quick: Stage) -> None:
    assert prepare(quick, quick.berta, pool=None).body["pool"] == "main"


def test_all_that_is_wrong_with_a_basket_is_told_at_once(quick: Stage) -> None:
    wrong = prepare(quick, quick.berta, quantity=0, payment="gold", consent=False, colour="red")
    unfit = prepare(quick, quick.berta, quantity=4, pool="moon")

    assert set(wrong.fields) == {"quantity", "payment", "consent", "colour"}
    assert wrong.fields["consent"] == "Give true."
    assert set(unfit.fields) == {"quantity", "pool"}


def test_buying_takes_no_other_words(quick: Stage) -> None:
    assert buy(quick, quick.anna, quantity=1).fields == {"quantity": "There is no such field."}
    assert buy(quick, quick.anna, order=False).fields == {"order": "Give true."}


def test_who_holds_other_units_is_told_which(quick: Stage) -> None:
    prepare(quick, quick.anna, quantity=1)

    reply = buy(quick, quick.anna)

    assert (reply.status, reply.code) == (422, "request_reused")
    assert reply.body["reservation"]["reservation"] == quick.reservation


def test_what_is_held_becomes_the_order(quick: Stage) -> None:
    held = quick.api.ask("GET", RESERVATION, token=quick.anna, sale=SALE).body

    reply = buy(quick, quick.anna)

    after = quick.api.ask("GET", RESERVATION, token=quick.anna, sale=SALE).body
    assert (reply.status, held["order"], after["order"]) == (201, None, reply.body["order"])


def test_another_article_needs_another_consent(quick: Stage) -> None:
    dora = quick.api.shopper(DORA)
    prepare(quick, dora)
    retitle(quick)

    seen, refused = shown(quick, dora), buy(quick, dora)
    agreed, bought = prepare(quick, dora), buy(quick, dora)

    assert [fault["field"] for fault in seen.body["faults"]] == ["consent"]
    assert list(refused.fields) == ["basket.consent"]
    assert agreed.body["faults"] == []
    assert (bought.status, bought.body["title"]) == (201, "Another phone")


def test_a_lost_order_is_asked_for_again_and_stays_one(quick: Stage) -> None:
    dora, world = quick.api.shopper(DORA), quick.api.world
    prepare(quick, dora)
    orders = hindered(world.system.orders, "place", before=[lose])
    world.system = replace(world.system, orders=orders)

    lost, held = buy(quick, dora), quick.api.ask("GET", RESERVATION, token=dora, sale=SALE)
    again = buy(quick, dora)

    assert (lost.status, lost.code) == (503, "try_again")
    assert held.body["state"] == "held"
    assert again.status == 201


@pytest.mark.parametrize(
    ("begins", "steer", "code"),
    [
        (HOUR_MS, "", "not_open_yet"),
        (-HOUR_MS, "pause", "paused"),
        (-HOUR_MS, "close", "closed"),
    ],
)
def test_buying_is_refused_as_reserving_is(api: Api, begins: int, steer: str, code: str) -> None:
    admin, dora = api.marketer(), api.shopper(DORA)
    windows = [{"opens": wall(BEGIN + begins), "closes": wall(BEGIN + 2 * HOUR_MS)}]
    body = {"sale": "watch", **plan(windows=windows)}
    assert api.ask("POST", "/v1/admin/sales", body, token=admin).status == 201
    api.ask("POST", "/v1/admin/sales/{sale}/publication", token=admin, sale="watch")
    assert api.ask("PUT", PATH, BASKET, token=dora, sale="watch").status == 200
    if steer:
        path = f"/v1/admin/sales/{{sale}}/{steer}"
        api.ask("POST", path, {"reason": "A fault."}, token=admin, sale="watch")
        api.world.clock += 1_000

    bought = api.ask("POST", RESERVATION, {"order": True}, token=dora, sale="watch")
    reserved = api.ask("POST", RESERVATION, {"quantity": 1}, token=dora, sale="watch")

    assert bought.code == reserved.code == code
    if code == "closed":
        assert api.ask("PUT", PATH, BASKET, token=dora, sale="watch").code == "closed"
