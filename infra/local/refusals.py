"""What the gateway answers by itself, read from the template: the same words here and on AWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from infra.aws import template

_RESPONSES: Final = "x-amazon-apigateway-gateway-responses"
_HEADER: Final = "gatewayresponse.header."


@dataclass(frozen=True, slots=True)
class Refusal:
    """One gateway response; its body still has `$context.requestId` in it."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: str

    def answer(self, request_id: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Give status, headers and body for one request; its id stands in the body alone."""
        raw = self.body.replace("$context.requestId", request_id).encode()
        length = (b"content-length", str(len(raw)).encode())
        return self.status, [*self.headers, length], raw


def refusals(origin: str) -> Mapping[str, Refusal]:
    """Give all gateway responses by their type; `origin` is the storefront's first."""
    api = template.joined()["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    return {kind: _refusal(response, origin) for kind, response in api[_RESPONSES].items()}


def _refusal(response: Mapping[str, Any], origin: str) -> Refusal:
    headers = tuple(
        (name.removeprefix(_HEADER).lower().encode(), _value(value, origin).encode())
        for name, value in response.get("responseParameters", {}).items()
    )
    body = response["responseTemplates"]["application/json"]
    return Refusal(int(response["statusCode"]), headers, body)


def _value(value: object, origin: str) -> str:
    """Take the quotes off a literal; the one that is computed is the storefront's origin."""
    return value.strip("'") if isinstance(value, str) else origin
