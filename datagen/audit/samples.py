"""A run folder in, what is worth looking at out: a sample with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

import jsonlines
import msgspec

from datagen.errors import InputError, RunError
from datagen.ledger import Ledger
from datagen.records import Failure, Key, Scene
from datagen.rows import FindingRow, ProvenanceRow, RejectRow
from datagen.runs import Run


@dataclass(frozen=True, slots=True)
class Shown:
    """A sample as it is looked at: a record, the rejected answer that gave none, or a failure."""

    name: str
    scene: Scene | None
    turns: tuple[tuple[str, str], ...] = ()
    provenance: ProvenanceRow | None = None
    reject: RejectRow | None = None
    failure: Failure | None = None
    findings: tuple[FindingRow, ...] = ()
    image: str | None = None

    @property
    def attempt(self) -> int | None:
        about = self.reject or self.failure or self.provenance
        return about.attempt if about else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which samples to look at."""

    limit: int
    recipe: str | None = None
    image: str | None = None
    rejects: bool = False
    failed: bool = False
    finding: str | None = None

    def takes(self, sample: str) -> bool:
        """`IMAGE/RECIPE/INDEX`; leading zeros of an image id do not count."""
        image, recipe, _ = sample.rsplit("/", 2)
        named = self.image is None or _short(self.image) == _short(image)
        return named and self.recipe in (None, recipe)

    def __str__(self) -> str:
        """What is looked for, in words: `rejected answer of recipe 'detail'`."""
        kind = "failed sample" if self.failed else "rejected answer" if self.rejects else "record"
        asked = [("recipe", self.recipe), ("image", self.image)]
        named = " and ".join(f"{name} '{value}'" for name, value in asked if value is not None)
        found = f" with a finding of '{self.finding}'" if self.finding else ""
        return f"{kind} of {named}{found}" if named else f"{kind}{found}"


def samples_of(run: Run, wanted: Wanted) -> list[Shown]:
    """The first samples that are wanted, in the order of the run.

    Raises `RunError` where the files of the run do not belong together.
    """
    if not (wanted.failed or run.report.exists()) and run.provenance.exists():
        raise RunError(
            "its last build did not end: some of its files may be of the one before",
            where=run.folder,
            hint="Write them again with `datagen build`.",
        )
    try:
        return _samples_of(run, wanted)
    except (OSError, ValueError, KeyError, TypeError, _MismatchError) as problem:
        raise RunError(
            f"the outputs of this run cannot be read: {problem}",
            where=run.folder,
            hint="Write them again with `datagen build`.",
        ) from problem


def check_image(run: Run, image: str) -> None:
    """Raises `InputError` where the run has no such image; leading zeros may be left out."""
    known: dict[str, str] = {}
    try:
        with run.scenes.open("rb") as rows:
            for scene in map(msgspec.json.Decoder(_SceneHead).decode, rows):
                if _short(scene.id) == _short(image):
                    return
                known[_short(scene.id)] = scene.id
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise RunError(f"the images of this run cannot be read: {problem}", where=run.scenes) from (
            problem
        )
    near = get_close_matches(_short(image), known, n=1)
    raise InputError(
        f"there is no image '{image}' in this run",
        where=run.folder,
        hint=f"Did you mean {known[near[0]]}?" if near else None,
    )


def _short(image: str) -> str:
    return image.lstrip("0")


class _SceneHead(msgspec.Struct):
    id: str


class _MismatchError(Exception):
    """A side file speaks of a record that is not there."""


def _samples_of(run: Run, wanted: Wanted) -> list[Shown]:
    kind = _failures if wanted.failed else _rejects if wanted.rejects else _records
    shown = kind(run, wanted)
    if wanted.finding:
        rows = map(FindingRow.model_validate, _rows(run.findings))
        about = {(row.sample, row.attempt) for row in rows if row.rule == wanted.finding}
        shown = (each for each in shown if (each.name, each.attempt) in about)
    found = list(islice(shown, wanted.limit))
    names = {shown.name for shown in found}
    scenes = _scenes(run, {name.rsplit("/", 2)[0] for name in names})
    findings = [
        FindingRow.model_validate(row) for row in _rows(run.findings) if row["sample"] in names
    ]
    return [
        replace(
            shown,
            scene=scenes.get(shown.name.rsplit("/", 2)[0]),
            findings=tuple(
                finding
                for finding in findings
                if finding.sample == shown.name and shown.attempt in (None, finding.attempt)
            ),
        )
        for shown in found
    ]


def _records(run: Run, wanted: Wanted) -> Iterator[Shown]:
    """Records and their provenance stand in the same order, file by file."""
    files: dict[str, Iterator[Any]] = {}
    for row in _rows(run.provenance):
        provenance = ProvenanceRow.model_validate(row)
        records = files.setdefault(provenance.file, _rows(run.folder / Path(provenance.file).name))
        record = next(records, None)
        if record is None:
            raise _MismatchError(f"{provenance.file} ends before row {provenance.row}")
        if wanted.takes(provenance.sample):
            turns = tuple((turn["from"], turn["value"]) for turn in record["conversations"])
            yield Shown(
                provenance.sample, None, turns, provenance=provenance, image=record["image"]
            )


def _rejects(run: Run, wanted: Wanted) -> Iterator[Shown]:
    for row in _rows(run.rejects):
        reject = RejectRow.model_validate(row)
        if wanted.takes(reject.sample):
            turns = tuple((turn.role, turn.value) for turn in reject.conversations or ())
            yield Shown(reject.sample, None, turns, reject=reject)


def _failures(run: Run, wanted: Wanted) -> Iterator[Shown]:
    """The samples whose last request brought no answer, by the ledger as it is now.

    A later attempt may have failed beside an earlier one that gave a record: that is no failure.
    """
    records: set[str] | None = None
    with Ledger(run.ledger) as ledger:
        for row in _rows(run.plan):
            if not wanted.takes(row["sample"]):
                continue
            attempt = 1
            while (slot := ledger.slot(Key(row["identity"], attempt))) and slot.answered:
                attempt += 1
            if slot is None:
                continue
            if attempt > 1:
                records = records or {each["sample"] for each in _rows(run.provenance)}
                if row["sample"] in records:
                    continue
            failure = ledger.read(Key(row["identity"], attempt))
            assert isinstance(failure, Failure)
            yield Shown(row["sample"], None, failure=failure)


def _scenes(run: Run, ids: set[str]) -> dict[str, Scene]:
    found: dict[str, Scene] = {}
    with run.scenes.open(encoding="utf-8") as rows:
        for row in rows:
            if len(found) == len(ids):
                break
            scene = msgspec.json.decode(row, type=Scene)
            if scene.id in ids:
                found[scene.id] = scene
    return found


def _rows(path: Path) -> Iterator[Any]:
    if path.exists():
        with jsonlines.open(path) as reader:
            yield from reader
