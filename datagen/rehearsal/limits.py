"""Sliding windows of requests and tokens: who fits, how long the others wait, what headers say."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Literal, TypeAlias, assert_never

from datagen.rehearsal.reply import Reply, error

RetryAfter: TypeAlias = Literal["seconds", "float", "date", "ms", "none"]
Headers: TypeAlias = Literal["right", "wrong", "none"]


@dataclass(frozen=True, slots=True)
class Limits:
    """At most `requests` and `tokens` in any `window` seconds; None: no such limit.

    What was refused does not count. `headers`: whether replies carry x-ratelimit headers, and
    whether these are true; the wrong ones promise ten times as much. `retry_after`: how a refusal
    says when to come again.
    """

    requests: int | None = None
    tokens: int | None = None
    window: float = 60.0
    headers: Headers = "right"
    retry_after: RetryAfter = "seconds"


class Window:
    """Amounts taken in the last so many seconds. Times are seconds on any one clock."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.used = 0
        self._seconds = seconds
        self._taken: deque[tuple[float, int]] = deque()

    def wait(self, now: float, amount: int) -> float:
        """Seconds until so much fits: 0 where it does now, infinite where it never will."""
        self._forget(now)
        excess = self.used + amount - self.limit
        if excess <= 0:
            return 0.0
        for taken, size in self._taken:
            excess -= size
            if excess <= 0:
                return taken + self._seconds - now
        return math.inf

    def take(self, now: float, amount: int) -> None:
        self._taken.append((now, amount))
        self.used += amount

    def reset(self, now: float) -> float:
        """Seconds until the window is empty again."""
        self._forget(now)
        return self._taken[-1][0] + self._seconds - now if self._taken else 0.0

    def _forget(self, now: float) -> None:
        while self._taken and self._taken[0][0] + self._seconds <= now:
            self.used -= self._taken.popleft()[1]


class Gate:
    """The windows of one server."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._windows = {
            name: Window(limit, limits.window)
            for name, limit in (("requests", limits.requests), ("tokens", limits.tokens))
            if limit is not None
        }

    def refusal(self, tokens: int, now: float) -> Reply | None:
        """A 429 for a request of so many tokens, or None, and then it is let in and counted."""
        amounts = {"requests": 1, "tokens": tokens}
        waits = {name: w.wait(now, amounts[name]) for name, w in self._windows.items()}
        full = max(waits, key=waits.__getitem__, default=None)
        if full is None or not waits[full]:
            for name, window in self._windows.items():
                window.take(now, amounts[name])
            return None
        window, wait = self._windows[full], waits[full]
        if math.isinf(wait):
            said, wait = f"Request too large for {full}", self._limits.window
        else:
            said = f"Rate limit reached for {full}"
        said += (
            f": limit {window.limit}, used {window.used}, requested {amounts[full]}. "
            f"Please try again in {wait:.3f}s."
        )
        headers = {**self.headers(now), **retry_after(self._limits.retry_after, wait)}
        return error(429, said, code="rate_limit_exceeded", kind=full, headers=headers)

    def headers(self, now: float) -> dict[str, str]:
        if self._limits.headers == "none":
            return {}
        told = {}
        for name, window in self._windows.items():
            reset = window.reset(now)
            limit, remaining = window.limit, window.limit - window.used
            if self._limits.headers == "wrong":
                limit, remaining, reset = 10 * limit, 10 * limit - 1, 0.001
            told[f"x-ratelimit-limit-{name}"] = str(limit)
            told[f"x-ratelimit-remaining-{name}"] = str(remaining)
            told[f"x-ratelimit-reset-{name}"] = go_duration(reset)
        return told


def retry_after(form: RetryAfter, wait: float) -> Mapping[str, str]:
    """The header that asks for so many seconds; never for fewer."""
    match form:
        case "seconds":
            return {"Retry-After": str(math.ceil(wait))}
        case "float":
            return {"Retry-After": f"{math.ceil(wait * 1000) / 1000:.3f}"}
        case "date":
            return {"Retry-After": formatdate(math.ceil(time.time() + wait), usegmt=True)}
        case "ms":
            return {"retry-after-ms": str(math.ceil(wait * 1000))}
        case "none":
            return {}
        case other:
            assert_never(other)


def go_duration(seconds: float) -> str:
    """As Go prints a duration: `12ms`, `1s`, `1.5s`, `6m0s`, `1h0m0s`. Rounded up to 1 ms."""
    milliseconds = math.ceil(round(seconds * 1000, 3))
    if milliseconds < 1000:
        return f"{milliseconds}ms" if milliseconds else "0s"
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    text = f"{rest / 1000:g}s" if rest % 1000 == 0 else f"{rest / 1000:.3f}".rstrip("0") + "s"
    if hours:
        return f"{hours}h{minutes}m{text}"
    return f"{minutes}m{text}" if minutes else text
