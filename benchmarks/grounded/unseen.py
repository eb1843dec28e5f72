"""Answers and faults by authors who had not read the rules in, what is rejected by author out.

The rows stand in tests/grounding: `unseen_good.jsonl` and `unseen_faults.jsonl`; what the rounds
are is said in tests/grounding/test_unseen.py.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .judge import Judge, Said
from .rates import Rate
from .sources import Scene

RULES = {
    "object": {"object_absent", "wrong_yes"},
    "count": {"count_too_high", "wrong_yes"},
    "side": {"wrong_side", "wrong_place", "wrong_yes"},
    "colour": {"wrong_colour"},
    "leak": {"source_leak"},
    "coordinates": {"coordinates"},
    "refusal": {"refusal_text"},
    "repeat": {"question_repeated", "answer_repeated"},
}


class Unseen(NamedTuple):
    """Of one author: good records that are rejected; faults found for what they are, by kind."""

    rejected: Rate
    found: dict[str, Rate]


def judged(
    file: Path, scenes: Mapping[str, Scene]
) -> Iterator[tuple[dict[str, Any], tuple[Said, ...]]]:
    judge = Judge()
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        turns = [(question, answer) for question, answer in row["turns"]]
        yield row, judge.findings(turns, scenes[row["image"]])


def is_found(row: dict[str, Any], found: tuple[Said, ...]) -> bool:
    return any(said.severity == "reject" and said.rule in RULES[row["fault"]] for said in found)


def measure(folder: Path, scenes: Mapping[str, Scene]) -> dict[int, Unseen]:
    good, rejected = Counter[int](), Counter[int]()
    for row, found in judged(folder / "unseen_good.jsonl", scenes):
        good[row["round"]] += 1
        rejected[row["round"]] += any(said.severity == "reject" for said in found)
    planted, caught = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for row, found in judged(folder / "unseen_faults.jsonl", scenes):
        kind = row["round"], row["fault"]
        planted[kind] += 1
        caught[kind] += is_found(row, found)
    return {
        author: Unseen(
            Rate(rejected[author], good[author]),
            {kind: Rate(caught[a, kind], n) for (a, kind), n in planted.items() if a == author},
        )
        for author in sorted(good)
    }
