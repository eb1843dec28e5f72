"""A text in, what it says of objects out: each mention, how surely, how many, in which colours.

Shallow on purpose. Where the rules below cannot tell what a phrase says, the mention is not sure,
and nothing is held against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import TypeAlias

import msgspec

from datagen.language.certainty import evidence, negated, subject_in_general, sure_part
from datagen.language.doubts import doubtful
from datagen.language.english.words import ACRONYMS, LETTERING, NEGATORS
from datagen.language.lexicon import Found, Lexicon, Term
from datagen.language.phrases import Count, Phrase, Phrases
from datagen.language.text import lowered, sentences_of, spans_of, tokens_of

__all__ = ["Count", "Mention", "Reading", "Sentence", "outline", "read"]


_Reads: TypeAlias = "Callable[[list[str], list[str]], Iterator[Sentence]]"  # tokens, words


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


class Sentence(msgspec.Struct, frozen=True, gc=False):
    """Tokens `first` to `last` of a text, and the mentions among them.

    It is sure of what stands before the token `sure_to`, and from `sure_from` on. `general`: what
    it speaks of as such, where it is about a kind of things ("farmers use dogs").
    """

    first: int
    last: int
    question: bool
    sure_to: int
    mentions: tuple[Mention, ...]
    general: str = ""
    sure_from: int = 1_000_000_000

    def is_sure(self, start: int, end: int) -> bool:
        """Whether what stands in these tokens is surely said."""
        return end <= self.sure_to or start >= self.sure_from

    @property
    def unsure(self) -> bool:
        """Whether nothing in it is surely said."""
        return self.sure_to == self.first and self.sure_from >= self.last


class Reading:
    """A text with the words in it, in lower case, and its sentences, read when they are asked for.

    `vocabulary`: each word once.
    """

    def __init__(self, text: str, reads: _Reads) -> None:
        self.text = text
        self._tokens = tokens_of(text)
        self._reads = reads
        self.words = lowered(self._tokens)
        self.vocabulary = frozenset(self.words)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(self._reads(self._tokens, self.words))

    @property
    def denies_nothing(self) -> bool:
        return NEGATORS.isdisjoint(self.vocabulary)

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
    return Reading(text, partial(_sentences, lexicon, affirmed=affirmed, trusted=trusted))


def outline(text: str) -> Reading:
    """A text with its words and sentences, in which no object is looked for."""
    return Reading(text, _bare_sentences)


def _sentences(
    lexicon: Lexicon, tokens: list[str], words: list[str], *, affirmed: bool, trusted: bool
) -> Iterator[Sentence]:
    found = [one for one in lexicon.find(words) if one.term.strict or one.term.stop]
    at = 0
    for first, last in sentences_of(tokens):
        of_sentence = []
        while at < len(found) and found[at].start < last:
            of_sentence.append(found[at])
            at += 1
        if trusted:
            yield _trusted(words, first, last, of_sentence)
        else:
            yield _sentence(lexicon, tokens, words, first, last, of_sentence, affirmed=affirmed)


def _bare_sentences(tokens: list[str], _: list[str]) -> Iterator[Sentence]:
    for first, last in sentences_of(tokens):
        yield Sentence(first, last, False, last, ())


def _sentence(
    lexicon: Lexicon,
    tokens: list[str],
    all_words: list[str],
    first: int,
    last: int,
    found: list[Found],
    *,
    affirmed: bool,
) -> Sentence:
    words = all_words[first:last]
    question = words[-1] == "?" and not affirmed
    if "may" in words and "May" in tokens[first + 1 : last]:
        words = ["" if word == "may" else word for word in words]  # the month
    sure = sure_part(words)
    if not found:
        return Sentence(first, last, question, first + sure, ())
    again = len(words) if question else evidence(words)
    asserts = not question and (sure > 0 or again < len(words))
    negations: list[bool] = negated(words)
    doubts = _doubts(words, again) if asserts else []
    phrases = Phrases(words, first, found)
    mentions = []
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
            or (phrase.material and lexicon.is_alive(one.term))
            or (phrase.generic and phrase.begin == first)
            or (words[here] in _TELEVISION and words[here - 1] == "on")
            or _is_name(tokens, words, first, one, phrase)
        )
        mentions.append(_mention(words, here, one, phrase, asserted, negations[here]))
    told = any(mention.asserted for mention in mentions)
    general = subject_in_general(words[:sure]) if told else ""
    return Sentence(first, last, question, first + sure, tuple(mentions), general, first + again)


def _doubts(words: list[str], again: int) -> list[bool]:
    """A clause that tells what a sentence goes by is doubtful for itself only."""
    if again == len(words):
        return doubtful(words)
    return [*doubtful(words[:again]), *doubtful(words[again:])]


def _trusted(all_words: list[str], first: int, last: int, found: list[Found]) -> Sentence:
    """The same for a sentence that is taken at its word."""
    if not found:
        return Sentence(first, last, False, last, ())
    words = all_words[first:last]
    negations = negated(words)
    phrases = Phrases(words, first, found)
    mentions = []
    for one in found:
        phrase = phrases.phrase(one)
        if phrase is not None:
            here = one.start - first
            mentions.append(_mention(words, here, one, phrase, True, negations[here]))
    return Sentence(first, last, False, last, tuple(mentions))


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
