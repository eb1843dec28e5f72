"""A text in, what it says of objects out: each mention, how surely, how many, in which colours.

Shallow on purpose. Where the rules below cannot tell what a phrase says, the mention is not sure,
and nothing is held against it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence, Set
from functools import cached_property

import msgspec

from datagen.language.certainty import evidence, negated, subject_in_general, sure_part
from datagen.language.doubts import doubtful
from datagen.language.english.words import ACRONYMS, LETTERING, NEGATORS
from datagen.language.lexicon import Found, Lexicon, Term
from datagen.language.phrases import Count, Phrase, Phrases
from datagen.language.text import cut, sentences_of, spans_of, spots

__all__ = ["Count", "Mention", "Reading", "Sentence", "outline", "read"]


class Mention(msgspec.Struct, frozen=True, gc=False):
    """An object word that is the head of its phrase.

    Tokens `start` to `end`, the phrase begins at `begin` (with its number and adjectives).
    `asserted`: the sentence flatly says that the object is there. `negated`: it says that none is.
    `partial`: the count is of a part, as in "two of the dogs". `exhaustive`: it is of all of them,
    as in "only one dog".
    """

    term: Term
    word: str
    begin: int
    start: int
    end: int
    asserted: bool
    negated: bool
    definite: bool
    plural: bool
    possessive: bool
    count: Count | None
    partial: bool
    exhaustive: bool
    adjectives: tuple[str, ...]

    @property
    def categories(self) -> frozenset[str]:
        return self.term.strict

    @property
    def names(self) -> frozenset[str]:
        """The categories that it may be a name of, also by a word with other senses."""
        if self.term.strict or self.begin == self.start:  # a bare "set" or "stands" is a verb
            return self.term.strict
        return self.term.stop


class _Source(msgspec.Struct, frozen=True, gc=False):
    """A text, cut into words, and how it is to be read, see `read`."""

    tokens: list[str]
    words: list[str]
    lexicon: Lexicon
    affirmed: bool
    trusted: bool


class _Said(msgspec.Struct, frozen=True, gc=False):
    """What a sentence says, see `Sentence`."""

    sure_to: int
    mentions: tuple[Mention, ...] = ()
    general: str = ""
    sure_from: int = 1_000_000_000


class Sentence:
    """Tokens `first` to `last` of a text; `terms` are the object words among them.

    The rest is read when it is asked for: most sentences are asked for nothing more.
    """

    __slots__ = ("_known", "_source", "first", "last", "question", "terms")

    def __init__(self, source: _Source, first: int, last: int, terms: Sequence[Found]) -> None:
        self.first = first
        self.last = last
        self.terms = terms
        self.question = source.words[last - 1] == "?" and not (source.affirmed or source.trusted)
        self._source = source
        self._known: _Said | None = None

    def spots(self, wanted: Set[str]) -> list[int]:
        """Where in the text the wanted words stand that are in it."""
        first = self.first
        return [first + at for at in spots(self._source.words[first : self.last], wanted)]

    @property
    def _said(self) -> _Said:
        if self._known is None:
            self._known = _said(self._source, self)
        return self._known

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return self._said.mentions

    @property
    def sure_to(self) -> int:
        """It is sure of what stands before this token."""
        return self._said.sure_to

    @property
    def sure_from(self) -> int:
        """It is sure of what stands from this token on."""
        return self._said.sure_from

    @property
    def general(self) -> str:
        """What it speaks of as such, where it is about a kind of things ("farmers use dogs")."""
        return self._said.general

    def is_sure(self, start: int, end: int) -> bool:
        """Whether what stands in these tokens is surely said."""
        said = self._said
        return end <= said.sure_to or start >= said.sure_from

    @property
    def unsure(self) -> bool:
        """Whether nothing in it is surely said."""
        said = self._said
        return said.sure_to == self.first and said.sure_from >= self.last


class Reading:
    """A text with the words in it, in lower case, and its sentences.

    `vocabulary`: each word once.
    """

    def __init__(
        self, text: str, lexicon: Lexicon, *, affirmed: bool = False, trusted: bool = False
    ) -> None:
        self.text, tokens, self.words, self.vocabulary = cut(text)
        self._source = _Source(tokens, self.words, lexicon, affirmed, trusted)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        source = self._source
        found = [one for one in source.lexicon.find(self.words) if one.term.strict or one.term.stop]
        starts = [one.start for one in found]
        sentences = []
        begin = 0
        for first, last in sentences_of(source.tokens):
            end = bisect_left(starts, last, begin)
            sentences.append(Sentence(source, first, last, found[begin:end]))
            begin = end
        return tuple(sentences)

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return spans_of(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Characters that the tokens `start` to `end` take."""
        return self._spans[start][0], self._spans[max(start, end - 1)][1]

    def sentence_text(self, sentence: Sentence) -> str:
        begin, stop = self.span(sentence.first, sentence.last)
        return self.text[begin:stop].strip()


