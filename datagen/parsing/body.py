"""A chat-completions response body in, what it says out; rejects what is no finished answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from datagen.parsing.usage import read_usage
from datagen.records import Completion, Reject

_THOUGHTS = re.compile(r"</?think(?:ing)?>", re.IGNORECASE)


def read_body(body: Mapping[str, Any]) -> Completion:
    """Reads leniently: whatever is missing or of another type is None or 0."""
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    choice = choice if isinstance(choice, dict) else {}
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    usage = read_usage(body)
    return Completion(
        text=_content(message.get("content")),
        finish_reason=_text(choice.get("finish_reason")),
        refusal=_text(message.get("refusal")),
        model=_text(body.get("model")),
        response_id=_text(body.get("id")),
        tokens=usage.tokens,
        has_usage=usage.has_usage,
        cost=usage.cost,
        service_tier=usage.service_tier,
    )


def unusable(completion: Completion) -> Reject | None:
    """Why an answer is none, or None where it is one.

    A length cut and a content filter leave text behind that looks like an answer and is half of
    one.
    """
    if completion.refusal:
        return Reject("answer", "refusal", f"the model refused: {completion.refusal}")
    match completion.finish_reason:
        case "stop":
            pass
        case "length":
            return Reject(
                "answer",
                "length_cut",
                "the reply was cut at the longest length (finish_reason length)",
            )
        case "content_filter":
            return Reject("answer", "content_filter", "the server's content filter cut the reply")
        case other:
            return Reject("answer", "unfinished", f"finish_reason is {other!r}, not 'stop'")
    text = (completion.text or "").strip()
    if not text:
        return Reject("answer", "empty_answer", "the reply holds no text")
    if _THOUGHTS.search(text):
        return Reject(
            "answer",
            "thinking",
            "the reply holds the model's thoughts (<think>): switch thinking off on the server, "
            "or have it send them apart",
        )
    return None


def _content(value: object) -> str | None:
    """Some servers give a list of parts in place of a text."""
    if isinstance(value, list):
        parts = [part.get("text") for part in value if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str)) or None
    return _text(value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
