"""What runs the code of `app.py`: the API's processes and the pumps, all forked from one import.

    SALE_... python -m infra.local.workers --fd 3 4 --keep-seconds 5 --logs DIRECTORY

Each has a log and a name of its own: `api-1`, `pump-notices`, ... A handler's name in `app.py` is
said here once for the local stack, as the template says it for AWS.
"""

import argparse
import importlib
import logging
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from infra.local import forks, gateway, lifeline, pumps

_ERASE_SECONDS: Final = 60.0
"""On AWS each hour; nobody here waits that long to see it."""


def works_of(app: Any, descriptors: Sequence[int], seconds: float) -> dict[str, Callable[[], None]]:
    """Name each process and say what it does; `app` is the module with all entry points."""
    given = os.environ
    serving = {
        f"api-{number}": partial(gateway.serve, app.app, descriptor)
        for number, descriptor in enumerate(descriptors, start=1)
    }
    pump, notices = pumps.pump_queue, given["SALE_NOTICES_QUEUE_URL"]
    prefix = given["SALE_TABLE_PREFIX"]
    base = f"{notices.rpartition('/')[0]}/{prefix}"
    dead_url = f"{base}relay-dead"
    return {
        **serving,
        "pump-sign-in": partial(
            pump, app.sign_in_mails, url=given["SALE_SIGN_IN_QUEUE_URL"], awaited=True
        ),
        "pump-fulfilment": partial(pump, app.fulfil, url=given["SALE_FULFILMENT_QUEUE_URL"]),
        "pump-notices": partial(pump, app.notify, url=notices),
        "pump-mail-events": partial(pump, app.mail_events, url=f"{base}mail-events"),
        "pump-relay": partial(
            pumps.pump_stream, app.relay, table=f"{prefix}orders", dead_url=dead_url
        ),
        "pump-lists": partial(
            pumps.pump_stream, app.relay, table=f"{prefix}waiting", dead_url=dead_url
        ),
        "pump-relay-again": partial(pump, app.relay_again, url=f"{base}relay"),
        "pump-keep": partial(pumps.pump_schedule, app.keep, seconds=seconds),
        "pump-erase": partial(pumps.pump_schedule, app.erase, seconds=_ERASE_SECONDS),
        "pump-open-lines": partial(pumps.pump_schedule, app.open_lines, seconds=seconds),
    }


def main() -> None:
    """Run all of them, until told to stop or left alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, nargs="+", required=True, help="listening sockets")
    parser.add_argument("--keep-seconds", type=float, required=True)
    parser.add_argument("--logs", type=Path, required=True)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    app = importlib.import_module("app")
    lifeline.wait_for_go()
    works = works_of(app, arguments.fd, arguments.keep_seconds)
    forks.run(works, logs=arguments.logs)


if __name__ == "__main__":
    main()
