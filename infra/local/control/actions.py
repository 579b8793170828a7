"""The buttons of the control page: each is a form, and what it says is done at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from infra.local.control import queues
from infra.local.control.sales import Sales
from infra.local.state import Mail, Switchboard

_STOPPED: Final = "Halted on the control page."
_MAIL: Final = {
    Mail.WORKS: "Mails go out again: links within 20 seconds, notices within 80.",
    Mail.REFUSES: "SES refuses every mail now.",
    Mail.THROTTLES: "SES answers every mail with too many requests now.",
}
_OPENS: Final = "The warehouse takes messages again: what it missed comes within 80 seconds."


class UnknownActionError(Exception):
    """When a form asks for something that there is not."""


class Actions:
    """What can be done to one stack. Each gives a sentence that says what was done."""

    def __init__(self, board: Switchboard, sales: Sales) -> None:
        """Take the switches and the sales."""
        self._board = board
        self._sales = sales
        self._known: Mapping[str, Callable[[Mapping[str, str]], Awaitable[str]]] = {
            "twice": self._twice,
            "mail": self._mail,
            "warehouse": self._warehouse,
            "rest": self._rest,
            "work": self._work,
            "redrive": self._redrive,
            "try": self._try_again,
            "bury": self._give_up,
            "pause": self._steer,
            "resume": self._steer,
        }

    async def do(self, form: Mapping[str, str]) -> str:
        """Do what the form's `do` names. Raises UnknownActionError, ApiError, or KeyError."""
        action = self._known.get(form.get("do", ""))
        if action is None:
            raise UnknownActionError(f"there is no {form.get('do', '')!r}.")
        return await action(form)

    async def _twice(self, form: Mapping[str, str]) -> str:
        twice = form["value"] == "on"
        self._board.set(twice=twice)
        return f"{'Every' if twice else 'One in twenty'} message and batch is delivered twice."

    async def _mail(self, form: Mapping[str, str]) -> str:
        mode = Mail(form["value"])
        self._board.set(mail=mode)
        return _MAIL[mode]

    async def _warehouse(self, form: Mapping[str, str]) -> str:
        opens = form["value"] == "open"
        self._board.set(warehouse=opens)
        return _OPENS if opens else "The warehouse answers nobody now; orders stay placed."

    async def _rest(self, form: Mapping[str, str]) -> str:
        self._board.set(paused=self._board.now.paused | {form["value"]})
        return f"{form['value']} rests."

    async def _work(self, form: Mapping[str, str]) -> str:
        self._board.set(paused=self._board.now.paused - {form["value"]})
        return f"{form['value']} works again."

    async def _redrive(self, form: Mapping[str, str]) -> str:
        return f"{queues.redrive(form['value'])} dead letters were sent again."

    async def _try_again(self, form: Mapping[str, str]) -> str:
        return f"{queues.try_again(form['value'])} messages come again now."

    async def _give_up(self, form: Mapping[str, str]) -> str:
        return f"{queues.give_up(form['value'])} messages have used up their tries."

    async def _steer(self, form: Mapping[str, str]) -> str:
        await asyncio.to_thread(self._sales.steer, form["value"], form["do"], _STOPPED)
        return f"{form['value']}: {form['do']}d."