def read(text: str, lexicon: Lexicon, *, affirmed: bool = False, trusted: bool = False) -> Reading:
    """What a text says of objects.

    `affirmed`: its questions were answered with yes. `trusted`: it is taken at its word, so how
    surely it says anything is not looked at.
    """
    return Reading(text, lexicon, affirmed=affirmed, trusted=trusted)


def may_deny(words: Collection[str]) -> bool:
    """Whether a phrase of these words may be negated."""
    return not NEGATORS.isdisjoint(words)


def outline(text: str) -> Reading:
    """A text with its words and sentences, in which no object is looked for."""
    return Reading(text, _NO_LEXICON, trusted=True)


_NO_LEXICON = Lexicon(())


def _said(source: _Source, sentence: Sentence) -> _Said:
    if source.trusted:
        return _Said(sentence.last, _trusted(source, sentence))
    tokens, first, last, found = source.tokens, sentence.first, sentence.last, sentence.terms
    words = source.words[first:last]
    if "may" in words and "May" in tokens[first + 1 : last]:
        words = ["" if word == "may" else word for word in words]  # the month
    sure = sure_part(words)
    if not found:
        return _Said(first + sure)
    again = len(words) if sentence.question else evidence(words)
    asserts = not sentence.question and (sure > 0 or again < len(words))
    negations: list[bool] = negated(words)
    doubts = _doubts(words, again, found[-1].end - first) if asserts else []
    phrases = Phrases(words, first, found)
    mentions, told = [], False
    for one in found:
        phrase = phrases.phrase(one)
        if phrase is None:
            continue
        here = one.start - first
        asserted = asserts and not (
            sure <= here < again
            or negations[here]
            or doubts[here]
            or phrase.unreal
            or (phrase.material and source.lexicon.is_alive(one.term))
            or (phrase.generic and phrase.begin == first)
            or (words[here] in _TELEVISION and words[here - 1] == "on")
            or _is_name(tokens, words, first, one, phrase)
        )
        told = told or asserted
        mentions.append(_mention(words, here, one, phrase, asserted, negations[here]))
    general = subject_in_general(words[:sure]) if told else ""
    return _Said(first + sure, tuple(mentions), general, first + again)


def _doubts(words: list[str], again: int, end: int) -> list[bool]:
    """A clause that tells what a sentence goes by is doubtful for itself only."""
    if again == len(words):
        return doubtful(words, end)
    return [*doubtful(words[:again], min(again, end)), *doubtful(words[again:], end - again)]


def _trusted(source: _Source, sentence: Sentence) -> tuple[Mention, ...]:
    """What a sentence speaks of that is taken at its word."""
    first, found = sentence.first, sentence.terms
    if not found:
        return ()
    words = source.words[first : sentence.last]
    negations = negated(words)
    phrases = Phrases(words, first, found)
    mentions = []
    for one in found:
        phrase = phrases.phrase(one)
        if phrase is not None:
            here = one.start - first
            mentions.append(_mention(words, here, one, phrase, True, negations[here]))
    return tuple(mentions)


def _mention(
    words: list[str], here: int, one: Found, phrase: Phrase, surely: bool, denied: bool
) -> Mention:
    length = one.end - one.start
    name = words[here] if length == 1 else _joined(words[here : here + length])
    several = phrase.count is not None and phrase.count.number > 1
    return Mention(
        term=one.term,
        word=name.removesuffix("'s"),
        begin=phrase.begin,
        start=one.start,
        end=one.end,
        asserted=surely,
        negated=denied,
        definite=phrase.definite,
        plural=one.term.plural or several,
        possessive=one.possessive,
        count=phrase.count,
        partial=phrase.partial,
        exhaustive=phrase.exhaustive,
        adjectives=phrase.adjectives,
    )


def _joined(words: list[str]) -> str:
    """ "stop sign", also where a hyphen joins its words."""
    return " ".join(words).replace(" - ", " ")


def _is_name(tokens: list[str], words: list[str], first: int, one: Found, phrase: Phrase) -> bool:
    """Whether a word is quoted, or written like a name in the middle of a sentence.

    "A German shepherd" is none.
    """
    before = tokens[one.start - 1] if one.start > first else ""
    if before in _QUOTES:
        return True
    if tokens[one.end - 1][0].islower() or words[phrase.begin - first] in _ANY:
        return False
    word = tokens[one.start]
    return (
        word[0].isupper()
        and (before.isalnum() or before == ",")
        and words[one.start - first] not in ACRONYMS
        and (not word[:3].isupper() or _is_lettered(words, one.start - first))
    )


def _is_lettered(words: list[str], at: int) -> bool:
    """Whether the words around speak of what is written."""
    return not LETTERING.isdisjoint(words[max(0, at - _AROUND) : at + _AROUND])


_AROUND = 30  # words


_TELEVISION = frozenset(("tv", "television"))  # what is on it is not there
_ANY = frozenset(("a", "an", "another", "his", "her", "their"))
_QUOTES = frozenset(('"', "\u201c", "\u2018"))
