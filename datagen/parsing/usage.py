"""A chat-completions response body in, what it used and cost out, as far as the server says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from datagen.records import Tokens

_LARGEST_COST = 1e6  # dollars for one answer; beyond it is no cost


class Usage(NamedTuple):
    """`has_usage`: the server said what was used. `cost` is in dollars, where it names one."""

    tokens: Tokens
    has_usage: bool
    cost: float | None
    service_tier: str | None


def read_usage(body: Mapping[str, Any]) -> Usage:
    """Reads leniently: whatever is missing or of another type is None, False or 0.

    vLLM says `created_cache_tokens` for what OpenAI calls `cache_write_tokens`.
    """
    usage = _object(body.get("usage"))
    prompt = _object(usage.get("prompt_tokens_details"))
    completion = _object(usage.get("completion_tokens_details"))
    tier = body.get("service_tier")
    tokens = Tokens(
        prompt=_count(usage.get("prompt_tokens")),
        completion=_count(usage.get("completion_tokens")),
        cached=_count(prompt.get("cached_tokens")),
        cache_write=_count(prompt.get("cache_write_tokens", prompt.get("created_cache_tokens"))),
        reasoning=_count(completion.get("reasoning_tokens")),
    )
    return Usage(
        tokens=tokens,
        has_usage=tokens.prompt > 0 and isinstance(usage.get("completion_tokens"), int),
        cost=_dollars(usage.get("cost")),
        service_tier=tier if isinstance(tier, str) else None,
    )


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _dollars(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < _LARGEST_COST else None
