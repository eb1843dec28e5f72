"""Rule 7: colours, held against what captions say."""

from __future__ import annotations

from collections.abc import Iterator

from datagen.language.colours import Coloured, coloured
from datagen.language.english.words import ALIKE, COLOURS
from datagen.records import Finding
from datagen.validation.grounding.case import Case, finding
from datagen.validation.grounding.facts import Facts


def wrong_colour(case: Case) -> Iterator[Finding]:
    """Rule 7: a thing of which there is one has another colour in the captions.

    Contradicted where all its colours differ from all that captions give the same noun, by more
    than people differ in naming them ("gray" and "silver"). Boxes carry no colours.
    """
    if not case.facts.scene.captions:
        return
    for said in case.answers:
        told = set[str]()
        for one in coloured(said.reading):
            if one.sentence.unsure or one.sentence.question or one.noun in told:
                continue
            given = case.facts.colours.get(one.noun)
            if not given or not _is_one(case.facts, one):
                continue
            mine = {COLOURS[colour] for colour in one.colours}
            if any(_alike(a, b) for a in mine for b in given):
                continue
            told.add(one.noun)
            yield finding(
                "wrong_colour",
                "reject",
                said,
                one.sentence,
                (one.start, one.end),
                verdict="contradicted",
                claim=f"{' and '.join(one.colours)} {one.noun}",
                why=f"captions say {' and '.join(given)}",
                captions=sorted({index for of_colour in given.values() for index in of_colour}),
            )


def _alike(one: str, other: str) -> bool:
    return one == other or frozenset((one, other)) in ALIKE


def _is_one(facts: Facts, one: Coloured) -> bool:
    """Whether there is one thing of the name only, as far as is known."""
    return not one.plural and facts.is_single(one.noun)
