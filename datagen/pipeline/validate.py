"""A LLaVA-format file of anybody's in, what is wrong with its records out. Changes nothing.

The file is read twice where there are annotations: for the images that it names, then for its
records. Memory grows by the signatures of duplicates and by what is known of these images.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from datagen.errors import SettingsError
from datagen.formats import Row, is_array, read_records
from datagen.pipeline.annotations import Annotations
from datagen.pipeline.checks import Checks
from datagen.records import Finding, Scene
from datagen.runs import whole_file
from datagen.sources import Source
from datagen.validation import Limits, check_record
from datagen.validation.corpus import Corpus, CorpusStatistics
from datagen.validation.structure import broken_shape

_NOTHING_KNOWN = Scene(id="nothing", image="nothing")
_UNMATCHED_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Holding:
    """What a file is held to. `skip` names rules that do not hold, `seeds` are few-shot answers.

    `duplicates`: whether records are held against each other.
    """

    limits: Limits
    checks: Callable[[tuple[str, ...]], Checks]
    skip: frozenset[str] = frozenset()
    seeds: tuple[str, ...] = ()
    duplicates: bool = True


@dataclass(slots=True)
class FileCheck:
    """Counts over a file.

    `examples` holds the first few findings of each rule, with row numbers; None: the file as a
    whole. `matched` are records whose image is among the annotations, `unmatched` those whose image
    is not, `others` names some of these; None without annotations. `fails`: the file as a whole
    rejects.
    """

    array: bool
    records: int = 0
    rejected: int = 0
    warned: int = 0
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], list[tuple[int | None, Finding]]] = field(default_factory=dict)
    matched: int | None = None
    unmatched: int = 0
    others: list[str] = field(default_factory=list)
    corpus: CorpusStatistics | None = None
    fails: bool = False


def validate_file(
    path: Path,
    holding: Holding,
    *,
    show: int,
    source: Source | None = None,
    findings: Path | None = None,
) -> FileCheck:
    """Check every record. `findings` is a file that gets a row a finding, whole or not at all.

    Raises `InputError` where the file cannot be read at all, `RunError` where `findings` cannot be
    written.
    """
    if findings is not None and findings.exists() and findings.samefile(path):
        raise SettingsError("is the file that is checked", where="--findings")
    known = None
    if source is not None:
        known = Annotations(source, (row.value for row in read_records(path)))
        del source
    checks = holding.checks(known.categories if known else ())
    with whole_file(findings) if findings else nullcontext() as out:
        pass_over = _Pass(holding, checks, known, show, is_array(path))
        for row in read_records(path):
            told = pass_over.see(row)
            if out is not None:
                out.writelines(told)
        told = pass_over.end()
        if out is not None:
            out.writelines(told)
    return pass_over.check


class _Pass:
    """One pass over a file, record by record."""

    def __init__(
        self,
        holding: Holding,
        checks: Checks,
        known: Annotations | None,
        show: int,
        array: bool,
    ) -> None:
        self.check = FileCheck(array=array, matched=None if known is None else 0)
        self._holding = holding
        self._checks = checks
        self._known = known
        self._show = show
        self._corpus = Corpus(seeds=holding.seeds, duplicates=holding.duplicates)

    def see(self, row: Row) -> list[str]:
        """Count a record; its findings as lines."""
        check = self.check
        check.records += 1
        scene = self._scene(row)
        findings = self._findings(row, scene)
        severities = {finding.severity for finding in findings}
        check.rejected += "reject" in severities
        check.warned += severities == {"warn"}
        for finding in findings:
            self._count(row.number, finding)
        record = row.value if isinstance(row.value, dict) else {}
        return [_line(record, row.number, finding, scene) for finding in findings]

    def end(self) -> list[str]:
        """Count what is wrong with the file as a whole."""
        self.check.corpus = self._corpus.statistics()
        findings = self._checks.policy(self._corpus.findings())
        for finding in findings:
            self._count(None, finding)
            self.check.fails = self.check.fails or finding.severity == "reject"
        return [_line({}, None, finding, None) for finding in findings]

    def _findings(self, row: Row, scene: Scene | None) -> tuple[Finding, ...]:
        found = check_record(row.value, self._holding.limits)
        if broken_shape(row.value):
            return found
        turns = tuple((turn["from"], turn["value"]) for turn in row.value["conversations"])
        of_record = self._checks(found, turns, scene or _NOTHING_KNOWN, skip=self._holding.skip)
        of_file = self._corpus.see(row.number, row.value.get("image"), turns)
        return (*of_record, *self._checks.policy(of_file))

    def _scene(self, row: Row) -> Scene | None:
        if self._known is None:
            return None
        check = self.check
        scene = self._known.scene_of(row.value)
        if scene is not None:
            check.matched = (check.matched or 0) + 1
        elif isinstance(row.value, dict) and row.value.get("image") is not None:
            check.unmatched += 1
            if len(check.others) < _UNMATCHED_SHOWN:
                check.others.append(f"row {row.number}: {row.value['image']}")
        return scene

    def _count(self, row: int | None, finding: Finding) -> None:
        key = finding.rule, finding.severity
        self.check.by_rule[key] += 1
        listed = self.check.examples.setdefault(key, [])
        if len(listed) < self._show:
            listed.append((row, finding))


def _line(record: dict[str, Any], row: int | None, finding: Finding, scene: Scene | None) -> str:
    """A row of the findings: all that a reader needs, also what the evidence is."""
    told = {
        "id": record.get("id"),
        "image": record.get("image"),
        "row": row,
        "turn": finding.turn,
        "rule": finding.rule,
        "severity": finding.severity,
        "verdict": finding.verdict,
        "sentence": finding.sentence,
        "span": finding.span,
        "claim": finding.claim,
        "evidence": _evidence(finding, scene),
        "detail": finding.detail,
    }
    line = json.dumps(told, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:  # half a surrogate pair, in a name or a text
        line = json.dumps(told)
    return f"{line}\n"


def _evidence(finding: Finding, scene: Scene | None) -> dict[str, Any] | None:
    if finding.evidence is None or scene is None:
        return None
    boxes = [(index, scene.instances[index]) for index in finding.evidence.boxes]
    return {
        "boxes": [
            {"category": box.category, "bbox": box.bbox, "index": index} for index, box in boxes
        ],
        "captions": [scene.captions[index] for index in finding.evidence.captions],
    }
