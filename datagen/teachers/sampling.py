"""Settings and a recipe in, the sampling parameters of a request out."""

from __future__ import annotations

from typing import assert_never

from pydantic import JsonValue

from datagen.records import Recipe
from datagen.settings import Teaching


def sampling(settings: Teaching, recipe: Recipe) -> dict[str, JsonValue]:
    """What the user set over what the recipe set; nothing that neither did."""
    own = settings.model_dump(include={"temperature", "top_p", "max_tokens"}, exclude_none=True)
    seed = {} if settings.request_seed is None else {"seed": settings.request_seed}
    shape = recipe.response_format
    asked = {} if shape is None else {"response_format": shape}
    return {**recipe.sampling, **own, **seed, **asked, **settings.param}


def varies(settings: Teaching, recipe: Recipe) -> bool:
    """Whether asking the same once more can give another answer."""
    match settings.teacher:
        case "offline":
            return False
        case "openai":
            return sampling(settings, recipe).get("temperature") != 0
        case other:
            assert_never(other)
