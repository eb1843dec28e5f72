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
from itertools import count
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

import msgspec

from datagen.errors import RunError
from datagen.records import Answer, Failure, Key

_SYNC_EVERY = 1.0  # seconds
BLOCK = 1 << 18  # bytes read at once, from end to end: the usual 8 KB take a third more time
_ENCODER = msgspec.json.Encoder()
_ANSWER = msgspec.json.Decoder(Answer)
_FAILURE = msgspec.json.Decoder(Failure)
_MALFORMED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Kind(msgspec.Struct):
    kind: Literal["answer", "failure"]


_KIND = msgspec.json.Decoder(_Kind)
_BODY = msgspec.json.Decoder(dict[str, Any])


class Slot(NamedTuple):
    """Where the row of a key starts, in bytes, and what it is."""

    offset: int
    answered: bool
    permanent: bool
    teacher: str

    @property
    def open(self) -> bool:
        """Whether the request may be sent again: it failed, and not for good."""
        return not (self.answered or self.permanent)


@dataclass(frozen=True, slots=True)
class Damage:
    """A complete row that is no entry of ours, in its head or in its body.

    Kept in the file, left out of everything: what it answered is asked again.
    """

    line: int
    problem: str


class Rows:
    """The rows of a ledger file by their place. Raises `RunError` where one is no entry of ours."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("rb") if path.exists() else None

    def at(self, offset: int) -> Answer | Failure:
        """The entry that starts at a byte; its body is decoded, so it is known to be whole."""
        assert self._file is not None
        self._file.seek(offset)
        row = self._file.readline()
        try:
            return _entry(row)
        except _MALFORMED as problem:
            raise RunError(
                f"a row changed while the run was read: {problem}",
                where=f"{self.path} at byte {offset}",
                hint="Run the same command again: a damaged row is left out, and its sample asked.",
            ) from problem

    def close(self) -> None:
        if self._file:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Ledger(Rows):
    """A view of a ledger file by key. The first answer to a key counts; a failure gives way to one.

    Memory: about 0.13 KB a row, for the index; the rows themselves stay on disk. `length` is that
    of the file in bytes, so what is appended later stands at that place or behind it.
    """

    def __init__(self, path: Path, read: Ledger | None = None) -> None:
        """`read` is the same file, read before: where it has not changed, its index is taken."""
        super().__init__(path)
        self.damage: list[Damage] = []
        self._places: dict[int | Key, int] = {}
        self._teachers: list[str] = []
        self.length = 0
        if read and read.path == path and path.exists() and path.stat().st_size == read.length:
            self.damage, self.length = read.damage, read.length
            self._places, self._teachers = read._places, read._teachers
        elif self._file:
            self._read_index()

    def _read_index(self) -> None:
        with self.path.open("rb", buffering=BLOCK) as rows:
            for number, row in enumerate(rows, start=1):
                try:
                    entry = _entry(row)
                except _MALFORMED as problem:
                    if not row.endswith(b"\n"):
                        break
                    self.damage.append(Damage(number, str(problem)))
                else:
                    self._note(entry, self.length)
                self.length += len(row)

    def _note(self, entry: Answer | Failure, offset: int) -> None:
        key = _packed(entry.identity, entry.attempt)
        known = self._places.get(key)
        if known is None or not known & _ANSWERED:
            flags = _PERMANENT * entry.permanent if isinstance(entry, Failure) else _ANSWERED
            self._places[key] = self._number(entry.teacher) << _TEACHER_AT | offset << 2 | flags

    def _number(self, teacher: str) -> int:
        if teacher not in self._teachers:
            self._teachers.append(teacher)
        return self._teachers.index(teacher)

    def slot(self, key: Key) -> Slot | None:
        place = self._places.get(_packed(*key))
        return None if place is None else self._slot(place)

    def places(self, identity: str) -> tuple[int, ...]:
        """Where the rows of a sample's attempts start, in the order of the attempts.

        All are answers, but for the last, which may be a failure.
        """
        places: list[int] = []
        for attempt in count(1):
            slot = self.slot(Key(identity, attempt))
            if slot is None:
                break
            places.append(slot.offset)
            if not slot.answered:
                break
        return tuple(places)

    def slots(self) -> Iterator[tuple[Key, Slot]]:
        return ((_unpacked(key), self._slot(place)) for key, place in self._places.items())

    def _slot(self, place: int) -> Slot:
        return Slot(
            place >> 2 & _OFFSETS,
            bool(place & _ANSWERED),
            bool(place & _PERMANENT),
            self._teachers[place >> _TEACHER_AT],
        )

    def read(self, key: Key) -> Answer | Failure | None:
        """The entry of a key, read from disk; None where there is none."""
        slot = self.slot(key)
        return None if slot is None else self.at(slot.offset)


# The index maps a key to a place, both packed into one number each: a tuple of objects would take
# four times the memory. A key that does not fit, which none of ours does, stands for itself.
_ANSWERED, _PERMANENT = 1, 2
_OFFSETS = (1 << 46) - 1
_TEACHER_AT = 48
_ATTEMPTS = 1 << 20


def _packed(identity: str, attempt: int) -> int | Key:
    if len(identity) == 32 and 0 <= attempt < _ATTEMPTS:
        try:
            digest = bytes.fromhex(identity)
        except ValueError:
            return Key(identity, attempt)
        if digest.hex() == identity:
            return int.from_bytes(digest) * _ATTEMPTS + attempt
    return Key(identity, attempt)


def _unpacked(key: int | Key) -> Key:
    if isinstance(key, Key):
        return key
    number, attempt = divmod(key, _ATTEMPTS)
    return Key(f"{number:032x}", attempt)


def _entry(row: bytes) -> Answer | Failure:
    """A row as the entry that it is, whose body is known to be whole."""
    try:
        answer = _ANSWER.decode(row)
    except msgspec.ValidationError:
        if _KIND.decode(row).kind == "answer":
            raise
        return _FAILURE.decode(row)
    _BODY.decode(answer.raw)
    return answer


def is_complete(row: bytes) -> bool:
    """Whether a row of a ledger was written to its end: only the last one may lack its line end."""
    if row.endswith(b"\n"):
        return True
    try:
        _entry(row)
    except _MALFORMED:
        return False
    return True


class OpenLedger(Ledger):
    """A ledger to append to. The caller holds the run's lock: there is one writer.

    Raises `RunError` where the file cannot be written. `unsynced` is the error of a sync that
    failed: rows that were appended may not outlive a power cut, and closing raises it.
    """

    def __init__(self, path: Path, read: Ledger | None = None) -> None:
        try:
            self._out = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            _mend_tail(self._out)
        except OSError as problem:
            raise _unwritable(path, problem) from problem
        super().__init__(path, read)
        self._dirty = threading.Event()
        self._closing = threading.Event()
        self.unsynced: RunError | None = None
        self._syncer = threading.Thread(target=self._sync, name="ledger-fsync", daemon=True)
        self._syncer.start()

    def append(self, entry: Answer | Failure) -> None:
        """Put a row on disk. It is there when this returns, whatever becomes of the process."""
        row = _ENCODER.encode(entry) + b"\n"
        try:
            written = os.write(self._out, row)
            if written < len(row):  # a full disk: take the torn row back
                os.ftruncate(self._out, self.length)
                raise OSError(28, "only a part of a row went in: is the disk full, or a limit met?")
        except OSError as problem:
            raise _unwritable(self.path, problem) from problem
        self._note(entry, self.length)
        self.length += len(row)
        self._dirty.set()

    def _sync(self) -> None:
        while not self._closing.wait(_SYNC_EVERY):
            if self._dirty.is_set():
                self._dirty.clear()
                self._sync_now()

    def _sync_now(self) -> None:
        """A later sync that succeeds says nothing of what an earlier one could not write."""
        try:
            os.fsync(self._out)
        except OSError as problem:
            self.unsynced = self.unsynced or _unsynced(self.path, problem)

    def close(self) -> None:
        super().close()
        if not self._closing.is_set():
            self._closing.set()
            self._syncer.join()
            self._sync_now()
            os.close(self._out)
            if self.unsynced:
                raise self.unsynced

    def __exit__(self, *ended_by: object) -> None:
        try:
            self.close()
        except RunError:
            if ended_by[0] is None:  # what ends the block otherwise says more
                raise


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
    if is_complete(os.pread(out, size - start, start)):
        os.write(out, b"\n")
    else:
        os.ftruncate(out, start)


def _unsynced(path: Path, problem: OSError) -> RunError:
    return RunError(
        f"the disk did not take what was written: {problem.strerror}",
        where=path,
        hint="Make room or look after the disk, then run the same command again: a row that is "
        "missing or damaged then is asked again.",
    )


def _unwritable(path: Path, problem: OSError) -> RunError:
    return RunError(
        f"cannot be written: {problem.strerror}",
        where=path,
        hint="What was written so far is safe. Make room or change the permissions, "
        "then run the same command again.",
    )
