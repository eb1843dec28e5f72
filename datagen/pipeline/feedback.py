"""A request whose answer was rejected in, the same with that answer and why it was rejected out.

What is told stands behind the last message, so that the beginning stays as it was to the byte.
"""

from __future__ import annotations

import re
from dataclasses import replace

from datagen.records import Completion, Message, Reject, Request

_TURN = re.compile(r"^turn \d+:? ")
_ANEW = (
    "Write the whole reply anew, in the same form and without this fault. Reply with nothing else, "
    "and do not speak of this message."
)


def with_feedback(request: Request, completion: Completion, reject: Reject) -> Request:
    """The request as it was where there was no text that could be told."""
    if not (completion.text or "").strip():
        return request
    assert completion.text is not None
    told = f"{_why(reject)} {_ANEW}"
    return replace(
        request,
        messages=(
            *request.messages,
            Message("assistant", completion.text),
            Message("user", told),
        ),
        feedback=told,
    )


def _why(reject: Reject) -> str:
    """What is wrong, in words that name no source of ours: else the next reply would."""
    first = next((f for f in reject.findings if f.severity == "reject"), None)
    if first is None:
        return f"Your reply cannot be used: {_sentence(reject.detail)}"
    if first.verdict == "contradicted" and first.sentence and first.rule not in _REPEATS:
        return (
            f"Your reply says: “{_line(first.sentence)}” That is wrong of this image "
            f"({_REASONS.get(first.rule, 'as far as is known of it')}: {_line(first.claim or '')})."
        )
    return f"Your reply cannot be used: it {_sentence(_TURN.sub('', first.detail))}"


_REPEATS = frozenset({"question_repeated", "answer_repeated", "inconsistent"})
_REASONS = {
    "object_absent": "this is not in it",
    "wrong_no": "this is in it",
    "wrong_yes": "this is not in it",
    "count_too_high": "there are fewer",
    "count_too_low": "there are more",
    "wrong_side": "it is the other way round",
    "wrong_place": "it is elsewhere",
    "wrong_size": "it is the other way round",
    "wrong_colour": "it has another colour",
}


def _line(text: str) -> str:
    return " ".join(text.split())


def _sentence(text: str) -> str:
    text = _line(text)
    return text if text.endswith((".", "!", "?")) else f"{text}."
