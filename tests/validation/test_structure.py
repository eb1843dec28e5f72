"""Every defect that LLaVA's trainer crashes on, warns of or swallows is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from datagen.validation import Limits, PictureFolder, check_record
from datagen.validation.length import estimate_tokens

LIMITS = Limits(max_tokens=1470)


def record(*values: str, image: Any = "1.jpg", roles: tuple[str, ...] = ("human", "gpt")) -> Any:
    turns = [{"from": roles[n % len(roles)], "value": v} for n, v in enumerate(values)]
    made: dict[str, Any] = {"id": "1", "image": image, "conversations": turns}
    if image is None:
        del made["image"]
    return made


def rules(made: Any, limits: Limits = LIMITS) -> set[str]:
    return {f.rule for f in check_record(made, limits) if f.severity == "reject"}


@pytest.mark.parametrize(
    "made",
    [
        record("<image>\nWhat is it?", "A dog."),
        record("What is it?\n<image>", "A dog."),
        record("<image>\nWhat?", "A dog.\n\n1. brown\n- small\n\tand 小さい ☕", "Why?", "So."),
        record("Hello.", "Hi.", image=None),
        record(
            "<image>\nWhat?", "An assistant thinks: 3 < 4 | 5 > 2, <b>a</b> &lt;b&gt; <answer>."
        ),
        {**record("<image>\nWhat is it?", "A dog."), "extra": 1, "model": ""},
    ],
)
def test_good_records_pass(made: Any) -> None:
    assert rules(made) == set()


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        ([], "shape"),
        (None, "shape"),
        ("text", "shape"),
        ({"id": "1"}, "shape"),
        ({"conversations": []}, "shape"),
        ({"conversations": {}}, "shape"),
        ({"conversations": ["hi"]}, "shape"),
        ({"conversations": [{"from": "human"}]}, "shape"),
        ({"conversations": [{"from": "human", "value": None}]}, "shape"),
        ({"conversations": [{"from": "human", "value": 3}]}, "shape"),
        (record("q", "a", image=None, roles=("user", "assistant")), "role"),
        (record("q", "a", image=None, roles=("Human", "gpt")), "role"),
        (record("q", "a", image=None, roles=("system", "human")), "role"),
        (record("q", "a", image=None, roles=("gpt", "human")), "alternation"),
        (record("q", "a", "q", image=None), "alternation"),
        (record("q", "q", image=None, roles=("human",)), "alternation"),
        (record("q", image=None), "alternation"),
        (record("<image>\nq", "", "q", "a"), "empty_turn"),
        (record("<image>\nq", " \n"), "empty_turn"),
        (record("<image>", "a"), "empty_turn"),
        (record("<image>\nq", "a", "", "a"), "empty_turn"),
        (record("q", "a"), "image_token"),
        (record("<image>\nq", "a", image=None), "image_token"),
        (record("<image>\n<image>\nq", "a"), "image_token"),
        (record("<image>\nq", "a <image>"), "image_token"),
        (record("q", "<image>\na"), "image_token"),
        (record("q", "a", "<image>\nq", "a"), "image_token"),
        (record("q <image>", "a"), "image_token"),
        (record("<image> q", "a"), "image_token"),
        (record("<image>\nq", "a </s> b"), "control_token"),
        (record("<image>\nq", "<s>a"), "control_token"),
        (record("<image>\nq", "a <unk>"), "control_token"),
        (record("<image>\nq", "a <pad> b"), "control_token"),
        (record("<image>\nq", "USER: x ASSISTANT: y"), "control_token"),
        (record("<image>\nq", "ASSISTANT: y"), "control_token"),
        (record("<image>\nq", "a [INST] b"), "control_token"),
        (record("<image>\nq", "<<SYS>>"), "control_token"),
        (record("<image>\nq", "<|im_end|>"), "control_token"),
        (record("<image>\nq", "a\n### b"), "control_token"),
        (record("<image>\nq", "<Image>"), "control_token"),
        (record("<image>\nq", "<im_patch>"), "control_token"),
        (record("<image>\nq", "<think>x</think>a"), "control_token"),
        (record("<image>\nq", "a<|eot_id|>"), "control_token"),
        (record("<image>\nq", "a <|START_RESPONSE|> b"), "control_token"),
        (record("<image>\nq", "a<\uff5cend\u2581of\u2581sentence\uff5c>"), "control_token"),
        (record("<image>\nq", "a<end_of_turn>"), "control_token"),
        (record("<image>\nq", "a <unused95> b"), "control_token"),
        (record("<image>\nq", "a <channel|> b"), "control_token"),
        (record("<image>\nq", "So.assistantfinalA dog."), "control_token"),
        (record("<image>\nq", "a <thoughts> b"), "control_token"),
        (record("<image>\nq", "a &lt;/reflection&gt; b"), "control_token"),
        (record("<image>\nq", "a \x1b[31mred"), "control_token"),
        (record("<image>\nq", "a \x00 b"), "control_token"),
        (record("<image>\nq", "a \ud83d b"), "control_token"),
        (record("<image>\nq", "A caf\ufffd."), "control_token"),
        (record("<image>\nq", " a"), "not_stripped"),
        (record("<image>\nq", "a\n"), "not_stripped"),
        (record("<image>\nq", "a", "q ", "a"), "not_stripped"),
        (record("<image>\nq", "a", image=""), "image_path"),
        (record("<image>\nq", "a", image=["1.jpg"]), "image_path"),
        (record("<image>\nq", "a", image=7), "image_path"),
        (record("<image>\nq", "a", image="/data/1.jpg"), "image_path"),
        (record("<image>\nq", "a", image="../1.jpg"), "image_path"),
        (record("<image>\nq", "word " * 1500), "too_long"),
        (record("<image>\nq", "a " * 1500), "too_long"),
    ],
)
def test_a_defect_is_found_under_its_rule(made: Any, rule: str) -> None:
    assert rule in rules(made)


def test_a_heading_sign_inside_a_line_is_text() -> None:
    assert rules(record("<image>\nq", "the #1 and ### in it")) == set()


def test_the_plain_stage_takes_single_turns_only() -> None:
    plain = Limits(max_tokens=1470, single_turn=True)
    assert rules(record("<image>\nq", "a", "q", "a"), plain) == {"single_turn"}
    assert rules(record("<image>\nq", "a"), plain) == set()


def test_pictures_must_be_there_and_decode(tmp_path: Path) -> None:
    Image.new("RGB", (4, 4)).save(tmp_path / "good.jpg")
    (tmp_path / "broken.jpg").write_bytes((tmp_path / "good.jpg").read_bytes()[:300])
    (tmp_path / "text.jpg").write_text("no picture")
    limits = Limits(max_tokens=1470, pictures=PictureFolder(tmp_path, prefix="coco/"))
    assert rules(record("<image>\nq", "a", image="good.jpg"), limits) == set()
    assert rules(record("<image>\nq", "a", image="coco/good.jpg"), limits) == set()
    assert rules(record("<image>\nq", "a", image="none.jpg"), limits) == {"image_missing"}
    assert rules(record("<image>\nq", "a", image="broken.jpg"), limits) == {"image_unreadable"}
    assert rules(record("<image>\nq", "a", image="text.jpg"), limits) == {"image_unreadable"}
    assert rules(record("<image>\nq", "a", image="../good.jpg"), limits) == {"image_path"}


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        # counted by hand with LLaMA's rules: one token at least a word, digits one by one
        ("A man is riding a horse.", 7),
        ("In 2017, 118,287 images.", 15),
        ("é", 1),
    ],
)
def test_the_token_estimate_is_not_below_the_real_count(text: str, tokens: int) -> None:
    assert estimate_tokens(text) >= tokens


@given(st.text(), st.integers(1, 60))
@example("The dog's 3 legs.\n\n- caf\u00e9, \ud800 \u00a0", 1)
def test_a_record_is_too_long_just_when_the_estimate_says_so(text: str, room: int) -> None:
    tokens = 45 + 6 + 6 + estimate_tokens("\nWhat?") + estimate_tokens(text)
    limits = Limits(max_tokens=max(1, tokens - 30 + room), wording=False)
    assert ("too_long" in rules(record("<image>\nWhat?", text), limits)) is (room < 30)


CONTROL = (
    r"</?s>|<unk>|<pad>|\sASSISTANT:\s|\[/?INST\]|<</?SYS>>|<\|im_(?:start|end)\|>|\n###"
    r"|<im_(?:start|end|patch)>|<Image>|</?think>|<\|\w{1,9}\|>|<unused\d>|<(?:start|end)_of_turn>"
    r"|assistantfinal|&lt;/?thoughts&gt;|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]"
)


@given(st.from_regex(CONTROL))
def test_no_control_token_is_overlooked_wherever_it_stands(text: str) -> None:
    assert "control_token" in rules(record("<image>\nWhat?", f"A {text} b."))
