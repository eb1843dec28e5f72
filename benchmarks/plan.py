"""How long `datagen plan` takes, and how much memory, over files of train2017's size.

    python benchmarks/plan.py [--data FOLDER] [--images N] [--keep FOLDER] [-- OPTIONS]

Real annotations (FOLDER holds captions_train2017.json and instances_train2017.json of any number of
images) are repeated under fresh ids until they have train2017's shape: 118,287 images, 591,753
captions, 860,001 boxes with their polygons. Every caption gets its number, so that no two images
read the same. The files are made in a temporary folder, or in the folder that --keep names, which
is then used again. OPTIONS go to the command; nothing is sent.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "coco-mini" / "annotations"
IMAGES, CAPTIONS, BOXES = 118_287, 591_753, 860_001
NAMES = ("captions_train2017.json", "instances_train2017.json")


def make_files(data: Path, folder: Path, images: int) -> tuple[Path, Path]:
    """A captions and an instances file in `folder`; those that are there already are kept."""
    made = folder / NAMES[0], folder / NAMES[1]
    if all(file.exists() for file in made):
        return made
    share = images / IMAGES
    for name, file, total in zip(NAMES, made, (CAPTIONS, BOXES), strict=True):
        real = json.loads((data / name).read_text(encoding="utf-8"))
        with file.open("w", encoding="utf-8") as out:
            _write(real, out, images, round(total * share))
    return made


def _write(real: dict[str, Any], out: Any, images: int, annotations: int) -> None:
    """The file again, with as many images and annotations as are wanted."""
    rest = {key: value for key, value in real.items() if key not in ("images", "annotations")}
    out.write(json.dumps(rest)[:-1] + ', "images": [')
    _write_rows(out, (_image(real, number) for number in range(images)))
    out.write('], "annotations": [')
    _write_rows(out, _annotations(real, images, annotations))
    out.write("]}")


def _write_rows(out: Any, rows: Iterable[dict[str, Any]]) -> None:
    for number, row in enumerate(rows):
        out.write((", " if number else "") + json.dumps(row))


def _image(real: dict[str, Any], number: int) -> dict[str, Any]:
    image: dict[str, Any] = real["images"][number % len(real["images"])]
    name = f"{number + 1:012}.jpg"
    address = f"http://images.cocodataset.org/train2017/{name}"
    return {**image, "id": number + 1, "file_name": name, "coco_url": address}


def _annotations(real: dict[str, Any], images: int, wanted: int) -> Iterable[dict[str, Any]]:
    """Each image with those of the real image that it repeats, one more or fewer to the total.

    No image loses its last one. The images are shuffled, as the annotations of COCO are.
    """
    of_image: dict[int, list[dict[str, Any]]] = {image["id"]: [] for image in real["images"]}
    for row in real["annotations"]:
        of_image[row["image_id"]].append(row)
    lists = [of_image[image["id"]] for image in real["images"]]
    counts = [len(lists[number % len(lists)]) for number in range(images)]
    order = [number * 7_919 % images for number in range(images)]  # a prime
    missing = wanted - sum(counts)
    for number in itertools.cycle(order):
        if missing == 0:
            break
        change = 1 if missing > 0 else -1 if counts[number] > 1 else 0
        counts[number] += change
        missing -= change
    fresh = itertools.count(1)
    for number in order:
        rows = lists[number % len(lists)]
        for row in itertools.islice(itertools.cycle(rows), counts[number]):
            copy = {**row, "id": next(fresh), "image_id": number + 1}
            if "caption" in row:
                copy["caption"] = f"{row['caption'].rstrip('. ')} number {copy['id']}."
            yield copy


def measure(command: list[str]) -> str:
    """What a command in a process of its own takes. Wall-clock time counts what else runs, too."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENAI_API_KEY": "unused"}
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    if code:
        raise SystemExit(f"the command failed with exit code {code}")
    processor = usage.ru_utime + usage.ru_stime
    return f"{seconds:.1f} s, {processor:.1f} s of CPU, peak {usage.ru_maxrss / 1024:.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--images", type=int, default=IMAGES)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("options", nargs="*")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        captions, instances = make_files(chosen.data, folder, chosen.images)
        command = [sys.executable, "-m", "datagen", "plan", "--model", "m", "--quiet"]
        command += ["--captions", str(captions), "--instances", str(instances)]
        command += ["--out", str(Path(temporary) / "run"), *chosen.options]
        for act in ("planned", "found up to date"):
            print(f"{act}: {measure(command)}", flush=True)


if __name__ == "__main__":
    main()
