"""One server as it has behaved so far: how much it may be sent now, and why not more.

Three things hold requests back. A *pause*: the server asked for time (429, Retry-After), or most of
what it was sent lately failed; afterwards requests start again one by one, or with a single probe.
A *limit of requests in flight* that is cut once for each time the server was too busy, and grows by
one for each round of answers while it is reached (additive increase, multiplicative decrease:
Chiu and Jain 1989). And the *windows* of the limits that the server states in its headers.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from datagen.teachers.headers import quota
from datagen.teachers.timing import DEFAULT, Timing
from datagen.teachers.trouble import TroubleError
from datagen.teachers.window import Entry, Window

_CUT = 0.75  # what is left of the limit in flight after the server was too busy
_REMEMBERED = 20  # outcomes by which a server is judged
_FEWEST_TO_JUDGE = 8
_SUSPECT = 3  # failures in a row after which people are told
_FAILING = 0.75  # share of them that failed
_FIRST_GAP = 0.25  # seconds between the first two requests after a long pause; halved each time
_LAST_GAP = 0.002


class Hold(NamedTuple):
    """Why nothing may be sent now. `wait` is in seconds; None: until something in flight ends."""

    wait: float | None
    why: str


@dataclass(slots=True)
class Pass:
    """A request that was let through: where to, when, and the tokens reserved for it."""

    endpoint: Endpoint
    sent: float
    saturated: bool
    probe: bool
    reserved: list[tuple[Window, Entry]] = field(default_factory=list)


class Endpoint:
    """A server. Times are those of one monotonic clock, in seconds."""

    def __init__(self, url: str, most_in_flight: int, timing: Timing = DEFAULT) -> None:
        self.url = url
        self.host = urlsplit(url).netloc
        self.limit = float(most_in_flight)
        self.in_flight = 0
        self.answered_at = -math.inf
        self.refused_from = -math.inf
        self.refused_in_a_row = 0
        self.failures_in_a_row = 0
        self.requests = Window(None, timing.minute)
        self.tokens = Window(None, timing.minute)
        self._most = most_in_flight
        self._timing = timing
        self._recent: deque[bool] = deque(maxlen=_REMEMBERED)
        self._paused_at = -math.inf
        self._paused_until = -math.inf
        self._suspect_until = -math.inf
        self._why = ""
        self._strikes = 0
        self._gap = self._next = 0.0
        self._probing = self._probe_is_out = self._refuses = False
        self._cut_at = -math.inf
        self._answered_since_cut = True

    @property
    def answered(self) -> bool:
        """Whether it has ever answered."""
        return self.answered_at > -math.inf

    def load(self, now: float) -> float:
        """How busy it is with us.

        One that has just failed looks busier, for longer each time, and so does one that refuses
        what it is sent, which takes no time; one to be probed goes first.
        """
        if self._probing:
            return 0.0
        failures = self.failures_in_a_row if now < self._suspect_until else 0
        return (self.in_flight + 1) * (1 + failures + self.refused_in_a_row) / self.limit

    def hold(self, now: float, tokens: int) -> Hold | None:
        """What keeps a request of so many tokens from being sent; None where nothing does."""
        if now < self._paused_until:
            return Hold(self._paused_until - now, self._why)
        if self._probing and self._probe_is_out:
            return Hold(None, self._why)
        if self._gap and now < self._next:
            return Hold(self._next - now, self._why)
        if self.in_flight >= int(self.limit):
            return Hold(None, "")
        for window, amount, what in (
            (self.requests, 1, "requests"),
            (self.tokens, tokens, "tokens"),
        ):
            if (wait := window.wait(now, amount)) > 0:
                return Hold(wait, f"the server's limit of {window.limit} {what} a minute")
        return None

    def out(self, now: float) -> str:
        """Why it is passed over although it could be sent something; empty where it is not."""
        if self._refuses:
            return self._why
        hold = self.hold(now, 0)
        if hold and hold.why:
            return hold.why
        failures = self.failures_in_a_row
        return f"the last {failures} requests to it failed" if failures >= _SUSPECT else ""

    def take(self, now: float, tokens: int) -> Pass:
        """Let a request through."""
        self.in_flight += 1
        if self._gap:
            self._next = now + self._gap
            self._gap = self._gap / 2 if self._gap > _LAST_GAP else 0.0
        probe = self._probing
        self._probe_is_out = probe
        through = Pass(self, now, self.in_flight >= int(self.limit), probe)
        self.requests.take(now, 1)
        through.reserved.append((self.tokens, self.tokens.take(now, tokens)))
        return through

    def refuse(self, through: Pass, now: float) -> None:
        """It works, and refused this one request."""
        if not self.refused_in_a_row:
            self.refused_from = now
        self.refused_in_a_row += 1
        self._works(through)

    def leave_out(self, now: float, why: str) -> None:
        """Send it nothing for a while, longer each time, and then a single request."""
        self._refuses = self._probing = True
        self._strikes += 1
        self._pause(now, self._backoff(0.5), why)

    def answer(self, through: Pass, now: float, headers: Mapping[str, str]) -> None:
        """It answered."""
        self.answered_at = now
        self.refused_in_a_row = 0
        self._refuses = False
        self._works(through)
        if through.sent > self._paused_at:
            self._strikes = 0
        if through.sent > self._cut_at:
            self._answered_since_cut = True
        if through.saturated:
            self.limit = min(self._most, self.limit + 1 / self.limit)
        self._learn(now, headers)

    def busy(self, through: Pass, now: float, trouble: TroubleError) -> None:
        """It had too much to do: nothing is sent for a while, then less at once."""
        self._landed(through)
        if through.sent > self._cut_at and self._answered_since_cut:
            self.limit = max(1.0, self.limit * _CUT)
            self._cut_at, self._answered_since_cut = now, False
        asked = bool(trouble.wait)  # to wait for no time at all is not to say how long
        if through.sent > self._paused_at or asked:
            self._strikes += through.sent > self._paused_at
            wait = trouble.wait or self._backoff(0.0)
            self._pause(now, wait, "Retry-After" if asked else "the server is too busy (429)")
            self._gap = min(_FIRST_GAP, wait / 4)
            self._next = 0.0

    def fail(self, through: Pass, now: float, trouble: TroubleError) -> None:
        """No usable reply came. Where most fail, nothing is sent for a while, then one probe."""
        self._landed(through)
        self._recent.append(False)
        self.failures_in_a_row += 1
        self._suspect_until = now + self._grown(self.failures_in_a_row)
        failed = self._recent.count(False)
        judged = len(self._recent) >= _FEWEST_TO_JUDGE and failed >= _FAILING * len(self._recent)
        # one reply of many that asks for an hour does not speak for the server
        if trouble.wait and (judged or trouble.wait <= self._timing.longest_backoff):
            self._pause(now, trouble.wait, f"Retry-After ({trouble.code})")
        if through.probe or (judged and not self._probing):
            self._strikes += 1
            self._probing = True
            why = f"{failed} of the last {len(self._recent)} requests to {self.host} failed"
            if not judged:
                why = f"{self.host} failed again when it was tried"
            self._pause(now, self._backoff(0.5), f"{why} ({trouble.code})")

    def drop(self, through: Pass) -> None:
        """Nobody waits for the reply any more."""
        self._landed(through)

    def _works(self, through: Pass) -> None:
        self._landed(through)
        self.failures_in_a_row = 0
        self._recent.append(True)
        if through.probe and not self._refuses:
            self._recent.clear()
            self._probing = False

    def _landed(self, through: Pass) -> None:
        self.in_flight -= 1
        if through.probe:
            self._probe_is_out = False

    def _pause(self, now: float, seconds: float, why: str) -> None:
        self._paused_at = now
        if now + seconds > self._paused_until:
            self._paused_until = now + seconds
            self._why = why

    def _backoff(self, least: float) -> float:
        """Seconds, random, up to twice as long with each strike. `least` is a share of that."""
        return self._grown(self._strikes) * random.uniform(least, 1.0)

    def _grown(self, times: int) -> float:
        return min(self._timing.longest_backoff, self._timing.backoff * 2.0 ** min(times, 10))

    def _learn(self, now: float, headers: Mapping[str, str]) -> None:
        """The limits that a reply states; one that comes back later than that is not a minute's."""
        for of, window in (("requests", self.requests), ("tokens", self.tokens)):
            stated = quota(headers, of)  # type: ignore[arg-type]
            if stated is None or (stated.reset or 0.0) > self._timing.minute:
                continue
            window.limit = stated.limit
            if stated.remaining is not None and stated.reset is not None:
                window.used_elsewhere(now, stated.limit - stated.remaining, stated.reset)
