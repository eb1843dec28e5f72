"""Reply text in, a draft out, and back. Parses exactly LLaVA's forms.

    turns, pair   Question: / text / === / Answer: / text, with a line `===` between every two
    blocks passage       the text itself

Blocks are split at lines that hold nothing but `===`; blank lines, lists and paragraphs belong to
the text. The text may start on the line of its label or on the next. Source of the form: LLaVA's
playground/data/prompts, `*_conv.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from datagen.records import Draft, Reject, ReplyShape, Turn

_SEPARATOR = re.compile(r"^[ \t]*===[ \t]*$", re.MULTILINE)
_ANY_LABEL = re.compile(r"^[ \t#>*_]*(?:Question|Answer)[*_]*:", re.MULTILINE)
_LABEL = re.compile(r"^[ \t]*(Question|Answer):", re.MULTILINE)


def parse(text: str, shape: ReplyShape, question: str = "") -> Draft | Reject:
    """A reply as turns. `question` is what a passage answers; the other shapes bring their own."""
    text = text.replace("\r\n", "\n").strip()
    if shape == "passage":
        return _parse_passage(text, question)
    turns = _parse_blocks(text)
    if isinstance(turns, Reject):
        return turns
    if shape == "pair" and len(turns) != 1:
        return Reject("parsing", "turn_count", f"one question was asked for, {len(turns)} came")
    return Draft(tuple(turns))


def render(turns: Sequence[Turn], shape: ReplyShape) -> str:
    """The reply that `parse` reads back as these turns.

    Raises `ValueError` for text that the form cannot hold: a line `===`, a label at the start of a
    line, an empty question or answer, a passage of several turns.
    """
    label = _ANY_LABEL if shape == "passage" else _LABEL
    for text in (
        text for turn in turns for text in turn if shape != "passage" or text is turn.answer
    ):
        if not text.strip() or _SEPARATOR.search(text) or label.search(text):
            raise ValueError(f"the reply format cannot hold this text: {text!r}")
    if shape == "passage":
        (turn,) = turns
        return turn.answer
    blocks = (f"Question:\n{turn.question}\n===\nAnswer:\n{turn.answer}" for turn in turns)
    return "\n===\n".join(blocks)


def _parse_passage(text: str, question: str) -> Draft | Reject:
    if found := _separator(text) or _any_label(text):
        return Reject(
            "parsing", "not_a_passage", f"prose was asked for; it holds '{found[0].strip()}'"
        )
    return Draft((Turn(question, text),))


def _parse_blocks(text: str) -> list[Turn] | Reject:
    plain = text.count("===") == text.count("\n===\n")
    parted = text.split("\n===\n") if plain else _SEPARATOR.split(text)
    blocks = [block.strip() for block in parted]
    if len(blocks) > 1 and not blocks[-1]:
        del blocks[-1]  # a last `===` closes the last block
    parts: list[tuple[str, str]] = []
    for number, block in enumerate(blocks, start=1):
        label = _LABEL.match(block)
        if label is None:
            return Reject(
                "parsing", "no_label", f"block {number} starts with neither Question: nor Answer:"
            )
        body = block[label.end() :].strip()
        if not body:
            return Reject("parsing", "empty_block", f"block {number} ({label[1]}) is empty")
        if again := _second_label(body):
            return Reject(
                "parsing", "no_separator", f"block {number} holds a second '{again[0].strip()}'"
            )
        parts.append((label[1], body))
    labels = [label for label, _ in parts]
    if labels != ["Question", "Answer"] * (len(parts) // 2) or not parts:
        return Reject("parsing", "block_order", f"the blocks are {', '.join(labels)}")
    texts = [body for _, body in parts]
    return [Turn(q, a) for q, a in zip(texts[::2], texts[1::2], strict=True)]


# The patterns are tried at every line, so a text that cannot match is better told by what it lacks.


def _separator(text: str) -> re.Match[str] | None:
    return _SEPARATOR.search(text) if "===" in text else None


def _any_label(text: str) -> re.Match[str] | None:
    return _ANY_LABEL.search(text) if "Question" in text or "Answer" in text else None


def _second_label(text: str) -> re.Match[str] | None:
    return _LABEL.search(text) if "Question:" in text or "Answer:" in text else None
