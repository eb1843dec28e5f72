"""A text in, what it says of objects out: each mention, how surely, how many, in which colours.

Shallow on purpose. Where the rules below cannot tell what a phrase says, the mention is not sure,
and nothing is held against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from datagen.language.english.words import (
    AT_LEAST,
    AUXILIARIES,
    CLOSED,
    COLOURS,
    DEFINITE,
    DETERMINERS,
    EXHAUSTIVE,
    GROUPS,
    IMAGE_WORDS,
    LIKENESS,
    LIKENESSES,
    NEGATORS,
    NUMBERS,
    PARTIAL,
    PREPOSITIONS,
    ROUGH,
    SEEING,
    SEEMS,
    SEEN,
    TENS,
    UNREAL,
    UNSURE,
    VERB_FORMS,
    word_set,
)
from datagen.language.lexicon import Found, Lexicon, Term
from datagen.language.text import Token, sentences_of, tokens_of

_BREAKS = frozenset(",;:()\u2013\u2014\n") | {"but", "while", "whereas", "although", "though"}
_MOST_ADJECTIVES = 4


class Count(NamedTuple):
    """How many: `number` at least, or exactly; `rough`: about so many."""

    number: int
    exact: bool
    rough: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens `first` to `last` of a text, and the mentions among them."""

    first: int
    last: int
    question: bool
    unsure: bool
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its tokens and its sentences."""

    text: str
    tokens: list[Token]
    sentences: tuple[Sentence, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Characters that the tokens `start` to `end` take."""
        return self.tokens[start].start, self.tokens[max(start, end - 1)].end

    def words(self, start: int, end: int) -> str:
        begin, stop = self.span(start, end)
        return self.text[begin:stop]

    def sentence_text(self, sentence: Sentence) -> str:
        return self.words(sentence.first, sentence.last).strip()


def read(text: str, lexicon: Lexicon) -> Reading:
    """What a text says of objects."""
    tokens = tokens_of(text)
    found = list(lexicon.find(tokens))
    sentences = []
    at = 0
    for first, last in sentences_of(tokens, text):
        of_sentence = []
        while at < len(found) and found[at].start < last:
            of_sentence.append(found[at])
            at += 1
        sentences.append(_sentence(tokens, first, last, of_sentence))
    return Reading(text, tokens, tuple(sentences))


def _sentence(tokens: list[Token], first: int, last: int, found: list[Found]) -> Sentence:
    words = [token.word for token in tokens[first:last]]
    question = bool(words) and words[-1] == "?"
    unsure = not UNSURE.isdisjoint(words) or _seems(words)
    if not found:
        return Sentence(first, last, question, unsure, ())
    doubtful = _doubtful(words)
    negated = _negated(words)
    reader = _Phrases(tokens, first, last, found)
    mentions = []
    for one in found:
        if not (one.term.strict or one.term.loose):
            continue
        here = one.start - first
        phrase = reader.phrase(one)
        if phrase is None:
            continue
        asserted = not (question or unsure or doubtful[here] or negated[here] or phrase.unreal)
        if asserted and phrase.begin == first and phrase.generic:
            asserted = False
        mentions.append(
            Mention(
                term=one.term,
                word=" ".join(words[here : one.end - first]).removesuffix("'s"),
                begin=phrase.begin,
                start=one.start,
                end=one.end,
                asserted=asserted,
                negated=negated[here],
                definite=phrase.definite,
                plural=one.term.plural,
                possessive=one.possessive,
                count=phrase.count,
                partial=phrase.partial,
                exhaustive=phrase.exhaustive,
                adjectives=phrase.adjectives,
            )
        )
    return Sentence(first, last, question, unsure, tuple(mentions))


def _seems(words: list[str]) -> bool:
    """Whether something seems to be so, or may be.

    "Appears above" tells a place, and "can be seen" that it is there: both are sure.
    """
    return any(
        (word in SEEMS and following not in PREPOSITIONS - {"to", "like", "as"})
        or (word in ("can", "could") and following not in SEEING | {"be"})
        or (word == "be" and before in ("can", "could") and following not in SEEN)
        for before, word, following in zip(("", *words), words, (*words[1:], ""), strict=False)
    )


def _negated(words: list[str]) -> list[bool]:
    """Which words stand behind a negation, up to the next break. "No doubt" negates nothing."""
    inside, marks = False, []
    for word, following in zip(words, (*words[1:], ""), strict=True):
        if word in _BREAKS:
            inside = False
        elif word in NEGATORS:
            inside = following not in ("doubt", "question")
        marks.append(inside)
    return marks


