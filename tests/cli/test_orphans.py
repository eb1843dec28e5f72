"""Before answers that were paid for fall out of use, `generate` says what differs, and asks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from datagen.prompting import packaged
from datagen.rehearsal import ChatServer, says
from tests.cli.conftest import Datagen, Result

Generate = Callable[..., Result]


@pytest.fixture
def generate(datagen: Datagen, example_files: dict[str, Path]) -> Iterator[Generate]:
    with ChatServer(lambda _: says("A thing stands in a field.")) as server:

        def run(*changes: object, code: int = 0) -> Result:
            return datagen(
                "generate", "--captions", example_files["captions"], "--recipes", "detail",
                "--model", "gpt-5-mini", *changes, "--base-url", server.url, "--out", "run",
                OPENAI_API_KEY="sk-test", code=code,
            )  # fmt: skip

        run()
        yield run


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (["--model", "gpt-5-mnii"], "because the model changed from gpt-5-mini to gpt-5-mnii"),
        (["--temperature", 0.2], "because temperature changed from unset to 0.2"),
        (["--param", "top_k=9"], "because top_k changed from unset to 9"),
    ],
)
def test_what_differs_is_named_and_nothing_is_sent(
    generate: Generate, changes: list[object], reason: str
) -> None:
    refused = generate(*changes, code=2)
    assert f"16 answers that were paid for would fall out of use, {reason}." in refused.err
    assert "samples would be asked" in refused.err
    assert "--yes" in refused.lines[-1]
    assert "16 samples, 16 answered before: 0 to ask" in generate().err, "nothing was changed"


def test_what_differs_for_most_of_them_is_named(generate: Generate) -> None:
    refused = generate("--limit", 5, "--model", "gpt-5-mnii", code=2)
    assert (
        "16 answers that were paid for would fall out of use, most of them because their images "
        "or recipes are not chosen any more." in refused.err
    )


def test_an_edited_prompt_is_named_by_its_file(generate: Generate, tmp_path: Path) -> None:
    for name in ("prompts", "seeds"):
        shutil.copytree(packaged() / name, tmp_path / "mine" / name)
    file = tmp_path / "mine" / "prompts" / "detail.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nBe brief.\n", encoding="utf-8")
    refused = generate("--prompts", tmp_path / "mine", code=2)
    assert "the prompt or a seed was edited and is still version 1 of prompts/detail.md" in (
        refused.err
    )


def test_going_back_to_what_was_asked_before_needs_no_question(generate: Generate) -> None:
    generate("--model", "gpt-5-nano", "--yes")
    back = generate()
    assert "16 samples, 16 answered before: 0 to ask" in back.err
