"""A LLaVA-format file of anybody's in, what is wrong with its records out. Changes nothing.

The file is read twice where there are annotations: for the images that it names, then for its
records. Memory grows by the signatures of duplicates and by what is known of these images.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from datagen.errors import SettingsError
from datagen.formats import Row, is_array, read_records
from datagen.pipeline.annotations import Annotations, unpacked
from datagen.pipeline.checks import Checks, policy_of
from datagen.pipeline.crew import Crew, cores
from datagen.records import Finding, Scene
from datagen.runs import whole_file
from datagen.settings import Checking
from datagen.sources import Source
from datagen.validation import Limits, check_record
from datagen.validation.corpus import Corpus, CorpusStatistics
from datagen.validation.structure import broken_shape

_NOTHING_KNOWN = Scene(id="nothing", image="nothing")
_UNMATCHED_SHOWN = 3
_PORTION = 200  # records
_ENOUGH = 16 * 1024 * 1024  # bytes; a smaller file is read before workers would be of use


@dataclass(frozen=True, slots=True)
class Holding:
    """What a file is held to. `skip` names rules that do not hold.

    `duplicates`: whether records are held against each other.
    """

    limits: Limits
    checking: Checking
    skip: frozenset[str] = frozenset()
    duplicates: bool = True

    def checks(self) -> Checks:
        return Checks(self.checking, words=self.checking.words)


class _Held(NamedTuple):
    """A record and what is known of its image, packed."""

    row: Row
    scene: bytes | None


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
    workers: int | None = None,
) -> FileCheck:
    """Check every record. `findings` is a file that gets a row a finding, whole or not at all.

    `workers` is how many processes hold records against their images; None: as many as are of use.
    Raises `InputError` where the file cannot be read at all, `RunError` where `findings` cannot be
    written.
    """
    if findings is not None and findings.exists() and findings.samefile(path):
        raise SettingsError("is the file that is checked", where="--findings")
    known = None
    if source is not None:
        known = Annotations(source, (row.value for row in read_records(path)))
        del source
    if workers is None:
        workers = cores() if path.stat().st_size >= _ENOUGH else 1
    pass_over = _Pass(holding, known, show, is_array(path))
    opens = partial(_checker, holding)
    with (
        whole_file(findings) if findings else nullcontext() as out,
        Crew[list[_Held], list[tuple[Finding, ...]]](opens, workers) as crew,
    ):
        waiting: deque[list[_Held]] = deque()

        def portions() -> Iterator[list[_Held]]:
            rows = map(pass_over.held, read_records(path))
            while portion := list(islice(rows, _PORTION)):
                waiting.append(portion)
                yield portion

        for found in crew.in_order(portions()):
            for held, of_record in zip(waiting.popleft(), found, strict=True):
                told = pass_over.see(held, of_record)
                if out is not None:
                    out.writelines(told)
        told = pass_over.end()
        if out is not None:
            out.writelines(told)
    return pass_over.check


@contextmanager
def _checker(
    holding: Holding,
) -> Iterator[Callable[[list[_Held]], list[tuple[Finding, ...]]]]:
    """What finds all that is wrong with a record by itself: any process may do it."""
    checks = holding.checks()
    last: tuple[bytes | None, Scene] = None, _NOTHING_KNOWN

    def check(portion: list[_Held]) -> list[tuple[Finding, ...]]:
        nonlocal last
        found = []
        for row, packed in portion:
            of_record = check_record(row.value, holding.limits)
            if broken_shape(row.value) is None:
                if last[0] != packed:  # records of one image often follow each other
                    last = packed, unpacked(packed) if packed else _NOTHING_KNOWN
                of_record = checks(of_record, _turns(row), last[1], skip=holding.skip)
            found.append(of_record)
        return found

    yield check


def _turns(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple((turn["from"], turn["value"]) for turn in row.value["conversations"])


class _Pass:
    """One pass over a file, record by record: what is counted, and held against other records."""

    def __init__(self, holding: Holding, known: Annotations | None, show: int, array: bool) -> None:
        self.check = FileCheck(array=array, matched=None if known is None else 0)
        self._policy = policy_of(holding.checking)
        self._known = known
        self._show = show
        self._corpus = Corpus(duplicates=holding.duplicates)

    def see(self, held: _Held, found: tuple[Finding, ...]) -> list[str]:
        """Count a record; its findings as lines. `found` is what is wrong with it by itself."""
        row, packed = held
        check = self.check
        check.records += 1
        record = row.value if isinstance(row.value, dict) else {}
        if broken_shape(row.value) is None:
            of_file = self._corpus.see(row.number, record.get("image"), _turns(row))
            found = (*found, *self._policy(of_file))
        severities = {finding.severity for finding in found}
        check.rejected += "reject" in severities
        check.warned += severities == {"warn"}
        for finding in found:
            self._count(row.number, finding)
        scene = unpacked(packed) if packed and found else None
        return [_line(record, row.number, finding, scene) for finding in found]

    def end(self) -> list[str]:
        """Count what is wrong with the file as a whole."""
        self.check.corpus = self._corpus.statistics()
        findings = self._policy(self._corpus.findings())
        for finding in findings:
            self._count(None, finding)
            self.check.fails = self.check.fails or finding.severity == "reject"
        return [_line({}, None, finding, None) for finding in findings]

    def held(self, row: Row) -> _Held:
        """A record with what is known of its image."""
        if self._known is None:
            return _Held(row, None)
        packed = self._known.packed(row.value)
        check = self.check
        if packed is not None:
            check.matched = (check.matched or 0) + 1
        elif isinstance(row.value, dict) and row.value.get("image") is not None:
            check.unmatched += 1
            if len(check.others) < _UNMATCHED_SHOWN:
                check.others.append(f"row {row.number}: {row.value['image']}")
        return _Held(row, packed)

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
