"""Where the asking stands, for whoever watches it."""

from __future__ import annotations

from dataclasses import dataclass

from datagen.pipeline.purse import Limit
from datagen.records import NO_TOKENS, Tokens
from datagen.teachers import TeacherState

_IDLE = TeacherState()


@dataclass(slots=True)
class Progress:
    """Where the asking stands, in requests of this session.

    `total` grows with every second attempt. `spent` is in dollars over all sessions, `projected`
    what it will be in the end; None where that cannot be told. `limit` is the budget that was
    reached; `useless`: not one of the first answers gave an example, so no more were asked for.
    `refused` is what the server said where it refused so many in a row that no more were sent.
    `failed_before` are samples that failed for good in an earlier session and are not asked again.
    `ended`: nothing is sent or waited for any more. `behind`: answers come faster than they can be
    read; `unread` answers were not held against their images, in this session or an earlier one:
    another attempt may be owed for them.
    """

    total: int
    done: int = 0
    examples: int = 0
    rejected: int = 0
    failed: int = 0
    tokens: Tokens = NO_TOKENS
    teacher: TeacherState = _IDLE
    spent: float | None = None
    projected: float | None = None
    cap: float | None = None
    limit: Limit | None = None
    useless: bool = False
    refused: str | None = None
    stopping: bool = False
    ended: bool = False
    failed_before: int = 0
    behind: bool = False
    unread: int = 0

    @property
    def is_over(self) -> bool:
        """Whether no more are asked for, whatever is left."""
        return self.stopping or self.useless or self.refused is not None

    @property
    def stopped_by(self) -> str | None:
        """Why no more are asked for although some are left; None where that is not so."""
        if self.stopping:
            return "interrupt"
        if self.useless:
            return "useless"
        return self.limit if self.refused is None else "refused"
