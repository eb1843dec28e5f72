"""Requests in, raw answers out. Saves nothing and judges nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol, assert_never

from datagen.records import (
    Answer,
    Failure,
    Message,
    Recipe,
    ReplyShape,
    Request,
    Scene,
    Turn,
)
from datagen.settings import Sending, Teaching
from datagen.teachers.sampling import varies
from datagen.teachers.state import FREE, Payer, TeacherState

__all__ = ["Teacher", "TeacherState", "open_teacher", "varies"]


class Teacher(Protocol):
    """Whoever answers: a chat API, a generator from facts, a script.

    It takes a stream of requests and gives outcomes in any order; each names its request's key. It
    takes requests only as fast as it can answer them. A request that cannot be answered is a
    `Failure`, a teacher that cannot answer any is a `TeacherError`, raised when all that was in
    flight has been given out.
    """

    name: str

    @property
    def state(self) -> TeacherState: ...

    def stop(self) -> None:
        """Send nothing more. What is in flight is still given out; the rest is as never taken."""
        ...

    def parts(self, recipe: Recipe, scene: Scene, messages: Sequence[Message]) -> dict[str, str]:
        """The digest of each piece of what it reads: all that an answer depends on."""
        ...

    def answer(
        self, requests: AsyncIterator[Request], *, payer: Payer = FREE
    ) -> AsyncIterator[Answer | Failure]:
        """Outcomes as they come. `payer` hears of replies that came to nothing, and pays again."""
        ...


def open_teacher(
    settings: Teaching,
    sending: Sending,
    *,
    seed: int,
    api_key: str | None,
    render: Callable[[Sequence[Turn], ReplyShape], str],
) -> Teacher:
    """The teacher that the settings name; its library is imported only when it is used.

    Raises `TeacherError` where the key or the model is missing.
    """
    match settings.teacher:
        case "openai":
            from datagen.teachers.chat import ChatTeacher

            return ChatTeacher(settings, sending, api_key=api_key)
        case "offline":
            from datagen.teachers.local import LocalTeacher
            from datagen.teachers.offline import OfflineTeacher

            return LocalTeacher(OfflineTeacher(seed=seed, render=render))
        case other:
            assert_never(other)
