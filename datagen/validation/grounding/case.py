"""What every rule reads: the turns of a record, as they were understood, and the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from datagen.language.grammar import Mention, Reading, Sentence
from datagen.records import Evidence, Finding, Severity, Verdict
from datagen.validation.grounding.facts import Facts


class Said(NamedTuple):
    """One message, read. `number` counts messages from 0."""

    number: int
    role: str
    reading: Reading


@dataclass(frozen=True, eq=False)
class Case:
    """A conversation about an image.

    `affirmed` are questions that were answered with yes, read as statements.
    """

    turns: tuple[Said, ...]
    affirmed: tuple[Said, ...]
    facts: Facts

    @cached_property
    def answers(self) -> tuple[Said, ...]:
        return tuple(turn for turn in self.turns if turn.role == "gpt")

    @cached_property
    def statements(self) -> tuple[Said, ...]:
        """All that is said to be so, in the order of the turns."""
        return tuple(sorted((*self.answers, *self.affirmed), key=lambda said: said.number))

    @cached_property
    def exchanges(self) -> tuple[tuple[Said, Said], ...]:
        """Questions with their answers."""
        return tuple(
            (question, answer)
            for question, answer in pairwise(self.turns)
            if question.role == "human" and answer.role == "gpt"
        )


def asserted(said: Said, facts: Facts) -> Iterator[tuple[Sentence, Mention]]:
    """What a message flatly says to be there, and not of a kind of things in general."""
    for sentence in said.reading.sentences:
        if sentence.general and not facts.has_word(sentence.general):
            continue
        for mention in sentence.mentions:
            if mention.asserted and mention.categories:
                yield sentence, mention


def finding(
    rule: str,
    severity: Severity,
    said: Said,
    sentence: Sentence,
    span: tuple[int, int],
    *,
    verdict: Verdict,
    claim: str,
    why: str,
    boxes: Iterable[int] = (),
    captions: Iterable[int] = (),
) -> Finding:
    """`span` in tokens. `why` is told to people, behind the claim."""
    text = said.reading.sentence_text(sentence)
    return Finding(
        rule=rule,
        severity=severity,
        detail=f"turn {said.number} says '{claim}': {why}",
        turn=said.number,
        verdict=verdict,
        sentence=text,
        span=said.reading.span(*span),
        claim=claim,
        evidence=Evidence(boxes=tuple(boxes), captions=tuple(captions)),
    )
