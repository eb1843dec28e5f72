"""A record far too long for any trainer is said to be, and costs little more than its bytes."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from datagen.pipeline.validate import FileCheck, Holding, validate_file
from datagen.settings import Checking
from datagen.validation import Limits

SENTENCE = "The captions mention 3 dogs on a couch, I think. "
MANY = 60_000


def check(folder: Path, *answers: str) -> tuple[FileCheck, list[str], int]:
    """The counts, the rules of the findings, and the memory that it took in bytes."""
    asked = {"from": "human", "value": "<image>\nWhat?"}
    file, found = folder / "records.jsonl", folder / "findings.jsonl"
    with file.open("w") as out:
        for answer in answers:
            turns = [asked, {"from": "gpt", "value": answer}]
            out.write(json.dumps({"id": "1", "image": "1.jpg", "conversations": turns}) + "\n")
    holding = Holding(limits=Limits(max_tokens=1470), checking=Checking())
    tracemalloc.start()
    try:
        counts = validate_file(file, holding, show=1, findings=found, workers=1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return counts, [json.loads(line)["rule"] for line in found.read_text().splitlines()], peak


@pytest.mark.parametrize("text", [SENTENCE * MANY, "A dog " + "x" * (len(SENTENCE) * MANY)])
def test_memory_is_a_small_multiple_of_the_line(tmp_path: Path, text: str) -> None:
    _, rules, peak = check(tmp_path, text.strip())
    assert rules == ["too_long"]
    assert peak < 8 * len(text)


def test_the_finding_says_that_nothing_else_was_looked_at(tmp_path: Path) -> None:
    text = (SENTENCE * MANY).strip()
    counts, rules, _ = check(tmp_path, text, text, "A dog lies on a couch.")
    assert rules == ["too_long", "too_long"]
    ((_, finding),) = counts.examples["too_long", "reject"]
    assert finding.detail.endswith("1470 fit; so long that only its form is looked at")
    assert counts.corpus is not None
    assert (counts.corpus.records, counts.corpus.duplicates) == (1, 0)


def test_a_record_that_is_somewhat_too_long_is_looked_at_all_the_same(tmp_path: Path) -> None:
    counts, rules, _ = check(tmp_path, (SENTENCE * 200).strip())
    assert {"too_long", "source_leak"} <= set(rules)
    ((_, finding),) = counts.examples["too_long", "reject"]
    assert finding.detail.endswith("tokens, 1470 fit")
