"""The tokens of a job in, what it costs in each way of buying it out; None where unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datagen.spending.money import MILLION, Rates
from datagen.spending.prices import Prices

_SHORTEST_CACHED = 1024  # tokens that prompts must share before a server caches them
_CACHE_STEP = 128


@dataclass(frozen=True, slots=True)
class Portion:
    """The requests of one recipe; `prompt` and `completion` are tokens of all of them together.

    `prefix` are the tokens that each of its prompts begins with.
    """

    requests: int
    prefix: int
    prompt: int
    completion: int

    @property
    def cacheable(self) -> int:
        """Tokens that a server finds in its cache at best: from the second request on."""
        if self.prefix <= _SHORTEST_CACHED or self.requests < 2:
            return 0
        steps = self.prefix // _CACHE_STEP
        return min((self.requests - 1) * steps * _CACHE_STEP, self.prompt)


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
        standard=total_cost(portions, standard, cached_share=0.0),
        cached=total_cost(portions, standard),
        flex=total_cost(portions, flex, cached_share=0.0),
        flex_cached=total_cost(portions, flex),
        batch=total_cost(portions, batch, cached_share=0.0),
    )


def total_cost(
    portions: Sequence[Portion], rates: Rates, *, cached_share: float | None = None
) -> float | None:
    """`cached_share`: of the tokens in, those found in the cache; None: all that can be."""
    if rates.prompt is None or rates.completion is None or rates.cached is None:
        return None
    total = 0.0
    for portion in portions:
        if rates.up_to is not None and portion.prompt > rates.up_to * max(portion.requests, 1):
            return None
        cached = portion.cacheable if cached_share is None else portion.prompt * cached_share
        total += (portion.prompt - cached) * rates.prompt + cached * rates.cached
        total += portion.completion * rates.completion
    return total / MILLION
