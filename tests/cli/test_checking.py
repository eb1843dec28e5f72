"""What rejects is for the user to say: a policy, single rules, words of one's own; for runs too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonlines
import pytest

from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import Datagen

SCENE = {
    "id": "000000000009",
    "image": "000000000009.jpg",
    "captions": ["A dog lies on a couch.", "A brown dog on a couch."],
    "instances": [
        {"category": "dog", "bbox": [0.6, 0.4, 0.9, 0.8]},
        {"category": "couch", "bbox": [0.1, 0.3, 0.95, 0.95]},
    ],
}
AIRPLANE = "A dog lies on a couch. An airplane stands beside it."
COW = "A dog lies on a couch. A cow stands beside it."  # where there is an animal, this is unknown


def rows(file: Path) -> list[Any]:
    with jsonlines.open(file) as reader:
        return list(reader)


@pytest.fixture
def generated(
    datagen: Datagen, scene_file: Callable[..., Path], tmp_path: Path
) -> Callable[..., Path]:
    """A run whose teacher says one thing of every image, and what it was asked."""

    def generate(answer: str, *flags: object, scenes: Any = (SCENE,), code: int = 0) -> Path:
        def script(body: dict[str, Any]) -> Reply:
            return says(answer)

        with ChatServer(script) as server:
            datagen(
                "generate", "--scenes", scene_file(list(scenes)), "--recipes", "detail", "--model",
                "m", "--base-url", server.url, "--attempts", 1, "--out", "run", *flags,
                OPENAI_API_KEY="k", code=code,
            )  # fmt: skip
        return tmp_path / "work" / "run"

    return generate


def test_an_answer_that_speaks_of_what_is_not_there_is_rejected_with_its_evidence(
    datagen: Datagen, generated: Callable[..., Path]
) -> None:
    run = generated(AIRPLANE, code=4)
    (reject,) = rows(run / "rejects.jsonl")
    assert reject["code"] == "object_absent"
    (finding,) = reject["findings"]
    assert (finding["verdict"], finding["claim"]) == ("contradicted", "airplane")
    said = reject["conversations"][finding["turn"]]["value"]
    assert said[slice(*finding["span"])] == "airplane"
    assert finding["sentence"] == "An airplane stands beside it."
    (row,) = rows(run / "findings.jsonl")
    assert row == {"sample": reject["sample"], "attempt": 1, **finding}
    report = json.loads((run / "report.json").read_text())
    assert report["findings_by_rule"] == {"object_absent": {"reject": 1}}

    shown = datagen("preview", "run", "--rejects", "--finding", "object_absent").out
    assert "says 'airplane': no box and no caption knows of one" in shown
    assert "contradicted" in shown
    assert (
        "no rejected answer with a finding of 'wrong_no'"
        in datagen("preview", "run", "--rejects", "--finding", "wrong_no").err
    )


def test_an_answer_whose_form_rejects_is_held_against_its_image_too(
    generated: Callable[..., Path],
) -> None:
    run = generated(f"{AIRPLANE} </s> It is parked.", code=4)
    (reject,) = rows(run / "rejects.jsonl")
    assert reject["code"] == "control_token"
    assert "object_absent" in {finding["rule"] for finding in reject["findings"]}


def test_building_again_judges_by_another_policy_and_asks_nothing(
    datagen: Datagen, generated: Callable[..., Path]
) -> None:
    run = generated(AIRPLANE, code=4)
    ledger = (run / "ledger.jsonl").read_bytes()
    lenient = datagen("build", "run", "--policy", "lenient", "--json").json
    assert (lenient["examples"], lenient["warnings_by_rule"]) == (1, {"object_absent": 1})
    assert datagen("build", "run", "--json").json["examples"] == 1
    by_rule = datagen("build", "run", "--rule", "object_absent=reject", "--json").json
    assert by_rule["rejects_by_code"] == {"object_absent": 1}
    off = datagen("build", "run", "--rule", "object_absent=off", "--json").json
    assert (off["examples"], off["findings_by_rule"]) == (1, {})
    assert (run / "ledger.jsonl").read_bytes() == ledger


def test_rules_stand_in_the_config_file_too_where_off_needs_no_quotes(
    datagen: Datagen, generated: Callable[..., Path], tmp_path: Path
) -> None:
    config = tmp_path / "run.yaml"
    config.write_text("policy: strict\nrules:\n  object_absent: off\n  hedging: reject\n")
    run = generated(AIRPLANE, "--config", config)
    stored = json.loads((run / "manifest.json").read_text())["settings"]["checking"]
    assert stored["policy"] == "strict"
    assert stored["rules"] == {"object_absent": "off", "hedging": "reject"}
    assert rows(run / "findings.jsonl") == []
    shown = datagen("config", "show", "--json", "--rule", "hedging=warn").json
    assert shown["rules"] == {"value": {"hedging": "warn"}, "origin": "--rule"}


@pytest.mark.parametrize(
    ("rule", "complaint", "hint"),
    [
        ("object_abscent=off", "no rule 'object_abscent'", "Did you mean 'object_absent'?"),
        ("too_long=off", "'too_long' always rejects", "Rules that may be set: "),
        ("unsupported=reject", "what is unknown never rejects", "unsupported=warn"),
        ("question_reveals=reject", "what is unknown never rejects", "question_reveals=off"),
        ("question_undecided=reject", "what is unknown never rejects", "question_undecided=off"),
        ("hedging=loud", "'reject', 'warn' or 'off'", None),
        ("hedging", "write rule=reject", None),
    ],
)
def test_a_rule_that_cannot_be_set_like_that_is_one_error_and_nothing_is_written(
    datagen: Datagen, scene_file: Callable[..., Path], tmp_path: Path,
    rule: str, complaint: str, hint: str | None,
) -> None:  # fmt: skip
    for command in ("generate", "plan"):
        failed = datagen(
            command, "--scenes", scene_file([SCENE]), "--teacher", "offline", "--out", "new",
            "--rule", rule, code=2,
        )  # fmt: skip
        assert failed.lines[0].startswith("error: --rule: ")
        assert complaint in failed.lines[0]
        assert hint is None or hint in failed.lines[1]
        assert not (tmp_path / "work" / "new").exists()


def test_strict_rejects_what_contradicts_and_never_what_is_unknown(
    datagen: Datagen, generated: Callable[..., Path]
) -> None:
    run = generated(COW, "--policy", "strict")
    assert [(f["rule"], f["severity"]) for f in rows(run / "findings.jsonl")] == [
        ("unsupported", "warn")
    ]


KILNS = [
    {
        "id": f"kiln-{n}",
        "image": f"kiln/{n}.png",
        "captions": ["A furnace with its door open."],
        "instances": [{"category": "kiln", "bbox": [0.1, 0.2, 0.9, 0.95]}],
    }
    for n in range(2)
]


def test_words_of_ones_own_are_understood_and_stay_with_the_run(
    datagen: Datagen, generated: Callable[..., Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.yaml"
    words.write_text(
        "groups:\n  pottery:\n    categories:\n      kiln: {strict: [oven kiln, furnace]}\n"
        "      wheel: {strict: [throwing wheel]}\n"
    )
    text = "Three furnaces stand with their doors open."
    assert generated(text, scenes=KILNS)
    run = generated(text, "--words", words, scenes=KILNS, code=4)
    assert {r["code"] for r in rows(run / "rejects.jsonl")} == {"count_too_high"}
    (finding,) = rows(run / "rejects.jsonl")[0]["findings"]
    assert finding["evidence"]["boxes"] == [0]

    words.unlink()
    assert datagen("build", "run", "--json", code=None).json["rejected"] == 2
    other = tmp_path / "others.yaml"
    other.write_text("groups: {tools: {categories: {lathe: {}}}}\n")
    assert datagen("build", "run", "--words", other, "--json").json["examples"] == 2
    other.write_text("groups: {pottery: {kiln: {}}}\n")
    failed = datagen("build", "run", "--words", other, code=1)
    assert "unknown key" in failed.lines[0]
    assert datagen("build", "run", "--json").json["examples"] == 2


LATHES = """
groups:
  pottery: {categories: {kiln: {strict: [furnace]}}}
  tools: {categories: {lathe: {}}}
