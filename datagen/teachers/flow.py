"""Requests in, outcomes out as they come, a bounded number at a time. Knows no protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class LastResultError(Exception, Generic[U]):
    """Raised by work that ends everything and still has a result: it is given out first."""

    def __init__(self, result: U, problem: Exception) -> None:
        self.result = result
        self.problem = problem
        super().__init__(str(problem))


async def concurrently(
    work: Callable[[T], Awaitable[U | None]], items: AsyncIterator[T], limit: int
) -> AsyncIterator[U]:
    """`work` over the items, at most `limit` at a time; results in the order in which they end.

    An item is taken only when it can be worked on at once; what comes to None is not given out.
    Where `work` raises, no further item is taken, what is in flight is finished and given out, and
    then the first exception is raised: an answer that was paid for is never dropped. Where the
    caller stops iterating, what is in flight is cancelled.
    """
    results: asyncio.Queue[U | None] = asyncio.Queue()  # None: something ended, look around
    slots = asyncio.Semaphore(limit)
    in_flight: set[asyncio.Task[None]] = set()
    failures: list[Exception] = []

    async def one(item: T) -> None:
        try:
            results.put_nowait(await work(item))
        except LastResultError as last:
            results.put_nowait(last.result)
            failures.append(last.problem)
            taker.cancel()
        except Exception as failure:
            failures.append(failure)
            taker.cancel()
        finally:
            slots.release()

    def ended(task: asyncio.Task[None]) -> None:
        in_flight.discard(task)
        results.put_nowait(None)

    async def take() -> None:
        try:
            while True:
                await slots.acquire()
                task = asyncio.create_task(one(await anext(items)))
                in_flight.add(task)
                task.add_done_callback(ended)
        except StopAsyncIteration:
            pass
        except Exception as failure:
            failures.append(failure)

    taker = asyncio.create_task(take())
    taker.add_done_callback(lambda _: results.put_nowait(None))
    try:
        while not taker.done() or in_flight or not results.empty():
            result = await results.get()
            if result is not None:
                yield result
        if failures:
            raise failures[0]
    finally:
        tasks = [taker, *in_flight]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
