"""What was refused and what was answered in, whether all is refused out.

Refusals come back faster than answers, so it is the order of sending that counts: an answer that
was asked for before a row of refusals began says nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable

_AT_FIRST = 10  # in a row, where nothing was ever answered: a mistake of the user's
_IN_A_ROW = 50  # a key or a model that was taken away in mid-run


class Refusals:
    """Those in a row. Requests are told apart by numbers that grow as they are sent."""

    def __init__(self, *, answered: bool) -> None:
        """`answered`: there were answers before, in an earlier session."""
        self._any_answered = answered
        self._in_a_row = self._from = 0

    def refused(self, number: int) -> None:
        if not self._in_a_row:
            self._from = number
        self._in_a_row += 1

    def answered(self, number: int) -> None:
        self._any_answered = True
        if number > self._from:
            self._in_a_row = 0

    def are_many(self) -> bool:
        return self._in_a_row >= (_IN_A_ROW if self._any_answered else _AT_FIRST)

    def may_end(self, in_flight: Iterable[int]) -> bool:
        """Whether one of these requests may still be answered and end the row."""
        return any(number > self._from for number in in_flight)
