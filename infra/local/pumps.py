"""The pumps carry events from queues, streams and the clock to the handlers of `app.py`.

One process each, as each has an environment of its own in Lambda. A handler that raises costs one
sentence in the log. SIGTERM is obeyed between two batches.
"""

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
from infra.local.state import switchboard
from infra.local.stream_pump import StreamPump, Streams, failure_of

_IDLE_SECONDS: Final = 0.5
_AFTER_TROUBLE_SECONDS: Final = 1.0
_LESS_URGENT: Final = 5

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


def _working() -> bool:
    return False


def run(
    step: Callable[[], int], stop: threading.Event, rests: Callable[[], bool] = _working
) -> None:
    """Repeat `step` until stopped: at once while there is something, else after a moment.

    While `rests` says so, nothing is done.
    """
    while not stop.is_set():
        if rests():
            stop.wait(_IDLE_SECONDS)
            continue
        try:
            came = step()
        except (BotoCoreError, ClientError) as error:
            log.error("The local cloud did not answer: %s", error)  # noqa: TRY400 - one sentence
            stop.wait(_AFTER_TROUBLE_SECONDS)
            continue
        if came == 0:
            stop.wait(_IDLE_SECONDS)


def keep_time(
    handler: Handler,
    *,
    seconds: float,
    region: str,
    stop: threading.Event,
    rests: Callable[[], bool] = _working,
) -> None:
    """Call the handler every `seconds`, late rather than twice at once; not while it `rests`."""
    due = time.monotonic()
    while not stop.wait(max(0.0, due - time.monotonic())):
        due = max(due + seconds, time.monotonic())
        if rests():
            continue
        try:
            handler(scheduled_event(time.time(), region), None)
        except Exception as error:  # noqa: BLE001 - Lambda survives whatever a handler raises
            log.error("The schedule's handler failed: %s: %s", type(error).__name__, error)  # noqa: TRY400


def _client(service: str) -> Any:
    config = Config(connect_timeout=1, read_timeout=10, retries={"mode": "standard"})
    return botocore.session.get_session().create_client(service, config=config)


def pump_queue(handler: Handler, *, url: str, awaited: bool = False) -> None:
    """Pump one queue until told to stop or left alone.

    On AWS pumps take nothing away from the API; here they share its cores, and those whose work
    nobody waits for yield; `awaited` says that somebody does. The refused wait for the relay and
    the keeper.
    """
    os.nice(0 if awaited else _LESS_URGENT)
    stop = _stopping()
    name = url.rpartition("/")[2]
    switches = _Switches()
    pump = QueuePump(
        _client("sqs"),
        url=url,
        name=name,
        region=_region(),
        handler=handler,
        always_twice=switches.always_twice,
    )
    lifeline.ready()
    run(pump.step, stop, switches.rests)


def _as_it_is(streams: Streams) -> Streams:
    return streams


def pump_stream(
    handler: Handler,
    *,
    table: str,
    dead_url: str,
    around: Callable[[Streams], Streams] = _as_it_is,
) -> None:
    """Pump one table's stream until told to stop; what is given up goes to the dead letters.

    `around` may put something between the pump and its client.
    """
    stop = _stopping()
    queues = _client("sqs")

    def bury(record: Event, shard: str) -> None:
        body = json.dumps(failure_of(record, shard))
        queues.send_message(QueueUrl=dead_url, MessageBody=body)

    streams = around(_client("dynamodbstreams"))
    switches = _Switches()
    pump = StreamPump(
        streams,
        table=table,
        handler=handler,
        pause=stop.wait,
        bury=bury,
        always_twice=switches.always_twice,
    )
    lifeline.ready()
    run(pump.step, stop, switches.rests)


def pump_schedule(handler: Handler, *, seconds: float) -> None:
    """Call the handler every `seconds` until told to stop."""
    stop = _stopping()
    lifeline.ready()
    rests = _Switches().rests
    keep_time(handler, seconds=seconds, region=_region(), stop=stop, rests=rests)


class _Switches:
    """What is switched for this pump on the control page."""

    def __init__(self) -> None:
        self._board = switchboard()
        self._name = os.environ.get("AWS_SDK_UA_APP_ID", "")

    def always_twice(self) -> bool:
        return self._board.now.twice

    def rests(self) -> bool:
        return self._name in self._board.now.paused


def _stopping() -> threading.Event:
    """Give what is set on SIGTERM, so that the batch at hand is finished first."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    lifeline.watch()
    return stop


def _region() -> str:
    return os.environ.get("AWS_DEFAULT_REGION", "eu-central-1")
