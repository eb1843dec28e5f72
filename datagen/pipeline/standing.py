"""A plan's samples and a ledger in, how many are answered, to be asked, or no longer used out."""

from __future__ import annotations

from collections.abc import Set

import msgspec

from datagen.ledger import Ledger
from datagen.runs import Run


class _Row(msgspec.Struct):
    """The part of a row of the plan that is compared with the ledger."""

    identity: str


_ROW = msgspec.json.Decoder(_Row)


def identities_of(run: Run) -> set[str]:
    """What the plan that is there asks for; empty where it is damaged, or there is none."""
    if not run.plan.exists():
        return set()
    try:
        with run.plan.open("rb") as rows:
            return {_ROW.decode(row).identity for row in rows}
    except (msgspec.DecodeError, UnicodeDecodeError):
        return set()


def standing(
    run: Run, identities: Set[str], before: Set[str], elsewhere: Set[str] = frozenset()
) -> dict[str, int]:
    """How many samples are settled and to be asked, and how many paid answers fall out of use.

    `before` are the identities of the plan that is replaced, `elsewhere` those that are answered in
    other runs, from which answers are taken over.
    """
    settled, paid, failed = set(elsewhere), set[str](), set[str]()
    with Ledger(run.ledger) as ledger:
        for key, slot in ledger.slots():
            if not slot.open:
                settled.add(key.identity)
                if not slot.answered:
                    failed.add(key.identity)
            if slot.answered and slot.teacher != "offline":
                paid.add(key.identity)
    reused = len(identities & settled)
    return {
        "reused": reused,
        "new": len(identities) - reused,
        "failed": len(identities & (failed - elsewhere)),
        "orphaned": len((paid & (before or paid)) - identities),
    }
