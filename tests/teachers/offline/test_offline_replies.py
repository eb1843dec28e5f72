"""Replies have the promised form, hold nothing twice, and are the same every time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offline_answers import SHAPES, recipe, render, request

from datagen.records import Box, Instance, Scene, Turn
from datagen.teachers.offline import VERSION, OfflineTeacher, arguments, coco, frames

NAMES = st.sampled_from([*coco.SUPERCATEGORY, "traffic cone", "box"]) | st.text(min_size=1)


@st.composite
def any_box(draw: Callable[..., Any]) -> Box:
    x1, y1 = draw(st.floats(0, 0.98)), draw(st.floats(0, 0.98))
    return Box(x1, y1, draw(st.floats(x1 + 0.01, 1)), draw(st.floats(y1 + 0.01, 1)))


_WORDS = "a two several dogs man women is sitting on the left of skis {x} %s === box"
WORDS = st.sampled_from(_WORDS.split())
ANY_SCENE = st.builds(
    Scene,
    id=st.text(min_size=1, max_size=12),
    image=st.just("a.jpg"),
    captions=st.lists(
        st.text(max_size=60) | st.lists(WORDS, max_size=9).map(" ".join), max_size=6
    ).map(tuple),
    instances=st.lists(
        st.builds(Instance, category=NAMES, bbox=any_box(), crowd=st.booleans()), max_size=8
    ).map(tuple),
)
"""Any scene: odd names, odd captions, crowds."""


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY_SCENE, st.sampled_from(sorted(SHAPES)), st.integers(0, 5))
def test_any_scene_gives_a_text_in_the_block_format_and_the_same_one_twice(
    scene: Scene, shape: str, seed: int
) -> None:
    def ask() -> dict[str, Any]:
        name, reply = SHAPES[shape]
        return dict(
            OfflineTeacher(seed=seed, render=render).reply(request(scene, recipe(name, reply)))
        )

    body = ask()
    assert body == ask()
    text = body["choices"][0]["message"]["content"]
    if shape == "passage" or not text:
        assert "===" not in text
        assert "\n" not in text
        return
    lines = text.split("\n")
    pattern = ["Question:", None, "===", "Answer:", None, "==="]
    assert len(lines) % 6 == 5
    for place, line in enumerate(lines):
        expected = pattern[place % 6]
        assert line == expected if expected else line not in {*pattern, ""}


def test_the_body_is_that_of_a_chat_completion(
    body: Callable[..., dict[str, Any]], scene: Callable[..., Scene]
) -> None:
    answer = body(scene(["A dog in a field"], [("dog", (0.1, 0.1, 0.4, 0.4))]), "turns")
    assert answer["object"] == "chat.completion"
    assert answer["model"] == f"offline-{VERSION}"
    assert answer["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    (choice,) = answer["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["role"] == "assistant"


def test_identity_names_all_that_an_answer_depends_on(scene: Callable[..., Scene]) -> None:
    def identity(seed: int, captions: list[str], name: str) -> dict[str, Any]:
        teacher = OfflineTeacher(seed=seed, render=render)
        return teacher.identity(recipe(name, "turns"), scene(captions))

    base = identity(0, ["A dog"], "r")
    assert base == identity(0, ["A dog"], "r")
    assert set(base) == {"scene", "recipe", "reply", "seed", "version"}
    assert base != identity(1, ["A dog"], "r")
    assert base != identity(0, ["A cat"], "r")
    assert base != identity(0, ["A dog"], "s")


def test_seed_and_recipe_name_change_the_words(
    body: Callable[..., dict[str, Any]], real_scenes: list[Scene]
) -> None:
    def texts(**how: Any) -> list[str]:
        return [
            body(scene, "turns", **how)["choices"][0]["message"]["content"] for scene in real_scenes
        ]

    assert texts() == texts(seed=0)
    assert sum(a != b for a, b in zip(texts(), texts(seed=1), strict=True)) > 70
    assert sum(a != b for a, b in zip(texts(), texts(name="other"), strict=True)) > 70


# ---------------------------------------------------------------------------- scenes with little


def test_scenes_with_little_in_them_are_answered_or_left_empty(
    said: Callable[..., str], scene: Callable[..., Scene]
) -> None:
    left, right = (0.05, 0.4, 0.25, 0.6), (0.75, 0.4, 0.95, 0.6)
    nothing = scene()
    caption = scene(["A dog asleep on a sofa"])
    cats = [("cat", right), ("cat", (0.4, 0.4, 0.6, 0.6))]
    boxes = scene([], [("dog", left), *cats, ("bus", (0.3, 0.05, 0.7, 0.35))])
    crowd = scene([], crowds=[("person", left)])
    odd = scene([], [("===", left), ("traffic cone", right), ("lamp_post", left)])
    told = {
        name: [bool(said(made, shape)) for shape in ("turns", "passage", "pair")]
        for name, made in {
            "nothing": nothing, "caption": caption, "boxes": boxes, "crowd": crowd, "odd": odd,
        }.items()
    }  # fmt: skip
    assert told == {
        "nothing": [False, False, False],
        "caption": [True, False, False],
        "boxes": [True, True, True],
        "crowd": [False, False, False],
        "odd": [True, False, True],
    }


def test_five_differing_captions_without_boxes_make_a_passage(
    said: Callable[..., str], scene: Callable[..., Scene]
) -> None:
    captions = [
        "A dog asleep on a sofa",
        "A living room with a large window",
        "The pet is resting on some pillows",
    ]
    text = said(scene(captions), "passage")
    assert all(caption.lower() in text.lower() for caption in captions)


def test_braces_in_captions_survive_and_odd_names_are_cleaned(
    said: Callable[..., str], scene: Callable[..., Scene]
) -> None:
    made = scene(
        ["A sign that says {x} and %s {0}"],
        [("{thing}", (0.05, 0.4, 0.25, 0.6)), ("a\n===\nb", (0.75, 0.4, 0.95, 0.6))],
    )
    text = "".join(said(made, shape, seed) for shape in SHAPES for seed in range(8))
    assert "{x} and %s {0}" in text
    assert "{thing}" not in text
    assert "thing" in text


# --------------------------------------------------------------------------------- on real scenes


@pytest.fixture(scope="module")
def conversations(
    turns: Callable[..., list[Turn]], real_scenes: list[Scene]
) -> list[tuple[Scene, list[Turn]]]:
    return [(scene, turns(scene, "turns", seed)) for scene in real_scenes for seed in range(5)]


def test_a_conversation_has_one_to_five_turns_and_asks_nothing_twice(
    conversations: list[tuple[Scene, list[Turn]]],
) -> None:
    for _, said in conversations:
        assert 1 <= len(said) <= 5
        assert len({turn.question for turn in said}) == len(said)
        assert len({turn.answer for turn in said}) == len(said)
    assert sum(len(said) > 1 for _, said in conversations) > 0.95 * len(conversations)


def polarity(turn: Turn) -> str | None:
    return next((word for word in ("Yes", "No") if turn.answer.startswith(f"{word}, ")), None)


def test_yes_and_no_are_balanced_over_a_data_set_and_over_places(
    conversations: list[tuple[Scene, list[Turn]]],
) -> None:
    places: Counter[tuple[int, str]] = Counter()
    for _, said in conversations:
        for place, turn in enumerate(said):
            word = polarity(turn)
            if word is not None:
                places[place, word] += 1
    for place in (None, 0, 1, 2):
        yes, no = (
            sum(n for (at, word), n in places.items() if word == which and place in (None, at))
            for which in ("Yes", "No")
        )
        assert 0.4 <= yes / (yes + no) <= 0.6, (place, yes, no)


def test_yes_and_no_are_balanced_within_a_single_run(
    turns: Callable[..., list[Turn]], real_scenes: list[Scene]
) -> None:
    for seed in range(3):
        answers = [polarity(turn) for scene in real_scenes for turn in turns(scene, "turns", seed)]
        yes, no = answers.count("Yes"), answers.count("No")
        assert yes + no > 60
        assert 0.4 <= yes / (yes + no) <= 0.6


def test_neither_yes_nor_no_always_comes_first(
    conversations: list[tuple[Scene, list[Turn]]],
) -> None:
    orders = Counter(
        tuple(word for turn in said if (word := polarity(turn))) for _, said in conversations
    )
    assert orders["Yes", "No"] > 0.3 * (orders["Yes", "No"] + orders["No", "Yes"])
    assert orders["No", "Yes"] > 0.3 * (orders["Yes", "No"] + orders["No", "Yes"])


def test_the_form_of_a_yes_or_no_question_does_not_tell_its_answer(
    conversations: list[tuple[Scene, list[Turn]]],
) -> None:
    starts: dict[str, set[str]] = {"Yes": set(), "No": set()}
    for _, said in conversations:
        for turn in said:
            word = polarity(turn)
            if word is not None and "any" not in turn.question and "Are" not in turn.question:
                starts[word].add(" ".join(turn.question.split()[:2]))
    common = starts["Yes"] & starts["No"]
    assert {"Is there", "Does the", "Does this"} <= common


def test_a_passage_has_three_to_seven_sentences(
    said: Callable[..., str], real_scenes: list[Scene]
) -> None:
    lengths = Counter(
        len(re.findall(r"[.!?](?= [A-Z]|$)", text))
        for scene in real_scenes
        for seed in range(3)
        if (text := said(scene, "passage", seed))
    )
    assert set(lengths) <= set(range(3, 8))
    assert sum(lengths.values()) > 0.8 * 3 * len(real_scenes)


def test_a_reasoned_answer_has_40_to_120_words(
    turns: Callable[..., list[Turn]], real_scenes: list[Scene]
) -> None:
    answered = [
        pair for scene in real_scenes for seed in range(3) if (pair := turns(scene, "pair", seed))
    ]
    assert all(len(pair) == 1 and 40 <= len(pair[0].answer.split()) <= 120 for pair in answered)
    assert len(answered) > 0.7 * 3 * len(real_scenes)


LEAKS = re.compile(
    r"\b(?:captions?|annotat\w+|bounding|coordinates?|metadata|might|maybe|perhaps|possibly|probably"
    r"|likely|seems?|appears?|a \w*[aeiou]\w* an|persons)\b|[\[\]]|\d\.\d|  |\.\.|\s[.,?]",
    re.IGNORECASE,
)


def test_no_answer_names_its_source_hedges_or_reads_badly(
    said: Callable[..., str], real_scenes: list[Scene]
) -> None:
    for scene in real_scenes:
        for shape in SHAPES:
            for seed in range(3):
                text = said(scene, shape, seed)
                # "persons" stands in one caption and is its writer's word
                found = [m for m in LEAKS.findall(text) if m.lower() != "persons"]
                assert not found, (scene.id, found, text)


def test_every_family_has_at_least_four_frames() -> None:
    tables = [
        value
        for module in (frames, arguments)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, tuple)
    ]
    assert len(tables) > 30
    assert all(len(table) >= 4 and len(set(table)) == len(table) for table in tables)


def test_the_order_of_kinds_varies(conversations: list[tuple[Scene, list[Turn]]]) -> None:
    def kind(turn: Turn) -> str:
        if polarity(turn):
            return "polar"
        for word in ("many", "number", "count"):
            if word in turn.question:
                return "number"
        if re.search(r"here|part|left", turn.question) and "Looking" not in turn.answer:
            return "place"
        return "told"

    openings = Counter(kind(said[0]) for _, said in conversations)
    assert all(openings[name] > 20 for name in ("polar", "number", "place", "told"))
