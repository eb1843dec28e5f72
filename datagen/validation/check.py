"""All rules over one record, ours or anybody's: structure first, then what the text says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from datagen.records import Finding, LlavaRecord
from datagen.validation.corpus.seeds import copied_seed
from datagen.validation.images import PictureFolder
from datagen.validation.length import is_vast, no_words, too_long
from datagen.validation.structure import (
    SHAPE_RULES,
    TEXT_RULES,
    Subject,
    broken_shape,
    image_kind,
)
from datagen.validation.wording import check_wording


@dataclass(frozen=True, slots=True)
class Limits:
    """What a record is held to. `single_turn`: the plain pretraining stage takes two messages only.

    `wording` is off for captions, which people wrote; `skip` names wording rules that do not hold;
    `seeds` are the answers that the teacher was shown, one text a turn.
    """

    max_tokens: int
    pictures: PictureFolder | None = None
    single_turn: bool = False
    wording: bool = True
    skip: frozenset[str] = frozenset()
    seeds: tuple[str, ...] = ()


def check_record(record: object, limits: Limits) -> tuple[Finding, ...]:
    """Every finding on a record of any shape.

    A broken shape hides the rules that need a whole one.
    """
    if finding := broken_shape(record):
        return (finding,)
    return _check(Subject.of(record), limits, image_kind(record))


def check_made(record: LlavaRecord, limits: Limits) -> tuple[Finding, ...]:
    """The same for a record of ours, whose shape is whole."""
    return _check(Subject(record.image, record.conversations), limits)


def _check(subject: Subject, limits: Limits, before: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    findings = [*before]
    findings += [f for rule in (*SHAPE_RULES, *TEXT_RULES, no_words) for f in rule(subject)]
    long = [*too_long(subject, limits.max_tokens)]
    findings += long
    if limits.single_turn and len(subject.turns) != 2:
        findings.append(
            Finding(
                rule="single_turn",
                severity="reject",
                detail=f"the plain stage takes one question and one answer, not "
                f"{len(subject.turns)} messages",
            )
        )
    inside = not any(finding.rule == "image_path" for finding in findings)
    if limits.pictures and subject.image is not None and inside:
        findings += limits.pictures.check(subject.image)
    if long and is_vast(subject.turns):
        return tuple(findings)
    if limits.wording:
        findings += check_wording(subject, skip=limits.skip)
    findings += copied_seed(subject.turns, limits.seeds)
    return tuple(findings)
