"""Facts in, questions out whose answers reason with numbers.

Each family gives what it could ask; every step of an answer is a fact or follows from facts. What
the answer finds is never in its question.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from datagen.records import Turn
from datagen.teachers.offline import arguments
from datagen.teachers.offline.dice import Dice
from datagen.teachers.offline.facts import Facts
from datagen.teachers.offline.frames import say
from datagen.teachers.offline.words import number_word


def more(facts: Facts, dice: Dice) -> Iterator[Turn]:
    """Which of two kinds there are more of: both numbers known, and small or two apart."""
    for few, lots in dice.order(itertools.permutations(facts.counted, 2), "more"):
        low, high = few.number or 0, lots.number or 0
        if low >= high or (high - low < 2 and high > 4):
            continue
        first, second = dice.order((few.noun.many, lots.noun.many), "more", "asked")
        yield Turn(
            say(dice.pick(arguments.WHICH_MORE, "more", "question"), a=first, b=second),
            say(
                dice.pick(arguments.MORE, "more", "answer"),
                few=few.noun.counted(low),
                few_are=_are(low),
                lots=lots.noun.counted(high),
                kind=lots.noun.many,
                others=few.noun.many,
                low=number_word(low),
                high=number_word(high),
                gap=number_word(high - low),
                gap_are=_are(high - low),
            ),
        )


def together(facts: Facts, dice: Dice) -> Iterator[Turn]:
    """How many there are of two kinds altogether: both numbers known and above one."""
    several = [t for t in facts.counted if t.noun.form == "count" and (t.number or 0) > 1]
    for one, two in dice.order(itertools.permutations(several, 2), "together"):
        first, second = one.number or 0, two.number or 0
        kinds = {"a_kind": one.noun.many, "b_kind": two.noun.many}
        yield Turn(
            say(
                dice.pick(arguments.HOW_MANY_TOGETHER, "together", "question"),
                a=one.noun.many,
                b=two.noun.many,
            ),
            say(
                dice.pick(arguments.TOGETHER, "together", "answer"),
                **kinds,
                a=one.noun.counted(first),
                b=two.noun.counted(second),
                first=number_word(first),
                second=number_word(second),
                total=number_word(first + second),
            ),
        )


def then(facts: Facts, dice: Dice) -> Iterator[Turn]:
    """How many there would be with a few more or less: a number known, more than one."""
    for thing in dice.order(facts.counted, "then"):
        number = thing.number or 0
        if number < 2 or thing.noun.form != "count":
            continue
        less = dice.pick((True, False), "then", "less")
        step = dice.pick(range(1, number) if less else range(1, 4), "then", "step")
        result = number - step if less else number + step
        words = {
            "things": thing.noun.many,
            "n": thing.noun.counted(number),
            "then": thing.noun.counted(result),
            "number": number_word(number),
            "step": number_word(step),
            "result": number_word(result),
            "change": "fewer" if less else "more",
            "way": "down" if less else "up",
            "done": "taken from" if less else "added to",
        }
        yield Turn(
            say(dice.pick(arguments.HOW_MANY_THEN, "then", "question"), **words),
            say(dice.pick(arguments.THEN, "then", "answer"), **words),
        )


def share(facts: Facts, dice: Dice) -> Iterator[Turn]:
    """Whether there is one for everybody: people and things to hand out, both numbers known."""
    people = next((t for t in facts.counted if t.category == "person"), None)
    if people is None or (crowd := people.number or 0) < 2:
        return
    for thing in dice.order(facts.counted, "share"):
        number = thing.number or 0
        if number < 2 or thing.category not in _HANDED_OUT:
            continue
        words = {
            "things": thing.noun.many,
            "n": thing.noun.counted(number),
            "number": number_word(number),
            "people": people.noun.counted(crowd),
            "people_number": number_word(crowd),
            "gap": number_word(abs(number - crowd)),
        }
        outcomes = (arguments.SHORT, arguments.EVEN, arguments.OVER)
        outcome = outcomes[(number > crowd) - (number < crowd) + 1]
        yield Turn(
            say(dice.pick(arguments.HOW_MANY_LEFT, "share", "question"), **words),
            say(
                dice.pick(arguments.LEFT, "share", "answer"),
                **words,
                outcome=say(outcome, **words),
            ),
        )


_HANDED_OUT = frozenset(
    {
        "banana", "apple", "orange", "carrot", "sandwich", "hot dog", "donut", "cake", "pizza",
        "cup", "wine glass", "fork", "knife", "spoon", "bowl", "bottle", "book", "umbrella",
        "frisbee", "kite", "skateboard", "surfboard", "snowboard", "toothbrush", "cell phone",
    }
)  # fmt: skip


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
