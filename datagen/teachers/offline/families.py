"""Facts in, turns of a conversation out: one plain function for each kind of question.

Each gives what it could ask, in the order of preference, and promises that the answer holds and
that the question does not give it away. What suits what is decided in conversation.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from datagen.records import Turn
from datagen.teachers.offline import coco, frames
from datagen.teachers.offline.dice import Dice
from datagen.teachers.offline.facts import Facts, left_of
from datagen.teachers.offline.frames import Frames, say
from datagen.teachers.offline.places import place
from datagen.teachers.offline.telling import told


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn that may be said. `about`: the categories whose facts it uses up."""

    turn: Turn
    about: frozenset[str]


Family = Callable[[Facts, Dice], Iterator[Asked]]


def _varied(dice: Dice, name: str, questions: Frames, answers: Frames) -> Iterator[tuple[str, str]]:
    """Pairs of frames, without end; none comes again before all have come."""
    return zip(
        itertools.cycle(dice.order(questions, name, "question")),
        itertools.cycle(dice.order(answers, name, "answer")),
        strict=False,
    )


def present(facts: Facts, dice: Dice) -> Iterator[Asked]:
    """ "Is there a dog?" "Yes ...": something that may be said to be there.

    Only categories whose absence could be asked about as well, so that the name of a category never
    gives the answer away; the question is put as for an absent one.
    """
    things = dice.order((thing for thing in facts.things if thing.balanced), "present")
    for thing, (question, answer) in zip(
        things, _varied(dice, "present", frames.IS_THERE, frames.YES), strict=False
    ):
        noun = thing.noun
        asked = say(question, **{"is": noun.one_is}, asked=noun.asked)
        some, verb = (noun.many, noun.many_are) if thing.several else (noun.one, noun.one_is)
        answered = say(answer, **{"is": verb}, some=some)
        yield Asked(Turn(asked, answered), frozenset({thing.category}))


def absent(facts: Facts, dice: Dice) -> Iterator[Asked]:
    """ "Is there a dog?" "No ...": one category that is surely absent, common ones more often."""
    if not facts.absent:
        return
    weights = [coco.WEIGHTS[noun.category] for noun in facts.absent]
    noun = dice.weigh(facts.absent, weights, "absent")
    question, answer = next(_varied(dice, "absent", frames.IS_THERE, frames.NO))
    asked = say(question, **{"is": noun.one_is}, asked=noun.asked)
    answered = say(answer, **{"is": noun.bare_is}, bare=noun.bare)
    yield Asked(Turn(asked, answered), frozenset({noun.category}))


def number(facts: Facts, dice: Dice) -> Iterator[Asked]:
    """ "How many dogs?": an exact number from two to eight."""
    things = dice.order((t for t in facts.counted if (t.number or 0) > 1), "number")
    for thing, (question, answer) in zip(
        things, _varied(dice, "number", frames.HOW_MANY, frames.SO_MANY), strict=False
    ):
        many, n = thing.noun.many, thing.noun.counted(thing.number or 0)
        yield Asked(Turn(say(question, many=many), say(answer, n=n)), frozenset({thing.category}))


def position(facts: Facts, dice: Dice) -> Iterator[Asked]:
    """ "Where is the dog?": the only one, in plain sight, within one third of the image."""
    things = dice.order(facts.spotted, "position")
    for thing, (question, answer) in zip(
        things, _varied(dice, "position", frames.WHERE, frames.THERE), strict=False
    ):
        where = place(thing.spot) if thing.spot is not None else None
        if where is not None:
            words = {"is": thing.noun.bare_is, "the": thing.noun.the}
            yield Asked(
                Turn(say(question, **words), say(answer, **words, place=where)),
                frozenset({thing.category}),
            )


def side(facts: Facts, dice: Dice) -> Iterator[Asked]:
    """ "Is the dog left or right of the cat?": two single things apart from left to right."""
    pairs = dice.order(itertools.permutations(facts.spotted, 2), "side")
    pairs = [(one, other) for one, other in pairs if left_of(one, other) or left_of(other, one)]
    for (one, other), (question, answer) in zip(
        pairs, _varied(dice, "side", frames.WHICH_SIDE, frames.THAT_SIDE), strict=False
    ):
        words = {"is": one.noun.bare_is, "the": one.noun.the, "other": other.noun.the}
        which = "left" if left_of(one, other) else "right"
        yield Asked(
            Turn(say(question, **words), say(answer, **words, side=which)),
            frozenset({one.category, other.category}),
        )


def overview(facts: Facts, dice: Dice) -> Iterator[Asked]:
    """ "What does the image show?": one of the two captions that the others bear out most."""
    if not facts.captions:
        return
    best = [s for s in facts.captions if s.fluent][:2] or facts.captions[:1]
    sentence = dice.pick(best, "overview")
    questions = frames.WHAT_HAPPENS if sentence.acts else frames.WHAT_IS_SHOWN
    yield Asked(
        Turn(dice.pick(questions, "overview", "question"), told(sentence, dice)),
        frozenset(mention.category for mention in sentence.mentions),
    )


# What may stand in a conversation beside the yes-or-no pair and the overview.
FAMILIES: Mapping[str, Family] = MappingProxyType(
    {family.__name__: family for family in (number, position, side)}
)
