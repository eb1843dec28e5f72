"""The chat teacher against a real HTTP server on loopback."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from datagen.errors import SettingsError, TeacherError
from datagen.records import Answer, Failure, Recipe, Scene
from datagen.rehearsal import ChatServer, Reply, says
from datagen.settings import Sending, Teaching
from datagen.teachers.chat import ChatTeacher
from tests.teachers.asking import QUICK, RECIPE, ask, request, teacher_with, text


def busy_once(status: int, headers: dict[str, str] | None = None) -> Any:
    """A script that refuses the first request with a status and answers the others."""
    tries = itertools.count()

    def script(body: dict[str, Any]) -> Reply:
        if next(tries) == 0:
            return Reply({"error": {"message": "wait"}}, status=status, headers=headers or {})
        return says("A street.")

    return script


def test_a_request_is_the_messages_and_the_model_and_nothing_that_nobody_set() -> None:
    with ChatServer(lambda body: says("A street.")) as server:
        (outcome,) = ask(server)
    assert text(outcome) == "A street."
    assert server.requests == [
        {
            "model": "m",
            "messages": [
                {"role": "system", "content": "You see one image."},
                {"role": "user", "content": "Scene 0."},
            ],
        }
    ]
    assert server.headers[0]["authorization"] == "Bearer sk-test-1234"


def test_what_the_user_sets_wins_over_what_the_recipe_sets() -> None:
    recipe = Recipe(
        "detail", 1, "", "required", "none", "passage", "", (),
        sampling={"temperature": 0.5, "top_p": 0.9},
    )  # fmt: skip
    with ChatServer(lambda body: says("A street.")) as server:
        ask(server, request(recipe=recipe), temperature=1.0, max_tokens=300)
    sent = {key: server.requests[0][key] for key in ("temperature", "top_p", "max_tokens")}
    assert sent == {"temperature": 1.0, "top_p": 0.9, "max_tokens": 300}


def test_the_body_is_kept_as_it_came() -> None:
    body = {**says("A street.").body, "system_fingerprint": "fp", "x": [1, {"y": None}]}
    with ChatServer(lambda _: Reply(body)) as server:
        (outcome,) = ask(server)
    assert isinstance(outcome, Answer)
    assert outcome.body == body


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 529])
def test_a_busy_server_is_asked_again(status: int) -> None:
    with ChatServer(busy_once(status)) as server:
        (outcome,) = ask(server)
    assert text(outcome) == "A street."
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>bad gateway</html>"),
        Reply({"error": {"message": "overloaded", "code": 502}}),
        Reply(b'{"choices": [{"message": {"con'),
        Reply(b"[" * 5000),
        Reply(b"\xff\xfe{}"),
        Reply({"choices": None}),
    ],
)
def test_a_reply_that_is_no_completion_is_asked_for_again_and_then_a_failure_for_now(
    reply: Reply,
) -> None:
    with ChatServer(lambda _: reply) as server:
        (outcome,) = ask(server, tries=3)
    assert isinstance(outcome, Failure)
    assert not outcome.permanent
    assert len(server.requests) == 3


def test_a_request_that_is_wrong_fails_alone_and_is_tried_once() -> None:
    def script(body: dict[str, Any]) -> Reply:
        if body["messages"][-1]["content"] == "Scene 3.":
            return Reply({"error": {"message": "too long", "code": "too_long"}}, status=400)
        return says("A street.")

    with ChatServer(script) as server:
        outcomes = ask(server, *(request(n) for n in range(6)))
    failures = [o for o in outcomes if isinstance(o, Failure)]
    assert [(f.identity, f.code, f.permanent) for f in failures] == [("id3", "too_long", True)]
    assert "HTTP 400: " in failures[0].detail
    assert len(outcomes) == len(server.requests) == 6


@pytest.mark.parametrize(
    ("reply", "said", "hint"),
    [
        (Reply({"error": {"message": "Incorrect key"}}, status=401), "key", "OPENAI_API_KEY"),
        (Reply({"error": {"message": "forbidden"}}, status=403), "key", "OPENAI_API_KEY"),
        (
            Reply({"error": {"message": "no", "code": "model_not_found"}}, status=404),
            "does not know the model 'm'",
            "--model",
        ),
        (Reply(b"Not Found", status=404), "does not know this address", "--base-url"),
        (
            Reply({"error": {"message": "pay", "code": "insufficient_quota"}}, status=429),
            "quota",
            "Add credit",
        ),
    ],
)
def test_what_is_wrong_with_every_request_ends_the_run_at_once_with_what_to_do(
    reply: Reply, said: str, hint: str
) -> None:
    with ChatServer(lambda _: reply) as server, pytest.raises(TeacherError, match=said) as caught:
        ask(server, *(request(n) for n in range(50)), concurrency=2)
    assert hint in (caught.value.hint or "")
    assert len(server.requests) <= 4


def test_an_address_where_nobody_answers_ends_the_run_with_what_to_do() -> None:
    with ChatServer(lambda _: says("x")) as server:
        url = server.url
    with pytest.raises(TeacherError, match="no usable answer from the server") as caught:
        ask(url)
    assert url in str(caught.value)
    assert "--base-url" in (caught.value.hint or "")


@pytest.mark.parametrize("reply", [Reply(b"<html>Log in</html>"), Reply({"error": "no"})])
def test_an_address_where_something_else_answers_ends_the_run_with_what_to_do(reply: Reply) -> None:
    with ChatServer(lambda _: reply) as server, pytest.raises(TeacherError) as caught:
        ask(server, *(request(n) for n in range(50)), concurrency=1)
    assert "no usable answer from the server" in str(caught.value)
    assert len(server.requests) <= 12


def test_one_bad_reply_in_a_run_that_goes_well_is_a_failure_of_that_sample() -> None:
    def script(body: dict[str, Any]) -> Reply:
        bad = body["messages"][-1]["content"] == "Scene 3."
        return Reply(b"<html>") if bad else says("A street.")

    with ChatServer(script) as server:
        outcomes = ask(server, *(request(n) for n in range(20)), concurrency=1, tries=2)
    assert [o.identity for o in outcomes if isinstance(o, Failure)] == ["id3"]


@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_a_server_that_repeats_the_key_does_not_bring_it_into_the_ledger(status: int) -> None:
    replies = itertools.count()

    def script(body: dict[str, Any]) -> Reply:
        if next(replies) == 0:
            return says("A street.")
        return Reply({"error": {"message": "bad header: Bearer sk-test-1234"}}, status=status)

    with ChatServer(script) as server:
        outcomes = ask(server, request(0), request(1), concurrency=1, tries=2)
    assert isinstance(outcomes[1], Failure)
    assert "bad header" in outcomes[1].detail
    assert "sk-test-1234" not in msgspec.json.encode(outcomes[1]).decode()


def test_a_reply_that_takes_too_long_is_a_failure_for_now() -> None:
    with ChatServer(lambda _: Reply({}, delay=1.0)) as server:
        (outcome,) = ask(server, timeout=0.1, tries=2)
    assert isinstance(outcome, Failure)
    assert (outcome.code, outcome.permanent) == ("timeout", False)


def test_a_missing_model_or_key_is_said_before_anything_is_sent() -> None:
    with pytest.raises(SettingsError, match="no model"):
        ChatTeacher(Teaching(), Sending(), api_key="k")
    with pytest.raises(TeacherError, match="no API key"):
        ChatTeacher(Teaching(model="m"), Sending(), api_key=None)


def test_the_key_is_never_in_an_outcome_or_an_error() -> None:
    with ChatServer(lambda _: Reply({"error": {"message": "no"}}, status=400)) as server:
        (outcome,) = ask(server)
    assert "sk-test-1234" not in msgspec.json.encode(outcome).decode()


def parts(**settings: Any) -> dict[str, str]:
    return teacher_with(**{"model": "m", **settings}).parts(
        RECIPE, Scene(id="1", image="1.jpg"), request().messages
    )


@pytest.mark.parametrize(
    ("settings", "changed"),
    [
        ({"model": "other"}, {"model"}),
        ({"temperature": 0.5}, {"sampling"}),
        ({"max_tokens": 10}, {"sampling"}),
        ({"base_url": "http://127.0.0.1:1/v1"}, set()),
        ({"timeout": 1}, set()),
        ({"concurrency": 1}, set()),
        ({"tries": 1}, set()),
        ({"attempts": 5}, set()),
    ],
)
def test_what_a_model_reads_is_the_key_and_how_it_is_asked_is_not(
    settings: dict[str, Any], changed: set[str]
) -> None:
    before, after = parts(), parts(**settings)
    assert {name for name in before if before[name] != after[name]} == changed


def test_a_server_that_asks_for_hours_is_left_for_another_run() -> None:
    with (
        ChatServer(busy_once(429, {"retry-after": "86400"})) as server,
        pytest.raises(TeacherError, match="asks to wait 24 hours") as caught,
    ):
        ask(server, *(request(n) for n in range(50)), concurrency=1)
    assert "what was answered is kept" in (caught.value.hint or "")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "body", [{"error": {"message": "too hot"}}, {"detail": [{"msg": "too hot"}]}, b"too hot"]
)
def test_a_failure_says_what_the_server_said(body: Any) -> None:
    with ChatServer(lambda _: Reply(body, status=422)) as server:
        (outcome,) = ask(server)
    assert isinstance(outcome, Failure)
    assert "too hot" in outcome.detail


def number_in(body: dict[str, Any]) -> int:
    return int(body["messages"][-1]["content"].split()[1].rstrip("."))


def answers(outcomes: list[Answer | Failure]) -> int:
    return sum(isinstance(outcome, Answer) for outcome in outcomes)


def test_a_request_that_is_always_told_to_wait_holds_the_others_up_only_now_and_then() -> None:
    def script(body: dict[str, Any]) -> Reply:
        if number_in(body) in (30, 60):
            return Reply({"error": {"message": "too large"}}, 429, headers={"retry-after": "0.02"})
        return replace(says("A street."), delay=0.05)

    timing = replace(QUICK, minute=1.0, longest_refused=30.0)
    with ChatServer(script) as server:
        teacher = teacher_with(timing=timing, model="m", base_url=server.url, concurrency=8)
        outcomes = ask(teacher, *(request(n) for n in range(200)))
    assert answers(outcomes) == 198
    given_up = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    assert [outcome.permanent for outcome in given_up] == [False, False]


def test_requests_that_always_break_do_not_stand_in_for_the_server() -> None:
    def script(body: dict[str, Any]) -> Reply:
        if 20 <= number_in(body) < 36:
            return Reply({"error": {"message": "broken"}}, status=500)
        return replace(says("A street."), delay=0.1)

    with ChatServer(script) as server:
        outcomes = ask(server, *(request(n) for n in range(200)), concurrency=16)
    assert answers(outcomes) == 184


def test_a_server_that_refuses_what_another_answers_is_left_out() -> None:
    def gone(body: dict[str, Any]) -> Reply:
        return Reply({"error": {"message": "no longer", "code": "gone"}}, status=400)

    with (
        ChatServer(gone) as refusing,
        ChatServer(lambda _: replace(says("A street."), delay=0.05)) as good,
    ):
        teacher = teacher_with(model="m", base_url=[refusing.url, good.url], concurrency=8)
        outcomes = ask(teacher, *(request(n) for n in range(400)))
        left_out = teacher.state.left_out
    assert answers(outcomes) == 400
    assert any("refuses what others answer (gone)" in server for server in left_out)


def test_what_every_server_refuses_is_asked_of_each_once() -> None:
    def script(body: dict[str, Any]) -> Reply:
        if number_in(body) == 7:
            return Reply({"error": {"message": "too long", "code": "too_long"}}, status=400)
        return says("A street.")

    with ChatServer(script) as one, ChatServer(script) as other:
        teacher = teacher_with(model="m", base_url=[one.url, other.url], concurrency=4)
        outcomes = ask(teacher, *(request(n) for n in range(40)))
        asked = [[number_in(body) for body in server.requests].count(7) for server in (one, other)]
    assert answers(outcomes) == 39
    assert asked == [1, 1]


def test_no_credit_ends_the_run() -> None:
    empty = Reply({"error": {"message": "Insufficient Balance"}}, status=402)
    with ChatServer(lambda _: empty) as server, pytest.raises(TeacherError, match="used up"):
        ask(server)


def test_one_reply_that_asks_for_an_hour_ends_nothing() -> None:
    maintenance = Reply({"error": {"message": "x"}}, 503, headers={"retry-after": "3600"})
    replies = itertools.chain([says("A street."), maintenance], itertools.repeat(says("A dog.")))
    with ChatServer(lambda _: next(replies)) as server:
        assert answers(ask(server, *(request(n) for n in range(20)), concurrency=1)) == 20


def test_a_server_that_asks_everybody_for_an_hour_ends_the_run() -> None:
    maintenance = Reply({"error": {"message": "x"}}, 503, headers={"retry-after": "3600"})
    with (
        ChatServer(lambda _: maintenance) as server,
        pytest.raises(TeacherError, match="asks to wait 60 minutes"),
    ):
        ask(server, *(request(n) for n in range(50)), concurrency=4)


@pytest.mark.parametrize("said", [10**15, -1, True, "many"])
def test_a_count_of_tokens_that_cannot_be_holds_nothing_up(said: Any) -> None:
    body = {**says("A street.").body, "usage": {"total_tokens": said}}
    with ChatServer(lambda _: Reply(body)) as server:
        timing = replace(QUICK, minute=30.0)
        teacher = teacher_with(timing=timing, model="m", base_url=server.url, tpm=1000)
        assert answers(ask(teacher, *(request(n) for n in range(20)))) == 20


def test_a_reply_without_end_is_given_up() -> None:
    endless = Reply(b" " * (40 * 1024 * 1024))
    replies = itertools.chain([endless], itertools.repeat(says("A street.")))
    with ChatServer(lambda _: next(replies)) as server:
        (outcome,) = ask(server)
    assert text(outcome) == "A street."
    assert isinstance(outcome, Answer)
    assert outcome.tries == 2


def test_refusals_that_overtake_slow_answers_fail_alone() -> None:
    def script(body: dict[str, Any]) -> Reply:
        if number_in(body) % 3:
            return Reply({"error": {"message": "too long", "code": "too_long"}}, status=400)
        return replace(says("A street."), delay=0.5)

    with ChatServer(script) as server:
        outcomes = ask(server, *(request(n) for n in range(300)), concurrency=64)
    assert sum(isinstance(outcome, Answer) for outcome in outcomes) == 100
    assert sum(isinstance(outcome, Failure) for outcome in outcomes) == 200


def test_one_dead_server_of_two_ends_nothing_however_slow_the_other_is() -> None:
    with ChatServer(lambda _: says("x")) as server:
        dead = server.url
    with ChatServer(lambda _: replace(says("A street."), delay=1.0)) as server:
        teacher = teacher_with(model="m", base_url=[dead, server.url], concurrency=20)
        outcomes = ask(teacher, *(request(n) for n in range(40)))
    assert sum(isinstance(outcome, Answer) for outcome in outcomes) == 40
    assert any(dead in left for left in teacher.state.left_out)


@pytest.mark.parametrize("key", ["sk abc", '"sk-abc"', "sk-äbc", "sk\x07abc"])
def test_a_key_that_cannot_be_one_is_said_before_anything_is_sent(key: str) -> None:
    with pytest.raises(TeacherError, match="characters that no key has"):
        ChatTeacher(Teaching(model="m"), Sending(), api_key=key)


def test_white_space_around_a_key_is_no_part_of_it() -> None:
    with ChatServer(lambda _: says("A street.")) as server:
        sending = Sending.model_validate({"base_url": server.url})
        ask(ChatTeacher(Teaching(model="m"), sending, api_key=" sk-test-1234\r\n"))
    assert server.headers[0]["authorization"] == "Bearer sk-test-1234"
    with pytest.raises(TeacherError, match="no API key"):
        ChatTeacher(Teaching(model="m"), Sending(), api_key=" \n")


@pytest.mark.parametrize(
    "error", [{"message": "x", "type": {"a": 1}}, {"message": "x", "type": []}, {"code": [1]}, []]
)
@pytest.mark.parametrize("status", [200, 500])
def test_an_error_of_any_shape_is_a_failure_and_no_crash(error: Any, status: int) -> None:
    replies = iter([says("A street.")])
    bad = Reply({"error": error}, status=status)
    with ChatServer(lambda _: next(replies, bad)) as server:
        outcomes = ask(server, request(0), request(1), concurrency=1, tries=2)
    assert isinstance(outcomes[1], Failure)
