"""The pumps carry events from queues, the stream and the clock to the handlers of `app.py`.

    python -m infra.local.pumps queue --url URL --handler fulfil
    python -m infra.local.pumps stream --table NAME --handler relay
    python -m infra.local.pumps schedule --seconds 5 --handler keep

One process each, as each has an environment of its own in Lambda. A handler that raises costs one
sentence in the log. SIGTERM is obeyed between two batches.
"""

import argparse
import importlib
import json
import logging
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from infra.local import lifeline
from infra.local.queue_pump import Event, Handler, QueuePump
from infra.local.stream_pump import StreamPump, failure_of

_IDLE_SECONDS: Final = 0.1
_AFTER_TROUBLE_SECONDS: Final = 1.0

log = logging.getLogger("infra.local.pumps")


def scheduled_event(now: float, region: str) -> Event:
    """Give the event of EventBridge's rule; `now` is seconds since the epoch."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": datetime.fromtimestamp(int(now), tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [f"arn:aws:events:{region}:123456789012:rule/keep"],
        "detail": {},
    }


def run(step: Callable[[], int], stop: threading.Event) -> None:
    """Repeat `step` until stopped: at once while there is something, else after a moment."""
    while not stop.is_set():
        try:
            came = step()
        except (BotoCoreError, ClientError) as error:
            log.error("The local cloud did not answer: %s", error)  # noqa: TRY400 - one sentence
            stop.wait(_AFTER_TROUBLE_SECONDS)
            continue
        if came == 0:
            stop.wait(_IDLE_SECONDS)


def keep_time(handler: Handler, *, seconds: float, region: str, stop: threading.Event) -> None:
    """Call the handler every `seconds`, late rather than twice at once."""
    due = time.monotonic()
    while not stop.wait(max(0.0, due - time.monotonic())):
        due = max(due + seconds, time.monotonic())
        try:
            handler(scheduled_event(time.time(), region), None)
        except Exception as error:  # noqa: BLE001 - Lambda survives whatever a handler raises
            log.error("The schedule's handler failed: %s: %s", type(error).__name__, error)  # noqa: TRY400


def _client(service: str) -> Any:
    config = Config(connect_timeout=1, read_timeout=10, retries={"mode": "standard"})
    return botocore.session.get_session().create_client(service, config=config)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    queue = kinds.add_parser("queue")
    queue.add_argument("--url", required=True)
    stream = kinds.add_parser("stream")
    stream.add_argument("--table", required=True)
    stream.add_argument("--dead-url", required=True, help="the queue for records that are given up")
    schedule = kinds.add_parser("schedule")
    schedule.add_argument("--seconds", type=float, default=5.0)
    for kind in (queue, stream, schedule):
        kind.add_argument("--handler", required=True, help="a name in app.py")
    return parser.parse_args()


def main() -> None:
    """Pump until told to stop or left alone."""
    arguments = _arguments()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    lifeline.watch()
    region = os.environ.get("AWS_DEFAULT_REGION", "eu-central-1")
    handler: Handler = getattr(importlib.import_module("app"), arguments.handler)
    if arguments.kind == "schedule":
        lifeline.ready()
        keep_time(handler, seconds=arguments.seconds, region=region, stop=stop)
        return
    queues = _client("sqs")
    if arguments.kind == "queue":
        name = arguments.url.rpartition("/")[2]
        queue = QueuePump(queues, url=arguments.url, name=name, region=region, handler=handler)
        step = queue.step
    else:
        stream = StreamPump(
            _client("dynamodbstreams"),
            table=arguments.table,
            handler=handler,
            pause=stop.wait,
            bury=lambda record: queues.send_message(
                QueueUrl=arguments.dead_url, MessageBody=json.dumps(failure_of(record))
            ),
        )
        stream.look_for_shards()
        step = stream.step
    lifeline.ready()
    run(step, stop)


if __name__ == "__main__":
    main()
