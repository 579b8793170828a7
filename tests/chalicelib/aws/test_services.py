"""Queues, mails and secrets: what AWS gets, and what becomes of what it does not take."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from botocore.validate import ParamValidator
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from msgspec.structs import replace

from chalicelib.aws.mail import SesMailer
from chalicelib.aws.secret import read_secret
from chalicelib.aws.session import client
from sale_api.ports import Dead, Mail, Queue, Unknown
from tests.cloud import (
    PREFIX,
    SENDER,
    Fault,
    Stores,
    answer_lost,
    answered,
    exchanges,
    instead,
    never_sent,
    on_aws,
    refused_with,
)

MAIL = Mail(
    to="anna@example.org",
    subject="Ihr Link für heute",
    text="Grüße\n\nhttps://shop/#x\n",
    html="<p>Grüße</p>",
    key="order-1/1",
)


@pytest.fixture
def aws() -> Iterator[Stores]:
    with on_aws() as stores:
        yield stores


def url_of(name: str) -> str:
    return str(client("sqs").get_queue_url(QueueName=f"{PREFIX}{name}")["QueueUrl"])


def test_messages_go_ten_a_request_and_arrive_as_json(aws: Stores) -> None:
    with exchanges() as seen:
        aws.queues.send(Queue.NOTICES, [{"order": f"ü{number}"} for number in range(12)])

    taken = client("sqs").receive_message(QueueUrl=url_of("notices"), MaxNumberOfMessages=10)
    bodies = [json.loads(message["Body"]) for message in taken["Messages"]]
    assert seen == ["SendMessageBatch"] * 2
    assert len(bodies) == 10
    assert {"order": "ü0"} in bodies or {"order": "ü11"} in bodies


def test_a_batch_that_was_taken_in_part_is_unknown(aws: Stores) -> None:
    failed = [{"Id": "0", "Code": "InternalError", "SenderFault": False}]

    with exchanges(instead(Successful=[], Failed=failed)), pytest.raises(Unknown):
        aws.queues.send(Queue.NOTICES, [{"order": "1"}])


def test_messages_that_were_never_answered_are_unknown(aws: Stores) -> None:
    with exchanges(never_sent, never_sent, never_sent), pytest.raises(Unknown):
        aws.queues.send(Queue.NOTICES, [{"order": "1"}])


def test_depths_count_messages_that_somebody_is_at_and_those_that_are_dead(aws: Stores) -> None:
    aws.queues.send(Queue.FULFILMENT, [{"order": "1"}, {"order": "2"}])
    client("sqs").receive_message(QueueUrl=url_of("fulfilment"))
    client("sqs").send_message(QueueUrl=url_of("fulfilment-dead"), MessageBody="poison")

    assert aws.queues.depths()[Queue.FULFILMENT] == (2, 1)


def test_a_look_at_dead_letters_takes_none_away(aws: Stores) -> None:
    client("sqs").send_message(QueueUrl=url_of("fulfilment-dead"), MessageBody="poison")

    looks = [aws.queues.dead(Dead.FULFILMENT) for _ in range(2)]

    assert [[letter.body for letter in letters] for letters in looks] == [["poison"]] * 2
    assert looks[0][0].sent_at > 0
    assert aws.queues.dead(Dead.NOTICES) == []


def test_the_relay_s_dead_letters_lie_beside_the_others(aws: Stores) -> None:
    url = client("sqs").create_queue(QueueName=f"{PREFIX}relay-dead")["QueueUrl"]
    client("sqs").send_message(QueueUrl=url, MessageBody="a position")

    (letter,) = aws.queues.dead(Dead.RELAY)

    assert letter.body == "a position"


def test_fates_of_mails_that_nobody_noted_are_sent_again(aws: Stores) -> None:
    url, dead_url = (
        client("sqs").create_queue(QueueName=f"{PREFIX}mail-events{end}")["QueueUrl"]
        for end in ("", "-dead")
    )
    client("sqs").send_message(QueueUrl=dead_url, MessageBody="a fate")

    looked = aws.queues.dead(Dead.MAIL_EVENTS)
    sent = aws.queues.redrive(Dead.MAIL_EVENTS, 10)

    assert [letter.body for letter in looked] == ["a fate"]
    assert (sent, aws.queues.dead(Dead.MAIL_EVENTS)) == (1, [])
    (again,) = client("sqs").receive_message(QueueUrl=url)["Messages"]
    assert again["Body"] == "a fate"


@pytest.mark.parametrize(("most", "sent"), [(1, 1), (10, 10), (11, 11), (100, 12)])
def test_dead_letters_are_sent_again_as_they_are_and_at_most_so_many(
    aws: Stores, most: int, sent: int
) -> None:
    for number in range(12):
        client("sqs").send_message(QueueUrl=url_of("notices-dead"), MessageBody=f"{number}")

    assert aws.queues.redrive(Dead.NOTICES, most) == sent

    assert aws.queues.depths()[Queue.NOTICES] == (sent, 12 - sent)


def test_dead_letters_that_could_not_be_sent_stay_dead(aws: Stores) -> None:
    client("sqs").send_message(QueueUrl=url_of("notices-dead"), MessageBody="{}")
    lost = [answered, never_sent, never_sent, never_sent]

    with exchanges(*lost), pytest.raises(Unknown):
        aws.queues.redrive(Dead.NOTICES, 10)

    assert aws.queues.depths()[Queue.NOTICES] == (0, 1)


def sent() -> Any:
    (message,) = ses_backends[DEFAULT_ACCOUNT_ID]["eu-central-1"].sent_messages
    return message


def test_a_mail_is_handed_over_in_two_parts_with_its_key_as_sent_by_no_person(aws: Stores) -> None:
    handed_over: list[Any] = []
    client("sesv2").meta.events.register(
        "provide-client-params.sesv2.SendEmail", lambda params, **_: handed_over.append(params)
    )

    aws.mailer.send(MAIL)

    simple = handed_over[0]["Content"]["Simple"]
    assert handed_over[0]["FromEmailAddress"] == SENDER
    assert simple["Headers"] == [
        {"Name": "X-Entity-Ref-ID", "Value": "order-1/1"},
        {"Name": "Auto-Submitted", "Value": "auto-generated"},
    ]
    assert simple["Body"] == {
        "Text": {"Data": MAIL.text, "Charset": "UTF-8"},
        "Html": {"Data": MAIL.html, "Charset": "UTF-8"},
    }
    assert sent().subject == MAIL.subject
    assert sent().destinations["ToAddresses"] == [MAIL.to]


def test_a_mail_that_asks_for_its_fate_names_who_tells_it_and_bears_its_tags(aws: Stores) -> None:
    handed_over: list[Any] = []
    client("sesv2").meta.events.register(
        "provide-client-params.sesv2.SendEmail", lambda params, **_: handed_over.append(params)
    )
    tagged, told = (
        replace(MAIL, tags={"order": "o1", "event": "1"}),
        SesMailer(SENDER, nullcontext, "set"),
    )

    for mailer, mail in ((told, tagged), (told, MAIL), (aws.mailer, tagged)):
        mailer.send(mail)

    first, *others = handed_over
    assert first["ConfigurationSetName"] == "set"
    assert first["EmailTags"] == [
        {"Name": "order", "Value": "o1"},
        {"Name": "event", "Value": "1"},
    ]
    assert not any("ConfigurationSetName" in each or "EmailTags" in each for each in others)


def test_a_mail_that_somebody_answers_says_where(aws: Stores) -> None:
    handed_over: list[Any] = []
    client("sesv2").meta.events.register(
        "provide-client-params.sesv2.SendEmail", lambda params, **_: handed_over.append(params)
    )

    aws.mailer.send(replace(MAIL, reply_to="service@shop.example"))
    aws.mailer.send(MAIL)

    answered_at = [each.get("ReplyToAddresses") for each in handed_over]
    assert answered_at == [["service@shop.example"], None]


def test_a_picture_goes_beside_the_html_that_shows_it(aws: Stores) -> None:
    handed_over: list[Any] = []
    mailer = client("sesv2")
    mailer.meta.events.register(
        "provide-client-params.sesv2.SendEmail", lambda params, **_: handed_over.append(params)
    )

    aws.mailer.send(replace(MAIL, pictures={"code-1": b"\x89PNG"}))

    shape = mailer.meta.service_model.operation_model("SendEmail").input_shape
    assert handed_over[0]["Content"]["Simple"]["Attachments"] == [
        {
            "ContentId": "code-1",
            "ContentDisposition": "INLINE",
            "ContentType": "image/png",
            "ContentTransferEncoding": "BASE64",
            "FileName": "code-1.png",
            "RawContent": b"\x89PNG",
        }
    ]
    assert not ParamValidator().validate(handed_over[0], shape).has_errors()
    assert sent().subject == MAIL.subject


@pytest.mark.parametrize("fault", [answer_lost, never_sent, refused_with("InternalFailure", 500)])
def test_a_mail_that_may_have_gone_is_not_sent_again_unseen(aws: Stores, fault: Fault) -> None:
    with exchanges(fault) as seen, pytest.raises(Unknown):
        aws.mailer.send(MAIL)

    assert seen == ["SendEmail"]


def test_a_mail_that_was_refused_for_there_were_too_many_is_tried_again_at_the_pace(
    aws: Stores,
) -> None:
    paces: list[int] = []

    @contextmanager
    def paced() -> Iterator[None]:
        yield
        paces.append(1)

    too_many = refused_with("TooManyRequestsException", 429)
    with exchanges(too_many, too_many) as seen:
        SesMailer(SENDER, paced).send(MAIL)
    with exchanges(too_many, too_many, too_many), pytest.raises(Unknown):
        aws.mailer.send(MAIL)

    assert seen == ["SendEmail"] * 3
    assert sent().subject == MAIL.subject


@pytest.mark.usefixtures("aws")
def test_a_mail_that_is_refused_for_good_is_a_fault_that_shows() -> None:
    with pytest.raises(client("sesv2").exceptions.MessageRejected):
        SesMailer("stranger@example.org").send(MAIL)


@pytest.mark.usefixtures("aws")
def test_a_secret_is_read_as_it_stands_now() -> None:
    client("secretsmanager").create_secret(Name="sale", SecretString='{"keys":[]}')
    assert read_secret("sale") == '{"keys":[]}'

    client("secretsmanager").put_secret_value(SecretId="sale", SecretString="{}")

    assert read_secret("sale") == "{}"


@pytest.mark.usefixtures("aws")
def test_a_secret_that_is_not_answered_is_unknown() -> None:
    with exchanges(never_sent, never_sent, never_sent), pytest.raises(Unknown):
        read_secret("sale")
