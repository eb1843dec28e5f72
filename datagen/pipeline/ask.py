"""A planned run in, its ledger filled out: the only act that costs money or touches the network.

Sends what the ledger does not hold yet, nothing else. Every answer is on disk before anything looks
at it; then it is judged, and where it is rejected the sample is asked again as the next attempt.
Where answers come faster than they can be read, only their form is judged, and what they say of
their images is left to `build`, as are answers of an earlier session that no build has judged and
the census had no time for: reading must not hold up sending.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from datagen.errors import RunError, TeacherError
from datagen.ledger import OpenLedger
from datagen.pipeline.compose import Composer
from datagen.pipeline.feed import Asking, Feed
from datagen.pipeline.judge import Judge
from datagen.pipeline.progress import Progress
from datagen.pipeline.purse import Purse
from datagen.pipeline.standing import Census
from datagen.records import Answer
from datagen.runs import Run
from datagen.teachers import Teacher

__all__ = ["Asking", "Progress", "ask"]

_TICK = 0.25  # seconds between two looks at how it goes
_BUSY = 0.5  # of the time: a process that works more than that begins to hold requests up


async def ask(
    run: Run,
    teacher: Teacher,
    ledger: OpenLedger,
    *,
    composer: Composer,
    judge: Judge,
    purse: Purse,
    asking: Asking,
    census: Census,
    watch: Callable[[Progress], None],
) -> Progress:
    """Ask until nothing is left to ask, a budget is reached, or the user interrupts.

    What is in flight is waited for; a second interrupt cancels it. `census` is that of the
    plan and the ledger. Raises `TeacherError` where no request can be answered; what was answered
    until then is in the ledger. Raises `RunError` where an answer could not be written.
    """
    total = census.total()
    progress = Progress(
        total.requests, spent=purse.spent, cap=purse.cap, failed_before=total.failed
    )
    feed = Feed(run, composer, ledger, judge, purse, asking, census, progress)

    def show() -> None:
        progress.teacher = teacher.state
        progress.projected = purse.projected(progress.done, progress.total)
        watch(progress)

    def stop() -> None:
        feed.stop()
        teacher.stop()
        show()

    unwritten: RunError | None = None
    lost = 0
    show()
    ticking = asyncio.create_task(_tick(progress, show))
    try:
        with _interrupts(stop):
            async for came in teacher.answer(feed.requests(), payer=feed):
                outcome = purse.stamped(came)
                try:
                    ledger.append(outcome)
                except RunError as problem:  # wait for what is in flight: there may be room again
                    unwritten = unwritten or problem
                    lost += isinstance(outcome, Answer)
                else:
                    feed.settle(outcome)
                    unwritten = unwritten or ledger.unsynced
                if unwritten:
                    feed.stop()
                if progress.is_over:
                    teacher.stop()
    finally:
        ticking.cancel()
        progress.ended = True
        show()
        if unwritten:  # also where the rest ended in another error: this one has cost something
            if lost:
                many = f"{lost} answers that came" if lost != 1 else "An answer that came"
                unwritten.hint = f"{unwritten.hint} {many} could not be kept."
            raise unwritten
    if progress.refused is not None:
        raise TeacherError(
            f"all requests are refused: {progress.refused}",
            hint="Change what the server complains of (--model, --param and the like) and run the "
            "same command again, with --retry-failed for these samples.",
        )
    return progress


async def _tick(progress: Progress, show: Callable[[], None]) -> None:
    """Show where things stand, also while nothing comes back, and note whether we are behind."""
    worked, began = time.process_time(), time.monotonic()
    while True:
        await asyncio.sleep(_TICK)
        before, worked = worked, time.process_time()
        since, began = began, time.monotonic()
        progress.behind = worked - before > _BUSY * (began - since)
        show()


@contextmanager
def _interrupts(stop: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C, or the first signal to end, calls `stop`; a second one cancels."""
    loop = asyncio.get_running_loop()
    asking = asyncio.current_task()
    assert asking is not None
    came = 0

    def interrupt() -> None:
        nonlocal came
        came += 1
        stop() if came == 1 else asking.cancel()

    handled: list[int] = []
    try:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) != signal.SIG_IGN:  # as nohup does
                loop.add_signal_handler(number, interrupt)
                handled.append(number)
    except (NotImplementedError, RuntimeError, ValueError):  # not on Windows, only in a main thread
        pass
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
