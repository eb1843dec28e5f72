"""A phrase that must not occur, and a text in, where it stands out.

A phrase may have an excuse: words around it that make the same phrase an innocent one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

_SENTENCE_END = re.compile(r"[.!?]+[\"')\]]*\s+|\n+")
_MARKS = (". ", "! ", "? ", "\n")  # the same as most sentences end, found by less
_LONGEST = 1000  # characters of a sentence that are looked at together


class Told:
    """A text in which phrases are looked for; `asked` is what it answers, if anything."""

    def __init__(self, text: str, asked: str = "") -> None:
        self.text = text
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
        before = self._bare(number - 1) if number else self._asked[-_LONGEST:].replace("\n", " ")
        return f"{before}\n{self._bare(number)}"

    def _bare(self, number: int) -> str:
        later = self._starts[number + 1 : number + 2]
        end = later[0] if later else len(self.text)
        return _SENTENCE_END.sub("", self.text[self._starts[number] : end])


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence that some characters of a text stand in, with its end mark."""
    first = max([text.rfind(mark, 0, start) for mark in _MARKS]) + 1
    stop = _SENTENCE_END.search(text, end)
    return text[first : stop.end() if stop else len(text)].strip()


class Phrase(NamedTuple):
    """A pattern, and words one of which is in every text that it finds anything in.

    Most texts hold none of the words, and that is told fifty times faster than by the patterns.
    The word 0 stands for every digit. `unless` is looked for in two lines: the sentence before,
    then the sentence of the phrase. `\\Z` ends the second.
    """

    words: frozenset[bytes]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    def first_in(self, told: Told) -> re.Match[str] | None:
        """Where it stands first without excuse."""
        if self.unless is None:
            return self.pattern.search(told.text)
        excused = -1  # what is excused once is excused throughout its sentence
        for found in self.pattern.finditer(told.text):
            number = told.sentence(found.start())
            if number == excused:
                continue
            if not self.unless.search(told.around(number)):
                return found
            excused = number
        return None


def phrase(words: str, pattern: str, unless: str | None = None) -> Phrase:
    return Phrase(
        frozenset(words.encode().split()),
        re.compile(pattern, re.IGNORECASE),
        None if unless is None else re.compile(unless, re.IGNORECASE),
    )
