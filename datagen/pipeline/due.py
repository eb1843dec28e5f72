"""What the ledger holds of a request in, whether it is to be sent out."""

from __future__ import annotations

from itertools import count
from typing import Protocol

from datagen.ledger import Slot
from datagen.pipeline.judge import Judge
from datagen.records import Answer, Failure, Key, Recipe, Reject, Sample, Scene


class Entries(Protocol):
    """What was answered and what failed: a `Ledger`, for one."""

    def slot(self, key: Key) -> Slot | None: ...
    def read(self, key: Key) -> Answer | Failure | None: ...


def to_send(slot: Slot | None, *, retry_failed: bool) -> bool:
    """Whether a request is sent: it never was, it failed for now, or for good and that is retried.

    An answer is never asked for again. A caller that retries asks this once a session, or what
    fails for good would be sent without end.
    """
    return slot is None or slot.open or (retry_failed and not slot.answered)


def next_attempt(
    entries: Entries,
    judge: Judge,
    sample: Sample,
    scene: Scene,
    recipe: Recipe,
    *,
    retry_failed: bool = False,
) -> int | None:
    """The attempt of a sample that is to be made now; None: it is settled. Judges what came."""
    for attempt in count(1):
        key = Key(sample.identity, attempt)
        slot = entries.slot(key)
        if to_send(slot, retry_failed=retry_failed):
            return attempt
        if slot is None or not slot.answered or not judge.may_ask_again(attempt, recipe):
            return None
        entry = entries.read(key)
        if not isinstance(entry, Answer):
            return None
        outcome = judge(entry, sample, scene, recipe).outcome
        if not (isinstance(outcome, Reject) and judge.asks_again(outcome, attempt, recipe)):
            return None
    return None
