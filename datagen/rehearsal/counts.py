"""Requests by content in, small numbers out: who came how often, and who was answered twice.

Of a content only a digest is kept, so that a run of any size fits.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

import msgspec

from datagen.rehearsal.reply import Reply

_encode = msgspec.json.Encoder(order="deterministic").encode


def content_of(body: dict[str, Any]) -> bytes:
    """What names a request: 16 bytes that depend on all of its body, but not on the keys' order."""
    return hashlib.blake2b(_encode(body), digest_size=16).digest()


class Tally:
    """The counts of one content.

    `answered`: replies of status 200, whatever was in them, as a provider would bill them; `good`:
    those among them that a client can use; `refused`: replies of status 429.
    """

    __slots__ = ("answered", "came", "drawn", "good", "in_flight", "most_in_flight", "refused")

    def __init__(self) -> None:
        self.came = self.answered = self.good = self.refused = 0
        self.in_flight = self.most_in_flight = 0
        self.drawn = 0  # how often it got past the limits, to where faults are drawn

    def as_json(self) -> dict[str, int]:
        return {
            "came": self.came,
            "answered": self.answered,
            "good": self.good,
            "refused": self.refused,
            "most_in_flight": self.most_in_flight,
        }


class Counts:
    """What a server counts while it serves. Written by one thread, may be read by others."""

    def __init__(self) -> None:
        self.by_content: dict[bytes, Tally] = {}
        self.total = Tally()
        self.faults: Counter[str] = Counter()

    def of(self, body: dict[str, Any]) -> Tally:
        """The counts of requests with this body."""
        return self.by_content.get(content_of(body)) or Tally()

    def arrives(self, content: bytes) -> Tally:
        tally = self.by_content.get(content)
        if tally is None:
            tally = self.by_content[content] = Tally()
        for one in (tally, self.total):
            one.came += 1
            one.in_flight += 1
            one.most_in_flight = max(one.most_in_flight, one.in_flight)
        return tally

    def replied(self, tally: Tally, reply: Reply) -> None:
        """The moment in which the reply starts to be sent."""
        for one in (tally, self.total):
            one.answered += reply.answers
            one.good += reply.good
            one.refused += reply.status == 429
        if reply.fault:
            self.faults[reply.fault] += 1

    def leaves(self, tally: Tally) -> None:
        tally.in_flight -= 1
        self.total.in_flight -= 1

    def summary(self) -> dict[str, Any]:
        """The totals. `contents` are distinct requests, `…_twice` those that had it again."""
        tallies = list(self.by_content.values())
        return {
            **self.total.as_json(),
            "contents": len(tallies),
            "answered_twice": sum(t.answered > 1 for t in tallies),
            "good_twice": sum(t.good > 1 for t in tallies),
            "faults": dict(sorted(self.faults.items())),
        }

    def as_json(self) -> dict[str, Any]:
        tallies = {content.hex(): t.as_json() for content, t in list(self.by_content.items())}
        return {**self.summary(), "by_content": tallies}
