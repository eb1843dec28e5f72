"""A ledger and a plan in, how a sample was asked before it had its key of today out.

Memory: 8 bytes a sample of the plan and a second attempt, 16 a row that no sample of it uses.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from datagen.pipeline.history import Head, Heads, head_at


class Texts:
    """A set of texts, of which 64 bits each are kept: enough to tell those of a run apart."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._numbers = array("q", sorted(array("q", map(hash, texts))))

    def __contains__(self, text: str) -> bool:
        place = bisect_left(self._numbers, hash(text))
        return place < len(self._numbers) and self._numbers[place] == hash(text)


class Earlier(AbstractContextManager["Earlier"]):
    """The rows of a ledger that no sample of the plan uses, by the name of their sample.

    `second_attempts` are the identities with a row of another attempt than the first; `damaged`
    are the lines that cannot be read.
    """

    def __init__(self, path: Path, planned: Texts) -> None:
        heads = Heads(path)
        names, offsets = array("q"), array("q")
        second: list[str] = []
        for place, head in heads:
            if head.attempt > 1:
                second.append(head.identity)
            if head.identity not in planned:
                names.append(hash(head.sample))
                offsets.append(place.offset)
        order = sorted(range(len(names)), key=names.__getitem__)  # stable: the last one wins
        self._names = array("q", (names[row] for row in order))
        self._offsets = array("q", (offsets[row] for row in order))
        self.second_attempts = Texts(second)
        self.damaged = tuple(heads.damaged)
        self._file = path.open("rb") if path.exists() else None

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def last(self, sample: str) -> Head | None:
        """The last row of a sample's name that has another key than samples of today."""
        row = bisect_right(self._names, hash(sample)) - 1
        if self._file is None or row < 0 or self._names[row] != hash(sample):
            return None
        return head_at(self._file, self._offsets[row])
