"""A text in, its tokens and sentences out, with their places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from datagen.language.english.words import ABBREVIATIONS

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*|\n+|\S")
_ASCII = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|[0-9]+(?:[.,][0-9]+)*|\n+|\S")  # the same, faster
_ENDS = frozenset(".!?\n")


def tokens_of(text: str) -> list[str]:
    """Words, numbers, marks and line ends as they are written.

    The curly apostrophe counts as the straight one; a possessive stays one word.
    """
    text = text.replace("\u2019", "'")
    return (_ASCII if text.isascii() else _TOKEN).findall(text)


def spans_of(text: str) -> list[tuple[int, int]]:
    """The characters that each of these tokens takes."""
    return [found.span() for found in _TOKEN.finditer(text.replace("\u2019", "'"))]


def sentences_of(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first token of each sentence and the one behind its last, which is its end mark.

    A full stop ends a sentence where no small letter follows and no abbreviation precedes.
    """
    first = 0
    for number in [number for number, token in enumerate(tokens) if token[0] in _ENDS]:
        sign = tokens[number][0]
        if sign == "." and not _ends(tokens, number):
            continue
        if sign != "\n" or first < number:  # an empty line is no sentence
            yield first, number + 1
        first = number + 1
    if first < len(tokens):
        yield first, len(tokens)


def _ends(tokens: Sequence[str], number: int) -> bool:
    if number and tokens[number - 1].lower() in ABBREVIATIONS:
        return False
    return number + 1 == len(tokens) or not tokens[number + 1][0].islower()
