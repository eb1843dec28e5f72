"""A caption in, the sentence that says it out: used alone as an answer, or within a passage."""

from __future__ import annotations

from datagen.teachers.offline.captions import Sentence
from datagen.teachers.offline.dice import Dice
from datagen.teachers.offline.frames import (
    HAPPENS,
    PICTURED,
    SHOWN,
    TOLD_AGAIN,
    say,
)


def told(sentence: Sentence, dice: Dice) -> str:
    """The caption as an answer to what the image shows."""
    if sentence.form == "phrase" and sentence.pictured:
        return say(dice.pick(PICTURED, "told"), what=sentence.continued)
    return _framed(sentence, dice.pick(SHOWN, "told"), dice.pick(HAPPENS, "told"))


def told_again(sentence: Sentence, dice: Dice, slot: int) -> str:
    """The caption as another view of what has been told: it adds nobody new to the scene.

    Different slots give different frames.
    """
    pairs = dice.order(TOLD_AGAIN, "again")
    return _framed(sentence, *pairs[slot % len(pairs)])


def _framed(sentence: Sentence, phrase: str, clause: str) -> str:
    if sentence.form == "phrase":
        return say(phrase, what=sentence.continued)
    return say(clause, what=sentence.continued) if sentence.fluent else sentence.alone
