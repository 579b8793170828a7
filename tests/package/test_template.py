"""The template that deploys the package: what Chalice wrote, merged with the parts in infra/aws."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.http.errors import TABLE
from chalicelib.workers.erasing import LONGEST_RUN_MS as LONGEST_ERASING_MS
from chalicelib.workers.opening import LONGEST_RUN_MS
from infra.aws.secret import new_secret
from infra.aws.template import joined
from tests.house.sources import modules

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package")]

NEW_ACCOUNT = 14
"""Mails a second that SES lets an account send that has just left the sandbox."""

BATCHES = {"SignInMails": 1, "Fulfil": 10, "Notify": 10, "MailEvents": 10, "RelayAgain": 1}
QUEUE_FUNCTIONS = {
    "SignInMails": "SignInQueue",
    "Fulfil": "FulfilmentQueue",
    "Notify": "NoticesQueue",
    "MailEvents": "MailEventsQueue",
    "RelayAgain": "RelayQueue",
}
HOUR_SECONDS = 60 * 60
DAY_SECONDS = 24 * HOUR_SECONDS
ROLES = [
    "ApiHandler",
    "Erase",
    "Fulfil",
    "Keep",
    "MailEvents",
    "Notify",
    "OpenLines",
    "Relay",
    "RelayAgain",
    "SignInMails",
]


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: entry["Properties"] for name, entry in resources.items() if entry["Type"] == kind}


def statements(resources: dict[str, Any], role: str) -> list[dict[str, Any]]:
    policies = resources[f"{role}Role"]["Properties"]["Policies"]
    return [entry for policy in policies for entry in policy["PolicyDocument"]["Statement"]]


def test_the_linter_finds_nothing(packed: Path) -> None:
    linter = Path(sys.executable).with_name("cfn-lint")

    done = subprocess.run(
        [linter, "--include-checks", "I", "--", packed / "sam.json"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_resource_of_a_part_is_whole_after_the_merge(resources: dict[str, Any]) -> None:
    assert [name for name, entry in resources.items() if "Type" not in entry] == []


@pytest.mark.parametrize(("function", "queue"), QUEUE_FUNCTIONS.items())
def test_a_queue_function_consumes_its_own_queue_in_partial_batches(
    resources: dict[str, Any], function: str, queue: str
) -> None:
    (source,) = resources[function]["Properties"]["Events"].values()

    assert source["Properties"]["Queue"] == {"Fn::GetAtt": [queue, "Arn"]}
    assert source["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["Properties"]["BatchSize"] == BATCHES[function]


@pytest.mark.parametrize(("function", "queue"), QUEUE_FUNCTIONS.items())
def test_a_message_stays_hidden_for_six_times_as_long_as_its_function_may_run(
    resources: dict[str, Any], function: str, queue: str
) -> None:
    timeout = resources[function]["Properties"]["Timeout"]

    assert resources[queue]["Properties"]["VisibilityTimeout"] >= 6 * timeout


@pytest.mark.parametrize("queue", sorted({*QUEUE_FUNCTIONS.values()} - {"RelayQueue"}))
def test_what_fails_is_tried_for_a_day_before_it_is_dead(
    resources: dict[str, Any], queue: str
) -> None:
    properties = resources[queue]["Properties"]

    tries = properties["RedrivePolicy"]["maxReceiveCount"]

    assert tries * properties["VisibilityTimeout"] >= DAY_SECONDS
    # SQS keeps it that long, and takes no greater number of tries than a thousand.
    assert properties["MessageRetentionPeriod"] > DAY_SECONDS
    assert tries <= 1000


def test_what_the_relay_gave_up_is_tried_again_for_an_hour(resources: dict[str, Any]) -> None:
    properties = resources["RelayQueue"]["Properties"]

    tries = properties["RedrivePolicy"]["maxReceiveCount"]

    # The stream keeps what was tried for six hours already for 18 more.
    assert tries * properties["VisibilityTimeout"] == HOUR_SECONDS


@pytest.mark.parametrize("function", QUEUE_FUNCTIONS)
def test_what_fails_is_told_of_long_before_it_is_dead(
    resources: dict[str, Any], function: str
) -> None:
    alarm = resources["MessagesFailingAlarm"]["Properties"]

    (counted,) = resources[f"{function}Failing"]["Properties"]["MetricTransformations"]

    log = resources[f"{function}Failing"]["Properties"]["LogGroupName"]
    assert log == {"Ref": f"{function}LogGroup"}
    assert (counted["MetricNamespace"], counted["MetricName"]) == (
        alarm["Namespace"],
        alarm["MetricName"],
    )
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 15 * 60


def test_nothing_can_hold_up_a_sign_in_link(resources: dict[str, Any]) -> None:
    function = resources["SignInMails"]["Properties"]
    (source,) = function["Events"].values()

    assert source["Properties"]["MaximumBatchingWindowInSeconds"] == 0
    senders = source["Properties"]["ScalingConfig"]["MaximumConcurrency"]
    # Fewer than may be called would send messages back to the queue.
    assert senders == function["ReservedConcurrentExecutions"] == {"Ref": "SignInSenders"}


def test_only_so_many_notices_are_mailed_at_once(resources: dict[str, Any]) -> None:
    (source,) = resources["Notify"]["Properties"]["Events"].values()

    assert source["Properties"]["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "NoticeSenders"}}


def test_links_and_notices_together_stay_within_the_rate_of_a_new_account(
    template: dict[str, Any],
) -> None:
    each = int(template["Globals"]["Function"]["Environment"]["Variables"]["SALE_MAILS_PER_SECOND"])
    senders = [template["Parameters"][f"{kind}Senders"]["Default"] for kind in ("SignIn", "Notice")]

    assert sum(senders) * each <= NEW_ACCOUNT


@pytest.mark.parametrize(
    ("mapping", "table"),
    [("RelayEventSource", "OrdersTable"), ("ListsEventSource", "WaitingTable")],
)
def test_each_stream_feeds_the_relay_in_partial_batches(
    resources: dict[str, Any], mapping: str, table: str
) -> None:
    source = resources[mapping]["Properties"]

    assert source["EventSourceArn"] == {"Fn::GetAtt": [table, "StreamArn"]}
    assert source["FunctionName"] == {"Ref": "Relay"}
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BisectBatchOnFunctionError"] is True
    assert (source["BatchSize"], source["MaximumBatchingWindowInSeconds"]) == (100, 1)


def test_fates_of_mails_come_from_ses_by_way_of_our_topic_alone(resources: dict[str, Any]) -> None:
    told = resources["MailDestination"]["Properties"]["EventDestination"]
    (topic,) = resources["MailTopicPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    (queue,) = resources["MailQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    subscription = resources["MailSubscription"]["Properties"]

    assert told["SnsDestination"] == {"TopicARN": {"Ref": "MailTopic"}}
    assert topic["Principal"] == {"Service": "ses.amazonaws.com"}
    account = topic["Condition"]["StringEquals"]["AWS:SourceAccount"]
    assert account == {"Ref": "AWS::AccountId"}
    assert queue["Principal"] == {"Service": "sns.amazonaws.com"}
    assert queue["Condition"] == {"ArnEquals": {"AWS:SourceArn": {"Ref": "MailTopic"}}}
    assert subscription["RawMessageDelivery"] is True
    assert subscription["Endpoint"] == {"Fn::GetAtt": ["MailEventsQueue", "Arn"]}


def test_the_keeper_comes_every_minute(resources: dict[str, Any]) -> None:
    (event,) = resources["Keep"]["Properties"]["Events"].values()

    assert event["Properties"]["Schedule"] == "rate(1 minute)"


def test_contacts_are_erased_every_hour_by_who_may_take_minutes(resources: dict[str, Any]) -> None:
    (event,) = resources["Erase"]["Properties"]["Events"].values()

    assert event["Properties"]["Schedule"] == "rate(1 hour)"
    assert resources["Erase"]["Properties"]["Timeout"] * 1_000 >= LONGEST_ERASING_MS + 30_000


def test_lines_are_opened_every_minute_by_who_may_wait_for_three(resources: dict[str, Any]) -> None:
    (event,) = resources["OpenLines"]["Properties"]["Events"].values()

    assert event["Properties"]["Schedule"] == "rate(1 minute)"
    # A run ends by itself, and may then still ask the beacon and read all who stand in line.
    assert resources["OpenLines"]["Properties"]["Timeout"] * 1_000 >= LONGEST_RUN_MS + 60_000


def test_nobody_but_the_opener_reads_seeds(resources: dict[str, Any]) -> None:
    seeds = {"Fn::GetAtt": ["SeedsTable", "Arn"]}
    rights = {
        (role, action)
        for role in ROLES
        for statement in statements(resources, role)
        if statement["Resource"] == seeds
        for action in statement["Action"]
    }

    assert rights == {("ApiHandler", "dynamodb:PutItem"), ("OpenLines", "dynamodb:GetItem")}


def test_every_dead_letter_queue_has_an_alarm(resources: dict[str, Any]) -> None:
    dead = {name for name in of_type(resources, "AWS::SQS::Queue") if "Dead" in name}
    watched = {
        alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values()
        if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    }

    assert len(dead) == 5
    assert watched == dead


def test_functions_are_sized_and_built_for_x86(resources: dict[str, Any]) -> None:
    functions = of_type(resources, "AWS::Serverless::Function")

    assert {name: function["MemorySize"] for name, function in functions.items()} == {
        "APIHandler": 512,
        "Erase": 512,
        "Fulfil": 256,
        "Keep": 512,
        "MailEvents": 256,
        "Notify": 256,
        "OpenLines": 512,
        "Relay": 512,
        "RelayAgain": 512,
        "SignInMails": 256,
    }
    assert {tuple(function["Architectures"]) for function in functions.values()} == {("x86_64",)}
    assert resources["RestAPI"]["Properties"]["EndpointConfiguration"] == "REGIONAL"


def test_every_function_has_a_role_of_its_own(resources: dict[str, Any]) -> None:
    roles = [
        function["Role"]["Fn::GetAtt"][0]
        for function in of_type(resources, "AWS::Serverless::Function").values()
    ]

    assert sorted(roles) == sorted(f"{name}Role" for name in ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_a_policy_names_each_action_and_each_resource(resources: dict[str, Any], role: str) -> None:
    wide = [
        entry["Sid"]
        for entry in statements(resources, role)
        if entry["Resource"] == "*" or any("*" in action for action in entry["Action"])
    ]

    # dynamodb:ListStreams knows no resource.
    assert wide == (["ListStreams"] if role == "Relay" else [])


@pytest.mark.parametrize("role", ROLES)
def test_a_policy_lets_its_function_write_its_own_log(resources: dict[str, Any], role: str) -> None:
    group = resources[f"{role}LogGroup"]["Properties"]["LogGroupName"]["Fn::Sub"]

    (log,) = [entry for entry in statements(resources, role) if entry["Sid"] == "Log"]

    assert log["Resource"]["Fn::Sub"].endswith(f":log-group:{group}:*")


def test_functions_get_every_setting_that_the_code_reads(template: dict[str, Any]) -> None:
    given = set(template["Globals"]["Function"]["Environment"]["Variables"])

    read = set(re.findall(r"\bSALE_[A-Z_]+\b", modules()["chalicelib.settings"].text))

    assert given == read


def test_the_gateway_answers_with_problems_that_a_storefront_may_read(
    resources: dict[str, Any],
) -> None:
    definition = resources["RestAPI"]["Properties"]["DefinitionBody"]
    answers = definition["x-amazon-apigateway-gateway-responses"]

    for answer in answers.values():
        problem = json.loads(answer["responseTemplates"]["application/json"])
        headers = answer["responseParameters"]
        assert problem.keys() >= {"type", "title", "status", "detail", "code"}
        assert str(problem["status"]) == answer["statusCode"]
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert "gatewayresponse.header.Access-Control-Allow-Origin" in headers
        assert ("gatewayresponse.header.Retry-After" in headers) == ("retry_after" in problem)


def test_the_gateway_uses_the_words_of_the_api(resources: dict[str, Any]) -> None:
    definition = resources["RestAPI"]["Properties"]["DefinitionBody"]
    problems = [
        json.loads(answer["responseTemplates"]["application/json"])
        for answer in definition["x-amazon-apigateway-gateway-responses"].values()
    ]

    said = {(entry["code"], entry["status"], entry["title"], entry["type"]) for entry in problems}

    assert said <= {
        (refusal.code, row.status, row.title, f"urn:sale:problem:{refusal.code}")
        for refusal, row in TABLE.items()
    }


def test_an_unknown_path_is_not_found_rather_than_forbidden(resources: dict[str, Any]) -> None:
    definition = resources["RestAPI"]["Properties"]["DefinitionBody"]
    answers = definition["x-amazon-apigateway-gateway-responses"]

    assert answers["MISSING_AUTHENTICATION_TOKEN"]["statusCode"] == "404"
    # Without such a path the gateway takes a bearer's token for a broken signature of AWS's own.
    assert answers["INVALID_SIGNATURE"] == answers["MISSING_AUTHENTICATION_TOKEN"]


@pytest.mark.parametrize("response", ["INTEGRATION_TIMEOUT", "INTEGRATION_FAILURE"])
def test_a_function_that_gives_no_answer_leaves_open_what_it_did(
    resources: dict[str, Any], response: str
) -> None:
    definition = resources["RestAPI"]["Properties"]["DefinitionBody"]
    answer = definition["x-amazon-apigateway-gateway-responses"][response]

    assert '"code": "try_again"' in answer["responseTemplates"]["application/json"]


def test_what_nobody_could_make_anew_can_be_restored_to_any_second(
    resources: dict[str, Any],
) -> None:
    restorable = {
        name
        for name, table in of_type(resources, "AWS::DynamoDB::Table").items()
        if table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
    }

    assert restorable == {
        *("SalesTable", "OrdersTable", "EntrantsTable", "SeedsTable"),
        *("InvitationsTable", "BatchesTable", "WaitingTable", "GoodsTable"),
    }


def test_two_parts_cannot_give_one_resource(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("Resources: {Same: {Type: AWS::SNS::Topic}}")
    monkeypatch.setattr("infra.aws.template.PARTS", tmp_path)

    with pytest.raises(ValueError, match=r"b\.yaml repeats \['Same'\]"):
        joined()


def test_a_new_secret_has_a_signing_key_and_a_shopper_key_of_256_bits() -> None:
    secret = json.loads(new_secret())

    (key,) = secret["keys"]

    assert key["kid"] == "k1"
    assert len(key["secret"]) == len(secret["shopper_key"]) == 43
    assert key["secret"] != secret["shopper_key"]
