"""The local cloud as a server: moto behind one lock, which is this process's only thread.

    python -m infra.local.engine --fd 3

Under concurrency moto sells a unit twice and tears transactions; one request after the other, it
does neither. Next to AWS's own protocols it answers whoever looks at the stack (`control.desk`).
"""

import argparse
import json
import logging
import os
import socket
import time
from typing import Final

from infra.local import fates, lifeline, moto_speed
from infra.local.asgi import Receive, Scope, Send, whole_body
from infra.local.control.desk import Desk
from infra.local.ledger import Ledger, client_of, operation_of, outcome_of
from infra.local.mails import V2_PATH, Mailbox
from infra.local.moto_cloud import Answer, MotoCloud, Question, service_of
from infra.local.resources import ACCOUNT
from infra.local.sockets import HOST
from infra.local.state import Mail, switchboard

_JSON: Final = [("content-type", "application/json")]
_SENDING: Final = frozenset({"SendEmail", "SendRawEmail", "POST /v2/email/outbound-emails"})
_STOPPED: Final = {
    Mail.REFUSES: (400, "SendingPausedException", "Sending is paused for this account."),
    Mail.THROTTLES: (429, "TooManyRequestsException", "Maximum sending rate exceeded."),
}
"""What SES says when it takes no mail, by how it was switched."""
_TO_QUEUES: Final = {
    "x-amz-target": "AmazonSQS.SendMessage",
    "content-type": "application/x-amz-json-1.0",
}
_FATES: Final = "mail-events"
_OK: Final = 200
_FAULT: Final = 500

log = logging.getLogger("infra.local.engine")


class Engine:
    """The ASGI application: asks moto, counts, keeps the mails."""

    def __init__(self, port: int) -> None:
        """Begin with an empty cloud that says it listens on `port`."""
        self._cloud = MotoCloud(port)
        self._ledger = Ledger()
        self._mailbox = Mailbox()
        self._board = switchboard()
        self._desk = Desk(ledger=self._ledger, mails=self._mailbox, port=port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; nothing is awaited while moto answers, and that is the lock."""
        question = _question(scope, await whole_body(receive))
        if question.path.startswith("/_"):
            answer = await self._desk.answer(question)
        else:
            answer = self._answer(question)
        headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in answer.headers
            if name.lower() not in {"content-length", "date", "server"}
        ]
        headers.append((b"content-length", str(len(answer.body)).encode()))
        start = {"type": "http.response.start", "status": answer.status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": answer.body})

    def _answer(self, question: Question) -> Answer:
        service = service_of(question)
        try:
            answer = self._stopped(question) or self._cloud.answer(service, question)
        except Exception:
            log.exception(
                "Moto failed at %s %s.",
                service,
                question.headers.get("x-amz-target", question.path),
            )
            answer = Answer(
                _FAULT, _JSON, b'{"__type": "InternalFailure", "message": "See the log."}'
            )
        self._count(service, question, answer)
        return answer

    def _count(self, service: str, question: Question, answer: Answer) -> None:
        now = time.time()
        target = question.headers.get("x-amz-target", "")
        operation = operation_of(target, question.method, question.path, question.body)
        self._ledger.record(
            client=client_of(question.headers.get("user-agent", "")),
            service=service,
            operation=operation,
            body=question.body,
            outcome=outcome_of(answer.status, answer.body),
            second=int(now),
        )
        if operation in _SENDING and service.startswith("ses") and answer.status == _OK:
            self._mailbox.keep(path=question.path, body=question.body, sent_at=int(now * 1000))
            self._tell(question, answer, now)

    def _tell(self, question: Question, answer: Answer, now: float) -> None:
        """Put what became of a mail into its queue, as SES does by way of a topic."""
        if question.path != V2_PATH:
            return
        message = json.loads(answer.body)["MessageId"]
        event = fates.event_of(question.body, message=message, at=now)
        if event is None:
            return
        name = os.environ.get("SALE_TABLE_PREFIX", "") + _FATES
        words = {"QueueUrl": f"http://{HOST}/{ACCOUNT}/{name}", "MessageBody": json.dumps(event)}
        headers = {**question.headers, **_TO_QUEUES}
        self._cloud.answer("sqs", Question("POST", "/", "", headers, json.dumps(words).encode()))

    def _stopped(self, question: Question) -> Answer | None:
        """Give what SES says to a mail while it takes none; None while it does, and to all else."""
        mode = self._board.now.mail if question.path == V2_PATH else Mail.WORKS
        if mode not in _STOPPED:
            return None
        status, kind, message = _STOPPED[mode]
        headers = [*_JSON, ("x-amzn-errortype", kind)]
        return Answer(status, headers, json.dumps({"message": message}).encode())


def _question(scope: Scope, body: bytes) -> Question:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Question(
        scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers, body
    )


def main() -> None:
    """Serve on the listening socket that was handed over, until told to stop or left alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="a listening socket")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    moto_speed.remember()
    listening = socket.socket(fileno=arguments.fd)
    engine = Engine(port=listening.getsockname()[1])
    lifeline.serve(engine, listening)


if __name__ == "__main__":
    main()
