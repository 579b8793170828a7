"""Where some work is asked for: no work, no mail, and no place in the line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from chalicelib.proof import LIVES_MS, REFUSAL
from infra.local.crowd.proof import solved
from sale_api.domain.hours import SECOND_MS
from sale_api.ports import Queue
from tests.functional.api import Api
from tests.functional.stage import ANNA, BERTA, CONTACT, plan
from tests.systems import SETTINGS, World, installed


@pytest.fixture
def api() -> Iterator[Api]:
    """A deployment that asks for a little work."""
    world = World()
    settings = msgspec.structs.replace(SETTINGS, proof_of_work=3)
    world.system = msgspec.structs.replace(world.system, settings=settings)
    with installed(world):
        yield Api(world)


def proof_for(api: Api, email: str) -> str:
    challenge: Any = api.ask("POST", "/v1/shoppers/challenge", {"email": email}).body["challenge"]
    return solved(challenge)


def registered(api: Api, **more: Any) -> tuple[int, Any]:
    reply = api.ask("POST", "/v1/shoppers", {**CONTACT, **more})
    return reply.status, reply.body.get("fields")


def test_whoever_has_done_the_work_is_sent_a_link(api: Api) -> None:
    assert registered(api, proof=proof_for(api, ANNA)) == (202, None)
    assert len(api.world.queues.take(Queue.SIGN_IN)) == 1


@pytest.mark.parametrize("proof", [None, "e30=", "-"])
def test_without_the_work_nothing_is_sent_or_counted(api: Api, proof: str | None) -> None:
    refusal = 400, [{"field": "proof", "problem": REFUSAL}]

    assert registered(api, proof=proof) == refusal
    assert registered(api) == refusal
    assert not api.world.queues.take(Queue.SIGN_IN)
    assert not api.world.shoppers.links


def test_work_done_for_one_address_is_none_for_another(api: Api) -> None:
    proof = proof_for(api, BERTA)

    assert registered(api, proof=proof)[0] == 400


def test_work_done_for_an_address_is_good_however_it_is_spelt(api: Api) -> None:
    proof = proof_for(api, ANNA.upper())

    assert registered(api, proof=proof)[0] == 202


def test_the_same_words_again_have_the_same_answer_until_the_proof_is_too_old(api: Api) -> None:
    proof = proof_for(api, ANNA)

    soon = [registered(api, proof=proof)[0] for _ in range(2)]
    api.world.clock += LIVES_MS

    assert soon == [202, 202]
    assert registered(api, proof=proof)[0] == 400


def test_the_answer_is_the_same_whether_or_not_an_address_is_known(api: Api) -> None:
    proof = proof_for(api, ANNA)

    answers = [registered(api, proof=proof) for _ in range(5)]

    assert answers == [(202, None)] * 5
    assert len(api.world.queues.take(Queue.SIGN_IN)) == 3


def test_where_no_work_is_asked_for_a_proof_does_no_harm() -> None:
    with installed(World()) as world:
        api = Api(world)

        reply = api.ask("POST", "/v1/shoppers/challenge", {"email": ANNA})

        assert reply.body == {"challenge": None}
        assert registered(api, proof="whatever")[0] == 202


LINE = {"line": {"delay_seconds": 0, "spread_seconds": 0}}
JOIN, TO_JOIN = "/v1/sales/{sale}/ticket", "/v1/sales/{sale}/challenge"
SHOWN = "/v1/admin/sales/{sale}"


def planned(api: Api, difficulty: int, sale: str = "phone") -> str:
    """Plan a sale with a line, and publish it."""
    admin = api.marketer()
    body = {"sale": sale, **plan(), **LINE, "proof_of_work": difficulty}
    shown = api.ask("POST", "/v1/admin/sales", body, token=admin).body
    assert shown["proof_of_work"] == difficulty
    path = "/v1/admin/sales/{sale}/publication"
    assert api.ask("POST", path, {}, token=admin, sale=sale).status == 200
    api.world.clock += SECOND_MS  # by then everybody sees it
    return sale


def proof_to_join(api: Api, sale: str, email: str) -> str:
    told = api.ask("POST", TO_JOIN, token=api.shopper(email), sale=sale).body
    return solved(told["challenge"])


def joined(api: Api, sale: str, email: str = ANNA, **more: Any) -> int:
    return api.ask("POST", JOIN, more, token=api.shopper(email), sale=sale).status


def test_whoever_has_done_the_work_of_the_plan_joins(api: Api) -> None:
    sale = planned(api, 3)

    proof = proof_to_join(api, sale, ANNA)

    assert joined(api, sale, proof=proof) == 201
    api.world.clock += SECOND_MS
    assert joined(api, sale, proof=proof) == 200


def test_without_the_work_of_the_plan_nobody_joins(api: Api) -> None:
    sale = planned(api, 3)

    reply = api.ask("POST", JOIN, {}, token=api.shopper(ANNA), sale=sale)

    assert reply.body["fields"] == [{"field": "proof", "problem": REFUSAL}]
    assert not api.world.entrants.entrants


def test_work_done_elsewhere_is_none_here(api: Api) -> None:
    sale, other = planned(api, 3), planned(api, 3, "tablet")

    elsewhere = [
        proof_for(api, ANNA),
        proof_to_join(api, other, ANNA),
        proof_to_join(api, sale, BERTA),
    ]

    assert [joined(api, sale, proof=proof) for proof in elsewhere] == [400, 400, 400]


def test_work_may_be_made_more_while_a_sale_is_published(api: Api) -> None:
    sale = planned(api, 3)
    before = proof_to_join(api, sale, ANNA)

    body = {**plan(), **LINE, "proof_of_work": 4}
    tag = {"If-Match": api.ask("GET", SHOWN, token=api.marketer(), sale=sale).headers["ETag"]}
    api.ask("PUT", SHOWN, body, token=api.marketer(), headers=tag, sale=sale)
    api.world.clock += SECOND_MS

    assert joined(api, sale, proof=before) == 400
    assert joined(api, sale, proof=proof_to_join(api, sale, ANNA)) == 201


def test_where_the_plan_asks_for_no_work_one_joins_without(api: Api) -> None:
    sale = planned(api, 0)

    told = api.ask("POST", TO_JOIN, token=api.shopper(ANNA), sale=sale).body

    assert told == {"challenge": None}
    assert joined(api, sale) == 201
