"""Nothing in; our sample pictures and their COCO annotation files out.

    python examples/draw.py

Writes `images/` and `annotations/` beside this file. The drawing is the only source: boxes, areas
and segmentations are taken from the pixels that each thing still shows when its picture is done.
Two runs write the same annotation bytes; the pictures' bytes also hang on the Pillow in use.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from drawing.canvas import Canvas
from drawing.coco import Document, captions_document, instances_document
from drawing.scenes import SCENES, Scene

HERE = Path(__file__).parent
QUALITY = 88


def main() -> None:
    """Draw every scene and write all files."""
    images, annotations = HERE / "images", HERE / "annotations"
    images.mkdir(exist_ok=True)
    annotations.mkdir(exist_ok=True)
    instances = instances_document(painted(images))
    write(annotations / "instances_example.json", as_json(instances))
    write(annotations / "captions_example.json", as_json(captions_document(SCENES)))


def painted(folder: Path) -> Iterator[tuple[Scene, Canvas]]:
    """Paint the scenes one by one, each saved in `folder` before it is handed on."""
    for scene in SCENES:
        canvas = Canvas(scene.width, scene.height)
        scene.paint(canvas)
        file = BytesIO()
        canvas.finished().save(file, "JPEG", quality=QUALITY, optimize=True)
        write(folder / scene.file_name, file.getvalue())
        yield scene, canvas


def as_json(document: Document) -> bytes:
    """JSON with one list entry on each line, so that a changed picture is a short diff."""
    parts = []
    for key, value in document.items():
        if isinstance(value, list):
            entries = ",\n".join(json.dumps(entry) for entry in value)
            parts.append(f"{json.dumps(key)}: [\n{entries}\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def write(path: Path, content: bytes) -> None:
    """Put a whole file in place, or leave what was there."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(content)
    beside.replace(path)


if __name__ == "__main__":
    main()
