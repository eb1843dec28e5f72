"""An answer's text and its recipe in, a draft or a reject out, whatever form was asked for."""

from __future__ import annotations

from datagen import parsing, prompting
from datagen.records import Draft, Recipe, Reject


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
