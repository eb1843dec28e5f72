"""Facts in, a description of three to seven sentences out, or nothing. No fact comes twice."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

from datagen.teachers.offline import coco
from datagen.teachers.offline.captions import Sentence, alike
from datagen.teachers.offline.dice import Dice
from datagen.teachers.offline.facts import PLAIN, Facts, Thing, left_of
from datagen.teachers.offline.frames import (
    ALSO,
    COUNTED,
    EXTENT,
    ONE_PLACED,
    RELATED,
    SAME_PLACE,
    TWO_PLACED,
    say,
)
from datagen.teachers.offline.places import SHARES, more_than, place
from datagen.teachers.offline.telling import told, told_again
from datagen.teachers.offline.words import listing, wordset

FEWEST, MOST = 3, 7
_MOST_PLACED = 4
_MOST_LISTED = 4

# Captions that disagree in these are not told together.
_OPPOSITES = (
    (
        wordset("man men boy boys guy guys gentleman male he"),
        wordset("woman women girl girls lady"),
    ),
    (wordset("front"), wordset("behind")),
    (wordset("left"), wordset("right")),
    (wordset("sitting sits sit seated"), wordset("standing stands stand")),
    (wordset("indoors inside"), wordset("outdoors outside")),
)


def passage(facts: Facts, dice: Dice) -> str:
    """What the image shows, in flowing sentences; "" where there is not enough for three.

    Two captions at most, a third only where the text would be too short without it.
    """
    captions = _compatible(facts.captions)
    for told_at_most in (2, 3):
        text = list(_sentences(facts, captions[:told_at_most], dice))[:MOST]
        if len(text) >= FEWEST:
            return " ".join(text)
    return ""


def _sentences(facts: Facts, captions: Sequence[Sentence], dice: Dice) -> Iterator[str]:
    for caption in captions[:1]:
        yield told(caption, dice)
    for slot, caption in enumerate(captions[1:]):
        yield told_again(caption, dice, slot)
    mentioned = {mention.category for caption in captions for mention in caption.mentions}
    counted = _counted(facts, captions)
    if counted:
        yield say(dice.pick(COUNTED, "counted"), things=listing([_n(thing) for thing in counted]))
        mentioned |= {thing.category for thing in counted}
    placed = [thing for thing in facts.spotted if _place(thing)][:_MOST_PLACED]
    also = [
        thing
        for thing in facts.things
        if thing.category not in mentioned
        and thing not in placed
        and any(box.area >= PLAIN for box in thing.boxes)
    ][:_MOST_LISTED]
    if also:
        yield _also(also, dice)
        mentioned |= {thing.category for thing in also}
    yield from _extents(facts, placed, mentioned, dice)
    yield from _places(placed, mentioned, dice)
    mentioned |= {thing.category for thing in placed}
    yield from _relations(facts, placed, mentioned, dice)


# ------------------------------------------------------------------------------------- captions


def _compatible(captions: Sequence[Sentence]) -> list[Sentence]:
    """Captions that say different things of one scene and do not contradict each other."""
    chosen: list[Sentence] = []
    for caption in captions:
        if chosen and not caption.fluent:
            continue
        if all(alike(caption, other) < 0.7 and _agree(caption, other) for other in chosen):
            chosen.append(caption)
    return chosen[:FEWEST]


def _agree(one: Sentence, other: Sentence) -> bool:
    first, second = set(one.words), set(other.words)
    colors = first & coco.COLORS, second & coco.COLORS
    opposed = any(
        (first & these and second & those and not (first & those or second & these))
        or (first & those and second & these and not (first & these or second & those))
        for these, those in _OPPOSITES
    )
    numbers = [
        {m.category: m.number for m in caption.mentions if m.number is not None}
        for caption in (one, other)
    ]
    return (
        not opposed
        and (not all(colors) or colors[0] == colors[1])
        and all(numbers[1].get(category, n) == n for category, n in numbers[0].items())
    )


# ---------------------------------------------------------------------------------------- things


def _counted(facts: Facts, captions: Sequence[Sentence]) -> list[Thing]:
    """Up to four kinds of which several are there, in a number that no caption has told."""
    told_numbers = {
        mention.category
        for caption in captions
        for mention in caption.mentions
        if mention.number is not None
    }
    several = [t for t in facts.counted if (t.number or 0) > 1 and t.category not in told_numbers]
    return sorted(several[:_MOST_LISTED], key=lambda thing: -(thing.number or 0))


def _n(thing: Thing) -> str:
    return thing.noun.counted(thing.number or 0)


def _also(things: Sequence[Thing], dice: Dice) -> str:
    some = [thing.noun.many if thing.several else thing.noun.one for thing in things]
    plural = len(things) > 1 or things[0].several or things[0].noun.one_is == "are"
    return say(dice.pick(ALSO, "also"), things=listing(some), **{"is": "are" if plural else "is"})


def _place(thing: Thing) -> str | None:
    return place(thing.spot) if thing.spot is not None else None


def _called(thing: Thing, mentioned: Collection[str]) -> str:
    """ "the dog" once it has been spoken of, "a dog" before."""
    return thing.noun.the if thing.category in mentioned else thing.noun.one


def _places(things: Sequence[Thing], mentioned: Collection[str], dice: Dice) -> Iterator[str]:
    """Where things are, two to a sentence."""
    for start in range(0, len(things), 2):
        pair = things[start : start + 2]
        words = {}
        for letter, thing in zip("ab", pair, strict=False):
            words[letter] = _called(thing, mentioned)
            known = thing.category in mentioned
            words[f"{letter}_is"] = thing.noun.bare_is if known else thing.noun.one_is
            words[f"{letter}_there"] = _place(thing) or ""
        if len(pair) == 1:
            yield say(dice.pick(ONE_PLACED, "one", start), **words)
        elif words["a_there"] == words["b_there"]:
            yield say(dice.pick(SAME_PLACE, "same", start), **words)
        else:
            words["b_there"] = words["b_there"].removesuffix(" of the image")
            yield say(dice.pick(TWO_PLACED, "two", start), **words)


def _extents(
    facts: Facts, placed: Sequence[Thing], mentioned: Collection[str], dice: Dice
) -> Iterator[str]:
    """How far the largest single thing reaches, where that is more than a third of the image."""
    for thing in facts.spotted[:1]:
        if thing in placed or thing.spot is None or thing.noun.bare_is == "are":
            continue
        width, height = thing.spot.x2 - thing.spot.x1, thing.spot.y2 - thing.spot.y1
        extent, length = ("width", width) if width > height else ("height", height)
        share = more_than(length)
        if share is not None and SHARES[share] >= SHARES["a third"]:
            a = _called(thing, mentioned)
            yield say(dice.pick(EXTENT, "extent"), a=a, share=share, extent=extent)


def _relations(
    facts: Facts, placed: Sequence[Thing], mentioned: set[str], dice: Dice
) -> Iterator[str]:
    """What is left of what, where the places have not told it already; each thing once."""
    used: set[str] = set()
    for one, other in dice.order(itertools.combinations(facts.spotted, 2), "relations"):
        if (one in placed and other in placed) or used & {one.category, other.category}:
            continue
        left = left_of(one, other)
        if left or left_of(other, one):
            used |= {one.category, other.category}
            yield say(
                dice.pick(RELATED, "related", one.category),
                a=_called(one, mentioned),
                a_is=one.noun.bare_is if one.category in mentioned else one.noun.one_is,
                b=_called(other, mentioned),
                side="left" if left else "right",
            )
            mentioned |= {one.category, other.category}
