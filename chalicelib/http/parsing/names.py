"""The name of a pool. It stands alone here: shoppers give it, and need nothing else of plans."""

from __future__ import annotations

from chalicelib.http.parsing.kinds import matching
from sale_api.domain.plan import POOL_NAME

POOL = matching(POOL_NAME, "Use 1 to 20 of a-z, 0-9 and -, not - at first.", instead="pool")
