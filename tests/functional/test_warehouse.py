"""Packing lists, shipments and deliveries by the dozen, and dead letters, over the API."""

from __future__ import annotations

import csv
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from chalicelib.http.presenting.packing import packing_csv
from sale_api.ports import Dead, Queue, Unknown
from tests.functional.api import Api, Reply
from tests.functional.stage import DELIVERY, NOBODYS, PARCEL, SALE, Stage
from tests.orders import an_order

BULK = {"shipments": "/v1/admin/shipments", "deliveries": "/v1/admin/deliveries"}


@pytest.fixture
def stage(api: Api) -> Stage:
    return Stage(api)


def many(stage: Stage, what: str, *rows: Mapping[str, object]) -> Reply:
    return stage.api.ask("POST", BULK[what], {what: list(rows)}, token=stage.admin)


def packing(stage: Stage, **query: str) -> Reply:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    path = "/v1/admin/sales/{sale}/packing"
    return stage.api.ask("GET", path, token=stage.admin, sale=SALE, query=asked)


def test_the_packing_list_has_what_is_in_fulfilment_and_nothing_else(stage: Stage) -> None:
    reply = packing(stage)

    (row,) = csv.DictReader(reply.body["csv"].splitlines())
    assert row["order"] == stage.carlas
    assert (row["pool"], row["quantity"], row["title"]) == ("main", "2", "A phone")
    assert {name: row[name] for name in DELIVERY} == DELIVERY
    assert reply.body["cursor"] is None


def test_what_has_left_is_on_no_list_though_the_lists_lag(stage: Stage) -> None:
    many(stage, "shipments", {"order": stage.carlas, **PARCEL})

    rows = list(csv.DictReader(packing(stage).body["csv"].splitlines()))

    assert rows == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-Anna", "'-Anna"),
        ("@anna", "'@anna"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("Anna;=1+1;@x", "Anna;'=1+1;'@x"),
        ("Anna; =1+1", "Anna;' =1+1"),
        ("Anna-Lena (=Mia); Bert", "Anna-Lena (=Mia); Bert"),
    ],
)
def test_no_name_is_a_formula_wherever_a_spreadsheet_cuts_it(name: str, shown: str) -> None:
    order = an_order()
    order = replace(order, delivery=replace(order.delivery, name=name))

    (row,) = csv.DictReader(packing_csv([order]).splitlines())

    assert row["name"] == shown


def test_a_list_of_many_orders_comes_in_pages(stage: Stage) -> None:
    stage.api.world.views.page_size = 1
    first = packing(stage).body

    second = packing(stage, cursor=first["cursor"]).body

    rows = [*first["csv"].splitlines()[1:], *second["csv"].splitlines()[1:]]
    assert [row.partition(",")[0] for row in rows] == [stage.carlas]


def test_each_row_stands_for_itself(stage: Stage) -> None:
    reply = many(
        stage,
        "shipments",
        {"order": stage.carlas, **PARCEL},
        {"order": stage.bertas, **PARCEL},
        {"order": NOBODYS, **PARCEL},
    )

    assert reply.status == 200
    assert reply.body["rows"][0] == {"order": stage.carlas, "state": "shipped"}
    assert [row.get("code") for row in reply.body["rows"]] == [None, "wrong_state", "not_found"]


def test_a_row_that_is_not_answered_leaves_open_what_became_of_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage.api.world.orders, "move", unanswered)

    reply = many(stage, "shipments", {"order": stage.carlas, **PARCEL})

    (row,) = reply.body["rows"]
    assert (row["code"], "state" in row) == ("try_again", False)


def unanswered(*_: object, **__: object) -> None:
    raise Unknown


def test_parcels_that_have_come_are_noted_and_again_is_the_same_answer(stage: Stage) -> None:
    many(stage, "shipments", {"order": stage.carlas, **PARCEL})

    twice = [many(stage, "deliveries", {"order": stage.carlas}).body for _ in range(2)]

    assert twice == [{"rows": [{"order": stage.carlas, "state": "delivered"}]}] * 2


@pytest.mark.parametrize("rows", [0, 51])
def test_none_and_more_than_fifty_are_refused_as_a_whole(stage: Stage, rows: int) -> None:
    reply = many(stage, "deliveries", *[{"order": NOBODYS}] * rows)

    assert (reply.status, list(reply.fields)) == (400, ["deliveries"])


def test_a_row_that_cannot_be_understood_is_named_and_nothing_is_done(stage: Stage) -> None:
    good = {"order": stage.carlas, **PARCEL}

    reply = many(stage, "shipments", good, {**good, "link": "parcels"}, {"order": "x"})

    assert set(reply.fields) == {
        *("shipments[1].link", "shipments[2].order"),
        *("shipments[2].carrier", "shipments[2].number"),
    }
    page = stage.api.ask(
        "GET", "/v1/admin/orders/{order}", token=stage.admin, order=stage.carlas
    ).body
    assert page["state"] == "in_fulfilment"


def test_dead_letters_are_looked_at_and_sent_again(stage: Stage) -> None:
    queues, path = stage.api.world.queues, "/v1/admin/dead-letters"
    body = '{"order":"a","event":1}'
    queues.buried = [(Dead.NOTICES, body)] * 2 + [(Dead.RELAY, "{}")]
    queues.sent.clear()

    looked = [
        stage.api.ask("GET", path, token=stage.admin, query=f"queue={queue}").body
        for queue in ("notices", "notices", "relay", "fulfilment")
    ]
    again, relayed = (
        stage.api.ask("POST", path, {"queue": queue, "most": 1}, token=stage.admin).body
        for queue in ("notices", "relay")
    )

    assert [len(each["letters"]) for each in looked] == [2, 2, 1, 0]
    assert looked[0]["letters"][0]["body"] == body
    assert again == {"queue": "notices", "redriven": 1}
    assert relayed == {"queue": "relay", "redriven": 1}
    assert queues.sent == [(Queue.NOTICES, {"order": "a", "event": 1})]
    assert queues.again == [(Dead.RELAY, "{}")]
    assert queues.buried == [(Dead.NOTICES, body)]


def test_fates_of_mails_that_nobody_noted_are_dead_letters_too(stage: Stage) -> None:
    path = "/v1/admin/dead-letters"
    stage.api.world.queues.buried = [(Dead.MAIL_EVENTS, "{}"), (Dead.NOTICES, "{}")]

    looked = stage.done("GET", path, None, stage.admin, query="queue=mail-events").body
    stage.api.world.queues.buried.clear()
    again = stage.done("POST", path, {"queue": "mail-events"}, stage.admin).body

    assert [letter["body"] for letter in looked["letters"]] == ["{}"]
    assert again == {"queue": "mail-events", "redriven": 0}


@pytest.mark.parametrize(
    "body",
    [
        *({"queue": "relay-dead"}, {"queue": "notices", "most": 0}),
        *({"queue": "notices", "most": 101}, {}),
    ],
)
def test_what_cannot_be_sent_again_is_refused(stage: Stage, body: dict[str, object]) -> None:
    reply = stage.api.ask("POST", "/v1/admin/dead-letters", body, token=stage.admin)

    assert reply.status == 400
