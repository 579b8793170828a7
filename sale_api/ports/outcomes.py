"""What a verb of a port may raise besides the refusals: outcomes that callers handle."""

from __future__ import annotations

from sale_api.domain.lot import Lot


class Unmet(Exception):  # noqa: N818 - an outcome that callers handle, not an error of ours
    """When the condition of a write did not hold; `lots` are those that refused, as they stand.

    No lots: another transaction was in the way, and nothing is known of the stock.
    """

    def __init__(self, *lots: Lot) -> None:
        """Take the lots as the refusal showed them."""
        super().__init__("the condition of a write did not hold")
        self.lots = lots


class Unknown(Exception):  # noqa: N818 - the third outcome besides yes and no
    """When a request got no answer in time: it may have happened or not."""


class Done(Exception):  # noqa: N818 - an outcome that consumers handle
    """When a task was done before."""


class Taken(Exception):  # noqa: N818 - an outcome that consumers handle
    """When somebody else has the task just now."""