_FINITE_TO = word_set(
    "next close due similar adjacent thanks near attached tied connected leading leads led "
    "belonging according prior up down over closer nearest closest parallel opposite addition "
    "contrast comparison beside hooked chained strapped secured fixed mounted moored anchored "
    "hitched fastened relation linked clinging standing sitting talking listening pointing"
)
_NOT_VERBS = (
    DETERMINERS
    | PREPOSITIONS
    | frozenset(NUMBERS)
    | word_set("left right top bottom front back side it them him us me you people each one what")
)


def _doubtful(words: list[str]) -> list[bool]:
    """Which words are part of a purpose, a likeness or a choice: "to eat it", "like a dog"."""
    inside, marks = False, []
    for number, word in enumerate(words):
        following = words[number + 1] if number + 1 < len(words) else "."
        if word in _BREAKS or word in ("and", "which", "who"):
            inside = inside and word == "and"
        elif word == "to":
            before = words[number - 1] if number else ""
            if before not in _FINITE_TO and following not in _NOT_VERBS and following.isalpha():
                inside = True
        elif (
            word in LIKENESS
            or (word == "for" and following.endswith("ing"))
            or (word == "such" and following == "as")
            or word == "or"
        ):
            inside = True
        marks.append(inside)
    for number, word in enumerate(words):  # a choice: what stands before "or" is not sure either
        if word == "or":
            for back in range(number - 1, max(-1, number - 6), -1):
                if words[back] in _BREAKS or words[back] in AUXILIARIES:
                    break
                marks[back] = True
    return marks


@dataclass(frozen=True, slots=True)
class _Phrase:
    begin: int
    definite: bool
    count: Count | None
    partial: bool
    exhaustive: bool
    adjectives: tuple[str, ...]
    unreal: bool
    generic: bool


@dataclass(frozen=True, slots=True)
class _Of:
    """What "... of" makes of a phrase; the words before it begin behind `at`."""

    at: int
    count: Count | None
    unreal: bool = False
    partial: bool = False
    measure: bool = False


