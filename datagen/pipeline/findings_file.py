"""Findings on the records of a file in, rows of JSON Lines out, where the user wants them.

A regular file appears whole or not at all. Pipes, devices and what standard output or error was
opened on are written as it goes, and whoever reads them may leave.
"""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, TextIO

import filelock

from datagen.errors import RunError, SettingsError
from datagen.outlet import Outlet
from datagen.plaintext import without_half_pairs
from datagen.records import Finding, Scene
from datagen.runs import whole_file

_BACKSLASH = "\\\\"  # of a text in JSON
_LONGEST_ROW = 16 * 1024 * 1024  # bytes


def check_place(place: Path, inputs: Mapping[str, Path | None]) -> None:
    """Raises `RunError` where no file can stand, `SettingsError` where something would be lost.

    Only a file of findings is replaced. `inputs` are files that are read, by what they are: of
    these it is said which would be lost.
    """
    try:
        _check_folder(place)
        lost = next((what for what, path in inputs.items() if path and _is(place, path)), None)
        if not lost and place.is_file() and not standard_stream(place) and not _is_ours(place):
            lost = "a file that holds no findings"
    except OSError as problem:
        raise RunError(
            f"cannot be written: {problem.strerror}", where=f"--findings {place}"
        ) from problem
    if lost:
        raise SettingsError(
            f"is {lost}, which would be lost",
            where=f"--findings {place}",
            hint="Name another file.",
        )


def _check_folder(place: Path) -> None:
    if place.is_dir():
        raise RunError(
            "is a folder, not a file",
            where=f"--findings {place}",
            hint=f"Name a file in it, as in {place / 'findings.jsonl'}.",
        )
    folder = Path(os.path.realpath(place)).parent
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "does not exist"
        raise RunError(
            f"cannot be written: the folder {folder} {what}",
            where=f"--findings {place}",
            hint="Make it first, or name another.",
        )


def standard_stream(place: Path) -> int | None:
    """1 or 2 where standard output or error was opened on this file or pipe, else None.

    A device is none of them: what is written to it in two ways comes out all the same.
    """
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        with suppress(OSError):
            if stream is not None and _is_one(os.fstat(number), place.stat()):
                return number
    return None


def _is_one(opened: os.stat_result, named: os.stat_result) -> bool:
    return os.path.samestat(opened, named) and not stat.S_ISCHR(named.st_mode)


def _is_ours(place: Path) -> bool:
    """Whether a file is empty or begins with a row of findings."""
    with place.open("rb") as file:
        first = file.readline(_LONGEST_ROW)
    try:
        row = json.loads(first or b"{}")
    except (ValueError, RecursionError):
        return False
    return not first or (isinstance(row, dict) and {"row", "rule", "severity"} <= row.keys())


def _is(place: Path, other: Path) -> bool:
    return place.exists() and other.exists() and place.samefile(other)


@contextmanager
def findings_file(place: Path) -> Iterator[TextIO]:
    """Raises `RunError` where it cannot be written; what was a file before then stays.

    A link is followed, and no other file beside it is touched. What a killed process left of these
    findings is taken away.
    """
    stream = standard_stream(place)
    if stream or (place.exists() and not place.is_file()):
        try:
            outlet = Outlet(os.dup(stream) if stream else place, "w")
            with io.TextIOWrapper(io.BufferedWriter(outlet), encoding="utf-8", newline="\n") as out:
                yield out
        except OSError as problem:
            if problem.filename not in (None, str(place)):
                raise
            raise RunError(f"cannot be written: {problem.strerror}", where=place) from problem
        return
    target = Path(os.path.realpath(place))
    # always the same names, so that the next run takes away what was killed; not the target's own
    # and some letters: that may be too long, or somebody's
    own = f".findings.{blake2b(os.fsencode(target.name), digest_size=8).hexdigest()}"
    with (
        _alone(place, target.with_name(f"{own}.lock")),
        whole_file(target, target.with_name(f"{own}.tmp")) as out,
    ):
        yield out


@contextmanager
def _alone(place: Path, lock_file: Path) -> Iterator[None]:
    """Be the only one to write findings there. The lock's file goes with it."""
    lock = filelock.FileLock(lock_file, timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise RunError(
            "another datagen is writing it",
            where=f"--findings {place}",
            hint="Wait until it is done, or name another file.",
        ) from None
    except OSError as problem:
        raise RunError(
            f"cannot be written: {problem.strerror}", where=f"--findings {place}"
        ) from problem
    try:
        yield
    finally:
        with suppress(OSError):  # while it is held, so that nobody else's goes
            lock_file.unlink()
        lock.release()


def finding_line(
    record: Mapping[str, Any], row: int | None, finding: Finding, scene: Scene | None
) -> str:
    """A row of the findings: all that a reader needs, also what the evidence is."""
    told = {
        "id": _sayable(record.get("id")),
        "image": _sayable(record.get("image")),
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
    return f"{without_half_pairs(json.dumps(told, ensure_ascii=False), _BACKSLASH)}\n"


def _sayable(value: Any) -> Any:
    """What JSON has no form for, such as NaN, as the text that it was."""
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return json.dumps(value)
    return value


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
