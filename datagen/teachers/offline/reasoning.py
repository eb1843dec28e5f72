"""Facts in, one question and an answer that spells out its steps out, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from datagen.records import Turn
from datagen.teachers.offline.counting import more, share, then, together
from datagen.teachers.offline.dice import Dice
from datagen.teachers.offline.facts import Facts
from datagen.teachers.offline.looking import half, larger, order, part, turn_of_camera

Family = Callable[[Facts, Dice], Iterator[Turn]]

FAMILIES: tuple[Family, ...] = (
    more,
    together,
    then,
    share,
    order,
    half,
    part,
    larger,
    turn_of_camera,
)
_SHORTEST, _LONGEST = 40, 120  # words of an answer


def reasoning(facts: Facts, dice: Dice) -> list[Turn]:
    """One turn whose answer has 40 to 120 words; none where no family has one."""
    for family in dice.order(FAMILIES, "family"):
        for turn in family(facts, dice):
            if _SHORTEST <= len(turn.answer.split()) <= _LONGEST:
                return [turn]
    return []
