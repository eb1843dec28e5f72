"""A request and what came of it in, the row that the ledger keeps out."""

from __future__ import annotations

from typing import Any

from datagen.records import Answer, Failure, Request
from datagen.runs import now


def answer_to(request: Request, teacher: str, body: dict[str, Any], seconds: float) -> Answer:
    return Answer(**_asked(request, teacher), seconds=round(seconds, 3), body=body)


def failure_of(
    request: Request, teacher: str, code: str, detail: str, *, permanent: bool
) -> Failure:
    asked = _asked(request, teacher)
    return Failure(**asked, code=code, detail=detail, permanent=permanent)


def _asked(request: Request, teacher: str) -> dict[str, Any]:
    return {
        "identity": request.sample.identity,
        "attempt": request.attempt,
        "sample": request.sample.sample,
        "teacher": teacher,
        "parts": request.sample.parts,
        "received": now(),
    }


def chat_body(text: str, *, model: str, finish_reason: str = "stop") -> dict[str, Any]:
    """The smallest chat-completions body that says `text`."""
    message = {"role": "assistant", "content": text}
    return {
        "object": "chat.completion",
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
    }
