"""Facts in, questions out whose answers reason with places and sizes.

Each family gives what it could ask; every step of an answer is a fact or follows from facts. What
the answer finds is never in its question.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from datagen.records import Turn
from datagen.teachers.offline import arguments
from datagen.teachers.offline.dice import Dice
from datagen.teachers.offline.facts import Facts, Thing, left_of
from datagen.teachers.offline.frames import say
from datagen.teachers.offline.places import MARGIN, SHARES, less_than, more_than, place
from datagen.teachers.offline.words import listing

_ASTRIDE = 0.05  # what lies in both halves reaches so far into each, as a share of the width
_LARGER = 4  # the ratio of two areas above which one thing surely takes up more of the image


def order(facts: Facts, dice: Dice) -> Iterator[Turn]:
    """The order of three single things from left to right, none of which overlaps the next."""
    for three in dice.order(itertools.permutations(facts.spotted, 3), "order"):
        if not (left_of(three[0], three[1]) and left_of(three[1], three[2])):
            continue
        asked = listing([thing.noun.the for thing in dice.order(three, "order", "asked")])
        words: dict[str, str] = {}
        for letter, thing in zip("abc", three, strict=True):
            several = thing.noun.bare_is == "are"
            words |= {
                letter: thing.noun.the,
                f"{letter}_is": thing.noun.bare_is,
                f"{letter}_come": "come" if several else "comes",
                f"{letter}_end": "end" if several else "ends",
                f"{letter}_begin": "begin" if several else "begins",
            }
        yield Turn(
            say(dice.pick(arguments.WHICH_ORDER, "order", "question"), things=asked),
            say(dice.pick(arguments.ORDER, "order", "answer"), **words),
        )


def half(facts: Facts, dice: Dice) -> Iterator[Turn]:
    """What is kept in one half of the image: two single things, each well within its half."""
    for kept, gone in dice.order(itertools.permutations(facts.spotted, 2), "half"):
        sides = _half(kept), _half(gone)
        if None in sides or sides[0] == sides[1]:
            continue
        words = {"side": sides[0] or "", "other": sides[1] or ""}
        asked = listing([thing.noun.the for thing in dice.order((kept, gone), "half", "asked")])
        yield Turn(
            say(dice.pick(arguments.WHICH_HALF, "half", "question"), **words, things=asked),
            say(
                dice.pick(arguments.HALF, "half", "answer"),
                **words,
                kept=kept.noun.the,
                kept_is=kept.noun.bare_is,
                kept_them="them" if kept.noun.bare_is == "are" else "it",
                gone=gone.noun.the,
                gone_is=gone.noun.bare_is,
            ),
        )


def _half(thing: Thing) -> str | None:
    if thing.spot is None:
        return None
    if thing.spot.x2 <= 0.5 - MARGIN:
        return "left"
    return "right" if thing.spot.x1 >= 0.5 + MARGIN else None


def part(facts: Facts, dice: Dice) -> Iterator[Turn]:
    """In which half of the image a single thing is: well within one, or well into both."""
    for thing in dice.order(facts.spotted, "part"):
        side, spot = _half(thing), thing.spot
        astride = spot is not None and spot.x1 <= 0.5 - _ASTRIDE and spot.x2 >= 0.5 + _ASTRIDE
        if side is None and not astride:
            continue
        several = thing.noun.bare_is == "are"
        words = {
            "thing": thing.noun.the,
            "is": thing.noun.bare_is,
            "reach": "reach" if several else "reaches",
            "side": side or "",
            "other": "left" if side == "right" else "right",
        }
        answers = arguments.BOTH_PARTS if side is None else arguments.PART
        yield Turn(
            say(dice.pick(arguments.WHICH_PART, "part", "question"), **words),
            say(dice.pick(answers, "part", "answer"), **words),
        )


def larger(facts: Facts, dice: Dice) -> Iterator[Turn]:
    """Which of two single things takes up more room: wider, taller and four times the area."""
    single = [thing for thing in facts.spotted if thing.noun.bare_is == "is"]
    for big, small in dice.order(itertools.permutations(single, 2), "larger"):
        if big.spot is None or small.spot is None or big.spot.area < _LARGER * small.spot.area:
            continue
        width = _apart(big.spot.x2 - big.spot.x1, small.spot.x2 - small.spot.x1)
        height = _apart(big.spot.y2 - big.spot.y1, small.spot.y2 - small.spot.y1)
        if width is None or height is None:
            continue
        first, second = dice.order((big.noun.the, small.noun.the), "larger", "asked")
        yield Turn(
            say(dice.pick(arguments.WHICH_LARGER, "larger", "question"), a=first, b=second),
            say(
                dice.pick(arguments.LARGER, "larger", "answer"),
                big=big.noun.the,
                small=small.noun.the,
                big_width=width[0],
                small_width=width[1],
                big_height=height[0],
                small_height=height[1],
            ),
        )


def _apart(big: float, small: float) -> tuple[str, str] | None:
    """Words for "more than" and "less than" that set two lengths apart, if there are any."""
    more, less = more_than(big), less_than(small)
    return (more, less) if more and less and SHARES[more] >= SHARES[less] else None


def turn_of_camera(facts: Facts, dice: Dice) -> Iterator[Turn]:
    """Which way to turn the camera: one single thing within the left or right third."""
    for thing in dice.order(facts.spotted, "camera"):
        where = place(thing.spot) if thing.spot is not None else None
        side = next((s for s in ("left", "right") if where and f" {s} " in where), None)
        if side is None:
            continue
        words = {"thing": thing.noun.the, "is": thing.noun.bare_is}
        other = "right" if side == "left" else "left"
        yield Turn(
            say(dice.pick(arguments.WHICH_WAY, "camera", "question"), **words),
            say(dice.pick(arguments.WAY, "camera", "answer"), **words, side=side, other=other),
        )
