"""Small runs with a scripted teacher."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonlines
import pytest

from datagen.pipeline.generate import Outcome, generate
from datagen.pipeline.plan import PlanSummary
from datagen.records import Failure, Request
from datagen.runs import Run
from datagen.settings import Settings
from datagen.teachers.local import ScriptedTeacher
from datagen.teachers.outcome import chat_body, failure_of
from tests.spending.own_table import own_table

__all__ = ["own_table"]

Script = Callable[[Request], dict[str, Any] | Failure]

PAIR = "Question:\nWhat is in scene {0}{1}?\n===\nAnswer:\nThing {0} is there."


def good_reply(request: Request) -> dict[str, Any]:
    """A reply in the form that the recipe asks for."""
    number = request.scene.id.lstrip("0") or "0"
    passage = request.recipe.reply == "passage"
    asked = "" if request.recipe.reply == "pair" else ", if anything"  # no record stands twice
    text = f"Thing {number} stands in a field." if passage else PAIR.format(number, asked)
    return chat_body(text, model="scripted")


def fails(request: Request, *, permanent: bool) -> Failure:
    return failure_of(request, "scripted", "http_400", "HTTP 400: no", permanent=permanent)


def scenes(count: int, **fields: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{n:012}",
            "image": f"{n:012}.jpg",
            "captions": [f"A thing number {n}.", "some thing"],
            "instances": [{"category": "dog", "bbox": [0.1, 0.1, 0.5, 0.5]}],
            **fields,
        }
        for n in range(count)
    ]


class Bench:
    """Runs `generate` on a few scenes, as often as a test wants."""

    def __init__(self, tmp_path: Path, scene_file: Callable[..., Path]) -> None:
        self.run = Run(tmp_path / "run")
        self.scenes = scene_file(scenes(3))
        self.asked: list[tuple[str, int]] = []
        self.plans: list[PlanSummary] = []
        self.confirm: Callable[[PlanSummary], None] = self.plans.append

    def settings(self, **sections: Any) -> Settings:
        recipes = {"recipes": ("detail",), **sections.pop("recipes", {})}
        inputs = {"scenes": self.scenes, **sections.pop("inputs", {})}
        return Settings.model_validate({"inputs": inputs, "recipes": recipes, **sections})

    def generate(self, script: Script = good_reply, **sections: Any) -> Outcome:
        teacher = ScriptedTeacher(script)
        try:
            return generate(
                self.run,
                self.settings(**sections),
                teacher,
                confirm=self.confirm,
                watch=lambda _: None,
            )
        finally:
            self.asked = [(request.sample.sample, request.attempt) for request in teacher.asked]

    def rows(self, path: Path) -> list[Any]:
        with jsonlines.open(path) as reader:
            return list(reader)

    @property
    def records(self) -> list[Any]:
        array = json.loads(self.run.instruct_array.read_text(encoding="utf-8"))
        assert array == self.rows(self.run.instruct)
        return array  # type: ignore[no-any-return]


@pytest.fixture
def bench(tmp_path: Path, scene_file: Callable[..., Path]) -> Bench:
    return Bench(tmp_path, scene_file)
