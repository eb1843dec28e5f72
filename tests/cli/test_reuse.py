"""`--reuse`: another run's answers are taken over, and the command says how many."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from datagen.rehearsal import ChatServer, says
from tests.cli.conftest import Datagen


def test_a_run_takes_over_the_answers_of_others(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    captions = ("generate", "--captions", example_files["captions"], "--teacher", "offline")
    datagen(*captions, "--recipes", "detail", "--out", "one", "-q")
    datagen(*captions, "--recipes", "reasoning", "--out", "two", "-q")
    said = datagen(*captions, "--reuse", "one", "--reuse", "two/", "--out", "all").err
    assert "16 images, 48 samples, 32 answered before: 16 to ask" in said
    assert "taken over from one: 16 answers, 16 samples need not be asked" in said
    assert "taken over from two: 16 answers, 16 samples need not be asked" in said
    ledger = tmp_path / "work" / "all" / "ledger.jsonl"
    assert ledger.read_text(encoding="utf-8").count('"reused_from":"one"}') == 16
    told = datagen("explain", "all", "401/detail").out
    assert "not asked here: taken over from one" in told


def test_a_folder_to_take_from_must_hold_a_run(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    failed = datagen(
        "generate", "--captions", example_files["captions"], "--teacher", "offline",
        "--out", "run", "--reuse", "nowhere", code=1,
    )  # fmt: skip
    assert failed.lines[0] == "error: nowhere: holds no run to take answers from"
    assert not (tmp_path / "work" / "run").exists()


def test_answers_of_a_newer_run_are_left_alone(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    captions = ("generate", "--captions", example_files["captions"], "--teacher", "offline")
    datagen(*captions, "--out", "newer", "-q")
    manifest = tmp_path / "work" / "newer" / "manifest.json"
    newer = {**json.loads(manifest.read_text(encoding="utf-8")), "format": 99, "more": True}
    manifest.write_text(json.dumps(newer), encoding="utf-8")
    refused = datagen(*captions, "--out", "run", "--reuse", "newer", code=1)
    assert refused.lines[0] == (
        "error: newer: this run has format 99; this datagen reads up to format 1"
    )
    assert not (tmp_path / "work" / "run").exists()


@pytest.mark.parametrize("text", ['{"a":1}\n', "no line end", "\x00" * 5000 + "\n"])
def test_a_ledger_of_which_nothing_can_be_read_is_called_that(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path, text: str
) -> None:
    other = tmp_path / "work" / "other"
    other.mkdir()
    (other / "ledger.jsonl").write_text(text, encoding="utf-8")
    refused = datagen(
        "generate", "--captions", example_files["captions"], "--teacher", "offline",
        "--out", "run", "--reuse", "other", code=1,
    )  # fmt: skip
    assert refused.lines[0].startswith("error: other/ledger.jsonl: holds no row that can be read")


def test_a_folder_none_of_whose_answers_fit_is_asked_about_before_everything_is_bought(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    with ChatServer(lambda body: says("A thing stands in a field.")) as server:
        command = ("generate", "--captions", example_files["captions"], "--recipes", "detail")
        to = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "k"}
        datagen(*command, "--model", "big", "--out", "before", **to)
        asked = len(server.requests)
        mistyped = (*command, "--model", "bgi", "--out", "after", "--reuse", "before")
        refused = datagen(*mistyped, code=2, **to)
        assert "not one answer of the runs that --reuse names fits" in refused.err
        assert len(server.requests) == asked
        datagen(*mistyped, "--yes", **to)
        assert len(server.requests) == 2 * asked
