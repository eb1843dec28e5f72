"""What the server says has the form that is wanted, and is true of the image in question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from datagen import parsing
from datagen.context import render
from datagen.pipeline.checks import Checks
from datagen.pipeline.library import seed_answers
from datagen.pipeline.reply import read_reply
from datagen.prompting import Library, packaged, prefix, with_context
from datagen.records import Draft, Instance, Recipe, Scene
from datagen.rehearsal.plausible import plausible
from datagen.settings import Checking
from datagen.validation import Limits, check_record
from datagen.validation.corpus import Corpus

SCENE = Scene(
    id="1",
    image="1.jpg",
    captions=(
        "A dog lies on a couch.",
        "a brown dog on a couch",
        "A Brown dog, on a couch",
        "Question: what is it?",
        "The dog sleeps next to a lamp!",
    ),
    instances=(
        Instance("dog", (0.6, 0.4, 0.9, 0.8)),  # type: ignore[arg-type]
        Instance("couch", (0.1, 0.3, 0.95, 0.95)),  # type: ignore[arg-type]
    ),
)
RECIPES = ("conversation", "conversation_boxes", "detail", "reasoning")


def body_of(recipe: Recipe, *after: tuple[str, str], of: Scene = SCENE) -> dict[str, Any]:
    said = prefix(recipe, lambda r, scene: render(r, scene, "drop"))
    messages = [*with_context(said, render(recipe, of, "drop")), *after]
    return {"messages": [{"role": role, "content": text} for role, text in messages]}


@pytest.mark.parametrize("in_json", [False, True])
@pytest.mark.parametrize("name", RECIPES)
def test_an_answer_parses_and_passes_the_rules_of_its_recipe(name: str, in_json: bool) -> None:
    recipe = Library(packaged(), parsing.as_json if in_json else None).recipe(name)
    said = plausible(body_of(recipe))
    draft = read_reply(said, recipe, "Describe the image.")
    assert isinstance(draft, Draft), draft
    assert 1 <= len(draft.turns) <= 3, "as many as different captions"
    record: dict[str, Any] = {"image": "1.jpg", "conversations": []}
    for number, turn in enumerate(draft.turns):
        asked = turn.question if number else f"<image>\n{turn.question}"
        record["conversations"] += [{"from": "human", "value": asked}]
        record["conversations"] += [{"from": "gpt", "value": turn.answer}]
    turns = [(turn["from"], turn["value"]) for turn in record["conversations"]]
    limits = Limits(max_tokens=2048, skip=recipe.skip_checks, seeds=seed_answers(recipe))
    checks = Checks(Checking(), words=None)
    assert checks(check_record(record, limits), turns, SCENE, skip=recipe.skip_checks) == ()
    example = len(recipe.seeds[0].answer)
    assert 0.2 * example < len(said) < 3 * example


@pytest.mark.parametrize(
    ("labels", "most"),
    [
        ((), 0.1),
        (("car",), 0.02),
        (("traffic light", "scissors", "tv", "teddy bear", "skis", "potted plant"), 0.0),
    ],
)
def test_of_boxes_alone_it_says_true_things_and_not_the_same_of_all_images(
    labels: tuple[str, ...], most: float
) -> None:
    recipe = Library(packaged()).recipe("conversation_boxes")
    checks, data_set = Checks(Checking(), words=None), Corpus()
    for number in range(500):
        left = number / 1000
        boxes = tuple(Instance(label, (left, 0.1, 0.9, 0.9)) for label in ("person", *labels))
        scene = Scene(id=f"{number}", image=f"{number}.jpg", instances=boxes)
        said = plausible(body_of(recipe, of=scene))
        draft = read_reply(said, recipe, "")
        assert isinstance(draft, Draft), draft
        turns = [
            each
            for turn in draft.turns
            for each in (("human", turn.question), ("gpt", turn.answer))
        ]
        assert checks((), turns, scene, skip=recipe.skip_checks) == ()
        data_set.see(number, scene.image, turns, recipe.name)
    assert data_set.statistics().near_duplicates <= most * 500


def test_a_second_request_that_tells_a_fault_gets_an_answer_about_the_image() -> None:
    recipe = Library(packaged()).recipe("detail")
    told = "Your reply cannot be used. It holds no text. Write the whole reply anew."
    again = plausible(body_of(recipe, ("assistant", "An airplane."), ("user", told)))
    assert "dog" in again
    assert "reply" not in again
    assert "airplane" not in again


def test_json_of_a_users_own_keeps_its_labels_and_numbers() -> None:
    example = {
        "question": "Is it so?",
        "kind": "yes or no",
        "count": 2,
        "why": "Since it is there.",
    }
    messages = [
        {"role": "user", "content": "A cat."},
        {"role": "assistant", "content": json.dumps(example)},
        {"role": "user", "content": "A dog runs."},
    ]
    said = json.loads(plausible({"messages": messages}))
    assert said["why"].startswith("A dog runs.")
    assert (said["kind"], said["count"]) == ("yes or no", 2)
    assert said["question"].endswith("?")


def test_nothing_is_claimed_where_no_example_shows_a_form() -> None:
    said = plausible({"messages": [{"role": "user", "content": "A dog runs."}]})
    assert said.startswith("This is a rehearsal")


def test_what_feedback_begins_with_is_what_the_server_knows_it_by() -> None:
    from datagen.pipeline import feedback
    from datagen.rehearsal import plausible as module

    assert module._TOLD in Path(feedback.__file__).read_text(encoding="utf-8")
