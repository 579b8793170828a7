"""Mail delivery that is down for a while: the local cloud's SES takes no mail, and says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from infra.local.state import STATE, Mail, Switchboard

if TYPE_CHECKING:
    from collections.abc import Mapping


class Outage:
    """Switches the mail of one stack, whose environment variables are given."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Change nothing yet."""
        self._board = Switchboard(Path(environment[STATE]))

    def begins(self) -> None:
        """Let SES refuse every mail from now on."""
        self._board.set(mail=Mail.REFUSES)

    def ends(self) -> None:
        """Let mails go out again; what was refused is tried again within 80 seconds."""
        self._board.set(mail=Mail.WORKS)
