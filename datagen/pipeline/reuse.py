"""Other run folders in, their answers to what this run asks out: appended to its ledger.

Free: nothing is sent. An answer is taken over where all that the teacher reads is the same; it is
kept as it came, with the folder that it was taken from. Failures stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from datagen.errors import RunError, SettingsError
from datagen.ledger import Ledger, OpenLedger
from datagen.records import Answer, Key
from datagen.runs import Run


@dataclass(frozen=True, slots=True)
class Taken:
    """What one folder gave: answers, and samples that need not be asked any more.

    `damaged` rows of its ledger cannot be read and are left there.
    """

    folder: Path
    answers: int
    samples: int
    damaged: int


def other_runs(run: Run | None, folders: Sequence[Path]) -> tuple[Run, ...]:
    """The runs in these folders. Raises where one of them is none, or is `run` itself, if any."""
    others = tuple(Run(folder) for folder in folders)
    for other in others:
        if other.made() is None:
            raise RunError(
                "holds no run to take answers from",
                where=other.folder,
                hint="--reuse names the folder of another run. Is the path right?",
            )
        if run and run.folder.exists() and other.folder.samefile(run.folder):
            raise SettingsError(
                f"{other.folder} is the run folder itself",
                where="--reuse",
                hint="Leave it out: a run uses its own answers anyway.",
            )
    return others


def answered_in(others: Sequence[Run]) -> set[str]:
    """The identities that `take_over` finds an answer to: to count them before anything changes."""
    found = set[str]()
    for other in others:
        with ledger_of(other) as theirs:
            found |= {
                key.identity for key, slot in theirs.slots() if slot.answered and key.attempt == 1
            }
    return found


def take_over(
    ledger: OpenLedger,
    others: Sequence[Run],
    identities: Collection[str],
    *,
    watch: Callable[[Taken], None] = lambda _: None,
) -> int:
    """Append every answer that the ledger lacks, for these identities; the first folder wins.

    The other runs may be running. `watch` sees what each folder
    gave. Gives how many samples need not be asked any more. Doing it again changes nothing.
    """
    samples = 0
    for other in others:
        taken = _take_from(other, ledger, identities)
        samples += taken.samples
        watch(taken)
    return samples


def _take_from(other: Run, ledger: OpenLedger, identities: Collection[str]) -> Taken:
    answers, samples, damaged = 0, 0, 0
    with ledger_of(other) as theirs:
        for key, slot in theirs.slots():
            ours = ledger.slot(key)
            if not slot.answered or key.identity not in identities or (ours and ours.answered):
                continue
            try:
                answer = theirs.read(key)
            except RunError:
                damaged += 1
                continue
            assert isinstance(answer, Answer)
            first = ledger.slot(Key(key.identity, 1))
            samples += key.attempt == 1 and (first is None or first.open)
            ledger.append(msgspec.structs.replace(answer, reused_from=str(other.folder)))
            answers += 1
        return Taken(other.folder, answers, samples, damaged + len(theirs.damage))


def ledger_of(other: Run) -> Ledger:
    """The ledger of a run that may be running. Raises `RunError` where it cannot be read."""
    try:
        return Ledger(other.ledger)
    except OSError as problem:
        raise RunError(f"cannot be read: {problem.strerror}", where=other.ledger) from problem
