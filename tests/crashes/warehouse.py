"""The paths of who packs, and of who looks after what could not be told."""

from __future__ import annotations

import json
from typing import Any

from chalicelib.aws.queues import DEAD
from chalicelib.aws.session import client
from sale_api.ports import Dead
from sale_api.usecases.dead_letters import look_at_dead, redrive
from sale_api.usecases.pack import to_pack
from tests.cloud import PREFIX
from tests.crashes.buying import HELD
from tests.crashes.paths import Path, saying
from tests.crashes.scenes import in_order, is_fulfilled, order_of, orders
from tests.crashes.stage import Stage
from tests.sale_api.given import SALE
from tests.simulation.invocations import Process

PACKED = in_order(HELD, orders, is_fulfilled)


def a_letter_is_dead(stage: Stage) -> None:
    """Let a message on what was told lie among the dead: to tell it again would be a fault."""
    queues: Any = stage.database.stores.queues
    body = json.dumps({"order": order_of(stage), "event": 1})
    if hasattr(queues, "buried"):
        queues.buried.append((Dead.NOTICES, body))
        return
    url = client("sqs").get_queue_url(QueueName=f"{PREFIX}{Dead.NOTICES}{DEAD}")["QueueUrl"]
    client("sqs").send_message(QueueUrl=url, MessageBody=body)


def packing(process: Process) -> Any:
    stores = process.stores
    page = to_pack(
        sale_id=SALE, cursor=None, sales=stores.sales, views=stores.views, orders=stores.orders
    )
    return page.orders


def looking_at_the_dead(process: Process) -> Any:
    letters = look_at_dead(dead=Dead.NOTICES, queues=process.stores.queues)
    return [letter.body for letter in letters]


def redriving(process: Process) -> None:
    """Send what is dead again; how many there were is another answer the second time."""
    redrive(dead=Dead.NOTICES, most=100, queues=process.stores.queues)


PATHS = (
    Path(name="list what is to be packed", arrange=PACKED, act=saying(packing)),
    Path(
        name="look at dead letters",
        arrange=in_order(PACKED, a_letter_is_dead),
        act=saying(looking_at_the_dead),
    ),
    Path(
        name="send dead letters again",
        arrange=in_order(PACKED, a_letter_is_dead),
        act=saying(redriving),
    ),
)
