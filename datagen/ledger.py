"""Answers and failures in, kept for good: an append-only JSON Lines file.

Never interprets an answer.

One `write` a row and an fsync at most a second later, so that a killed process loses nothing that
it had received and a power cut at most the last second. A row that was cut off is taken away when
the ledger is opened for writing; complete rows always stay.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

import msgspec
from pydantic import TypeAdapter, ValidationError

from datagen.errors import RunError
from datagen.records import Answer, Entry, Failure, Key

_ENTRY: TypeAdapter[Answer | Failure] = TypeAdapter(Entry)
_SYNC_EVERY = 1.0  # seconds


class _Head(msgspec.Struct):
    """The part of a row that the index needs: decoding it is much cheaper than the whole row."""

    kind: Literal["answer", "failure"]
    identity: str
    attempt: int
    sample: str
    teacher: str
    permanent: bool = False


class Slot(NamedTuple):
    """Where the row of a key stands, in bytes, and what it is."""

    offset: int
    length: int
    answered: bool
    permanent: bool
    sample: str
    teacher: str

    @property
    def open(self) -> bool:
        """Whether the request may be sent again: it failed, and not for good."""
        return not (self.answered or self.permanent)


@dataclass(frozen=True, slots=True)
class Damage:
    """A complete row that is no entry of ours: kept in the file, left out of everything."""

    line: int
    problem: str


class Ledger:
    """A view of a ledger file by key. The first answer to a key counts; a failure gives way to one.

    Memory: about 0.5 KB a row; the rows themselves stay on disk.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damage: list[Damage] = []
        self._slots: dict[Key, Slot] = {}
        self._end = 0
        self._file = path.open("rb") if path.exists() else None
        if self._file:
            self._read_index()

    def _read_index(self) -> None:
        assert self._file is not None
        decoder = msgspec.json.Decoder(_Head)
        for number, row in enumerate(self._file, start=1):
            if not row.endswith(b"\n"):
                break
            try:
                self._note(decoder.decode(row), self._end, len(row))
            except (msgspec.DecodeError, UnicodeDecodeError) as problem:
                self.damage.append(Damage(number, str(problem)))
            self._end += len(row)

    def _note(self, head: _Head, offset: int, length: int) -> None:
        key = Key(head.identity, head.attempt)
        known = self._slots.get(key)
        if known is None or not known.answered:
            answered = head.kind == "answer"
            self._slots[key] = Slot(
                offset, length, answered, head.permanent, head.sample, head.teacher
            )

    def slot(self, key: Key) -> Slot | None:
        return self._slots.get(key)

    def slots(self) -> Iterator[tuple[Key, Slot]]:
        return iter(self._slots.items())

    def read(self, key: Key) -> Answer | Failure | None:
        """The entry of a key, read from disk; None where there is none."""
        slot = self._slots.get(key)
        if slot is None or self._file is None:
            return None
        row = os.pread(self._file.fileno(), slot.length, slot.offset)
        try:
            return _ENTRY.validate_json(row)
        except ValidationError as problem:
            raise RunError(
                f"the row of sample '{slot.sample}' is damaged: {problem.errors()[0]['msg']}",
                where=f"{self.path} at byte {slot.offset}",
                hint="Delete that row; the sample is then asked again.",
            ) from problem

    def close(self) -> None:
        if self._file:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class OpenLedger(Ledger):
    """A ledger to append to. The caller holds the run's lock: there is one writer.

    Raises `RunError` where the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._out = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            _mend_tail(self._out)
        except OSError as problem:
            raise _unwritable(path, problem) from problem
        super().__init__(path)
        self._dirty = threading.Event()
        self._closing = threading.Event()
        self._sync_problem: OSError | None = None
        self._syncer = threading.Thread(target=self._sync, name="ledger-fsync", daemon=True)
        self._syncer.start()

    def append(self, entry: Answer | Failure) -> None:
        """Put a row on disk. It is there when this returns, whatever becomes of the process."""
        row = entry.model_dump_json().encode() + b"\n"
        if self._sync_problem:
            raise _unwritable(self.path, self._sync_problem)
        try:
            written = os.write(self._out, row)
            if written < len(row):  # a full disk: take the torn row back
                os.ftruncate(self._out, self._end)
                raise OSError(28, "no space left on device")
        except OSError as problem:
            raise _unwritable(self.path, problem) from problem
        head = _Head(
            entry.kind,
            entry.identity,
            entry.attempt,
            entry.sample,
            entry.teacher,
            isinstance(entry, Failure) and entry.permanent,
        )
        self._note(head, self._end, len(row))
        self._end += len(row)
        self._dirty.set()

    def _sync(self) -> None:
        while not self._closing.wait(_SYNC_EVERY):
            if self._dirty.is_set():
                self._dirty.clear()
                try:
                    os.fsync(self._out)
                except OSError as problem:
                    self._sync_problem = problem

    def close(self) -> None:
        if not self._closing.is_set():
            self._closing.set()
            self._syncer.join()
            os.fsync(self._out)
            os.close(self._out)
        super().close()


def _mend_tail(out: int) -> None:
    """Close a last row that only lacks its line end; take away one that was cut off."""
    size = os.fstat(out).st_size
    start = size
    while start > 0:
        block = max(0, start - 65536)
        newline = os.pread(out, start - block, block).rfind(b"\n")
        if newline >= 0:
            start = block + newline + 1
            break
        start = block
    if start == size:
        return
    tail = os.pread(out, size - start, start)
    try:
        _ENTRY.validate_json(tail)
    except ValidationError:
        os.ftruncate(out, start)
    else:
        os.write(out, b"\n")


def _unwritable(path: Path, problem: OSError) -> RunError:
    return RunError(
        f"cannot be written: {problem.strerror}",
        where=path,
        hint="What was written so far is safe. Make room or change the permissions, "
        "then run the same command again.",
    )
