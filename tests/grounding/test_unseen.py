"""Answers and faults by authors who had not read the rules, against floors measured on them.

Those of `round` 2 were written by the author of the first after reading the rules, to break them.
Those of `round` 3 are by another author, who was told to hide the faults where writers hide them:
in subordinate clauses, answers that name nothing, synonyms.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.grounded.sources import Scene, read_coco, read_scenes
from benchmarks.grounded.unseen import Unseen, judged, measure
from datagen.validation.grounding import IMAGE_RULE_NAMES

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def scenes(coco_mini: dict[str, Path], real_data: Path) -> dict[str, Scene]:
    contexts = real_data / "llava-reference" / "contexts.jsonl"
    return {
        **read_coco(coco_mini["captions"], coco_mini["instances"]),
        **read_scenes(contexts),
    }


def test_true_answers_are_seldom_rejected(scenes: dict[str, Scene]) -> None:
    rejected = [
        (said.rule, said.claim, said.sentence)
        for _, found in judged(HERE / "unseen_good.jsonl", scenes)
        for said in found
        if said.severity == "reject"
    ]
    assert len({sentence for _, _, sentence in rejected}) <= MOST_REJECTED, rejected


def test_true_answers_are_seldom_warned_of(scenes: dict[str, Scene]) -> None:
    warned = [
        (row["image"], row["kind"])
        for row, found in judged(HERE / "unseen_good.jsonl", scenes)
        if any(s.severity != "reject" and s.rule in IMAGE_RULE_NAMES for s in found)
    ]
    assert len(warned) <= MOST_WARNED, warned


@pytest.fixture(scope="module")
def recall(scenes: dict[str, Scene]) -> dict[int, Unseen]:
    return measure(HERE, scenes)


# As measured, on 398 answers and 446 faults. The goals are higher; raise these with the rules.
MOST_REJECTED = 0
MOST_WARNED = 10
LEAST = {
    1: {
        "object": 0.98,
        "count": 0.95,
        "side": 0.96,
        "colour": 0.91,
        "leak": 1.0,
        "coordinates": 1.0,
        "refusal": 1.0,
        "repeat": 1.0,
    },
    2: {"object": 0.95, "count": 0.92, "side": 0.7, "colour": 0.55},
    3: {
        "object": 0.8,
        "count": 0.8,
        "side": 0.68,
        "colour": 0.6,
        "leak": 0.93,
        "coordinates": 1.0,
        "refusal": 1.0,
        "repeat": 1.0,
    },
}


@pytest.mark.parametrize(
    ("author", "kind"), [(author, kind) for author, kinds in LEAST.items() for kind in kinds]
)
def test_planted_faults_are_rejected(author: int, kind: str, recall: dict[int, Unseen]) -> None:
    assert recall[author].found[kind].share >= LEAST[author][kind]
