"""The one retry policy: what went wrong in, whether and when the request is tried again out.

It reads the class of the trouble (see there), and stands on tenacity: stop, wait and retry are
three questions.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import tenacity

from datagen.teachers.course import Course
from datagen.teachers.gate import Gate
from datagen.teachers.timing import Timing
from datagen.teachers.trouble import AtOnceError, BrokenError, BusyError, TroubleError
from datagen.teachers.wire import Reply

Try: TypeAlias = Callable[[Course], Awaitable[Reply]]

_WITHOUT_ANY_ANSWER = 3  # an address that never answered is a mistyped one, most of the time
_PASSED_OVER = 10  # times that one request is told to wait while others are answered
_FOR_NOW = (BusyError, BrokenError, AtOnceError)
_NO_API = frozenset(  # what an address says that is none
    {"unreachable", "timeout", "not_json", "no_choices", "error_in_reply"}
)


class Tries:
    """`most` is how often one request is sent while no usable reply comes to it.

    `note` is called before each wait for a further try.
    """

    def __init__(self, gate: Gate, most: int, timing: Timing, note: Callable[[], None]) -> None:
        self._gate = gate
        self._most = most
        self._timing = timing
        self._retrying = tenacity.AsyncRetrying(
            sleep=gate.sleep,
            retry=tenacity.retry_if_exception_type(_FOR_NOW),
            wait=self._wait,
            stop=self._were_enough,
            before_sleep=lambda _: note(),
            reraise=True,
        )

    async def of(self, course: Course, one: Try) -> Reply:
        """One try, and where it fails for now the further ones. Raises what the last one raised.

        Nearly every request is answered at once, and tenacity would take a tenth of its time.
        """
        try:
            return await one(course)
        except _FOR_NOW as trouble:
            made: list[TroubleError] = [trouble]

        async def another(course: Course) -> Reply:
            if made:
                raise made.pop()
            return await one(course)

        reply: Reply = await self._retrying.copy()(another, course)
        return reply

    def _were_enough(self, state: tenacity.RetryCallState) -> bool:
        """Being told to wait is no try: it is the pool that is too fast, not the request.

        It is given up where others get no answer either, for long, or where they all do and only
        this one does not: some servers say "too busy" to what is too large for them.
        """
        course: Course = state.args[0]
        trouble = _trouble(state)
        if isinstance(trouble, AtOnceError):
            return False
        if isinstance(trouble, BusyError):
            now, first = time.monotonic(), course.busy_from or 0.0
            if course.passed_over >= _PASSED_OVER and now - first > self._timing.minute:
                return True
            return now - max(first, self._gate.last_answer) > self._timing.longest_refused
        limit = self._most
        if self._gate.is_deserted and trouble.code in _NO_API:
            limit = min(limit, _WITHOUT_ANY_ANSWER)
        return course.broken >= limit

    def _wait(self, state: tenacity.RetryCallState) -> float:
        """Seconds until the next try: at random, up to twice as long each time (full jitter).

        How long a busy server is left alone is for the gate to say.
        """
        course: Course = state.args[0]
        trouble = _trouble(state)
        if isinstance(trouble, AtOnceError):
            return 0.0
        times = course.passed_over if isinstance(trouble, BusyError) else course.broken
        most = self._timing.backoff * 2.0 ** min(times - 1, 10)
        return random.uniform(0.0, min(most, self._timing.longest_backoff)) if times else 0.0


def _trouble(state: tenacity.RetryCallState) -> TroubleError:
    trouble = state.outcome and state.outcome.exception()
    assert isinstance(trouble, TroubleError), "what is tried again is one of ours"
    return trouble
