"""Recipes and seeds in, messages out. Reads templates; sends nothing."""

from datagen.prompting.filling import fill
from datagen.prompting.library import Library, not_in_form, packaged
from datagen.prompting.messages import prefix, with_context

__all__ = [
    "Library",
    "fill",
    "not_in_form",
    "packaged",
    "prefix",
    "with_context",
]
