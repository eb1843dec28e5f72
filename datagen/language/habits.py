"""A clause in, whether it tells what is so in general, or is meant to be, out."""

from __future__ import annotations

from itertools import pairwise

from datagen.language.certainty import BEING, BREAKS
from datagen.language.english.words import (
    AUXILIARIES,
    CLOSED,
    MAYBE_VERBS,
    VERB_FORMS,
    word_set,
)


def is_any_time(words: list[str], number: int) -> bool:
    """Whether "when" goes on in the simple present: "when a train comes".

    Not "when it was taken", "when a dog is running", "the moment when …", "when one looks".
    """
    clause = _clause(words, number)
    if len(clause) < 2 or clause[0] in _VIEWERS or clause[1] in _VIEWERS:
        return False
    if (number and words[number - 1] in _MOMENTS) or not _PAST.isdisjoint(clause):
        return False
    for word, following in pairwise(clause):
        if word in BEING and following.endswith("ing"):
            return False
        if following.endswith("ed") and word not in AUXILIARIES:
            return False
    return any(word.endswith("s") and word not in CLOSED for word in clause) or (
        not _PRESENT.isdisjoint(clause)
    )


def is_kind(words: list[str], number: int) -> bool:
    """ "The kind that one finds on boats", "the kind of vase you find", not "that is standing"."""
    if words[number - 1] not in ("the", "same"):
        return False
    return any(
        word in _OF_A_KIND and following not in BEING
        for word, following in pairwise(words[number + 1 : number + 6])
    )


_OF_A_KIND = word_set("that which one you people")


def is_aim(words: list[str], number: int) -> bool:
    """Whether "so" goes on with a purpose: "so that a bus stops", "so a bus has time to"."""
    clause = _clause(words, number)
    if clause[:1] == ["that"]:
        return _IN_SIGHT.isdisjoint(clause)
    return any(word in _GETS and following in _CHANCES for word, following in pairwise(clause))


def _clause(words: list[str], number: int) -> list[str]:
    """The words behind a place, up to the next break."""
    behind = words[number + 1 : number + 1 + _LONGEST]
    return behind[: next((at for at, word in enumerate(behind) if word in _ENDS), len(behind))]


_ENDS = BREAKS | {".", "!", "?"}
_LONGEST = 40  # words
_VIEWERS = word_set("you we one i viewed seen looking viewer viewers observer")
_MOMENTS = word_set("moment instant second just exactly")
_PRESENT = word_set("is are has have")
_PAST = word_set("was were had did came went") | (
    VERB_FORMS - MAYBE_VERBS - word_set("has lies hit cut kept got led brought made held")
)
_GETS = word_set("has have gets get")
_CHANCES = word_set("time room space enough warning")
_IN_SIGHT = word_set("seen visible is are there")
