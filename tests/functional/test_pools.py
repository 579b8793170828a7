"""Several pools behind one sale, and goods that are to come, over HTTP."""

from __future__ import annotations

from tests.functional.api import Api
from tests.functional.stage import COMING, DELIVERY, LATER, Stage, with_goods_to_come


def test_who_is_refused_by_one_pool_is_told_of_the_next_and_asks_for_it(api: Api) -> None:
    stage = Stage(api)
    with_goods_to_come(stage, COMING)
    path = "/v1/sales/{sale}/reservation"
    wish = {"quantity": 2}
    api.ask("POST", path, wish, token=stage.berta, sale=COMING)
    for _ in range(3):
        api.world.clock += 1_000
        api.ask("GET", "/v1/sales/{sale}", sale=COMING)

    refused = api.ask("POST", path, wish, token=stage.anna, sale=COMING)
    held = api.ask("POST", path, {**wish, "pool": "later"}, token=stage.anna, sale=COMING)
    words = {"reservation": held.body["reservation"], "delivery": DELIVERY}
    order = api.ask("POST", "/v1/sales/{sale}/order", words, token=stage.anna, sale=COMING)

    promised = {name: LATER[name] for name in ("place", "delivers_from", "delivers_by", "to_come")}
    following = {"pool": "later", "payment": "prepayment", "largest": 2, **promised}
    assert (refused.code, refused.body["largest"]) == ("sold_out", 0)
    assert refused.body["next"] == following
    assert (order.status, order.body["promise"]) == (201, promised)


def test_what_arrives_is_counted_once_under_its_id(api: Api) -> None:
    stage = Stage(api)
    with_goods_to_come(stage, COMING)
    path, words = "/v1/admin/sales/{sale}/arrivals", {"arrival": "a1", "pool": "later", "units": 3}

    once, again, more = (
        api.ask("POST", path, words | change, token=stage.admin, sale=COMING)
        for change in ({}, {}, {"units": 4})
    )

    assert once.body == again.body
    assert once.body == {
        "sale": COMING,
        "pool": "later",
        "arrived": 3,
        "allotted": 0,
        "arrivals": [{"arrival": "a1", "units": 3}],
    }
    assert (more.status, more.code) == (422, "request_reused")
