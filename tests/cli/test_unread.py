"""Answers that no build has judged: some are looked at, and what is rejected is asked again.

The others are left to the next build, so a session that ended early never holds up the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import Datagen, Result
from tests.cli.test_checking import AIRPLANE, SCENE

SCENES = [
    {**SCENE, "id": f"{n:012}", "image": f"{n}.jpg", "captions": [f"Dog {n} lies on a couch."]}
    for n in range(3)
]


class Started:
    """A planned run of three samples whose first answers came, and no build has looked at them."""

    def __init__(self, datagen: Datagen, scenes: Path, server: ChatServer) -> None:
        self._datagen = datagen
        self._server = server
        self._arguments = (
            "--scenes", scenes, "--recipes", "detail", "--model", "m", "--out", "run",
            "--base-url", server.url,
        )  # fmt: skip
        datagen("plan", *self._arguments[:-2])
        self("ask", "--no-build", "--max-requests", 3, "--no-warmup", code=5)

    def __call__(self, command: str, *flags: object, code: int = 0) -> Result:
        asked = len(self._server.requests)
        where = self._arguments if command == "generate" else ("run",)
        if command == "ask":
            flags = (*flags, "--base-url", self._server.url)
        result = self._datagen(command, *where, *flags, OPENAI_API_KEY="k", code=code)
        self.asked = len(self._server.requests) - asked
        return result


@pytest.fixture
def started(datagen: Datagen, scene_file: Callable[..., Path]) -> Iterator[Started]:
    seen: list[Any] = []

    def script(body: dict[str, Any]) -> Reply:
        seen.append(body["messages"])
        if len(seen) > 3:
            return says("A dog lies on a couch.")
        return replace(says(AIRPLANE), delay=0.5)  # so that all three are asked before one answers

    with ChatServer(script) as server:
        yield Started(datagen, scene_file(SCENES), server)


def test_asking_without_a_build_asks_what_it_says_and_then_has_nothing_to_ask(
    started: Started,
) -> None:
    said = started("ask", "--no-build").err
    assert "3 second attempts" in said
    assert started.asked == 3
    said = started("ask", "--no-build").err
    assert "0 to ask" in said
    assert "second attempt" not in said
    assert started.asked == 0
    report = started("build", "--json").json
    assert (report["examples"], report["rejects_by_code"]) == (3, {"object_absent": 3})


def test_more_answers_than_are_looked_at_are_left_to_the_build_and_said(
    datagen: Datagen, scene_file: Callable[..., Path]
) -> None:
    many = scene_file(
        [
            {**SCENE, "id": f"{n:012}", "image": f"{n}.jpg", "captions": [f"Dog {n} on a couch."]}
            for n in range(510)
        ]
    )
    with ChatServer(lambda _: says("A dog lies on a couch.")) as server:
        ask = ("ask", "run", "--no-build", "--base-url", server.url)
        datagen("plan", "--scenes", many, "--recipes", "detail", "--model", "m", "--out", "run")
        datagen(*ask, OPENAI_API_KEY="k")
        again = datagen(*ask, OPENAI_API_KEY="k").err
        assert len(server.requests) == 510
    assert "0 to ask; 10 answers that no build has judged may be asked for again" in again
    assert "10 answers are not held against their images yet: the build does that" in again
    assert "datagen ask run then asks again for what it rejects" in again


def test_generating_builds_and_asks_again_in_one_go(started: Started) -> None:
    report = started("generate", "--json").json
    assert (started.asked, report["examples"], report["rejects_by_code"]) == (
        3, 3, {"object_absent": 3},
    )  # fmt: skip


def test_the_requests_of_a_session_are_counted_over_all_its_rounds(started: Started) -> None:
    said = started("generate", "--max-requests", 2, code=5)
    assert started.asked == 2
    assert "--max-requests is reached" in said.err
    report = started("generate", "--max-requests", 2, "--json").json
    assert (started.asked, report["examples"]) == (1, 3)
