"""A request whose answer was rejected in, the same with that answer and why it was rejected out.

What is told stands behind all that was asked, so that the beginning stays as it was to the byte. It
is written for the teacher, who knows nothing of our rules: findings are worded for people who do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from datagen.plaintext import around
from datagen.records import Completion, Finding, Message, Reject, Request

_MOST = 5  # faults that are told
_LONGEST = 200  # characters that are quoted at once
_NAMELESS = "such thing"
_SHORT = 4  # words; a sentence of fewer says little without its question
_ANEW = (
    "Write the whole reply anew, in the form that was asked for and without {these}. Reply with "
    "nothing else, and do not speak of this message."
)


class _Fault(NamedTuple):
    """What a teacher is told of a fault. `quotes`: after the sentence that it is in.

    `{words}` stands for the words that the finding is about.
    """

    says: str
    quotes: bool = False


_NO_DIALOGUE = _Fault("It is no sequence of questions, each with its answer.")
_NO_WORDS = _Fault("One of its questions or answers holds no words.")
_OTHER_WAY = _Fault("That is wrong: it is the other way round.", quotes=True)

# No word of captions and boxes: what a teacher is told of them, its next reply speaks of. What a
# server is to blame for (`no_choices`, for one) is not told at all.
_FAULTS = {
    # the form of the reply
    "empty_answer": _Fault("It holds no text."),
    "tool_call": _Fault("It calls a tool, and there is none. Answer in text."),
    "no_finish_reason": _Fault("It may have been cut off before its end."),
    "no_label": _Fault("One of its blocks begins with neither “Question:” nor “Answer:”."),
    "empty_block": _Fault("One of its questions or answers is empty."),
    "no_separator": _Fault("A line that holds only “===” is missing between two of its blocks."),
    "turn_count": _Fault("One question with its answer was asked for."),
    "block_order": _Fault("Its blocks are out of order: each question is followed by its answer."),
    "not_a_passage": _Fault("It holds labels or separators, and plain prose was asked for."),
    "not_json": _Fault("It is not one JSON object and nothing else."),
    "schema": _Fault("Its JSON does not fit the schema, or leaves a text empty."),
    # the form of the record
    "alternation": _NO_DIALOGUE,
    "role": _NO_DIALOGUE,
    "shape": _NO_DIALOGUE,
    "single_turn": _NO_DIALOGUE,
    "empty_turn": _NO_WORDS,
    "no_words": _NO_WORDS,
    "not_stripped": _Fault("One of its questions or answers begins or ends with white space."),
    "control_token": _Fault(
        "It holds marks such as tags or role names, or broken characters. Write plain text only."
    ),
    "image_token": _Fault("It holds the mark “<image>”. Leave that out."),
    "too_long": _Fault("It is too long. Say it in far fewer words."),
    # its wording
    "coordinates": _Fault("It gives places as numbers. Say in words where things are."),
    "source_leak": _Fault(
        "It speaks of where its knowledge comes from. Write as somebody who sees the image and has "
        "nothing else."
    ),
    "refusal_text": _Fault("It refuses, or speaks of its author. Speak of the image only."),
    "first_person": _Fault("It speaks in the first person. Speak of the image only."),
    "hedging": _Fault(
        "It is unsure of what it says. Say only what is certain, and say it plainly."
    ),
    "copied_seed": _Fault(
        "It repeats what was said of another image. Write about this one, in words of your own."
    ),
    # what it says of the image
    "object_absent": _Fault("That is wrong: the image shows no {words}.", quotes=True),
    "wrong_no": _Fault("That is wrong: what this denies is in the image.", quotes=True),
    "wrong_yes": _Fault("That is wrong: what this affirms is not in the image.", quotes=True),
    "count_too_high": _Fault("That is wrong: the image shows fewer.", quotes=True),
    "count_too_low": _Fault("That is wrong: the image shows more.", quotes=True),
    "wrong_side": _OTHER_WAY,
    "wrong_place": _Fault("That is wrong: it is elsewhere in the image.", quotes=True),
    "wrong_size": _OTHER_WAY,
    "wrong_colour": _Fault("That is wrong: it has another colour.", quotes=True),
    "wrong_attribute": _Fault(
        "That is wrong: it is of another material or age, or in another state.", quotes=True
    ),
    "inconsistent": _Fault("Something else in the reply contradicts that.", quotes=True),
    "ambiguous_reference": _Fault("The image shows several; say which one is meant.", quotes=True),
    "question_repeated": _Fault("The reply has asked that before.", quotes=True),
    "answer_repeated": _Fault("The reply has said that before.", quotes=True),
}


def is_told(code: str) -> bool:
    """Whether a teacher can be told of this fault, so that the next request differs."""
    return code in _FAULTS


def with_feedback(request: Request, completion: Completion, reject: Reject) -> Request:
    """The request as it was where the fault is none of the teacher's."""
    if not is_told(reject.code):
        return request
    faults = _faults(reject, completion.text or "")
    anew = _ANEW.format(these="these faults" if len(faults) > 1 else "this fault")
    told = " ".join(("Your reply cannot be used.", *faults, anew))
    if (text := completion.text or "").strip():
        messages = (*request.messages, Message("assistant", text), Message("user", told))
    else:  # most chat templates take no empty message, and no two of one role in a row
        *before, last = request.messages
        messages = (*before, Message(last.role, f"{last.content}\n\n{told}"))
    return replace(request, messages=messages, feedback=told)


