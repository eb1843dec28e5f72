"""Facts in, a conversation of one to five turns out: what is asked together, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

from datagen.records import Turn
from datagen.teachers.offline.dice import Dice
from datagen.teachers.offline.facts import Facts
from datagen.teachers.offline.families import FAMILIES, Asked, absent, overview, present

# How many turns are wanted, each as likely; fewer where the facts allow no more.
_LENGTHS = (3, 3, 4, 4, 4, 5, 5)
# Yes and no come equally often, alone or both.
_POLARITIES = (("yes",), ("no",), ("yes", "no"), ("yes", "no"))


def conversation(facts: Facts, dice: Dice) -> list[Turn]:
    """Turns of mixed kinds; each category is the topic of one turn besides the overview at most.

    "Is there ...?" is asked only where both a yes and a no could be, so that neither is the safer
    guess. The overview comes when nothing is left to ask whose answer it gives away; a no waits
    for it as the yes beside it does, or would, so that the place of a turn tells nothing either.
    """
    wanted = dice.pick(_LENGTHS, "length")
    telling = list(overview(facts, dice))
    yes, no = next(present(facts, dice), None), next(absent(facts, dice), None)
    polar: list[Asked] = []
    if yes is not None and no is not None:
        polarity = dice.pick(_POLARITIES, "polarity")
        polar = [turn for name, turn in (("yes", yes), ("no", no)) if name in polarity]
    asked = list(polar)
    used = frozenset[str]().union(*(turn.about for turn in polar))
    for turn in _in_turns(facts, dice):
        if len(asked) < wanted - len(telling) and not turn.about & used:
            asked.append(turn)
            used |= turn.about
    order = dice.order(asked, "order")
    for told in telling:
        spoils_yes = yes is not None and bool(yes.about & told.about)
        spoiled = [
            place
            for place, turn in enumerate(order)
            if turn.about & told.about or (turn in polar and spoils_yes)
        ]
        places = range(max(spoiled, default=-1) + 1, len(order) + 1)
        order.insert(dice.pick(places, "overview", "place"), told)
    return [turn.turn for turn in order]


def _in_turns(facts: Facts, dice: Dice) -> Iterator[Asked]:
    """What every family could ask, one from each in turn, so that no kind crowds out the others."""
    waiting = [FAMILIES[name](facts, dice) for name in dice.order(FAMILIES, "families")]
    while waiting:
        for family in list(waiting):
            turn = next(family, None)
            if turn is None:
                waiting.remove(family)
            else:
                yield turn
