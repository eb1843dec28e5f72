"""A planned run in, its ledger filled out: the only act that costs money or touches the network.

Sends what the ledger does not hold yet, nothing else. Every answer is on disk before anything looks
at it; then it is judged, and where it is rejected the sample is asked again as the next attempt.
"""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain

from datagen.ledger import OpenLedger
from datagen.pipeline.judge import Judge, Verdict
from datagen.pipeline.plan import Composer
from datagen.pipeline.planned import planned_scenes
from datagen.records import (
    NO_TOKENS,
    Answer,
    Failure,
    Key,
    Reject,
    Request,
    Sample,
    Scene,
    Tokens,
)
from datagen.runs import Run
from datagen.teachers import Teacher


@dataclass(slots=True)
class Progress:
    """Where the asking stands, in requests of this session.

    `total` grows with every second attempt.
    """

    total: int
    done: int = 0
    examples: int = 0
    rejected: int = 0
    failed: int = 0
    in_flight: int = 0
    tokens: Tokens = NO_TOKENS
    stopping: bool = False


_END = object()


class _Feed:
    """The requests to send, and what becomes of them.

    First what was never answered, recipe by recipe, so that requests with the same beginning follow
    each other and a resumed run starts sending at once; then answers of earlier sessions are
    judged. A second attempt goes out as soon as the first is rejected.
    """

    def __init__(
        self, run: Run, composer: Composer, ledger: OpenLedger, judge: Judge, progress: Progress
    ) -> None:
        self._run = run
        self._composer = composer
        self._ledger = ledger
        self._judge = judge
        self._progress = progress
        self._in_flight: dict[Key, Request] = {}
        self._queued: set[Key] = set()
        self._live: set[str] = set()  # samples asked in this session
        self._again: deque[Request] = deque()
        self._news = asyncio.Event()

    async def requests(self) -> AsyncIterator[Request]:
        """Ends when nothing is left to send and nothing in flight could be asked again."""
        planned = chain(self._unasked(), self._owed())
        while not self._progress.stopping:
            request = self._again.popleft() if self._again else next(planned, _END)
            if isinstance(request, Request):
                self._in_flight[request.key] = request
                self._live.add(request.sample.sample)
                self._progress.in_flight += 1
                yield request
            elif request is None:
                await asyncio.sleep(0)  # much to judge, nothing to send yet: let others work
            elif self._in_flight:
                self._news.clear()
                await self._news.wait()
            else:
                return

    def stop(self) -> None:
        self._progress.stopping = True
        self._news.set()

    def settle(self, outcome: Answer | Failure) -> None:
        """Count an outcome that is in the ledger, and ask again where its answer is rejected."""
        request = self._in_flight.pop(Key(outcome.identity, outcome.attempt))
        progress = self._progress
        progress.in_flight -= 1
        progress.done += 1
        if isinstance(outcome, Failure):
            progress.failed += 1
        else:
            verdict = self._verdict(request, outcome)
            progress.tokens = progress.tokens.plus(verdict.completion.tokens)
            if isinstance(verdict.outcome, Reject):
                progress.rejected += 1
                following = self._following(request, verdict.outcome)
                if following and self._queue(following):
                    progress.total += 1
                    self._again.append(following)
            else:
                progress.examples += 1
        self._news.set()

    def _verdict(self, request: Request, answer: Answer) -> Verdict:
        return self._judge(answer, request.sample, request.scene, request.recipe)

    def _following(self, request: Request, reject: Reject) -> Request | None:
        if not self._judge.asks_again(reject, request.attempt, request.recipe):
            return None
        return replace(request, attempt=request.attempt + 1)

    def _queue(self, request: Request) -> bool:
        """Whether a request is new: images that read the same share one."""
        if request.key in self._queued:
            return False
        self._queued.add(request.key)
        return True

    def _unasked(self) -> Iterator[Request | None]:
        for name in self._composer.recipes:
            for sample, scene in self._samples(name):
                slot = self._ledger.slot(Key(sample.identity, 1))
                if slot is None or slot.open:
                    request = self._composer.request(sample, scene, 1)
                    if self._queue(request):
                        yield request

    def _owed(self) -> Iterator[Request | None]:
        """Second attempts that an earlier session was killed before, or that only differ here."""
        for name in self._composer.recipes:
            for sample, scene in self._samples(name):
                if sample.sample in self._live:
                    continue
                request = self._unfinished(self._composer.request(sample, scene, 1))
                if request is not None and self._queue(request):
                    self._progress.total += 1
                    yield request
                else:
                    yield None

    def _unfinished(self, request: Request) -> Request | None:
        """The attempt that an earlier session still owes: it was never made, or failed for now."""
        while True:
            slot = self._ledger.slot(request.key)
            if slot is None or slot.open:
                return request
            entry = self._ledger.read(request.key)
            if not isinstance(entry, Answer):
                return None
            outcome = self._verdict(request, entry).outcome
            following = isinstance(outcome, Reject) and self._following(request, outcome)
            if not following:
                return None
            request = following

    def _samples(self, recipe: str) -> Iterator[tuple[Sample, Scene]]:
        for scene, samples in planned_scenes(self._run):
            for sample in samples:
                if sample.recipe == recipe:
                    yield sample, scene


async def ask(
    run: Run,
    teacher: Teacher,
    ledger: OpenLedger,
    *,
    composer: Composer,
    judge: Judge,
    total: int,
    watch: Callable[[Progress], None],
) -> Progress:
    """Ask until nothing is left to ask, or the user interrupts; what is in flight is waited for.

    `total` is how many first attempts there are to make. A second interrupt stops at once. Raises
    `TeacherError` where no request can be answered; what was answered until then is in the ledger.
    """
    progress = Progress(total)
    feed = _Feed(run, composer, ledger, judge, progress)

    def stop() -> None:
        feed.stop()
        watch(progress)

    watch(progress)
    ticking = asyncio.create_task(_tick(watch, progress))
    try:
        with _interrupts(stop):
            async for outcome in teacher.answer(feed.requests()):
                ledger.append(outcome)
                feed.settle(outcome)
                watch(progress)
    finally:
        ticking.cancel()
    return progress


async def _tick(watch: Callable[[Progress], None], progress: Progress) -> None:
    """Show where things stand while nothing comes back, too."""
    while True:
        await asyncio.sleep(1.0)
        watch(progress)


@contextmanager
def _interrupts(stop: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C calls `stop`, the second raises KeyboardInterrupt as ever."""
    loop = asyncio.get_running_loop()

    def first() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop()

    try:
        loop.add_signal_handler(signal.SIGINT, first)
    except (NotImplementedError, RuntimeError, ValueError):  # not on Windows, only in a main thread
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