def _faults(reject: Reject, text: str) -> list[str]:
    """What is told: each sentence once, with all that is wrong in it behind it."""
    rejecting = [f for f in reject.findings if f.severity == "reject" and f.rule in _FAULTS]
    if not rejecting:
        return [_FAULTS[reject.code].says.format(words=_NAMELESS)]
    told: dict[_Quote | None, list[str]] = {}
    for finding in rejecting:
        fault = _FAULTS[finding.rule]
        quote = _quote(finding, reject, told) if fault.quotes and finding.sentence else None
        said = told.setdefault(quote, [])
        says = fault.says.format(words=_words(finding, reject))
        if says not in said:
            said.append(says)
        if sum(map(len, told.values())) == _MOST:
            break
    return [
        " ".join((_question(quote, reject, text) + quote.says, *said) if quote else said)
        for quote, said in told.items()
    ]


class _Quote(NamedTuple):
    """What is quoted, and which characters of which turn it is, as far as that is known."""

    says: str
    turn: int | None = None
    first: int = 0
    last: int = 0


def _quote(finding: Finding, reject: Reject, told: Iterable[_Quote | None]) -> _Quote:
    """The sentence of a finding, or of a long one what is around the words: what was `told` before
    where they stand in that.
    """
    sentence, turn = finding.sentence or "", finding.turn
    if not finding.span or turn is None or not reject.record:
        return _Quote(f"“{_line(sentence)}”", turn)
    start, end = finding.span
    for known in told:
        if known and known.turn == turn and known.first <= start and end <= known.last:
            return known
    value = reject.record.conversations[turn].value
    begin = value.find(sentence, max(0, start - len(sentence)))
    if begin < 0 or begin > start:
        return _Quote(f"“{_line(sentence)}”", turn)
    stop = begin + len(sentence)
    first, last = around(value, begin, stop, start, min(end, stop), _LONGEST)
    before, behind = "… " * (first > begin), " …" * (last < stop)
    return _Quote(f"“{before}{_line(value[first:last])}{behind}”", turn, first, last)


def _words(finding: Finding, reject: Reject) -> str:
    if finding.span and finding.turn is not None and reject.record:
        value = reject.record.conversations[finding.turn].value
        return _line(value[slice(*finding.span)])
    return finding.claim or _NAMELESS


def _question(quote: _Quote, reject: Reject, text: str) -> str:
    """What a short answer answers, where the teacher has asked that itself."""
    if len(quote.says.split()) >= _SHORT or not quote.turn or not reject.record:
        return ""
    asked = reject.record.conversations[quote.turn - 1]
    question = asked.value.replace("<image>", "").strip()
    return f"“{_line(question)}” " if asked.role == "human" and question in text else ""


def _line(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
