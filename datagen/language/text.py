"""A text in, its tokens and sentences out, with their places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from datagen.language.english.words import ABBREVIATIONS

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*|\n+|[^\s]")
_ENDS = frozenset(".!?\n")


class Token(NamedTuple):
    """A word in lower case, a number, a mark or a line end; characters `start` to `end`."""

    word: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The curly apostrophe counts as the straight one; a possessive stays one word."""
    plain = text.replace("\u2019", "'")
    lower = plain.lower()
    if len(lower) != len(plain):  # a letter whose lower case is two: places must stay
        lower = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in plain)
    return [Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(lower)]


def sentences_of(tokens: list[Token], text: str) -> Iterator[tuple[int, int]]:
    """The first token of each sentence and the one behind its last, which is its end mark.

    A full stop ends a sentence where no small letter follows and no abbreviation precedes.
    """
    first = 0
    for number, token in enumerate(tokens):
        sign = token.word[0]
        if sign not in _ENDS:
            continue
        if sign == "." and not _ends(tokens, number, text):
            continue
        yield first, number + 1
        first = number + 1
    if first < len(tokens):
        yield first, len(tokens)


def _ends(tokens: list[Token], number: int, text: str) -> bool:
    if number and tokens[number - 1].word in ABBREVIATIONS:
        return False
    following = tokens[number + 1] if number + 1 < len(tokens) else None
    return following is None or not text[following.start].islower()
