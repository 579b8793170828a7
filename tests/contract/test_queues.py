"""The queues take any number of messages and tell how many wait."""

from __future__ import annotations

import pytest

from sale_api.ports import Queue, Queues


@pytest.mark.parametrize("count", [0, 1, 10, 11, 25])
def test_all_messages_wait_in_their_queue(queues: Queues, count: int) -> None:
    queues.send(Queue.NOTICES, ({"order": f"order-{number}"} for number in range(count)))

    assert dict(queues.depths()) == {
        Queue.SIGN_IN: (0, 0),
        Queue.FULFILMENT: (0, 0),
        Queue.NOTICES: (count, 0),
    }
