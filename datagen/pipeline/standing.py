"""A plan's samples and a ledger in, how many are answered, to be asked, or no longer used out."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Set
from itertools import groupby

import msgspec

from datagen.errors import RunError
from datagen.ledger import Ledger
from datagen.pipeline.due import to_send
from datagen.pipeline.judge import Judge
from datagen.pipeline.planned import plan_heads, planned_identities
from datagen.records import Key, Recipe, Reject
from datagen.runs import Run


class _Rejected(msgspec.Struct):
    """The part of a row of the rejects that says whether another attempt follows."""

    sample: str
    attempt: int
    code: str


_REJECTED = msgspec.json.Decoder(_Rejected)


def identities_of(run: Run) -> set[str]:
    """What the plan that is there asks for; empty where it is damaged, or there is none."""
    try:
        return planned_identities(run)
    except RunError:
        return set()


def asked_again(run: Run, judge: Judge, recipes: Mapping[str, Recipe]) -> set[Key]:
    """What may follow the rejects of the last build, by the plan that is there: judges nothing.

    Empty where there was no build, or its files are damaged.
    """
    try:
        with run.rejects.open("rb") as file:
            rejected = [_REJECTED.decode(row) for row in file]
        names = {row.sample for row in rejected}
        planned = {row.sample: row for row in plan_heads(run) if row.sample in names}
    except (OSError, RunError, msgspec.DecodeError, UnicodeDecodeError):
        return set()
    return {
        Key(sample.identity, row.attempt + 1)
        for row in rejected
        if (sample := planned.get(row.sample))
        and (recipe := recipes.get(sample.recipe))
        and judge.asks_again(Reject("validation", row.code, ""), row.attempt, recipe)
    }


def _owed(ledger: Ledger, following: Set[Key]) -> int:
    """How many of these attempts are to be made: the one before is there, they are not."""
    return sum(
        (before := ledger.slot(Key(key.identity, key.attempt - 1))) is not None
        and before.answered
        and to_send(ledger.slot(key), retry_failed=False)
        for key in following
    )


def standing(
    run: Run,
    identities: Set[str],
    before: Set[str],
    elsewhere: Set[str] | None = None,
    following: Set[Key] = frozenset(),
) -> dict[str, int]:
    """How many samples are settled and to be asked, and how many paid answers fall out of use.

    `before` are the identities of the plan that is replaced, `elsewhere` those that are answered in
    other runs, from which answers are taken over; None where no run is named. `following` are
    attempts that may follow rejects: those of them that are to be made are "owed".
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
        owed = _owed(ledger, {key for key in following if key.identity in identities})
    reused = len(identities & settled)
    return {
        "reused": reused,
        "new": len(identities) - reused,
        "failed": len(identities & (failed - others)),
        "fitting": -1 if elsewhere is None else len(identities & others),
        "owed": owed,
        "orphaned": len((paid & (before or paid)) - identities),
    }


def standing_of_plan(
    run: Run,
    ledger: Ledger,
    elsewhere: Set[str] | None = None,
    following: Set[Key] = frozenset(),
) -> dict[str, int]:
    """The same for the plan that is there, which loses nothing: with little memory, and quickly."""
    others = elsewhere or frozenset[str]()
    found = {name: array("Q") for name in ("reused", "failed", "new", "fitting")}
    for identity in (head.identity for head in plan_heads(run)):
        slot = ledger.slot(Key(identity, 1))
        answered = identity in others or (slot is not None and slot.answered)
        failed = not answered and slot is not None and not slot.open
        found["reused" if answered or failed else "new"].append(_number(identity))
        if identity in others:
            found["fitting"].append(_number(identity))
        if failed:
            found["failed"].append(_number(identity))
    counts = {name: _distinct(numbers) for name, numbers in found.items()}
    counts["orphaned"], counts["owed"] = 0, _owed(ledger, following)
    return {**counts, **({"fitting": -1} if elsewhere is None else {})}


def _number(identity: str) -> int:
    """64 bits of a digest: enough to tell the identities of a plan apart."""
    return int(identity[:16], 16)


def _distinct(numbers: array[int]) -> int:
    return sum(1 for _ in groupby(sorted(numbers)))
