"""How long `datagen validate` takes over a file of LLaVA's size, and how much memory.

Records of the kinds, numbers and lengths of LLaVA's 158,000 are made as benchmarks/duplicates.py
makes them, about images whose captions and boxes are those of coco-mini under other ids. Such text
is about anything but its image, so far more is found than in real text, and every finding is
written down: that costs more, not less.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from duplicates import Chain, made


class Scaled(NamedTuple):
    """One run of the command. `peak_mb` is of its largest process."""

    records: int
    images: int
    duplicates: bool
    seconds: float
    cpu_seconds: float
    peak_mb: float
    findings: int


def measure(
    annotations: Path, folder: Path, records: int, images: int, workers: int
) -> list[Scaled]:
    """With near-duplicates at full size; then without them at full size and at a quarter of it."""
    _write_annotations(annotations, folder, images)
    captions = json.loads((annotations / "captions_val2017.json").read_text(encoding="utf-8"))
    chain = Chain(" ".join(row["caption"].split()) for row in captions["annotations"])
    runs = []
    for count, duplicates in ((records, True), (records, False), (records // 4, False)):
        with (folder / "records.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(_lines(count, chain, images))
        runs.append(_validate(folder, count, images, workers, duplicates=duplicates))
    return runs


def _lines(count: int, chain: Chain, images: int) -> Iterator[str]:
    for number, record in enumerate(made(count, chain)):
        image = f"{int(record.image[:12]) % images + 1:012d}.jpg"
        turns = [{"from": role, "value": value} for role, value in record.turns]
        row = {"id": str(number), "image": image, "conversations": turns}
        yield json.dumps(row) + "\n"


def _write_annotations(annotations: Path, folder: Path, images: int) -> None:
    """The train half of coco-mini, over and over, under ids from 1 on."""
    for name in ("captions", "instances"):
        source = json.loads((annotations / f"{name}_train2017.json").read_text(encoding="utf-8"))
        rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in source["annotations"]:
            rows[row["image_id"]].append(row)
        old = source["images"]
        source["images"], source["annotations"] = [], []
        for number in range(images):
            image = old[number % len(old)]
            new = {"id": number + 1, "file_name": f"{number + 1:012d}.jpg"}
            source["images"].append(image | new)
            for row in rows[image["id"]]:
                own = {"id": len(source["annotations"]) + 1, "image_id": number + 1}
                source["annotations"].append(row | own)
        (folder / f"{name}.json").write_text(json.dumps(source), encoding="utf-8")


def _validate(folder: Path, records: int, images: int, workers: int, *, duplicates: bool) -> Scaled:
    command = [sys.executable, "-m", "datagen", "validate", str(folder / "records.jsonl")]
    command += ["--captions", str(folder / "captions.json")]
    command += ["--instances", str(folder / "instances.json")]
    command += ["--findings", str(folder / "findings.jsonl"), "--workers", str(workers)]
    command += [] if duplicates else ["--no-duplicates"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _resident_mb(process.pid))
        time.sleep(0.2)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in (0, 4):
        raise SystemExit(f"datagen validate left with {process.returncode}")
    cpu = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    with (folder / "findings.jsonl").open("rb") as lines:
        found = sum(1 for _ in lines)
    return Scaled(records, images, duplicates, seconds, cpu, peak, found)


def _resident_mb(process: int) -> float:
    """Linux only; 0 elsewhere."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "")
    return int(line.split()[1]) / 1024 if line else 0.0
