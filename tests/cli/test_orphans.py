"""Before answers that were paid for fall out of use, `generate` says what differs, and asks."""

from __future__ import annotations

import json
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


def test_a_shorter_selection_is_asked_about_though_nothing_would_be_sent(
    generate: Generate,
) -> None:
    refused = generate("--limit", 5, code=2)
    assert "11 answers that were paid for would fall out of use" in refused.err


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (b"", "ledger.jsonl is shorter than it was"),
        (None, "ledger.jsonl is gone"),
    ],
)
def test_a_ledger_that_is_lost_is_asked_about_before_all_is_bought_again(
    generate: Generate, tmp_path: Path, left: bytes | None, said: str
) -> None:
    ledger = tmp_path / "work" / "run" / "ledger.jsonl"
    whole = ledger.read_bytes()
    if left is None:
        ledger.unlink()
    else:
        ledger.write_bytes(left)
    refused = generate(code=2)
    assert f"{said}; 16 samples would be asked, whatever was paid for before" in refused.err
    ledger.write_bytes(whole)
    assert "16 answered before: 0 to ask" in generate().err


def test_a_lost_ledger_is_asked_about_though_no_build_has_read_it(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    run = tmp_path / "work" / "run"
    captions = ("--captions", example_files["captions"], "--model", "m", "--recipes", "detail")
    with ChatServer(lambda _: says("A thing stands in a field.")) as server:
        to = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "k"}
        datagen("plan", *captions, "--out", "run")
        datagen("ask", "run", "--no-build", **to)
        (run / "ledger.jsonl").unlink()
        refused = datagen("generate", *captions, "--out", "run", code=2, **to)
        assert "ledger.jsonl is gone; 16 samples would be asked" in refused.err
        assert len(server.requests) == 16


def test_ask_asks_as_well_and_goes_on_when_told(
    generate: Generate, datagen: Datagen, tmp_path: Path
) -> None:
    ledger = tmp_path / "work" / "run" / "ledger.jsonl"
    ledger.unlink()
    for _ in range(2):  # to refuse makes no ledger that the next question would miss
        refused = datagen("ask", "run", code=2, OPENAI_API_KEY="sk-test")
        assert "ledger.jsonl is gone; 16 samples would be asked" in refused.err
        assert refused.lines[-1] == (
            "hint:  Pass --yes to go on, or put back a copy of the ledger."
        )
    datagen("ask", "run", "--yes", OPENAI_API_KEY="sk-test")
    assert ledger.read_bytes().count(b"\n") == 16


def test_a_ledger_that_cost_nothing_may_be_lost(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    free = ("generate", "--captions", example_files["captions"], "--teacher", "offline")
    datagen(*free, "--out", "free")
    (tmp_path / "work" / "free" / "ledger.jsonl").unlink()
    assert "48 to ask" in datagen(*free, "--out", "free").err


def test_damaged_rows_are_asked_about_once(generate: Generate, tmp_path: Path) -> None:
    ledger = tmp_path / "work" / "run" / "ledger.jsonl"
    rows = ledger.read_bytes().splitlines(keepends=True)
    rows[2] = rows[2].replace(b"A thing", b"A th\xffng")
    ledger.write_bytes(b"".join(rows))
    refused = generate(code=2)
    assert "1 row is damaged in ledger.jsonl and cannot be read" in refused.err
    assert "1 sample would be asked" in refused.err
    generate("--yes")
    assert "0 to ask" in generate().err


def test_a_damaged_row_of_what_is_not_asked_for_is_not_asked_about(
    generate: Generate, tmp_path: Path
) -> None:
    generate("--limit", 15, "--yes")
    ledger, plan = (tmp_path / "work" / "run" / name for name in ("ledger.jsonl", "plan.jsonl"))
    used = {json.loads(row)["identity"] for row in plan.read_bytes().splitlines()}
    rows = ledger.read_bytes().splitlines(keepends=True)
    [unused] = [n for n, row in enumerate(rows) if json.loads(row)["identity"] not in used]
    rows[unused] = rows[unused].replace(b"A thing", b"A th\xffng")
    ledger.write_bytes(b"".join(rows))
    more = generate("--limit", 15, "--recipes", "detail,reasoning")
    assert "15 answered before: 15 to ask" in more.err


def test_answers_of_a_folder_whose_manifest_is_lost_can_be_taken_over(
    generate: Generate, tmp_path: Path
) -> None:
    (tmp_path / "work" / "run" / "manifest.json").unlink()
    refused = generate(code=1)
    assert "--reuse" in refused.lines[-1]
    (tmp_path / "work" / "run").rename(tmp_path / "work" / "lost")
    assert "16 answered before: 0 to ask" in generate("--reuse", "lost").err


def test_limits_and_prices_that_are_forgotten_are_said(generate: Generate) -> None:
    prices = ["--price-in", 1, "--price-out", 4]
    generate(*prices, "--max-cost", 5)
    assert (
        "the last session of this run had --max-cost, --price-in, --price-out; this one does not"
        in generate().err
    )
    assert "the last session" not in generate(*prices, "--max-cost", 6).err
    assert "the last session" not in generate("--teacher", "offline", "--yes").err
