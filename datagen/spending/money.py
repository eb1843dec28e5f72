"""The usage of an answer and rates in, dollars out; None where they cannot be told."""

from __future__ import annotations

from typing import Protocol

from datagen.records import Tokens
from datagen.spending.prices import Rates

MILLION = 1e6


class Used(Protocol):
    """What a server said that an answer used: a `Completion`, for one."""

    @property
    def tokens(self) -> Tokens: ...
    @property
    def has_usage(self) -> bool: ...
    @property
    def cost(self) -> float | None: ...
    @property
    def service_tier(self) -> str | None: ...


def cost_of(used: Used, rates: Rates, *, own: bool = False) -> float | None:
    """What an answer cost: as the server states it, else by what it used.

    `own`: the rates are the user's, who knows better than a server what is paid.
    """
    if is_stated(used, rates, own=own):
        return used.cost
    return priced(used.tokens, rates) if used.has_usage else None


def is_stated(used: Used, rates: Rates, *, own: bool) -> bool:
    """Whether an answer's cost is the one that the server states."""
    return used.cost is not None and not (own and used.has_usage and rates.known)


def priced(tokens: Tokens, rates: Rates) -> float | None:
    """What one request of so many tokens costs. Reasoning is part of the completion."""
    if rates.up_to is not None and tokens.prompt > rates.up_to:
        return None
    cached = min(tokens.cached, tokens.prompt)
    written = min(tokens.cache_write, tokens.prompt - cached)
    parts = (
        (tokens.prompt - cached - written, rates.prompt),
        (cached, rates.cached),
        (written, rates.cache_write),
        (tokens.completion, rates.completion),
    )
    if any(count and price is None for count, price in parts) or not rates.known:
        return None
    return sum(count * (price or 0.0) for count, price in parts) / MILLION
