"""A ledger and a new plan in, the paid answers that it buys again or drops, and why, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from pathlib import Path
from typing import NamedTuple

import msgspec

from datagen.pipeline.history import Head, Heads
from datagen.pipeline.key_parts import KeyParts, Values, in_words

_ENOUGH = 1000  # answers: what changed for most of these changed for most of all


class _Row(msgspec.Struct):
    """The part of a row of the plan that a key is made of."""

    sample: str
    parts: dict[str, str]


class Lost(NamedTuple):
    """How many answers fall out of use, and the heads of the first of them.

    `shrinks`: the new plan asks for less than the one that it replaces.
    """

    number: int
    some: tuple[Head, ...]
    shrinks: bool


class Orphans:
    """Gathers what a new plan asks for, then finds the answers that it no longer uses.

    `before` are the identities of the plan that is replaced: what is asked for in that plan too was
    decided on when it was made.
    """

    def __init__(self, before: Set[str]) -> None:
        self._before = before
        self._identities = set[str]()
        self._bought = set[str]()

    def add(self, sample: str, identity: str, *, is_new: bool) -> None:
        """A sample of the new plan; `is_new`: it is to be asked for the first time."""
        self._identities.add(identity)
        if is_new and identity not in self._before:
            self._bought.add(sample)

    def find(self, ledger: Path) -> Lost:
        """The paid answers that are of the replaced plan, or of a sample that is bought anew.

        Every attempt counts. An answer that the new plan uses is none, nor is one that an earlier
        plan dropped whose sample is not asked for.
        """
        found = set[tuple[str, int]]()
        some: list[Head] = []
        for _, head in Heads(ledger):
            key = head.identity, head.attempt
            if key not in found and self._is_lost(head):
                found.add(key)
                if len(some) < _ENOUGH:
                    some.append(head)
        return Lost(len(found), tuple(some), len(self._identities) < len(self._before))

    def _is_lost(self, head: Head) -> bool:
        return (
            head.kind == "answer"
            and head.teacher != "offline"
            and head.identity not in self._identities
            and (head.identity in self._before or head.sample in self._bought)
        )


def why_lost(lost: Iterable[Head], plan: Path, teacher: str, values: Values) -> str:
    """`because the model changed from a to b`: the reason of all, or of most of them.

    `plan` is the file of the new plan, `teacher` whom it asks.
    """
    asked = {head.sample: head.key_parts for head in lost}
    reasons: Counter[str] = Counter()
    with plan.open("rb") as rows:
        for row in map(msgspec.json.Decoder(_Row).decode, rows):
            if before := asked.pop(row.sample, None):
                reasons[in_words(before, KeyParts(teacher, row.parts), values)] += 1
    if asked:
        reasons["their images or recipes are not chosen any more"] += len(asked)
    if not reasons:
        return ""
    reason = reasons.most_common(1)[0][0]
    return f"because {reason}" if len(reasons) == 1 else f"most of them because {reason}"
