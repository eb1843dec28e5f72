"""Rules 4, 5 and 6: where things are said to be, and how large they look beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from datagen.language.english.words import word_set
from datagen.language.grammar import Mention, Sentence
from datagen.language.places import POSITION_WORDS, Place, places
from datagen.language.questions import goes_on_of
from datagen.language.relations import RELATION_WORDS, Relation, RelationName, relations
from datagen.records import Finding, Severity
from datagen.validation.grounding.case import Case, Said, finding
from datagen.validation.grounding.facts import Box, Facts

_TOUCH = 0.01  # of the side: intervals that overlap by less count as apart
_SIZES_APART = 2.0  # times the area: less is no difference that one can be sure of
_DEAD = 0.05  # of the side, around the middle and the edges of thirds

Test = Callable[[Box, Box], bool | None]  # None: the boxes do not say


def _left(one: Box, other: Box) -> bool | None:
    if one.x2 <= other.x1 + _TOUCH:
        return True
    return False if other.x2 <= one.x1 + _TOUCH else None


def _above(one: Box, other: Box) -> bool | None:
    if one.y2 <= other.y1 + _TOUCH:
        return True
    return False if other.y2 <= one.y1 + _TOUCH else None


def _larger(one: Box, other: Box) -> bool | None:
    if one.area >= _SIZES_APART * other.area:
        return True
    return False if other.area >= _SIZES_APART * one.area else None


def _turned(test: Test) -> Test:
    return lambda one, other: test(other, one)


_TESTS: dict[RelationName, Test] = {
    "left of": _left,
    "right of": _turned(_left),
    "above": _above,
    "below": _turned(_above),
    "on top of": _above,
    "under": _turned(_above),
    "larger than": _larger,
    "smaller than": _turned(_larger),
}
_SIZES = frozenset[RelationName](["larger than", "smaller than"])
_CONTACT = frozenset[RelationName](["on top of", "under"])


def wrong_side(case: Case) -> Iterator[Finding]:
    """Rule 4: left or right, above or below, against the boxes.

    Only between two things of which there is one each, whose boxes do not overlap in that
    direction. "On top of" and "under" speak of contact and depth too, so they only warn. Source:
    VSR, where people agree on free left/right statements in 72 to 78 % of cases.
    """
    for said, number, relation in case.once(_related):
        if relation.name not in _SIZES:
            severity: Severity = "warn" if relation.name in _CONTACT else "reject"
            yield from _judged("wrong_side", severity, case.facts, said, number, relation)


def wrong_size(case: Case) -> Iterator[Finding]:
    """Rule 6: larger or smaller in the image, against the areas of boxes that differ twofold.

    Rejects where the words speak of the image; real sizes cannot be told from boxes, so it warns
    of the others. Source: none measures how people call apparent sizes; the factor of two is ours.
    """
    for said, number, relation in case.once(_related):
        if relation.name in _SIZES:
            severity: Severity = "reject" if relation.in_image else "warn"
            yield from _judged("wrong_size", severity, case.facts, said, number, relation)


def _related(case: Case) -> Iterator[tuple[Said, int, Relation]]:
    """What is related to what, and in which sentence."""
    for said, number, subject in case.once(_told):
        for relation in relations(said.reading, number, subject):
            if said.reading.sentences[number].is_sure(relation.start, relation.end):
                yield said, number, relation


class _Told(NamedTuple):
    """A sentence that asserts something, by its number. `subject`: what it leaves out."""

    said: Said
    number: int
    subject: Mention | None = None


def _told(case: Case) -> Iterator[_Told]:
    """Sentences with an object in them, and questions and answers that only say it together.

    None of a conversation without a word for a place or a comparison.
    """
    if all(_PLACE_WORDS.isdisjoint(said.reading.vocabulary) for said in case.turns):
        return
    completed = set[int]()
    for question, answer in case.exchanges:
        asked, first = question.reading, answer.reading.sentences[:1]
        if not asked.words or not first or first[0].unsure:
            continue
        left_out = goes_on_of(asked, answer.reading)
        if left_out is not None:  # "Where is the dog?" "On the left."
            completed.add(answer.number)
            yield _Told(answer, 0, left_out)
        elif not _NAMING.isdisjoint(asked.vocabulary) and _is_short(answer, first[0]):
            subject = next((m for m in first[0].mentions if m.names), None)
            affirmed = Said(question.number, question.role, asked)  # "What is left of it?" "A dog."
            last = len(asked.sentences) - 1
            if subject is not None and not asked.sentences[last].unsure:
                yield _Told(affirmed, last, subject)
    for said in case.statements:
        if _PLACE_WORDS.isdisjoint(said.reading.vocabulary):
            continue
        words = said.reading.words
        for number, sentence in enumerate(said.reading.sentences):
            if not sentence.terms or (number == 0 and said.number in completed):
                continue
            if sentence.question or _PLACE_WORDS.isdisjoint(words[sentence.first : sentence.last]):
                continue
            if sentence.mentions and not sentence.unsure:
                yield _Told(said, number)


_PLACE_WORDS = RELATION_WORDS | POSITION_WORDS
_NAMING = word_set("what what's who who's which")


def _is_short(answer: Said, sentence: Sentence) -> bool:
    """Whether an answer only names a thing."""
    return len(answer.reading.words) <= 6 and len(sentence.mentions) == 1


def _judged(
    rule: str,
    severity: Severity,
    facts: Facts,
    said: Said,
    number: int,
    relation: Relation,
) -> Iterator[Finding]:
    """A finding where the subject is on the wrong side, and nothing else it may be is on it."""
    test = _TESTS[relation.name]
    others, subjects = facts.meant(relation.other), facts.meant(relation.subject)
    there, here = facts.only_box(others), facts.only_box(subjects)
    if here is None or there is None or here.index == there.index:
        return
    if relation.other.plural or relation.subject.plural or test(here, there) is not False:
        return
    if facts.only(others) is None or facts.only(subjects) is None:
        return
    for mention in relation.or_else:
        if any(test(box, there) for box in facts.boxes(facts.meant(mention))):
            return
    yield finding(
        rule,
        severity,
        said,
        said.reading.sentences[number],
        (relation.start, relation.end),
        verdict="contradicted",
        claim=f"{relation.subject.word} {relation.name} {relation.other.word}",
        why="the boxes show it the other way round",
        boxes=(here.index, there.index),
    )


def wrong_place(case: Case) -> Iterator[Finding]:
    """Rule 5: a part of the image where no box of the object is.

    Left and right, top and bottom: contradicted where every box lies wholly in the other half, by
    more than a dead zone around the middle, or has its middle in the other outer third and does not
    reach into the right one. A corner: also where every box is in the middle of the image. Center:
    where every box ends before it. Source: 21.7 % of COCO's boxes have their middle within a
    twentieth of the edge of a third, and 7.8 % are wider than half of the image.
    """
    for said, number, left_out in case.once(_told):
        sentence = said.reading.sentences[number]
        for placed in places(said.reading, number, left_out):
            subject = placed.subject
            meant = case.facts.meant(subject)
            boxes = case.facts.boxes(meant)
            if subject.plural or not boxes or not sentence.is_sure(placed.start, placed.end):
                continue
            if not all(_is_elsewhere(box, placed.place) for box in boxes):
                continue
            if any(
                not _is_elsewhere(box, placed.place)
                for other in placed.or_else
                for box in case.facts.boxes(case.facts.meant(other))
            ):
                continue
            if case.facts.known(meant).most == len(boxes):
                yield finding(
                    "wrong_place",
                    "reject",
                    said,
                    said.reading.sentences[number],
                    (placed.start, placed.end),
                    verdict="contradicted",
                    claim=f"{subject.word} {placed.place.name}",
                    why="it is boxed in another part of the image",
                    boxes=(box.index for box in boxes),
                )


def _is_elsewhere(box: Box, place: Place) -> bool:
    if place.left is not None and _is_across(box.x1, box.x2, low=place.left):
        return True
    if place.top is not None and _is_across(box.y1, box.y2, low=place.top):
        return True
    if place.corner and _is_middle(box.x1, box.x2) and _is_middle(box.y1, box.y2):
        return True
    if place.center:
        return (
            box.x2 < 1 / 3 - _DEAD
            or box.x1 > 2 / 3 + _DEAD
            or box.y2 < 1 / 3 - _DEAD
            or box.y1 > 2 / 3 + _DEAD
        )
    return False


def _is_middle(start: float, end: float) -> bool:
    """Whether the middle of an interval lies in the middle third, by more than a dead zone."""
    return 1 / 3 + _DEAD < (start + end) / 2 < 2 / 3 - _DEAD


def _is_across(start: float, end: float, *, low: bool) -> bool:
    """Whether an interval is in the other half, or has its middle in the other outer third.

    `low`: it should be in the lower half.
    """
    if not low:
        start, end = 1 - end, 1 - start
    return start > 0.5 + _DEAD or (start > 1 / 3 and (start + end) / 2 > 2 / 3)
