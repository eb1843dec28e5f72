"""Workers give the same in the same order as one process; one that dies ends it with an error."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from datagen.errors import RunError
from datagen.pipeline.crew import Crew


@contextmanager
def task(word: str) -> Iterator[Callable[[int], str]]:
    """Says a number; refuses 13, dies of 99, prints on the way."""

    def say(number: int) -> str:
        print("on the way")
        if number == 13:
            raise RunError("no 13", where="here", hint="Take 14.")
        if number == 99:
            os.kill(os.getpid(), signal.SIGKILL)
        return f"{word} {number}" * (1 + number % 3 * 100_000)

    yield say


@pytest.mark.parametrize("count", [0, 1, 2, 40])
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_items(workers: int, count: int) -> None:
    with task("so") as say:
        expected = list(map(say, range(100, 100 + count)))
    with Crew(partial(task, "so"), workers) as crew:
        assert list(crew.in_order(range(100, 100 + count))) == expected


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_ours_arrives_as_it_was_raised(workers: int) -> None:
    with Crew(partial(task, "so"), workers) as crew, pytest.raises(RunError) as caught:
        list(crew.in_order(range(10, 20)))
    error = caught.value
    assert (error.what, error.where, error.hint) == ("no 13", "here", "Take 14.")


def test_a_worker_that_dies_is_one_clear_error() -> None:
    with Crew(partial(task, "so"), 2) as crew, pytest.raises(RunError) as caught:
        list(crew.in_order(range(90, 120)))
    assert str(caught.value) == "a worker process ended by SIGKILL"
    assert "--workers 1" in (caught.value.hint or "")
