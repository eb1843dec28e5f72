"""A row of the ledger as `explain` tells it: a record, data only."""

from __future__ import annotations

from typing import Literal

from datagen.rows import Row

Use = Literal["used", "superseded", "not needed", "used by another sample", "not used"]


class Event(Row):
    """A row of the ledger that concerns a sample, and what it counts for today.

    `because` says why it was asked, `tries` how often that one request was sent, `differs` which
    parts of its key are not today's, `why_not` why the plan does not use it for this sample, and
    `used_by` which other samples use it. `outcome` is the judgement of today's checks;
    `feedback` what it was told of the attempt before.
    """

    line: int
    received: str
    teacher: str
    sample: str
    identity: str
    attempt: int
    because: str
    kind: Literal["answer", "failure"]
    tries: int
    code: str | None = None
    detail: str | None = None
    permanent: bool | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    served_model: str | None = None
    finish_reason: str | None = None
    outcome: Literal["example", "rejected"] | None = None
    reject_code: str | None = None
    reject_detail: str | None = None
    use: Use
    differs: tuple[str, ...] = ()
    why_not: str | None = None
    used_by: tuple[str, ...] = ()
    reused_from: str | None = None
    feedback: str | None = None
