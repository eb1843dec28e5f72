"""A run's ledger and those of other runs in, what asking will find in them out: nothing is copied.

Shows what `take_over` would make of the run's ledger: an answer that it lacks is the first of the
other runs' that has it; their failures stay where they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from datagen.errors import RunError
from datagen.ledger import Ledger, Slot
from datagen.records import Answer, Failure, Key


class Known:
    """Several ledgers as one. `own` is None where there is no run yet."""

    def __init__(self, own: Ledger | None, others: Sequence[Ledger] = ()) -> None:
        self._own = own
        self._others = others

    def slot(self, key: Key) -> Slot | None:
        holder = self._holder(key)
        return holder.slot(key) if holder else None

    def read(self, key: Key) -> Answer | Failure | None:
        """The entry of a key; None where there is none, or a damaged one of another run."""
        holder = self._holder(key)
        try:
            return holder.read(key) if holder else None
        except RunError:
            if holder is self._own:
                raise
            return None

    def _holder(self, key: Key) -> Ledger | None:
        ours = self._own.slot(key) if self._own else None
        if ours is None or not ours.answered:
            for other in self._others:
                theirs = other.slot(key)
                if theirs and theirs.answered:
                    return other
        return self._own
