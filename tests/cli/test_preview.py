"""`datagen preview`: failures with their reason, and a clear word where nothing fits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import Datagen, Result

LEAKS = says("Based on the captions, a thing.")


def replies(body: dict[str, Any]) -> Reply:
    shown = body["messages"][-1]["content"]
    if "sheep stand on a hill" in shown:
        return Reply({"error": {"message": "a picture of \x1b[31msheep"}}, status=400)
    if "fire hydrant" in shown:
        return Reply({"error": {"message": "broken"}}, status=500)
    return LEAKS if "kitchen" in shown else says("A thing stands in a field.")


@pytest.fixture
def said(datagen: Datagen, example_files: dict[str, Path]) -> Iterator[Result]:
    with ChatServer(replies) as server:
        yield datagen(
            "generate", "--captions", example_files["captions"], "--recipes", "detail",
            "--model", "m", "--base-url", server.url, "--tries", 1, "--out", "run",
            OPENAI_API_KEY="sk-test", code=3,
        )  # fmt: skip


def test_failures_are_shown_with_the_reason_and_what_becomes_of_them(
    datagen: Datagen, said: Result
) -> None:
    assert "look at why no answer came: datagen preview run --failed" in said.err
    shown = datagen("preview", "run", "--failed", "-n", 99).out
    good, now = shown.index("000000000401/detail/0"), shown.index("000000000101/detail/0")
    assert "Eight sheep stand on a hill" in shown[good:]
    for expected in (
        "no answer came, for good: http_400: ",
        "asked again only with --retry-failed",
    ):
        assert expected in shown[good:], expected
    for expected in ("no answer came, for now: http_500: ", "asked again by the next `datagen"):
        assert expected in shown[now:good], expected
    assert "\x1b" not in shown
    assert "--retry-failed" in datagen("preview", "run", "--failed", "--image", "401").out


def test_a_sample_with_a_record_is_no_failure(
    datagen: Datagen, said: Result, tmp_path: Path
) -> None:
    """As where an answer that was rejected passes by the rules of today."""
    ledger = tmp_path / "work" / "run" / "ledger.jsonl"
    rows = [json.loads(row) for row in ledger.read_text(encoding="utf-8").splitlines()]
    failure = next(row for row in rows if row["kind"] == "failure")
    answered = next(row for row in rows if "stands in a field" in json.dumps(row.get("body")))
    key = {name: answered[name] for name in ("identity", "sample", "parts")}
    with ledger.open("a", encoding="utf-8") as out:
        out.write(json.dumps({**failure, **key, "attempt": 2}) + "\n")
    image = answered["sample"].split("/")[0]
    nothing = datagen("preview", "run", "--failed", "--image", image)
    assert nothing.lines == [f"run: there is no failed sample of image '{image}'"]
    assert nothing.out == ""


@pytest.mark.parametrize(
    ("filters", "word"),
    [
        (["--rejects", "--image", "401"], "there is no rejected answer of image '401'"),
        (["--failed", "--image", "0139"], "there is no failed sample of image '0139'"),
        (["--image", "401"], "there is no record of image '401'; --rejects and --failed show"),
    ],
)
def test_nothing_to_show_is_said_and_is_no_error(
    datagen: Datagen, said: Result, filters: list[str], word: str
) -> None:
    nothing = datagen("preview", "run", *filters)
    assert nothing.lines[0].startswith(f"run: {word}")
    assert nothing.out == ""


@pytest.mark.parametrize(
    ("filters", "complaint"),
    [
        (["--image", "999"], "there is no image '999' in this run"),
        (["--image", "999", "--failed"], "there is no image '999' in this run"),
        (["--recipe", "detial"], "there is no recipe 'detial' in this run"),
    ],
)
def test_a_name_that_does_not_exist_is_an_error(
    datagen: Datagen, said: Result, filters: list[str], complaint: str
) -> None:
    failed = datagen("preview", "run", *filters, code=1)
    assert failed.lines[0] == f"error: run: {complaint}"
    assert failed.out == ""


def test_leading_zeros_of_an_image_do_not_count(datagen: Datagen, said: Result) -> None:
    shown = {datagen("preview", "run", "--image", image).out for image in ("205", "000205")}
    assert len(shown) == 1
    assert "000000000205/detail/0" in shown.pop()


def test_a_file_has_no_rejects_failures_or_recipes(datagen: Datagen, said: Result) -> None:
    for flag in (["--rejects"], ["--failed"], ["--recipe", "detail"]):
        refused = datagen("preview", "run/llava_instruct.json", *flag, code=2)
        assert "is a file, not a run folder" in refused.lines[0]
    assert datagen("preview", "run", "--rejects", "--failed", code=2).lines
    missing = datagen("preview", "run/llava_instruct.json", "--image", "7", code=1)
    assert missing.lines == ["error: run/llava_instruct.json: there is no record of image '7'"]


def test_of_what_no_trainer_takes_as_much_is_shown_as_one_can_look_at(
    datagen: Datagen, tmp_path: Path
) -> None:
    long = {"id": 1, "image": "1.jpg", "conversations": [
        {"from": "human", "value": "<image>\nWhat?"},
        {"from": "gpt", "value": f"A dog {'naps ' * 1_000_000}now. A cat </s> too."},
    ]}  # fmt: skip
    many = {"id": 2, "image": "2.jpg", "conversations": long["conversations"][:1] * 30_000}
    file, found = tmp_path / "records.jsonl", tmp_path / "found.jsonl"
    file.write_text(f"{json.dumps(long)}\n{json.dumps(many)}\n")
    datagen("validate", file, "--findings", found, code=4)
    for flags in ((), ("--findings", found)):
        out = datagen("preview", file, *flags).out
        assert len(out) < 200_000
        assert "A dog naps naps" in out
        assert "4,980,026 more characters; the file" in out
        assert "29,800 more messages; the file" in out
    assert "control_token: turn 1 holds '</s>'" in out
