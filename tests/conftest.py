"""What tests of every room share: real data, our own examples, and small runs."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Where a shell runs the tests in the background, Ctrl-C is ignored, and so it would be by every
# command that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("OPENAI_") or (
            name.startswith("DATAGEN_") and name != "DATAGEN_REAL_DATA"
        ):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with real COCO files, where there is one."""
    folder = Path(os.environ.get("DATAGEN_REAL_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "coco-mini").is_dir():
        pytest.skip(f"no real COCO data in {folder} (DATAGEN_REAL_DATA names the folder)")
    return folder


@pytest.fixture(scope="session")
def coco_mini(real_data: Path) -> dict[str, Path]:
    annotations = real_data / "coco-mini" / "annotations"
    return {
        "captions": annotations / "captions_train2017.json",
        "instances": annotations / "instances_train2017.json",
        "images": real_data / "coco-mini" / "train2017",
        "val_captions": annotations / "captions_val2017.json",
    }


@pytest.fixture(scope="session")
def example_files() -> dict[str, Path]:
    return {
        "captions": ROOT / "examples" / "annotations" / "captions_example.json",
        "instances": ROOT / "examples" / "annotations" / "instances_example.json",
        "images": ROOT / "examples" / "images",
    }


@pytest.fixture
def scene_file(tmp_path: Path) -> Callable[..., Path]:
    """Write scenes as a --scenes file."""
    import jsonlines

    def write(scenes: list[dict[str, Any]], name: str = "scenes.jsonl") -> Path:
        path = tmp_path / name
        with jsonlines.open(path, "w") as out:
            out.write_all(scenes)
        return path

    return write
