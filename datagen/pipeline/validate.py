"""A LLaVA-format file of anybody's in, what is wrong with its records out. Changes nothing.

The file is read twice where there are annotations: for the images that it names, then for its
records. Memory grows by the signatures of duplicates and by what is known of these images.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from datagen.errors import InputError
from datagen.formats import Row, is_array, read_records
from datagen.pipeline.annotations import Annotations, unpacked
from datagen.pipeline.checks import Checks, is_read, policy_of
from datagen.pipeline.crew import Crew, cores
from datagen.pipeline.findings_file import finding_line, findings_file
from datagen.pipeline.source import input_counts
from datagen.pipeline.tidy import tidy_when_terminated
from datagen.records import Finding, Scene, Skip
from datagen.rows import InputCounts
from datagen.settings import Checking
from datagen.sources import Source
from datagen.validation import Limits, check_record
from datagen.validation.corpus import Corpus, CorpusStatistics
from datagen.validation.structure import Subject, broken_shape

_NOTHING_KNOWN = Scene(id="nothing", image="nothing")
_UNMATCHED_SHOWN = 3
_PORTION = 200  # records

_ENOUGH = 16 * 1024 * 1024  # bytes; a smaller file is read before workers would be of use


@dataclass(frozen=True, slots=True)
class Holding:
    """What a file is held to.

    `skip` names rules that do not hold, but for those that `checking` sets. `duplicates`: whether
    records are held against each other, which takes most memory. `image_prefix` is what records put
    before the names of their images.
    """

    limits: Limits
    checking: Checking
    skip: frozenset[str] = frozenset()
    duplicates: bool = True
    image_prefix: str = ""

    def checks(self) -> Checks:
        return Checks(self.checking, words=self.checking.words)

    @property
    def skipped(self) -> frozenset[str]:
        """The rules that do not hold: what a user says of one goes before what a recipe does."""
        return self.skip - {rule for rule, wish in self.checking.rules.items() if wish != "off"}


class _Held(NamedTuple):
    """A record and what is known of its image, packed."""

    row: Row
    scene: bytes | None


class _Looked(NamedTuple):
    """What is wrong with a record by itself, and whether what it says was read."""

    found: tuple[Finding, ...]
    read: bool


@dataclass(slots=True)
class FileCheck:
    """Counts over a file.

    `examples` holds the first few findings of each rule, with row numbers; None: the file as a
    whole. With annotations, each record is one of four: `matched`, held against its image (None:
    there are no annotations); `unread`, whose image is known and whose turns cannot be read;
    `unmatched`, whose image is not among the annotations (`others` are rows and images of some);
    `imageless`, which names none.
    `annotations` counts what was read, `selected` the images that the file may mean; `left_out` is
    what could not be used. `fails` are the rules by which the file as a whole rejects.
    """

    array: bool
    records: int = 0
    rejected: int = 0
    warned: int = 0
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], list[tuple[int | None, Finding]]] = field(default_factory=dict)
    matched: int | None = None
    unread: int = 0
    unmatched: int = 0
    imageless: int = 0
    others: list[tuple[int, str]] = field(default_factory=list)
    annotations: InputCounts | None = None
    left_out: tuple[Skip, ...] = ()
    corpus: CorpusStatistics | None = None
    fails: list[str] = field(default_factory=list)


def validate_file(
    path: Path,
    holding: Holding,
    *,
    show: int,
    source: Source | None = None,
    findings: Path | TextIO | None = None,
    workers: int | None = None,
) -> FileCheck:
    """Check every record. `findings` gets a row a finding; a file does whole or not at all.

    `workers` is how many processes hold records against their images; None: as many as are of use.
    Raises `InputError` where the file cannot be read or holds no record, `RunError` where
    `findings` cannot be written.
    """
    array = is_array(path)
    known = None
    if source is not None:
        records = (row.value for row in read_records(path))
        known = Annotations(source, records, prefix=holding.image_prefix)
    if workers is None:
        workers = cores() if path.stat().st_size >= _ENOUGH else 1
    pass_over = _Pass(holding, known, show, array)
    if source is not None and known is not None:
        report = source.report
        counts = input_counts(report, selected=len(known), skipped=len(report.skipped))
        pass_over.check.annotations, pass_over.check.left_out = counts, report.skipped
    del source
    opens = partial(_checker, holding)
    with ExitStack() as stack:
        stack.enter_context(tidy_when_terminated())
        out = (
            stack.enter_context(findings_file(findings)) if isinstance(findings, Path) else findings
        )
        crew = stack.enter_context(Crew[list[_Held], list[_Looked]](opens, workers))
        waiting: deque[list[_Held]] = deque()

        def portions() -> Iterator[list[_Held]]:
            rows = map(pass_over.held, read_records(path))
            while portion := list(islice(rows, _PORTION)):
                waiting.append(portion)
                yield portion

        for looked in crew.in_order(portions()):
            for held, of_record in zip(waiting.popleft(), looked, strict=True):
                told = pass_over.see(held, of_record)
                if out is not None:
                    out.writelines(told)
        if not pass_over.check.records:
            hint = "A LLaVA file holds at least one record."
            raise InputError("holds no record", where=path, hint=hint)
        told = pass_over.end()
        if out is not None:
            out.writelines(told)
    return pass_over.check


@contextmanager
def _checker(holding: Holding) -> Iterator[Callable[[list[_Held]], list[_Looked]]]:
    """What finds all that is wrong with a record by itself: any process may do it."""
    checks = holding.checks()
    limits = replace(holding.limits, skip=holding.skipped)
    last: tuple[bytes | None, Scene] = None, _NOTHING_KNOWN

    def check(portion: list[_Held]) -> list[_Looked]:
        nonlocal last
        looked = []
        for row, packed in portion:
            found = check_record(row.value, limits)
            turns = _turns(row)
            if turns and last[0] != packed:  # records of one image often follow each other
                last = packed, unpacked(packed) if packed else _NOTHING_KNOWN
            read = bool(turns) and is_read(found, turns)
            found = checks(found, turns, last[1], skip=holding.skipped, form_only=not turns)
            looked.append(_Looked(found, read))
        return looked

    yield check


def _turns(row: Row) -> tuple[tuple[str, str], ...]:
    """(from, value) of each; none where the record's shape is broken."""
    return () if broken_shape(row.value) else Subject.of(row.value).turns


