"""Where every request waits until it may be sent, and hears where to.

All that holds requests back meets here, so that nothing is waited for twice: the user's limits a
minute, and each server's own state (see `endpoint`). Requests go out in the order in which they
came here. One that is tried again comes anew, behind the others: what a server refuses for ever
must not stand before what it would answer. Of several servers the one with the least to do is
chosen.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Coroutine, Mapping, Sequence, Set
from typing import Any, TypeAlias, TypeVar

from datagen.errors import TeacherError
from datagen.teachers.endpoint import Endpoint, Hold, Pass
from datagen.teachers.timing import DEFAULT, Timing
from datagen.teachers.trouble import BusyError, TroubleError, UnsentError
from datagen.teachers.window import Window

T = TypeVar("T")

_REFUSED_IN_A_ROW = 8  # by one server, while others answer

_Place: TypeAlias = tuple[asyncio.Future[Pass], int, Set[Endpoint]]  # as given to `admit`
_NONE: Set[Endpoint] = frozenset()


class Gate:
    """Lets requests through to endpoints. Belongs to one event loop.

    `rpm` and `tpm` are limits over all endpoints together; `last_answer` is when the last reply
    came that could be used, on the monotonic clock.
    """

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        *,
        rpm: int | None,
        tpm: int | None,
        timing: Timing = DEFAULT,
    ) -> None:
        self.endpoints = endpoints
        self._timing = timing
        self._hold: Hold | None = None  # what the first in the queue waits for, and from when
        self._held_at = 0.0
        self._requests = Window(rpm, timing.minute)
        self._tokens = Window(tpm, timing.minute)
        self._queue: deque[_Place] = deque()
        self._alarm: asyncio.TimerHandle | None = None
        self._closed = asyncio.Event()
        self.last_answer = time.monotonic()

    @property
    def in_flight(self) -> int:
        return sum(endpoint.in_flight for endpoint in self.endpoints)

    @property
    def is_deserted(self) -> bool:
        """Whether every server has failed and none has ever answered."""
        return all(one.failures_in_a_row and not one.answered for one in self.endpoints)

    async def admit(self, tokens: int, avoid: Set[Endpoint] = _NONE) -> Pass:
        """Wait until a request of so many tokens may be sent. Raises `UnsentError` once closed.

        `avoid` are servers that it is not sent to as long as there is another one.
        """
        if self._closed.is_set():
            raise UnsentError
        if not self._queue and (through := self._choose(tokens, avoid)):
            return through
        place: asyncio.Future[Pass] = asyncio.get_running_loop().create_future()
        self._queue.append((place, tokens, avoid))
        self._advance()
        return await place

    def answered(self, through: Pass, headers: Mapping[str, str], tokens: int | None) -> None:
        """A reply came that used so many tokens; None where it does not say."""
        self.last_answer = now = time.monotonic()
        if tokens is not None:
            for window, entry in through.reserved:
                window.settle(entry, tokens)
        through.endpoint.answer(through, now, headers)
        self._advance()

    def refused(self, through: Pass, why: str) -> None:
        """The server is there and does not answer this one request.

        One that refuses many in a row while others answer is left out for a while.
        """
        endpoint, now = through.endpoint, time.monotonic()
        endpoint.refuse(through, now)
        if endpoint.refused_in_a_row >= _REFUSED_IN_A_ROW and any(
            other.answered_at > endpoint.refused_from for other in self.endpoints
        ):
            endpoint.leave_out(now, f"it refuses what others answer ({why})")
        self._advance()

    def others(self, avoid: Set[Endpoint]) -> list[Endpoint]:
        """The servers that a request can go to beside these."""
        now = time.monotonic()
        return [one for one in self.endpoints if one not in avoid and not one.out(now)]

    def troubled(self, through: Pass, trouble: TroubleError) -> None:
        """No reply came, or none that can be used. Raises `TeacherError` where none will come."""
        now = time.monotonic()
        if isinstance(trouble, BusyError):
            through.endpoint.busy(through, now, trouble)
        else:
            through.endpoint.fail(through, now, trouble)
        holds = [endpoint.hold(now, 0) for endpoint in self.endpoints]
        shortest = min((hold.wait or 0.0 if hold else 0.0) for hold in holds)
        too_long = shortest > self._timing.longest_asked
        if too_long or now - self.last_answer > self._timing.patience:
            self.close()
            raise TeacherError(
                f"the server asks to wait {_in_words(shortest)}: {trouble.detail}"
                if too_long
                else f"no answer for {_in_words(self._timing.patience)}: {trouble.detail}",
                where=through.endpoint.url,
                hint="Run the same command again later: what was answered is kept.",
            )
        self._advance()

    def dropped(self, through: Pass) -> None:
        """Nobody waits for the reply any more."""
        through.endpoint.drop(through)
        self._advance()

    async def sleep(self, seconds: float) -> None:
        """Sleep between two tries. Raises `UnsentError` when the gate is closed."""
        try:
            async with asyncio.timeout(seconds):
                await self._closed.wait()
        except TimeoutError:
            return
        raise UnsentError

    async def unless_closed(self, coming: Coroutine[Any, Any, T]) -> T:
        """What comes of it. Raises `UnsentError` where the gate is closed before."""
        came = asyncio.ensure_future(coming)
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait((came, closed), return_when=asyncio.FIRST_COMPLETED)
            if closed.done():
                raise UnsentError
            return came.result()
        finally:
            came.cancel()
            closed.cancel()

    def close(self) -> None:
        """Let nothing more through; what is in flight goes on."""
        self._closed.set()
        while self._queue:
            place, *_ = self._queue.popleft()
            if not place.done():
                place.set_exception(UnsentError())

    def waits(self) -> Hold | None:
        """Why nothing goes out now, and for how long; None where requests go out as they can."""
        if self._hold is None or not self._hold.why:
            return None
        wait = self._hold.wait
        return Hold(wait and max(0.0, self._held_at + wait - time.monotonic()), self._hold.why)

    def left_out(self) -> tuple[str, ...]:
        """The servers that get nothing now although others do, each with why."""
        if len(self.endpoints) == 1:
            return ()
        now = time.monotonic()
        return tuple(
            f"{endpoint.url}: {why}" for endpoint in self.endpoints if (why := endpoint.out(now))
        )

    def _advance(self) -> None:
        """Let through whom it is time for, and come back when the next one's time has come."""
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None
        while self._queue:
            place, tokens, avoid = self._queue[0]
            if place.done():
                self._queue.popleft()
            elif through := self._choose(tokens, avoid):
                self._queue.popleft()
                place.set_result(through)
            else:
                return

    def _choose(self, tokens: int, avoid: Set[Endpoint]) -> Pass | None:
        """Take the least loaded endpoint that may be sent the request now, or wait."""
        now = time.monotonic()
        holds = [
            Hold(wait, f"--{name} {window.limit}")
            for window, amount, name in ((self._requests, 1, "rpm"), (self._tokens, tokens, "tpm"))
            if (wait := window.wait(now, amount)) > 0
        ]
        free: list[Endpoint] = []
        if not holds:
            for endpoint in (avoid and self.others(avoid)) or self.endpoints:
                if hold := endpoint.hold(now, tokens):
                    holds.append(hold)
                else:
                    free.append(endpoint)
        if not free:
            self._wait(holds, now)
            return None
        self._hold = None
        through = min(free, key=lambda endpoint: endpoint.load(now)).take(now, tokens)
        self._requests.take(now, 1)
        through.reserved.append((self._tokens, self._tokens.take(now, tokens)))
        return through

    def _wait(self, holds: Sequence[Hold], now: float) -> None:
        """Come back after the shortest wait, or when something in flight ends."""
        waits = [hold.wait for hold in holds if hold.wait is not None]
        if waits:
            self._alarm = asyncio.get_running_loop().call_later(min(waits), self._advance)
        self._hold = min(holds, key=lambda hold: (bool(hold.why), hold.wait or 0.0))
        self._held_at = now


def _in_words(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"
