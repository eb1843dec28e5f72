"""A text in, its tokens and sentences out, with their places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from string import ascii_letters
from typing import NamedTuple

from datagen.language.english.words import ABBREVIATIONS

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,]\d+)*|\n|\S")
_ASCII = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|[0-9]+(?:[.,][0-9]+)*|\n|\S")  # the same, faster
_PLAIN_MARKS = {mark: f" {mark} " for mark in ",.?-"}
_PLAIN = "".join([ascii_letters, " '", *_PLAIN_MARKS]).encode()
_ENDS = frozenset(".!?\n")


class Text(NamedTuple):
    """A text, its `tokens`, the same in lower case (`words`), and each of these once.

    Many readers share the lists: none may change them.
    """

    text: str
    tokens: list[str]
    words: list[str]
    vocabulary: frozenset[str]


@lru_cache(maxsize=32)  # all rules of a record ask for the same few
def cut(text: str) -> Text:
    """A text with its words."""
    tokens = tokens_of(text)
    words = lowered(tokens)
    return Text(text, tokens, words, frozenset(words))


def tokens_of(text: str) -> list[str]:
    """Words, numbers, marks and line ends, one by one, as they are written.

    The curly apostrophe counts as the straight one; a possessive stays one word.
    """
    text = text.replace("\u2019", "'")
    if not text.isascii():
        return _TOKEN.findall(text)
    plain = None if text.encode().translate(None, _PLAIN) else _plain_tokens(text)
    return _ASCII.findall(text) if plain is None else plain


def _plain_tokens(text: str) -> list[str] | None:
    """The same, twice as fast, of words and these marks alone. None where "'" is more than "'s"."""
    for mark, spaced in _PLAIN_MARKS.items():
        text = text.replace(mark, spaced)
    if "'" in text and (text.count("'") != text.count("'s ") or " '" in f" {text}"):
        return None
    return text.split()


def lowered(tokens: Sequence[str]) -> list[str]:
    """Tokens in lower case, all at once: no token holds a space."""
    return " ".join(tokens).lower().split(" ") if tokens else []


def spans_of(text: str) -> list[tuple[int, int]]:
    """The characters that each of these tokens takes."""
    return [found.span() for found in _TOKEN.finditer(text.replace("\u2019", "'"))]


def spots(words: Sequence[str], wanted: Set[str]) -> list[int]:
    """Where the wanted words stand."""
    if wanted.isdisjoint(words):  # ten times as fast, and mostly so
        return []
    return [at for at, word in enumerate(words) if word in wanted]


def sentences_of(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first token of each sentence and the one behind its last, which is its end mark.

    A full stop ends a sentence where no small letter follows and no abbreviation precedes.
    """
    first = 0
    for number in [at for at, token in enumerate(tokens) if token in _ENDS]:
        sign = tokens[number]
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
