"""A phrase that must not occur, and a text in, where it stands out.

A phrase may have an excuse: words around it that make the same phrase an innocent one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from datagen.plaintext import around

_SENTENCE_END = re.compile(r"[.!?]+[\"')\]]*\s+|\n+")
_MARKS = (". ", "! ", "? ", "\n")  # the same as most sentences end, found by less
QUOTED = 300  # characters of a sentence that a finding gives at most
_LONGEST = 1000  # characters of a sentence that are looked at together
_WORD_EDGE = re.compile(r"\b")
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")
# what Python's patterns take for an ASCII letter where case does not matter
_AS_LETTERS = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})


class Told:
    """A text in which phrases are looked for; `asked` is what it answers, if anything.

    `lower`: the text in lower case, sign by sign.
    """

    def __init__(self, text: str, asked: str = "") -> None:
        self.text = text
        self.lower = folded(text)
        self._asked = asked

    @cached_property
    def _starts(self) -> list[int]:
        """Where its sentences begin. One without an end is cut: no text takes long."""
        starts = [0]
        for begin in [stop.end() for stop in _SENTENCE_END.finditer(self.text)] + [len(self.text)]:
            starts += range(starts[-1] + _LONGEST, begin - _LONGEST, _LONGEST)
            starts.append(begin)
        return starts[:-1] or [0]

    def sentence(self, place: int) -> int:
        """The number of the sentence that a character stands in."""
        return bisect_right(self._starts, place) - 1

    def around(self, number: int) -> str:
        """A sentence, and in the line before it the one before; without their end marks."""
        asked = folded(self._asked[-_LONGEST:]).replace("\n", " ")
        return f"{self._bare(number - 1) if number else asked}\n{self._bare(number)}"

    def _bare(self, number: int) -> str:
        later = self._starts[number + 1 : number + 2]
        end = later[0] if later else len(self.text)
        return _SENTENCE_END.sub("", self.lower[self._starts[number] : end])


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence that some characters of a text stand in, with its end mark."""
    first = max([text.rfind(mark, 0, start) for mark in _MARKS]) + 1
    stop = _SENTENCE_END.search(text, end)
    return quoted(text, (first, stop.end() if stop else len(text)), (start, end))


def quoted(text: str, sentence: tuple[int, int], words: tuple[int, int]) -> str:
    """A sentence; of a long one what is around the words that a finding is about."""
    first, last = around(text, *sentence, *words, QUOTED)
    return text[first:last].strip()


class Phrase(NamedTuple):
    """A pattern, and sets of words of each of which one is in every text that it finds anything in.

    Most texts hold none of the words, and that is told fifty times faster than by the patterns.
    The word 0 stands for every digit. Patterns are of lower case. `at_words`: it begins where a
    word does. `unless` is looked for in two lines: the sentence before, then the sentence of the
    phrase. `\\Z` ends the second.
    """

    words: tuple[frozenset[str], ...]
    pattern: re.Pattern[str]
    at_words: bool = False
    unless: re.Pattern[str] | None = None

    def may_stand(self, words: frozenset[str]) -> bool:
        """Whether it may stand in a text with these words of all that phrases need."""
        return not any(map(words.isdisjoint, self.words))

    def first_in(self, told: Told) -> re.Match[str] | None:
        """Where it stands first without excuse."""
        if self.unless is None:
            return next(self._all_in(told.lower), None)
        excused = -1  # what is excused once is excused throughout its sentence
        for found in self._all_in(told.lower):
            number = told.sentence(found.start())
            if number == excused:
                continue
            if not self.unless.search(told.around(number)):
                return found
            excused = number
        return None

    def _all_in(self, lower: str) -> Iterator[re.Match[str]]:
        found = self.pattern.search(lower)
        while found:
            start, end = found.span()
            if self.at_words and not _WORD_EDGE.match(lower, start):
                end = start + 1
            else:
                yield found
            found = self.pattern.search(lower, end)


def phrase(words: str, pattern: str, unless: str | None = None) -> Phrase:
    """Words of several sets are given as "image picture & provided given".

    A pattern that begins with `\\b` must do so in each of its alternatives. It is cut off, since
    to look for where words begin takes three times as long as to look for the words.
    """
    at_words = pattern.startswith(r"\b")
    return Phrase(
        tuple(frozenset(some.split()) for some in words.split("&")),
        re.compile(_of_lower(pattern.removeprefix(r"\b"))),
        at_words,
        None if unless is None else re.compile(_of_lower(unless)),
    )


def folded(text: str) -> str:
    """A text in lower case, of the same length, in which every sign that may stand for an ASCII
    letter is that letter.
    """
    return text.lower() if text.isascii() else text.translate(_AS_LETTERS).lower()


def _of_lower(pattern: str) -> str:
    return _CAPITAL.sub(lambda found: found[0].lower(), pattern)
