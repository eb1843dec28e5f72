"""A chat-completions response body in, what it used and cost out, as far as the server says."""

from __future__ import annotations

from typing import Any, NamedTuple

from datagen.records import Tokens

_LARGEST_COST = 1e6  # dollars for one answer; beyond it is no cost
_MOST_TOKENS = 10**9  # of one answer; beyond it is no count


class Usage(NamedTuple):
    """`has_usage`: the server said what was used. `cost` is in dollars, where it names one."""

    tokens: Tokens
    has_usage: bool
    cost: float | None
    service_tier: str | None


def read_usage(stated: object, tier: object) -> Usage:
    """What a body states as its `usage` and its `service_tier`.

    Reads leniently: whatever is missing or of another type is None, False or 0.

    vLLM says `created_cache_tokens` for what OpenAI calls `cache_write_tokens`. xAI and Gemini
    leave what a model thought out of `completion_tokens` and count it in `total_tokens`; it is
    paid for as the rest of the reply is, so it counts as part of it.
    """
    usage = _object(stated)
    read = _count(usage.get("prompt_tokens"))
    said = _count(usage.get("completion_tokens"))
    has_usage = bool(read) and said is not None
    read, said = read or 0, said or 0
    cached = written = reasoning = 0
    if prompt := _object(usage.get("prompt_tokens_details")):
        cached = min(_count(prompt.get("cached_tokens")) or 0, read)
        wrote = prompt.get("cache_write_tokens", prompt.get("created_cache_tokens"))
        written = min(_count(wrote) or 0, read - cached)
    if completion := _object(usage.get("completion_tokens_details")):
        reasoning = _count(completion.get("reasoning_tokens")) or 0
        if reasoning > said:  # stands beside it: a part is never more than the whole
            said += reasoning
    if read:
        said = max(said, (_count(usage.get("total_tokens")) or 0) - read)
    return Usage(
        Tokens(read, said, cached, written, reasoning),
        has_usage,
        _dollars(usage.get("cost")),
        tier if isinstance(tier, str) else None,
    )


_NONE: dict[str, Any] = {}


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else _NONE


def _count(value: object) -> int | None:
    """None for what is no count: for True as well, which Python takes for a number."""
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else None


def _dollars(value: object) -> float | None:
    if value is None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < _LARGEST_COST else None
