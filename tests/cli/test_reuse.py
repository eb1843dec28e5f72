"""`--reuse`: another run's answers are taken over, and the command says how many."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Datagen


def test_a_run_takes_over_the_answers_of_others(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    captions = ("generate", "--captions", example_files["captions"], "--teacher", "offline")
    datagen(*captions, "--recipes", "detail", "--out", "one", "-q")
    datagen(*captions, "--recipes", "reasoning", "--out", "two", "-q")
    said = datagen(*captions, "--reuse", "one", "--reuse", "two/", "--out", "all").err
    assert "taken over from one: 16 answers, 16 samples need not be asked" in said
    assert "taken over from two: 16 answers, 16 samples need not be asked" in said
    ledger = tmp_path / "work" / "all" / "ledger.jsonl"
    assert ledger.read_text(encoding="utf-8").count('"reused_from":"one"}') == 16
    told = datagen("explain", "all", "401/detail").out
    assert "taken from one" in told


def test_a_folder_to_take_from_must_hold_a_run(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    failed = datagen(
        "generate", "--captions", example_files["captions"], "--teacher", "offline",
        "--out", "run", "--reuse", "nowhere", code=1,
    )  # fmt: skip
    assert failed.lines[0] == "error: nowhere: holds no run to take answers from"
    assert not (tmp_path / "work" / "run").exists()
