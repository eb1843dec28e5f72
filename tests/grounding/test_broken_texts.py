"""Texts that break off, that are shuffled, or that never end are judged, without an exception."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.grounded.judge import Judge
from benchmarks.grounded.sources import Scene, read_coco
from datagen.language.english import words
from datagen.language.text import tokens_of

HERE = Path(__file__).parent
SEED = 4
LONG = 200_000  # characters
SECONDS = 20  # of CPU; what grows with the square of the length takes several times as much


def answers() -> Iterator[str]:
    """Every answer of the labelled sets, good ones and faults."""
    for name in ("good_sentences", "unseen_good", "unseen_faults"):
        for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            turns = row["turns"] if "turns" in row else [("", row["answer"])]
            yield from (answer for _, answer in turns)
    for file in sorted((HERE / "sentences").glob("*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if "|" in line:
                yield line.rpartition("|")[2].strip()


@pytest.fixture(scope="module")
def scene(coco_mini: dict[str, Path]) -> Scene:
    scenes = read_coco(coco_mini["captions"], coco_mini["instances"])
    return scenes["000000030752.jpg"]


def test_a_text_may_end_at_any_word(scene: Scene) -> None:
    judge = Judge()
    for answer in answers():
        tokens = tokens_of(answer)
        for end in range(1, len(tokens) + 1):
            cut = " ".join(tokens[:end])
            judge.findings([(cut, cut)] if end % 5 == 0 else [("Where is it?", cut)], scene)


def test_words_may_stand_in_any_order(scene: Scene) -> None:
    judge, random = Judge(), Random(SEED)
    pool = [word for answer in answers() for word in tokens_of(answer)]
    for answer in [*answers()] * 3:
        tokens = tokens_of(answer)
        random.shuffle(tokens)
        judge.findings([("What color is the dog?", " ".join(tokens))], scene)
        mixed = " ".join(random.choices(pool, k=random.randint(1, 25)))
        judge.findings([(mixed, mixed)], scene)


def test_a_text_may_be_of_words_that_decide_and_no_others(scene: Scene) -> None:
    judge, random = Judge(), Random(SEED)
    tables = [value for value in vars(words).values() if isinstance(value, frozenset | dict)]
    known = sorted({word for table in tables for word in table if isinstance(word, str)})
    for word in known:
        judge.findings([(word, word), ("Where is the dog?", f"{word} might")], scene)
    for _ in range(5000):
        several = " ".join(random.choices(known, k=random.randint(2, 8)))
        judge.findings([(several, several)], scene)


@pytest.mark.parametrize("said", ["x²", "①② dogs", "٣ dogs", "1² dogs", "left side of the", "½"])
def test_signs_that_look_like_numbers_are_none(said: str, scene: Scene) -> None:
    Judge().findings([("How many dogs are there?", said)], scene)


JUDGING = """
import sys
from pathlib import Path
from benchmarks.grounded.judge import Judge
from benchmarks.grounded.sources import read_coco
scene = read_coco(Path(sys.argv[1]), Path(sys.argv[2]))["000000281789.jpg"]
unit, length = sys.argv[3], int(sys.argv[4])
Judge().findings([("What is it?", (unit * (length // len(unit))).strip())], scene)
"""


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.mark.parametrize(
    "unit",
    [
        "left of the dog and ",
        "the dog to the left of ",
        "larger than the dog in the image, ",
        "red is ",
        "the grass beside the dog is red and ",
        "shows a dog, ",
        "sign not mentioned ",
        "the sign the sign not mentioned ",
        "the text on the sign is not mentioned. ",
    ],
)
def test_a_text_without_an_end_is_judged_in_time(unit: str, coco_mini: dict[str, Path]) -> None:
    files = [str(coco_mini["captions"]), str(coco_mini["instances"])]
    command = [sys.executable, "-c", JUDGING, *files, unit, str(LONG)]
    done = subprocess.run(command, preexec_fn=bounded, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
