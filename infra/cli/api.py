"""One call of the API, over HTTP with the standard library; answers are JSON values."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any, Final

_SECONDS: Final = 30


class ApiError(Exception):
    """The API said no, or nothing; the text is for a terminal, with every field that is wrong."""


class _Staying(urllib.request.HTTPRedirectHandler):
    """Follows nobody: the token is for one address, and what is sent on would be read, not done."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Take the answer as it is."""


_OPENER: Final = urllib.request.build_opener(_Staying)
_SENT_ON: Final = range(300, 400)


class Api:
    """The API at one address, as one marketer."""

    def __init__(self, url: str, token: str) -> None:
        """Take the address, with or without `/v1`, and an admin token."""
        self._url = url.rstrip("/").removesuffix("/v1")
        self._token = token

    def get(self, path: str, query: Mapping[str, str | None] | None = None) -> Any:
        """Read; parameters that are None are left out."""
        return self.get_public(f"/admin{path}", query)

    def get_public(self, path: str, query: Mapping[str, str | None] | None = None) -> Any:
        """Read what everybody may, in the same way."""
        given = {name: value for name, value in (query or {}).items() if value is not None}
        return self._ask("GET", f"{path}?{urllib.parse.urlencode(given)}" if given else path, None)

    def post(self, path: str, body: Any) -> Any:
        """Do. Repeating it with the same body is safe."""
        return self._ask("POST", f"/admin{path}", json.dumps(body).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        address = f"{self._url}/v1{path}"
        if not address.startswith(("http://", "https://")):
            raise ApiError(f"{self._url} is no address: it begins with http:// or https://.")
        request = urllib.request.Request(address, body, headers, method=method)  # noqa: S310
        try:
            with _OPENER.open(request, timeout=_SECONDS) as answer:
                return _json(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                if error.code in _SENT_ON:
                    elsewhere = error.headers.get("Location", "another address")
                    words = f"{self._url} sends on to {elsewhere}; name the address that answers"
                    raise ApiError(f"{words} itself.") from error
                raise ApiError(_problem(error.code, error.read())) from error
        except (OSError, ValueError) as error:
            raise ApiError(f"{self._url} gave no answer: {error}.") from error


def sale_path(sale: str, *more: str) -> str:
    """Give the path of a sale below `/v1/admin`, whatever characters its name has."""
    return "/".join(["/sales", urllib.parse.quote(sale, safe=""), *more])


def _json(raw: bytes) -> Any:
    return json.loads(raw) if raw else None


def _problem(status: int, raw: bytes) -> str:
    try:
        problem = json.loads(raw)
    except ValueError:
        return f"The answer was {status}, and no JSON."
    if not isinstance(problem, dict):
        return f"The answer was {status}."
    lines = [f"{problem.get('title', status)}: {problem.get('detail', '')}".rstrip(": ")]
    fields = problem.get("fields") or []
    lines += [f"  {one.get('field')}: {one.get('problem')}" for one in fields]
    return "\n".join(lines)
