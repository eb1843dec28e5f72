"""Small COCO documents that tests change and write."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Document = dict[str, Any]
Write = Callable[[str, object], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file: text and bytes as they are, anything else as JSON. Gives its path."""

    def write(name: str, content: object) -> Path:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content)
            path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def captions() -> Document:
    """Two images with one caption each."""
    return {
        "images": [
            {"id": 1, "file_name": "000000000001.jpg", "width": 100, "height": 200},
            {"id": 2, "file_name": "000000000002.jpg", "width": 50, "height": 50},
        ],
        "annotations": [
            {"id": 11, "image_id": 1, "caption": "A dog on a sofa."},
            {"id": 12, "image_id": 2, "caption": "A red bus."},
        ],
    }


@pytest.fixture
def instances() -> Document:
    """The same two images: a dog in one, a bus in the other."""
    return {
        "images": [
            {"id": 1, "file_name": "000000000001.jpg", "width": 100, "height": 200},
            {"id": 2, "file_name": "000000000002.jpg", "width": 50, "height": 50},
        ],
        "annotations": [
            {"id": 21, "image_id": 1, "category_id": 18, "bbox": [10, 20, 30, 40], "iscrowd": 0},
            {"id": 22, "image_id": 2, "category_id": 6, "bbox": [0, 0, 50, 25], "iscrowd": 0},
        ],
        "categories": [{"id": 6, "name": "bus"}, {"id": 18, "name": "dog"}],
    }
