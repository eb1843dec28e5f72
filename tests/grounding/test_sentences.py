"""Sentences about real images that must pass, and some that must not: see sentences/README.md."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.grounded.judge import Judge
from benchmarks.grounded.sources import Scene, read_coco

SENTENCES = Path(__file__).with_name("sentences")


def lines(kind: str) -> Iterator[Any]:
    for file in sorted(SENTENCES.glob(f"{kind}_*.txt")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if line and not line.startswith("#"):
                yield pytest.param(
                    [part.strip() for part in line.split("|")], id=f"{file.stem}:{number}"
                )


@pytest.fixture(scope="module")
def scenes(coco_mini: dict[str, Path]) -> dict[str, Scene]:
    return read_coco(coco_mini["captions"], coco_mini["instances"])


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def rejecting(scenes: dict[str, Scene], judge: Judge, image: str, said: list[str]) -> set[str]:
    parts = ["Describe the image.", *said] if len(said) == 1 else said
    turns = list(zip(parts[::2], parts[1::2], strict=True))
    found = judge.findings(turns, scenes[f"{int(image):012d}.jpg"])
    return {finding.rule for finding in found if finding.severity == "reject"}


@pytest.mark.parametrize("line", list(lines("passes")))
def test_what_is_true_passes(line: list[str], scenes: dict[str, Scene], judge: Judge) -> None:
    image, *said = line
    assert not rejecting(scenes, judge, image, said)


@pytest.mark.parametrize("line", list(lines("faults")))
def test_what_is_wrong_is_rejected(line: list[str], scenes: dict[str, Scene], judge: Judge) -> None:
    rule, image, *said = line
    assert rule in rejecting(scenes, judge, image, said)
