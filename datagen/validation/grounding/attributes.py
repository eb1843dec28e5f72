"""Rule 7: colours, held against what captions say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from datagen.language.described import Described, asked_colour, described
from datagen.language.traits import COLOUR
from datagen.records import Finding
from datagen.validation.grounding.case import Case, Said, finding


def wrong_colour(case: Case) -> Iterator[Finding]:
    """Rule 7: a thing of which there is one has another colour in the captions.

    Or things, where text and captions speak of several, and captions of one colour. Contradicted
    where all its colours differ from all that captions give the same noun, by more than people
    differ in naming them ("gray" and "silver"); not where a message gives the noun two colours,
    which are of two things. Boxes carry no colours. Source: COCO's captions of val2017, for the
    pairs of colours that two people give one thing.
    """
    told = set[tuple[int, str]]()
    for said, one in colours_of(case):
        given = case.facts.values_of(one, COLOUR)
        if not given or COLOUR.agree(one.values, given) or (said.number, one.noun) in told:
            continue
        if not one.plural and _has_several_colours(case, said, one.noun):
            continue
        if len(given) > 1 if one.plural else not case.facts.is_single(one.noun):
            continue
        told.add((said.number, one.noun))
        yield finding(
            "wrong_colour",
            "reject",
            said,
            one.sentence,
            (one.start, one.end),
            verdict="contradicted",
            claim=one.claim,
            why=f"captions say {' and '.join(given)}",
            captions=sorted({index for of_value in given.values() for index in of_value}),
        )


def _has_several_colours(case: Case, said: Said, noun: str) -> bool:
    """Whether a message gives a noun one colour here and another there: two such things."""
    given = [
        one.values
        for other, one in colours_of(case)
        if other.number == said.number and one.noun == noun
    ]
    return any(not COLOUR.agree(given[0], colours) for colours in given[1:])


@lru_cache(maxsize=1)  # two rules ask one after the other
def colours_of(case: Case) -> tuple[tuple[Said, Described], ...]:
    """Every colour that is stated, also as the bare answer to "what color is the bus?"."""
    return tuple(_colours_of(case))


def _colours_of(case: Case) -> Iterator[tuple[Said, Described]]:
    for said in case.statements:
        for one in described(said.reading, COLOUR):
            if one.sentence.is_sure(one.start, one.end) and not one.sentence.question:
                yield said, one
    for question, answer in case.exchanges:
        if told := asked_colour(question.reading, answer.reading):
            yield answer, told
