"""A ledger and a new plan in, the paid answers that the plan would buy again or drop out."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from datagen.pipeline.history import Heads


class Orphans:
    """Gathers what a new plan asks for, then counts the answers that it no longer uses.

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

    def count(self, ledger: Path) -> int:
        """The paid answers that are of the replaced plan, or of a sample that is bought anew.

        Every attempt counts. An answer that the new plan uses is none, nor is one that an earlier
        plan dropped whose sample is not asked for.
        """
        found = {
            (head.identity, head.attempt)
            for _, head in Heads(ledger)
            if head.kind == "answer"
            and head.teacher != "offline"
            and head.identity not in self._identities
            and (head.identity in self._before or head.sample in self._bought)
        }
        return len(found)
