"""A reply's headers in, what the server says about waiting and about its limits out.

`retry-after` is RFC 9110's, in seconds (some send fractions) or as a date; `retry-after-ms` and
`x-ratelimit-{limit,remaining,reset}-{requests,tokens}` are OpenAI's, the reset as a Go duration
(`1s`, `6m0s`, `12ms`). What cannot be read is as if it were not there.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal, NamedTuple

_OURS = (b"retry-after", b"x-ratelimit-")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|us|µs|ns|h|m|s|d)")
_MOMENT = 1e9  # seconds: no wait is that long
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}


class Quota(NamedTuple):
    """A limit that a server states: so many at most, so many of them left, all back in `reset`.

    `reset` is in seconds, None where the server does not say.
    """

    limit: int
    remaining: int | None
    reset: float | None


def that_matter(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Those of a reply's headers that are read here, by their names in lower case.

    A reply has twenty others, and looking each name up among them takes longer than all the rest.
    """
    return {
        lower.decode("ascii"): value.decode("latin-1")
        for name, value in headers
        if (lower := name.lower()).startswith(_OURS)
    }


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """How long the server asks to wait, in seconds from now.

    Without a Retry-After, the reset of a limit of which nothing remains.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return max(0.0, milliseconds / 1000)
    after = headers.get("retry-after")
    if after is None:
        return _wait_for_reset(headers)
    seconds = _number(after)
    return _until(after) if seconds is None else max(0.0, seconds)


def quota(headers: Mapping[str, str], of: Literal["requests", "tokens"]) -> Quota | None:
    """What the server says of its limit; None where it says nothing, or nothing that can hold."""
    limit = _count(headers.get(f"x-ratelimit-limit-{of}"))
    if not limit:
        return None
    remaining = _count(headers.get(f"x-ratelimit-remaining-{of}"))
    return Quota(limit, remaining, duration(headers.get(f"x-ratelimit-reset-{of}")))


def duration(text: str | None) -> float | None:
    """A Go duration, a bare number of seconds, or a moment in seconds since 1970, in seconds."""
    if text is None:
        return None
    text = text.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        seconds = _number(text)
        if seconds is None or seconds < _MOMENT:
            return seconds
        return max(0.0, seconds - time.time())
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _number(text: str | None) -> float | None:
    try:
        number = math.nan if text is None else float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(date: str) -> float | None:
    """Seconds from now until a date; one without a zone is in UTC."""
    try:
        there = parsedate_to_datetime(date)
    except ValueError:
        return None
    there = there if there.tzinfo else there.replace(tzinfo=UTC)
    return max(0.0, (there - datetime.now(UTC)).total_seconds())


def _wait_for_reset(headers: Mapping[str, str]) -> float | None:
    waits = [
        duration(headers.get(f"x-ratelimit-reset-{of}"))
        for of in ("requests", "tokens")
        if headers.get(f"x-ratelimit-remaining-{of}") == "0"
    ]
    return max((wait for wait in waits if wait is not None), default=None)


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\s*\d{1,15}\s*", text) else None
