"""How a teacher is doing, for people who watch, and what it asks its caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from datagen.records import Request, Spoiled


class Payer(Protocol):
    """Whoever pays for a request that is sent more than once."""

    def spoiled(self, request: Request, reply: Spoiled) -> None:
        """Hear of a reply that came to nothing and may be paid for."""
        ...

    async def pays_again(self, request: Request) -> bool:
        """Whether such a request may be sent again; waits while that cannot be told."""
        ...


class FreePayer:
    """Pays whatever comes."""

    def spoiled(self, request: Request, reply: Spoiled) -> None:
        pass

    async def pays_again(self, request: Request) -> bool:
        return True


FREE = FreePayer()


@dataclass(frozen=True, slots=True)
class TeacherState:
    """Requests of this session. `why` and `wait` say what holds back those that are not sent.

    `sent` counts every try, `busy` the replies that said to wait (429), `limit` how many may be in
    flight now; `wait` is in seconds, None where it ends with something in flight. `left_out` are
    servers that are not sent anything while others are, each with why; `notes` is what a user
    should know of how the servers want to be asked.
    """

    sent: int = 0
    in_flight: int = 0
    limit: int | None = None
    retrying: int = 0
    busy: int = 0
    wait: float | None = None
    why: str | None = None
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
