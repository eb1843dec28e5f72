"""Other run folders in, their answers to what this run asks out: appended to its ledger.

Free: nothing is sent. An answer is taken over where all that the teacher reads is the same; it is
kept as it came, with the folder that it was taken from. Failures stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from datagen.errors import RunError, SettingsError
from datagen.ledger import Ledger, OpenLedger
from datagen.records import Answer, Key
from datagen.runs import Run


class Other(NamedTuple):
    """Another run, and its ledger as it was when it was opened: the run may be running."""

    folder: Path
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Taken:
    """What one folder gave: answers, and samples that need not be asked any more.

    `damaged` rows of its ledger cannot be read and are left there.
    """

    folder: Path
    answers: int
    samples: int
    damaged: int


@contextmanager
def other_runs(run: Run | None, folders: Sequence[Path]) -> Iterator[tuple[Other, ...]]:
    """The runs in these folders. Raises where one of them is none, or is `run` itself, if any."""
    for folder in folders:
        other = Run(folder)
        other.check_format()
        if not other.ledger.is_file() and other.made() is None:  # a ledger needs no manifest
            raise RunError(
                "holds no run to take answers from",
                where=folder,
                hint="--reuse names the folder of another run. Is the path right?",
            )
        if run and run.folder.exists() and folder.samefile(run.folder):
            raise SettingsError(
                f"{folder} is the run folder itself",
                where="--reuse",
                hint="Leave it out: a run uses its own answers anyway.",
            )
    with ExitStack() as files:
        yield tuple(Other(f, files.enter_context(_ledger(Run(f).ledger))) for f in folders)


def take_over(
    ledger: OpenLedger,
    others: Sequence[Other],
    identities: Collection[str],
    *,
    watch: Callable[[Taken], None] = lambda _: None,
) -> None:
    """Append every answer that the ledger lacks, for these identities; the first folder wins.

    `watch` sees what each folder gave. Doing it again changes nothing.
    """
    for other in others:
        watch(_take_from(other, ledger, identities))


def _take_from(other: Other, ledger: OpenLedger, identities: Collection[str]) -> Taken:
    answers, samples = 0, 0
    for key, slot in other.ledger.slots():
        ours = ledger.slot(key)
        if not slot.answered or key.identity not in identities or (ours and ours.answered):
            continue
        answer = other.ledger.read(key)
        assert isinstance(answer, Answer)
        first = ledger.slot(Key(key.identity, 1))
        samples += key.attempt == 1 and (first is None or first.open)
        ledger.append(msgspec.structs.replace(answer, reused_from=str(other.folder)))
        answers += 1
    return Taken(other.folder, answers, samples, len(other.ledger.damage))


def _ledger(path: Path) -> Ledger:
    """Raises `RunError` where the file holds something, and nothing of ours."""
    try:
        ledger = Ledger(path)
        is_empty = not path.exists() or path.stat().st_size == 0
    except OSError as problem:
        raise RunError(f"cannot be read: {problem.strerror}", where=path) from problem
    if not is_empty and next(ledger.slots(), None) is None:
        ledger.close()
        raise RunError(
            "holds no row that can be read: it is no ledger of datagen, or all of it is damaged",
            where=path,
            hint="Name another folder with --reuse, or leave it out.",
        )
    return ledger
