"""What the command says of money: before a run, and after it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from datagen.rehearsal import ChatServer, Reply
from tests.cli.conftest import Datagen
from tests.pipeline.test_estimate import true_reply
from tests.spending.listed import MILLION, listed


@pytest.fixture(autouse=True)
def _seeds_may_be_answers(environment: dict[str, str]) -> None:
    """They are about other images: what they contradict shall not reject here."""
    environment["DATAGEN_POLICY"] = "lenient"


def files(example_files: dict[str, Path]) -> list[object]:
    return [
        "--captions", example_files["captions"], "--instances", example_files["instances"],
        "--recipes", "detail,reasoning",
    ]  # fmt: skip


def test_an_estimate_sends_and_writes_nothing_and_needs_no_key(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    with ChatServer(true_reply) as server:
        said = datagen(
            "estimate", *files(example_files), "--model", "gpt-5-mini", "--out", "run",
            "--base-url", server.url, "--price-in", 0.25, "--price-out", 2, "--rpm", 10,
        )  # fmt: skip
        assert server.requests == []
    assert list((tmp_path / "work").iterdir()) == []
    assert "32 samples: 34 requests, 2 second attempts among them" in said.out
    assert "prices as you gave them: $0.25 in" in said.out
    assert "at --rpm 10" in said.out


def test_a_paid_models_price_is_shown_with_the_table(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    said = datagen("estimate", *files(example_files), "--model", "gpt-5-mini").out
    assert "genai-prices" in said
    assert "datagen does not send batches yet" in said
    assert "unknown" not in said


def test_a_tier_of_unknown_price_does_not_hide_the_others(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    said = datagen(
        "estimate", *files(example_files), "--model", "gpt-5-mini", "--service-tier", "scale"
    ).out
    assert "the price of gpt-5-mini in the service tier scale is unknown" in said
    assert "standard, nothing cached  $" in re.sub(" {2,}", "  ", said)
    assert "cost unknown unknown" in re.sub(" +", " ", said)


def test_only_the_prices_that_a_user_gave_are_called_theirs(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    said = datagen("estimate", *files(example_files), "--model", "gpt-5-mini", "--price-out", 3).out
    assert "$3.00 out (yours) for a million tokens, the others by genai-prices" in said
    assert said.count("(yours)") == 1


def test_an_estimate_says_that_what_was_spent_is_unknown(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    with ChatServer(true_reply) as server:
        run(datagen, server, example_files, "--limit", 2)
    options = ["estimate", *files(example_files), "--model", "gpt-5-mini", "--out", "run"]
    known = datagen(*options, "--json").json
    assert known["spent"] is None
    assert known["spent_counted"] > 0
    limit = known["cost"]["expected"] + known["spent_counted"] / 2
    said = datagen(*options, "--max-cost", limit).out
    assert "what this run has cost so far is unknown" in said
    assert "would end the run before it is complete" in said


@pytest.mark.parametrize(
    ("given", "missing"), [("--price-in", "--price-out"), ("--price-out", "--price-in")]
)
def test_half_a_price_says_which_half_is_missing(
    datagen: Datagen, example_files: dict[str, Path], given: str, missing: str
) -> None:
    said = datagen(
        "estimate", *files(example_files), "--model", "mine", "--base-url", "http://localhost:1/v1",
        given, 1,
    ).out  # fmt: skip
    assert f"is unknown: {missing} is missing" in said


def test_an_estimate_refuses_what_generating_would_refuse(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    unpriced = ["--base-url", "http://localhost:1/v1", "--max-cost", 1]
    for bad, said, code in (
        (["--images", tmp_path / "none"], "no such folder", 1),
        (["--images", tmp_path / "empty"], "no picture of the chosen images can be read", 1),
        (unpriced, "--max-cost", 2),
    ):
        for command in ("estimate", "generate"):
            refused = datagen(
                command, *files(example_files), "--model", "mine", *bad, "--out", "run",
                code=code, OPENAI_API_KEY="key",
            )  # fmt: skip
            assert said in refused.lines[0]
            assert refused.lines[0].startswith("error: ")


def test_one_of_a_thing_is_not_called_several(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    with ChatServer(true_reply) as server:
        options = [
            "--captions", example_files["captions"], "--recipes", "detail", "--model", "m",
            "--base-url", server.url, "--limit", 1,
        ]  # fmt: skip
        before = datagen("estimate", *options)
        made = datagen("generate", *options, "--out", "run", OPENAI_API_KEY="key", code=None)
        after = datagen("estimate", *options, "--out", "new", "--reuse", "run")
    said = "".join(done.out + done.err for done in (before, made, after))
    assert "1 sample: 1 request" in before.out
    assert "1 image, 1 sample: 1 to ask" in made.err
    assert "1 sample, 1 answered already: 0 requests" in after.out
    assert not re.search(r"\b1 (images|samples|requests|answers|second attempts)\b", said)


def test_an_unknown_price_is_said_to_be_unknown(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    said = datagen(
        "estimate", *files(example_files), "--model", "gpt-5-mini",
        "--base-url", "http://localhost:1/v1",
    ).out  # fmt: skip
    assert "unknown" in said
    assert "--price-in" in said
    assert "$" not in said


def test_the_offline_teacher_has_no_estimate_of_money(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    said = datagen("estimate", *files(example_files), "--teacher", "offline").out
    assert "costs nothing" in said
    assert "tokens in" not in said


def test_an_estimate_is_json_for_machines(datagen: Datagen, example_files: dict[str, Path]) -> None:
    said = datagen("estimate", *files(example_files), "--model", "gpt-5-mini", "--json").json
    assert (said["requests"], said["first_attempts"], said["second_attempts"]) == (34, 32, 2)
    assert said["price_in"] == pytest.approx(listed(read=MILLION))
    assert set(said["prices"]) == {"standard", "cached", "flex", "flex_cached", "batch"}


def test_an_estimate_heeds_what_the_run_would_be_told(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    def refuses(body: dict[str, Any]) -> Reply:
        return Reply({"error": {"message": "no"}}, status=422)

    with ChatServer(refuses) as server:
        options = [*files(example_files), "--model", "m", "--base-url", server.url, "--limit", 2]
        datagen("generate", *options, "--out", "run", OPENAI_API_KEY="key", code=3)
        said = datagen("estimate", *options, "--out", "run").out
        assert "4 samples, 4 failed for good (--retry-failed asks them again): 0 requests" in said
        said = datagen("estimate", *options, "--out", "run", "--retry-failed").out
        assert "4 samples: 4 requests" in said
    with ChatServer(true_reply) as server:
        options = [*files(example_files), "--model", "m", "--base-url", server.url, "--limit", 2]
        datagen("generate", *options, "--out", "other", OPENAI_API_KEY="key")
        said = datagen("estimate", *options, "--out", "new", "--reuse", "other").out
    assert "4 samples, 4 answered already: 0 requests" in said


def test_what_is_owed_after_rejects_is_said_before_it_is_asked(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    def empty(body: dict[str, Any]) -> Reply:
        reply = true_reply(body).body
        reply["choices"][0]["message"]["content"] = ""
        return Reply(reply)

    with ChatServer(empty) as server:
        options = [
            "generate", *files(example_files), "--model", "m", "--base-url", server.url,
            "--limit", 2, "--out", "run",
        ]  # fmt: skip
        datagen(*options, "--attempts", 1, OPENAI_API_KEY="key", code=4)
        assert len(server.requests) == 4
        for replan in ([], ["--replan"]):
            said = datagen(
                *options, "--attempts", 2, "--max-requests", 1, *replan,
                OPENAI_API_KEY="key", code=5,
            ).err  # fmt: skip
            left = 9 - len(server.requests)
            assert f"4 answered before: 0 to ask and {left} second attempts" in said
        said = datagen("ask", "run", OPENAI_API_KEY="key", code=5).err
    assert "4 answered before: 0 to ask and 2 second attempts" in said


def run(datagen: Datagen, server: ChatServer, example_files: Any, *more: object) -> str:
    said = datagen(
        "generate", *files(example_files), "--model", "gpt-5-mini", "--base-url", server.url,
        "--out", "run", *more, OPENAI_API_KEY="key",
    )  # fmt: skip
    return said.out


def test_a_run_ends_with_its_cost_and_how_far_the_estimate_was_off(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    prices = "--price-in", 0.25, "--price-out", 2
    with ChatServer(true_reply) as server:
        said = run(datagen, server, example_files, *prices)
        report = json.loads(run(datagen, server, example_files, *prices, "--json"))
    bill = report["bill"]
    cost = bill["prompt_tokens"] * 0.25e-6 + bill["completion_tokens"] * 2e-6
    assert abs(bill["cost"] - cost) < 1e-9
    assert f"tokens: {bill['prompt_tokens']:,} in (0 cached, 0%)" in said
    assert "an example (at your prices)" in said
    assert "the estimate for 32 answers: tokens in " in said
    # nothing was asked the second time, so nothing was foreseen
    assert report["prediction"] is None


def test_a_run_of_unknown_price_says_so(datagen: Datagen, example_files: dict[str, Path]) -> None:
    with ChatServer(true_reply) as server:
        said = run(datagen, server, example_files)
    assert "cost: unknown" in said
    assert "$" not in said


def test_answers_keep_the_price_of_the_server_that_gave_them(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    with ChatServer(true_reply) as server:
        run(datagen, server, example_files)
    report = datagen(
        "generate", *files(example_files), "--model", "gpt-5-mini", "--out", "run", "--json",
        OPENAI_API_KEY="key",
    ).json  # fmt: skip
    assert report["bill"]["answers"] == 32
    assert report["bill"]["cost"] is None


def test_answers_keep_their_price_when_the_server_is_called_by_another_name(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    with ChatServer(true_reply) as server:
        run(datagen, server, example_files, "--limit", 4, "--price-in", 1, "--price-out", 2)
        report = datagen(
            "generate", *files(example_files), "--model", "gpt-5-mini", "--limit", 4, "--json",
            "--base-url", server.url.replace("127.0.0.1", "localhost"), "--out", "run",
            OPENAI_API_KEY="key",
        ).json  # fmt: skip
    bill = report["bill"]
    paid = bill["prompt_tokens"] * 1e-6 + bill["completion_tokens"] * 2e-6
    assert bill["cost"] == pytest.approx(paid)
    assert bill["price_source"] == "user"


def test_a_server_that_counts_nothing_is_named(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    def silent(body: dict[str, Any]) -> Reply:
        reply = dict(true_reply(body).body)
        del reply["usage"]
        return Reply(reply)

    prices = "--price-in", 1, "--price-out", 1
    with ChatServer(silent) as server:
        said = run(datagen, server, example_files, *prices, "--limit", 4)
        watched = datagen(
            "generate", *files(example_files), "--model", "gpt-5-mini", "--base-url", server.url,
            "--out", "run", *prices, "--progress", "json", OPENAI_API_KEY="key",
        )  # fmt: skip
    assert "answers whose server did not say what they used: 8" in said
    assert "cost: unknown, as the server does not say what its answers used" in said
    assert "--price-in" not in said
    assert "the estimate" not in said
    events = [json.loads(line) for line in watched.lines if line.startswith("{")]
    assert events
    assert {event["spent"] for event in events} == {None}


def test_where_only_replies_that_broke_off_came_no_cost_is_said(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    with ChatServer(lambda _: Reply(b"<html>")) as server:
        said = datagen(
            "generate", "--captions", example_files["captions"], "--recipes", "detail",
            "--limit", 1, "--model", "m", "--out", "run", "--base-url", server.url, "--tries", 1,
            "--price-in", 1, "--price-out", 1, OPENAI_API_KEY="key", code=3,
        )  # fmt: skip
    assert "1 reply broke off" in said.out
    assert "--max-cost takes it that it was" in said.out
    assert "cost: " not in said.out


def test_a_limit_in_dollars_without_a_price_is_refused_before_anything_is_written(
    datagen: Datagen, example_files: dict[str, Path], tmp_path: Path
) -> None:
    refused = datagen(
        "generate", *files(example_files), "--model", "gpt-5-mini", "--out", "run",
        "--base-url", "http://127.0.0.1:9/v1", "--max-cost", 1, OPENAI_API_KEY="key", code=2,
    )  # fmt: skip
    assert "--price-in" in refused.err
    assert not (tmp_path / "work" / "run").exists()


def test_a_limit_in_dollars_holds_over_sessions(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    def reached(server: ChatServer, limit: float) -> Any:
        return datagen(
            "generate", *files(example_files), "--model", "gpt-5-mini", "--out", "run",
            "--base-url", server.url, "--price-in", 0.25, "--price-out", 2, "--json",
            "--max-cost", limit, OPENAI_API_KEY="key", code=5,
        ).json  # fmt: skip

    with ChatServer(true_reply) as server:
        first = reached(server, 0.01)
        asked = len(server.requests)
        again = reached(server, 0.01)
        assert 0 < asked == len(server.requests) < 32
        assert again["bill"] == first["bill"]
        more = reached(server, 0.015)
        assert asked < len(server.requests) < 32
    assert 0 < first["bill"]["cost"] <= 0.01 < more["bill"]["cost"] <= 0.015


def test_a_sample_given_up_for_want_of_money_says_so_and_leaves_with_5(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    spoiled = {"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 100}}
    with ChatServer(lambda body: Reply(spoiled)) as server:
        done = datagen(
            "generate", *files(example_files), "--model", "m", "--out", "run", "--limit", 1,
            "--recipes", "detail", "--base-url", server.url, "--price-in", 1, "--price-out", 1,
            "--max-cost", 0.003, OPENAI_API_KEY="key", code=5,
        )  # fmt: skip
    assert len(server.requests) == 1
    assert "--max-cost leaves nothing for another try" in " ".join(done.out.split())
    assert "--max-cost is reached" in " ".join(done.err.split())


def test_the_offline_teacher_reaches_no_limit_in_dollars(
    datagen: Datagen, example_files: dict[str, Path]
) -> None:
    report = datagen(
        "generate", *files(example_files), "--teacher", "offline", "--out", "run",
        "--max-cost", 0.01, "--json",
    ).json  # fmt: skip
    assert report["pending"] == 0
    assert report["bill"]["answers"] == 0
