"""What can go wrong with one request; the class says what is to be done about it.

    TroubleError            code and detail, as they stand in a `Failure`
    ├── BusyError           the server has too much to do (429): it is asked again later, by all
    ├── BrokenError         no usable reply (5xx, timeout, lost connection, no completion): again
    ├── RefusedError        this request is not answered, however often it is sent
    ├── AtOnceError         it is to be written otherwise, or sent to another server: again at once
    └── UnsentError         nobody waits for it any more: it was not sent

What is wrong with every request is not here but a `TeacherError`, which ends the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datagen.errors import TeacherError
from datagen.records import Spoiled
from datagen.teachers.headers import asked_wait

_BUSY = frozenset({429})
_BROKEN = frozenset({408, 409, 425})  # and every status from 500 on
_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_NO_CREDIT = 402  # DeepSeek and OpenRouter say it so
_LONGEST_QUOTE = 300  # characters of what a server wrote


class TroubleError(Exception):
    """`code` is short and stable, `detail` is for people; `wait` is what the server asked for.

    `wait` is in seconds from now, None where the server does not say. `spoiled` is the reply where
    it may be paid for though it is no answer.
    """

    spoiled: Spoiled | None = None

    def __init__(self, code: str, detail: str, wait: float | None = None) -> None:
        self.code = code
        self.detail = detail
        self.wait = wait
        super().__init__(detail)


class BusyError(TroubleError):
    """The server has too much to do, or we are over a limit of ours there."""


class BrokenError(TroubleError):
    """No usable reply came, and the next try may bring one."""


class RefusedError(TroubleError):
    """The server will not answer this request, however often it is sent.

    `param` is the parameter that it names as the reason, as OpenAI does.
    """

    def __init__(self, code: str, detail: str, param: str | None = None) -> None:
        super().__init__(code, detail)
        self.param = param


class AtOnceError(TroubleError):
    """The server said how it wants this request to be written, or another one may answer it."""


class UnsentError(TroubleError):
    """The request was not sent: the run is being stopped, or there is no money for another try."""

    def __init__(self, why: str = "the run was stopped before another try") -> None:
        super().__init__("unsent", why)


def trouble_of(
    status: int,
    error: Mapping[str, Any],
    said: str,
    headers: Mapping[str, str],
    *,
    where: str,
    model: str,
    answered: bool,
) -> Exception:
    """The trouble that a status and the error object of a body stand for.

    `answered` says whether this server has answered before: until then a 403 or a 404 is about the
    key or the address, afterwards about one request.
    """
    code = error.get("code")
    if not isinstance(code, str) or not code or code.isdigit():  # some repeat the status there
        code = f"http_{status}"
    detail = f"HTTP {status}: {said}"
    kind = error.get("type")
    if status == _NO_CREDIT or code in _QUOTA or (isinstance(kind, str) and kind in _QUOTA):
        return TeacherError(
            f"the quota of this key is used up: {said}",
            where=where,
            hint="Add credit or use another key, then run the same command again: "
            "what was answered is kept.",
        )
    if status == 401 or (status == 403 and not answered):
        return TeacherError(
            f"the server does not accept the key: {said}",
            where=where,
            hint="Set OPENAI_API_KEY to a key of this server (--base-url, OPENAI_BASE_URL).",
        )
    if code == "model_not_found":
        return TeacherError(
            f"the server does not know the model '{model}': {said}",
            where=where,
            hint="Pass --model NAME as this server knows it; most list theirs at /v1/models.",
        )
    if status == 404 and not answered:
        return TeacherError(
            f"the server does not know this address, or not the model '{model}': {said}",
            where=where,
            hint="Check --base-url, which ends in /v1 for most servers, and --model.",
        )
    if status in _BUSY:
        return BusyError(code, detail, asked_wait(headers))
    if status in _BROKEN or status >= 500:
        return BrokenError(code, detail, asked_wait(headers))
    param = error.get("param")
    return RefusedError(code, detail, param if isinstance(param, str) else None)


def quoted(said: object) -> str:
    """What a server wrote, on one line and not too long."""
    text = " ".join(str(said).split())
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 3]}..."
