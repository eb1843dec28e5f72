"""How fast outputs are derived: a run made here, built with one worker process and with two.

    python benchmarks/build.py [--samples 60000] [--workers 1,2] [--keep FOLDER]

Prints samples a second, and processor time and peak memory of the building process and of its
workers (memory: of the largest); fails where two builds differ. The answers are those of the
shipped seeds, in turn.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from datagen.ledger import OpenLedger
from datagen.pipeline.build import build
from datagen.pipeline.plan import plan, ready
from datagen.pipeline.planned import open_composer, planned_scenes
from datagen.records import Request
from datagen.runs import Run
from datagen.settings import Settings
from datagen.teachers.local import ScriptedTeacher
from datagen.teachers.outcome import answer_to, chat_body

RECIPES = ("conversation", "detail", "reasoning")


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--samples", type=int, default=60_000)
    wanted.add_argument("--workers", default="1,2")
    wanted.add_argument("--keep", type=Path)
    wanted.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    options = wanted.parse_args()
    if options.measure:
        measure(Run(Path(options.measure[0])), int(options.measure[1]))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch) / "run"
        if not folder.exists():
            made = time.perf_counter()
            make(Run(folder), options.samples // len(RECIPES))
            print(f"run of {options.samples} samples made in {time.perf_counter() - made:.0f} s")
        digests = set()
        for workers in options.workers.split(","):
            again = [sys.executable, __file__, "--measure", str(folder), workers]
            done = subprocess.run(again, check=True, capture_output=True, text=True)
            found = json.loads(done.stdout)
            digests.add(found.pop("digest"))
            print("workers", workers, found)
    if len(digests) != 1:
        sys.exit("the builds differ")


def make(run: Run, images: int) -> None:
    """A planned run, every sample of which has an answer of about the usual length."""
    scenes = run.folder.with_suffix(".scenes.jsonl")
    with scenes.open("w", encoding="utf-8") as out:
        for number in range(images):
            out.write(json.dumps(scene(number)) + "\n")
    settings = Settings.model_validate({"inputs": {"scenes": scenes}})
    teacher = ScriptedTeacher(lambda _: chat_body("", model="scripted"))
    given = ready(run, settings, teacher)
    with run.locked():
        plan(run, settings, teacher, given, confirm=lambda _: None)
        recipes = open_composer(run, run.planned()).recipes
        answers = {n: cycle(seed.answer for seed in r.seeds) for n, r in recipes.items()}
        with OpenLedger(run.ledger) as ledger:
            for planned, samples in planned_scenes(run):
                for sample in samples:
                    recipe = recipes[sample.recipe]
                    request = Request(sample, 1, recipe, planned, ())
                    reply = body(next(answers[sample.recipe]))
                    ledger.append(answer_to(request, "openai", reply, 1.5))
    scenes.unlink()


def scene(number: int) -> dict[str, object]:
    names = ("dog", "car", "person", "bench")
    return {
        "id": f"{number:012}",
        "image": f"{number:012}.jpg",
        "captions": [
            f"A dog number {number} lies on the grass beside a red car." for _ in range(5)
        ],
        "instances": [
            {"category": names[n % 4], "bbox": [0.1 + n / 20, 0.1, 0.3 + n / 20, 0.55]}
            for n in range(7)
        ],
    }


def body(text: str) -> dict[str, object]:
    usage = {"prompt_tokens": 1500, "completion_tokens": 300, "total_tokens": 1800}
    return {"id": "chatcmpl-0", **chat_body(text, model="m-2026-01-01"), "usage": usage}


def measure(run: Run, workers: int) -> None:
    started = time.perf_counter()
    with run.locked():
        report = build(run, run.planned(), workers=workers)
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peaks = [usage.ru_maxrss / 1024 for usage in used]
    cpu = [usage.ru_utime + usage.ru_stime for usage in used]
    files = (run.folder / name for name in (*report.files.values(), run.provenance.name))
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    result = {
        "samples_a_second": round(report.planned / seconds),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu[0], 1),
        "worker_cpu_seconds": round(cpu[1], 1),
        "peak_mb": round(peaks[0]),
        "worker_peak_mb": round(peaks[1]),
        "examples": report.examples,
        "digest": digest,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
