"""A teacher is told of every fault it can mend, in words that are for it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from datagen import parsing, prompting
from datagen.parsing import read_body
from datagen.pipeline.checks import RULE_NAMES, STRUCTURE_RULE_NAMES
from datagen.pipeline.feedback import is_told, with_feedback
from datagen.pipeline.judge import may_be_mended
from datagen.records import (
    Finding,
    LlavaRecord,
    LlavaTurn,
    Message,
    Recipe,
    Reject,
    Request,
    Sample,
    Scene,
)
from datagen.validation import Limits, check_record
from datagen.validation.corpus import OF_ALL_RULE_NAMES
from datagen.validation.policy import UNKNOWN_RULE_NAMES

OF_THE_SERVER = {"no_choices", "error_in_body", "unfinished"}
ASKED, SAID = "How many dogs are there?", "Three."
RECORD = LlavaRecord(
    "1", "1.jpg", (LlavaTurn("human", f"<image>\n{ASKED}"), LlavaTurn("gpt", SAID))
)
RECIPE = Recipe("pairs", 1, "", "required", "none", "pair", "", ())


def codes_of_parsing() -> set[str]:
    """What stands as the code of a reject in the rooms that read replies."""
    found = set()
    for room in (parsing, prompting):
        for file in Path(room.__path__[0]).glob("*.py"):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                    place = {"Reject": 1, "_reject": 0}.get(call.func.id)
                    code = call.args[place] if place is not None else None
                    if isinstance(code, ast.Constant):
                        found.add(code.value)
    return found


def mendable() -> list[str]:
    rules = (RULE_NAMES | STRUCTURE_RULE_NAMES) - UNKNOWN_RULE_NAMES - OF_ALL_RULE_NAMES
    codes = rules | codes_of_parsing()
    return sorted(code for code in codes if may_be_mended(Reject("parsing", code, "")))


def told_of(*findings: Finding, code: str | None = None, text: str = f"{ASKED} {SAID}") -> str:
    message = {"choices": [{"message": {"content": text}, "finish_reason": "stop"}]}
    scene = Scene(id="1", image="1.jpg")
    request = Request(
        Sample("1/pairs/0", "1", "pairs", 0, "0" * 32, {}), 2, RECIPE, scene,
        (Message("system", "s"), Message("user", "A dog.")),
    )  # fmt: skip
    code = code or findings[0].rule
    reject = Reject("validation", code, "a detail that is for users", findings, RECORD)
    return with_feedback(request, read_body(message), reject).feedback or ""


def test_parsing_has_codes_that_are_found() -> None:
    assert {"no_label", "not_json", "schema", "empty_answer", *OF_THE_SERVER} <= codes_of_parsing()


@pytest.mark.parametrize("code", mendable())
def test_whatever_another_answer_may_mend_is_told_without_a_word_of_our_own(code: str) -> None:
    if code in OF_THE_SERVER:
        assert not is_told(code)
        assert told_of(code=code) == ""
        return
    finding = Finding(
        rule=code, severity="reject", detail="a detail that is for users", turn=1,
        verdict="contradicted", sentence="A long sentence about three dogs.", span=(0, 5),
        claim="1 dogs",
    )  # fmt: skip
    for told in (told_of(finding), told_of(code=code)):
        assert told.startswith("Your reply cannot be used. ")
        assert "a detail that is for users" not in told
        assert "{" not in told
        made = {"image": "1.jpg", "conversations": [
            {"from": "human", "value": "<image>\nWhat?"}, {"from": "gpt", "value": told},
        ]}  # fmt: skip
        found = {f.rule for f in check_record(made, Limits(max_tokens=500))}
        assert not found & {"source_leak", "coordinates", "refusal_text"}


def test_a_short_answer_is_told_with_the_question_that_the_teacher_asked() -> None:
    finding = Finding(
        rule="count_too_high", severity="reject", detail="x", turn=1, verdict="contradicted",
        sentence=SAID, span=(0, 5), claim="3 dogs",
    )  # fmt: skip
    told = "“Three.” That is wrong: the image shows fewer."
    assert f"used. “{ASKED}” {told}" in told_of(finding)
    assert f"used. {told}" in told_of(finding, text=SAID)


def test_five_faults_are_told_at_most_none_of_them_twice_and_no_warning() -> None:
    names = ("coordinates", "hedging", "first_person", "too_long", "source_leak", "copied_seed")
    faults = [Finding(rule=name, severity="reject", detail="x") for name in names]
    mild = Finding(rule="refusal_text", severity="warn", detail="x")
    told = told_of(mild, faults[0], faults[0], *faults[1:], code="coordinates")
    assert told.count("Say in words where things are.") == 1
    assert "far fewer words" in told
    assert "knowledge" in told
    assert "another image" not in told
    assert "refuses" not in told
