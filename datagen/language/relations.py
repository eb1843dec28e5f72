"""A sentence in, which things it puts beside, above or in comparison to which out.

"A is to the left of B", "left of B sits an A", "A is larger than B". Everything is as the viewer
sees it: "to the man's left" is not, and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from datagen.language.english.words import (
    AUXILIARIES,
    BE_AT,
    CLOSED,
    IMAGE_WORDS,
    VERB_FORMS,
    word_set,
)
from datagen.language.grammar import Mention, Reading, Sentence

RelationName: TypeAlias = Literal[
    "left of", "right of", "above", "below", "on top of", "under", "larger than", "smaller than"
]

SIDE_WORDS = word_set("side part half edge end portion section area third corner hand")
BREAKS = frozenset(",;:()\u2013\u2014") | {"while", "whereas", "but", "with", "and"}
_TO = word_set("to on at in toward towards from by near")
_DEGREES = word_set(
    "far immediate just slightly directly right further farther immediately close closer lower "
    "upper very extreme top bottom positioned"
)
_ANIMATE = word_set("person bird cat dog horse sheep cow elephant bear zebra giraffe") | {
    "teddy bear"
}
_NO_NOUNS = word_set("left right side directly image")
_SPACE = word_set("up space area occupies")


@dataclass(frozen=True, slots=True)
class Relation:
    """`subjects`: what it may be said of; where there are several, it is not clear of which.

    `in_image`: sizes as they look in the image, not real ones. Tokens `start` to `end`.
    """

    name: RelationName
    subjects: tuple[Mention, ...]
    other: Mention
    start: int
    end: int
    in_image: bool = False


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A relation in words; `target`: where the other thing stands."""

    name: RelationName
    start: int
    end: int
    target: int
    in_image: bool = False


def relations(reading: Reading, sentence: Sentence) -> Iterator[Relation]:
    """What a sentence relates. Where it is not clear of what it speaks, nothing."""
    words = [token.word for token in reading.tokens]
    for phrase in _phrases(words, sentence):
        other = _mention_at(sentence, phrase.target)
        if other is None or other.negated:
            continue
        subjects = _subjects(words, sentence, phrase, other)
        if subjects and not any(subject.negated for subject in subjects):
            yield Relation(phrase.name, subjects, other, phrase.start, phrase.end, phrase.in_image)
    if contrast := _contrast(words, sentence):
        yield contrast


def _mention_at(sentence: Sentence, at: int) -> Mention | None:
    """The mention whose phrase begins at a token."""
    for mention in sentence.mentions:
        if mention.begin <= at < mention.end and mention.categories:
            return mention
    return None


_VERTICAL: dict[str, RelationName] = {"above": "above", "below": "below"}


def _phrases(words: list[str], sentence: Sentence) -> Iterator[_Phrase]:
    yield from _comparisons(words, sentence)
    for at in range(sentence.first, sentence.last):
        word = words[at]
        if word in ("left", "right"):
            side: RelationName = "left of" if word == "left" else "right of"
            found = _of_phrase(words, at, sentence, side) or _possessed(words, at, sentence, side)
            if found:
                yield found
        elif word in ("above", "below", "beneath", "underneath", "under"):
            name = _VERTICAL.get(word, "under")
            start = at - 1 if words[at - 1 : at] == ["directly"] else at
            yield _Phrase(name, start, at + 1, noun_at(words, at + 1, sentence.last))
        elif word == "top" and words[at - 1 : at] == ["on"] and words[at + 1 : at + 2] == ["of"]:
            yield _Phrase("on top of", at - 1, at + 2, noun_at(words, at + 2, sentence.last))
        elif word in ("higher", "lower"):
            than = at + 1
            while than < sentence.last and words[than] in IMAGE_WORDS | {"in", "the", "up", "down"}:
                than += 1
            if words[than : than + 1] == ["than"]:
                name = "above" if word == "higher" else "below"
                yield _Phrase(name, at, than + 1, noun_at(words, than + 1, sentence.last))


def noun_at(words: list[str], at: int, last: int) -> int:
    """The place of the next noun phrase, behind its determiner."""
    while at < last and words[at] in ("the", "a", "an", "this", "that", "its", "his", "her"):
        at += 1
    return at


def _of_phrase(words: list[str], at: int, sentence: Sentence, name: RelationName) -> _Phrase | None:
    """ "to the left of X", "on the right-hand side of X", "left of X"."""
    end = at + 1
    while end < sentence.last and (words[end] in SIDE_WORDS or words[end] == "-"):
        end += 1
    if words[end : end + 1] != ["of"] or "corner" in words[at:end]:
        return None
    target = noun_at(words, end + 1, sentence.last)
    start = at
    while start > sentence.first and (
        words[start - 1] in _DEGREES or words[start - 1] in ("the", "-") or words[start - 1] in _TO
    ):
        start -= 1
        if words[start] in _TO:
            break
    return _Phrase(name, start, end + 1, target)


