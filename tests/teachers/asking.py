"""Asking a server on loopback with the chat teacher: what the tests of this folder share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from datagen.parsing import read_body
from datagen.records import Answer, Failure, Message, Recipe, Request, Sample, Scene
from datagen.rehearsal import ChatServer
from datagen.settings import Sending, Teaching
from datagen.teachers.chat import ChatTeacher
from datagen.teachers.timing import Timing

RECIPE = Recipe("detail", 1, "", "required", "none", "passage", "", ())

# a server is left alone for moments, so that tests need not wait
QUICK = Timing(backoff=0.01, longest_backoff=0.05, longest_refused=0.3)


def request(number: int = 0, recipe: Recipe = RECIPE, *, attempt: int = 1) -> Request:
    sample = Sample(
        sample=f"{number:012}/detail/0",
        scene=f"{number:012}",
        recipe="detail",
        index=0,
        identity=f"id{number}",
        parts={},
    )
    messages = (Message("system", "You see one image."), Message("user", f"Scene {number}."))
    return Request(sample, attempt, recipe, Scene(id="1", image="1.jpg"), messages)


def teacher_with(*, timing: Timing = QUICK, **settings: Any) -> ChatTeacher:
    return ChatTeacher(
        Teaching.model_validate({k: v for k, v in settings.items() if k in Teaching.model_fields}),
        Sending.model_validate({k: v for k, v in settings.items() if k in Sending.model_fields}),
        api_key="sk-test-1234",
        timing=timing,
    )


def ask(
    server: ChatServer | ChatTeacher | str, *requests: Request, **settings: Any
) -> list[Answer | Failure]:
    """What came of the requests, in the order in which it came."""
    if isinstance(server, ChatTeacher):
        teacher = server
    else:
        url = server if isinstance(server, str) else server.url
        teacher = teacher_with(**{"model": "m", "base_url": url, **settings})

    async def feed() -> AsyncIterator[Request]:
        for item in requests or (request(),):
            yield item

    async def collect() -> list[Answer | Failure]:
        async with asyncio.timeout(60):  # what hangs shall fail
            return [outcome async for outcome in teacher.answer(feed())]

    return asyncio.run(collect())


def text(outcome: Answer | Failure) -> str | None:
    assert isinstance(outcome, Answer), outcome
    return read_body(outcome.body).text
