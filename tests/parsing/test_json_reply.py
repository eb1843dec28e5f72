"""A JSON reply is read when it is exactly what the schema asks for, and else rejected by name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datagen.parsing import as_json, draft_of, parse, parse_json, render
from datagen.prompting.schemas import SHAPES
from datagen.records import Draft, Reject, ReplyShape, Turn

PAIR = {"question": "What is it?", "answer": "A dog."}


def read(text: str, shape: ReplyShape = "pair") -> Draft | Reject:
    fields = parse_json(text, SHAPES[shape])
    return fields if isinstance(fields, Reject) else draft_of(fields, shape, "Describe it.")


def turns(reply: Draft | Reject) -> tuple[Turn, ...]:
    assert isinstance(reply, Draft), reply
    return reply.turns


def code(reply: Draft | Reject) -> str:
    assert isinstance(reply, Reject), reply
    assert reply.stage == "parsing"
    return reply.code


def test_each_shape_has_its_fields() -> None:
    pair = Turn("What is it?", "A dog.")
    assert turns(read(json.dumps(PAIR))) == (pair,)
    assert turns(read(json.dumps({"turns": [PAIR, PAIR]}), "turns")) == (pair, pair)
    assert turns(read(json.dumps({"description": " A dog.\r\n\r\nA cat. "}), "passage")) == (
        Turn("Describe it.", "A dog.\n\nA cat."),
    )


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "```\n{}\n```", "\n```JSON\r\n{}\n```\n"])
def test_a_fence_around_all_of_it_is_taken_away(fence: str) -> None:
    assert turns(read(fence.replace("{}", json.dumps(PAIR)))) == (Turn("What is it?", "A dog."),)


def test_raw_line_breaks_inside_strings_mean_line_breaks() -> None:
    text = '{"question": "What is it?", "answer": "A dog.\n\n\tA cat."}'
    assert turns(read(text)) == (Turn("What is it?", "A dog.\n\n\tA cat."),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "What is it?",
        f"Sure! {json.dumps(PAIR)}",
        f"{json.dumps(PAIR)}\nI hope that helps.",
        f"Here it is:\n```json\n{json.dumps(PAIR)}\n```",
        json.dumps(PAIR)[:-1],
        json.dumps(PAIR) * 2,
        '{"question": "a", "question": "b", "answer": "c"}',
        '{"question": "a", "answer": NaN}',
        '{"question": "a", "answer": 1e999}',
        '{"question": "a", "answer": "\\ud800"}',
        "[" * 100_000,
        "1" * 5_000,
    ],
)
def test_what_is_not_json_and_nothing_else_is_rejected(text: str) -> None:
    assert code(read(text)) == "not_json"


@pytest.mark.parametrize(
    ("fields", "shape", "place"),
    [
        ([PAIR], "pair", "the reply"),
        ("A dog.", "passage", "the reply"),
        ({"question": "What?"}, "pair", "'answer' is a required"),
        ({**PAIR, "note": "x"}, "pair", "'note' was unexpected"),
        ({**PAIR, "answer": 3}, "pair", "answer does not fit"),
        ({**PAIR, "answer": " \n"}, "pair", "leaves the answer empty"),
        ({**PAIR, "answer": "Answer: A dog."}, "pair", "holds 'Answer:'"),
        ({"turns": []}, "turns", "turns is empty"),
        ({"turns": [PAIR, {"question": "What?"}]}, "turns", "turns[1] does not fit"),
        ({"turns": PAIR}, "turns", "turns does not fit"),
        ({"description": "A dog.\n===\nA cat."}, "passage", "holds '==='"),
    ],
)
def test_what_does_not_fit_the_schema_is_rejected_with_its_place(
    fields: Any, shape: ReplyShape, place: str
) -> None:
    reject = read(json.dumps(fields), shape)
    assert code(reject) == "schema"
    assert isinstance(reject, Reject)
    assert place in reject.detail


def test_a_reject_does_not_repeat_a_whole_long_reply() -> None:
    reject = read(json.dumps(["A dog. " * 1000]))
    assert isinstance(reject, Reject)
    assert len(reject.detail) < 300


TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r")).filter(
    lambda text: text.strip() == text and text
)


@given(st.lists(st.tuples(TEXT, TEXT).map(lambda pair: Turn(*pair)), min_size=1, max_size=3))
def test_blocks_made_into_json_are_read_as_the_same_turns(written: list[Turn]) -> None:
    try:
        blocks = render(written, "turns")
    except ValueError:
        return
    reply = as_json(blocks, "turns")
    assert isinstance(reply, str)
    assert "\n" not in reply
    read_back = read(reply, "turns")
    if isinstance(read_back, Draft):
        assert read_back == parse(blocks, "turns")
    else:
        assert "holds" in read_back.detail  # a label in bold, which blocks let pass


def test_what_is_not_in_blocks_is_not_made_into_json() -> None:
    assert isinstance(as_json("A dog.", "pair"), Reject)
