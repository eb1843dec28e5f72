"""A run's ledger and those of other runs in, what asking will find in them out: nothing is copied.

Shows what `take_over` would make of the run's ledger: an answer that it lacks is the first of the
other runs' that has it, and stands behind its end; their failures stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from datagen.ledger import Ledger, Slot
from datagen.records import Answer, Failure, Key


class Known:
    """Several ledgers as one. `own` is None where there is no run yet."""

    def __init__(self, own: Ledger | None, others: Sequence[Ledger] = ()) -> None:
        self.own = own
        self._others = others

    def slot(self, key: Key) -> Slot | None:
        ours = self.own.slot(key) if self.own else None
        if self._others and not (ours and ours.answered) and (found := self._elsewhere(key)):
            return found[1]._replace(offset=self.own.length if self.own else 0)
        return ours

    def read(self, key: Key) -> Answer | Failure | None:
        """The entry of a key; None where there is none."""
        ours = self.own.slot(key) if self.own else None
        if not (ours and ours.answered) and (found := self._elsewhere(key)):
            return found[0].read(key)
        return self.own.read(key) if self.own else None

    @property
    def has_others(self) -> bool:
        return bool(self._others)

    def fits(self, identity: str) -> bool:
        """Whether another run has an answer to a sample's first attempt."""
        return self._elsewhere(Key(identity, 1)) is not None

    def _elsewhere(self, key: Key) -> tuple[Ledger, Slot] | None:
        for other in self._others:
            theirs = other.slot(key)
            if theirs and theirs.answered:
                return other, theirs
        return None
