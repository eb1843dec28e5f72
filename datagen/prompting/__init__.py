"""Recipes and seeds in, messages out. Reads templates; sends nothing."""

from datagen.prompting.filling import fill
from datagen.prompting.library import Library, not_in_form, packaged
from datagen.prompting.messages import prefix, with_context
from datagen.prompting.schemas import response_format

__all__ = [
    "Library",
    "fill",
    "not_in_form",
    "packaged",
    "prefix",
    "response_format",
    "with_context",
]
