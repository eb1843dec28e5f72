"""A ledger file in, the heads of its rows out, in the order in which they stand. Builds no index.

Only the head of a row is decoded, so that a pass over many rows that do not matter is cheap. Safe
beside a process that is writing: a last row that is not complete is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

import msgspec

from datagen.errors import RunError
from datagen.ledger import is_complete
from datagen.pipeline.key_parts import KeyParts


class Head(msgspec.Struct, frozen=True):
    """What an entry of either kind says about its request."""

    kind: Literal["answer", "failure"]
    identity: str
    attempt: int
    sample: str
    teacher: str
    parts: dict[str, str]

    @property
    def key_parts(self) -> KeyParts:
        return KeyParts(self.teacher, self.parts)


_HEAD = msgspec.json.Decoder(Head)


class Place(NamedTuple):
    """Where a row stands: its line, counted from 1, and the byte that it starts at."""

    line: int
    offset: int


class Heads:
    """The rows of a ledger; none where there is no file.

    `damaged` are the lines that hold no entry, known once all was iterated. Raises `RunError` where
    the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.damaged: list[int] = []
        self._path = path

    def __iter__(self) -> Iterator[tuple[Place, Head]]:
        self.damaged.clear()
        offset = 0
        try:
            with self._path.open("rb") as rows:
                for line, row in enumerate(rows, start=1):
                    if not is_complete(row):
                        return
                    try:
                        head = _HEAD.decode(row)
                    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                        self.damaged.append(line)
                    else:
                        yield Place(line, offset), head
                    offset += len(row)
        except FileNotFoundError:
            return
        except OSError as problem:
            raise RunError(f"cannot be read: {problem.strerror}", where=self._path) from problem


def head_at(file: BinaryIO, offset: int) -> Head:
    """The head of a row that was found before."""
    file.seek(offset)
    return _HEAD.decode(file.readline())


class Trace(NamedTuple):
    """A row that concerns a sample, by its place, and the identity that was asked there."""

    place: Place
    identity: str


def traces_of(heads: Heads, samples: Mapping[str, str | None]) -> dict[str, list[Trace]]:
    """The rows that concern each of these samples, in one pass: of its name or its identity.

    `samples` are names with their identities; None: the plan does not hold it any more.
    """
    sharing: dict[str, list[str]] = {}
    for name, identity in samples.items():
        if identity is not None:
            sharing.setdefault(identity, []).append(name)
    found: dict[str, list[Trace]] = {name: [] for name in samples}
    for place, head in heads:
        by_name = [head.sample] if head.sample in samples else []
        for name in dict.fromkeys([*by_name, *sharing.get(head.identity, ())]):
            found[name].append(Trace(place, head.identity))
    return found
