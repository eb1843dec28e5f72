"""Settings and a recipe in, the sampling parameters of a request out."""

from __future__ import annotations

from typing import assert_never

from pydantic import JsonValue

from datagen.records import Recipe
from datagen.settings import Teaching


def sampling(settings: Teaching, recipe: Recipe) -> dict[str, JsonValue]:
    """What the user set over what the recipe set; nothing that neither did."""
    own: dict[str, JsonValue] = {
        "temperature": settings.temperature,
        "top_p": settings.top_p,
        "max_tokens": settings.max_tokens,
        "seed": settings.request_seed,
        "response_format": recipe.response_format,
    }
    set_here = {name: value for name, value in own.items() if value is not None}
    return {**recipe.sampling, **set_here, **settings.param}


def varies(settings: Teaching, recipe: Recipe) -> bool:
    """Whether asking the same once more can give another answer."""
    match settings.teacher:
        case "offline":
            return False
        case "openai":
            return sampling(settings, recipe).get("temperature") != 0
        case other:
            assert_never(other)
