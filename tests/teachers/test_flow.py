"""Work in flight is bounded, and nothing that was finished is dropped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from datagen.teachers.flow import concurrently


async def numbers(count: int, taken: list[int] | None = None) -> AsyncIterator[int]:
    for number in range(count):
        if taken is not None:
            taken.append(number)
        yield number


def test_every_item_is_worked_on_once_and_no_more_than_the_limit_at_a_time() -> None:
    running = most = 0

    async def work(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001 * (number % 3))
        running -= 1
        return number

    async def collect() -> list[int]:
        return [n async for n in concurrently(work, numbers(50), 7)]

    assert sorted(asyncio.run(collect())) == list(range(50))
    assert most == 7


def test_items_are_taken_only_when_they_can_be_worked_on() -> None:
    taken: list[int] = []

    async def work(number: int) -> int:
        await asyncio.sleep(0)
        return number

    async def first() -> None:
        stream = concurrently(work, numbers(1000, taken), 3)
        await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(first())
    assert len(taken) < 20


def test_after_a_failure_what_is_in_flight_is_still_given_out() -> None:
    taken: list[int] = []

    async def work(number: int) -> int:
        if number == 2:
            raise RuntimeError("no key")
        await asyncio.sleep(0.01)
        return number

    got: list[int] = []

    async def collect() -> None:
        async for number in concurrently(work, numbers(100, taken), 4):
            got.append(number)

    with pytest.raises(RuntimeError, match="no key"):
        asyncio.run(collect())
    assert sorted(got) == [0, 1, 3]
    assert taken == [0, 1, 2, 3]


def test_a_failure_ends_a_stream_that_waits_for_more() -> None:
    """The feed may wait for an outcome that will never come, because its request failed."""

    async def endless() -> AsyncIterator[int]:
        yield 1
        await asyncio.Event().wait()

    async def work(number: int) -> int:
        raise RuntimeError("gone")

    async def collect() -> None:
        async for _ in concurrently(work, endless(), 4):
            pass

    with pytest.raises(RuntimeError, match="gone"):
        asyncio.run(asyncio.wait_for(collect(), 5))
