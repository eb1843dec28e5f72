"""What is known of a request in, whether it is to be sent out: the one rule for what is asked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Literal, NamedTuple, Protocol, TypeAlias

from datagen.ledger import Slot
from datagen.pipeline.judge import Judge
from datagen.records import Answer, Failure, Key, Recipe, Reject, Sample, Scene


class Entries(Protocol):
    """What was answered and what failed: a `Ledger`, for one."""

    def slot(self, key: Key) -> Slot | None: ...
    def read(self, key: Key) -> Answer | Failure | None: ...


class Step(NamedTuple):
    """How a sample stands, by its last attempt. "due": that is still to be made, and is sent.

    "unjudged": it is answered, and nobody has said yet whether another one follows.
    """

    state: Literal["due", "answered", "failed", "unjudged"]
    attempt: int


Follows: TypeAlias = Callable[[Key, Slot], bool | None]
"""Whether another attempt follows an answer; None: that is not known."""


def to_send(slot: Slot | None, *, retry_failed: bool) -> bool:
    """Whether a request is sent: it never was, it failed for now, or for good and that is retried.

    An answer is never asked for again. A caller that retries asks this once a session, or what
    fails for good would be sent without end.
    """
    return slot is None or slot.open or (retry_failed and not slot.answered)


def next_step(
    entries: Entries, identity: str, follows: Follows, *, at_most: int, retry_failed: bool
) -> Step:
    """`at_most` is how often the sample is asked, whatever its answers are."""
    for attempt in count(1):
        key = Key(identity, attempt)
        slot = entries.slot(key)
        if slot is None or to_send(slot, retry_failed=retry_failed):
            return Step("due", attempt)
        if not slot.answered:
            return Step("failed", attempt)
        again = attempt < at_most and follows(key, slot)
        if not again:
            return Step("unjudged" if again is None else "answered", attempt)
    raise AssertionError("count never ends")


def judged(entries: Entries, judge: Judge, sample: Sample, scene: Scene, recipe: Recipe) -> Follows:
    """Reads an answer and judges it."""

    def follows(key: Key, _: Slot) -> bool:
        entry = entries.read(key)
        if not isinstance(entry, Answer):
            return False
        outcome = judge(entry, sample, scene, recipe).outcome
        return isinstance(outcome, Reject) and judge.asks_again(outcome, key.attempt, recipe)

    return follows
