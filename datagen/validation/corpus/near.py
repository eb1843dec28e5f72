"""The answers of records in, the earlier row that they resemble out. The home of rensa."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rensa import RMinHash, RMinHashLSH

from datagen.records import Finding
from datagen.validation.corpus.seen import Seen
from datagen.validation.corpus.words import runs, small_digest

RUN = 3  # words
LEAST_RUNS = 10
ALIKE = 0.5
_HASHES, _BANDS, _SEED = 128, 32, 42
_FAMILY = 16
_CROWD = 400


def _nothing() -> None:
    """What is kept of a record that is known by an earlier one, or too short to be compared."""


class _Match(NamedTuple):
    row: int
    share: float


class _Kind:
    """What is kept of the records of one kind."""

    def __init__(self) -> None:
        self.index = RMinHashLSH(ALIKE, _HASHES, _BANDS)
        self.signatures: dict[int, RMinHash] = {}
        self.same: dict[int, int] = {}  # digest of the answers: its first row


class NearDuplicates:
    """Rule `near_duplicate`: the answers are nearly those of an earlier record of the same kind.

    Definition: of all runs of 3 words that occur in the answers of either record, at least half
    (the threshold) occur in both, as estimated by MinHash: 128 hashes, whose standard error is 4
    points; 32 bands, so that two records that share 50 % are compared with a chance of 87 %, at
    60 % of 98.8 %, at 70 % of 99.98 %. One word in 20 changed leaves 0.95^3 = 86 % of the runs, and
    a share of 75 %. Records with fewer than 10 runs are left alone: two short answers share half
    of their words by chance. Source: Broder, On the resemblance and containment of documents,
    1997, and Broder et al., Syntactic clustering of the web, 1997 (half, to be alike).

    Pairs do not depend on the order of the rows, but which row of a pair is the later one does, and
    two bounds keep templated data from costing the square of its size: a record is not kept for
    comparison where 16 that it resembles, or 400 that it could resemble, were kept before.
    """

    def __init__(self, named: Callable[[int], str]) -> None:
        self._named = named
        self._kinds: dict[str | None, _Kind] = {}
        self._groups = _Groups()
        self.count = 0

    @property
    def groups(self) -> int:
        """Sets of records that resemble each other, directly or through others."""
        return self._groups.count

    def see(self, row: int, kind: str | None, answers: Sequence[Sequence[str]]) -> Seen:
        found = list(dict.fromkeys(run for words in answers for run in runs(words, RUN)))
        if len(found) < LEAST_RUNS:
            return Seen(None, _nothing)
        kept = self._kinds.setdefault(kind, _Kind())
        digest = small_digest("\n".join(map(" ".join, answers)))
        if (same := kept.same.get(digest)) is not None:
            return self._seen(row, [_Match(same, 1.0)])
        signature = RMinHash(_HASHES, _SEED)
        signature.update(found)
        candidates = sorted(kept.index.query(signature))
        near = [
            _Match(other, share)
            for other in candidates[:_CROWD]
            if (share := kept.signatures[other].jaccard(signature)) >= ALIKE
        ]

        def keep() -> None:
            kept.same[digest] = row
            if len(near) < _FAMILY and len(candidates) < _CROWD:
                kept.index.insert(row, signature)
                kept.signatures[row] = signature

        return self._seen(row, near, keep)

    def _seen(self, row: int, near: Sequence[_Match], keep: Callable[[], None] = _nothing) -> Seen:
        """The best of the matches as a finding; where the record stays, they belong together."""
        if not near:
            return Seen(None, keep)

        def keep_and_count() -> None:
            keep()
            self.count += 1
            for other, _ in near:
                self._groups.join(other, row)

        match = min(near, key=lambda match: (-match.share, match.row))
        finding = Finding(
            rule="near_duplicate",
            severity="warn",
            detail=f"{_how(match.share)} {self._named(match.row)}",
        )
        return Seen(finding, keep_and_count)


class _Groups:
    """Which records belong together, by union and find; only those that belong to any are kept."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}
        self.count = 0

    def join(self, one: int, other: int) -> None:
        for row in (one, other):
            if row not in self._parents:
                self._parents[row] = row
                self.count += 1
        one, other = self._root(one), self._root(other)
        if one != other:
            self._parents[max(one, other)] = min(one, other)
            self.count -= 1

    def _root(self, row: int) -> int:
        while (parent := self._parents[row]) != row:
            self._parents[row] = row = self._parents[parent]
        return row


def _how(share: float) -> str:
    if share == 1:
        return "the same answers as"
    return f"about {share:.0%} of the word triples of both answers are those of"
