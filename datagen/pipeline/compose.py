"""Recipes and an image in, the messages that ask for a sample out."""

from __future__ import annotations

from collections.abc import Mapping

from datagen import context
from datagen.prompting import prefix, with_context
from datagen.records import Message, Recipe, Request, Sample, Scene


class Composer:
    """Makes the messages of an image: each recipe's constant part once, the context anew.

    Recipes that see the same of an image get the same text: it is made once where they are asked
    for one after the other.
    """

    def __init__(self, recipes: Mapping[str, Recipe], crowd: context.Crowd) -> None:
        self.recipes = recipes
        self._crowd = crowd
        self._prefixes = {name: prefix(recipe, self._render) for name, recipe in recipes.items()}
        self._views = {name: context.view_of(recipe) for name, recipe in recipes.items()}
        self._shown: Scene | None = None
        self._texts: dict[context.View, str] = {}

    def _render(self, recipe: Recipe, scene: Scene) -> str:
        return context.render(recipe, scene, self._crowd)

    def messages(self, recipe: str, scene: Scene) -> tuple[Message, ...]:
        if scene is not self._shown:
            self._shown, self._texts = scene, {}
        view = self._views[recipe]
        if view not in self._texts:
            self._texts[view] = self._render(self.recipes[recipe], scene)
        return with_context(self._prefixes[recipe], self._texts[view])

    def prefix_characters(self, recipe: str) -> int:
        """The length of the constant part of a recipe's messages."""
        return sum(len(message.content) for message in self._prefixes[recipe])

    def request(self, sample: Sample, scene: Scene, attempt: int) -> Request:
        recipe = self.recipes[sample.recipe]
        return Request(sample, attempt, recipe, scene, self.messages(sample.recipe, scene))
