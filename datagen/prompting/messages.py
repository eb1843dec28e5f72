"""A recipe and a context in, the messages of a request out.

The order is LLaVA's (arXiv 2304.08485, appendix F): the system prompt, a user and an assistant
message for each seed, then one user message that holds the new context and nothing else. What is
the same for every image stands first, so that a server's prefix cache covers it.
"""

from __future__ import annotations

from collections.abc import Callable

from datagen.records import Message, Recipe, Scene


def prefix(recipe: Recipe, render: Callable[[Recipe, Scene], str]) -> tuple[Message, ...]:
    """The constant part. `render` makes a seed's scene into text just as it does the image's."""
    messages = [Message("system", recipe.system)]
    for seed in recipe.seeds:
        shown = seed.context if seed.scene is None else render(recipe, seed.scene)
        messages += [Message("user", shown or ""), Message("assistant", seed.answer)]
    return tuple(messages)


def with_context(constant: tuple[Message, ...], context: str) -> tuple[Message, ...]:
    return (*constant, Message("user", context))
