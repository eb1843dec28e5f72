"""How the asking stands in, words on stderr out: a live bar, plain lines, or JSON events."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, assert_never

from datagen.cli.amounts import clock, dollars, number
from datagen.cli.console import say
from datagen.pipeline.progress import Progress
from datagen.plaintext import visible
from datagen.settings import Session

Watch = Callable[[Progress], None]
_PLAIN_EVERY = 5.0  # seconds
_JSON_EVERY = 1.0
_MINUTE = 60.0


@contextmanager
def open_display(session: Session) -> Iterator[Watch]:
    """A function to call often, with where things stand: it shows them at its own pace."""
    kind = "none" if session.quiet else session.progress
    if kind == "auto":
        kind = "rich" if sys.stderr.isatty() else "plain"
    match kind:
        case "none":
            yield lambda _: None
        case "plain":
            yield _paced(_plain_line, _PLAIN_EVERY, in_words=True)
        case "json":
            yield _paced(_json_line, _JSON_EVERY, in_words=False)
        case "rich":
            with _bar() as watch:
                yield watch
        case other:
            assert_never(other)


class _Look(NamedTuple):
    time: float
    done: int
    sent: int
    tokens: int


class _Pace:
    """How fast it goes, over the last minute."""

    def __init__(self) -> None:
        self._looks = deque([_Look(time.monotonic(), 0, 0, 0)])

    def look(self, progress: Progress) -> None:
        now = time.monotonic()
        tokens = progress.tokens.prompt + progress.tokens.completion
        self._looks.append(_Look(now, progress.done, progress.teacher.sent, tokens))
        while now - self._looks[0].time > _MINUTE and len(self._looks) > 2:
            self._looks.popleft()

    def a_minute(self) -> _Look:
        """Answers, requests and tokens a minute."""
        first, last = self._looks[0], self._looks[-1]
        share = max(last.time - first.time, 1e-6) / _MINUTE
        return _Look(
            0.0,
            round((last.done - first.done) / share),
            round((last.sent - first.sent) / share),
            round((last.tokens - first.tokens) / share),
        )

    def left(self, progress: Progress) -> float | None:
        """Seconds until all is done, at this rate."""
        first, last = self._looks[0], self._looks[-1]
        done = last.done - first.done
        if not done or (progress.teacher.why and not progress.teacher.why.startswith("--")):
            return None  # who can say how long a server wants to be left alone in all
        left = (progress.total - progress.done) * (last.time - first.time) / done
        return max(left, progress.teacher.wait or 0.0)


def _paced(line: Callable[[Progress, _Pace], str], every: float, *, in_words: bool) -> Watch:
    """Print a line at most every so many seconds, and one when the asking has ended."""
    pace = _Pace()
    printed = time.monotonic()
    told = False

    def watch(progress: Progress) -> None:
        nonlocal printed, told
        pace.look(progress)
        if progress.stopping and not told and in_words:
            told = True
            say(_stopping(progress))
        now = time.monotonic()
        if (progress.ended and progress.total) or now - printed >= every:
            printed = now
            say(line(progress, pace))

    return watch


def _plain_line(progress: Progress, pace: _Pace) -> str:
    return ", ".join((_counts(progress, pace), *_sending(progress, pace), *_holds(progress)))


def _counts(progress: Progress, pace: _Pace) -> str:
    return (
        f"{number(progress.done)}/{number(progress.total)} done, "
        f"{number(progress.rejected)} rejected, {number(progress.failed)} failed, "
        f"{clock(pace.left(progress))} left"
    )


def _sending(progress: Progress, pace: _Pace) -> list[str]:
    """What goes over the network; nothing for a teacher that uses none."""
    teacher = progress.teacher
    if teacher.limit is None:
        return [f"{number(pace.a_minute().done)} a minute"]
    rate = pace.a_minute()
    parts = [f"{teacher.in_flight} of {teacher.limit} in flight"]
    if teacher.retrying:
        parts.append(f"{teacher.retrying} to be tried again")
    parts.append(f"{number(rate.sent)} requests and {number(rate.tokens)} tokens a minute")
    if progress.spent is not None:
        cap = "" if progress.cap is None else f" of at most {dollars(progress.cap)}"
        parts.append(f"{dollars(progress.spent)} spent{cap}")
        if progress.projected is not None:
            parts.append(f"{dollars(progress.projected)} in the end")
    return parts


def _holds(progress: Progress) -> list[str]:
    """Why requests that could be sent are not."""
    teacher = progress.teacher
    if progress.limit:
        return [f"{progress.limit} is reached"]
    if teacher.why:
        wait = "" if teacher.wait is None else f" {max(1, round(teacher.wait))} s"
        return [f"waiting{wait}: {teacher.why}"]
    return [f"left out for now: {server}" for server in teacher.left_out]


def _json_line(progress: Progress, pace: _Pace) -> str:
    left, rate, teacher = pace.left(progress), pace.a_minute(), progress.teacher
    event: dict[str, Any] = {
        "event": "progress",
        "done": progress.done,
        "total": progress.total,
        "examples": progress.examples,
        "rejected": progress.rejected,
        "failed": progress.failed,
        "in_flight": teacher.in_flight,
        "in_flight_limit": teacher.limit,
        "retrying": teacher.retrying,
        "sent": teacher.sent,
        "busy": teacher.busy,
        "answers_a_minute": rate.done,
        "requests_a_minute": rate.sent,
        "tokens_a_minute": rate.tokens,
        "seconds_left": None if left is None else round(left),
        "waiting_for": teacher.why,
        "left_out": list(teacher.left_out),
        "waiting_seconds": None if teacher.wait is None else round(teacher.wait, 1),
        "prompt_tokens": progress.tokens.prompt,
        "cached_tokens": progress.tokens.cached,
        "completion_tokens": progress.tokens.completion,
        "spent": progress.spent,
        "projected": progress.projected,
        "max_cost": progress.cap,
        "stopping": progress.stopping,
        "ended": progress.ended,
        "stopped_by": progress.stopped_by,
    }
    return json.dumps(event)


def _stopping(progress: Progress) -> str:
    return (
        f"stopping: waiting for {progress.teacher.in_flight} requests in flight; "
        "Ctrl-C again stops at once"
    )


@contextmanager
def _bar() -> Iterator[Watch]:
    from rich.console import Console, Group
    from rich.live import Live
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    pace = _Pace()
    live = Live(console=Console(stderr=True), refresh_per_second=4)

    def picture(progress: Progress) -> Group:
        top = Table.grid(padding=(0, 1))
        bar = ProgressBar(total=max(progress.total, 1), completed=progress.done, width=24)
        top.add_row(bar, Text(_counts(progress, pace)))
        lines = [Text(", ".join(_sending(progress, pace)), style="dim")]
        held = [_stopping(progress)] if progress.stopping else _holds(progress)
        lines += [Text(visible(line), style="yellow") for line in held]
        return Group(top, *lines)

    try:

        def watch(progress: Progress) -> None:
            pace.look(progress)
            if progress.total:
                live.start()  # not before: until then the user may be asked something
                live.update(picture(progress))

        yield watch
    finally:
        live.stop()
