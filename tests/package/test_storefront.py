"""The part of the template that serves the storefront and the API under one origin."""

import json
import re
import shutil
import subprocess
from typing import Any

import pytest

from chalicelib.http import answers
from infra.aws.template import joined
from tests.house.sources import PROJECT

# What CloudFront keeps for ten seconds unless it is told otherwise, and more.
ERRORS = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    content: dict[str, Any] = joined()["Resources"]
    return content


@pytest.fixture(scope="module")
def distribution(resources: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = resources["Storefront"]["Properties"]["DistributionConfig"]
    return content


def cache_of(resources: dict[str, Any], behaviour: dict[str, Any]) -> dict[str, Any]:
    policy = resources[behaviour["CachePolicyId"]["Ref"]]["Properties"]
    config: dict[str, Any] = policy["CachePolicyConfig"]
    return config


def test_the_api_decides_how_long_an_answer_is_kept(
    resources: dict[str, Any], distribution: dict[str, Any]
) -> None:
    (api,) = distribution["CacheBehaviors"]

    cache = cache_of(resources, api)

    assert (api["PathPattern"], api["TargetOriginId"]) == ("/v1/*", "api")
    # Nothing is kept longer than said, and nothing of which nothing was said.
    assert (cache["MinTTL"], cache["DefaultTTL"]) == (0, 0)
    assert cache["MaxTTL"] >= max(
        int(said.removeprefix("public, max-age="))
        for said in vars(answers).values()
        if isinstance(said, str) and said.startswith("public, max-age=")
    )


def test_what_the_api_answers_one_person_is_kept_for_no_other(
    resources: dict[str, Any], distribution: dict[str, Any]
) -> None:
    cache = cache_of(resources, distribution["CacheBehaviors"][0])

    key = cache["ParametersInCacheKeyAndForwardedToOrigin"]

    assert key["HeadersConfig"]["Headers"] == ["Authorization", "Origin"]
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "all"}


def test_the_tags_of_the_api_s_answers_stay_as_they_are(
    resources: dict[str, Any], distribution: dict[str, Any]
) -> None:
    api = distribution["CacheBehaviors"][0]

    key = cache_of(resources, api)["ParametersInCacheKeyAndForwardedToOrigin"]

    # What CloudFront compresses gets a weak tag, and If-Match takes none.
    assert not api["Compress"]
    assert not key["EnableAcceptEncodingBrotli"]
    assert not key["EnableAcceptEncodingGzip"]


def test_the_api_gets_every_header_that_it_reads(
    resources: dict[str, Any], distribution: dict[str, Any]
) -> None:
    api = distribution["CacheBehaviors"][0]
    cache = cache_of(resources, api)["ParametersInCacheKeyAndForwardedToOrigin"]
    policy = resources[api["OriginRequestPolicyId"]["Ref"]]["Properties"]
    forwarded = {
        name.lower()
        for config in (cache, policy["OriginRequestPolicyConfig"])
        for name in config["HeadersConfig"]["Headers"]
    }

    read = {
        name
        for path in (PROJECT / "chalicelib" / "http").glob("*.py")
        for name in re.findall(r'\.header\("([a-z-]+)"', path.read_text(encoding="utf-8"))
    }

    # CloudFront compares tags itself, and says `Via` itself.
    assert forwarded == read - {"if-none-match", "via"}


def test_no_error_is_kept_or_replaced(distribution: dict[str, Any]) -> None:
    responses = distribution["CustomErrorResponses"]

    assert {response["ErrorCode"] for response in responses} == ERRORS
    assert {tuple(response) for response in responses} == {("ErrorCode", "ErrorCachingMinTTL")}
    assert {response["ErrorCachingMinTTL"] for response in responses} == {0}


def test_nothing_but_the_distribution_reads_the_bucket(resources: dict[str, Any]) -> None:
    bucket = resources["StorefrontBucket"]["Properties"]
    (statement,) = resources["StorefrontBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert statement["Action"] == "s3:GetObject"
    assert "${Storefront}" in json.dumps(statement["Condition"])


def test_nothing_of_the_api_is_told_over_plain_http(distribution: dict[str, Any]) -> None:
    (origin,) = [one for one in distribution["Origins"] if one["Id"] == "api"]

    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert distribution["CacheBehaviors"][0]["ViewerProtocolPolicy"] == "https-only"
    assert distribution["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"


def test_the_stage_in_the_address_of_the_api_is_the_one_that_chalice_makes(
    distribution: dict[str, Any],
) -> None:
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    (origin,) = [one for one in distribution["Origins"] if one["Id"] == "api"]

    assert origin["OriginPath"] == f"/{config['stages']['aws']['api_gateway_stage']}"


@pytest.fixture(scope="module")
def pages(resources: dict[str, Any]) -> str:
    code: str = resources["StorefrontPages"]["Properties"]["FunctionCode"]
    return code


def test_the_function_knows_every_page_there_is(pages: str) -> None:
    listed = re.findall(r"'(/[a-z0-9-]*\.html)'", pages.partition(";")[0])

    there_are = sorted(f"/{path.name}" for path in (PROJECT / "storefront").glob("*.html"))

    assert sorted([*listed, "/404.html"]) == there_are


def test_the_function_knows_the_kind_of_every_other_file(pages: str) -> None:
    (kinds,) = re.findall(r"const FILE = /(.*)/;", pages)
    files = [
        path.relative_to(PROJECT / "storefront").as_posix()
        for path in (PROJECT / "storefront").rglob("*")
        if path.is_file() and path.suffix not in {".html", ".ts"}
    ]

    unknown = [file for file in files if not re.search(kinds, f"/{file}")]

    assert unknown == []


REQUEST, RESPONSE = "viewer-request", "viewer-response"


@pytest.mark.skipif(shutil.which("node") is None, reason="runs the function in Node.js")
@pytest.mark.parametrize(
    ("kind", "uri", "status", "becomes"),
    [
        (REQUEST, "/", 0, "/"),
        (REQUEST, "/sale.html", 0, "/sale.html"),
        (REQUEST, "/js/sale.js", 0, "/js/sale.js"),
        (REQUEST, "/icon.svg", 0, "/icon.svg"),
        (REQUEST, "/sale", 0, "/404.html"),
        (REQUEST, "/no-such.html", 0, "/404.html"),
        (REQUEST, "/js/", 0, "/404.html"),
        (REQUEST, "/%2e%2e/x.js", 0, "/404.html"),
        (RESPONSE, "/sale.html", 200, 200),
        (RESPONSE, "/js/sale.js", 200, 200),
        (RESPONSE, "/sale", 200, 404),
        (RESPONSE, "/404.html", 200, 404),
        (RESPONSE, "/404.html", 304, 304),
    ],
)
def test_the_function_sends_strangers_to_the_page_that_says_so(
    pages: str, kind: str, uri: str, status: int, becomes: object
) -> None:
    event = {
        "context": {"eventType": kind},
        "request": {"uri": uri},
        "response": {"statusCode": status},
    }
    script = f"{pages}\nconsole.log(JSON.stringify(handler({json.dumps(event)})))"

    ran = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)

    answer = json.loads(ran.stdout)
    assert answer["uri" if kind == REQUEST else "statusCode"] == becomes
