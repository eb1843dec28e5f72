"""A scene in, what is certain about it out. The only module of this teacher that judges.

Boxes miss objects and captions guess, so a fact needs its own support: every threshold below says
what for. What falls short is not a fact, and nothing is said of it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from datagen.records import Box, Scene
from datagen.teachers.offline import coco
from datagen.teachers.offline.captions import Sentence, sentences, tidy
from datagen.teachers.offline.mentions import Mention, Phrase, mentions, words_of
from datagen.teachers.offline.words import Noun, noun, wordset

# Shares of the image, unless another unit is named.
PLAIN = 0.005  # an object of this size is seen by whoever looks
TINY = 0.001  # counts that include something smaller are not trusted
SAME = 0.8  # IoU above which two boxes of a category are one object marked twice
MOST = 8  # the largest number that annotators are trusted to have counted out

# Where things may be seen twice, or bodies only pictured, boxes do not count what is there.
_DOUBLED = re.compile(r"\b(?:mirror|reflect|collage)")
_PICTURED = re.compile(r"\b(?:picture of|photos? of|pictures of|poster|painting|statue|screen)")
_BODIES = frozenset({"person", "animal"})
# A word for the first could mean the second.
_TAKEN_FOR = {"bear": "teddy bear", "dog": "hot dog"}


@dataclass(frozen=True, slots=True)
class Thing:
    """One category in the image.

    `boxes` are those of single objects, the largest first; `named` the number of captions that name
    it. `present`: it may be said to be there. `several`: more than one is there. `number`: exactly
    so many are there, 1 to 8, or None. `spot`: the box of the only one, where it is plain to see.
    """

    noun: Noun
    boxes: tuple[Box, ...]
    named: int
    present: bool
    several: bool
    number: int | None
    spot: Box | None

    @property
    def category(self) -> str:
        return self.noun.category

    @property
    def balanced(self) -> bool:
        """Whether it may be asked about with "yes or no": its absence can be known as well."""
        return self.category in coco.WEIGHTS


@dataclass(frozen=True, slots=True)
class Facts:
    """All that may be said about one image. `things` have the most room in the image first."""

    captions: tuple[Sentence, ...]
    things: tuple[Thing, ...]
    absent: tuple[Noun, ...]

    @property
    def counted(self) -> tuple[Thing, ...]:
        """What is there in a known number."""
        return tuple(thing for thing in self.things if thing.number is not None)

    @property
    def spotted(self) -> tuple[Thing, ...]:
        """What is there once, in plain sight."""
        return tuple(thing for thing in self.things if thing.spot is not None)


def left_of(one: Thing, other: Thing) -> bool:
    """Whether the only one of a kind ends, from left to right, before the other begins."""
    return one.spot is not None and other.spot is not None and one.spot.x2 < other.spot.x1


def facts(scene: Scene) -> Facts:
    """Never raises: a scene that says nothing gives no facts."""
    boxes: dict[str, list[Box]] = {}
    nouns: dict[str, Noun] = {}
    crowds: dict[str, list[Box]] = {}
    for instance in scene.instances:
        named = noun(instance.category)
        if named is None:
            continue
        nouns[named.category] = named
        holder = crowds if instance.crowd else boxes
        holder.setdefault(named.category, []).append(instance.bbox)
    read = [words_of(tidy(text)) for text in scene.captions]
    named_in = [tuple(mentions(words, tuple(nouns.values()))) for words in read]
    for mention in itertools.chain.from_iterable(named_in):
        if mention.category not in nouns and (known := noun(mention.category)) is not None:
            nouns[mention.category] = known
    text = "\n".join(" ".join(words) for words in read)
    things = [
        _thing(
            nouns[category],
            tuple(sorted(boxes.get(category, ()), key=lambda box: (-box.area, box))),
            tuple(crowds.get(category, ())),
            [[m for m in named if m.category == category] for named in named_in],
            taken_for=_TAKEN_FOR.get(category) in nouns,
            pictured=_DOUBLED.search(text) is not None
            or (coco.SUPERCATEGORY.get(category) in _BODIES and _PICTURED.search(text) is not None),
        )
        for category in nouns
    ]
    present = [thing for thing in things if thing.present]
    present.sort(key=lambda thing: (-sum(box.area for box in thing.boxes), thing.category))
    return Facts(
        captions=tuple(_true(sentences(scene.captions, nouns.values()), things)),
        things=tuple(present),
        absent=tuple(_absent(boxes.keys() | crowds.keys(), read)),
    )


def _thing(
    named: Noun,
    boxes: tuple[Box, ...],
    crowds: tuple[Box, ...],
    by_caption: Sequence[Sequence[Mention]],
    *,
    taken_for: bool,
    pictured: bool,
) -> Thing:
    captions = sum(1 for found in by_caption if found)
    said = tuple(itertools.chain.from_iterable(by_caption))
    present = _is_present(named, (*boxes, *crowds), captions, len(by_caption))
    present = present and (bool(boxes) or not taken_for)
    number = None
    if present and named.countable and boxes and not crowds and not taken_for:
        once = _is_once(named, boxes, by_caption) and boxes[0].area >= TINY
        several = _is_exactly(len(boxes), boxes, said) and not pictured
        number = len(boxes) if (once if len(boxes) == 1 else several) else None
    alone = present and not crowds and not taken_for and _is_once(named, boxes, by_caption)
    return Thing(
        noun=_called(named, by_caption) if alone else named,
        boxes=boxes,
        named=captions,
        present=present,
        several=len(boxes) > 1 or bool(crowds) or (not boxes and any(m.plural for m in said)),
        number=number,
        spot=boxes[0] if alone and boxes[0].area >= PLAIN else None,
    )


def _called(named: Noun, by_caption: Sequence[Sequence[Mention]]) -> Noun:
    """A single person is called what two captions and all that say more than "person" agree on."""
    if named.category != "person":
        return named
    heads = {m.head for found in by_caption for m in found} - _ANYBODY
    word = next((word for word, same in _SOMEBODY.items() if heads and heads <= same), None)
    if word is None or sum(1 for found in by_caption if found) < 2:
        return named
    return replace(named, singular=word)


_ANYBODY = wordset("person adult individual rider skier surfer snowboarder skateboarder")
_SOMEBODY = {
    "man": wordset("man guy gentleman"),
    "woman": wordset("woman lady"),
    "boy": wordset("boy"),
    "girl": wordset("girl"),
    "child": wordset("child kid"),
    "baby": wordset("baby infant"),
}


# -------------------------------------------------------------------------------------- presence


def _is_present(named: Noun, boxes: Sequence[Box], captions: int, of: int) -> bool:
    """A plain box, a box and a caption, or two captions; ambiguous categories need two captions.

    A lone caption without any box vouches for itself.
    """
    if named.category in coco.AMBIGUOUS:
        return captions >= 2
    if any(box.area >= PLAIN for box in boxes):
        return True
    return captions >= (1 if boxes or of == 1 else 2)


def _absent(boxed: Set[str], captions: Sequence[Phrase]) -> Iterator[Noun]:
    """Categories that are surely not in the image.

    Nothing hints at them in any caption, nothing of their supercategory is boxed, and they are not
    hard. Only where both boxes and captions exist, and all the boxes are COCO's: other annotators
    may never have looked for these.
    """
    if not boxed or not any(captions) or not boxed <= coco.SUPERCATEGORY.keys():
        return
    groups = {coco.SUPERCATEGORY[category] for category in boxed}
    words = tuple(set(itertools.chain.from_iterable(captions)))
    for category in coco.WEIGHTS:
        hinted = any(word.startswith(_HINTS[category]) for word in words)
        if coco.SUPERCATEGORY[category] not in groups and not hinted:
            named = noun(category)
            if named is not None:
                yield named


_HINTS = {category: tuple(hints.split()) for category, hints in coco.HINTS.items()}


# --------------------------------------------------------------------------------------- numbers


def _is_once(named: Noun, boxes: Sequence[Box], by_caption: Sequence[Sequence[Mention]]) -> bool:
    """One box, and no caption that speaks of several, states another number or names it twice."""
    return len(boxes) == 1 and not any(
        len(found) > 1
        or any(
            (m.number or 1) > 1 or m.at_least > 1 or (m.plural and named.form == "count")
            for m in found
        )
        for found in by_caption
    )


def _is_exactly(number: int, boxes: Sequence[Box], said: Sequence[Mention]) -> bool:
    """Two to eight boxes, none tiny, no two for one object, and no caption that disagrees."""
    return (
        2 <= number <= MOST
        and all(box.area >= TINY for box in boxes)
        and all(one.iou(two) <= SAME for one, two in itertools.combinations(boxes, 2))
        and all(m.number in (None, number) and m.at_least <= number for m in said)
    )


def _true(said: Sequence[Sentence], things: Collection[Thing]) -> list[Sentence]:
    """The captions that state no number which is known to be another.

    Where there are boxes, those that name, as the only ones, what nobody boxed are left out too,
    unless no other is left.
    """
    known = {thing.category: thing for thing in things}
    boxed = any(thing.boxes for thing in things)
    kept = [
        sentence
        for sentence in said
        if all(
            mention.number in (None, known[mention.category].number)
            or known[mention.category].number is None
            for mention in sentence.mentions
        )
    ]
    borne_out = [
        sentence
        for sentence in kept
        if all(
            known[mention.category].boxes or known[mention.category].named > 1
            for mention in sentence.mentions
        )
    ]
    return borne_out if boxed and borne_out else kept
