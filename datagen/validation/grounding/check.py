"""All rules that hold a record against its image, in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from datagen.language.grammar import read
from datagen.language.lexicon import Lexicon
from datagen.language.questions import polarity, speaks_of_image
from datagen.records import Finding, Scene, Severity, Verdict
from datagen.validation.grounding import (
    attributes,
    consistency,
    counts,
    existence,
    reference,
    spatial,
)
from datagen.validation.grounding.case import Case, Said
from datagen.validation.grounding.facts import Facts
from datagen.validation.structure import IMAGE

Rule: TypeAlias = Callable[[Case], Iterator[Finding]]

# Rules that hold the text against what the annotations say is in the image.
_OF_THE_IMAGE: tuple[Rule, ...] = (
    existence.object_absent,
    existence.unsupported,
    existence.wrong_no,
    existence.wrong_yes,
    counts.count_too_high,
    counts.count_too_low,
    spatial.wrong_side,
    spatial.wrong_place,
    spatial.wrong_size,
    attributes.wrong_colour,
    attributes.wrong_attribute,
)
# Rules that hold it against itself, and against what can be asked of the image.
_OF_THE_TEXT: tuple[Rule, ...] = (
    consistency.inconsistent,
    reference.ambiguous_reference,
    reference.question_reveals,
    reference.question_undecided,
    reference.question_repeated,
    reference.answer_repeated,
)
_RULES = (*_OF_THE_IMAGE, *_OF_THE_TEXT)

IMAGE_RULE_NAMES = frozenset(rule.__name__ for rule in _OF_THE_IMAGE)
GROUNDING_RULE_NAMES = frozenset(rule.__name__ for rule in _RULES)


_MOST = 20  # findings of a rule on a record, of a severity and verdict
_BLANK = " " * len(IMAGE)  # so that places in the text stay


class _Last(NamedTuple):
    scene: Scene
    facts: Facts


class Grounding:
    """Holds records against their images. Records of one image that follow each other share what
    is known of it.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._last: _Last | None = None

    def check(
        self,
        turns: Iterable[tuple[str, str]],
        scene: Scene,
        *,
        skip: frozenset[str] = frozenset(),
    ) -> tuple[Finding, ...]:
        """The findings on a conversation; `turns` are (from, value), `skip` rules left out."""
        facts = self._facts(scene)
        said = tuple(
            Said(number, role, read(value.replace(IMAGE, _BLANK), facts.lexicon))
            for number, (role, value) in enumerate(turns)
        )
        case = Case(said, tuple(_affirmed(said, facts.lexicon)), facts)
        rules = [rule for rule in _RULES if rule.__name__ not in skip] if skip else _RULES
        findings = [finding for rule in rules for finding in rule(case)]
        return tuple(findings if len(findings) <= _MOST else _bounded(findings))

    def _facts(self, scene: Scene) -> Facts:
        if self._last is None or self._last.scene is not scene:
            self._last = _Last(scene, Facts(scene, self._lexicon))
        return self._last.facts


def _bounded(findings: Iterable[Finding]) -> list[Finding]:
    """The first findings of each rule, severity and verdict, the last of which says how many more
    there are. A policy asks for nothing else, so those left out decide nothing.
    """
    kept: list[Finding] = []
    places: dict[tuple[str, Severity, Verdict | None], int] = {}
    times = Counter[tuple[str, Severity, Verdict | None]]()
    for finding in findings:
        kind = finding.rule, finding.severity, finding.verdict
        times[kind] += 1
        if times[kind] <= _MOST:
            places[kind] = len(kept)
            kept.append(finding)
    for kind, place in places.items():
        if (more := times[kind] - _MOST) > 0:
            detail = f"{kept[place].detail}; {more:,} more findings of this kind are left out"
            kept[place] = kept[place].model_copy(update={"detail": detail})
    return kept


def _affirmed(turns: tuple[Said, ...], lexicon: Lexicon) -> Iterator[Said]:
    """Questions that are answered with yes, as statements."""
    for question, answer in pairwise(turns):
        if question.role == "human" and answer.role == "gpt":
            text = question.reading.text
            if polarity(answer.reading) != "yes" or text.count("?") != 1:
                continue
            if speaks_of_image(question.reading):
                yield Said(question.number, "human", read(text, lexicon, affirmed=True))
