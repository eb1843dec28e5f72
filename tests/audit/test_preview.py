"""The preview shows a sample with all that is known of it, and obeys nothing in its text."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.console import Console

from datagen.audit.preview import panel
from datagen.audit.samples import Shown, Wanted, samples_of
from datagen.errors import RunError
from datagen.records import Scene
from datagen.rows import RejectRow
from datagen.runs import Run
from tests.cli.conftest import Datagen, datagen, environment

__all__ = ["datagen", "environment"]


def shown_text(shown: Shown) -> str:
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    console.print(panel(shown))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.fixture
def run(datagen: Datagen, example_files: dict[str, Path], tmp_path: Path) -> Run:
    datagen(
        "generate", "--captions", example_files["captions"], "--teacher", "offline",
        "--instances", example_files["instances"], "--with-expansion", "--out", tmp_path / "run",
        "-q",
    )  # fmt: skip
    return Run(tmp_path / "run")


def names(run: Run, limit: int = 99, **wanted: Any) -> list[str]:
    return [shown.name for shown in samples_of(run, Wanted(limit, **wanted))]


def test_samples_come_in_the_order_of_the_run_and_can_be_narrowed(run: Run) -> None:
    assert names(run, 2) == ["000000000101/conversation/0", "000000000101/detail/0"]
    assert names(run, 2, recipe="reasoning") == [
        "000000000101/reasoning/0",
        "000000000139/reasoning/0",
    ]
    of_one = names(run, image="401")
    assert of_one == names(run, image="000000000401")
    assert [name.split("/")[1] for name in of_one] == [
        "conversation",
        "detail",
        "reasoning",
        "caption",
    ]
    assert names(run, image="999") == []


def test_a_panel_shows_the_scene_the_turns_and_where_they_come_from(run: Run) -> None:
    (shown,) = samples_of(run, Wanted(1, image="401", recipe="conversation"))
    text = shown_text(shown)
    for expected in (
        "000000000401/conversation/0",
        "000000000401.jpg",
        "640 x 480",
        "Eight sheep stand on a hill behind a wooden fence.",
        "sheep  0.517  0.463  0.585  0.526",
        "user",
        "assistant",
        "offline",
        "attempt 1",
        "CC0",
    ):
        assert expected in text, expected


def test_rejected_answers_are_shown_with_the_reason(run: Run) -> None:
    rejects = samples_of(run, Wanted(9, rejects=True))
    assert rejects
    for shown in rejects:
        text = shown_text(shown)
        assert "rejected (answer): empty_answer" in text
        assert "no other attempt" in text


@pytest.mark.parametrize(
    "evil",
    ["\x1b[31mred\x1b[0m", "\x9b31m", "[bold]x[/bold]", "a\x07b", "\u202egnp.exe", ":smile:"],
)
def test_no_escape_and_no_markup_is_obeyed(evil: str) -> None:
    scene = msgspec.convert({"id": evil, "image": "1.jpg", "captions": [evil]}, Scene)
    reject = RejectRow(
        sample="s", attempt=1, stage="parsing", code="c", detail=evil, final=True, raw=evil
    )
    text = shown_text(Shown(evil, scene, ((evil, evil),), reject=reject, image=evil))
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(text)
    if evil.startswith(("[", ":")):
        assert text.count(evil) >= 5


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("llava_instruct.jsonl", lambda data: data.split(b"\n", 1)[0] + b"\n"),
        ("provenance.jsonl", lambda data: data[:-20]),
        ("findings.jsonl", lambda data: b"[]\n"),
        ("scenes.jsonl", lambda data: b"\xff\n"),
    ],
)
def test_files_that_do_not_belong_together_are_one_clear_error(
    run: Run, name: str, damage: Any
) -> None:
    file = run.folder / name
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(RunError, match="cannot be read") as caught:
        samples_of(run, Wanted(99))
    assert "datagen build" in (caught.value.hint or "")
