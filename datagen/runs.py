"""A run folder: its names, its manifest, its lock.

Complete in itself; nothing here knows what is in it.

A finished file appears whole or not at all. One process writes a run at a time.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import filelock
from pydantic import ConfigDict, Field, JsonValue, ValidationError

from datagen.documents import plain
from datagen.errors import RunError
from datagen.records import Record
from datagen.rows import InputCounts, Prediction
from datagen.settings import Settings

FORMAT = 1
_SIGN = "datagen run"


class InputFile(Record):
    """An annotation file as it was when the run was planned. `bytes` is its size."""

    path: str
    bytes: int


class Held(Record):
    """A ledger with answers that were paid for: its bytes, and how many rows of it are damaged."""

    bytes: int
    damaged: int


class Manifest(Record):
    """What a run is made of. `complete` is false while a plan is being replaced.

    `prediction` is what the last session that asked anything was expected to take.
    `basis` holds digests of all that the plan rests on, `sizes` the bytes of the plan's own files,
    `chosen` the digest of the images and recipes that were chosen, before --shard takes its part;
    `plan` is the digest of the plan's rows. `values` is what digests in the keys of this and of
    earlier plans stand for, by part. `held` is the ledger as it was when a session last began or
    ended; None where nothing in it was paid for.
    """

    sign: str = _SIGN
    format: int = FORMAT
    version: str
    created: str
    updated: str
    complete: bool = False
    settings: Settings
    files: tuple[InputFile, ...] = ()
    inputs: InputCounts = InputCounts()
    recipes: dict[str, str] = Field(default_factory=dict)
    samples: int = 0
    prediction: Prediction | None = None
    notes: tuple[str, ...] = ()
    basis: dict[str, str] = Field(default_factory=dict)
    sizes: dict[str, int] = Field(default_factory=dict)
    values: dict[str, dict[str, JsonValue]] = Field(default_factory=dict)
    chosen: str = ""
    plan: str = ""
    held: Held | None = None


class Run:
    """The paths of a run folder. Making one touches nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest_file = folder / "manifest.json"
        self.scenes = folder / "scenes.jsonl"
        self.plan = folder / "plan.jsonl"
        self.ledger = folder / "ledger.jsonl"
        self.skipped = folder / "skipped.jsonl"
        self.rejects = folder / "rejects.jsonl"
        self.findings = folder / "findings.jsonl"
        self.provenance = folder / "provenance.jsonl"
        self.instruct = folder / "llava_instruct.jsonl"
        self.instruct_array = folder / "llava_instruct.json"
        self.expansion = folder / "caption_expansion.jsonl"
        self.expansion_array = folder / "caption_expansion.json"
        self.report = folder / "report.json"
        self.templates = folder / "recipes"
        self.words = folder / "words.yaml"

    def manifest(self) -> Manifest:
        """Raises `RunError` where this is no run of ours, or one of a newer datagen."""
        text = self._manifest_text()
        self._read_head(text)
        try:
            return Manifest.model_validate_json(text)
        except ValidationError as problem:
            first = problem.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"])
            raise RunError(
                f"the manifest does not fit: {key}: {plain(first['msg'])}",
                where=self.manifest_file,
                hint="Run the same `datagen generate` again: it plans anew and reuses the answers.",
            ) from problem

    def manifest_or_none(self) -> Manifest | None:
        """The manifest, where there is one that can be read."""
        try:
            return self.manifest() if self.manifest_file.exists() else None
        except RunError:
            return None

    def plan_sizes(self) -> dict[str, int]:
        """The bytes of scenes and plan, as far as they are there."""
        return {f.name: f.stat().st_size for f in (self.scenes, self.plan) if f.exists()}

    def recipes(self) -> frozenset[str] | None:
        """The recipes of the run that is here; None where there is none, or it cannot be told."""
        try:
            return frozenset(self.manifest().recipes) if self.made() else None
        except RunError:
            return None

    def _manifest_text(self) -> str:
        try:
            return self.manifest_file.read_text(encoding="utf-8")
        except (FileNotFoundError, UnicodeDecodeError):
            raise self._not_ours() from None
        except OSError as problem:
            raise RunError(
                f"cannot be read: {problem.strerror}", where=self.manifest_file
            ) from problem

    def _read_head(self, text: str) -> _Head:
        try:
            head = _Head.model_validate_json(text)
        except ValidationError:
            raise self._not_ours() from None
        if head.sign != _SIGN:
            raise self._not_ours()
        self._check_format(head)
        return head

    def check_format(self) -> None:
        """Raises `RunError` where a manifest says that a newer datagen made the run."""
        with suppress(OSError, ValidationError):
            self._check_format(_Head.model_validate_json(self.manifest_file.read_bytes()))

    def _check_format(self, head: _Head) -> None:
        if head.sign == _SIGN and head.format > FORMAT:
            raise RunError(
                f"this run has format {head.format}; this datagen reads up to format {FORMAT}",
                where=self.folder,
                hint="Update datagen, or use another folder.",
            )

    def planned(self) -> Manifest:
        """The manifest of a run whose plan is whole. Raises `RunError` otherwise."""
        manifest = self.manifest()
        if not manifest.complete:
            raise RunError(
                "planning this run was interrupted",
                where=self.folder,
                hint="Run the command that made it again; answers that came are kept.",
            )
        there = self.plan_sizes()
        for name, size in manifest.sizes.items():
            if there.get(name) != size:
                now = f"holds {there[name]:,}" if name in there else "is gone and held"
                raise torn(self, f"{name} {now} of {size:,} bytes")
        return manifest

    def made(self) -> str | None:
        """When the run in this folder was first planned; None where the folder holds no run yet.

        Reads only what every version's manifest has, so that any run of ours can be planned anew.
        Raises `RunError` where the folder holds something else.
        """
        if self.folder.exists() and not self.folder.is_dir():
            raise RunError("is a file, not a folder", where=self.folder)
        if self.manifest_file.exists():
            return self._read_head(self._manifest_text()).created
        if self.folder.is_dir() and any(
            path.name != ".lock" and path.suffix != ".tmp" for path in self.folder.iterdir()
        ):
            raise self._not_ours()
        return None

    def _not_ours(self) -> RunError:
        if not self.folder.exists():
            return RunError("no such folder", where=self.folder, hint="Is the path right?")
        if self.ledger.exists():
            return RunError(
                "holds a ledger, and no manifest.json of datagen that can be read",
                where=self.folder,
                hint="Its answers are not lost: make a new run with --reuse and this folder.",
            )
        return RunError(
            "is not a run folder of datagen",
            where=self.folder,
            hint="A run folder holds a manifest.json of ours. To make a new run, name a folder "
            "that is empty or does not exist.",
        )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder where it is missing and be the only one to write it.

        A folder that was made for nothing is taken away again. Raises `RunError` where another
        process writes it, or where nobody may.
        """
        is_new = not self.folder.exists()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(self.folder / ".lock", timeout=0)
            lock.acquire()
        except filelock.Timeout:
            raise RunError(
                "another datagen is writing this run",
                where=self.folder,
                hint="Wait until it is done, or stop it.",
            ) from None
        except OSError as problem:
            raise RunError(
                f"cannot be written: {problem.strerror}",
                where=self.folder,
                hint="Choose another --out, or change the permissions.",
            ) from problem
        try:
            yield
        finally:
            lock.release()
            if is_new and {path.name for path in self.folder.iterdir()} <= {".lock"}:
                shutil.rmtree(self.folder)

    def write_manifest(self, manifest: Manifest) -> None:
        with whole_file(self.manifest_file) as out:
            out.write(manifest.model_dump_json(indent=2) + "\n")


def torn(run: Run, what: str) -> RunError:
    """For a plan that cannot be used as it is."""
    return RunError(
        f"the plan of this run is damaged: {what}",
        where=run.folder,
        hint="Run the `datagen generate` or `datagen plan` that made it once more: it plans anew "
        "and reuses the answers.",
    )


class _Head(Record):
    """As much of a manifest as every version has."""

    model_config = ConfigDict(extra="ignore")

    sign: str
    format: int
    created: str


@contextmanager
def whole_file(path: Path, beside: Path | None = None) -> Iterator[TextIO]:
    """A text file that appears under its name only when it is finished. Line ends are \\n.

    Until then it is `beside`; if that is not given, what a folder of ours and locked has under the
    name and `.tmp`. Raises `RunError` where it cannot be written; the old file then stays.
    """
    beside = beside or path.with_name(path.name + ".tmp")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        if problem.filename not in (None, str(beside), beside):
            raise  # something else in the block, which names its own file
        raise RunError(
            f"cannot be written: {problem.strerror}",
            where=path,
            hint="Make room or change the permissions, then run the same command again.",
        ) from problem
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def now() -> str:
    """The time, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
