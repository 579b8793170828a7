"""One session, bounded waiting, and no import of what the hot path does not need."""

from __future__ import annotations

import subprocess
import sys

import botocore
import pytest

from chalicelib.aws import session
from chalicelib.aws.session import client
from chalicelib.aws.tables import TABLES
from tests.cloud import Stores
from tests.orders import an_order


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("service", ["dynamodb", "dynamodbstreams", "sqs", "secretsmanager"])
def test_every_client_waits_for_a_bounded_time(service: str) -> None:
    config = client(service).meta.config

    assert (config.connect_timeout, config.read_timeout) == (1, 2)
    assert config.retries["total_max_attempts"] == 3


@pytest.mark.usefixtures("aws")
def test_who_mails_waits_longer_and_sends_once() -> None:
    config = client("sesv2").meta.config

    assert (config.connect_timeout, config.read_timeout) == (1, 10)
    assert config.retries["total_max_attempts"] == 1


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(("name", "suffix"), [("", ""), ("pump-relay", " app/pump-relay")])
def test_a_process_is_known_to_aws_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, suffix: str
) -> None:
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", name)
    for made_before in (session._session, session._lean, client):
        made_before.cache_clear()

    agent = client("sqs").meta.config.user_agent

    session._session.cache_clear()
    session._lean.cache_clear()
    assert agent == f"Botocore/{botocore.__version__}{suffix}"


@pytest.mark.usefixtures("aws")
def test_a_client_is_made_once() -> None:
    assert client("sqs") is client("sqs")


def test_all_models_use_the_one_client(aws: Stores) -> None:
    assert aws.sales.find("none") is None

    clients = [model._get_connection().connection.client for model in TABLES.values()]

    assert all(each is client("dynamodb") for each in clients)


def test_what_may_be_tried_again_needs_no_client_of_its_own(aws: Stores) -> None:
    client("dynamodb")
    clients = client.cache_info().currsize

    aws.orders.place(an_order())

    assert client.cache_info().currsize == clients


def test_the_stores_load_without_boto3_and_ask_nothing_of_the_environment() -> None:
    program = (
        "import sys, chalicelib.aws.lots, chalicelib.aws.orders, chalicelib.aws.views;"
        "sys.exit('boto3' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], check=False, env={"PATH": ""})

    assert done.returncode == 0
