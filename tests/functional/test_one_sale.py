"""A sale from its plan to the parcel, over the API, on both kinds of stores."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.workers import messages
from sale_api.domain.fates import Fate, Posted
from sale_api.domain.identifiers import shopper_id
from sale_api.domain.order import Order
from sale_api.ports import Queue
from tests.fakes import FakeQueues
from tests.functional.api import Api, Reply
from tests.functional.stage import (
    ANNA,
    ASKED_FIRST,
    BERTA,
    DELIVERY,
    LATER,
    SALE,
    Stage,
    plan,
)
from tests.sales import HOUR_MS, NOTHING_PROMISED, wall
from tests.systems import BEGIN

RESERVATION = "/v1/sales/{sale}/reservation"
ORDER = "/v1/sales/{sale}/order"


@pytest.fixture
def stage(everywhere: Api) -> Stage:
    return Stage(everywhere)


def reserve(stage: Stage, token: str, body: dict[str, Any] | None = None) -> Reply:
    return stage.api.ask("POST", RESERVATION, body or {"quantity": 2}, token=token, sale=SALE)


def give_back(stage: Stage, token: str, **headers: str) -> Reply:
    return stage.api.ask("DELETE", RESERVATION, token=token, headers=headers, sale=SALE)


def order(stage: Stage, token: str, reservation: str, **delivery: str) -> Reply:
    body = {"reservation": reservation, "delivery": {**DELIVERY, **delivery}}
    return stage.api.ask("POST", ORDER, body, token=token, sale=SALE)


def admin(stage: Stage, path: str, body: object = None, method: str = "POST") -> Reply:
    return stage.api.ask(
        method, f"/v1/admin/sales/{{sale}}{path}", body, token=stage.admin, sale=SALE
    )


def test_somebody_registers_and_signs_in_by_the_mailed_link(api: Api) -> None:
    body = {"email": ANNA, "language": "de", "zone": "Europe/Berlin"}
    assert api.ask("POST", "/v1/shoppers", body).body == {}
    (sent,) = api.world.queues.take(Queue.SIGN_IN)
    assert "token" not in sent

    messages.sign_in({"Records": [{"messageId": "m1", "body": json.dumps(sent)}]})
    (mail,) = api.world.mailer.mails
    link = next(word for word in mail.text.split() if "/sign-in.html#" in word)
    session = api.ask("POST", "/v1/shoppers/session", {"token": link.partition("#")[2]}).body
    me = api.ask("GET", "/v1/me", token=session["token"]).body

    assert session["shopper"] == shopper_id(ANNA, api.world.system.tokens.shopper_key)
    assert session["expires_at"] == "2027-02-14T08:00:00Z"
    assert me == {**body, "shopper": session["shopper"], "delivery": None}


def test_a_lost_link_is_mailed_again_and_the_answer_tells_nobody_who_ordered(api: Api) -> None:
    stage = Stage(api)
    stage.list(stage.bertas)
    api.world.queues.take(Queue.SIGN_IN)
    body = {"language": "en", "zone": "Europe/Berlin"}

    known, unknown = (
        api.ask("POST", "/v1/orders/lost-link", {**body, "email": email})
        for email in (BERTA, "nobody@example.org")
    )
    for sent in api.world.queues.take(Queue.SIGN_IN):
        messages.sign_in({"Records": [{"messageId": "m1", "body": json.dumps(sent)}]})

    assert (known.status, known.body) == (unknown.status, unknown.body) == (202, {})
    lost, nothing = api.world.mailer.mails[-2:]
    link = next(word for word in lost.text.split() if "/order.html#" in word)
    page = api.ask(
        "GET", "/v1/orders/{order}", token=link.partition("#")[2], order=stage.bertas
    ).body
    assert (lost.to, page["order"]) == (BERTA, stage.bertas)
    assert "/order.html" not in nothing.text


def test_a_delivery_is_remembered_and_forgotten(stage: Stage) -> None:
    put = stage.api.ask("PUT", "/v1/me", {"delivery": DELIVERY}, token=stage.anna)
    got = stage.api.ask("GET", "/v1/me", token=stage.anna)
    gone = stage.api.ask("DELETE", "/v1/me", token=stage.anna)
    after = stage.api.ask("GET", "/v1/me", token=stage.anna)

    assert put.body == got.body
    assert got.body["delivery"] == DELIVERY
    assert (gone.status, gone.text) == (204, "")
    assert after.body["delivery"] is None


def test_a_reservation_asked_for_twice_is_the_same(stage: Stage) -> None:
    carla = stage.api.shopper("dora@example.org")

    first, second = reserve(stage, carla), reserve(stage, carla)
    seen = stage.api.ask("GET", RESERVATION, token=carla, sale=SALE)

    assert (first.status, second.status, seen.status) == (201, 200, 200)
    assert first.body == second.body == seen.body
    assert first.body["state"] == "held"
    assert first.body["deadline"] == "2027-01-15T08:10:00Z"
    assert first.body["total"] == {"amount": 9_994, "currency": "EUR"}


def test_other_words_get_what_stands(stage: Stage) -> None:
    reply = reserve(stage, stage.anna, {"quantity": 1})

    assert (reply.status, reply.code) == (422, "request_reused")
    assert reply.body["reservation"]["quantity"] == 2
    assert reply.body["reservation"]["reservation"] == stage.reservation


def test_a_pool_that_there_is_not_is_named(stage: Stage) -> None:
    reply = reserve(stage, stage.api.shopper("dora@example.org"), {"quantity": 1, "pool": "moon"})

    assert reply.fields == {"pool": "Choose one of: main, other."}


def test_more_than_the_limit_is_told_the_limit(stage: Stage) -> None:
    reply = reserve(stage, stage.api.shopper("dora@example.org"), {"quantity": 4})

    assert (reply.status, reply.code, reply.body["limit"]) == (409, "limit_reached", 3)


def test_what_is_given_back_is_gone_and_cannot_be_ordered(stage: Stage) -> None:
    ask = stage.api.ask

    given = [ask("DELETE", RESERVATION, token=stage.anna, sale=SALE) for _ in range(2)]
    seen = ask("GET", RESERVATION, token=stage.anna, sale=SALE)
    late = order(stage, stage.anna, stage.reservation)

    assert [reply.status for reply in given] == [204, 204]
    assert seen.code == "not_found"
    assert (late.status, late.code) == (410, "reservation_expired")


def test_a_reservation_has_one_tag_and_another_one_another(stage: Stage) -> None:
    dora = stage.api.shopper("dora@example.org")

    first, again = reserve(stage, dora), reserve(stage, dora)
    seen = stage.api.ask("GET", RESERVATION, token=dora, sale=SALE)
    give_back(stage, dora)
    other = reserve(stage, dora)

    assert first.headers["ETag"] == again.headers["ETag"] == seen.headers["ETag"]
    assert other.status == 201
    assert other.headers["ETag"] != first.headers["ETag"]


def test_a_reservation_that_became_an_order_has_no_tag(stage: Stage) -> None:
    again = reserve(stage, stage.berta)
    seen = stage.api.ask("GET", RESERVATION, token=stage.berta, sale=SALE)

    assert again.body["state"] == seen.body["state"] == "ordered"
    assert not {"ETag"} & {*again.headers, *seen.headers}


def test_who_knows_a_reservations_tag_gets_it_whole_all_the_same(stage: Stage) -> None:
    tag = reserve(stage, stage.anna).headers["ETag"]
    known = {"If-None-Match": tag}

    seen = stage.api.ask("GET", RESERVATION, token=stage.anna, headers=known, sale=SALE)

    assert (seen.status, seen.body["state"]) == (200, "held")
    assert (seen.headers["ETag"], seen.headers["Cache-Control"]) == (tag, "no-store")


def test_a_give_back_that_comes_late_leaves_what_is_held_by_then(stage: Stage) -> None:
    earlier = {"If-Match": reserve(stage, stage.anna).headers["ETag"]}

    given = give_back(stage, stage.anna, **earlier)
    later = reserve(stage, stage.anna, {"quantity": 1})
    repeated = give_back(stage, stage.anna, **earlier)
    seen = stage.api.ask("GET", RESERVATION, token=stage.anna, sale=SALE)
    ordered = order(stage, stage.anna, later.body["reservation"])

    assert (given.status, later.status, repeated.status) == (204, 201, 204)
    assert seen.body == later.body
    assert ordered.status == 201


@pytest.mark.parametrize("condition", [{}, {"If-Match": "*"}])
def test_who_does_not_say_which_gives_back_what_is_held(
    stage: Stage, condition: dict[str, str]
) -> None:
    given = [give_back(stage, stage.anna, **condition) for _ in range(2)]

    seen = stage.api.ask("GET", RESERVATION, token=stage.anna, sale=SALE)

    assert [reply.status for reply in given] == [204, 204]
    assert seen.code == "not_found"


def test_a_reservation_that_is_meant_and_became_an_order_is_not_given_back(stage: Stage) -> None:
    meant = {"If-Match": reserve(stage, stage.anna).headers["ETag"]}
    ordered = order(stage, stage.anna, stage.reservation)

    refused = give_back(stage, stage.anna, **meant)

    assert (refused.status, refused.code) == (409, "wrong_state")
    assert refused.body["order"] == ordered.body["order"]


def test_an_order_asked_for_twice_is_the_same(stage: Stage) -> None:
    first = order(stage, stage.anna, stage.reservation)
    stage.api.world.clock += 1
    second = order(stage, stage.anna, stage.reservation)
    other = order(stage, stage.anna, stage.reservation, street="Nebenstraße 2")
    reserved = reserve(stage, stage.anna)

    assert (first.status, second.status) == (201, 200)
    assert {**first.body, "link": ""} == {**second.body, "link": ""}
    assert first.body["state"] == "placed"
    assert first.body["history"][0]["by"] == "shopper"
    assert (other.status, other.code) == (422, "request_reused")
    assert other.body["order"]["order"] == first.body["order"]
    assert reserved.status == 200
    assert (reserved.body["state"], reserved.body["order"]) == ("ordered", first.body["order"])


def test_an_order_in_force_is_not_given_back_but_cancelled(stage: Stage) -> None:
    ask = stage.api.ask

    refused = ask("DELETE", RESERVATION, token=stage.berta, sale=SALE)
    path = "/v1/orders/{order}/cancellation"
    twice = [ask("POST", path, token=stage.berta, order=stage.bertas) for _ in range(2)]

    assert (refused.status, refused.code) == (409, "wrong_state")
    assert refused.body["order"] == stage.bertas
    assert [reply.status for reply in twice] == [200, 200]
    assert twice[0].body == twice[1].body
    last = twice[0].body["history"][-1]
    assert (last["what"], last["reason"]) == ("cancelled", "Cancelled by the shopper.")


def test_an_order_s_page_names_who_sells_it(stage: Stage) -> None:
    page = stage.api.ask("GET", "/v1/orders/{order}", token=stage.berta, order=stage.bertas)

    assert page.body["seller"] == "A shop"


def test_an_order_is_shipped_and_then_stays(stage: Stage) -> None:
    ask, path = stage.api.ask, "/v1/admin/orders/{order}/shipment"
    parcel = {"carrier": "DHL", "number": "0034", "link": None}

    early = ask("POST", path, parcel, token=stage.admin, order=stage.bertas)
    twice = [ask("POST", path, parcel, token=stage.admin, order=stage.carlas) for _ in range(2)]
    body = {"reason": "Too late.", "resell": True}
    cancel = "/v1/admin/orders/{order}/cancellation"
    late = ask("POST", cancel, body, token=stage.admin, order=stage.carlas)

    assert (early.status, early.body["state"]) == (409, "placed")
    assert [reply.status for reply in twice] == [200, 200]
    assert twice[0].body == twice[1].body
    assert twice[0].body["history"][-1]["shipment"] == parcel
    assert (late.status, late.body["state"]) == (409, "shipped")


def test_a_parcel_that_has_come_is_noted_once(stage: Stage) -> None:
    ask, path = stage.api.ask, "/v1/admin/orders/{order}/delivery"
    parcel = {"carrier": "DHL", "number": "0034"}

    early = ask("POST", path, token=stage.admin, order=stage.carlas)
    ask("POST", "/v1/admin/orders/{order}/shipment", parcel, token=stage.admin, order=stage.carlas)
    twice = [ask("POST", path, token=stage.admin, order=stage.carlas) for _ in range(2)]

    assert (early.status, early.body["state"]) == (409, "in_fulfilment")
    assert [reply.status for reply in twice] == [200, 200]
    assert twice[0].body == twice[1].body
    assert twice[0].body["history"][-1]["what"] == "delivered"


def test_a_link_is_enough_to_withdraw_from_the_contract(stage: Stage) -> None:
    world, path = stage.api.world, "/v1/orders/{order}/withdrawal"
    link = world.system.tokens.order_link(stage.bertas, world.clock)
    body = {"name": "Berta Beispiel"}

    before = stage.api.ask("GET", "/v1/orders/{order}", token=link, order=stage.bertas).body
    others = stage.api.ask("POST", path, body, token=link, order=stage.carlas)
    twice = [stage.api.ask("POST", path, body, token=link, order=stage.bertas) for _ in range(2)]
    other = stage.api.ask("POST", path, {"name": "B."}, token=stage.berta, order=stage.bertas)

    assert before["withdrawal"] == {"until": None}
    assert (others.status, others.code) == (404, "not_found")
    assert [reply.status for reply in twice] == [200, 200]
    assert twice[0].body == twice[1].body
    assert (twice[0].body["state"], twice[0].body["withdrawal"]) == ("withdrawn", None)
    last = twice[0].body["history"][-1]
    assert (last["by"], last["detail"], last["reason"]) == ("shopper", "Berta Beispiel", None)
    assert (other.status, other.body["state"]) == (409, "withdrawn")


def test_the_page_says_until_when_one_can_withdraw(stage: Stage) -> None:
    ask, parcel = stage.api.ask, {"carrier": "DHL", "number": "0034"}
    admin = "/v1/admin/orders/{order}"
    ask("POST", f"{admin}/shipment", parcel, token=stage.admin, order=stage.carlas)

    page = ask("POST", f"{admin}/delivery", token=stage.admin, order=stage.carlas).body
    stage.api.world.clock += 18 * 24 * HOUR_MS
    token = stage.api.marketer()
    late = ask("GET", admin, token=token, order=stage.carlas).body

    assert page["withdrawal"] == {"until": "2027-01-29T23:00:00Z"}
    assert late["withdrawal"] is None


def test_what_comes_back_is_noted_and_then_paid_back(stage: Stage) -> None:
    path, parcel = "/v1/admin/orders/{order}", {"carrier": "DHL", "number": "0034"}
    amount = {"amount": 4_997, "currency": "EUR"}

    def ask(what: str, body: dict[str, Any]) -> Reply:
        return stage.api.ask("POST", path + what, body, token=stage.admin, order=stage.carlas)

    ask("/shipment", parcel)
    early = ask("/refund", {"amount": amount})
    back = ask("/return", {"reason": "Came back unopened.", "resell": True})
    too_much = ask("/refund", {"amount": {**amount, "amount": 9_995}})
    paid = ask("/refund", {"amount": amount})
    counts = admin(stage, "/live", method="GET").body

    assert (early.status, early.body["state"]) == (409, "shipped")
    assert back.body["history"][-1]["reason"] == "Came back unopened."
    assert too_much.fields == {"amount": "Give more than nothing, and at most 99.94 EUR."}
    assert (paid.body["state"], paid.body["history"][-1]["amount"]) == ("refunded", amount)
    assert counts["returned"] == 2


def test_a_gift_is_on_the_order_s_page(stage: Stage) -> None:
    path, body = "/v1/admin/orders/{order}/gift", {"gift": "sorry-1", "text": "A voucher."}

    def ask(body: dict[str, str]) -> Reply:
        return stage.api.ask("POST", path, body, token=stage.admin, order=stage.bertas)

    twice = [ask(body) for _ in range(2)]
    other = ask({**body, "text": "Another."})
    page = stage.api.ask("GET", "/v1/orders/{order}", token=stage.berta, order=stage.bertas).body

    assert [reply.status for reply in twice] == [200, 200]
    assert (other.status, other.code) == (422, "request_reused")
    assert page["history"][-1]["note"] == {"kind": "gift", "text": "A voucher.", "on": None}
    assert page["state"] == "placed"


def test_a_cancellation_by_the_seller_says_why_and_what_becomes_of_the_units(stage: Stage) -> None:
    body = {"reason": "No supply.", "resell": False}
    path = "/v1/admin/orders/{order}/cancellation"

    page = stage.api.ask("POST", path, body, token=stage.admin, order=stage.bertas).body
    counts = admin(stage, "/live", method="GET").body

    assert page["history"][-1]["reason"] == "No supply."
    assert page["history"][-1]["by"] == "marketer"
    assert counts["written_off"] == 2


def test_the_live_counts_are_all_units(stage: Stage) -> None:
    counts = admin(stage, "/live", method="GET").body

    where = ("available", "returned", "written_off", "held", "ordered")
    assert counts["units"] == 50 == sum(counts[each] for each in where)
    assert counts["held"] == 6
    assert {state: count for state, count in counts["orders"].items() if count} == {
        "placed": 1,
        "in_fulfilment": 1,
    }
    assert counts["queues"]["sign-in"]["dead"] == 0


def test_orders_are_found_by_sale_state_address_and_number(stage: Stage) -> None:
    def found(query: str) -> list[str]:
        reply = stage.api.ask("GET", "/v1/admin/orders", token=stage.admin, query=query)
        return [each["order"] for each in reply.body["orders"]]

    assert set(found(f"sale={SALE}")) == {stage.bertas, stage.carlas}
    assert found(f"sale={SALE}&state=placed") == [stage.bertas]
    assert found(f"email={BERTA.upper()}") == [stage.bertas]
    assert found(f"order={stage.carlas}") == [stage.carlas]
    assert found(f"order={stage.carlas}&state=placed") == []
    assert found("order=" + "a" * 20) == []


def test_a_marketers_lists_show_whose_mails_did_not_arrive(stage: Stage) -> None:
    fate = Posted(Fate.BOUNCED, BEGIN).text
    stage.api.world.system.orders.posted(stage.bertas, "1-notice", fate)
    for number in (stage.bertas, stage.carlas):
        stage.list(number)

    listed = stage.api.ask("GET", "/v1/admin/orders", token=stage.admin, query=f"sale={SALE}").body

    mails = {each["order"]: each["mail"] for each in listed["orders"]}
    assert mails == {stage.bertas: "bounced", stage.carlas: None}


def test_long_lists_come_in_pages(stage: Stage) -> None:
    bought = [stage.buy(stage.api.shopper(f"s{number}@example.org")) for number in range(5)]
    seen: list[str] = []
    cursor = ""
    for _ in range(10):
        query = f"sale={SALE}" + (f"&cursor={cursor}" if cursor else "")
        page = stage.api.ask("GET", "/v1/admin/orders", token=stage.admin, query=query).body
        seen += [each["order"] for each in page["orders"]]
        cursor = page["cursor"]
        if not cursor:
            break

    assert sorted(seen) == sorted([*bought, stage.bertas, stage.carlas])


def test_my_orders_link_to_their_pages(stage: Stage) -> None:
    (listed,) = stage.api.ask("GET", "/v1/me/orders", token=stage.berta).body["orders"]
    link = listed["link"].partition("#")[2]

    page = stage.api.ask("GET", "/v1/orders/{order}", token=link, order=listed["order"]).body

    assert listed["order"] == page["order"] == stage.bertas
    assert listed["total"] == page["total"]


def test_a_halted_sale_refuses_and_nobody_loses_by_it(stage: Stage) -> None:
    world = stage.api.world
    dora = stage.api.shopper("dora@example.org")

    halted = admin(stage, "/pause", {"reason": "A fault."})
    world.clock += 2_000
    refused = reserve(stage, dora), order(stage, stage.anna, stage.reservation)
    world.clock += HOUR_MS // 2
    resumed = admin(stage, "/resume")
    world.clock += 2_000
    ordered = order(stage, stage.anna, stage.reservation)

    assert halted.body["phase"] == "paused"
    assert halted.body["pauses"][0]["reason"] == "A fault."
    assert [reply.code for reply in refused] == ["paused", "paused"]
    assert resumed.body["phase"] == "open"
    assert resumed.body["pauses"][0]["resumed_at"]
    assert ordered.status == 201


def test_added_stock_is_on_sale_and_shown_to_everybody(everywhere: Api) -> None:
    stage = Stage(everywhere, units=6)
    stage.api.world.clock += 2_000
    addition = {"addition": "delivery-2", "units": 5}

    added = [admin(stage, "/stock", addition) for _ in range(2)]
    stage.api.world.clock += 2_000
    status = stage.api.ask("GET", "/v1/sales/{sale}", sale=SALE).body
    reserved = reserve(stage, stage.api.shopper("dora@example.org"), {"quantity": 2})
    live = admin(stage, "/live", method="GET").body

    assert [reply.status for reply in added] == [200, 200]
    assert added[0].body == added[1].body == admin(stage, "", method="GET").body
    assert added[0].body["additions"] == [
        {**addition, "pool": "main", "added_at": "2027-01-15T08:00:02Z"}
    ]
    assert added[0].body["pools"] == [{"pool": "main", "units": 6, **NOTHING_PROMISED}]
    assert added[0].body["lots"] == 2
    assert (status["units"], status["pools"][0]["units"]) == (11, 11)
    assert status["pools"][0]["remaining"] == 5
    assert reserved.status == 201
    assert (live["units"], live["available"]) == (11, 3)


def test_stock_that_cannot_be_added_is_refused(stage: Stage) -> None:
    added = admin(stage, "/stock", {"addition": "delivery-2", "pool": "other", "units": 30})

    other = admin(stage, "/stock", {"addition": "delivery-2", "pool": "main", "units": 30})
    too_many = admin(stage, "/stock", {"addition": "delivery-3", "units": 21})
    nowhere = admin(stage, "/stock", {"addition": "delivery-3", "pool": "moon", "units": 1})
    draft = stage.api.ask(
        "POST",
        "/v1/admin/sales/{sale}/stock",
        {"addition": "delivery-2", "units": 1},
        token=stage.admin,
        sale="tablet",
    )

    assert added.status == 200
    assert (other.status, other.code) == (422, "request_reused")
    assert other.body["sale"] == added.body
    assert (too_many.status, too_many.code, too_many.body["limit"]) == (409, "limit_reached", 20)
    assert nowhere.fields == {"pool": "Choose one of: main, other."}
    assert (draft.status, draft.code, draft.body["state"]) == (409, "wrong_state", "draft")


def test_a_closed_sale_lets_holders_order(stage: Stage) -> None:
    closed = [admin(stage, "/close", {"reason": "Enough."}) for _ in range(2)]
    stage.api.world.clock += 2_000

    refused = reserve(stage, stage.api.shopper("dora@example.org"))
    ordered = order(stage, stage.anna, stage.reservation)

    assert closed[0].body == closed[1].body
    assert closed[0].body["closed_at"] == "2027-01-15T08:00:00Z"
    assert (refused.code, refused.body["closed_at"]) == ("closed", "2027-01-15T08:00:00Z")
    assert ordered.status == 201


def test_a_sale_to_come_says_when(everywhere: Api) -> None:
    hours = [{"opens": wall(BEGIN + HOUR_MS), "closes": wall(BEGIN + 2 * HOUR_MS)}]
    body = {"sale": SALE, **plan(windows=hours)}
    everywhere.ask("POST", "/v1/admin/sales", body, token=everywhere.marketer())
    path = "/v1/admin/sales/{sale}/publication"
    everywhere.ask("POST", path, token=everywhere.marketer(), sale=SALE)

    reply = everywhere.ask(
        "POST", RESERVATION, {"quantity": 1}, token=everywhere.shopper(), sale=SALE
    )

    assert (reply.status, reply.code) == (409, "not_open_yet")
    assert reply.body["opens_at"] == "2027-01-15T09:00:00Z"


def test_a_reservation_that_has_run_out_says_so(stage: Stage) -> None:
    stage.api.world.clock += 600_001

    reply = order(stage, stage.anna, stage.reservation)

    assert (reply.status, reply.code) == (410, "reservation_expired")


def test_sold_out_says_what_is_left_and_what_may_return(everywhere: Api) -> None:
    stage = Stage(everywhere, units=6)
    late = stage.api.shopper("late@example.org")

    for _ in range(3):
        stage.api.world.clock += 1_000
        stage.api.ask("GET", "/v1/sales/{sale}", sale=SALE)
    said = stage.api.ask("GET", "/v1/sales/{sale}", sale=SALE).body
    reply = reserve(stage, late, {"quantity": 1})

    assert said["pools"] == [{"pool": "main", "units": 6, **NOTHING_PROMISED, "remaining": 0}]
    assert said["sold_out"]
    assert (reply.status, reply.code) == (409, "sold_out")
    assert (reply.body["largest"], reply.body["may_return"]) == (0, True)
    assert reply.body["may_return_until"] == said["may_return_until"]
    assert reply.body["retry_after"] > 0


def test_a_plan_keeps_what_pools_promise_how_they_are_paid_and_its_list(api: Api) -> None:
    maria = api.marketer()
    said = {
        "pools": [{"pool": "main", "units": 40, **NOTHING_PROMISED}, LATER],
        "prepayment": ASKED_FIRST,
        "waitlist": {"offer_seconds": 60, "days": 7},
    }

    made = api.ask("POST", "/v1/admin/sales", {"sale": SALE, **plan(**said)}, token=maria)

    assert made.status == 201
    assert {name: made.body[name] for name in said} == said


def test_every_fault_of_what_pools_promise_is_told(api: Api) -> None:
    body = plan(
        pools=[{"pool": "main", "units": 40, "delivers_by": "soon", "to_come": True}],
        prepayment={"holder": "A shop", "iban": "DE00", "pay_seconds": 1, "remind_seconds": 1},
        waitlist={"offer_seconds": 1, "days": 91},
    )

    refused = api.ask("POST", "/v1/admin/sales", {"sale": SALE, **body}, token=api.marketer())

    assert refused.status == 400
    assert {fault["field"] for fault in refused.body["fields"]} == {
        "pools[0].delivers_by",
        "pools[0].payment",
        "prepayment.iban",
        "prepayment.pay_seconds",
        "waitlist.offer_seconds",
        "waitlist.days",
    }


def test_a_plan_is_made_once_read_and_changed_by_its_version(everywhere: Api) -> None:
    maria, body = everywhere.marketer(), {"sale": SALE, **plan()}
    one = "/v1/admin/sales/{sale}"

    made = [everywhere.ask("POST", "/v1/admin/sales", body, token=maria)]
    everywhere.world.clock += 1
    made.append(everywhere.ask("POST", "/v1/admin/sales", body, token=maria))
    other = everywhere.ask("POST", "/v1/admin/sales", {**body, "limit": 1}, token=maria)
    tag = {"If-Match": made[0].headers["ETag"]}
    better = plan(title="A better phone")
    changed = everywhere.ask("PUT", one, better, token=maria, headers=tag, sale=SALE)
    stale = everywhere.ask("PUT", one, plan(title="No"), token=maria, headers=tag, sale=SALE)
    read = everywhere.ask("GET", one, token=maria, sale=SALE)
    history = everywhere.ask("GET", f"{one}/history", token=maria, sale=SALE).body["history"]

    assert [reply.status for reply in made] == [201, 200]
    assert made[0].body == made[1].body
    assert {name: made[0].body[name] for name in ("title", "limit")} == {
        name: body[name] for name in ("title", "limit")
    }
    assert made[0].body["pools"] == [{**pool, **NOTHING_PROMISED} for pool in body["pools"]]
    assert made[0].body["windows"][0]["opens_at"] == "2027-01-15T07:00:00Z"
    assert (other.status, other.body["sale"]["limit"]) == (422, 3)
    assert (changed.status, changed.headers["ETag"]) == (200, '"2"')
    assert (stale.status, stale.body["version"]) == (412, 2)
    assert read.body == changed.body
    assert [each["what"] for each in history] == ["planned", "changed"]
    assert history[0]["by"] == "maria"


def test_what_people_came_for_is_fixed_once_it_is_published(stage: Stage) -> None:
    tag = {"If-Match": admin(stage, "", method="GET").headers["ETag"]}
    path = "/v1/admin/sales/{sale}"

    body = plan(price={"amount": 1, "currency": "EUR"})
    reply = stage.api.ask("PUT", path, body, token=stage.admin, headers=tag, sale=SALE)

    assert (reply.status, reply.code) == (409, "wrong_state")
    assert reply.fields == {"price": "This is fixed once the sale is published."}


def test_publishing_again_is_the_same_answer(stage: Stage) -> None:
    again = admin(stage, "/publication", {})

    assert again.body["state"] == "published"
    assert again.body["lots"] == 4
    assert again.body == admin(stage, "", method="GET").body


def test_a_draft_cannot_be_halted(stage: Stage) -> None:
    body = {"reason": "A fault."}
    path = "/v1/admin/sales/{sale}/pause"

    reply = stage.api.ask("POST", path, body, token=stage.admin, sale="tablet")

    assert (reply.status, reply.code, reply.body["state"]) == (409, "wrong_state", "draft")


def test_a_queue_that_is_down_is_asked_again(api: Api) -> None:
    assert isinstance(api.world.queues, FakeQueues)
    api.world.queues.down = True
    body = {"email": ANNA, "language": "de", "zone": "Europe/Berlin"}

    reply = api.ask("POST", "/v1/shoppers", body)

    assert (reply.status, reply.code, reply.headers["Retry-After"]) == (503, "try_again", "1")


def test_an_orders_page_shows_what_was_told(api: Api) -> None:
    stage = Stage(api)
    placed = api.world.orders.find(stage.bertas)
    assert isinstance(placed, Order)
    api.world.orders.finish(stage.bertas, "1-notice", BEGIN + 5_500)

    page = api.ask("GET", "/v1/orders/{order}", token=stage.berta, order=stage.bertas).body

    assert page["history"][0]["told_at"] == "2027-01-15T08:00:05.500Z"
    assert page["placed_at"] == "2027-01-15T08:00:00Z"
