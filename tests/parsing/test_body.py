"""A body that is no finished answer never becomes text in the data set."""

from __future__ import annotations

from typing import Any

import pytest

from datagen.parsing import read_body, unusable
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
        (body("Half", "tool_calls"), "unfinished"),
        (body("Half", None), "unfinished"),
        (body(None, refusal="I can't help with that."), "refusal"),
        (body("Text", refusal="I can't help with that."), "refusal"),
        (body("<think>hm</think>\n\nFine."), "thinking"),
        (body("hm</think>Fine."), "thinking"),
        (body(""), "empty_answer"),
        (body(" \n"), "empty_answer"),
        (body(None), "empty_answer"),
        ({"choices": []}, "unfinished"),
        ({"choices": [None]}, "unfinished"),
        ({}, "unfinished"),
    ],
)
def test_anything_else_is_a_reject_with_its_own_code(reply: dict[str, Any], code: str) -> None:
    reject = unusable(read_body(reply))
    assert reject is not None
    assert (reject.stage, reject.code) == ("answer", code)


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


@pytest.mark.parametrize("usage", [None, 3, {}, {"prompt_tokens": "many", "completion_tokens": -1}])
def test_usage_that_makes_no_sense_counts_as_nothing(usage: Any) -> None:
    assert read_body({**body(), "usage": usage}).tokens == Tokens(0, 0, 0)
