"""Who may join which window: registered until a cut-off, invited, and everybody after them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from tests.functional.api import Api, Reply
from tests.functional.stage import ANNA, BERTA, CARLA, NO_WAIT, plan
from tests.sales import HOUR_MS, wall
from tests.systems import BEGIN

SALE = "console"
OPENS, FOR_ALL = BEGIN + HOUR_MS, BEGIN + 3 * HOUR_MS
PRESALE = {"opens": wall(OPENS), "closes": wall(OPENS + HOUR_MS), "access": "invited"}
AFTER = {"opens": wall(FOR_ALL), "closes": wall(FOR_ALL + HOUR_MS)}
UNTIL = OPENS - HOUR_MS // 2
REGISTERED = {**PRESALE, "access": "registered", "until": wall(UNTIL)}
INVITATIONS = "/v1/admin/sales/{sale}/invitations"
THREE = {"batch": "friends", "window": 0, "count": 3}


class Door:
    """A published sale with a line, an hour before it opens."""

    def __init__(self, api: Api, *windows: Any) -> None:
        self.api = api
        self.admin = api.marketer()
        body = {"sale": SALE, **plan(windows=windows or (PRESALE, AFTER), line=NO_WAIT)}
        assert api.ask("POST", "/v1/admin/sales", body, token=self.admin).status == 201
        self.steer("POST", "/v1/admin/sales/{sale}/publication", None)

    def steer(self, method: str, path: str, body: object = None) -> Reply:
        return self.api.ask(method, path, body, token=self.admin, sale=SALE)

    def invite(self, **asked: object) -> list[dict[str, str]]:
        reply = self.steer("POST", INVITATIONS, {**THREE, **asked})
        assert reply.status == 200, reply
        return list(csv.DictReader(StringIO(reply.body["csv"])))

    def codes(self, **asked: object) -> Iterator[str]:
        return (row["code"] for row in self.invite(**asked))

    def revoke(self, **which: str) -> Reply:
        return self.steer("POST", f"{INVITATIONS}/revocation", which)

    def counted(self) -> list[tuple[str, int, int, int]]:
        batches = self.steer("GET", INVITATIONS).body["batches"]
        return [(one["batch"], one["made"], one["used"], one["revoked"]) for one in batches]

    def join(self, email: str = ANNA, **sent: str) -> Reply:
        self.api.world.clock += 1
        token = self.api.shopper(email)
        return self.api.ask("POST", "/v1/sales/{sale}/ticket", sent, token=token, sale=SALE)

    def reserve(self, joined: Reply, email: str = ANNA) -> Reply:
        body = {"quantity": 1, "ticket": joined.body["ticket"]}
        path = "/v1/sales/{sale}/reservation"
        return self.api.ask("POST", path, body, token=self.api.shopper(email), sale=SALE)


@pytest.fixture
def door(api: Api) -> Door:
    return Door(api)


def test_a_presale_for_some_and_then_the_window_for_all(everywhere: Api) -> None:
    door = Door(everywhere)
    code, *_ = door.codes()
    invited, other = door.join(code=code), door.join(BERTA)
    again = door.join(code=code)

    assert (invited.status, other.status, again.status) == (201, 201, 200)
    assert (invited.body["window"], other.body["window"]) == (0, 1)
    assert again.body["joined_at"] == invited.body["joined_at"]

    everywhere.world.clock = OPENS
    assert door.reserve(invited).status == 201
    assert list(door.reserve(other, BERTA).fields) == ["ticket"]

    everywhere.world.clock = FOR_ALL
    assert door.reserve(other, BERTA).status == 201
    late = door.join(CARLA)
    assert (late.body["window"], door.reserve(late, CARLA).status) == (1, 201)
    assert door.counted() == [("friends", 3, 1, 0)]


def test_a_code_is_used_once_and_taken_back_before_that_only(everywhere: Api) -> None:
    door = Door(everywhere)
    first, second, third = door.codes()
    door.join(code=first)

    used = door.join(BERTA, code=first)
    revoked = door.revoke(code=second)
    gone = door.join(BERTA, code=second)
    too_late = door.revoke(code=first)
    batch = door.revoke(batch="friends")
    none_left = door.join(BERTA, code=third)

    assert (used.status, used.body["invitation"]) == (403, "used")
    assert (revoked.status, revoked.body["revoked"]) == (200, 1)
    assert (gone.status, gone.body["invitation"]) == (403, "revoked")
    assert (too_late.status, too_late.body["state"]) == (409, "used")
    assert (batch.body["made"], batch.body["used"], batch.body["revoked"]) == (3, 1, 2)
    assert batch.body["revoked_at"] is not None
    assert (none_left.status, none_left.body["invitation"]) == (403, "revoked")
    assert door.join(code=first).status == 200


def test_a_batch_is_a_table_of_codes_and_links_and_the_same_when_asked_again(door: Door) -> None:
    rows = door.invite()

    assert door.invite() == rows
    assert len({row["code"] for row in rows}) == 3
    for row in rows:
        assert row["link"] == f"https://shop.example.org/sale.html?sale={SALE}#code={row['code']}"
        assert row["email"] == ""
    reused = door.steer("POST", INVITATIONS, {**THREE, "count": 4})
    assert (reused.status, reused.code) == (422, "request_reused")


def test_an_invitation_that_cannot_be_handed_on_is_good_for_its_address(door: Door) -> None:
    rows = door.invite(count=None, emails=[ANNA, BERTA], transferable=False)
    code = next(row["code"] for row in rows if row["email"] == ANNA)

    refused = door.join(BERTA, code=code)

    assert (refused.status, refused.body["invitation"]) == (403, "other_address")
    assert door.join("ANNA@example.org", code=code).status == 201


def test_codes_are_never_logged(door: Door) -> None:
    codes = list(door.codes())

    door.join(code=codes[0])
    door.join(BERTA, code=codes[0])
    door.revoke(code=codes[1])

    assert not any(code in line for code in codes for line in door.api.world.lines)


def test_where_all_windows_are_for_the_invited_a_code_is_needed(api: Api) -> None:
    door = Door(api, PRESALE)

    for sent in ({}, {"code": "0000-0000-0000-0000"}, {"code": "?"}):
        assert list(door.join(**sent).fields) == ["code"]


def test_one_registers_by_joining_before_the_cut_off(api: Api) -> None:
    door = Door(api, REGISTERED)
    api.world.clock = UNTIL - 2
    in_time = door.join()
    too_late = door.join(BERTA)

    api.world.clock = OPENS

    assert (too_late.status, too_late.code) == (409, "closed")
    assert too_late.body["closed_at"] == "2027-01-15T08:30:00Z"
    assert door.reserve(in_time).status == 201


def test_who_did_not_register_joins_the_window_after(api: Api) -> None:
    door = Door(api, REGISTERED, AFTER)
    api.world.clock = UNTIL

    assert door.join().body["window"] == 1


def test_everybody_sees_who_may_join(api: Api) -> None:
    door = Door(api, REGISTERED, AFTER)

    shown = api.ask("GET", "/v1/sales/{sale}", sale=SALE).body["windows"]
    planned = door.steer("GET", "/v1/admin/sales/{sale}").body["windows"]

    told = [("registered", "2027-01-15T08:30:00Z"), ("open", None)]
    assert [(one["access"], one["until_at"]) for one in shown] == told
    assert [(one["access"], one["until_at"]) for one in planned] == told
    assert [one["until"] for one in planned] == [wall(UNTIL), None]


@pytest.mark.parametrize(
    ("window", "field"),
    [
        ({"access": "friends"}, "windows[0].access"),
        ({"access": "registered"}, "windows[0].until"),
        ({"access": "registered", "until": "soon"}, "windows[0].until"),
        ({"access": "registered", "until": wall(OPENS + 1_000)}, "windows[0].until"),
        ({"access": "invited", "until": wall(UNTIL)}, "windows[0].until"),
        ({"access": "open", "until": wall(UNTIL)}, "windows[0].until"),
    ],
)
def test_what_access_cannot_be_is_refused(api: Api, window: dict[str, str], field: str) -> None:
    body = {"sale": SALE, **plan(windows=[{**PRESALE, **window}], line=NO_WAIT)}

    refused = api.ask("POST", "/v1/admin/sales", body, token=api.marketer())

    assert (refused.status, list(refused.fields)) == (400, [field])


def test_access_needs_a_line(api: Api) -> None:
    body = {"sale": SALE, **plan(windows=[PRESALE])}

    refused = api.ask("POST", "/v1/admin/sales", body, token=api.marketer())

    assert list(refused.fields) == ["windows[0].access"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"window": 1}, "window"),
        ({"window": 9}, "window"),
        ({"count": 2_001}, "count"),
        ({"count": None}, "count"),
        ({"emails": [ANNA]}, "count"),
        ({"transferable": False}, "transferable"),
        ({"count": None, "emails": []}, "emails"),
        ({"count": None, "emails": [ANNA, "anna"]}, "emails[1]"),
        ({"count": None, "emails": [ANNA] * 401}, "emails"),
        ({"batch": "two words"}, "batch"),
    ],
)
def test_a_batch_that_cannot_be_made_is_refused(
    door: Door, changes: dict[str, object], field: str
) -> None:
    refused = door.steer("POST", INVITATIONS, {**THREE, **changes})

    assert (refused.status, list(refused.fields)) == (400, [field])
    assert door.counted() == []


def test_one_takes_back_either_a_batch_or_a_code(door: Door) -> None:
    code, *_ = door.codes()

    for which in ({}, {"batch": "friends", "code": code}):
        assert list(door.revoke(**which).fields) == ["batch"]
    for which in ({"batch": "others"}, {"code": "0000-0000-0000-0000"}):
        assert door.revoke(**which).status == 404
    assert door.counted() == [("friends", 3, 0, 0)]