class _Phrases:
    """Reads the noun phrases of a sentence around the object words in it."""

    def __init__(self, tokens: list[Token], first: int, last: int, found: list[Found]) -> None:
        self._words = [token.word for token in tokens]
        self._first = first
        self._last = last
        self._taken = {number for one in found for number in range(one.start, one.end)}

    def phrase(self, one: Found) -> _Phrase | None:
        """None where the word only describes another noun, as in "dog bed"."""
        if not self._is_head(one):
            return None
        at, adjectives = self._adjectives(one.start - 1)
        unreal = not UNREAL.isdisjoint(adjectives)
        count: Count | None = None
        partial = not PARTIAL.isdisjoint(adjectives)
        exhaustive = False
        definite = False
        bare = True
        number = self._number(at)
        if number is not None:
            count, at = number
            bare = False
        if self._word(at) in DETERMINERS:
            definite = self._word(at) in DEFINITE
            partial = partial or self._word(at) in ("another", "some")
            bare = False
            if self._word(at) == "both" and count is None:
                count = Count(2, exact=True)
            at -= 1
        if self._word(at) in EXHAUSTIVE or self._word(at) == "single":
            exhaustive = True
            at -= 1
        if self._word(at) in ("all", "both") and count is None:
            bare = False
            at -= 1
        if count and (self._word(at) in ROUGH or self._word(at - 1) in ("least", "up", "more")):
            count = count._replace(exact=False, rough=True)
            at -= 1
        if self._word(at) == "of":
            before = self._of(at, count)
            at, unreal, partial = before.at, unreal or before.unreal, partial or before.partial
            count = before.count if before.count is not None or before.measure else count
            bare = bare and not before.measure
        if "single" in adjectives and count is None and not one.term.plural:
            count, exhaustive = Count(1, exact=True), True
        partial = partial or self._word(one.end) in ("of",) or self._is_one_of(at)
        return _Phrase(
            begin=at + 1,
            definite=definite,
            count=count,
            partial=partial,
            exhaustive=exhaustive,
            adjectives=adjectives,
            unreal=unreal,
            generic=bare and one.term.plural and self._is_generic(one.end),
        )

    def _word(self, at: int) -> str:
        return self._words[at] if self._first <= at < self._last else ""

    def _is_head(self, one: Found) -> bool:
        following = self._word(one.end)
        if following == "-" or (self._word(one.start - 1) == "-" and self._glued(one.start)):
            return False
        if one.possessive or one.term.plural or not following or following in CLOSED:
            return True
        if following in VERB_FORMS or following in NUMBERS or following in IMAGE_WORDS:
            return following not in IMAGE_WORDS
        return following.endswith(("ing", "ed", "ly")) or not following[0].isalpha()

    def _glued(self, start: int) -> bool:
        """Whether a hyphen joins a word to the one before it, as in "non-dog"."""
        return self._word(start - 2) in ("non", "anti", "sub", "pseudo", "half", "semi", "ex")

    def _adjectives(self, at: int) -> tuple[int, tuple[str, ...]]:
        """The words that describe a noun, and the place before them."""
        adjectives: list[str] = []
        steps = 0
        while steps < _MOST_ADJECTIVES:
            word = self._word(at)
            if word in (",", "and", "-"):
                before = self._word(at - 1)
                if not (adjectives and (before in COLOURS or (word == "-" and before.isalpha()))):
                    break
            elif (
                not word
                or not word[0].isalpha()
                or word in NUMBERS
                or word in TENS
                or word in AT_LEAST
                or (word in CLOSED and word not in ("other", "open"))
                or at in self._taken
                or word in EXHAUSTIVE
                or word in VERB_FORMS
                or word.endswith("'s")
                or (word.endswith("ing") and not self._opens(at - 1))
            ):
                break
            else:
                adjectives.append(word)
            at -= 1
            steps += 1
        return at, tuple(adjectives)

    def _opens(self, at: int) -> bool:
        """Whether a determiner or a number stands here, so that a verb behind it describes."""
        word = self._word(at)
        return word in DETERMINERS or word in NUMBERS or word in AT_LEAST or word.isdigit()

    def _number(self, at: int) -> tuple[Count, int] | None:
        word = self._word(at)
        if word.isdigit():
            return (Count(int(word), exact=True), at - 1) if len(word) <= 4 else None
        if word in NUMBERS:
            tens = self._word(at - 1 - (self._word(at - 1) == "-"))
            if tens in TENS:
                return Count(TENS[tens] + NUMBERS[word], exact=True), at - (
                    3 if self._word(at - 1) == "-" else 2
                )
            return Count(NUMBERS[word], exact=True), at - 1
        if word in TENS:
            return Count(TENS[word], exact=True), at - 1
        if word in AT_LEAST:
            back = at - 1
            if word == "few" and self._word(back) == "a":
                back -= 1
            return Count(AT_LEAST[word], exact=False), back
        if word == "dozen":
            return Count(12, exact=False), at - 1
        return None

    def _of(self, at: int, count: Count | None) -> _Of:
        """What "… of" before a phrase makes of it: a group, a likeness, a part, a portion."""
        noun = at - 1
        word = self._word(noun)
        if word in GROUPS:
            number, exact = GROUPS[word]
            back, _described = self._adjectives(noun - 1)
            many = self._number(back)
            if many is not None:  # "two pairs of"
                return _Of(many[1], Count(many[0].number, exact=False), False, False, True)
            back -= self._word(back) in DETERMINERS
            return _Of(back, Count(number, exact=exact), False, False, True)
        if word in LIKENESSES or word in IMAGE_WORDS:
            opening = noun - self._first <= 4 and word in IMAGE_WORDS
            return _Of(at, count, not opening, False, False)
        if word in NUMBERS or word in AT_LEAST or word in ("one", "some", "most", "each", "both"):
            of_them = self._number(noun)
            return _Of(noun - 1, of_them[0] if of_them else None, False, True, True)
        back, _ = self._adjectives(noun - 1)
        portion = self._number(back) is not None or word.endswith("s")
        return _Of(at, None if portion else count, False, False, portion)

    def _is_one_of(self, at: int) -> bool:
        return self._word(at) == "of" and self._word(at - 1) in ("one", "some", "two", "each")

    def _is_generic(self, at: int) -> bool:
        """Whether "dogs …" speaks of dogs in general: no verb form says what they do here."""
        word, following = self._word(at), self._word(at + 1)
        if word in ("are", "were") or word in ("is", "was"):
            return not (following.endswith("ing") or following in _PLACED)
        return not (word in PREPOSITIONS or word.endswith("ing") or word in _PLACED)


_PLACED = word_set(
    "parked seated lined scattered placed arranged lying gathered visible present standing "
    "sitting located positioned spread stacked displayed in on at near along around next both all "
    "also hanging"
)

__all__ = ["Count", "Mention", "Reading", "Sentence", "read"]
