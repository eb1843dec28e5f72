"""Which request meets what is decided by the seed and its content, never by the order."""

from __future__ import annotations

import random
from typing import Any

import pytest

from datagen.errors import SettingsError
from datagen.rehearsal import Constant, Lognormal, Uniform, read_latency
from datagen.rehearsal.latency import seconds

FAULTS = "429-none=0.2,500=0.2,truncated=0.2,refusal=0.1"


def outcomes(ask_all: Any, server: Any, bodies: list[Any], **how: Any) -> dict[str, list[Any]]:
    """What each content met, time after time."""
    met: dict[str, list[Any]] = {}
    with server:
        for body, seen in zip(bodies, ask_all(server, bodies, **how), strict=True):
            met.setdefault(body["messages"][-1]["content"], []).append((seen.status, seen.raw))
    return met


def test_two_rehearsals_do_the_same_in_whatever_order_requests_come(
    ask_all: Any, failing: Any, request_body: Any
) -> None:
    bodies = [request_body(n) for n in range(60)] * 2
    shuffled = random.Random(1).sample(bodies, len(bodies))
    first = outcomes(ask_all, failing(FAULTS), bodies)
    again = outcomes(ask_all, failing(FAULTS), shuffled, at_once=16)
    other = outcomes(ask_all, failing(FAULTS, seed=1), bodies)
    assert {k: sorted(v) for k, v in first.items()} == {k: sorted(v) for k, v in again.items()}
    assert first != other


def test_shares_are_kept(ask_all: Any, failing: Any, request_body: Any) -> None:
    with failing("500=0.3") as server:
        seen = ask_all(server, [request_body(n) for n in range(400)], at_once=16)
    assert 0.2 < sum(s.status == 500 for s in seen) / 400 < 0.4


def test_a_patient_client_gets_every_answer(ask: Any, failing: Any, request_body: Any) -> None:
    with failing("429=0.5,500=0.5") as server:
        statuses = [ask(server, request_body()).status for _ in range(5)]
    assert [status == 200 for status in statuses] == [False] * 3 + [True] * 2


def test_what_is_always_bad_stays_bad(ask_all: Any, failing: Any, request_body: Any) -> None:
    bodies = [request_body(n) for n in range(40)]
    with failing("always-400=0.3") as server:
        rounds = [[s.status for s in ask_all(server, bodies)] for _ in range(5)]
    assert set(rounds[0]) == {200, 400}
    assert rounds == [rounds[0]] * 5


def test_the_order_of_keys_does_not_make_another_request(
    ask: Any, failing: Any, request_body: Any
) -> None:
    body = request_body(temperature=0.5)
    turned = dict(reversed(body.items()))
    with failing("none") as server:
        assert ask(server, body).raw == ask(server, turned).raw
        assert server.counts.of(body).came == 2


def test_latencies_are_drawn_from_what_is_asked_for() -> None:
    drawn = [seconds(Uniform(0.1, 0.3), "x", n) for n in range(2000)]
    assert 0.1 <= min(drawn) < 0.11
    assert 0.29 < max(drawn) <= 0.3
    drawn = sorted(seconds(Lognormal(0.2, 0.5), "x", n) for n in range(2001))
    assert drawn[1000] == pytest.approx(0.2, rel=0.1)
    assert drawn[1900] == pytest.approx(0.2 * 2.28, rel=0.15)
    assert seconds(Constant(0.05), "x") == 0.05
    assert seconds(Uniform(0, 1), "x") == seconds(Uniform(0, 1), "x")


def test_a_latency_is_written_as_seconds_or_as_a_distribution() -> None:
    assert read_latency("0.05") == Constant(0.05)
    assert read_latency("uniform:0.1:0.2") == Uniform(0.1, 0.2)
    assert read_latency("lognormal:0.2:0.5") == Lognormal(0.2, 0.5)
    for text in ("", "x", "-1", "nan", "0.1:0.2", "uniform:0.2", "uniform:2:1", "normal:1:2"):
        with pytest.raises(SettingsError, match="is no latency"):
            read_latency(text)
