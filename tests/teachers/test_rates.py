"""A server that refuses what comes too fast is hardly ever refused to, and everything is answered.

450 requests at 300 a sliding minute, on a small scale: the minute is three seconds long.
"""

from __future__ import annotations

import pytest

from datagen.records import Answer
from datagen.rehearsal import ChatServer, Limits, Plan, Rehearsal
from datagen.rehearsal.latency import Constant
from datagen.teachers.timing import Timing
from tests.teachers.asking import ask, request, teacher_with

WINDOW = 3.0
LIMIT, REQUESTS = 30, 45
FEW = 5  # refusals


def refusals(limits: Limits, **settings: int) -> int:
    """How many requests were refused; every one of them is answered, once."""
    timing = Timing(minute=WINDOW, backoff=0.1, longest_backoff=0.5, longest_refused=30.0)
    with ChatServer(Rehearsal(Plan(latency=Constant(0.05), limits=limits))) as server:
        teacher = teacher_with(
            model="m", base_url=server.url, concurrency=16, timing=timing, **settings
        )
        outcomes = ask(teacher, *(request(n) for n in range(REQUESTS)))
        assert sum(isinstance(outcome, Answer) for outcome in outcomes) == REQUESTS
        assert server.counts.total.answered == REQUESTS
        return server.counts.total.refused


def test_the_limit_that_the_user_gives_is_kept() -> None:
    limits = Limits(requests=LIMIT, window=WINDOW, headers="none")
    assert refusals(limits, rpm=LIMIT) <= FEW


@pytest.mark.parametrize("rpm", [None, 2000], ids=["missing", "wrong"])
def test_the_limit_that_the_server_states_is_kept_whatever_the_user_says(rpm: int | None) -> None:
    limits = Limits(requests=LIMIT, window=WINDOW, headers="right")
    given = {} if rpm is None else {"rpm": rpm}
    assert refusals(limits, **given) <= FEW


@pytest.mark.parametrize(
    ("headers", "retry_after"),
    [
        ("wrong", "seconds"),
        ("wrong", "none"),
        ("none", "float"),
        ("none", "date"),
        ("none", "ms"),
        ("none", "none"),
    ],
)
def test_where_nobody_knows_the_limit_every_request_is_answered_all_the_same(
    headers: str, retry_after: str
) -> None:
    limits = Limits(requests=LIMIT, window=WINDOW, headers=headers, retry_after=retry_after)  # type: ignore[arg-type]
    assert refusals(limits) < REQUESTS


def test_tokens_a_minute_are_kept_as_well() -> None:
    each = 30  # what a request of these takes, in and out, as the server counts
    limits = Limits(tokens=LIMIT * each, window=WINDOW, headers="right")
    assert refusals(limits) <= FEW
