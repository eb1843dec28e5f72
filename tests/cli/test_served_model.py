"""Whose answers a data set holds is said where it is not whom the user asked."""

from __future__ import annotations

from itertools import chain, repeat
from typing import Any

from datagen.rehearsal import ChatServer, says
from tests.cli.conftest import Datagen

TEXT = "Something stands in a green field.\n\nA path leads to it."


def summary(datagen: Datagen, example_files: Any, out: str, *names: str) -> str:
    models = chain(names, repeat(names[-1]))
    with ChatServer(lambda body: says(TEXT, model=next(models))) as server:
        result = datagen(
            "generate", "--captions", example_files["captions"], "--recipes", "detail",
            "--model", "m", "--base-url", server.url, "--limit", 3, "--out", out,
            OPENAI_API_KEY="k",
        )  # fmt: skip
    return " ".join(result.err.split())


def test_a_model_that_was_not_asked_for_is_named(datagen: Datagen, example_files: Any) -> None:
    assert "asked for m, answered by m-2026 (3)" in summary(datagen, example_files, "a", "m-2026")


def test_a_change_of_model_in_mid_run_is_told(datagen: Datagen, example_files: Any) -> None:
    said = summary(datagen, example_files, "b", "m", "m-mini")
    assert "asked for m, answered by m-mini (2), m (1)" in said


def test_the_model_that_was_asked_for_is_no_news(datagen: Datagen, example_files: Any) -> None:
    assert "answered by" not in summary(datagen, example_files, "c", "m")
