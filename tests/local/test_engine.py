import json
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from infra.local.ledger import client_of, operation_of, outcome_of
from infra.local.resources import ACCOUNT, REGION, client, create


def read(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own engine
        return json.load(answer)


def table_of(database: Any, **items: int) -> str:
    table = f"units-{uuid4().hex}"
    database.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "lot", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "lot", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    for lot, available in items.items():
        item = {"lot": {"S": lot}, "available": {"N": str(available)}}
        database.put_item(TableName=table, Item=item)
    return table


def taking(table: str, lot: str, units: int = 1) -> dict[str, Any]:
    return {
        "TableName": table,
        "Key": {"lot": {"S": lot}},
        "UpdateExpression": "SET available = available - :q",
        "ConditionExpression": "available >= :q",
        "ExpressionAttributeValues": {":q": {"N": str(units)}},
    }


def available(database: Any, table: str, lot: str) -> int:
    item = database.get_item(TableName=table, Key={"lot": {"S": lot}})["Item"]
    return int(item["available"]["N"])


def test_eight_clients_at_once_never_take_more_than_there_is(engine_url: str) -> None:
    table = table_of(client("dynamodb", engine_url), only=50)

    def take_ten_times(_number: int) -> int:
        database = client("dynamodb", engine_url)
        taken = 0
        for _ in range(10):
            try:
                database.update_item(**taking(table, "only"))
            except database.exceptions.ConditionalCheckFailedException:
                continue
            taken += 1
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(take_ten_times, range(8)))

    assert taken == 50
    assert available(client("dynamodb", engine_url), table, "only") == 0


EVERY_KIND: dict[str, Any] = {
    "lot": {"S": "all"},
    "bytes": {"B": b"\x00\xff=="},
    "many": {"BS": [b"\x01"]},
    "whole": {"M": {"a": {"L": [{"N": "1.5"}, {"BOOL": False}, {"NULL": True}, {"B": b"\x02"}]}}},
    "names": {"SS": ["a"]},
    "none": {"S": ""},
}


