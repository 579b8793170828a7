"""Every entry point of the system: the routes, and what queues, stream and schedule call.

The handlers of events stand here and not in blueprints: Lambda imports the module that a handler
stands in, and only this one makes the app. Queues and stream get their true addresses from
`infra/aws/`.
"""

from __future__ import annotations

from typing import Any

from chalice import Chalice, Rate
from chalice.app import CloudWatchEvent, SQSEvent

from chalicelib.http import register
from chalicelib.workers import messages, schedule, stream

BATCH = 10
PLACEHOLDER = "arn:aws:sqs:eu-central-1:000000000000:"

app = Chalice(app_name="sale")
register(app)


@app.on_sqs_message(queue_arn=PLACEHOLDER + "sign-in", batch_size=BATCH, name="sign_in_mails")
def sign_in_mails(event: SQSEvent) -> dict[str, Any]:
    """Mail sign-in links."""
    return messages.sign_in(event.to_dict())


@app.on_sqs_message(queue_arn=PLACEHOLDER + "fulfilment", batch_size=BATCH, name="fulfil")
def fulfil(event: SQSEvent) -> dict[str, Any]:
    """Take new orders into fulfilment."""
    return messages.fulfilment(event.to_dict())


@app.on_sqs_message(queue_arn=PLACEHOLDER + "notices", batch_size=BATCH, name="notify")
def notify(event: SQSEvent) -> dict[str, Any]:
    """Mail shoppers what happened to their orders."""
    return messages.notices(event.to_dict())


@app.lambda_function(name="relay")
def relay(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Pass on what happened to orders."""
    return stream.passed_on(event)


@app.schedule(Rate(1, unit=Rate.MINUTES), name="keep")
def keep(_event: CloudWatchEvent) -> None:
    """Expire, settle, and put on sale again."""
    schedule.keep_all()