def _possessed(words: list[str], at: int, sentence: Sentence, name: RelationName) -> _Phrase | None:
    """ "to the laptop's left"."""
    for mention in sentence.mentions:
        if mention.end == at and mention.possessive and not mention.categories & _ANIMATE:
            start = mention.begin
            if start > sentence.first and words[start - 1] in _TO:
                return _Phrase(name, start - 1, at + 1, mention.start)
    return None


def _comparisons(words: list[str], sentence: Sentence) -> Iterator[_Phrase]:
    """ "larger than X in the image", "takes up more of the image than X"."""
    of_sentence = words[sentence.first : sentence.last]
    for at in range(sentence.first, sentence.last):
        if words[at] != "than":
            continue
        before = words[max(sentence.first, at - 8) : at]
        shown = not IMAGE_WORDS.isdisjoint(of_sentence)
        takes = not _SPACE.isdisjoint(before)
        name: RelationName
        if {"larger", "bigger"} & set(before) or (takes and "more" in before):
            name = "larger than"
        elif "smaller" in before or (takes and "less" in before):
            name = "smaller than"
        else:
            continue
        start = max(sentence.first, at - 1)
        yield _Phrase(name, start, at + 1, noun_at(words, at + 1, sentence.last), shown or takes)


def _subjects(
    words: list[str], sentence: Sentence, phrase: _Phrase, other: Mention
) -> tuple[Mention, ...]:
    """What a relation may be said of: all of these must be in the wrong place to contradict it."""
    begin = phrase.start
    while begin > sentence.first and words[begin - 1] not in BREAKS:
        begin -= 1
    before = [
        m for m in sentence.mentions if begin <= m.start and m.end <= phrase.start and m.categories
    ]
    if begin > sentence.first and words[begin - 1] in ("with", "and") and not before:
        return ()
    if before:
        return _subject_before(words, phrase, before)
    if any(is_noun(words[at]) for at in range(begin, phrase.start)):
        return ()
    if begin > sentence.first and words[begin - 1] == ",":
        return ()
    return _subject_behind(words, sentence, other)


def _subject_before(
    words: list[str], phrase: _Phrase, before: list[Mention]
) -> tuple[Mention, ...]:
    last = before[-1]
    gap = words[last.end : phrase.start]
    if not gap:
        return tuple(before) if len(before) > 1 else (last,)
    if all(word in BE_AT or word in AUXILIARIES or word in CLOSED for word in gap):
        return tuple(before)
    return ()


def _subject_behind(words: list[str], sentence: Sentence, other: Mention) -> tuple[Mention, ...]:
    """ "To the left of X, there is a Y", "Left of X sits a Y"."""
    at = other.end
    while at < sentence.last and (
        words[at] in (",", "there", "we", "you", "can", "one", "see", "find", "also")
        or words[at] in BE_AT
        or words[at] in AUXILIARIES
        or words[at] in VERB_FORMS
        or words[at] in ("a", "an", "the")
    ):
        at += 1
    behind = [m for m in sentence.mentions if m.begin >= other.end and m.categories]
    if behind and behind[0].begin <= at < behind[0].end:
        return (behind[0],)
    if behind and behind[0].adjectives and behind[0].begin <= at <= behind[0].start:
        return (behind[0],)
    return ()


def is_noun(word: str) -> bool:
    return (
        word[0].isalpha()
        and word not in CLOSED
        and word not in VERB_FORMS
        and word not in BE_AT
        and word not in _DEGREES
        and word not in _NO_NOUNS
    )


def _contrast(words: list[str], sentence: Sentence) -> Relation | None:
    """ "A is on the left, while B is on the right": A is left of B."""
    sides = [
        at
        for at in range(sentence.first, sentence.last)
        if words[at] in ("left", "right") and not _names_another(words, at, sentence)
    ]
    if len(sides) != 2 or words[sides[0]] == words[sides[1]]:
        return None
    first = _only_between(sentence, sentence.first, sides[0])
    second = _only_between(sentence, sides[0] + 1, sides[1])
    if first is None or second is None:
        return None
    name: RelationName = "left of" if words[sides[0]] == "left" else "right of"
    return Relation(name, (first,), second, first.begin, sides[1] + 1)


def _only_between(sentence: Sentence, first: int, last: int) -> Mention | None:
    """The one mention in a stretch; None where there is none, or more."""
    inside = [m for m in sentence.mentions if first <= m.start and m.end <= last and m.categories]
    return inside[0] if len(inside) == 1 and not inside[0].negated else None


def _names_another(words: list[str], at: int, sentence: Sentence) -> bool:
    """Whether a side is said of some thing, not of the image."""
    end = at + 1
    while end < sentence.last and (words[end] in SIDE_WORDS or words[end] == "-"):
        end += 1
    if words[end : end + 1] != ["of"]:
        return words[at - 1 : at] != ["the"] and words[at - 1 : at] != ["far"]
    return words[noun_at(words, end + 1, sentence.last)] not in IMAGE_WORDS
