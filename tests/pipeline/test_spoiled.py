"""Replies that say what they used and are no answers are paid for: they count, and are named."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from datagen.cli.spent import spending_lines
from datagen.errors import TeacherError
from datagen.pipeline.bill import bill
from datagen.pipeline.generate import Outcome, generate
from datagen.rehearsal import ChatServer, Reply, Reset, says
from datagen.teachers.timing import Timing
from tests.pipeline.conftest import Bench, scenes
from tests.pipeline.test_account import EACH, rows
from tests.teachers.asking import teacher_with

USAGE = {"usage": {"prompt_tokens": 1_000, "completion_tokens": 100}}
SPOILED = [
    {"choices": [], **USAGE},
    {"error": {"message": "out of memory"}, **USAGE},
    {"choices": [{"error": {"message": "no", "code": 502}}], **USAGE},
]


class Server:
    """Answers, but not every try of what the third scene asks."""

    def __init__(self, spoiled: dict[str, Any], tries: int) -> None:
        self.spoiled = spoiled
        self.left = tries

    def __call__(self, body: dict[str, Any]) -> Reply:
        if "number 2" in body["messages"][-1]["content"] and self.left:
            self.left -= 1
            return Reply(self.spoiled)
        return Reply({**says("A thing stands in a field.").body, **USAGE})


def generated(bench: Bench, server: ChatServer, *, tries: int = 2, **spending: Any) -> Outcome:
    settings = bench.settings(
        teaching={"model": "m"},
        sending={"base_url": server.url, "tries": tries},
        spending={"price_in": 1, "price_out": 1, **spending},
    )
    teacher = teacher_with(model="m", base_url=server.url, tries=tries)
    return generate(bench.run, settings, teacher)


@pytest.mark.parametrize("spoiled", SPOILED)
def test_a_reply_that_was_spoiled_before_the_answer_is_on_the_bill(
    bench: Bench, spoiled: dict[str, Any]
) -> None:
    with ChatServer(Server(spoiled, 1)) as server:
        done = generated(bench, server)
    report = done.report
    assert report is not None
    paid = report.bill
    assert (report.examples, paid.answers, paid.spoiled) == (3, 3, 1)
    assert (paid.cost, paid.spoiled_cost) == (pytest.approx(4 * EACH), pytest.approx(EACH))
    assert done.asked.spent == pytest.approx(paid.cost)
    assert paid.prompt_tokens == 4_000
    told = sum(row["cost"] for row in rows(bench.run.provenance))
    assert told + paid.spoiled_cost == pytest.approx(paid.cost)
    lines = "\n".join(spending_lines(report))
    assert "of it for 1 reply that was no answer and says what it used: $0.00110" in lines


def test_what_never_came_to_an_answer_is_paid_and_counts_in_later_sessions(bench: Bench) -> None:
    with ChatServer(Server(SPOILED[0], 4)) as server:
        first = generated(bench, server)
        assert first.report is not None
        assert (first.report.failed, first.report.bill.spoiled) == (1, 2)
        assert first.asked.spent == pytest.approx(4 * EACH)
        again = generated(bench, server)
        assert again.report is not None
        assert (again.report.failed, again.report.bill.spoiled) == (1, 4)
        assert again.asked.spent == pytest.approx(6 * EACH)
        asked = len(server.requests)
        stopped = generated(bench, server, max_cost=6.5 * EACH)
        assert stopped.asked.limit == "--max-cost"
        assert len(server.requests) == asked


def test_a_spoiled_reply_that_used_nothing_costs_nothing(bench: Bench) -> None:
    nothing = {"choices": [], "usage": {"prompt_tokens": 0, "completion_tokens": 0}}
    with ChatServer(Server(nothing, 1)) as server:
        report = generated(bench, server).report
    assert report is not None
    assert (report.bill.spoiled, report.bill.cost) == (0, pytest.approx(3 * EACH))


def test_what_was_paid_for_nothing_before_the_run_gave_up_is_not_forgotten(bench: Bench) -> None:
    with ChatServer(lambda body: Reply(SPOILED[0])) as server, pytest.raises(TeacherError):
        generated(bench, server)
    paid = bill(bench.run, bench.settings())
    assert paid.answers == 0
    assert paid.spoiled == len(server.requests) > 1
    assert paid.cost == pytest.approx(paid.spoiled * EACH)


def test_a_limit_holds_for_replies_that_came_to_nothing_as_well(bench: Bench) -> None:
    with ChatServer(Server(SPOILED[0], 60)) as server:
        done = generated(bench, server, tries=60, max_cost=30 * EACH)
    paid = bill(bench.run, bench.settings())
    assert 10 < paid.spoiled < 30
    assert paid.known_cost <= 30 * EACH
    assert done.asked.limit == "--max-cost"


def test_a_spoiled_reply_is_tried_again_once_what_is_in_flight_turned_out_cheaper(
    bench: Bench, scene_file: Callable[..., Path]
) -> None:
    bench.scenes = scene_file(scenes(12))
    spoils = Server(SPOILED[0], 1)

    def script(body: dict[str, Any]) -> Reply:
        reply = spoils(body)
        return reply if reply.body is SPOILED[0] else replace(reply, delay=0.3)

    with ChatServer(script) as server:
        done = generated(bench, server, max_cost=15 * EACH)
    assert done.report is not None
    assert (done.report.examples, done.report.failed) == (12, 0)
    assert len(server.requests) == 13
    assert done.asked.spent == pytest.approx(13 * EACH)


@pytest.mark.parametrize("timeout", [0.2, 60])
def test_what_was_never_sent_is_not_counted_as_paid(
    bench: Bench, scene_file: Callable[..., Path], timeout: float
) -> None:
    """A server that takes the connection and never says a word of TLS."""
    bench.scenes = scene_file(scenes(1))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/v1"
        teacher = teacher_with(
            model="m", base_url=url, tries=1, timeout=timeout, timing=Timing(connect=0.3)
        )
        settings = bench.settings(
            teaching={"model": "m"},
            spending={"price_in": 1, "price_out": 1, "max_cost": 3 * EACH},
        )
        report = generate(bench.run, settings, teacher).report
    assert report is not None
    assert (report.failures_by_code, report.bill.broken_off) == ({"timeout": 1}, 0)


def test_an_error_that_says_nothing_of_usage_is_not_counted_as_paid(bench: Bench) -> None:
    with ChatServer(Server({"error": {"message": "out of memory"}}, 1)) as server:
        report = generated(bench, server).report
    assert report is not None
    assert (report.examples, report.bill.spoiled, report.bill.broken_off) == (3, 0, 0)


@pytest.mark.parametrize(
    "broken",
    [
        Reply(b"<html>"),
        Reply(says("A street.").body, delivery=Reset("half")),
        Reply(b" " * (33 * 2**20)),
        Reply({"choices": []}),
        Reply({"choices": [], "usage": {"total_tokens": 1_100}}),
        Reply({"error": {"message": "no"}, "usage": {"input_tokens": 1_000}}),
    ],
)
def test_replies_that_broke_off_are_counted_apart(bench: Bench, broken: Reply) -> None:
    left = [broken]

    def script(body: dict[str, Any]) -> Reply:
        if left:
            return left.pop()
        return Reply({**says("A thing stands in a field.").body, **USAGE})

    with ChatServer(script) as server:
        report = generated(bench, server).report
    assert report is not None
    assert (report.bill.answers, report.bill.broken_off) == (3, 1)
    assert report.bill.cost == pytest.approx(3 * EACH)
    assert any("1 reply broke off" in line for line in spending_lines(report))
