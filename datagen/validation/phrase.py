"""A phrase that must not occur, and a text in, where it stands out.

A phrase may have an excuse: words around it that make the same phrase an innocent one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SENTENCE_END = re.compile(r"[.!?]+[\"')\]]*\s+|\n+")


class Phrase(NamedTuple):
    """A pattern, and words one of which is in every text that it finds anything in.

    Most texts hold none of the words, and that is told fifty times faster than by the patterns.
    The word 0 stands for every digit. `unless` is looked for in two lines: the sentence before,
    then the sentence of the phrase. `\\Z` ends the second.
    """

    words: frozenset[bytes]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    def first_in(self, text: str, asked: str = "") -> re.Match[str] | None:
        """Where it stands first without excuse. `asked` is what the text answers, if anything."""
        if self.unless is None:
            return self.pattern.search(text)
        for found in self.pattern.finditer(text):
            if not self.unless.search(_around(found, text, asked)):
                return found
        return None


def phrase(words: str, pattern: str, unless: str | None = None) -> Phrase:
    return Phrase(
        frozenset(words.encode().split()),
        re.compile(pattern, re.IGNORECASE),
        None if unless is None else re.compile(unless, re.IGNORECASE),
    )


def _around(found: re.Match[str], text: str, asked: str) -> str:
    before, start, end = asked.replace("\n", " "), 0, len(text)
    for stop in _SENTENCE_END.finditer(text):
        if stop.start() >= found.end():
            end = stop.start()
            break
        if stop.end() <= found.start():
            before, start = text[start : stop.start()], stop.end()
    return f"{before}\n{text[start:end]}"
