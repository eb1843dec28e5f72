"""The findings that `datagen validate` wrote in, what they say of each record out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from datagen.errors import InputError
from datagen.records import Box, Evidence, Instance, Scene, Severity, Verdict
from datagen.rows import FindingRow


class _Box(msgspec.Struct):
    category: str
    bbox: Box


class _Evidence(msgspec.Struct):
    boxes: tuple[_Box, ...] = ()
    captions: tuple[str, ...] = ()


class _Told(msgspec.Struct):
    """A row of the file, as far as it is shown."""

    row: int | None
    rule: str
    severity: Severity
    detail: str
    id: Any = None
    image: Any = None
    turn: int | None = None
    verdict: Verdict | None = None
    sentence: str | None = None
    span: tuple[int, int] | None = None
    claim: str | None = None
    evidence: _Evidence | None = None


class Found(NamedTuple):
    """All findings on a record, and as much of its image as they rest on."""

    row: int
    id: Any
    image: Any
    findings: tuple[FindingRow, ...]
    scene: Scene


class Matching(NamedTuple):
    """Which records: those that `rule` found something in, and those of an id that `takes` does."""

    rule: str | None = None
    takes: Callable[[Any], bool] = lambda _: True


def found_in(path: Path, matching: Matching) -> Iterator[Found]:
    """Record by record, in the order of the file.

    Raises `InputError` where the file holds something else.
    """
    return (_found(row, told) for row, told in _records(path, matching))


def how_many(path: Path, matching: Matching) -> int:
    """How many records that gives."""
    return sum(1 for _ in _records(path, matching))


def _records(path: Path, matching: Matching) -> Iterator[tuple[int, list[_Told]]]:
    rule = matching.rule
    for number, group in groupby(_read(path), key=lambda told: told.row):
        told = list(group)
        if (
            number is not None
            and (rule is None or any(each.rule == rule for each in told))
            and matching.takes(told[0].id)
        ):
            yield number, told


def _read(path: Path) -> Iterator[_Told]:
    decode = msgspec.json.Decoder(_Told).decode
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError) as problem:
                    raise InputError(
                        "is no row of findings on the records of a file",
                        where=f"{path}:{number}",
                        hint="Name what `datagen validate FILE --findings FINDINGS.jsonl` wrote.",
                    ) from problem
    except OSError as problem:
        hint = "Write it with: datagen validate FILE --findings FINDINGS.jsonl."
        what = f"cannot be read: {problem.strerror}"
        raise InputError(what, where=path, hint=hint) from problem


def _found(row: int, told: Sequence[_Told]) -> Found:
    boxes = _each(box for each in told if each.evidence for box in each.evidence.boxes)
    captions = _each(text for each in told if each.evidence for text in each.evidence.captions)
    scene = Scene(
        id=f"row {row}",
        image="" if told[0].image is None else str(told[0].image),
        captions=tuple(captions),
        instances=tuple(Instance(box.category, box.bbox) for box in boxes),
    )
    rows = tuple(
        FindingRow(
            sample=scene.id,
            attempt=1,
            rule=each.rule,
            severity=each.severity,
            detail=each.detail,
            turn=each.turn,
            verdict=each.verdict,
            sentence=each.sentence,
            span=each.span,
            claim=each.claim,
            evidence=each.evidence
            and Evidence(
                boxes=tuple(boxes.index(box) for box in each.evidence.boxes),
                captions=tuple(captions.index(text) for text in each.evidence.captions),
            ),
        )
        for each in told
    )
    return Found(row, told[0].id, told[0].image, rows, scene)


def _each(values: Iterable[Any]) -> list[Any]:
    """Each value once, in the order of the first."""
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept
