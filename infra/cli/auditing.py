"""The command `audit`: whether a sale that is over went as was promised."""

import argparse
import json
from typing import Any

from infra.cli.api import Api, sale_path


class AuditFailedError(Exception):
    """When a check found a fault; `findings` are the whole answer, the text is one sentence."""

    def __init__(self, findings: Any) -> None:
        """Take the answer."""
        failed = [each["check"] for each in findings["checks"] if not each["passed"]]
        super().__init__(f"The audit of {findings['sale']} failed: {', '.join(failed)}.")
        self.findings = json.dumps(findings, indent=2, ensure_ascii=False)


def audit(api: Api, given: argparse.Namespace) -> Any:
    """Return what each check found; `AuditFailedError` if that is a fault."""
    findings = api.get(sale_path(given.sale, "audit"))
    if not findings["passed"]:
        raise AuditFailedError(findings)
    return findings
