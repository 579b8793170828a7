"""What must hold where few shoppers of a mail domain may join the lines of a sale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Entrant


class Firms:
    """Whose mailbox stands where, and who asked to join so far."""

    def __init__(self, domain_of: Callable[[str], str]) -> None:
        """Take a shopper's domain; none: strangers have boxes there."""
        self._domain_of = domain_of
        self._joining: set[str] = set()
        self._in_lines = 0

    def note_joining(self, shopper: str) -> None:
        """Note that a shopper asks to join."""
        self._joining.add(shopper)

    def fault(self, sale: Sale, entrants: Sequence[Entrant]) -> str:
        """Say what is wrong after a write, or nothing."""
        limit = sale.plan.domain_limit
        if limit is None or len(entrants) == self._in_lines:
            return ""
        self._in_lines = len(entrants)
        counts = Counter(map(self._domain_of, {each.ticket.shopper for each in entrants}))
        too_many = {domain for domain, count in counts.items() if domain and count > limit}
        return f"more than {limit} in line from {too_many}" if too_many else ""

    def fault_of_refusal(self, sale: Sale, entrants: Sequence[Entrant], shopper: str) -> str:
        """Say what is wrong if a shopper is told that others have joined, or nothing.

        Who came to the door is counted, whether or not they then joined.
        """
        limit, domain = sale.plan.domain_limit, self._domain_of(shopper)
        others = {each for each in self._joining - {shopper} if self._domain_of(each) == domain}
        if limit is None or not domain or len(others) < limit:
            return f"{shopper} is told that {limit} have joined from {domain!r}; asked: {others}"
        stands = any(each.ticket.shopper == shopper for each in entrants)
        return f"{shopper} stands in line, and is refused" if stands else ""