"""


@pytest.mark.parametrize(("thing", "rule"), [("cat", "unsupported"), ("lathe", "object_absent")])
def test_who_looked_for_kilns_did_not_look_for_cats(
    generated: Callable[..., Path], tmp_path: Path, thing: str, rule: str
) -> None:
    """Absence is known of what annotators looked for: of the file whose categories are boxed."""
    words = tmp_path / "words.yaml"
    words.write_text(LATHES)
    code = 4 if rule == "object_absent" else 0
    run = generated(f"A {thing} is beside the kiln.", "--words", words, scenes=KILNS, code=code)
    kept = rows(run / "findings.jsonl")
    found = [finding for reject in rows(run / "rejects.jsonl") for finding in reject["findings"]]
    assert {finding["rule"] for finding in [*kept, *found]} == {rule}


def test_words_of_ones_own_can_be_taken_back(
    datagen: Datagen, generated: Callable[..., Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.yaml"
    words.write_text("groups: {pottery: {categories: {kiln: {strict: [furnace]}}}}\n")
    text = "Three furnaces stand with their doors open."
    generated(text, "--words", words, scenes=KILNS, code=4)
    words.write_text("groups: {}\n")
    failed = datagen("build", "run", "--words", words, code=1)
    assert 'For none: --words ""' in failed.lines[-1]
    assert datagen("build", "run", "--json", code=None).json["examples"] == 0
    assert datagen("build", "run", "--words", "", "--json").json["examples"] == 2
    assert datagen("build", "run", "--json").json["examples"] == 2
    words.write_text("groups: {pottery: {categories: {kiln: {strict: [furnace]}}}}\n")
    assert datagen("build", "run", "--words", words, "--json", code=None).json["examples"] == 0
    assert datagen("build", "run", "--json", DATAGEN_WORDS="").json["examples"] == 2


def test_the_answer_of_an_image_depends_on_no_other_image(
    datagen: Datagen, generated: Callable[..., Path]
) -> None:
    """Nor on the order: a category of one's own is known where it is boxed."""
    plain = {"id": "1", "image": "1.jpg", "captions": ["A room."], "instances": []}
    text = "A kiln stands in a room."
    run = generated(text, scenes=[plain, KILNS[0]])
    first = [f for f in rows(run / "findings.jsonl") if f["sample"].startswith("1/")]
    run = generated(text, "--replan", scenes=[KILNS[0], plain])
    second = [f for f in rows(run / "findings.jsonl") if f["sample"].startswith("1/")]
    assert [f["rule"] for f in first] == [f["rule"] for f in second] == []