def _place(finding: Finding) -> tuple[int, tuple[int, int]]:
    """Where it stands in the record; what is about the whole of it, or of a turn, comes first."""
    return -1 if finding.turn is None else finding.turn, finding.span or (0, 0)


class _Pass:
    """One pass over a file, record by record: what is counted, and held against other records."""

    def __init__(self, holding: Holding, known: Annotations | None, show: int, array: bool) -> None:
        self.check = FileCheck(array=array, matched=None if known is None else 0)
        self._known = known
        self._show = show
        self._corpus = Corpus(policy_of(holding.checking), duplicates=holding.duplicates)

    def see(self, held: _Held, looked: _Looked) -> list[str]:
        """Count a record; its findings as lines."""
        row, packed = held
        found = looked.found
        check = self.check
        check.records += 1
        if packed is not None:
            check.matched = (check.matched or 0) + looked.read
            check.unread += not looked.read
        record = row.value if isinstance(row.value, dict) else {}
        if looked.read:
            turns = _turns(row)
            image = Subject.of(record).image
            found = (*found, *self._corpus.see(row.number, image, turns))
        found = tuple(sorted(found, key=_place))
        severities = {finding.severity for finding in found}
        check.rejected += "reject" in severities
        check.warned += severities == {"warn"}
        for finding in found:
            self._count(row.number, finding)
        scene = unpacked(packed) if packed and found else None
        return [finding_line(record, row.number, finding, scene) for finding in found]

    def end(self) -> list[str]:
        """Count what is wrong with the file as a whole."""
        self.check.corpus = self._corpus.statistics()
        findings = self._corpus.findings()
        for finding in findings:
            self._count(None, finding)
            if finding.severity == "reject" and finding.rule not in self.check.fails:
                self.check.fails.append(finding.rule)
        return [finding_line({}, None, finding, None) for finding in findings]

    def held(self, row: Row) -> _Held:
        """A record with what is known of its image."""
        if self._known is None:
            return _Held(row, None)
        packed = self._known.packed(row.value)
        check = self.check
        if packed is None:
            named = isinstance(row.value, dict) and row.value.get("image") is not None
            check.unmatched += named
            check.imageless += not named
            if named and len(check.others) < _UNMATCHED_SHOWN:
                check.others.append((row.number, str(row.value["image"])))
        return _Held(row, packed)

    def _count(self, row: int | None, finding: Finding) -> None:
        key = finding.rule, finding.severity
        self.check.by_rule[key] += 1
        listed = self.check.examples.setdefault(key, [])
        if len(listed) < self._show:
            listed.append((row, finding))
