"""A run's ledger and what its manifest remembers of it in, what was paid for and is lost out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from datagen.errors import RunError
from datagen.ledger import Ledger
from datagen.pipeline.standing import Census
from datagen.runs import Held, Manifest, Run

_IDENTITY = re.compile(rb'"identity":"([0-9a-f]{32})"')


def held_by(ledger: Ledger) -> Held | None:
    """What a ledger holds; None where no answer in it was paid for."""
    if not any(slot.answered and slot.teacher != "offline" for _, slot in ledger.slots()):
        return None
    return Held(bytes=ledger.length, damaged=len(ledger.damage))


@contextmanager
def remembered(run: Run, manifest: Manifest, ledger: Ledger) -> Iterator[None]:
    """Save the manifest with the ledger as it is, before what is asked in the block and after it.

    Where a session is killed the former stays: it says at least that there was a ledger.
    """
    paid = manifest.settings.teaching.teacher != "offline"
    begun = Held(bytes=ledger.length, damaged=len(ledger.damage)) if paid else held_by(ledger)
    run.write_manifest(manifest.model_copy(update={"held": begun}))
    try:
        yield
    finally:
        with suppress(RunError):  # a full disk: the ledger has told of it
            run.write_manifest(manifest.model_copy(update={"held": held_by(ledger)}))


def loss(run: Run, before: Manifest | None, ledger: Ledger, census: Census) -> str:
    """What became of the ledger that the manifest of `before` remembers, in words.

    Empty where nothing did, nothing in it was paid for, or the rows that are damaged now are of
    none of what is to be asked.
    """
    held = before.held if before else None
    if held is None:
        return ""
    if not run.ledger.exists():
        return f"{run.ledger.name} is gone"
    if ledger.length < held.bytes:
        return f"{run.ledger.name} is shorter than it was"
    if len(ledger.damage) > held.damaged and (damaged := _damaged(ledger, census)):
        rows = "1 row is" if damaged == 1 else f"{damaged:,} rows are"
        return f"{rows} damaged in {run.ledger.name} and cannot be read"
    return ""


def _damaged(ledger: Ledger, census: Census) -> int:
    """How many damaged rows are of a request that is to be sent, or do not say of which."""
    lines = {damage.line for damage in ledger.damage}
    known, unknown = set[str](), 0
    with ledger.path.open("rb") as rows:
        for line, row in enumerate(rows, start=1):
            if line in lines:
                if found := _IDENTITY.search(row):
                    known.add(found[1].decode())
                else:
                    unknown += 1
    return census.due_among(known) + unknown
