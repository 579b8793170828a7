"""What must hold of lines for the invited: a code lets in one shopper at most, whose it is.

As in the books, each rule stands here once more in its plainest form.
"""

from __future__ import annotations

from collections.abc import Sequence

from sale_api.domain.invitation import Invitation
from sale_api.domain.plan import Access
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Entrant


class Guests:
    """What became of each code so far, who sent it, and what was taken back.

    `what` is taken back is a code, by its invitation's name, or a batch.
    """

    def __init__(self) -> None:
        self._known: dict[str, Invitation] = {}
        self._in_lines = 0
        self._sent: set[tuple[str, str]] = set()
        self._asked_back: set[str] = set()
        self._taken_back: dict[str, int] = {}

    def note_sent(self, shopper: str, invitation: str) -> None:
        """Note that a shopper asks to join with a code."""
        self._sent.add((shopper, invitation))

    def note_asked_back(self, what: str) -> None:
        """Note that somebody asks to take something back."""
        self._asked_back.add(what)

    def note_taken_back(self, what: str, now: int) -> None:
        """Note that they were told it is done."""
        self._taken_back.setdefault(what, now)

    def user_of(self, invitation: str) -> str | None:
        """Return who has used a code."""
        return self._known[invitation].used_by

    def of_batch(self, batch: str) -> Sequence[Invitation]:
        """Return what became of the codes of a batch."""
        return [each for each in self._known.values() if each.batch == batch]

    def fault(
        self,
        sale: Sale,
        entrants: Sequence[Entrant],
        invitations: Sequence[Invitation],
        begun: int,
    ) -> str:
        """Say what is wrong after a write, whose request had `begun` then; or nothing."""
        known = self._known
        changed = [each for each in invitations if each is not known.get(each.invitation)]
        for each in changed:
            before = known.get(each.invitation)
            fault = self._fault_of(before, each, begun)
            if fault:
                return f"{fault}: {before} became {each}"
            known[each.invitation] = each
        if len(invitations) < len(known):
            return "invitations are gone"
        if changed or len(entrants) != self._in_lines:
            self._in_lines = len(entrants)
            return _fault_of_lines(sale, entrants, invitations)
        return ""

    def _fault_of(self, before: Invitation | None, after: Invitation, begun: int) -> str:
        if after.used_by and after.revoked_at is not None:
            return "used and taken back"
        if before is None:
            return "" if after.can_be_used else "no longer good when it was made"
        whose = (before.batch, before.window, before.only)
        if whose != (after.batch, after.window, after.only):
            return "for something else now"
        if before.used_by not in {None, after.used_by}:
            return "used again"
        if before.revoked_at not in {None, after.revoked_at}:
            return "taken back, and again"
        return "" if before.used_by == after.used_by else self._fault_of_use(after, begun)

    def _fault_of_use(self, used: Invitation, begun: int) -> str:
        assert used.used_by is not None, "nobody has used it"
        if used.only not in {None, used.used_by}:
            return "used by another than it is for"
        if (used.used_by, used.invitation) not in self._sent:
            return "used by somebody who did not send it"
        if self._taken_back.get(used.batch, begun) < begun:
            return "used by who asked after its batch was taken back"
        return ""

    def fault_of_refusal(
        self, shopper: str, invitation: str, why: object, *, had_used_it: bool
    ) -> str:
        """Say what is wrong with the refusal of a code, or nothing."""
        found = self._known[invitation]
        reasons = {
            "used": found.used_by not in {None, shopper},
            "revoked": not self._asked_back.isdisjoint({invitation, found.batch}),
            "other_address": found.only not in {None, shopper},
        }
        true = reasons.get(str(why), False) and not had_used_it
        return "" if true else f"{shopper} is told {why}: {found}"

    def fault_of_taking_back(self, invitation: str) -> str:
        """Say what is wrong with the answer that a code was taken back, or nothing."""
        found = self._known[invitation]
        return "" if found.revoked_at is not None else f"told that it was taken back: {found}"


def _fault_of_lines(
    sale: Sale, entrants: Sequence[Entrant], invitations: Sequence[Invitation]
) -> str:
    """Say where those in lines for the invited are not those who used a code, one each."""
    windows = sale.plan.windows
    tickets = [entrant.ticket for entrant in entrants]
    invited = [each for each in tickets if windows[each.window].access is Access.INVITED]
    stand = sorted((each.window, each.shopper) for each in invited)
    used = sorted((each.window, each.used_by) for each in invitations if each.used_by)
    return "" if stand == used else f"in line are {stand}; codes were used by {used}"
