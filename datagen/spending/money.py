"""The usage of an answer and rates in, dollars out; None where they cannot be told."""

from __future__ import annotations

from datagen.records import Completion, Tokens
from datagen.spending.prices import Rates

MILLION = 1e6


def cost_of(completion: Completion, rates: Rates) -> float | None:
    """What an answer cost: as the server states it, else by what it used."""
    if completion.cost is not None:
        return completion.cost
    return priced(completion.tokens, rates) if completion.has_usage else None


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
