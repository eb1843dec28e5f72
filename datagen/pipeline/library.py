"""Settings in, the recipes that they name out: resolved, and checked against the other rooms."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from datagen import context, parsing
from datagen.documents import suggestion
from datagen.errors import SettingsError, TemplateError
from datagen.pipeline.reply import read_reply
from datagen.prompting import Library, not_in_form, packaged
from datagen.records import Recipe, Reject
from datagen.settings import Settings
from datagen.validation import GROUNDING_RULE_NAMES, WORDING_RULE_NAMES

DEFAULT_RECIPES = ("conversation", "detail", "reasoning")


def open_library(settings: Settings, folder: Path | None = None) -> Library:
    """The templates in a folder, else the user's, else ours, as the run asks for replies."""
    teaching = settings.teaching
    in_json = teaching.structured and teaching.teacher != "offline"  # which reads no messages
    return Library(
        folder or settings.templates.prompts or packaged(), parsing.as_json if in_json else None
    )


def wanted_recipes(settings: Settings) -> tuple[str, ...]:
    """The names of the recipes, in the user's order. Raises `SettingsError` for a contradiction."""
    named, mix = settings.recipes.recipes, settings.recipes.mix
    if named and mix and set(named) != set(mix):
        raise SettingsError(
            "--recipes and --mix name different recipes", hint="Leave --recipes out."
        )
    return tuple(dict.fromkeys(named or (tuple(mix) if mix else DEFAULT_RECIPES)))


class RecipeChecks(NamedTuple):
    """What recipes say of how records of them are checked."""

    skip: frozenset[str]
    seeds: tuple[str, ...]


def checks_of_recipes(names: Iterable[str], folder: Path | None) -> RecipeChecks:
    """Those of recipes, ours or in a folder: what one of them skips, and the seeds of all.

    Where none is named, questions may tell the image. Raises `TemplateError` where there is no such
    recipe or it cannot be used.
    """
    library = Library(folder or packaged())
    recipes = [usable_recipe(library, name) for name in dict.fromkeys(names)]
    if not recipes:
        return RecipeChecks(frozenset({"question_reveals"}), ())
    skip = frozenset[str]().union(*(recipe.skip_checks for recipe in recipes))
    return RecipeChecks(skip, tuple(answer for r in recipes for answer in seed_answers(r)))


def seed_answers(recipe: Recipe) -> tuple[str, ...]:
    """The answers that a teacher is shown, one text a turn."""
    drafts = (read_reply(seed.answer, recipe, "the question") for seed in recipe.seeds)
    return tuple(
        turn.answer for draft in drafts if not isinstance(draft, Reject) for turn in draft.turns
    )


def usable_recipe(library: Library, name: str) -> Recipe:
    """A recipe that also agrees with the other rooms. Raises `TemplateError` where it does not.

    Every seed answers in the form that replies are parsed in, and shows something; the checks that
    are left out exist.
    """
    recipe = library.recipe(name)
    checks = WORDING_RULE_NAMES | GROUNDING_RULE_NAMES
    if unknown := sorted(recipe.skip_checks - checks):
        raise TemplateError(
            f"skip_checks names '{unknown[0]}', which is no check",
            where=library.prompts / f"{name}.md",
            hint=suggestion(unknown[0], checks),
        )
    for seed in recipe.seeds:
        file = library.seeds / name / f"{seed.name}.md"
        draft = read_reply(seed.answer, recipe, "the question")
        if isinstance(draft, Reject):
            raise not_in_form(file, "json" if recipe.templates else recipe.reply, draft)
        if not (seed.context if seed.scene is None else context.render(recipe, seed.scene, "keep")):
            raise TemplateError(
                "shows the teacher nothing: the recipe needs captions or boxes here", where=file
            )
    return recipe
