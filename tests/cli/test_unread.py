"""Answers that no build has judged are left to the next build, and what it rejects is asked again.

So a session that ended early never holds up the next one.
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


def test_asking_without_a_build_says_that_it_is_not_complete_and_what_completes_it(
    started: Started,
) -> None:
    said = started("ask", "--no-build", code=3).err
    assert started.asked == 0
    assert "not complete: 3 answers are not held against their images yet" in said
    assert "datagen build run does that, and datagen ask run then asks again" in said
    started("build", code=3)
    report = started("ask", "--json").json
    assert (started.asked, report["examples"], report["pending"]) == (3, 3, 0)


def test_without_an_end_to_wait_for_it_is_no_failure(started: Started) -> None:
    started("ask", "--no-build", "--allow-partial")


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
