"""Every entry point of the system: the routes, and what queues, stream and schedule call.

The handlers of events stand here and not in blueprints: Lambda imports the module that a handler
stands in, and only this one makes the app. Queues and stream get their true addresses from
`infra/aws/`. What only workers need is imported once one is called: the API starts without it.
"""

from __future__ import annotations

import gc
from typing import Any

# Nothing that a start allocates is garbage, and looking for some takes a quarter of a cold start:
# before all other imports, until `chalicelib.wiring` has built the system.
gc.disable()

from chalice import Chalice, Rate  # noqa: E402
from chalice.app import CloudWatchEvent, SQSEvent  # noqa: E402

from chalicelib.http import register  # noqa: E402

BATCH = 10
PLACEHOLDER = "arn:aws:sqs:eu-central-1:000000000000:"

app = Chalice(app_name="sale")
register(app)


@app.on_sqs_message(queue_arn=PLACEHOLDER + "sign-in", batch_size=1, name="sign_in_mails")
def sign_in_mails(event: SQSEvent) -> dict[str, Any]:
    """Mail sign-in links."""
    from chalicelib.workers import messages  # noqa: PLC0415

    return messages.sign_in(event.to_dict())


@app.on_sqs_message(queue_arn=PLACEHOLDER + "fulfilment", batch_size=BATCH, name="fulfil")
def fulfil(event: SQSEvent) -> dict[str, Any]:
    """Hand orders to the warehouse, and tell it which have ended."""
    from chalicelib.workers import messages  # noqa: PLC0415

    return messages.fulfilment(event.to_dict())


@app.on_sqs_message(queue_arn=PLACEHOLDER + "notices", batch_size=BATCH, name="notify")
def notify(event: SQSEvent) -> dict[str, Any]:
    """Mail shoppers what happened to their orders."""
    from chalicelib.workers import messages  # noqa: PLC0415

    return messages.notices(event.to_dict())


@app.on_sqs_message(queue_arn=PLACEHOLDER + "mail-events", batch_size=BATCH, name="mail_events")
def mail_events(event: SQSEvent) -> dict[str, Any]:
    """Note what became of mails."""
    from chalicelib.workers import heeding  # noqa: PLC0415

    return heeding.heard(event.to_dict())


@app.lambda_function(name="relay")
def relay(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Pass on what happened to orders."""
    from chalicelib.workers import stream  # noqa: PLC0415

    return stream.passed_on(event)


@app.on_sqs_message(queue_arn=PLACEHOLDER + "relay", batch_size=1, name="relay_again")
def relay_again(event: SQSEvent) -> dict[str, Any]:
    """Pass on what the relay gave up."""
    from chalicelib.workers import again  # noqa: PLC0415

    return again.passed_on_again(event.to_dict())


@app.schedule(Rate(1, unit=Rate.MINUTES), name="keep")
def keep(_event: CloudWatchEvent) -> None:
    """Expire, settle, and put on sale again."""
    from chalicelib.workers import schedule  # noqa: PLC0415

    schedule.keep_all()


@app.schedule(Rate(1, unit=Rate.HOURS), name="erase")
def erase(_event: CloudWatchEvent) -> None:
    """Erase the contacts of sales that have been over for long enough."""
    from chalicelib.workers import erasing  # noqa: PLC0415

    erasing.erase_all()


@app.schedule(Rate(1, unit=Rate.MINUTES), name="open_lines")
def open_lines(_event: CloudWatchEvent) -> None:
    """Show the draws of the lines that open."""
    from chalicelib.workers import opening  # noqa: PLC0415

    opening.open_all()
