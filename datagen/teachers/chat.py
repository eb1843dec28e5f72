"""Requests in, answers of an OpenAI-compatible chat-completions API out.

    requests ─▶ flow ─▶ tries ─▶ gate ─▶ dialect ─▶ wire ─▶ server
                          ▲        ▲                  │
                          └────────┴── trouble ───────┘

What is busy or broken is tried again, what is wrong with one request fails that sample alone, and
what is wrong with all of them (key, model, quota, address) ends the run with what to do. Bodies are
handed on as they came.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import lru_cache
from typing import Any

from datagen.errors import SettingsError, TeacherError
from datagen.identity import digest, draw
from datagen.records import Answer, Failure, Message, Recipe, Request, Scene
from datagen.settings import Sending, Teaching
from datagen.teachers.course import Course
from datagen.teachers.dialect import Dialect
from datagen.teachers.endpoint import Endpoint
from datagen.teachers.flow import LastResultError, concurrently
from datagen.teachers.gate import Gate
from datagen.teachers.outcome import answer_to, failure_of
from datagen.teachers.sampling import sampling
from datagen.teachers.state import FREE, Payer, TeacherState
from datagen.teachers.timing import DEFAULT, Timing
from datagen.teachers.tries import Tries
from datagen.teachers.trouble import (
    AtOnceError,
    BrokenError,
    BusyError,
    RefusedError,
    TroubleError,
    UnsentError,
)
from datagen.teachers.wire import Reply, Wire

OPENAI = "https://api.openai.com/v1"
_REQUESTS_WITHOUT_ANY_ANSWER = 3


class ChatTeacher:
    """A model behind a chat-completions API. Making one neither imports a client nor connects.

    Raises `SettingsError` where no model is named, `TeacherError` where there is no key.
    """

    name = "openai"

    def __init__(
        self,
        settings: Teaching,
        sending: Sending,
        *,
        api_key: str | None,
        timing: Timing = DEFAULT,
    ) -> None:
        if not settings.model:
            raise SettingsError(
                "no model is named",
                where="--model",
                hint="Pass --model NAME, as the API knows it, or use --teacher offline.",
            )
        api_key = (api_key or "").strip()
        if not api_key:
            raise TeacherError(
                "there is no API key",
                where="OPENAI_API_KEY",
                hint="Set the environment variable OPENAI_API_KEY (any value for a server that "
                "needs none), or use --teacher offline.",
            )
        if not re.fullmatch(r"[!-~]+", api_key) or api_key[0] in "\"'":
            raise TeacherError(
                "the API key holds characters that no key has: blanks, quotes or letters beyond "
                "ASCII",
                where="OPENAI_API_KEY",
                hint="Copy it once more, without quotes around it.",
            )
        self._settings = settings
        self._sending = sending
        self._model = settings.model
        self._api_key = api_key
        self._timing = timing
        self._urls = sending.base_url or (OPENAI,)
        self._dialects = {url: Dialect(url) for url in self._urls}
        self._gate: Gate | None = None
        self._sent = self._busy = self._retrying = 0
        self._fruitless = 0

    def parts(self, recipe: Recipe, scene: Scene, messages: Sequence[Message]) -> dict[str, str]:
        return {
            "prompt": _digest_of(tuple(messages[:-1])),
            "context": digest(messages[-1].content),
            "model": digest(self._model),
            "sampling": digest(sampling(self._settings, recipe)),
        }

    @property
    def state(self) -> TeacherState:
        gate = self._gate
        if gate is None:
            return TeacherState()
        hold = gate.waits()
        return TeacherState(
            sent=self._sent,
            in_flight=gate.in_flight,
            limit=sum(int(endpoint.limit) for endpoint in gate.endpoints),
            retrying=self._retrying,
            busy=self._busy,
            wait=hold and hold.wait,
            why=hold and hold.why,
            left_out=gate.left_out(),
            notes=tuple(note for dialect in self._dialects.values() for note in dialect.notes),
        )

    def stop(self) -> None:
        if self._gate:
            self._gate.close()

    async def answer(
        self, requests: AsyncIterator[Request], *, payer: Payer = FREE
    ) -> AsyncIterator[Answer | Failure]:
        most = self._sending.concurrency
        endpoints = [Endpoint(url, most, self._timing) for url in self._urls]
        gate = self._gate = Gate(
            endpoints, rpm=self._sending.rpm, tpm=self._sending.tpm, timing=self._timing
        )
        async with AsyncExitStack() as stack:
            wires = {
                url: await stack.enter_async_context(
                    Wire(
                        url,
                        self._api_key,
                        connections=most,
                        connect=self._timing.connect,
                        timeout=self._sending.timeout,
                    )
                )
                for url in self._urls
            }
            tries = Tries(gate, self._sending.tries, self._timing, self._note_retry)

            async def work(request: Request) -> Answer | Failure | None:
                try:
                    return await self._ask(Course(request, gate, wires, payer), tries)
                except Exception:  # it ends the run: whatever waits shall wait no longer
                    gate.close()
                    raise

            # some may wait for their next try while others are in flight
            outcomes: AsyncIterator[Answer | Failure] = concurrently(
                work, requests, 2 * most * len(endpoints)
            )
            async for outcome in outcomes:
                yield outcome

    async def _ask(self, course: Course, tries: Tries) -> Answer | Failure | None:
        """One request until it is answered, refused for good, or tried often enough.

        None where the run is stopped before.
        """
        started = time.monotonic()
        request = course.request
        try:
            reply = await tries.of(course, self._try)
        except UnsentError as unsent:
            if not course.spoiled:
                return None
            return self._failed(course, unsent)  # so that what was paid for is written down
        except TeacherError as ending:
            raise self._ended(course, UnsentError(), ending) from None
        except TroubleError as trouble:
            if problem := self._hopeless(trouble, course.gate):
                raise self._ended(course, trouble, problem) from trouble
            return self._failed(course, trouble)
        seconds = time.monotonic() - started
        return answer_to(
            request,
            self.name,
            reply.body,
            seconds,
            tries=course.tries,
            endpoint=course.answered_by,
            spoiled=course.spoiled,
        )

    def _ended(self, course: Course, trouble: TroubleError, problem: TeacherError) -> Exception:
        """No more is sent; what this request was paid for in vain is written down all the same."""
        return (
            LastResultError(self._failed(course, trouble), problem) if course.spoiled else problem
        )

    def _failed(self, course: Course, trouble: TroubleError) -> Failure:
        return failure_of(
            course.request,
            self.name,
            trouble.code,
            trouble.detail,
            permanent=isinstance(trouble, RefusedError),
            tries=course.tries,
            spoiled=course.spoiled,
        )

    async def _try(self, course: Course) -> Reply:
        """One try: wait to be let through, send, tell the gate how it went."""
        try:
            if course.owes:
                await course.pay_again()
        finally:
            self._retrying -= course.tries > 0
        gate = course.gate
        through = await gate.admit(course.request.expected_tokens, course.refused_by)
        course.tries += 1
        self._sent += 1
        endpoint = through.endpoint
        dialect, wire = self._dialects[endpoint.url], course.wires[endpoint.url]
        body = self._body(dialect, course.request)
        try:
            reply = await self._sent_over(wire, course, body, answered=endpoint.answered)
        except BusyError as trouble:
            self._busy += 1
            course.note_busy()
            gate.troubled(through, trouble)
            raise
        except BrokenError as trouble:
            # who finds out that a server is still away has not been tried where others answer
            course.broken += not (through.probe and gate.others({endpoint}))
            gate.troubled(through, trouble)
            raise
        except RefusedError as refusal:
            gate.refused(through, refusal.code)
            if dialect.learns_from(refusal, body) and self._body(dialect, course.request) != body:
                raise AtOnceError(refusal.code, refusal.detail) from refusal
            course.refused_by.add(endpoint)
            if gate.others(course.refused_by):
                raise AtOnceError(refusal.code, refusal.detail) from refusal
            raise
        except BaseException:
            gate.dropped(through)
            raise
        gate.answered(through, reply.headers, reply.tokens)
        course.answered_by = through.endpoint.url
        return reply

    async def _sent_over(
        self, wire: Wire, course: Course, body: Mapping[str, Any], *, answered: bool
    ) -> Reply:
        """One exchange; what is paid for and is no answer is kept with the request."""
        try:
            return await wire.send(body, model=self._model, answered=answered)
        except TroubleError as trouble:
            if trouble.spoiled:
                course.note_spoiled(trouble.spoiled)
            raise

    def _body(self, dialect: Dialect, request: Request) -> dict[str, Any]:
        """The request as one server wants it."""
        return dialect.body(self._model, request.messages, self._parameters(request))

    def _parameters(self, request: Request) -> dict[str, Any]:
        """What goes into the body beside model and messages; each attempt has its own seed."""
        parameters: dict[str, Any] = sampling(self._settings, request.recipe)
        if (seed := self._settings.request_seed) is not None:
            parameters["seed"] = draw(seed, request.sample.index, request.attempt) % 2**31
        if self._sending.service_tier is not None:
            parameters["service_tier"] = self._sending.service_tier
        return parameters

    def _note_retry(self) -> None:
        self._retrying += 1

    def _hopeless(self, trouble: TroubleError, gate: Gate) -> TeacherError | None:
        """Whether nothing more is going to be answered.

        Before the first answer a refused connection says so at once; silence, pages and errors say
        so when three requests came to nothing else.
        """
        if not gate.is_deserted or not isinstance(trouble, BrokenError):
            return None
        self._fruitless += 1
        if trouble.code != "unreachable" and self._fruitless < _REQUESTS_WITHOUT_ANY_ANSWER:
            return None
        return TeacherError(
            f"no usable answer from the server: {trouble.detail}",
            where=", ".join(self._urls),
            hint="Is --base-url (or OPENAI_BASE_URL) right, with http or https, port and path, "
            "and is the server running?",
        )


@lru_cache(maxsize=64)
def _digest_of(constant: tuple[Message, ...]) -> str:
    """The digest of what every image of a recipe shares: made once a recipe, not once an image."""
    return digest([list(message) for message in constant])
