"""Answers that fall out of use and the plan that does not use them in, why in words out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from itertools import islice
from pathlib import Path

import msgspec

from datagen.pipeline.history import Head, Heads
from datagen.pipeline.key_parts import KeyParts, Values, in_words

_ENOUGH = 1000  # answers: what changed for most of these changed for most of all


class _Row(msgspec.Struct):
    """The part of a row of the plan that a key is made of."""

    sample: str
    parts: dict[str, str]


def orphans(ledger: Path, before: Set[str], planned: Set[str]) -> Iterator[Head]:
    """Answers that were paid for, of the plan `before` if there was one, that are not planned."""
    for _, head in Heads(ledger):
        paid = head.kind == "answer" and head.teacher != "offline"
        if paid and head.identity not in planned and (not before or head.identity in before):
            yield head


def why_orphaned(lost: Iterable[Head], plan: Path, teacher: str, values: Values) -> str:
    """`because the model changed from a to b`: the reason of all, or of most of them.

    `plan` is the file of the new plan, `teacher` whom it asks.
    """
    asked = {head.sample: head.key_parts for head in islice(lost, _ENOUGH)}
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
