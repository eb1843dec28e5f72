"""Recipes and seeds in, messages out. Reads templates; sends nothing."""

from datagen.prompting.library import Library, packaged
from datagen.prompting.messages import prefix, with_context

__all__ = ["Library", "packaged", "prefix", "with_context"]
