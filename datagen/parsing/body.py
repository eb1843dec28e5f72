"""A chat-completions response body in, what it says out; rejects what is no finished answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, assert_never

from datagen.parsing.finish import meaning_of
from datagen.parsing.thoughts import split_thoughts
from datagen.parsing.usage import read_usage
from datagen.records import Completion, Finding, Reject

_TEXT_KEYS = ("text", "content")  # of a part; `content` in parts that servers of their own make
_THOUGHT_KEYS = ("thinking", "reasoning", "text", "content")
_THOUGHTS_BESIDE = ("reasoning_content", "reasoning", "thinking")  # vLLM has had the first two


def read_body(body: Mapping[str, Any]) -> Completion:
    """Reads leniently: whatever is missing or of another type is None, False or 0."""
    choices = body.get("choices")
    choice = _object(choices[0]) if isinstance(choices, list) and choices else {}
    message = _object(choice.get("message"))
    usage = read_usage(body.get("usage"), body.get("service_tier"))
    parts = list(_parts(message.get("content")))
    text = "".join(said for kind, said in parts if kind == "text") or None
    split = split_thoughts(text or "")
    beside = [value for key in _THOUGHTS_BESIDE if (value := _text(message.get(key)))][:1]
    thoughts = [said for kind, said in parts if kind == "thoughts"] + beside
    return Completion(
        text=text,
        answer=split.answer,
        thoughts="\n\n".join(filter(None, [*thoughts, split.thoughts])).strip() or None,
        thinks_aloud=split.answer is None or split.thoughts is not None,
        finish_reason=_finish_reason(choice.get("finish_reason")),
        refusal=_text(message.get("refusal"))
        or "".join(said for kind, said in parts if kind == "refusal")
        or None,
        error=_error(body.get("error")) or _error(choice.get("error")),
        has_choice=bool(choice),
        calls_tool=bool(message.get("tool_calls") or message.get("function_call")),
        model=_text(body.get("model")),
        response_id=_text(body.get("id")),
        tokens=usage.tokens,
        has_usage=usage.has_usage,
        cost=usage.cost,
        service_tier=usage.service_tier,
    )


def unusable(
    completion: Completion,
    *,
    thinking: Literal["strip", "reject"] = "strip",
    longest: int | None = None,
) -> Reject | None:
    """Why an answer is none, or None where it is one: its `answer` then holds text.

    A length cut and a content filter leave text behind that looks like an answer and is half of
    one. `longest` is the reply's length in tokens that was asked for at most: it tells a cut where
    the server does not say why the reply ended.
    """
    if completion.error:
        return _reject("error_in_body", f"the server answered with an error: {completion.error}")
    if completion.refusal:
        return _reject("refusal", f"the model refused: {completion.refusal}")
    if not completion.has_choice:
        return _reject("no_choices", "the reply holds no choice")
    if reject := _unfinished(completion, longest):
        return reject
    if completion.calls_tool:
        return _reject("tool_call", "the model called a tool; none was offered")
    if completion.answer is None:
        return _reject(
            "thinking",
            "the reply does not say where the model's thoughts (such as <think>) end: switch "
            "thinking off on the server, or have it send them apart",
        )
    if completion.thinks_aloud and thinking == "reject":
        return _reject(
            "thinking",
            "the reply holds the model's thoughts (such as <think>): switch thinking off on the "
            "server, or use --thinking strip",
        )
    if not completion.answer:
        what = "thoughts and no answer" if completion.thoughts else "no text"
        return _reject("empty_answer", f"the reply holds {what}")
    return None


def doubts(completion: Completion) -> tuple[Finding, ...]:
    """What is odd about an answer and no reason to reject it."""
    if completion.finish_reason is not None:
        return ()
    detail = "the server does not say why the reply ended: it may have been cut"
    return (Finding(rule="no_finish_reason", severity="warn", detail=detail),)


def _unfinished(completion: Completion, longest: int | None) -> Reject | None:
    reason = completion.finish_reason
    if reason is None:
        if longest is not None and completion.tokens.completion >= longest:
            return _reject(
                "length_cut",
                f"the reply is as long as it may be ({longest} tokens) and the server does not "
                "say why it ended",
            )
        return None
    match meaning_of(reason):
        case "stop":
            return None
        case "length":
            return _reject(
                "length_cut", f"the reply was cut at the longest length (finish_reason {reason})"
            )
        case "content_filter":
            return _reject(
                "content_filter",
                f"the server's content filter cut the reply (finish_reason {reason})",
            )
        case "tool_calls":
            return _reject(
                "tool_call", f"the model called a tool; none was offered (finish_reason {reason})"
            )
        case None:
            return _reject("unfinished", f"finish_reason is {reason!r}, not 'stop'")
        case other:
            assert_never(other)


def _reject(code: str, detail: str) -> Reject:
    return Reject("answer", code, detail)


def _parts(content: object) -> Iterator[tuple[Literal["text", "thoughts", "refusal"], str]]:
    """Content is a text, or a list of parts: text, refusals (OpenAI), thoughts (Mistral)."""
    for part in content if isinstance(content, list) else [content]:
        if isinstance(part, str):
            yield "text", part
        elif isinstance(part, dict):
            kind = part.get("type")
            if kind == "refusal":
                yield "refusal", _inner(part, ("refusal", "text"))
            elif kind in ("thinking", "reasoning"):
                yield "thoughts", _inner(part, _THOUGHT_KEYS)
            else:
                yield "text", _inner(part, _TEXT_KEYS)


def _inner(part: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The text of a part, which may be a list of parts itself."""
    for key in keys:
        value = part.get(key)
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return "".join(_inner(inner, keys) for inner in value if isinstance(inner, dict))
    return ""


def _finish_reason(value: object) -> str | None:
    """As the server wrote it. What is no text is written as JSON, so that it is not overlooked."""
    if value is None or isinstance(value, str):
        return value or None
    return json.dumps(value)


def _error(value: object) -> str | None:
    """What an `error` says: an object with a message (OpenRouter), or a text."""
    if isinstance(value, dict) and value:
        said = _text(value.get("message")) or json.dumps(value)
        code = value.get("code")
        return f"{said} ({code})" if isinstance(code, str | int) else said
    return _text(value) or None


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
