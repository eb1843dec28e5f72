"""Sliding windows: who is let in, and what refusals and headers say."""

from __future__ import annotations

import math
from typing import Any

import pytest

from datagen.rehearsal import ChatServer, Limits, Plan, Rehearsal
from datagen.rehearsal.limits import Gate, RetryAfter, Window, go_duration

RATE = "x-ratelimit-"


def limited(**limits: Any) -> ChatServer:
    return ChatServer(Rehearsal(Plan(limits=Limits(**limits))))


def test_a_window_slides() -> None:
    window = Window(3, 60.0)
    for now in (0.0, 10.0, 20.0):
        assert window.wait(now, 1) == 0
        window.take(now, 1)
    assert window.wait(30.0, 1) == 30.0
    assert window.wait(30.0, 2) == 40.0
    assert window.wait(30.0, 4) == math.inf
    assert window.reset(30.0) == 50.0
    assert window.wait(60.0, 1) == 0
    assert window.wait(60.0, 2) == 10.0


def test_never_more_than_the_limit_in_any_window() -> None:
    gate = Gate(Limits(requests=5, window=10.0))
    let_in = [now / 4 for now in range(400) if gate.refusal(1, now / 4) is None]
    assert len(let_in) == 50
    for start in let_in:
        assert sum(start <= moment < start + 10 for moment in let_in) <= 5


def test_tokens_are_limited_as_requests_are() -> None:
    gate = Gate(Limits(tokens=100, window=60.0))
    assert gate.refusal(60, 0.0) is None
    refusal = gate.refusal(60, 1.0)
    assert refusal is not None
    assert refusal.body["error"]["type"] == "tokens"
    assert refusal.headers["Retry-After"] == "59"
    assert gate.refusal(40, 2.0) is None


def test_who_comes_too_often_is_refused_and_told_when_to_come_again(
    ask_all: Any, request_body: Any
) -> None:
    with limited(requests=3, window=60.0) as server:
        seen = ask_all(server, [request_body(n) for n in range(5)])
        assert server.counts.total.refused == 2
    assert [s.status for s in seen] == [200, 200, 200, 429, 429]
    assert seen[3].json["error"]["code"] == "rate_limit_exceeded"
    assert 1 <= int(seen[3].headers["retry-after"]) <= 60


@pytest.mark.parametrize("form", ["seconds", "float", "ms"])
def test_who_waits_as_long_as_asked_is_let_in(form: RetryAfter) -> None:
    gate = Gate(Limits(requests=2, window=60.0, retry_after=form))
    gate.refusal(1, 0.1)
    gate.refusal(1, 0.2)
    refused = gate.refusal(1, 7.7777)
    assert refused is not None
    asked = {k.lower(): v for k, v in refused.headers.items() if k.lower().startswith("retry-")}
    ((name, value),) = asked.items()
    wait = float(value) / (1000 if name == "retry-after-ms" else 1)
    assert gate.refusal(1, 7.7777 + wait) is None


def test_right_headers_say_what_is_left(ask_all: Any, request_body: Any) -> None:
    with limited(requests=5, tokens=1000, window=60.0) as server:
        first, second = (s.headers for s in ask_all(server, [request_body(n) for n in range(2)]))
    assert first[RATE + "limit-requests"] == "5"
    assert first[RATE + "remaining-requests"] == "4"
    assert first[RATE + "reset-requests"] == "1m0s"
    assert second[RATE + "remaining-requests"] == "3"
    left = [int(headers[RATE + "remaining-tokens"]) for headers in (first, second)]
    assert first[RATE + "limit-tokens"] == "1000"
    assert 1000 > left[0] > left[1] > 0


def test_wrong_headers_promise_more_than_there_is(ask_all: Any, request_body: Any) -> None:
    with limited(requests=2, window=60.0, headers="wrong") as server:
        *_, refused = ask_all(server, [request_body(n) for n in range(3)])
    assert refused.status == 429
    assert refused.headers[RATE + "limit-requests"] == "20"
    assert refused.headers[RATE + "remaining-requests"] == "19"


def test_there_may_be_no_headers_at_all(ask_all: Any, request_body: Any) -> None:
    with limited(requests=1, headers="none", retry_after="none") as server:
        seen = ask_all(server, [request_body(n) for n in range(2)])
    assert [s.status for s in seen] == [200, 429]
    assert not [n for s in seen for n in s.headers if n.startswith((RATE, "retry-after"))]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"), (0.012, "12ms"), (0.0001, "1ms"), (1, "1s"), (1.5, "1.5s"), (59.9999, "1m0s"),
        (360, "6m0s"), (61.25, "1m1.25s"), (3600, "1h0m0s"),
    ],
)  # fmt: skip
def test_a_reset_is_written_as_go_writes_durations(seconds: float, text: str) -> None:
    assert go_duration(seconds) == text
