from __future__ import annotations

import os
from pathlib import Path

import botocore.session
import pytest
from moto import mock_aws

from tests.race.board import Board, Place
from tests.race.killer import CLOSE_MS, Kill

MS = 1_000_000


@pytest.mark.parametrize(
    ("place", "at", "nearest"),
    [
        (Place(1, 1, 10 * MS, 0), 13 * MS, 3 * MS),  # sent, not answered
        (Place(1, 1, 10 * MS, 14 * MS), 15 * MS, 1 * MS),  # answered just now
        (Place(1, 1, 10 * MS, 70 * MS), 130 * MS, 60 * MS),  # answered long ago
        (Place(1, 2, 20 * MS, 14 * MS), 19 * MS, 1 * MS),  # the next one came after it
    ],
)
def test_a_kill_is_measured_by_the_nearest_write(place: Place, at: int, nearest: int) -> None:
    assert place.nearest_write(at) == nearest


@pytest.mark.parametrize(("distance", "counts"), [(CLOSE_MS, True), (CLOSE_MS + 0.1, False)])
def test_a_kill_counts_within_fifty_milliseconds(distance: float, counts: bool) -> None:  # noqa: FBT001
    assert Kill("api-1", distance, in_flight=False).is_close is counts


def test_writes_are_announced_before_and_after_and_reads_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    board = Board(tmp_path / "board", ["api-1", "api-2"])
    seen: list[Place] = []
    with mock_aws():
        client = botocore.session.get_session().create_client("dynamodb", "eu-central-1")
        board.announcer("api-2").watch(client)
        client.meta.events.register_last(
            "before-send.dynamodb.PutItem", lambda **_: seen.append(board.read("api-2"))
        )
        client.create_table(
            TableName="sales",
            KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client.get_item(TableName="sales", Key={"key": {"S": "a"}})
        before = board.read("api-2")
        client.put_item(TableName="sales", Item={"key": {"S": "a"}})

    after = board.read("api-2")
    assert (before.pid, before.writes) == (os.getpid(), 0)
    assert after.writes == 1
    assert not after.in_flight
    assert board.read("api-1") == Place(0, 0, 0, 0)
    assert [place.in_flight for place in seen] == [True]
