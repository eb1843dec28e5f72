"""Requests that go wrong cost what they must and no more, and the counts stay right."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import jsonlines
import pytest

from datagen.rehearsal import ChatServer, Plan, Rehearsal, Reply, Uniform, read_mix, says
from tests.cli.conftest import Datagen

SceneFile = Callable[..., Path]


def scenes_of(scene_file: SceneFile, count: int) -> Path:
    return scene_file(
        [
            {"id": f"{n:012}", "image": f"{n:012}.jpg", "captions": [f"A thing number {n}."]}
            for n in range(count)
        ]
    )


def number_in(body: dict[str, Any]) -> int:
    return int(body["messages"][-1]["content"].split("number ")[1].split(".")[0])


def test_three_poisoned_requests_spoil_three_samples_and_are_tried_once_each(
    datagen: Datagen, scene_file: SceneFile
) -> None:
    def script(body: dict[str, Any]) -> Reply:
        number = number_in(body)
        if number == 50:
            return Reply({"error": {"message": "bad prompt", "code": "bad"}}, status=400)
        if number == 100:
            return says("A thing that is", finish_reason="length")
        if number == 150:
            refused = says("").body
            refused["choices"][0]["message"] = {"role": "assistant", "refusal": "I can't help."}
            return Reply(refused)
        return says(f"Thing {number} stands in a field.")

    with ChatServer(script) as server:
        done = datagen(
            "generate", "--scenes", scenes_of(scene_file, 200), "--recipes", "detail",
            "--model", "m", "--out", "run", "--json", code=3,
            OPENAI_BASE_URL=server.url, OPENAI_API_KEY="k",
        )  # fmt: skip
        tries = Counter(number_in(body) for body in server.requests)
        again = datagen(
            "generate", "--scenes", scenes_of(scene_file, 200), "--recipes", "detail",
            "--model", "m", "--out", "run", "--json", code=3,
            OPENAI_BASE_URL=server.url, OPENAI_API_KEY="k",
        )  # fmt: skip
        assert len(server.requests) == 200, "what failed for good is not asked again"
    report = done.json
    assert (report["examples"], report["failed"], report["rejected"]) == (197, 1, 2)
    assert report["failures_by_code"] == {"bad": 1}
    assert report["rejects_by_code"] == {"length_cut": 1, "refusal": 1}
    assert set(tries.values()) == {1}
    assert again.json["failures_by_code"] == {"bad": 1}


@pytest.mark.parametrize("requests", [200, pytest.param(2000, marks=pytest.mark.slow)])
def test_in_a_storm_what_can_be_answered_is_and_nothing_is_paid_for_twice(
    requests: int, datagen: Datagen, scene_file: SceneFile
) -> None:
    # the refusals that ask for less than a second: the others are tested with the limits
    mix = read_mix("storm,429=0,429-ms=0.05,429-float=0.03,refusal=0.02")
    plan = Plan(mix=mix, latency=Uniform(0.0, 0.04), seed=3, wait=0.05)
    scenes = scenes_of(scene_file, requests)
    with ChatServer(Rehearsal(plan)) as server:
        done = datagen(
            "generate", "--scenes", scenes, "--recipes", "detail", "--model", "m",
            "--out", "run", "--json", "--attempts", "1", code=0,
            OPENAI_BASE_URL=server.url, OPENAI_API_KEY="k",
        )  # fmt: skip
        counts = server.counts
        assert sum(counts.faults.values()) > 0.2 * requests, "it was a storm"
        assert counts.summary()["good_twice"] == 0
    report = done.json
    states = [report[state] for state in ("examples", "rejected", "failed", "pending")]
    assert sum(states) == report["planned"] == requests
    assert (report["failed"], report["pending"]) == (0, 0)


def rows_of(path: Path) -> list[Any]:
    with jsonlines.open(path) as rows:
        return list(rows)


def test_a_full_disk_is_one_clear_error_and_loses_nothing(
    tmp_path: Path, environment: dict[str, str], scene_file: SceneFile
) -> None:
    """The limit on the size of a file stands for the end of the disk."""
    scenes = scenes_of(scene_file, 300)
    long = "A thing stands in a wide green field under a clear sky. " * 12
    with ChatServer(lambda body: says(f"Thing {number_in(body)}. {long}")) as server:
        env = {**environment, "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.url}
        command = [sys.executable, "-m", "datagen", "generate", "--scenes", str(scenes)]
        command += ["--recipes", "detail", "--model", "m", "--out", str(tmp_path / "run")]
        command += ["--json", "--progress", "none"]
        limited = ["prlimit", f"--fsize={120 * 1024}", *command]
        full = subprocess.run(limited, env=env, capture_output=True, text=True)
        assert full.returncode == 1, full.stderr
        assert "Traceback" not in full.stderr
        errors = [line for line in full.stderr.splitlines() if line.startswith("error: ")]
        assert len(errors) == 1
        assert "ledger.jsonl: cannot be written" in errors[0]
        assert "run the same command again" in full.stderr.replace("\n", " ")
        kept = rows_of(tmp_path / "run" / "ledger.jsonl")
        assert len(kept) > 20, "what was written stays readable"
        paid = server.counts.total.answered

        done = subprocess.run(command, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert server.counts.total.answered - paid == 300 - len(kept), "the rest is asked"
    assert json.loads(done.stdout)["examples"] == 300


def test_a_folder_that_may_not_be_written_is_said_before_anything_is_sent(
    datagen: Datagen, scene_file: SceneFile
) -> None:
    with ChatServer(lambda body: says("x")) as server:
        done = datagen(
            "generate", "--scenes", scenes_of(scene_file, 3), "--recipes", "detail",
            "--model", "m", "--out", "/proc/run", code=1,
            OPENAI_BASE_URL=server.url, OPENAI_API_KEY="k",
        )  # fmt: skip
    assert "/proc/run: cannot be written" in done.err
    assert not server.requests


def test_answers_of_no_use_are_not_bought_by_the_thousand(
    datagen: Datagen, scene_file: SceneFile
) -> None:
    with ChatServer(lambda body: says("A thing that is", finish_reason="length")) as server:
        done = datagen(
            "generate", "--scenes", scenes_of(scene_file, 1000), "--recipes", "detail",
            "--model", "m", "--out", "run", "--concurrency", "4", code=3,
            OPENAI_BASE_URL=server.url, OPENAI_API_KEY="k",
        )  # fmt: skip
    assert "not one of the first" in done.err
    assert "--max-tokens" in done.err
    assert 50 <= len(server.requests) <= 60


REFUSED = Reply({"error": {"message": "the prompt was filtered", "code": "filtered"}}, status=400)


def ask_all(
    datagen: Datagen, server: ChatServer, scenes: Path, *flags: object, code: int
) -> list[str]:
    return datagen(
        "generate", "--scenes", scenes, "--recipes", "detail", "--model", "m", "--out", "run",
        "--concurrency", 8, "-q", *flags, code=code,
        OPENAI_BASE_URL=server.url, OPENAI_API_KEY="k",
    ).lines  # fmt: skip


def test_where_everything_is_refused_the_run_ends_after_a_few_and_says_why(
    datagen: Datagen, scene_file: SceneFile
) -> None:
    with ChatServer(lambda _: REFUSED) as server:
        said = ask_all(datagen, server, scenes_of(scene_file, 400), code=1)
        assert len(server.requests) < 40
    assert "all requests are refused: HTTP 400: the prompt was filtered" in " ".join(said)
    assert "--retry-failed" in said[-1]


def test_a_key_that_is_taken_away_in_mid_run_ends_it_however_slow_an_older_answer_is(
    datagen: Datagen, scene_file: SceneFile, tmp_path: Path
) -> None:
    def script(body: dict[str, Any]) -> Reply:
        number = number_in(body)
        if number == 15:
            return replace(says("A thing stands in a field."), delay=4.0)
        return says("A thing stands in a field.") if number < 30 else REFUSED

    with ChatServer(script) as server:
        ask_all(datagen, server, scenes_of(scene_file, 1000), code=1)
        assert len(server.requests) < 200
    with jsonlines.open(tmp_path / "work" / "run" / "ledger.jsonl") as rows:
        assert sum(row["kind"] == "answer" for row in rows) == 30, "the slow one too"


def test_what_is_still_refused_keeps_nobody_from_what_no_longer_is(
    datagen: Datagen, scene_file: SceneFile, tmp_path: Path
) -> None:
    scenes = scenes_of(scene_file, 300)
    mended = False

    def script(body: dict[str, Any]) -> Reply:
        number = number_in(body)
        if number % 3 == 0 and (not mended or number < 240):
            return REFUSED
        return says("A thing stands in a field.")

    with ChatServer(script) as server:
        ask_all(datagen, server, scenes, code=3)
        mended = True
        ask_all(datagen, server, scenes, "--retry-failed", code=3)
    report = json.loads((tmp_path / "work" / "run" / "report.json").read_text())
    assert (report["examples"], report["failed"]) == (220, 80)


@pytest.mark.parametrize("concurrency", [8, 64])
def test_where_no_answer_can_be_used_no_more_is_paid_for_than_what_is_in_flight(
    concurrency: int, datagen: Datagen, scene_file: SceneFile
) -> None:
    with ChatServer(lambda _: replace(says("As an AI, I cannot see it."), delay=0.05)) as server:
        ask_all(datagen, server, scenes_of(scene_file, 400), "--concurrency", concurrency, code=3)
        # as many again have gone out when answers come in together
        assert 50 <= len(server.requests) <= 50 + 2 * concurrency


def test_a_session_of_second_attempts_is_not_ended_for_want_of_examples(
    datagen: Datagen, scene_file: SceneFile
) -> None:
    scenes = scenes_of(scene_file, 200)

    def script(body: dict[str, Any]) -> Reply:
        number = number_in(body)
        return says(f"Based on the captions, {number}." if number % 3 == 0 else f"Thing {number}.")

    with ChatServer(script) as server:
        ask_all(datagen, server, scenes, "--attempts", 1, code=0)
        ask_all(datagen, server, scenes, "--attempts", 2, code=0)
        assert len(server.requests) == 267


def test_a_failure_of_an_attempt_that_is_no_longer_made_does_not_stay(
    datagen: Datagen, scene_file: SceneFile
) -> None:
    scenes = scenes_of(scene_file, 8)
    seen: Counter[int] = Counter()

    def script(body: dict[str, Any]) -> Reply:
        seen[number_in(body)] += 1
        if seen[number_in(body)] > 1:
            return Reply({"error": {"message": "no"}}, status=500)
        return says(f"Based on the captions, {number_in(body)}.")

    with ChatServer(script) as server:
        ask_all(datagen, server, scenes, "--tries", 1, code=3)
        said = ask_all(datagen, server, scenes, "--attempts", 1, code=4)
    assert not any("failed" in line for line in said)


def test_what_failed_for_good_before_leaves_with_3_without_a_build_too(
    datagen: Datagen, scene_file: SceneFile
) -> None:
    def script(body: dict[str, Any]) -> Reply:
        return REFUSED if number_in(body) == 2 else says("A thing stands in a field.")

    with ChatServer(script) as server:
        ask_all(datagen, server, scenes_of(scene_file, 8), code=3)
        datagen("ask", "run", "--no-build", code=3, OPENAI_API_KEY="k")


def test_answers_lost_to_a_full_disk_are_told_also_where_the_key_fails_then(
    tmp_path: Path, environment: dict[str, str], scene_file: SceneFile
) -> None:
    scenes = scenes_of(scene_file, 40)
    asked = count(1)

    def script(body: dict[str, Any]) -> Reply:
        number = next(asked)
        if number > 8:
            return Reply({"error": {"message": "bad key"}}, status=401, delay=1.0)
        long = "A thing stands in a wide green field under a clear sky. " * 360
        return replace(says(long), delay=0.05 * number)

    with ChatServer(script) as server:
        command = ["prlimit", f"--fsize={64 * 1024}", sys.executable, "-m", "datagen", "generate"]
        command += ["--scenes", str(scenes), "--recipes", "detail", "--model", "m"]
        command += ["--out", str(tmp_path / "run"), "--no-warmup", "--progress", "none"]
        env = {**environment, "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": server.url}
        full = subprocess.run(command, env=env, capture_output=True, text=True)
    said = " ".join(full.stderr.split())
    assert full.returncode == 1, said
    lost = 8 - len(rows_of(tmp_path / "run" / "ledger.jsonl"))
    assert lost > 1
    assert "ledger.jsonl: cannot be written" in said
    assert f"{lost} answers that came could not be kept." in said
