"""One request on its way, and how it has fared so far."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from datagen.records import Request, Spoiled
from datagen.teachers.endpoint import Endpoint
from datagen.teachers.gate import Gate
from datagen.teachers.state import Payer
from datagen.teachers.trouble import UnsentError
from datagen.teachers.wire import Wire


@dataclass(slots=True)
class Course:
    """`broken` counts its tries without a usable reply.

    `busy_from` and `busy_at` are when it was told to wait first and last, on the monotonic clock,
    and `passed_over` how often that happened although others had been answered in between.
    `refused_by` are the servers that refused it, `answered_by` is the address that answered.
    `spoiled` are replies that were no answers and may be paid for; `owes`: the last was one, and
    there must be money for another.
    """

    request: Request
    gate: Gate
    wires: Mapping[str, Wire]
    payer: Payer
    tries: int = 0
    broken: int = 0
    busy_from: float | None = None
    busy_at: float = 0.0
    passed_over: int = 0
    refused_by: set[Endpoint] = field(default_factory=set)
    answered_by: str | None = None
    spoiled: tuple[Spoiled, ...] = ()
    owes: bool = False

    def note_spoiled(self, reply: Spoiled) -> None:
        """A reply came to nothing that may be paid for."""
        self.spoiled += (reply,)
        self.owes = True
        self.payer.spoiled(self.request, reply)

    async def pay_again(self) -> None:
        """Wait until there is money for another try. Raises `UnsentError` where there is none."""
        if not await self.gate.unless_closed(self.payer.pays_again(self.request)):
            raise UnsentError("--max-cost leaves nothing for another try")
        self.owes = False

    def note_busy(self) -> None:
        """It was told to wait."""
        now = time.monotonic()
        if self.busy_from is None:
            self.busy_from = now
        elif self.gate.last_answer > self.busy_at:
            self.passed_over += 1
        self.busy_at = now
