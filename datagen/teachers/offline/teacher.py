"""Requests in, chat-completions bodies out, from the facts of their scenes alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from pydantic import JsonValue

from datagen.records import Recipe, ReplyShape, Request, Scene, Turn
from datagen.teachers.offline.conversation import conversation
from datagen.teachers.offline.dice import Dice
from datagen.teachers.offline.facts import facts
from datagen.teachers.offline.passage import passage
from datagen.teachers.offline.reasoning import reasoning
from datagen.teachers.outcome import chat_body

# Changes with every change to what is said: it is part of what an answer is keyed by.
VERSION = "1"

_PASSAGE_QUESTION = "What does the image show?"


class OfflineTeacher:
    """Answers without a key, a network or a model, and always the same.

    It reads everything that the scene knows, boxes too where a recipe shows a language model
    captions only. The answer's text is empty where nothing sound fits the shape: `turns` of a scene
    with neither a usable caption nor a known number or place; a `passage` of fewer than three
    sentences; a `pair` without boxes of single or countable things.
    """

    name = "offline"

    def __init__(self, *, seed: int, render: Callable[[Sequence[Turn], ReplyShape], str]) -> None:
        self._seed = seed
        self._render = render

    def identity(self, recipe: Recipe, scene: Scene) -> dict[str, JsonValue]:
        """All that the answer depends on, named."""
        return {
            "scene": scene.digest,
            "recipe": recipe.name,
            "reply": recipe.reply,
            "seed": self._seed,
            "version": VERSION,
        }

    def reply(self, request: Request) -> dict[str, JsonValue]:
        """The body of a chat completion; see the class for when its text is empty."""
        turns = self._turns(request.scene, request.recipe)
        text = self._render(turns, request.recipe.reply) if turns else ""
        usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        return {**chat_body(text, model=f"offline-{VERSION}"), "usage": usage}

    def _turns(self, scene: Scene, recipe: Recipe) -> list[Turn]:
        known = facts(scene)
        dice = Dice((self._seed, scene.id, recipe.name))
        match recipe.reply:
            case "turns":
                return conversation(known, dice)
            case "pair":
                return reasoning(known, dice)
            case "passage":
                text = passage(known, dice)
                return [Turn(_PASSAGE_QUESTION, text)] if text else []
            case other:
                assert_never(other)
