"""Teachers that answer at once on this machine: the offline teacher, and a script for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Protocol

from pydantic import JsonValue

from datagen.identity import digest
from datagen.records import Answer, Failure, Message, Recipe, Request, Scene
from datagen.teachers.outcome import answer_to
from datagen.teachers.state import FREE, Payer, TeacherState


class Replier(Protocol):
    """Gives a chat-completions body for a request, at once."""

    name: str

    def identity(self, recipe: Recipe, scene: Scene) -> dict[str, JsonValue]: ...

    def reply(self, request: Request) -> dict[str, Any]: ...


class _AtOnce:
    """Whoever answers at once has nothing in flight and nothing to stop."""

    state = TeacherState()

    def stop(self) -> None:
        pass


class LocalTeacher(_AtOnce):
    """A replier as a teacher. Free, and the same answer every time."""

    def __init__(self, replier: Replier) -> None:
        self._replier = replier
        self.name = replier.name

    def parts(self, recipe: Recipe, scene: Scene, messages: Sequence[Message]) -> dict[str, str]:
        return {
            name: digest(value) for name, value in self._replier.identity(recipe, scene).items()
        }

    async def answer(
        self, requests: AsyncIterator[Request], *, payer: Payer = FREE
    ) -> AsyncIterator[Answer | Failure]:
        async for request in requests:
            yield answer_to(request, self.name, self._replier.reply(request), seconds=0.0)
            await asyncio.sleep(0)  # let the caller be interrupted


class ScriptedTeacher(_AtOnce):
    """A real teacher that says what it is told to: for tests and rehearsals.

    `script` gives the body of the answer, or the failure, for a request. It reads messages, as a
    language model does, so identities are those of the messages.
    """

    name = "scripted"

    def __init__(self, script: Callable[[Request], dict[str, Any] | Failure]) -> None:
        self._script = script
        self.asked: list[Request] = []

    def parts(self, recipe: Recipe, scene: Scene, messages: Sequence[Message]) -> dict[str, str]:
        return {"messages": digest([list(message) for message in messages])}

    async def answer(
        self, requests: AsyncIterator[Request], *, payer: Payer = FREE
    ) -> AsyncIterator[Answer | Failure]:
        async for request in requests:
            self.asked.append(request)
            said = self._script(request)
            yield said if isinstance(said, Failure) else answer_to(request, self.name, said, 0.0)
