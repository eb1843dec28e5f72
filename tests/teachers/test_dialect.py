"""Servers that want the same request written otherwise get it so, and once is enough to learn."""

from __future__ import annotations

import time
from typing import Any

import pytest

from datagen.records import Answer, Failure, Recipe
from datagen.rehearsal import ChatServer, Reply, says
from datagen.teachers.timing import Timing
from tests.teachers.asking import ask, request, teacher_with, text


def refusal(code: str, param: str, message: str, status: int = 400) -> Reply:
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return Reply({"error": error}, status=status)


def wants_the_new_name(body: dict[str, Any]) -> Reply:
    if "max_tokens" in body:
        return refusal(
            "unsupported_parameter",
            "max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead.",
        )
    return says("A street.")


def test_the_other_name_of_the_longest_length_is_learned_once() -> None:
    with ChatServer(wants_the_new_name) as server:
        outcomes = ask(server, *(request(n) for n in range(10)), max_tokens=300, concurrency=1)
    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    assert ["max_tokens" in body for body in server.requests] == [True] + [False] * 10
    assert server.requests[-1]["max_completion_tokens"] == 300


def test_many_in_flight_learn_it_at_the_same_moment() -> None:
    with ChatServer(wants_the_new_name) as server:
        outcomes = ask(server, *(request(n) for n in range(40)), max_tokens=300, concurrency=20)
    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    assert max(outcome.tries for outcome in outcomes) == 2


def test_a_parameter_that_a_model_refuses_is_left_out_and_said() -> None:
    def script(body: dict[str, Any]) -> Reply:
        if "temperature" in body:
            return refusal("unsupported_value", "temperature", "Only the default (1) is supported.")
        return says("A street.")

    with ChatServer(script) as server:
        teacher = teacher_with(model="m", base_url=server.url, temperature=0.7, concurrency=1)
        outcomes = ask(teacher, *(request(n) for n in range(5)))
    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    assert len(server.requests) == 6
    assert teacher.state.notes == ("127.0.0.1 refuses temperature for this model; it is left out",)


def test_what_a_server_refuses_for_another_reason_is_not_sent_again() -> None:
    bad = refusal("invalid_value", "temperature", "temperature must be at most 2")
    with ChatServer(lambda _: bad) as server:
        (outcome,) = ask(server, temperature=5.0)
    assert isinstance(outcome, Failure)
    assert (outcome.code, outcome.permanent) == ("invalid_value", True)
    assert len(server.requests) == 1


def test_a_server_that_refuses_both_names_is_not_asked_without_end() -> None:
    def script(body: dict[str, Any]) -> Reply:
        name = "max_tokens" if "max_tokens" in body else "max_completion_tokens"
        return refusal("unsupported_parameter", name, f"'{name}' is not supported")

    with ChatServer(script) as server:
        (outcome,) = ask(server, max_tokens=10)
    assert isinstance(outcome, Failure)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"code": 502, "message": "upstream"}, "http_502"),
        ({"code": "overloaded", "message": "later"}, "overloaded"),
        ("broken", "error_in_reply"),
    ],
)
@pytest.mark.parametrize("place", ["body", "choice"])
def test_an_error_in_the_guise_of_a_success_is_tried_again_and_never_an_answer(
    error: Any, code: str, place: str
) -> None:
    choice = {"index": 0, "message": None, "error": error, "finish_reason": "error"}
    bad = Reply({"error": error} if place == "body" else {"choices": [choice]})
    replies = iter([says("A street."), bad, bad, says("A street.")])
    with ChatServer(lambda _: next(replies)) as server:
        outcomes = ask(server, request(0), request(1), concurrency=1)
    assert [text(outcome) for outcome in outcomes] == ["A street.", "A street."]
    replies = iter([says("A street."), bad, bad])
    with ChatServer(lambda _: next(replies)) as server:
        outcomes = ask(server, request(0), request(1), concurrency=1, tries=2)
    assert isinstance(outcomes[1], Failure)
    assert (outcomes[1].code, outcomes[1].permanent) == (code, False)


def test_an_error_in_a_reply_that_is_about_the_request_fails_that_sample_alone() -> None:
    bad = Reply({"error": {"code": 400, "message": "too long"}})
    replies = iter([says("A street."), bad, says("A street.")])
    with ChatServer(lambda _: next(replies)) as server:
        outcomes = ask(server, *(request(n) for n in range(3)), concurrency=1)
    assert [isinstance(outcome, Failure) and outcome.permanent for outcome in outcomes] == [
        False,
        True,
        False,
    ]


def test_parameters_of_the_user_go_into_every_request_and_each_attempt_has_its_own_seed() -> None:
    with ChatServer(lambda _: says("A street.")) as server:
        ask(
            server,
            request(0),
            request(0, attempt=2),
            param=["top_k=40", 'chat_template_kwargs={"enable_thinking": false}', "mode=fast"],
            request_seed=7,
            service_tier="flex",
            concurrency=1,
        )
    first, second = server.requests
    assert first["top_k"] == 40
    assert first["chat_template_kwargs"] == {"enable_thinking": False}
    assert first["mode"] == "fast"
    assert first["service_tier"] == "flex"
    assert isinstance(first["seed"], int)
    assert first["seed"] != second["seed"]


def test_what_is_sent_again_in_another_form_keeps_to_the_limits_too() -> None:
    with ChatServer(wants_the_new_name) as server:
        teacher = teacher_with(
            model="m", base_url=server.url, max_tokens=9, rpm=20, concurrency=20,
            timing=Timing(minute=1.0),
        )  # fmt: skip
        started = time.monotonic()
        outcomes = ask(teacher, *(request(n) for n in range(20)))
        assert time.monotonic() - started > 1.0
    assert all(isinstance(outcome, Answer) for outcome in outcomes)


def test_a_parameter_by_the_other_name_is_not_sent_without_end() -> None:
    def script(body: dict[str, Any]) -> Reply:
        name = "max_tokens" if "max_tokens" in body else "max_completion_tokens"
        return refusal("unsupported_parameter", name, f"'{name}' is not supported")

    limited = Recipe(
        "detail", 1, "", "required", "none", "passage", "", (), sampling={"max_tokens": 5}
    )
    with ChatServer(script) as server:
        outcomes = ask(server, request(0, limited), request(1), concurrency=1)
    assert len(outcomes) == 2
    assert len(server.requests) <= 3
