"""The content of the deployment's secret: keys that sign tokens, and the one that names shoppers.

`python -m infra.cli keys` prints a fresh one, to be piped into Secrets Manager. To rotate, put a
newer signing key in front of the older ones. Never change `shopper_key`: every shopper's id is
derived from it, and another key would give everybody a second claim.
"""

import base64
import json
import secrets

KEY_BYTES = 32


def new_key() -> str:
    """Give a fresh key of 256 bits in base64url without padding."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).rstrip(b"=").decode()


def new_secret() -> str:
    """Give the JSON of a secret with one signing key, `k1`, and a shopper key."""
    content = {"keys": [{"kid": "k1", "secret": new_key()}], "shopper_key": new_key()}
    return json.dumps(content)
