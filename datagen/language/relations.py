"""A sentence in, which things it puts beside, above or in comparison to which out.

"A is to the left of B", "left of B sits an A", "A is larger than B". Everything is as the viewer
sees it: "to the man's left" is not, and is left alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from datagen.language.attachment import (
    SIDE_WORDS,
    Stretch,
    completes,
    is_seen_by_another,
    noun_at,
    referent,
    subjects_of,
)
from datagen.language.english.words import IMAGE_WORDS, word_set
from datagen.language.grammar import Mention, Reading, Sentence

RelationName: TypeAlias = Literal[
    "left of", "right of", "above", "below", "on top of", "under", "larger than", "smaller than"
]

_TO = word_set("to on at in toward towards from by near")
_DEGREES = word_set(
    "far immediate just slightly directly right further farther immediately close closer lower "
    "upper very extreme top bottom well some way"
)
_MOST_DEGREES = 6
_ANIMATE = word_set("person bird cat dog horse sheep cow elephant bear zebra giraffe")
_SPACE = word_set("up space area occupies")
RELATION_WORDS = word_set("left right above below beneath underneath under top higher lower than")
_THAN = frozenset(["than"])
_SIDES = frozenset(["left", "right"])
_VERTICAL: dict[str, RelationName] = {"above": "above", "below": "below"}


class Relation(msgspec.Struct, frozen=True, gc=False):
    """`subject` stands so to `other`. Where the sentence may mean another, it is in `or_else`.

    `in_image`: sizes as they look in the image, not real ones. Tokens `start` to `end`.
    """

    name: RelationName
    subject: Mention
    other: Mention
    start: int
    end: int
    or_else: tuple[Mention, ...] = ()
    in_image: bool = False


class _Phrase(msgspec.Struct, frozen=True, gc=False):
    """A relation in words. `target`: where the other thing stands, behind the phrase.

    `owned`: the phrase is of the form "to its left", and the other thing stands before it.
    """

    name: RelationName
    start: int
    end: int
    target: int
    owned: bool = False
    in_image: bool = False


def relations(reading: Reading, number: int, subject: Mention | None = None) -> Iterator[Relation]:
    """What a sentence, by its number, relates. Where it is not clear of what it speaks, nothing.

    `subject` is what it speaks of where it does not name it: an answer's, or a question's.
    """
    sentence = reading.sentences[number]
    words = reading.words
    if RELATION_WORDS.isdisjoint(reading.vocabulary):
        return
    if RELATION_WORDS.isdisjoint(words[sentence.first : sentence.last]):
        return
    if is_seen_by_another(reading, sentence.first, sentence.last):
        return
    for phrase in _phrases(words, sentence):
        stretch = Stretch(reading, number, words, phrase.start, phrase.end)
        other = referent(stretch, phrase.target, owned=phrase.owned)
        if other is None or other.negated:
            continue
        found = subjects_of(stretch, other, owned=phrase.owned)
        if subject is not None and completes(stretch, subject, found):
            found = (subject,)
        if found and not found[0].negated:
            yield Relation(
                phrase.name,
                found[0],
                other,
                phrase.start,
                phrase.end,
                found[1:],
                phrase.in_image,
            )
    if contrast := _contrast(words, sentence):
        yield contrast


def _phrases(words: list[str], sentence: Sentence) -> Iterator[_Phrase]:
    yield from _comparisons(words, sentence)
    for at in sentence.spots(RELATION_WORDS):
        word = words[at]
        if word in ("left", "right"):
            name: RelationName = "left of" if word == "left" else "right of"
            found = _of_phrase(words, at, sentence, name) or _owned(words, at, sentence, name)
            if found:
                yield found
        elif word in ("above", "below", "beneath", "underneath", "under"):
            name = _VERTICAL.get(word, "under")
            start = at - (words[at - 1] in ("directly", "just", "well", "right", "high", "far"))
            yield _Phrase(name, start, at + 1, _target(words, at + 1, sentence))
        elif word == "top" and words[at - 1 : at] == ["on"] and words[at + 1 : at + 2] == ["of"]:
            yield _Phrase("on top of", at - 1, at + 2, noun_at(words, at + 2, sentence.last))
        elif word in ("higher", "lower"):
            than = at + 1
            while than < sentence.last and words[than] in IMAGE_WORDS | {"in", "the", "up", "down"}:
                than += 1
            if words[than : than + 1] == ["than"]:
                name = "above" if word == "higher" else "below"
                yield _Phrase(name, at, than + 1, noun_at(words, than + 1, sentence.last))


def _target(words: list[str], at: int, sentence: Sentence) -> int:
    """Of "above the level of X" and "above and to the left of X", the place of X."""
    target = noun_at(words, at, sentence.last)
    if words[target : target + 2] == ["level", "of"]:
        return noun_at(words, target + 2, sentence.last)
    if words[at : at + 1] == ["and"] and "of" in words[at : at + 6]:
        return noun_at(words, words.index("of", at) + 1, sentence.last)
    return target


def _of_phrase(words: list[str], at: int, sentence: Sentence, name: RelationName) -> _Phrase | None:
    """ "to the left of X", "on the right-hand side of X", "left of X"."""
    end = at + 1
    while end < sentence.last and (words[end] in SIDE_WORDS or words[end] == "-"):
        end += 1
    if words[end : end + 1] not in (["of"], ["than"]) or "corner" in words[at:end]:
        return None
    if words[at - 1] == "what's" or words[at - 2 : at] == ["what", "is"]:
        return None  # "what's left of the orange"
    target = noun_at(words, end + 1, sentence.last)
    start = at
    while start > sentence.first and (
        words[start - 1] in _DEGREES or words[start - 1] in ("the", "-") or words[start - 1] in _TO
    ):
        start -= 1
        if words[start] in _TO:
            break
    return _Phrase(name, start, end + 1, target)


def _owned(words: list[str], at: int, sentence: Sentence, name: RelationName) -> _Phrase | None:
    """ "to the laptop's left", "to its left". Not of what has sides of its own: "to his left"."""
    start = at
    while start > max(sentence.first, at - _MOST_DEGREES) and words[start - 1] in _DEGREES:
        start -= 1
    if words[start - 1 : start] == ["its"] and words[start - 2] in _TO:
        end = at + 1 + (words[at + 1 : at + 2] == ["side"])
        return _Phrase(name, start - 2, end, start - 1, owned=True)
    number = bisect_left(sentence.mentions, start, key=_end)
    for mention in sentence.mentions[number : number + 1]:
        if mention.end == start and mention.possessive and not mention.categories & _ANIMATE:
            begin = mention.begin
            if begin > sentence.first and words[begin - 1] in _TO:
                return _Phrase(name, begin - 1, at + 1, mention.start)
    return None


def _end(mention: Mention) -> int:
    return mention.end


def _comparisons(words: list[str], sentence: Sentence) -> Iterator[_Phrase]:
    """ "larger than X in the image", "takes up more of the image than X"."""
    if "than" not in words[sentence.first : sentence.last]:
        return
    shown = not IMAGE_WORDS.isdisjoint(words[sentence.first : sentence.last])
    for at in sentence.spots(_THAN):
        if words[at - 1] in ("left", "right"):
            continue
        before = words[max(sentence.first, at - 8) : at]
        takes = not _SPACE.isdisjoint(before)
        name: RelationName
        if {"larger", "bigger"} & set(before) or (takes and "more" in before):
            name = "larger than"
        elif "smaller" in before or (takes and "less" in before):
            name = "smaller than"
        else:
            continue
        start = max(sentence.first, at - 1)
        yield _Phrase(
            name, start, at + 1, noun_at(words, at + 1, sentence.last), in_image=shown or takes
        )


def _contrast(words: list[str], sentence: Sentence) -> Relation | None:
    """ "A is on the left, while B is on the right": A is left of B."""
    sides = [at for at in sentence.spots(_SIDES) if not _names_another(words, at, sentence)]
    if len(sides) != 2 or words[sides[0]] == words[sides[1]]:
        return None
    first = _only_between(sentence, sentence.first, sides[0])
    second = _only_between(sentence, sides[0] + 1, sides[1])
    if first is None or second is None:
        return None
    name: RelationName = "left of" if words[sides[0]] == "left" else "right of"
    return Relation(name, first, second, first.begin, sides[1] + 1)


def _only_between(sentence: Sentence, first: int, last: int) -> Mention | None:
    """The one mention in a stretch; None where there is none, or more."""
    inside = [m for m in sentence.mentions if first <= m.start and m.end <= last and m.names]
    return inside[0] if len(inside) == 1 and not inside[0].negated else None


def _names_another(words: list[str], at: int, sentence: Sentence) -> bool:
    """Whether a side is said of some thing, not of the image."""
    end = at + 1
    while end < sentence.last and (words[end] in SIDE_WORDS or words[end] == "-"):
        end += 1
    if words[end : end + 1] != ["of"]:
        return words[at - 1 : at] != ["the"] and words[at - 1 : at] != ["far"]
    noun = noun_at(words, end + 1, sentence.last)
    return noun < sentence.last and words[noun] not in IMAGE_WORDS
