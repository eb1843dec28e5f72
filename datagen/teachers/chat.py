"""Requests in, answers of an OpenAI-compatible chat-completions API out.

The openai client sends, authenticates and names the errors; its own retries are off. One retry
policy lives here, on tenacity, and reads the class of what went wrong: busy or unreachable is tried
again, what is wrong with one request fails that sample alone, and what is wrong with all of them
(key, model, quota, address) ends the run with what to do. Bodies are handed on as they came.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
import tenacity

from datagen.errors import SettingsError, TeacherError
from datagen.identity import digest
from datagen.records import Answer, Failure, Message, Recipe, Request, Scene
from datagen.settings import Sending, Teaching
from datagen.teachers.flow import concurrently
from datagen.teachers.outcome import answer_to, failure_of
from datagen.teachers.sampling import sampling

if TYPE_CHECKING:
    import openai

_BUSY = frozenset({408, 409, 425, 429})  # and every status from 500 on
_LONGEST_WAIT = 60.0  # seconds between two tries where the server does not say
_LONGEST_ASKED_WAIT = 600.0  # a server that asks for more gets its request in another run
_BACKOFF = tenacity.wait_random_exponential(multiplier=0.5, max=_LONGEST_WAIT)
_TRIES_WITHOUT_ANY_ANSWER = 3  # an address that never answered is a mistyped one, most of the time
_REQUESTS_WITHOUT_ANY_ANSWER = 3
_NO_API = frozenset({"unreachable", "timeout", "not_json", "no_choices"})  # what such a one says
_DEEPEST = 64  # levels of JSON in a body; a chat completion has seven
_OPENAI = "https://api.openai.com/v1"


class _RetryableError(Exception):
    """The same request may well be answered later. `wait`: seconds that the server asked for."""

    def __init__(self, code: str, detail: str, wait: float | None = None) -> None:
        self.code = code
        self.detail = detail
        self.wait = wait
        super().__init__(detail)


class _RefusedError(Exception):
    """The server will not answer this request, however often it is sent."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(detail)


