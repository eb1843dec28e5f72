"""A request and what came of it in, the row that the ledger keeps out."""

from __future__ import annotations

from typing import Any

import msgspec

from datagen.records import Answer, Failure, Request, Spoiled
from datagen.runs import now


def answer_to(
    request: Request,
    teacher: str,
    body: bytes | dict[str, Any],
    seconds: float,
    *,
    tries: int = 1,
    endpoint: str | None = None,
    spoiled: tuple[Spoiled, ...] = (),
) -> Answer:
    """`body` is a JSON object: the bytes that came, which the caller has decoded, or a value."""
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    if b"\n" in raw or b"\r" in raw:  # between values only: JSON text holds none; a row is a line
        raw = msgspec.json.format(raw, indent=-1)
    sample = request.sample
    return Answer(
        identity=sample.identity,
        attempt=request.attempt,
        sample=sample.sample,
        teacher=teacher,
        parts=sample.parts,
        received=now(),
        seconds=round(seconds, 3),
        raw=msgspec.Raw(raw),
        tries=tries,
        endpoint=endpoint,
        spoiled=spoiled,
        feedback=request.feedback,
    )


def failure_of(
    request: Request,
    teacher: str,
    code: str,
    detail: str,
    *,
    permanent: bool,
    tries: int = 1,
    spoiled: tuple[Spoiled, ...] = (),
) -> Failure:
    sample = request.sample
    return Failure(
        identity=sample.identity,
        attempt=request.attempt,
        sample=sample.sample,
        teacher=teacher,
        parts=sample.parts,
        received=now(),
        code=code,
        detail=detail,
        permanent=permanent,
        tries=tries,
        spoiled=spoiled,
        feedback=request.feedback,
    )


def chat_body(text: str, *, model: str, finish_reason: str = "stop") -> dict[str, Any]:
    """The smallest chat-completions body that says `text`."""
    message = {"role": "assistant", "content": text}
    return {
        "object": "chat.completion",
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
    }
