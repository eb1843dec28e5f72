"""Replies are split at `===` lines and at nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datagen.parsing import parse, render
from datagen.records import Draft, Reject, Turn

GOOD = "Question:\nWhat is it?\n===\nAnswer:\nA dog.\n\n1. brown\n2. small"


def turns(reply: Draft | Reject) -> tuple[Turn, ...]:
    assert isinstance(reply, Draft), reply
    return reply.turns


def code(reply: Draft | Reject) -> str:
    assert isinstance(reply, Reject), reply
    assert reply.stage == "parsing"
    return reply.code


def test_blank_lines_and_lists_belong_to_the_answer() -> None:
    assert turns(parse(GOOD, "pair")) == (Turn("What is it?", "A dog.\n\n1. brown\n2. small"),)


@pytest.mark.parametrize(
    "text",
    [
        GOOD + "\n===",
        GOOD + "\n===\n\n",
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("===", "  ===  "),
        GOOD.replace("Question:\n", "Question: ").replace("Answer:\n", "Answer: "),
        "\n\n" + GOOD,
    ],
)
def test_harmless_white_space_changes_nothing(text: str) -> None:
    assert turns(parse(text, "turns")) == turns(parse(GOOD, "turns"))


def test_an_equals_sign_inside_a_line_is_text() -> None:
    text = "Question:\nIs 1 === 1?\n===\nAnswer:\nYes, ===== is more."
    assert turns(parse(text, "turns")) == (Turn("Is 1 === 1?", "Yes, ===== is more."),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sure! Here it is:\n\n" + GOOD, "no_label"),
        ("The image shows a dog.", "no_label"),
        ("Question:\nWhat?\n\nAnswer:\nA dog.", "no_separator"),
        ("Question:\nWhat?", "block_order"),
        ("Answer:\nA dog.\n===\nQuestion:\nWhat?", "block_order"),
        ("Question:\nWhat?\n===\nQuestion:\nWhy?\n===\nAnswer:\nSo.", "block_order"),
        ("Question:\nWhat?\n===\nAnswer:\n", "empty_block"),
        ("Question:\n\n===\nAnswer:\nA dog.", "empty_block"),
        ("===\n" + GOOD, "no_label"),
        (GOOD + "\n===\n===\n" + GOOD, "no_label"),
    ],
)
def test_any_other_form_is_a_reject_with_its_code(text: str, expected: str) -> None:
    assert code(parse(text, "turns")) == expected


def test_a_pair_is_exactly_one() -> None:
    assert code(parse(GOOD + "\n===\n" + GOOD, "pair")) == "turn_count"


def test_a_passage_answers_the_question_it_is_given() -> None:
    text = "A street.\n\nTwo cars."
    assert turns(parse(text, "passage", "Describe it.")) == (Turn("Describe it.", text),)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "A street.\n===\nA car.",
        "Answer:\nA street.",
        "**Question:** What?\n\n**Answer:** A street.",
    ],
)
def test_a_passage_in_blocks_is_none(text: str) -> None:
    assert code(parse(text, "passage", "Describe it.")) == "not_a_passage"


def fits(text: str) -> bool:
    """The forms can hold it: stripped, not empty, no separator line, no label at a line's start."""
    return (
        bool(text)
        and text == text.strip()
        and not re.search(
            r"^[ \t]*===[ \t]*$|^[ \t#>*_]*(Question|Answer)[*_]*:", text, re.MULTILINE
        )
    )


ODD = st.sampled_from(["===", "Question:", "Answer:", "a", " ", "\n", "\n\n", "- x", "é☕", "1. b"])
TEXT = st.lists(ODD, min_size=1, max_size=8).map("".join) | st.text(
    st.characters(blacklist_characters="\r", blacklist_categories=("Cs",)), min_size=1
)


@given(st.lists(st.tuples(TEXT, TEXT).map(lambda pair: Turn(*pair)), min_size=1, max_size=4))
def test_what_is_rendered_is_parsed_back_and_what_cannot_be_is_refused(written: list[Turn]) -> None:
    if all(fits(text) for turn in written for text in turn):
        assert turns(parse(render(written, "turns"), "turns")) == tuple(written)
    elif not all(text.strip() for turn in written for text in turn):
        with pytest.raises(ValueError, match="cannot hold"):
            render(written, "turns")


@given(TEXT.filter(fits))
def test_a_passage_is_itself(text: str) -> None:
    written = [Turn("Describe it.", text)]
    assert turns(parse(render(written, "passage"), "passage", "Describe it.")) == tuple(written)
