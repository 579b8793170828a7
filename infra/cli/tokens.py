"""The marketer's token, issued from the deployment's secret until an identity provider does it."""

import os
import sys
from pathlib import Path
from typing import Any

from chalicelib.keyring import Keyring
from chalicelib.tokens import Tokens
from chalicelib.webhook import PURPOSE, secret_of


class SecretError(Exception):
    """The secret cannot be read or is none; the text is one sentence."""


def admin_token(*, stage: str, name: str, secret: str, now: int) -> str:
    """Sign a token for the marketer `name` of a stage; `now` is milliseconds since the epoch."""
    return Tokens(_keyring(secret), f"sale-{stage}").admin(name, now)


def webhook_secrets(secret: str) -> str:
    """Return what a warehouse verifies with: a line for each master key, the newest first."""
    return "\n".join(map(secret_of, _keyring(secret).derived(PURPOSE).values()))


def _keyring(secret: str) -> Keyring:
    try:
        return Keyring.from_json(secret)
    except Exception as error:
        raise SecretError(f"This is not a secret that the command `keys` makes: {error}") from error


def read_secret(file: str | None) -> str:
    """Read the secret: from `file`, from standard input for `-`, else from Secrets Manager."""
    if file == "-":
        return sys.stdin.read()
    if file is not None:
        try:
            return Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SecretError(f"{file} cannot be read: {error}.") from error
    return _from_secrets_manager(os.environ.get("SALE_SECRET_ID", ""))


def _from_secrets_manager(secret_id: str) -> str:
    if not secret_id:
        raise SecretError("Name the secret: --secret-file FILE, or SALE_SECRET_ID on AWS.")
    import botocore.session  # noqa: PLC0415 - only this way of reading needs it
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        client: Any = botocore.session.get_session().create_client("secretsmanager")
        answer = client.get_secret_value(SecretId=secret_id)
    except (BotoCoreError, ClientError) as error:
        raise SecretError(f"The secret {secret_id} cannot be read: {error}") from error
    return str(answer["SecretString"])
