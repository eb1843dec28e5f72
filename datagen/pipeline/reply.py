"""An answer's text and its recipe in, a draft or a reject out, whatever form was asked for."""

from __future__ import annotations

from datagen import parsing, prompting
from datagen.records import Draft, Recipe, Reject
from datagen.settings import Teaching
from datagen.teachers.sampling import sampling


def read_reply(text: str, recipe: Recipe, question: str) -> Draft | Reject:
    """`question` is what a passage answers."""
    if recipe.schema is None:
        return parsing.parse(text, recipe.reply, question)
    fields = parsing.parse_json(text, recipe.schema)
    if isinstance(fields, Reject):
        return fields
    if recipe.templates:
        return prompting.fill(recipe.templates, fields)
    return parsing.draft_of(fields, recipe.reply, question)


def longest_reply(teaching: Teaching, recipe: Recipe) -> int | None:
    """The longest reply in tokens that was asked for, where one was."""
    given = sampling(teaching, recipe)
    limits = (given.get(name) for name in ("max_tokens", "max_completion_tokens"))
    return next((limit for limit in limits if isinstance(limit, int)), None)
