"""`datagen explain`: what a user reads of a run, of one sample, and where a name fits nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Datagen


@pytest.fixture
def made(datagen: Datagen, example_files: dict[str, Path]) -> None:
    files = ("--captions", example_files["captions"], "--instances", example_files["instances"])
    for seed in (0, 3):
        datagen(
            "generate", *files, "--teacher", "offline", "--out", "run", "--seed", seed, "--yes",
            "-q",
        )  # fmt: skip


def test_a_sample_is_told_with_its_history(datagen: Datagen, made: None) -> None:
    told = datagen("explain", "run", "401/detail").out
    for expected in (
        "000000000401/detail/0\nexample: attempt 1 gave an example\n",
        "recipe detail, version 1\n",
        "  seed     3 ",
        "2 rows of the ledger, the oldest first",
        "not used: the seed changed from 0 to 3",
        "asked again: the seed changed from 0 to 3",
    ):
        assert expected in told, expected
    (sample,) = datagen("explain", "run", "401/detail", "--json").json["samples"]
    assert [event["use"] for event in sample["history"]] == ["not used", "used"]
    assert [part["name"] for part in sample["parts"]][-2:] == ["seed", "version"]


def test_several_samples_are_listed(datagen: Datagen, made: None) -> None:
    listed = datagen("explain", "run", "401")
    assert [line.split()[0] for line in listed.out.splitlines()[1:]] == [
        f"000000000401/{recipe}/0" for recipe in ("conversation", "detail", "reasoning")
    ]
    assert "3 samples fit '401'" in listed.err


def test_the_whole_run_is_told_in_tables(datagen: Datagen, made: None) -> None:
    told = datagen("explain", "run").out
    assert "of 48 samples 48 were asked under their key of today, 0 are new" in told
    assert "answers of the ledger that this plan does not use: 48" in told
    assert "nothing is left to ask" in told
    assert datagen("explain", "run", "--json").json["reused"] == 48


def test_an_unknown_sample_is_one_error_with_near_names(datagen: Datagen, made: None) -> None:
    failed = datagen("explain", "run", "401/detial", code=1)
    assert failed.lines[0] == "error: run: there is no sample '401/detial' in this run"
    assert "Did you mean 000000000401/detail/0" in failed.lines[1]
    assert "is not a run folder" in datagen("explain", ".", code=1).err


def test_what_a_server_said_reaches_no_terminal_as_it_came(
    datagen: Datagen, made: None, tmp_path: Path
) -> None:
    ledger = tmp_path / "work" / "run" / "ledger.jsonl"
    text = ledger.read_text(encoding="utf-8")
    ledger.write_text(text.replace('"offline-1"', '"\\u001b[31m[bold]evil"'), encoding="utf-8")
    told = datagen("explain", "run", "401/detail/0").out
    assert "\x1b" not in told
    assert "[bold]evil" in told
