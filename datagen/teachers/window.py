"""Amounts and times in, how long the next amount has to wait out: a limit over a sliding window."""

from __future__ import annotations

from collections import deque


class Entry:
    """An amount that was let through at a time; what it really was is settled later."""

    __slots__ = ("amount", "counts", "time")

    def __init__(self, time: float, amount: float, *, counts: bool = True) -> None:
        self.time = time
        self.amount = amount
        self.counts = counts


class Window:
    """At most `limit` in any `seconds`; without a limit, everything at once.

    Amounts are reserved when they are let through and settled when they are known. A little is
    added to the window, since a server counts when a request arrives and we when it leaves.
    Memory: an entry for each amount of the last `seconds`; without a limit, none.
    """

    def __init__(self, limit: int | None, seconds: float = 60.0) -> None:
        self.limit = limit
        self._seconds = seconds + min(1.0, 0.05 * seconds)
        self._entries: deque[Entry] = deque()
        self._sum = 0.0

    def wait(self, now: float, amount: float) -> float:
        """Seconds until `amount` fits; an amount over the whole limit waits for an empty window."""
        if self.limit is None:
            return 0.0
        self._drop(now)
        over = self._sum + amount - self.limit
        for entry in self._entries:
            if over <= 0:
                return 0.0
            over -= entry.amount
            wait = entry.time + self._seconds - now
            if over <= 0:
                return wait
        return self._entries[-1].time + self._seconds - now if self._entries and over > 0 else 0.0

    def take(self, now: float, amount: float) -> Entry:
        """Let an amount through, whether it fits or not."""
        if self.limit is None:
            return Entry(now, amount, counts=False)
        self._drop(now)
        entry = Entry(now, amount)
        self._entries.append(entry)
        self._sum += amount
        return entry

    def settle(self, entry: Entry, amount: float) -> None:
        """The amount was not what was reserved for it."""
        if entry.counts:
            self._sum += amount - entry.amount
        entry.amount = amount

    def used_elsewhere(self, now: float, used: float, reset: float) -> None:
        """A server counts more than we let through: another process uses the same key.

        What it counts beyond our own is taken to fall out of its window after `reset` seconds.
        """
        self._drop(now)
        if used > self._sum:
            entry = Entry(now - self._seconds + min(reset, self._seconds), used - self._sum)
            self._entries.appendleft(entry)
            self._sum += entry.amount

    def _drop(self, now: float) -> None:
        entries = self._entries
        while entries and entries[0].time <= now - self._seconds:
            entry = entries.popleft()
            entry.counts = False
            self._sum -= entry.amount
