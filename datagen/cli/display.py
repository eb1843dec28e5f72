"""How the asking stands in, a line on stderr out: a bar, plain lines, or JSON events."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import assert_never

import typer

from datagen.pipeline.ask import Progress
from datagen.settings import Session

Watch = Callable[[Progress], None]
_PLAIN_EVERY = 5.0  # seconds
_JSON_EVERY = 1.0


@contextmanager
def open_display(session: Session) -> Iterator[Watch]:
    """A function to call after every outcome. Cheap to call often: it draws at its own pace."""
    kind = "none" if session.quiet else session.progress
    if kind == "auto":
        kind = "rich" if sys.stderr.isatty() else "plain"
    match kind:
        case "none":
            yield lambda _: None
        case "plain":
            yield _paced(_plain_line, _PLAIN_EVERY)
        case "json":
            yield _paced(_json_line, _JSON_EVERY)
        case "rich":
            with _bar() as watch:
                yield watch
        case other:
            assert_never(other)


class _Pace:
    """Requests a second over the whole session, and the seconds left at that rate."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def rate(self, progress: Progress) -> float:
        return progress.done / max(time.monotonic() - self.started, 1e-6)

    def left(self, progress: Progress) -> float | None:
        rate = self.rate(progress)
        return (progress.total - progress.done) / rate if progress.done else None


def _paced(line: Callable[[Progress, _Pace], str], every: float) -> Watch:
    """Print a line at most every so many seconds, and one when all is done."""
    pace = _Pace()
    printed = pace.started
    told = ended = False

    def watch(progress: Progress) -> None:
        nonlocal printed, told, ended
        if progress.stopping and not told:
            told = True
            typer.echo(_stopping(progress), err=True)
        now = time.monotonic()
        finished = progress.total > 0 and progress.done == progress.total and not ended
        ended = ended or finished
        if finished or now - printed >= every:
            printed = now
            typer.echo(line(progress, pace), err=True)

    return watch


def _plain_line(progress: Progress, pace: _Pace) -> str:
    left = pace.left(progress)
    return (
        f"{progress.done}/{progress.total} done, {progress.rejected} rejected, "
        f"{progress.failed} failed, {pace.rate(progress):.1f}/s, "
        f"{_clock(left)} left, {progress.tokens.prompt + progress.tokens.completion} tokens"
    )


def _json_line(progress: Progress, pace: _Pace) -> str:
    left = pace.left(progress)
    event = {
        "event": "progress",
        "done": progress.done,
        "total": progress.total,
        "examples": progress.examples,
        "rejected": progress.rejected,
        "failed": progress.failed,
        "in_flight": progress.in_flight,
        "per_second": round(pace.rate(progress), 2),
        "seconds_left": None if left is None else round(left),
        "prompt_tokens": progress.tokens.prompt,
        "completion_tokens": progress.tokens.completion,
    }
    return json.dumps(event)


def _stopping(progress: Progress) -> str:
    return (
        f"stopping: waiting for {progress.in_flight} requests in flight; Ctrl-C again stops at once"
    )


@contextmanager
def _bar() -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(bar_width=24), TextColumn("{task.description}", markup=False))
    pace = _Pace()
    bar = Bar(*columns, console=Console(stderr=True), refresh_per_second=5)
    task = bar.add_task("", total=None, visible=False)
    try:

        def watch(progress: Progress) -> None:
            bar.start()  # not before: until then the user may be asked something
            line = _plain_line(progress, pace)
            if progress.stopping:
                line = _stopping(progress)
            bar.update(
                task,
                description=line,
                total=max(progress.total, 1),
                completed=progress.done,
                visible=progress.total > 0,
            )

        yield watch
    finally:
        bar.stop()


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
