"""A body that is no finished answer never becomes text in the data set."""

from __future__ import annotations

from typing import Any

import pytest

from datagen.parsing import doubts, read_body, unusable
from datagen.records import Tokens


def body(content: Any = "Fine.", finish: Any = "stop", **message: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, **message}
    return {"choices": [{"index": 0, "message": message, "finish_reason": finish}]}


def test_a_finished_answer_is_usable() -> None:
    assert unusable(read_body(body())) is None


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (body("Half an ans", "length"), "length_cut"),
        (body("Half", "content_filter"), "content_filter"),
        (body("Half", "tool_calls"), "tool_call"),
        (body(None, "tool_calls", tool_calls=[{"type": "function"}]), "tool_call"),
        (body(None, tool_calls=[{"type": "function"}]), "tool_call"),
        (body("Half", "error"), "unfinished"),
        (body("Half", "abort"), "unfinished"),
        (body("Half", 3), "unfinished"),
        (body("Half", {"type": "length"}), "unfinished"),
        (body(None, refusal="I can't help with that."), "refusal"),
        (body("Text", refusal="I can't help with that."), "refusal"),
        (body([{"type": "refusal", "refusal": "I can't help with that."}]), "refusal"),
        (body("<think>hm"), "thinking"),
        (body(""), "empty_answer"),
        (body(" \n"), "empty_answer"),
        (body(None), "empty_answer"),
        ({"choices": []}, "no_choices"),
        ({"choices": [None]}, "no_choices"),
        ({}, "no_choices"),
        ({"error": {"message": "overloaded", "code": 502}}, "error_in_body"),
        ({"error": "overloaded", "choices": []}, "error_in_body"),
        ({**body("Half"), "error": {"code": 502}}, "error_in_body"),
        ({"choices": [{"error": {"message": "overloaded"}}]}, "error_in_body"),
    ],
)
def test_anything_else_is_a_reject_with_its_own_code(reply: dict[str, Any], code: str) -> None:
    reject = unusable(read_body(reply))
    assert reject is not None
    assert (reject.stage, reject.code) == ("answer", code)


def test_an_error_that_says_there_is_none_is_none() -> None:
    assert unusable(read_body({**body(), "error": None})) is None


def test_an_error_in_the_body_is_told_in_the_servers_words() -> None:
    error = {"message": "Provider returned error", "code": 502}
    reject = unusable(read_body({"error": error}))
    assert reject is not None
    assert reject.detail == "the server answered with an error: Provider returned error (502)"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("stop STOP eos eos_token stop_sequence end_turn COMPLETE FinishReason.STOP", None),
        ("length max_tokens MAX_TOKENS model_length FinishReason.MAX_TOKENS", "length_cut"),
        ("content_filter SAFETY RECITATION content-filter refusal ERROR_TOXIC", "content_filter"),
        ("tool_calls tool_use function_call TOOL_CALL", "tool_call"),
        ("error ERROR abort OTHER insufficient_system_resource constant", "unfinished"),
    ],
)
def test_other_apis_words_for_why_a_reply_ended_mean_what_openais_mean(
    words: str, code: str | None
) -> None:
    for word in words.split():
        reject = unusable(read_body(body("Fine.", word)))
        assert (reject and reject.code) == code, word
        assert reject is None or word in reject.detail


@pytest.mark.parametrize("missing", [None, ""])
def test_a_missing_finish_reason_is_a_doubt_and_a_cut_at_the_longest_length(missing: Any) -> None:
    completion = read_body({**body("Fine.", missing), "usage": {"completion_tokens": 99}})
    assert unusable(completion) is None
    assert unusable(completion, longest=100) is None
    assert [(doubt.rule, doubt.severity) for doubt in doubts(completion)] == [
        ("no_finish_reason", "warn")
    ]
    reject = unusable(completion, longest=99)
    assert reject is not None
    assert reject.code == "length_cut"
    assert doubts(read_body(body())) == ()


def test_a_list_of_parts_is_read_as_their_text() -> None:
    parts = [{"type": "text", "text": "A street"}, {"type": "text", "text": " with cars."}]
    assert read_body(body(parts)).text == "A street with cars."
    assert read_body(body([{"type": "image"}])).text is None


def test_usage_is_read_where_it_is_given() -> None:
    usage = {
        "prompt_tokens": 1200,
        "completion_tokens": 80,
        "prompt_tokens_details": {"cached_tokens": 1024},
    }
    assert read_body({**body(), "usage": usage}).tokens == Tokens(1200, 80, 1024)


@pytest.mark.parametrize(
    ("said", "total", "reasoning", "paid"),
    [
        (100, 3_100, 2_000, 2_100),  # xAI: thoughts beside the reply, more of them than of it
        (900, 2_100, 200, 1_100),  # and fewer of them
        (100, 3_100, None, 2_100),  # Gemini: only the total has them
        (100, None, 2_000, 2_100),
        (2_100, 3_100, 2_000, 2_100),  # OpenAI: they are part of it
        (2_100, None, 2_000, 2_100),
        (100, 900, None, 100),  # a total that is too small says nothing
    ],
)
def test_what_a_model_thought_is_part_of_what_is_paid_for(
    said: int, total: int | None, reasoning: int | None, paid: int
) -> None:
    usage = {
        "prompt_tokens": 1_000,
        "completion_tokens": said,
        "total_tokens": total,
        "completion_tokens_details": {"reasoning_tokens": reasoning},
    }
    completion = read_body({**body(), "usage": usage})
    assert completion.tokens == Tokens(1_000, paid, reasoning=reasoning or 0)
    assert completion.has_usage


@pytest.mark.parametrize(
    "name", ["prompt_tokens", "completion_tokens", "total_tokens", "reasoning_tokens"]
)
def test_a_count_that_no_answer_can_have_is_not_believed(name: str) -> None:
    usage: dict[str, Any] = {"prompt_tokens": 1_000, "completion_tokens": 100}
    usage |= {name: 10**400, "completion_tokens_details": {name: 10**400}}
    completion = read_body({**body(), "usage": usage})
    assert sum(completion.tokens) <= 1_100
    assert completion.has_usage == (name in ("total_tokens", "reasoning_tokens"))


def test_no_more_of_a_prompt_is_cached_than_there_is() -> None:
    details = {"cached_tokens": 1_500, "cache_write_tokens": 70}
    usage = {"prompt_tokens": 1_000, "completion_tokens": 10, "prompt_tokens_details": details}
    assert read_body({**body(), "usage": usage}).tokens == Tokens(1_000, 10, cached=1_000)


@pytest.mark.parametrize("usage", [None, 3, {}, {"prompt_tokens": "many", "completion_tokens": -1}])
def test_usage_that_makes_no_sense_counts_as_nothing(usage: Any) -> None:
    assert read_body({**body(), "usage": usage}).tokens == Tokens(0, 0, 0)
