"""The overview of a run takes a few bytes a sample, whatever became of the samples."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from datagen.pipeline.generate import plan_run
from datagen.pipeline.overview import overview
from datagen.records import Answer, Sample
from datagen.runs import Run, now
from datagen.settings import Settings
from tests.pipeline.conftest import scenes

MANY = 4000
OWN = 100  # bytes a sample
INDEX = 250  # bytes a row of the ledger, room to grow included


def peak_bytes(run: Run) -> int:
    manifest = run.planned()
    tracemalloc.start()
    try:
        overview(run, manifest)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("asked_before", [False, True])
def test_memory_hardly_grows_with_the_samples(
    tmp_path: Path, scene_file: Callable[..., Path], asked_before: bool
) -> None:
    peaks = []
    for count in (MANY // 4, MANY):
        run = Run(tmp_path / f"run{count}")
        for model in ("m1", "m2"):
            inputs = {"scenes": scene_file(scenes(count))}
            settings = Settings.model_validate(
                {
                    "inputs": inputs,
                    "recipes": {"recipes": ("detail",)},
                    "teaching": {"model": model},
                }
            )
            plan_run(run, settings)
            if asked_before and model == "m1":
                answer_all(run)
        peaks.append(peak_bytes(run))
    growth = (peaks[1] - peaks[0]) / (MANY - MANY // 4)
    assert growth < OWN + INDEX * asked_before


def answer_all(run: Run) -> None:
    decode = msgspec.json.Decoder(Sample).decode
    with run.plan.open("rb") as rows, run.ledger.open("wb") as ledger:
        for sample in map(decode, rows):
            answer = Answer(
                identity=sample.identity,
                attempt=1,
                sample=sample.sample,
                teacher="openai",
                parts=sample.parts,
                received=now(),
                seconds=1.0,
                raw=msgspec.Raw(b"{}"),
            )
            ledger.write(msgspec.json.encode(answer) + b"\n")
