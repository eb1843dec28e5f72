"""Every span of time that the sending goes by, in seconds; tests shorten them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """`minute` is the window of limits a minute.

    A request that failed is tried again after a random part of `backoff`, twice that, four times
    that, up to `longest_backoff` (full jitter); a server is left alone in the same way. A request
    that the server told to wait is given up after `longest_refused`; a server that asks for more
    than `longest_asked`, or gives no answer at all for `patience`, is left for another run.
    """

    minute: float = 60.0
    backoff: float = 0.5
    longest_backoff: float = 60.0
    longest_refused: float = 600.0
    longest_asked: float = 600.0
    patience: float = 1800.0
    connect: float = 30.0


DEFAULT = Timing()
