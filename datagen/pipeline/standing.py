"""A plan's samples and a ledger in, how many are answered, to be asked, or no longer used out."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Set
from itertools import groupby

import msgspec

from datagen.ledger import Ledger
from datagen.records import Key
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
        return set(_identities(run))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return set()


def _identities(run: Run) -> Iterator[str]:
    with run.plan.open("rb") as rows:
        for row in rows:
            yield _ROW.decode(row).identity


def standing(
    run: Run, identities: Set[str], before: Set[str], elsewhere: Set[str] | None = None
) -> dict[str, int]:
    """How many samples are settled and to be asked, and how many paid answers fall out of use.

    `before` are the identities of the plan that is replaced, `elsewhere` those that are answered in
    other runs, from which answers are taken over; None where no run is named.
    """
    others = elsewhere or frozenset[str]()
    settled, paid, failed = set(others), set[str](), set[str]()
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
        "failed": len(identities & (failed - others)),
        "fitting": -1 if elsewhere is None else len(identities & others),
        "orphaned": len((paid & (before or paid)) - identities),
    }


def standing_of_plan(run: Run, ledger: Ledger, elsewhere: Set[str] | None = None) -> dict[str, int]:
    """The same for the plan that is there, which loses nothing: with little memory, and quickly."""
    others = elsewhere or frozenset[str]()
    found = {name: array("Q") for name in ("reused", "failed", "new", "fitting")}
    for identity in _identities(run):
        slot = ledger.slot(Key(identity, 1))
        answered = identity in others or (slot is not None and slot.answered)
        failed = not answered and slot is not None and not slot.open
        found["reused" if answered or failed else "new"].append(_number(identity))
        if identity in others:
            found["fitting"].append(_number(identity))
        if failed:
            found["failed"].append(_number(identity))
    counts = {name: _distinct(numbers) for name, numbers in found.items()}
    return {**counts, **({"fitting": -1} if elsewhere is None else {}), "orphaned": 0}


def _number(identity: str) -> int:
    """64 bits of a digest: enough to tell the identities of a plan apart."""
    return int(identity[:16], 16)


def _distinct(numbers: array[int]) -> int:
    return sum(1 for _ in groupby(sorted(numbers)))
