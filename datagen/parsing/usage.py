"""A chat-completions response body in, what it used and cost out, as far as the server says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

from datagen.records import Tokens

_LARGEST_COST = 1e6  # dollars for one answer; beyond it is no cost
_MOST_TOKENS = 10**9  # of one answer; beyond it is no count


class Usage(NamedTuple):
    """`has_usage`: the server said what was used. `cost` is in dollars, where it names one."""

    tokens: Tokens
    has_usage: bool
    cost: float | None
    service_tier: str | None


def read_usage(body: Mapping[str, Any]) -> Usage:
    """Reads leniently: whatever is missing or of another type is None, False or 0.

    vLLM says `created_cache_tokens` for what OpenAI calls `cache_write_tokens`. xAI and Gemini
    leave what a model thought out of `completion_tokens` and count it in `total_tokens`; it is
    paid for as the rest of the reply is, so it counts as part of it.
    """
    usage = _object(body.get("usage"))
    prompt = _object(usage.get("prompt_tokens_details"))
    completion = _object(usage.get("completion_tokens_details"))
    tier = body.get("service_tier")
    read = _count(usage.get("prompt_tokens"))
    cached = min(_count(prompt.get("cached_tokens")), read)
    written = _count(prompt.get("cache_write_tokens", prompt.get("created_cache_tokens")))
    reasoning = _count(completion.get("reasoning_tokens"))
    said = _count(usage.get("completion_tokens"))
    if reasoning > said:  # stands beside it: a part is never more than the whole
        said += reasoning
    return Usage(
        tokens=Tokens(
            prompt=read,
            completion=max(said, _count(usage.get("total_tokens")) - read if read else 0),
            cached=cached,
            cache_write=min(written, read - cached),
            reasoning=reasoning,
        ),
        has_usage=read > 0 and _is_count(usage.get("completion_tokens")),
        cost=_dollars(usage.get("cost")),
        service_tier=tier if isinstance(tier, str) else None,
    )


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _count(value: object) -> int:
    return value if _is_count(value) else 0


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS


def _dollars(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < _LARGEST_COST else None
