"""One botocore session for all clients, with bounded waiting; and what no answer means.

A second client on the same session costs 6 ms, a second session 109 ms, and `boto3` 140 ms more:
so nothing here imports it. The endpoint and the region come from botocore's own settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import botocore
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own, not Python's
    HTTPClientError,
    IncompleteReadError,
    ResponseStreamingError,
)
from botocore.parsers import ResponseParserError
from pynamodb.exceptions import PynamoDBException

from sale_api.ports import Unknown

CONNECT_SECONDS = 1
READ_SECONDS = 2
ATTEMPTS = 3

CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    # "standard" waits a random while before it tries again, longer each time (full jitter).
    retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
    tcp_keepalive=True,
)
ONCE = CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))

MAIL_SECONDS = 10
MAIL = ONCE.merge(Config(read_timeout=MAIL_SECONDS))
"""SES knows no token by which a mail is known again: sent twice, it comes twice. So who mails waits
longer, and nothing is tried again unseen; `chalicelib.aws.mail` says what is."""

NO_ANSWER = (
    ConnectionError,
    HTTPClientError,
    IncompleteReadError,
    ResponseStreamingError,
    ResponseParserError,
)

THROTTLED = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
SERVER_ERROR = 500


@cache
def _session() -> Any:
    return botocore.session.get_session()


@cache
def client(service: str, *, once: bool = False) -> Any:
    """Return this process's client of a service; made at the first call, which asks AWS nothing.

    `once`: one that does not try again, for what must happen soon or not at all.
    """
    config = MAIL if service == "sesv2" else ONCE if once else CONFIG
    return _session().create_client(service, config=config.merge(_lean()))


@cache
def _lean() -> Config:
    """Return what leaves out a quarter of a request's CPU.

    Botocore would write the same user agent anew twice for each request, and check parameters that
    the service checks, too. The name under which a process is known to AWS stays in it.
    """
    name = _session().get_config_variable("user_agent_appid")
    agent = f"Botocore/{botocore.__version__}" + (f" app/{name}" if name else "")
    return Config(user_agent=agent, parameter_validation=False)


@contextmanager
def answered() -> Iterator[None]:
    """Turn no answer, a fault of the service, and throttling into `Unknown`.

    Everything else is raised as it is: a refused condition is for the caller to understand, and
    a malformed request is a fault of ours.
    """
    try:
        yield
    except (BotoCoreError, ClientError, PynamoDBException) as error:
        cause = getattr(error, "cause", None) or error
        if is_unknown(cause):
            raise Unknown(str(error)) from error
        raise


def is_unknown(error: BaseException) -> bool:
    """Tell whether this error leaves open what happened, or says to come again."""
    if not isinstance(error, ClientError):
        return isinstance(error, NO_ANSWER)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= SERVER_ERROR or code_of(error) in THROTTLED


def code_of(error: ClientError) -> str:
    """Return the service's own name for an error."""
    return str(error.response["Error"].get("Code", ""))
