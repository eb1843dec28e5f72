"""Replies in JSON: what a server is asked, and what becomes of what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import Datagen
from tests.cli.test_main_job import ALL, GOLDEN, rows

PAIR = {"question": "What stands in the field?", "answer": "Something stands in the field."}
REPLIES = {
    "conversation": {"turns": [PAIR]},
    "conversation_boxes": {"turns": [PAIR]},
    "detail": {"description": "Something stands in a green field.\n\nA path leads to it."},
    "reasoning": PAIR,
}


@pytest.mark.parametrize("recipe", ALL.split(","))
def test_the_structured_messages_that_a_server_sees_are_the_golden_ones(
    datagen: Datagen, example_files: Any, tmp_path: Path, recipe: str
) -> None:
    """To accept a change on purpose, delete the file in golden/ and run the test twice."""
    ids = tmp_path / "ids.txt"
    ids.write_text("101\n")
    with ChatServer(lambda body: says(json.dumps(REPLIES[recipe]))) as server:
        out = tmp_path / "run"
        datagen(
            "generate", "--captions", example_files["captions"], "--recipes", recipe,
            "--instances", example_files["instances"], "--model", "m", "--base-url", server.url,
            "--structured", "--image-ids", ids, "--out", out, "-q", OPENAI_API_KEY="k",
        )  # fmt: skip
    (body,) = server.requests
    text = "".join(f"<<{m['role']}>>\n{m['content']}\n" for m in body["messages"])
    golden = GOLDEN / f"structured_{recipe}.txt"
    if not golden.exists():
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"{golden} was missing and is written anew; look at it and run again")
    assert text == golden.read_text(encoding="utf-8")
    (record,) = rows(out / "llava_instruct.jsonl")
    said = REPLIES[recipe].get("description", PAIR["answer"])
    assert record["conversations"][1]["value"] == said
    datagen("build", out)
    assert rows(out / "llava_instruct.jsonl") == [record]


def test_a_user_s_own_json_recipe_runs_and_is_built_again_from_the_run_alone(
    datagen: Datagen, example_files: Any, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    (mine / "prompts").mkdir(parents=True)
    (mine / "seeds" / "count").mkdir(parents=True)
    recipe = mine / "prompts" / "count.md"
    recipe.write_text(
        "---\ndescription: counts\ncaptions: required\nboxes: none\nreply: json\n"
        "schema:\n  type: object\n  properties: {name: {type: string}, count: {type: integer}}\n"
        'question: "How many {{ name }} are there?"\n'
        'answer: "There are {{ count }} {{ name }}."\n---\nReply with JSON: a name, a count.\n'
    )
    seed = mine / "seeds" / "count" / "1.md"
    seed.write_text('---\ncontext: Two dogs.\n---\n{"name": "dogs", "count": 2}\n')
    replies = iter(
        ['```json\n{"name": "cars", "count": 3}\n```', '{"name": "cars", "count": "3"}', "three"]
        + ['{"name": "cats", "count": 4}'] * 9
    )
    with ChatServer(lambda body: says(next(replies))) as server:
        out = tmp_path / "run"
        datagen(
            "generate", "--captions", example_files["captions"], "--recipes", "count",
            "--prompts", mine, "--model", "m", "--base-url", server.url, "--concurrency", 1,
            "--limit", 3, "--attempts", 3, "--out", out, "-q", OPENAI_API_KEY="k",
        )  # fmt: skip
    assert [m["content"] for m in server.requests[0]["messages"][:3]] == [
        "Reply with JSON: a name, a count.",
        "Two dogs.",
        '{"name": "dogs", "count": 2}',
    ]
    recipe.unlink()
    answers = [row["conversations"][1]["value"] for row in rows(out / "llava_instruct.jsonl")]
    assert answers == ["There are 3 cars.", "There are 4 cats.", "There are 4 cats."]
    assert [row["code"] for row in rows(out / "rejects.jsonl")] == ["schema", "not_json"]
    before = (out / "llava_instruct.jsonl").read_bytes()
    datagen("build", out)
    assert (out / "llava_instruct.jsonl").read_bytes() == before


def test_a_seed_that_does_not_fit_its_schema_is_named_before_anything_is_asked(
    datagen: Datagen, example_files: Any, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    datagen("init", mine)
    text = (mine / "prompts" / "reasoning.md").read_text()
    schema = (
        "reply: json\nschema: {type: object, properties: {q: {type: string}, a: {type: string}}}\n"
        'question: "{{ q }}"\nanswer: "{{ a }}"'
    )
    (mine / "prompts" / "reasoning.md").write_text(text.replace("reply: pair", schema))
    result = datagen(
        "generate", "--captions", example_files["captions"], "--recipes", "reasoning",
        "--prompts", mine, "--model", "m", "--out", tmp_path / "run",
        code=1, OPENAI_API_KEY="k",
    )  # fmt: skip
    assert "01-cyclist-door.md: the answer is not in the form of the recipe (json)" in result.err


def test_the_offline_teacher_does_not_take_a_json_recipe_and_ignores_structured(
    datagen: Datagen, example_files: Any, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    (mine / "prompts").mkdir(parents=True)
    (mine / "prompts" / "r.md").write_text(
        "---\ndescription: d\ncaptions: required\nboxes: none\nreply: json\n"
        'schema: {type: object, properties: {a: {type: string}}}\nquestion: "Why?"\n'
        'answer: "{{ a }}"\n---\nReply with JSON.\n'
    )
    common = "--captions", example_files["captions"], "--teacher", "offline", "--limit", 2
    result = datagen(
        "generate", *common, "--recipes", "r", "--prompts", mine, "--out", tmp_path / "a", code=2
    )
    assert "the offline teacher cannot answer r" in result.err
    identities = []
    for name, flags in ("plain", ()), ("structured", ("--structured",)):
        out = tmp_path / name
        result = datagen("generate", *common, *flags, "--recipes", "detail", "--out", out)
        assert ("--structured changes nothing" in result.err) == bool(flags)
        identities.append([row["identity"] for row in rows(out / "ledger.jsonl")])
    assert identities[0] == identities[1]


def test_a_prompt_that_does_not_speak_of_json_is_mentioned(
    datagen: Datagen, example_files: Any, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    datagen("init", mine)
    prompt = mine / "prompts" / "detail.md"
    prompt.write_text(prompt.read_text().replace("JSON", "a form"))

    def script(body: dict[str, Any]) -> Reply:
        return says(json.dumps(REPLIES["detail"]))

    with ChatServer(script) as server:
        result = datagen(
            "generate", "--captions", example_files["captions"], "--recipes", "detail",
            "--prompts", mine, "--model", "m", "--base-url", server.url, "--structured",
            "--limit", 1, "--out", tmp_path / "run", OPENAI_API_KEY="k",
        )  # fmt: skip
    assert "detail is asked for JSON, and its prompt does not say so" in result.err


def test_thoughts_are_stripped_by_default_and_rejected_by_a_later_build(
    datagen: Datagen, example_files: Any, tmp_path: Path
) -> None:
    text = REPLIES["detail"]["description"]
    with ChatServer(lambda body: says(f"<think>A field.</think>\n{text}")) as server:
        out = tmp_path / "run"
        datagen(
            "generate", "--captions", example_files["captions"], "--recipes", "detail",
            "--model", "m", "--base-url", server.url, "--limit", 2, "--out", out, "-q",
            OPENAI_API_KEY="k",
        )  # fmt: skip
    assert [r["conversations"][1]["value"] for r in rows(out / "llava_instruct.jsonl")] == [
        text
    ] * 2
    assert [row["thoughts"] for row in rows(out / "provenance.jsonl")] == ["A field."] * 2
    report = datagen("build", out, "--thinking", "reject", "--json").json
    assert (report["examples"], report["rejects_by_code"]) == (0, {"thinking": 2})
    assert datagen("build", out, "--thinking", "strip", "--json").json["examples"] == 2
