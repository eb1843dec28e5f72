"""Everything that holds requests back meets in one place, and nothing gets around it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from datagen.errors import TeacherError
from datagen.teachers.endpoint import Endpoint
from datagen.teachers.gate import Gate
from datagen.teachers.timing import Timing
from datagen.teachers.trouble import BrokenError, BusyError, UnsentError

TIMING = Timing(minute=0.5, backoff=0.01, longest_backoff=0.05, longest_asked=5.0)


def gate(*most: int, rpm: int | None = None, tpm: int | None = None) -> Gate:
    servers = [Endpoint(f"http://server{n}/v1", m, TIMING) for n, m in enumerate(most or (4,))]
    return Gate(servers, rpm=rpm, tpm=tpm, timing=TIMING)


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(20):
            await test()

    asyncio.run(bounded())


def test_what_waits_goes_when_something_comes_back_and_in_the_order_in_which_it_came() -> None:
    async def test() -> None:
        door = gate(1)
        order: list[int] = []

        async def one(number: int) -> None:
            through = await door.admit(1)
            order.append(number)
            await asyncio.sleep(0)
            door.answered(through, {}, 1)

        await asyncio.gather(*(one(n) for n in range(20)))
        assert order == list(range(20))
        assert door.in_flight == 0

    run(test)


def test_what_is_tried_again_waits_behind_what_was_there_before() -> None:
    async def test() -> None:
        door = gate(1)
        refused = await door.admit(1)
        fresh = asyncio.create_task(door.admit(1))
        await asyncio.sleep(0)
        again = asyncio.create_task(door.admit(1))
        await asyncio.sleep(0)
        door.refused(refused, "bad")
        through = await fresh
        assert not again.done()
        door.answered(through, {}, 1)
        await again

    run(test)


def test_requests_and_tokens_a_minute_are_kept_over_all_servers_together() -> None:
    async def test() -> None:
        door = gate(50, 50, rpm=10)
        times: list[float] = []
        for _ in range(25):
            door.answered(await door.admit(1), {}, 1)
            times.append(time.monotonic())
        for later, earlier in zip(times[10:], times, strict=False):
            assert later - earlier >= TIMING.minute
        tokens = gate(50, tpm=100)
        for _ in range(4):
            tokens.answered(await tokens.admit(25), {}, 25)
        waiting = asyncio.create_task(tokens.admit(1))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        hold = tokens.waits()
        assert hold is not None
        assert hold.why == "--tpm 100"
        await waiting

    run(test)


def test_tokens_that_were_reserved_for_nothing_are_given_back() -> None:
    async def test() -> None:
        door = gate(50, tpm=100)
        through = await door.admit(100)
        waiting = asyncio.create_task(door.admit(80))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        door.answered(through, {}, 20)
        async with asyncio.timeout(0.1):
            await waiting

    run(test)


def test_of_two_servers_the_one_with_less_to_do_is_chosen() -> None:
    async def test() -> None:
        door = gate(10, 30)
        chosen = [(await door.admit(1)).endpoint.url for _ in range(20)]
        assert (chosen.count("http://server0/v1"), chosen.count("http://server1/v1")) == (5, 15)

    run(test)


def test_a_server_that_fails_is_taken_out_and_tried_again_later() -> None:
    async def test() -> None:
        door = gate(4, 4)
        bad = door.endpoints[0]
        answered = {server.url: 0 for server in door.endpoints}
        works = False
        for number in range(400):
            through = await door.admit(1)
            if through.endpoint is bad and not works:
                door.troubled(through, BrokenError("unreachable", "nobody there"))
            else:
                door.answered(through, {}, 1)
                answered[through.endpoint.url] += 1
            if number == 200:
                works = True
                assert answered[bad.url] == 0
                assert answered["http://server1/v1"] > 150
            await asyncio.sleep(0.001)
        assert answered[bad.url] > 0

    run(test)


def test_a_closed_gate_lets_nothing_more_through_and_wakes_what_waits() -> None:
    async def test() -> None:
        door = gate(1)
        through = await door.admit(1)
        waiting = [asyncio.create_task(door.admit(1)) for _ in range(3)]
        sleeping = asyncio.create_task(door.sleep(1000))
        await asyncio.sleep(0.01)
        door.close()
        for task in (*waiting, sleeping):
            with pytest.raises(UnsentError):
                await task
        with pytest.raises(UnsentError):
            await door.admit(1)
        door.answered(through, {}, 1)
        assert door.in_flight == 0

    run(test)


def test_a_server_that_asks_for_too_long_ends_the_run_unless_there_is_another() -> None:
    async def test() -> None:
        alone = gate(4)
        with pytest.raises(TeacherError, match="asks to wait"):
            alone.troubled(await alone.admit(1), BusyError("busy", "HTTP 429", 3600.0))
        two = gate(4, 4)
        two.troubled(await two.admit(1), BusyError("busy", "HTTP 429", 3600.0))
        assert (await two.admit(1)).endpoint is two.endpoints[1]

    run(test)


def test_a_server_that_answers_nothing_for_too_long_ends_the_run() -> None:
    async def test() -> None:
        server = Endpoint("http://server/v1", 4, TIMING)
        impatient = Timing(patience=0.2, backoff=0.01, longest_backoff=0.02)
        door = Gate([server], rpm=None, tpm=None, timing=impatient)

        async def fail() -> None:
            while True:
                door.troubled(await door.admit(1), BrokenError("http_503", "HTTP 503"))

        with pytest.raises(TeacherError, match="no answer for"):
            await fail()

    run(test)
