"""A sentence in, which things it puts in which part of the image out."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from datagen.language.attachment import (
    SIDE_WORDS,
    Stretch,
    completes,
    is_seen_by_another,
    noun_at,
    subjects_of,
)
from datagen.language.english.words import (
    AUXILIARIES,
    CLOSED,
    IMAGE_WORDS,
    VERB_FORMS,
    word_set,
)
from datagen.language.grammar import Mention, Reading, Sentence


class Place(msgspec.Struct, frozen=True, gc=False):
    """A part of the image: `left` and `top` are False for right and bottom, None where not said.

    `corner`: of both, the very end.
    """

    name: str
    left: bool | None = None
    top: bool | None = None
    center: bool = False
    corner: bool = False


class Placed(msgspec.Struct, frozen=True, gc=False):
    """`subject` is said to be there, or one of `or_else`; tokens `start` to `end`."""

    subject: Mention
    place: Place
    start: int
    end: int
    or_else: tuple[Mention, ...] = ()


def places(reading: Reading, number: int, subject: Mention | None = None) -> Iterator[Placed]:
    """What a sentence, by its number, puts where; `subject`, where it does not name it.

    "on the left side of the image", "in the top right corner", "in the center of the scene".
    """
    sentence = reading.sentences[number]
    words = reading.words
    if POSITION_WORDS.isdisjoint(reading.vocabulary):
        return
    if POSITION_WORDS.isdisjoint(words[sentence.first : sentence.last]):
        return
    if is_seen_by_another(reading, sentence.first, sentence.last):
        return
    end = sentence.first
    for at in sentence.spots(_OPENING):
        found = _place_at(words, at, sentence) if at >= end else None
        if found is None:
            continue
        place, end = found
        stretch = Stretch(reading, number, words, at, end)
        subjects = subjects_of(stretch)
        if subject is not None and completes(stretch, subject, subjects):
            subjects = (subject,)
        if subjects and not subjects[0].negated:
            yield Placed(subjects[0], place, at, end, subjects[1:])


_VERTICAL = {"top": True, "upper": True, "bottom": False, "lower": False}
_HORIZONTAL = {"left": True, "right": False}
POSITION_WORDS = word_set("left right top upper bottom lower center centre middle")
_MIDDLES = frozenset(["center", "centre", "middle"])


_OPENING = word_set("in on at to towards toward near occupies occupying fills filling takes")
_DIRECTED = word_set(
    "look looks looking looked face faces facing faced turn turns turning turned point points "
    "pointing gaze gazes gazing stare stares staring glance lean leans leaning move moves moving "
    "head heads heading run runs running drive drives driving travel travels traveling go goes "
    "going walk walks walking swing swings swinging tilt tilts tilted bend bends curves throw "
    "throws lead leads leading open opens opening extend extends extending stretch stretches "
    "stretching"
)
_AWAY = word_set("off away out over back down up")


def _is_directed(words: list[str], at: int, first: int) -> bool:
    return words[at - (words[at] in _AWAY and at > first)] in _DIRECTED


def _place_at(words: list[str], at: int, sentence: Sentence) -> tuple[Place, int] | None:
    if words[at - 1 : at] in (["left"], ["right"], ["top"], ["bottom"]):
        return None  # "from left to right"
    if at > sentence.first and _is_directed(words, at - 1, sentence.first):
        return None  # "looks to the left", "leading off to the left"
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
    if words[end : end + 1] == ["than"]:
        return None  # "further to the left than X"
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
    if center and _has_side_beside(words, at, end, sentence):
        return None  # "at the bottom, in the middle": of the other direction
    name = " ".join(words[at:end]).replace(" - ", "-")
    return Place(name, left, top, center, "corner" in words[at:end]), end


def _has_side_beside(words: list[str], at: int, end: int, sentence: Sentence) -> bool:
    """Whether the words next to a place tell a side, too, without a verb between."""
    for step, stop, number in ((-1, sentence.first - 1, at - 1), (1, sentence.last, end)):
        for _ in range(_BESIDE):
            if number == stop or words[number] in AUXILIARIES or words[number] in VERB_FORMS:
                break
            if words[number] in _HORIZONTAL or words[number] in _VERTICAL:
                return True
            number += step
    return False


_BESIDE = 6  # words