def test_a_caption_that_people_wrote_is_not_held_against_the_boxes(
    datagen: Datagen, scene_file: Callable[..., Path], tmp_path: Path
) -> None:
    odd = {**SCENE, "captions": ["Three giraffes.", "A dog."]}
    report = datagen(
        "expand", "--scenes", scene_file([odd]), "--captions-per-image", "all", "--out", "run",
        "--json",
    ).json  # fmt: skip
    assert (report["expansion"], report["expansion_rejected"]) == (2, 0)


def test_of_what_one_rule_finds_in_all_records_three_lines_are_shown(
    datagen: Datagen, scene_file: Callable[..., Path]
) -> None:
    names = ("wide", "green", "quiet", "steep", "narrow", "sunny")
    scenes = [
        {
            "id": str(n),
            "image": f"{n}.jpg",
            "captions": [f"A {names[n % 6]} field, seen {n} times."],
        }
        for n in range(60)
    ]

    def script(body: dict[str, Any]) -> Reply:
        kind = body["messages"][-1]["content"].split()[1]
        return says(f"A {kind} field lies under the open sky.")

    with ChatServer(script) as server:
        out = datagen(
            "generate", "--scenes", scene_file(scenes), "--recipes", "detail", "--model", "m",
            "--base-url", server.url, "--out", "run", OPENAI_API_KEY="k",
        ).out  # fmt: skip
    lines = [line for line in out.splitlines() if line.startswith("answer_too_often: ")]
    assert len(lines) == 4
    assert lines[0].startswith("answer_too_often: 90% of the 60 answers")
    assert lines[3] == "answer_too_often: 4 more; corpus_findings in report.json has all"
