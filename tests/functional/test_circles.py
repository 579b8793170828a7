"""Throw-away addresses, many of one domain, many of one household: held back over the API."""

from __future__ import annotations

from typing import Any

from tests.functional.api import Api, Reply
from tests.functional.stage import DELIVERY, SALE, plan

MANY = {"counted": "household", "limit": 1}


def signed_in(api: Api, email: str) -> str:
    link = api.world.system.tokens.sign_in(api.contact(email), api.world.clock)
    return str(api.ask("POST", "/v1/shoppers/session", {"token": link}).body["token"])


def published(api: Api, **changes: Any) -> dict[str, Any]:
    admin = api.marketer()
    body = {"sale": SALE, **plan(**changes)}
    assert api.ask("POST", "/v1/admin/sales", body, token=admin).status == 201
    api.ask("POST", "/v1/admin/sales/{sale}/publication", {}, token=admin, sale=SALE)
    sale: dict[str, Any] = api.ask("GET", "/v1/sales/{sale}", sale=SALE).body
    return sale


def reserved(api: Api, token: str) -> Reply:
    path = "/v1/sales/{sale}/reservation"
    return api.ask("POST", path, {"quantity": 1}, token=token, sale=SALE)


def ordered(api: Api, token: str, **other: str) -> Reply:
    held = reserved(api, token).body["reservation"]
    body = {"reservation": held, "delivery": {**DELIVERY, **other}}
    return api.ask("POST", "/v1/sales/{sale}/order", body, token=token, sale=SALE)


def joined(api: Api, email: str) -> Reply:
    api.world.clock += 1
    token = signed_in(api, email)
    return api.ask("POST", "/v1/sales/{sale}/ticket", {}, token=token, sale=SALE)


def test_a_sale_tells_whom_it_holds_back(api: Api) -> None:
    line = {"delay_seconds": 10, "spread_seconds": 60}

    sale = published(api, refuse_throwaway=True, domain_limit=9, household_limit=3, line=line)

    told = (sale["refuse_throwaway"], sale["domain_limit"], sale["household_limit"])
    assert told == (True, 9, 3)


def test_a_sale_holds_nobody_back_unless_it_is_planned(api: Api) -> None:
    sale = published(api)

    told = (sale["refuse_throwaway"], sale["domain_limit"], sale["household_limit"])
    assert told == (False, None, None)
    assert reserved(api, signed_in(api, "x@mailinator.com")).status == 201


def test_a_throw_away_address_signs_in_but_reserves_nothing(api: Api) -> None:
    published(api, refuse_throwaway=True)

    reply = reserved(api, signed_in(api, "x@sub.mailinator.com"))

    assert (reply.status, reply.code) == (403, "forbidden")
    assert reserved(api, signed_in(api, "anna@example.org")).status == 201


def test_a_throw_away_address_buys_nothing_at_once_either(api: Api) -> None:
    published(api, refuse_throwaway=True)
    token = signed_in(api, "x@mailinator.com")

    path = "/v1/sales/{sale}/reservation"
    reply = api.ask("POST", path, {"order": True}, token=token, sale=SALE)

    assert (reply.status, reply.code) == (403, "forbidden")


def test_a_domain_joins_as_often_as_it_may(api: Api) -> None:
    line = {"delay_seconds": 10, "spread_seconds": 60}
    published(api, domain_limit=2, line=line)
    emails = ("a@example.org", "b@mail.example.org", "c@example.org", "d@gmx.de", "e@gmx.de")

    replies = [joined(api, email) for email in (*emails, "a@example.org")]

    assert [reply.status for reply in replies] == [201, 201, 409, 201, 201, 200]
    refused = replies[2].body
    assert (refused["code"], refused["limit"]) == ("limit_reached", 2)
    assert refused["counted"] == "domain"


def test_a_household_orders_as_often_as_it_may(everywhere: Api) -> None:
    api = everywhere
    published(api, household_limit=1)
    anna, bert = signed_in(api, "anna@example.org"), signed_in(api, "bert@example.org")

    first, again = ordered(api, anna), ordered(api, bert, name="Bert", street="HAUPT STR 1")
    elsewhere = ordered(api, bert, street="Hauptstraße 2")

    assert first.status == 201
    assert (again.status, again.code) == (409, "limit_reached")
    assert {name: again.body[name] for name in MANY} == MANY
    assert elsewhere.status == 201


def test_a_household_that_buys_at_once_is_counted_too(api: Api) -> None:
    published(api, household_limit=1)
    replies = []
    for email in ("anna@example.org", "bert@example.org"):
        token = signed_in(api, email)
        basket = {"quantity": 1, "delivery": DELIVERY, "payment": "invoice", "consent": True}
        api.ask("PUT", "/v1/sales/{sale}/basket", basket, token=token, sale=SALE)
        path = "/v1/sales/{sale}/reservation"
        replies.append(api.ask("POST", path, {"order": True}, token=token, sale=SALE))

    assert [reply.status for reply in replies] == [201, 409]
    assert replies[1].body["counted"] == "household"


def test_limits_without_bounds_are_faults(api: Api) -> None:
    body = {"sale": SALE, **plan(household_limit=0, domain_limit=101, refuse_throwaway=1)}

    reply = api.ask("POST", "/v1/admin/sales", body, token=api.marketer())

    fields = {fault["field"] for fault in reply.body["fields"]}
    assert (reply.status, fields) == (400, {"household_limit", "domain_limit", "refuse_throwaway"})
