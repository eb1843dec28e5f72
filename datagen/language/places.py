"""A sentence in, which things it puts in which part of the image out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from datagen.language.english.words import AUXILIARIES, BE_AT, CLOSED, IMAGE_WORDS
from datagen.language.grammar import Mention, Reading, Sentence
from datagen.language.relations import BREAKS, SIDE_WORDS, is_noun, noun_at


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the image: `left` and `top` are False for right and bottom, None where not said."""

    name: str
    left: bool | None = None
    top: bool | None = None
    center: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """What is said to be where; tokens `start` to `end`."""

    subject: Mention
    place: Place
    start: int
    end: int


def places(reading: Reading, sentence: Sentence) -> Iterator[Placed]:
    """ "on the left side of the image", "in the top right corner", "in the center of the scene"."""
    words = [token.word for token in reading.tokens]
    at = sentence.first
    while at < sentence.last:
        found = _place_at(words, at, sentence)
        if found is None:
            at += 1
            continue
        place, end = found
        subject = _placed(words, sentence, at, end)
        if subject is not None and not subject.negated:
            yield Placed(subject, place, at, end)
        at = end


_VERTICAL = {"top": True, "upper": True, "bottom": False, "lower": False}
_HORIZONTAL = {"left": True, "right": False}
_MIDDLES = frozenset(["center", "centre", "middle"])


def _place_at(words: list[str], at: int, sentence: Sentence) -> tuple[Place, int] | None:
    if words[at] not in ("in", "on", "at", "to", "towards", "toward", "near", "from"):
        return None
    end = at + 1
    while end < sentence.last and words[end] in ("the", "far", "very", "extreme"):
        end += 1
    left = top = None
    center = False
    first = end
    while end < sentence.last:
        word = words[end]
        if word in _HORIZONTAL:
            left = _HORIZONTAL[word]
        elif word in _VERTICAL:
            top = _VERTICAL[word]
        elif word in _MIDDLES:
            center = True
        elif not (end > first and (word in SIDE_WORDS or word == "-")):
            break
        end += 1
    if end == first:
        return None
    named = words[end : end + 1] == ["of"]
    if named:
        image = noun_at(words, end + 1, sentence.last)
        if image >= sentence.last or words[image] not in IMAGE_WORDS:
            return None
        end = image + 1
    elif center or (top is not None and left is None):
        return None  # "in the middle", "at the top": of what?
    elif words[end : end + 1] and words[end][0].isalpha() and words[end] not in CLOSED:
        return None  # "on the left arm"
    if center and (left is not None or top is not None):
        return None  # "in the center left": of either
    name = " ".join(words[at:end])
    return Place(name, left, top, center), end


def _placed(words: list[str], sentence: Sentence, start: int, end: int) -> Mention | None:
    """What is said to be in that place."""
    begin = start
    while begin > sentence.first and words[begin - 1] not in BREAKS:
        begin -= 1
    before = [m for m in sentence.mentions if begin <= m.start and m.end <= start and m.categories]
    if len(before) == 1:
        gap = words[before[0].end : start]
        return before[0] if all(w in BE_AT or w in CLOSED for w in gap) else None
    if before or any(is_noun(words[number]) for number in range(begin, start)):
        return None
    at = end
    while at < sentence.last and (
        words[at] in (",", "there", "we", "can", "see", "also")
        or words[at] in BE_AT
        or words[at] in AUXILIARIES
    ):
        at += 1
    behind = [m for m in sentence.mentions if m.begin >= end and m.categories]
    return behind[0] if behind and behind[0].begin == at else None
