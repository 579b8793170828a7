"""Secrets, from Secrets Manager."""

from __future__ import annotations

from chalicelib.aws.session import answered, client


def read_secret(secret: str) -> str:
    """Return the text of a secret as it stands now. One request."""
    with answered():
        answer = client("secretsmanager").get_secret_value(SecretId=secret)
    return str(answer["SecretString"])
