"""A planned run and its ledger in, the requests to send out, in the order of sending."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from datagen.ledger import OpenLedger
from datagen.pipeline.compose import Composer
from datagen.pipeline.due import to_send
from datagen.pipeline.feedback import with_feedback
from datagen.pipeline.judge import Judge, Verdict
from datagen.pipeline.planned import PlanHead, plan_heads, planned_scenes
from datagen.pipeline.progress import Progress
from datagen.pipeline.purse import Limit, Purse
from datagen.pipeline.refusals import Refusals
from datagen.pipeline.standing import Census
from datagen.records import Answer, Failure, Key, Reject, Request, Sample, Scene, Spoiled
from datagen.runs import Run

_END = object()
_ENOUGH_REJECTS = 50  # without one example: what is paid for is of no use
_LONGEST_WARMUP = 20.0  # seconds; a server has read the prefix long before it has answered


@dataclass(frozen=True, slots=True)
class Asking:
    """How the asking is done this time.

    `warmup`: one request a recipe goes ahead of the rest. `retry_failed`: what failed for good is
    sent again. `wary`: stop where not one of the first answers can be used. `feedback`: a further
    attempt is told what was wrong with the one before.
    """

    warmup: bool = True
    retry_failed: bool = False
    wary: bool = True
    feedback: bool = False


class Feed:
    """The requests to send, and what becomes of them.

    First what was never answered, recipe by recipe, so that requests with the same beginning follow
    each other and a resumed run starts sending at once; then what the last build, or the census
    where there was none, says is owed. Answers that neither has judged are left to the next build,
    however many they are. A second attempt goes out as soon as the first is rejected. Nothing is
    sent twice in a session: what it has seen to stands in the ledger behind the place where that
    ended before.
    """

    def __init__(
        self,
        run: Run,
        composer: Composer,
        ledger: OpenLedger,
        judge: Judge,
        purse: Purse,
        asking: Asking,
        census: Census,
        progress: Progress,
    ) -> None:
        self._run = run
        self._composer = composer
        self._ledger = ledger
        self._since = ledger.length
        self._judge = judge
        self._purse = purse
        self._asking = asking
        self._census = census
        self._progress = progress
        self._in_flight: dict[Key, Request] = {}
        self._again: deque[Request] = deque()
        self._warm: set[str] = set()
        self._news = asyncio.Event()
        self._old = set[str]()  # what was asked in an earlier session: it may be the hard part
        self._rejected = 0  # of the others
        self._numbers: dict[Key, int] = {}  # of what is in flight, in the order of going out
        self._taken = 0
        self._refusals = Refusals(answered=any(slot.answered for _, slot in ledger.slots()))

    async def requests(self) -> AsyncIterator[Request]:
        """Ends when nothing is left to send and nothing in flight could be asked again."""
        planned = chain(self._unasked(), self._owed())
        while not self._progress.is_over:
            if self._refusals.are_many() and self._refusals.may_end(self._numbers.values()):
                await self._next_outcome()  # refusals are quick: the others may be answered
                continue
            request = self._again.popleft() if self._again else next(planned, _END)
            if isinstance(request, Request):
                if not await self._affordable(request, self._purse.reserve):
                    return
                request = replace(request, expected_tokens=self._purse.expect(request))
                self._in_flight[request.key] = request
                self._taken += 1
                self._numbers[request.key] = self._taken
                yield request
                if self._asking.warmup and request.recipe.name not in self._warm:
                    await self._warmed_up(request)
            elif self._in_flight:
                await self._next_outcome()
            else:
                return

    def stop(self) -> None:
        self._progress.stopping = True
        self._news.set()

    def settle(self, outcome: Answer | Failure) -> None:
        """Count an outcome that is in the ledger, and ask again where its answer is rejected."""
        request = self._in_flight.pop(Key(outcome.identity, outcome.attempt))
        number = self._numbers.pop(request.key)
        progress = self._progress
        progress.done += 1
        if isinstance(outcome, Failure):
            self._purse.settle(request, outcome, None)
            progress.failed += 1
            self._note_refusal(request, number, outcome)
        else:
            self._refusals.answered(number)
            verdict = self._verdict(request, outcome, form_only=progress.behind)
            self._purse.settle(request, outcome, verdict.completion)
            progress.tokens = progress.tokens.plus(verdict.completion.tokens)
            if isinstance(verdict.outcome, Reject):
                progress.rejected += 1
                self._rejected += request.sample.identity not in self._old
                if self._asking.wary and not progress.examples:
                    progress.useless = self._rejected >= _ENOUGH_REJECTS
                if following := self._following(request, verdict):
                    progress.total += 1
                    self._again.append(following)
            else:
                progress.examples += 1
                progress.unread += progress.behind
        progress.spent = self._purse.spent
        self._news.set()

    def _note_refusal(self, request: Request, number: int, failure: Failure) -> None:
        if request.sample.identity in self._old or not failure.permanent:
            return
        refusals = self._refusals
        refusals.refused(number)
        if refusals.are_many() and not refusals.may_end(self._numbers.values()):
            self._progress.refused = failure.detail

    async def _next_outcome(self) -> None:
        self._news.clear()
        await self._news.wait()

    def spoiled(self, request: Request, reply: Spoiled) -> None:
        """Count a reply to a request in flight that came to nothing."""
        self._purse.spoil(request, reply)
        self._progress.spent = self._purse.spent
        self._news.set()

    async def pays_again(self, request: Request) -> bool:
        """Whether there is money for another try of such a request; waits as for the first."""
        return await self._affordable(request, self._purse.renew)

    async def _affordable(
        self, request: Request, reserve: Callable[[Request], Limit | None]
    ) -> bool:
        """Whether a request may be paid for; waits while what is in flight may turn out cheaper."""
        while limit := reserve(request):
            if limit == "--max-requests" or not self._purse.may_free:
                self._progress.limit = limit
                return False
            await self._next_outcome()
            if self._progress.is_over:
                return False
        return True

    async def _warmed_up(self, request: Request) -> None:
        """Wait until the first request of a recipe has brought its prefix to the server's cache."""
        self._warm.add(request.recipe.name)
        try:
            async with asyncio.timeout(_LONGEST_WARMUP):
                while request.key in self._in_flight and not self._progress.is_over:
                    await self._next_outcome()
        except TimeoutError:
            pass

    def _verdict(self, request: Request, answer: Answer, *, form_only: bool = False) -> Verdict:
        return self._judge(
            answer, request.sample, request.scene, request.recipe, form_only=form_only
        )

    def _following(self, request: Request, verdict: Verdict) -> Request | None:
        """The next attempt, where there is to be one and it was not made yet."""
        reject = verdict.outcome
        if not isinstance(reject, Reject) or not self._judge.asks_again(
            reject, request.attempt, request.recipe
        ):
            return None
        if not self._is_due(Key(request.sample.identity, request.attempt + 1)):
            return None
        following = self._composer.request(request.sample, request.scene, request.attempt + 1)
        return self._told(following, verdict)

    def _told(self, request: Request, before: Verdict) -> Request:
        """A further attempt, with what was wrong with the one before, where that is wanted."""
        if not self._asking.feedback or not isinstance(before.outcome, Reject):
            return request
        return with_feedback(request, before.completion, before.outcome)

    def _is_due(self, key: Key) -> bool:
        """Whether a request is to be sent in this session; images that read the same share one."""
        slot = self._ledger.slot(key)
        seen = key in self._in_flight or (slot and slot.offset >= self._since)
        return not seen and to_send(slot, retry_failed=self._asking.retry_failed)

    def _unasked(self) -> Iterator[Request]:
        for name in self._composer.recipes:
            for sample, scene in self._samples(name, self._is_unasked):
                request = self._composer.request(sample, scene, 1)
                slot = self._ledger.slot(request.key)
                if slot is not None and not slot.open:  # failed for good
                    self._old.add(sample.identity)
                yield request

    def _is_unasked(self, sample: PlanHead | Sample) -> bool:
        return self._is_due(Key(sample.identity, 1))

    def _owed(self) -> Iterator[Request]:
        """Further attempts that an earlier session still owes: never made, or failed for now."""
        for name in self._composer.recipes:
            for sample, scene in self._samples(name, self._is_owed):
                self._progress.total += 1
                self._old.add(sample.identity)
                yield self._owed_of(sample, scene)
        self._progress.unread += sum(
            self._was_answered(head) and self._census.step(head).state == "unjudged"
            for head in plan_heads(self._run)
        )

    def _is_owed(self, sample: PlanHead | Sample) -> bool:
        if not self._was_answered(sample):
            return False
        state, attempt = self._census.step(sample)
        return state == "due" and self._is_due(Key(sample.identity, attempt))

    def _was_answered(self, sample: PlanHead | Sample) -> bool:
        """Whether an earlier session has got an answer to it."""
        slot = self._ledger.slot(Key(sample.identity, 1))
        return slot is not None and slot.answered and slot.offset < self._since

    def _owed_of(self, sample: Sample, scene: Scene) -> Request:
        attempt = self._census.step(sample).attempt
        request = self._composer.request(sample, scene, attempt)
        before = self._ledger.read(Key(sample.identity, attempt - 1))
        if not isinstance(before, Answer):
            return request
        return self._told(request, self._verdict(request, before))

    def _samples(
        self, recipe: str, wanted: Callable[[PlanHead | Sample], bool]
    ) -> Iterator[tuple[Sample, Scene]]:
        for scene, samples in planned_scenes(
            self._run, lambda sample: sample.recipe == recipe and wanted(sample)
        ):
            for sample in filter(wanted, samples):  # one before it may have made it needless
                yield sample, scene