def test_every_kind_of_attribute_comes_back_as_it_was_written(engine_url: str) -> None:
    database, streams = client("dynamodb", engine_url), client("dynamodbstreams", engine_url)
    table = table_of(database)
    database.put_item(TableName=table, Item=EVERY_KIND)
    key = {"lot": {"S": "all"}}
    never = {"TableName": table, "ConditionExpression": "attribute_not_exists(lot)"}

    read_back = database.get_item(TableName=table, Key=key)["Item"]
    scanned = database.scan(TableName=table)["Items"]
    with pytest.raises(ClientError) as refused:
        database.put_item(**never, Item=key, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    check = {**never, "Key": key, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    with pytest.raises(ClientError) as cancelled:
        database.transact_write_items(TransactItems=[{"ConditionCheck": check}])
    arn = streams.list_streams(TableName=table)["Streams"][0]["StreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    place = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    (record,) = streams.get_records(ShardIterator=place)["Records"]

    assert read_back == EVERY_KIND
    assert scanned == [EVERY_KIND]
    assert refused.value.response["Item"] == EVERY_KIND
    assert cancelled.value.response["CancellationReasons"][0]["Item"] == EVERY_KIND
    assert record["dynamodb"]["NewImage"] == EVERY_KIND


def test_a_transaction_that_fails_changes_nothing_and_says_which_part_failed(
    engine_url: str,
) -> None:
    database = client("dynamodb", engine_url)
    table = table_of(database, full=5, empty=0)
    new = {"Put": {"TableName": table, "Item": {"lot": {"S": "new"}, "available": {"N": "1"}}}}
    takes = [{"Update": taking(table, "full")}, {"Update": taking(table, "empty")}]

    with pytest.raises(ClientError) as refused:
        database.transact_write_items(TransactItems=[new, *takes])

    codes = [reason["Code"] for reason in refused.value.response["CancellationReasons"]]
    assert codes == ["None", "None", "ConditionalCheckFailed"]
    assert available(database, table, "full") == 5
    assert "Item" not in database.get_item(TableName=table, Key={"lot": {"S": "new"}})


def test_a_transaction_that_fails_leaves_the_readers_of_the_stream_in_place(
    engine_url: str,
) -> None:
    database, streams = client("dynamodb", engine_url), client("dynamodbstreams", engine_url)
    table = table_of(database, full=5, empty=0)
    arn = streams.list_streams(TableName=table)["Streams"][0]["StreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    place = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    takes = [{"Update": taking(table, "full")}, {"Update": taking(table, "empty")}]
    with pytest.raises(ClientError):
        database.transact_write_items(TransactItems=takes)

    database.update_item(**taking(table, "full", 2))

    records = streams.get_records(ShardIterator=place)["Records"]
    images = [record["dynamodb"]["NewImage"] for record in records]
    assert [image["available"]["N"] for image in images] == ["5", "0", "3"]


def test_a_transaction_that_holds_changes_all_its_items(engine_url: str) -> None:
    database = client("dynamodb", engine_url)
    table = table_of(database, one=5, other=5)
    takes = [{"Update": taking(table, "one")}, {"Update": taking(table, "other", 2)}]

    database.transact_write_items(TransactItems=takes)

    assert [available(database, table, lot) for lot in ("one", "other")] == [4, 3]


def test_requests_are_counted_by_client_operation_table_and_outcome(engine_url: str) -> None:
    name = f"api-{uuid4().hex}"
    database = client("dynamodb", engine_url, name=name)
    table = table_of(database, only=1)
    database.update_item(**taking(table, "only"))
    with pytest.raises(ClientError):
        database.update_item(**taking(table, "only"))
    available(database, table, "only")
    database.batch_get_item(RequestItems={table: {"Keys": [{"lot": {"S": "only"}}]}})

    report = read(f"{engine_url}/_engine/requests")

    counted = {
        (row["operation"], row["table"], row["outcome"]): row["count"]
        for row in report["requests"]
        if row["client"] == name
    }
    assert counted == {
        ("CreateTable", table, "ok"): 1,
        ("PutItem", table, "ok"): 1,
        ("UpdateItem", table, "ok"): 1,
        ("UpdateItem", table, "refused"): 1,
        ("GetItem", table, "ok"): 1,
        ("BatchGetItem", table, "ok"): 1,
    }
    reads_and_writes = [row[1:] for row in report["seconds"][name]]
    assert [sum(column) for column in zip(*reads_and_writes, strict=True)] == [2, 3]


def test_the_template_s_tables_queues_secret_and_sender_exist_once_created(
    engine_url: str,
) -> None:
    create(
        engine_url,
        database_url=engine_url,
        stage="local",
        secret_id="s",
        secret="{}",
        mail_from="a@shop.example",
    )

    tables = client("dynamodb", engine_url).list_tables()["TableNames"]
    queues = client("sqs", engine_url).list_queues(QueueNamePrefix="sale-local-")["QueueUrls"]
    secret = client("secretsmanager", engine_url).get_secret_value(SecretId="s")
    assert {"sale-local-orders", "sale-local-lots"} <= set(tables)
    assert f"{engine_url}/123456789012/sale-local-notices-dead" in queues
    assert secret["SecretString"] == "{}"


def test_a_queue_gives_a_message_back_until_it_is_deleted_or_dead(engine_url: str) -> None:
    queues = client("sqs", engine_url)
    name = f"q-{uuid4().hex}"
    dead = queues.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    policy = {
        "deadLetterTargetArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}-dead",
        "maxReceiveCount": 2,
    }
    settings = {"RedrivePolicy": json.dumps(policy), "VisibilityTimeout": "1"}
    url = queues.create_queue(QueueName=name, Attributes=settings)["QueueUrl"]
    entries = [{"Id": body, "MessageBody": body} for body in ("kept", "deleted")]
    queues.send_message_batch(QueueUrl=url, Entries=entries)

    def receive() -> dict[str, str]:
        got = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return {message["Body"]: message["ReceiptHandle"] for message in got}

    first = receive()
    queues.delete_message(QueueUrl=url, ReceiptHandle=first["deleted"])
    in_flight = waiting_in(queues, url)
    at_once = receive()
    time.sleep(1.1)
    second = receive()
    time.sleep(1.1)
    third = receive()

    assert (set(first), set(at_once), set(second), set(third)) == (
        {"kept", "deleted"},
        set(),
        {"kept"},
        set(),
    )
    assert in_flight == {"ApproximateNumberOfMessages": 0, IN_FLIGHT: 1}
    assert waiting_in(queues, dead) == {"ApproximateNumberOfMessages": 1, IN_FLIGHT: 0}
    told = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert json.loads(told["RedrivePolicy"]) == policy
    assert told["VisibilityTimeout"] == "1"
    assert told["QueueArn"].endswith(f":{name}")


IN_FLIGHT = "ApproximateNumberOfMessagesNotVisible"


def waiting_in(queues: Any, url: str) -> dict[str, int]:
    names = ["ApproximateNumberOfMessages", IN_FLIGHT]
    told = queues.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return {name: int(told[name]) for name in names}


def test_a_receipt_nobody_gave_deletes_nothing(engine_url: str) -> None:
    queues = client("sqs", engine_url)
    url = queues.create_queue(QueueName=f"q-{uuid4().hex}")["QueueUrl"]
    queues.send_message(QueueUrl=url, MessageBody="a")

    with pytest.raises(ClientError, match="ReceiptHandleIsInvalid"):
        queues.delete_message(QueueUrl=url, ReceiptHandle="forged")

    assert waiting_in(queues, url)["ApproximateNumberOfMessages"] == 1


def test_mails_are_read_back_with_subject_text_and_headers(engine_url: str) -> None:
    mailer = client("sesv2", engine_url)
    sender = f"{uuid4().hex}@shop.example"
    mailer.create_email_identity(EmailIdentity=sender)
    before = len(read(f"{engine_url}/_engine/mails")["mails"])
    simple = {
        "Subject": {"Data": "Your order <b>"},
        "Body": {"Text": {"Data": "It is on its way."}},
        "Headers": [{"Name": "X-Notice", "Value": "n1"}],
    }
    raw = (
        b"From: a@b.example\r\nTo: d@e.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHallo"
    )
    to = {"ToAddresses": ["c@d.example"]}

    mailer.send_email(FromEmailAddress=sender, Destination=to, Content={"Simple": simple})
    mailer.send_email(FromEmailAddress=sender, Content={"Raw": {"Data": raw}})

    first, second = read(f"{engine_url}/_engine/mails?after={before}")["mails"]
    assert (first["to"], first["subject"]) == (["c@d.example"], "Your order <b>")
    assert (first["text"], first["headers"]) == ("It is on its way.", {"X-Notice": "n1"})
    assert (second["to"], second["subject"]) == (["d@e.example"], "Grüße")


def test_a_sender_nobody_verified_is_refused_and_leaves_no_mail(engine_url: str) -> None:
    before = len(read(f"{engine_url}/_engine/mails")["mails"])
    simple = {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}

    with pytest.raises(ClientError, match="not verified"):
        client("sesv2", engine_url).send_email(
            FromEmailAddress=f"{uuid4().hex}@x.example",
            Destination={"ToAddresses": ["c@d.example"]},
            Content={"Simple": simple},
        )

    assert len(read(f"{engine_url}/_engine/mails")["mails"]) == before


def test_long_polling_is_answered_at_once(engine_url: str) -> None:
    queues = client("sqs", engine_url)
    url = queues.create_queue(QueueName=f"q-{uuid4().hex}")["QueueUrl"]
    database = client("dynamodb", engine_url)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(queues.receive_message, QueueUrl=url, WaitTimeSeconds=20)
        database.list_tables()

        assert "Messages" not in waiting.result(timeout=3)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Botocore/1 app/api-1 cfg/x", "api-1"),
        ("app/pump-keep", "pump-keep"),
        ("curl/8", "unknown"),
    ],
)
def test_a_client_is_named_by_its_application_id(user_agent: str, name: str) -> None:
    assert client_of(user_agent) == name


@pytest.mark.parametrize(
    ("status", "answer", "outcome"),
    [
        (200, b"{}", "ok"),
        (400, b'{"__type": "x#ConditionalCheckFailedException"}', "refused"),
        (400, b'{"__type": "x#TransactionCanceledException"}', "refused"),
        (400, b'{"__type": "x#ValidationException"}', "error"),
        (500, b"", "fault"),
    ],
)
def test_an_outcome_tells_a_refused_condition_from_an_error(
    status: int, answer: bytes, outcome: str
) -> None:
    assert outcome_of(status, answer) == outcome


def test_an_operation_is_named_by_target_then_body_then_path() -> None:
    assert operation_of("DynamoDB_20120810.GetItem", "POST", "/", b"{}") == "GetItem"
    assert operation_of("", "POST", "/", b"Action=SendEmail&Source=a") == "SendEmail"
    assert operation_of("", "POST", "/v2/email", b"{}") == "POST /v2/email"


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("anna@d.example", "Delivery"),
        ("bounce-1@d.example", "Bounce"),
        ("complain@d.example", "Complaint"),
    ],
)
def test_what_became_of_a_mail_that_asks_for_it_comes_by_a_queue(
    engine_url: str, to: str, kind: str
) -> None:
    mailer, queues = client("sesv2", engine_url), client("sqs", engine_url)
    sender = f"{uuid4().hex}@shop.example"
    mailer.create_email_identity(EmailIdentity=sender)
    url = queues.create_queue(QueueName="mail-events")["QueueUrl"]
    mail = {
        "FromEmailAddress": sender,
        "Destination": {"ToAddresses": [to]},
        "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
    }

    mailer.send_email(**mail)
    sent = mailer.send_email(
        **mail, ConfigurationSetName="set", EmailTags=[{"Name": "order", "Value": "o1"}]
    )

    (message,) = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    told = json.loads(message["Body"])
    assert told["eventType"] == kind
    assert told["mail"]["messageId"] == sent["MessageId"]
    assert told["mail"]["tags"] == {"order": ["o1"]}
    assert told[kind.lower()]["timestamp"].endswith("Z")


def test_mails_are_read_a_page_at_a_time(engine_url: str) -> None:
    mailer = client("sesv2", engine_url)
    sender = f"{uuid4().hex}@shop.example"
    mailer.create_email_identity(EmailIdentity=sender)
    before = len(read(f"{engine_url}/_engine/mails")["mails"])
    for subject in ("a", "b", "c"):
        mailer.send_email(
            FromEmailAddress=sender,
            Destination={"ToAddresses": ["c@d.example"]},
            Content={"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "t"}}}},
        )

    pages = [
        [mail["subject"] for mail in read(f"{engine_url}/_engine/mails?after={n}&most=2")["mails"]]
        for n in (before, before + 2, before + 3)
    ]

    assert pages == [["a", "b"], ["c"], []]
