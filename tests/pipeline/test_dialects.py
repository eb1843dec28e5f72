"""What servers add to an answer, or leave out, is told from the answer and kept beside it."""

from __future__ import annotations

from typing import Any

from datagen.pipeline.build import build
from datagen.pipeline.checks import check_rule
from datagen.records import Request
from datagen.teachers.outcome import chat_body
from tests.pipeline.conftest import Bench, good_reply

THOUGHT = "Thing it is."


def thinking(request: Request) -> dict[str, Any]:
    text = good_reply(request)["choices"][0]["message"]["content"]
    return chat_body(f"<think>{THOUGHT}</think>\n{text}", model="scripted")


def test_thoughts_are_kept_in_the_provenance_and_out_of_the_records(bench: Bench) -> None:
    bench.generate(good_reply)
    plain = bench.run.instruct.read_bytes()
    bench.run.ledger.unlink()
    assert bench.generate(thinking).report.examples == 3
    assert bench.run.instruct.read_bytes() == plain
    assert [row["thoughts"] for row in bench.rows(bench.run.provenance)] == [THOUGHT] * 3


def test_thoughts_may_be_rejected_by_another_build_and_taken_back(bench: Bench) -> None:
    bench.generate(thinking)
    manifest = bench.run.planned()
    output = manifest.settings.output.model_copy(update={"thinking": "reject"})
    settings = manifest.settings.model_copy(update={"output": output})
    report = build(bench.run, manifest.model_copy(update={"settings": settings}))
    assert (report.examples, report.rejected) == (0, 3)
    assert report.rejects_by_code == {"thinking": 3}
    (raw,) = {row["raw"][: len("<think>")] for row in bench.rows(bench.run.rejects)}
    assert raw == "<think>"
    assert build(bench.run, manifest).examples == 3


def test_a_reply_that_does_not_say_why_it_ended_is_kept_with_a_warning(bench: Bench) -> None:
    def silent(request: Request) -> dict[str, Any]:
        body = good_reply(request)
        body["choices"][0]["finish_reason"] = None
        return {**body, "usage": {"completion_tokens": 40}}

    report = bench.generate(silent).report
    assert (report.examples, report.warnings_by_rule) == (3, {"no_finish_reason": 3})
    assert {row["rule"] for row in bench.rows(bench.run.findings)} == {"no_finish_reason"}
    check_rule("no_finish_reason")  # so that `preview --finding` knows it too
    off = bench.generate(silent, checking={"rules": {"no_finish_reason": "off"}}).report
    assert (off.examples, off.warnings_by_rule) == (3, {})
    bench.run.ledger.unlink()
    report = bench.generate(silent, teaching={"max_tokens": 40}).report
    assert report.rejects_by_code == {"length_cut": 3}


def test_answers_are_counted_by_the_model_that_gave_them(bench: Bench) -> None:
    def served(request: Request) -> dict[str, Any]:
        name = "m-2" if request.scene.id == "000000000001" else "m-1"
        return {**good_reply(request), "model": name}

    report = bench.generate(served, teaching={"model": "m"}).report
    assert (report.model, report.served_models) == ("m", {"m-1": 2, "m-2": 1})
    assert [row["served_model"] for row in bench.rows(bench.run.provenance)] == [
        "m-1",
        "m-2",
        "m-1",
    ]


def test_the_servers_own_word_for_the_end_is_kept(bench: Bench) -> None:
    def ended(request: Request) -> dict[str, Any]:
        text = good_reply(request)["choices"][0]["message"]["content"]
        return chat_body(text, model="scripted", finish_reason="end_turn")

    assert bench.generate(ended).report.examples == 3
    assert {row["finish_reason"] for row in bench.rows(bench.run.provenance)} == {"end_turn"}
