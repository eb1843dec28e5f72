"""The tokens of a job in, what it costs in each way of buying it out; None where unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datagen.spending.money import MILLION
from datagen.spending.prices import Prices, Rates

_SHORTEST_CACHED = 1024  # tokens that prompts must share before a server caches them
_CACHE_STEP = 128


@dataclass(frozen=True, slots=True)
class Portion:
    """The requests of one recipe; tokens are those of all of them together.

    `prefix` are the tokens that each of its prompts begins with.
    """

    requests: int
    prefix: int
    prompt: int
    completion: int

    @property
    def cacheable(self) -> int:
        """Tokens that a server finds in its cache at best: from the second request on."""
        if self.prefix < _SHORTEST_CACHED or self.requests < 2:
            return 0
        return (self.requests - 1) * (self.prefix // _CACHE_STEP * _CACHE_STEP)


@dataclass(frozen=True, slots=True)
class Quote:
    """Dollars. `cached`: every prefix comes from the server's cache from its second use on."""

    standard: float | None = None
    cached: float | None = None
    flex: float | None = None
    flex_cached: float | None = None
    batch: float | None = None


def quote(portions: Sequence[Portion], prices: Prices) -> Quote:
    standard, flex, batch = (prices.rates(plan) for plan in ("standard", "flex", "batch"))
    return Quote(
        standard=_cost(portions, standard),
        cached=_cost(portions, standard, hits=True),
        flex=_cost(portions, flex),
        flex_cached=_cost(portions, flex, hits=True),
        batch=_cost(portions, batch),
    )


def _cost(portions: Sequence[Portion], rates: Rates, *, hits: bool = False) -> float | None:
    if rates.prompt is None or rates.completion is None or rates.cached is None:
        return None
    total = 0.0
    for portion in portions:
        cached = min(portion.cacheable, portion.prompt) if hits else 0
        written = portion.prefix if cached and rates.cache_write != rates.prompt else 0
        fresh = portion.prompt - cached - written
        total += fresh * rates.prompt + cached * rates.cached
        total += written * (rates.cache_write or 0.0) + portion.completion * rates.completion
    return total / MILLION