class ChatTeacher:
    """A model behind a chat-completions API. Making one neither imports a client nor connects.

    Raises `SettingsError` where no model is named, `TeacherError` where there is no key.
    """

    name = "openai"

    def __init__(self, settings: Teaching, sending: Sending, *, api_key: str | None) -> None:
        if not settings.model:
            raise SettingsError(
                "no model is named",
                where="--model",
                hint="Pass --model NAME, as the API knows it, or use --teacher offline.",
            )
        if not api_key:
            raise TeacherError(
                "there is no API key",
                where="OPENAI_API_KEY",
                hint="Set the environment variable OPENAI_API_KEY (any value for a server that "
                "needs none), or use --teacher offline.",
            )
        self._settings = settings
        self._sending = sending
        self._model = settings.model
        self._api_key = api_key
        self._base_url = (sending.base_url or (_OPENAI,))[0]
        self._answered = False
        self._fruitless = 0

    def parts(self, recipe: Recipe, scene: Scene, messages: Sequence[Message]) -> dict[str, str]:
        return {
            "prompt": _digest_of(tuple(messages[:-1])),
            "context": digest(messages[-1].content),
            "model": digest(self._model),
            "sampling": digest(sampling(self._settings, recipe)),
        }

    def body(self, request: Request) -> dict[str, Any]:
        """What is sent. OpenAI's own models take the longest length under its newer name only."""
        parameters = sampling(self._settings, request.recipe)
        official = urlsplit(self._base_url).hostname == urlsplit(_OPENAI).hostname
        if official and "max_tokens" in parameters:
            parameters["max_completion_tokens"] = parameters.pop("max_tokens")
        messages = [{"role": m.role, "content": m.content} for m in request.messages]
        return {"model": self._model, "messages": messages, **parameters}

    async def answer(self, requests: AsyncIterator[Request]) -> AsyncIterator[Answer | Failure]:
        import openai

        try:
            client = openai.AsyncOpenAI(
                api_key=self._api_key,
                base_url=self._base_url,
                timeout=self._sending.timeout,
                max_retries=0,
            )
        except (openai.OpenAIError, ValueError) as problem:
            raise TeacherError(str(problem), where=self._base_url) from problem
        async with client:

            async def work(request: Request) -> Answer | Failure:
                return await self._ask(client, request)

            async for outcome in concurrently(work, requests, self._sending.concurrency):
                yield outcome

    async def _ask(self, client: openai.AsyncOpenAI, request: Request) -> Answer | Failure:
        """One request until it is answered, refused for good, or tried often enough."""
        started = time.monotonic()
        try:
            async for attempt in tenacity.AsyncRetrying(
                retry=tenacity.retry_if_exception_type(_RetryableError),
                wait=_wait,
                stop=self._tried_enough,
                reraise=True,
            ):
                with attempt:
                    body = await self._send(client, self.body(request))
        except _RetryableError as problem:
            if self._is_no_api(problem.code):
                raise TeacherError(
                    f"no answer from the server: {self._hidden(problem.detail)}",
                    where=self._base_url,
                    hint="Is --base-url (or OPENAI_BASE_URL) right, and the server running?",
                ) from problem
            detail = self._hidden(problem.detail)
            return failure_of(request, self.name, problem.code, detail, permanent=False)
        except _RefusedError as problem:
            detail = self._hidden(problem.detail)
            return failure_of(request, self.name, problem.code, detail, permanent=True)
        self._answered = True
        return answer_to(request, self.name, body, time.monotonic() - started)

    def _is_no_api(self, code: str) -> bool:
        """Whether nothing at this address is going to answer: judged before the first answer only.

        A refused connection says so at once; silence and pages say so when they come three times.
        """
        if self._answered or code not in _NO_API:
            return False
        self._fruitless += 1
        return code == "unreachable" or self._fruitless >= _REQUESTS_WITHOUT_ANY_ANSWER

    def _hidden(self, text: str) -> str:
        """What a server wrote, without the key: some repeat it in their errors."""
        return text.replace(self._api_key, "(key)")

    def _tried_enough(self, state: tenacity.RetryCallState) -> bool:
        failure = state.outcome.exception() if state.outcome else None
        limit = self._sending.tries
        if not self._answered and isinstance(failure, _RetryableError) and failure.code in _NO_API:
            limit = min(limit, _TRIES_WITHOUT_ANY_ANSWER)
        if isinstance(failure, _RetryableError) and (failure.wait or 0) > _LONGEST_ASKED_WAIT:
            return True
        return state.attempt_number >= limit

    async def _send(self, client: openai.AsyncOpenAI, body: dict[str, Any]) -> dict[str, Any]:
        """One try. The body comes back as it came; the client's errors become ours."""
        import openai

        try:
            raw = await client.post("/chat/completions", body=body, cast_to=bytes)
        except openai.APITimeoutError as problem:
            detail = f"no reply within {self._sending.timeout:g} s"
            raise _RetryableError("timeout", detail) from problem
        except openai.APIConnectionError as problem:
            cause = problem.__cause__ or problem
            detail = str(cause) or type(cause).__name__
            raise _RetryableError("unreachable", detail) from problem
        except openai.APIStatusError as problem:
            raise self._status_error(problem) from problem
        except UnicodeEncodeError as problem:
            raise TeacherError(
                "the API key holds characters that no key has",
                where="OPENAI_API_KEY",
                hint="Copy it once more.",
            ) from problem
        try:
            reply = msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
            start = raw[:80].decode(errors="replace")
            raise _RetryableError("not_json", f"the reply is no JSON: {start!r}") from problem
        if _depth(reply) > _DEEPEST:
            raise _RetryableError("not_json", f"the reply is nested deeper than {_DEEPEST} levels")
        if not isinstance(reply, dict) or not isinstance(reply.get("choices"), list):
            raise _RetryableError("no_choices", f"the reply is no chat completion: {_short(reply)}")
        return reply

    def _status_error(self, problem: openai.APIStatusError) -> Exception:
        status, code = problem.status_code, problem.code or ""
        said = self._hidden(_said(problem))
        detail = f"HTTP {status}: {said}"
        if code == "insufficient_quota":
            return TeacherError(
                f"the quota of this key is used up: {said}",
                where=self._base_url,
                hint="Add credit or use another key, then run the same command again: "
                "what was answered is kept.",
            )
        if status == 401 or (status == 403 and not self._answered):
            return TeacherError(
                f"the server does not accept the key: {said}",
                where=self._base_url,
                hint="Set OPENAI_API_KEY to a key of this server (--base-url, OPENAI_BASE_URL).",
            )
        if code == "model_not_found" or (status == 404 and not self._answered):
            return TeacherError(
                f"the server does not know the model '{self._model}' (or this address): {said}",
                where=self._base_url,
                hint="Check --model and --base-url; the address ends before /chat/completions.",
            )
        if status in _BUSY or status >= 500:
            return _RetryableError(
                code or f"http_{status}", detail, _asked_wait(problem.response.headers)
            )
        return _RefusedError(code or f"http_{status}", detail)


@lru_cache(maxsize=64)
def _digest_of(constant: tuple[Message, ...]) -> str:
    """The digest of what every image of a recipe shares: made once a recipe, not once an image."""
    return digest([list(message) for message in constant])


def _wait(state: tenacity.RetryCallState) -> float:
    """Seconds until the next try: what the server asked for, else random, growing twofold."""
    failure = state.outcome.exception() if state.outcome else None
    if isinstance(failure, _RetryableError) and failure.wait is not None:
        return failure.wait
    return _BACKOFF(state)


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """`retry-after-ms`, or `retry-after` in seconds or as a date, as seconds from now."""
    milliseconds, after = headers.get("retry-after-ms"), headers.get("retry-after")
    try:
        if milliseconds is not None:
            seconds = float(milliseconds) / 1000
        elif after is None:
            return None
        elif re.fullmatch(r"\s*-?[\d.]+\s*", after):
            seconds = float(after)
        else:
            seconds = (parsedate_to_datetime(after) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _said(problem: openai.APIStatusError) -> str:
    """What the server wrote, in its own words: the error's message, or the whole body."""
    body = problem.body
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return _short(body["message"])
    return _short(problem.response.text or problem.message)


def _depth(value: object, limit: int = _DEEPEST + 1) -> int:
    """How many levels of lists and objects a value has; stops counting at the limit."""
    if limit == 0 or not isinstance(value, dict | list):
        return 0
    parts = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(part, limit - 1) for part in parts), default=0)


def _short(said: object) -> str:
    text = " ".join(str(said).split())
    return text if len(text) <= 300 else f"{text[:297]}..."
