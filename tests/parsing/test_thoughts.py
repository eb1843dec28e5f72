"""A model's thoughts are told from its answer, and never become part of one."""

from __future__ import annotations

import pytest

from datagen.parsing import read_body, unusable
from datagen.parsing.thoughts import split_thoughts
from tests.parsing.test_body import body

ANSWER = "A street.\n\nTwo cars."
THOUGHT = "The user wants a street.\n\nTwo cars, I think."


@pytest.mark.parametrize(
    "text",
    [
        f"<think>\n{THOUGHT}\n</think>\n\n{ANSWER}",
        f"<think>{THOUGHT}</think>{ANSWER}",
        f"\n <THINK>{THOUGHT}</THINK>\n{ANSWER}\n",
        f"{THOUGHT}\n</think>\n\n{ANSWER}",
        f"<thinking>{THOUGHT}</thinking>\n{ANSWER}",
        f"<reasoning>{THOUGHT}</reasoning>\n{ANSWER}",
        f"<thought>{THOUGHT}</thought>\n{ANSWER}",
        f"<seed:think>{THOUGHT}</seed:think>{ANSWER}",
        f"[THINK]{THOUGHT}[/THINK]{ANSWER}",
        f"◁think▷{THOUGHT}◁/think▷{ANSWER}",
        f"<|channel>thought\n{THOUGHT}<channel|>{ANSWER}",
        f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final"
        f"<|message|>{ANSWER}<|return|>",
        f"<|channel|>analysis<|message|>{THOUGHT}<|end|>{ANSWER}",
        f"<|start|>assistant<|channel|>analysis<|message|>{THOUGHT}<|start|>assistant<|channel|>"
        f"final <|constrain|>json<|message|>{ANSWER}",
        f"analysis{THOUGHT}assistantfinal{ANSWER}",
        f"<thoughts>{THOUGHT}</thoughts>\n{ANSWER}",
        f"<reflection>{THOUGHT}</reflection>\n{ANSWER}",
        f"&lt;think&gt;{THOUGHT}&lt;/think&gt;\n{ANSWER}",
        f"{THOUGHT}&lt;/think&gt;\n{ANSWER}",
        f"<unused94>thought\n{THOUGHT}<unused95>{ANSWER}",
        f"<|begin_of_thought|>\n{THOUGHT}\n<|end_of_thought|>\n\n<|begin_of_solution|>\n{ANSWER}\n"
        "<|end_of_solution|>",
        f"<|START_THINKING|>{THOUGHT}<|END_THINKING|><|START_RESPONSE|>{ANSWER}<|END_RESPONSE|>",
        f"<|START_THINKING|>{THOUGHT}<|END_THINKING|><|START_RESPONSE|>{ANSWER}",
        f"<think>{THOUGHT}</think>\n<answer>\n{ANSWER}\n</answer>",
    ],
)
def test_thoughts_are_taken_from_the_answer_and_kept(text: str) -> None:
    assert split_thoughts(text) == (ANSWER, THOUGHT)


def test_several_blocks_of_thoughts_are_all_taken() -> None:
    split = split_thoughts(f"<think>one</think>\n<think>two</think>\n{ANSWER}")
    assert split == (ANSWER, "one\n\ntwo")


def test_empty_thoughts_as_qwen_sends_them_are_none() -> None:
    assert split_thoughts(f"<think>\n\n</think>\n\n{ANSWER}") == (ANSWER, None)


@pytest.mark.parametrize(
    "text",
    [
        f"<answer>{ANSWER}</answer>",
        f"<output>\n{ANSWER}\n</output>",
        f"<|begin_of_solution|>{ANSWER}<|end_of_solution|>",
        f"assistantfinal{ANSWER}",
    ],
)
def test_the_marks_around_an_answer_are_no_part_of_it(text: str) -> None:
    assert split_thoughts(text) == (ANSWER, None)


@pytest.mark.parametrize(
    "text",
    [
        "<think>The user wants",
        "<think>",
        "<think>one <think>two</think> three</think> A street.",
        "<think>one</think> two </think> A street.",
        "A street. <think>Is that right?</think> Two cars.",
        "<|channel|>analysis<|message|>The user wants",
        "<|channel|>final<|message|>One.<|end|><|channel|>final<|message|>Two.",
        "analysisThe user wants",
        "<thoughts>The user wants",
        "A street. &lt;reflection&gt;Is that right?&lt;/reflection&gt; Two cars.",
        "<think>one</think><answer>A street.",
        "<think>one</think><answer>A street.</answer> Or: <answer>A road.</answer>",
        "<answer>A street.</answer> That is my answer.",
        "<|begin_of_solution|>A street.<|end_of_solution|> Done.",
        "<unused94>thought\nThe user wants",
    ],
)
def test_where_it_is_not_clear_what_is_answer_there_is_none(text: str) -> None:
    reject = unusable(read_body(body(text)))
    assert reject is not None
    assert reject.code == "thinking"


@pytest.mark.parametrize(
    "text",
    [
        "An analysis of the picture shows a street.",
        "analysis of a street",
        "A sign that reads [STOP] stands by a <b>street</b>.",
        "3 < 4, I think > so.",
        "A sign reads R&amp;D &lt;open&gt; by the cars & a <thoughtful> man's reflection.",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert split_thoughts(text) == (text, None)


@pytest.mark.parametrize(
    "sign",
    [
        "<|channel|>" + "a" * 200_000,
        "<think></think>" * 50_000,
        "<answer>" * 50_000,
        "<|START_RESPONSE|>a" + " " * 99_999 + "<think>",
    ],
)
def test_a_hostile_reply_is_read_without_long_thought(sign: str) -> None:
    assert unusable(read_body(body(sign))) is not None


def test_thoughts_that_the_length_cut_are_a_length_cut() -> None:
    reject = unusable(read_body(body("<think>The user wants", "length")))
    assert reject is not None
    assert reject.code == "length_cut"


def test_thoughts_in_the_answer_are_rejected_where_that_is_wanted() -> None:
    completion = read_body(body(f"<think>{THOUGHT}</think>{ANSWER}"))
    assert unusable(completion, thinking="strip") is None
    reject = unusable(completion, thinking="reject")
    assert reject is not None
    assert reject.code == "thinking"


@pytest.mark.parametrize("key", ["reasoning_content", "reasoning"])
def test_thoughts_beside_the_answer_are_kept_and_never_a_reason_to_reject(key: str) -> None:
    completion = read_body(body(ANSWER, **{key: THOUGHT}))
    assert (completion.answer, completion.thoughts) == (ANSWER, THOUGHT)
    assert unusable(completion, thinking="reject") is None


def test_thoughts_that_came_as_a_part_are_kept() -> None:
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": THOUGHT}]},
        {"type": "text", "text": ANSWER},
    ]
    completion = read_body(body(parts))
    assert (completion.answer, completion.thoughts) == (ANSWER, THOUGHT)
    assert unusable(completion, thinking="reject") is None


def test_thoughts_without_an_answer_are_an_empty_answer() -> None:
    for reply in (
        body(None, reasoning_content=THOUGHT),
        body(f"<think>{THOUGHT}</think>\n"),
        body(f"{THOUGHT}</think>"),
    ):
        reject = unusable(read_body(reply))
        assert reject is not None
        assert (reject.code, reject.detail) == (
            "empty_answer",
            "the reply holds thoughts and no answer",
        )
