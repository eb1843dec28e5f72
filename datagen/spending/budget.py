"""What may be spent in, whether the next request may be sent out.

Counts what is in flight at what it may cost at most, so that a limit is kept however the answers
turn out. Knows no clock and no teacher.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Literal, TypeAlias

from datagen.errors import SettingsError

Limit: TypeAlias = Literal["--max-cost", "--max-requests"]


class Budget:
    """The money and requests that are left. `spent` is what earlier sessions cost, in dollars.

    A request is reserved before it is sent and settled when it ends, or when its reply came to
    nothing: then it is reserved anew before it is sent again. Where the cost remains unknown what
    was reserved counts as spent.
    """

    def __init__(
        self, max_cost: float | None = None, max_requests: int | None = None, spent: float = 0.0
    ) -> None:
        self._max_cost = max_cost
        self._max_requests = max_requests
        self._settled = spent
        self._reserved: dict[Hashable, float] = {}
        self._in_flight = 0.0
        self._requests = 0

    def limit(self, cost: float | None) -> Limit | None:
        """The limit that one more request, of this cost at most, would pass; None: it may be sent.

        --max-cost may allow it later, when what is in flight turned out cheaper; --max-requests
        will not.
        """
        if self._max_requests is not None and self._requests >= self._max_requests:
            return "--max-requests"
        return None if self._holds(cost) else "--max-cost"

    def reserve(self, key: Hashable, cost: float | None) -> None:
        self._requests += 1
        self._put_aside(key, cost)

    def renew(self, key: Hashable, cost: float | None) -> bool:
        """Reserve a request that is sent once more; False where that would pass --max-cost."""
        fits = self._holds(cost)
        if fits:
            self._put_aside(key, cost)
        return fits

    def _holds(self, cost: float | None) -> bool:
        if self._max_cost is None:
            return True
        # counted in billionths of a dollar: sums of floats must not refuse a request that fits
        return cost is not None and round(self.committed + cost, 9) <= self._max_cost

    def _put_aside(self, key: Hashable, cost: float | None) -> None:
        self._reserved[key] = cost or 0.0
        self._in_flight += cost or 0.0

    def settle(self, key: Hashable, actual: float | None) -> None:
        """`actual` is 0.0 where nothing is paid for, None where the cost cannot be told.

        A request that ended before it was sent again has nothing reserved any more.
        """
        reserved = self._reserved.pop(key, 0.0)
        self._in_flight = self._in_flight - reserved if self._reserved else 0.0
        self._settled += reserved if actual is None else actual

    @property
    def may_free(self) -> bool:
        """Whether anything is in flight that may turn out cheaper than what was reserved."""
        return bool(self._reserved)

    @property
    def committed(self) -> float:
        """Dollars that are spent, or will be at most when all that is in flight has ended."""
        return self._settled + self._in_flight


def require_price(max_cost: float | None, *, known: bool, model: str | None) -> None:
    """A limit in dollars needs a price. Raises `SettingsError` where there is none."""
    if max_cost is not None and not known:
        raise SettingsError(
            f"the price of '{model}' at this address is unknown: no limit in dollars can be kept",
            where="--max-cost",
            hint="Say what it costs with --price-in and --price-out (dollars for a million "
            "tokens; 0 for a server of your own), or use --max-requests.",
        )
