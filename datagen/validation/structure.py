"""A record in, findings on its structure out: what LLaVA's trainer crashes on, warns of, or, worst,
swallows without a word. Source: LLaVA's `llava/train/train.py` and `llava/conversation.py`, version
1 template; every rule was tried there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import msgspec

from datagen.plaintext import visible
from datagen.records import Finding

IMAGE = "<image>"

# What a tokenizer or a template of the trainer takes for control: in text it masks the sample,
# becomes a real control token without a word, or ends a turn early. Control characters, half a
# surrogate pair and U+FFFD, which stands for what was no character, are no text, nor are the marks
# of other models' templates, whatever this trainer's tokenizer makes of them.
_CONTROL = re.compile(
    r"</?s>|<unk>|<pad>|(?:^|\s)ASSISTANT:(?=\s|$)|\[/?INST\]|<</?SYS>>|<\|im_(?:start|end)\|>"
    r"|^###|<im_(?:start|end|patch)>|<Image>|<\|\w+\|?>|<\w+\|>|<\uff5c[^<>]{1,40}\uff5c>|<unused\d+>"
    r"|<(?:start|end)_of_turn>|assistant(?:final|analysis|commentary)"
    r"|(?:<|&lt;)/?(?:\w+:)?(?:think|thinking|thoughts?|reasoning|reflections?)(?:>|&gt;)"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]",
    re.MULTILINE,
)


class Subject(msgspec.Struct, frozen=True, gc=False):
    """A record whose turns can be read.

    `turns` are (from, value) as they stand; `image` may be absent, and is read as text.
    """

    image: str | None
    turns: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, record: Any) -> Subject:
        turns = tuple((turn["from"], turn["value"]) for turn in record["conversations"])
        image = record.get("image")
        return cls(image if image is None else str(image), turns)


def _reject(rule: str, detail: str, turn: int | None = None) -> Finding:
    return Finding(rule=rule, severity="reject", detail=detail, turn=turn)


def broken_shape(record: object) -> Finding | None:
    """R2, R3: what makes the trainer raise before it reads any text. None where it can be read."""
    if not isinstance(record, Mapping):
        return _reject("shape", f"a record is an object, this is {_kind(record)}")
    turns = record.get("conversations")
    if not isinstance(turns, list | tuple) or not turns:
        return _reject("shape", "`conversations` is missing, empty or no list")
    for number, turn in enumerate(turns):
        if not isinstance(turn, Mapping) or not {"from", "value"} <= turn.keys():
            other = isinstance(turn, Mapping) and {"role", "content"} <= turn.keys()
            mend = ", not `role` and `content`: rename them" * other
            return _reject("shape", f"a turn has the keys `from` and `value`{mend}", number)
        if not isinstance(turn["value"], str):
            return _reject("shape", f"`value` is text, this is {_kind(turn['value'])}", number)
        if turn["from"] not in ("human", "gpt"):
            said = repr(turn["from"])[:_LONGEST_ROLE]
            mend = f": {_ROLES_ELSEWHERE}" * (turn["from"] in ("user", "assistant", "system"))
            return _reject("role", f"`from` is 'human' or 'gpt', this is {said}{mend}", number)
    return None


_LONGEST_ROLE = 60
_ROLES_ELSEWHERE = (
    "rename 'user' to 'human' and 'assistant' to 'gpt', and leave out what a 'system' says"
)


def image_kind(record: Any) -> Iterator[Finding]:
    """R6: `image` is text; what else the trainer joins to the folder, it dies of."""
    image = record.get("image")
    if "image" in record and (not isinstance(image, str) or not image):
        yield _reject("image_path", f"`image` is the name of one file, this is {_kind(image)}")


def alternation(subject: Subject) -> Iterator[Finding]:
    """R4: human first, strictly alternating, gpt last; else the sample is masked or dies."""
    for number, (role, _) in enumerate(subject.turns):
        if role != ("human", "gpt")[number % 2]:
            yield _reject(
                "alternation", f"turn {number} is from {role}; human and gpt alternate", number
            )
            return
    if len(subject.turns) % 2:
        yield _reject("alternation", "the last question has no answer", len(subject.turns) - 1)


def image_path(subject: Subject) -> Iterator[Finding]:
    """R6, the part that needs no picture: `image` is relative and stays in the image folder."""
    if subject.image is None:
        return
    if not subject.image.startswith("/") and ".." not in subject.image:
        return
    path = PurePosixPath(subject.image)
    if path.is_absolute() or ".." in path.parts:
        yield _reject("image_path", f"'{subject.image}' leads out of the image folder")


def image_token(subject: Subject) -> Iterator[Finding]:
    """R7: one <image>, in the first turn, before or after its text; and only with an `image`."""
    count = sum(value.count(IMAGE) for _, value in subject.turns)
    first = subject.turns[0][1]
    if subject.image is None:
        if count:
            yield _reject(
                "image_token", "there is <image> in the text and no `image`: learnt as text"
            )
    elif count == 0:
        yield _reject(
            "image_token", "there is an `image` and no <image>: the answer is learnt blind"
        )
    elif count > 1:
        yield _reject("image_token", f"<image> stands {count} times, the record has one image")
    elif IMAGE not in first:
        number = next(n for n, (_, value) in enumerate(subject.turns) if IMAGE in value)
        yield _reject("image_token", "<image> belongs in the first turn", number)
    elif first != IMAGE and not (first.startswith(f"{IMAGE}\n") or first.endswith(f"\n{IMAGE}")):
        yield _reject("image_token", "<image> stands on a line of its own, first or last", 0)


def empty_turn(subject: Subject) -> Iterator[Finding]:
    """R5: an empty turn masks the sample or, in the middle, fuses two turns without a warning."""
    for number, (_, value) in enumerate(subject.turns):
        if not value.replace(IMAGE, "").strip():
            yield _reject("empty_turn", f"turn {number} holds no text", number)


def control_token(subject: Subject) -> Iterator[Finding]:
    """R8: text that a tokenizer or template takes for control."""
    for number, (_, value) in enumerate(subject.turns):
        if _may_hold_control(value) and (found := _CONTROL.search(value)):
            detail = f"turn {number} holds '{visible(found[0].strip())}'"
            finding = _reject("control_token", detail, number)
            yield finding.model_copy(update={"span": found.span()})


def _may_hold_control(text: str) -> bool:
    """Far cheaper than the pattern, and true of every text that it finds anything in."""
    text = text.replace(IMAGE, "")
    if text.isascii():
        odd = bool(text.encode().translate(None, _PLAIN))
    else:
        odd = not text.replace("\n", " ").isprintable() or not _OPENINGS.isdisjoint(text)
    return odd or "ASSISTANT:" in text or "assistant" in text


_OPENINGS = frozenset("<[#&\ufffd")
_PLAIN = bytes({*range(32, 127), *b"\t\n\r"} - {*b"<[#&"})


def not_stripped(subject: Subject) -> Iterator[Finding]:
    """R10: white space around a turn is kept and learnt."""
    for number, (_, value) in enumerate(subject.turns):
        if value != value.strip() and value.strip():
            yield _reject("not_stripped", f"turn {number} starts or ends with white space", number)


SHAPE_RULES: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    alternation,
    image_path,
    image_token,
)
TEXT_RULES: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    empty_turn,
    control_token,
    not_stripped,
)


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case str():
            return "an empty text" if not value else "text"
        case int() | float():
            return "a number"
        case list() | tuple():
            return "a list"
        case Mapping():
            return "an object"
    return type(value).__name__
