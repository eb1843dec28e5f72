"""The usage of an answer and rates in, dollars out; None where they cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from datagen.records import Tokens

MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Rates:
    """Dollars for a million tokens. `prompt` is for tokens that are neither cached nor written.

    A prompt of more than `up_to` tokens costs otherwise, and so is unknown; None: no such limit.
    """

    prompt: float | None = None
    cached: float | None = None
    cache_write: float | None = None
    completion: float | None = None
    up_to: int | None = None

    @property
    def known(self) -> bool:
        return self.prompt is not None and self.completion is not None


UNKNOWN = Rates()
FREE = Rates(0.0, 0.0, 0.0, 0.0)


class Used(Protocol):
    """What a server said that a reply used: a `Completion`, for one."""

    @property
    def tokens(self) -> Tokens: ...
    @property
    def has_usage(self) -> bool: ...
    @property
    def cost(self) -> float | None: ...
    @property
    def service_tier(self) -> str | None: ...


def cost_of(used: Used, rates: Rates) -> float | None:
    """What a reply cost by what it used."""
    return priced(used.tokens, rates) if used.has_usage else None


def priced(tokens: Tokens, rates: Rates) -> float | None:
    """What one request of so many tokens costs. Reasoning is part of the completion."""
    fresh, said = rates.prompt, rates.completion
    if fresh is None or said is None or (rates.up_to is not None and tokens.prompt > rates.up_to):
        return None
    cached = min(tokens.cached, tokens.prompt)
    written = min(tokens.cache_write, tokens.prompt - cached)
    if (cached and rates.cached is None) or (written and rates.cache_write is None):
        return None
    return (
        (tokens.prompt - cached - written) * fresh
        + cached * (rates.cached or 0.0)
        + written * (rates.cache_write or 0.0)
        + tokens.completion * said
    ) / MILLION
