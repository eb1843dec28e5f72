"""The whole job against real OpenAI-compatible servers: `make test-servers`.

Every test that takes `server` runs against each of them.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.independent import complaints
from tests.servers.command import Command, ledger, rows, said
from tests.servers.conftest import Start
from tests.servers.lessons import CONVERSATION, DETAIL, REASONING, REPLIES
from tests.servers.served import Served

pytestmark = [pytest.mark.servers, pytest.mark.slow]

PLANNED = 48  # 16 images, three recipes
ACCEPTED = 0.9  # a sampled reply goes astray now and then; a third attempt is not made


def keys(run: Path) -> Counter[tuple[str, int]]:
    return Counter((row["identity"], row["attempt"]) for row in ledger(run))


def test_every_sample_is_answered_and_nearly_all_are_examples_and_asked_once(
    server: Served, command: Command
) -> None:
    before = server.requests
    result = command.generate(server, "--min-accept", ACCEPTED, "--json")
    report = result.json
    assert report["planned"] == PLANNED
    assert report["examples"] + report["rejected"] == PLANNED, "every sample was answered"
    assert report["examples"] >= ACCEPTED * PLANNED
    assert server.requests - before == len(ledger(command.out)) == report["answers"]

    records = json.loads((command.out / "llava_instruct.json").read_text())
    assert len(records) == report["examples"]
    assert [complaint for record in records for complaint in complaints(record)] == []

    usage = [row["body"]["usage"] for row in ledger(command.out)]
    for name in ("prompt_tokens", "completion_tokens"):
        assert report[name] == sum(used[name] for used in usage) > PLANNED * 10
    for row in rows(command.out / "provenance.jsonl"):
        assert row["model"] == server.model
        assert row["served_model"].startswith(server.model)
        assert row["finish_reason"] == "stop"
        assert row["response_id"]
        assert row["prompt_tokens"] > 100
        assert row["completion_tokens"] > 10

    files = {path: path.read_bytes() for path in command.out.glob("*.jsonl")}
    asked = server.requests
    again = command.generate(server)
    assert server.requests == asked, "nothing is sent a second time"
    assert "0 to ask" in again.err
    assert {path: path.read_bytes() for path in command.out.glob("*.jsonl")} == files


def test_ctrl_c_in_the_middle_loses_nothing_and_the_same_command_goes_on(
    server: Served, command: Command
) -> None:
    before = server.requests
    stopped = command.interrupt(server, rows=1)
    assert "The same command goes on" in stopped.err
    kept = ledger(command.out)
    assert 0 < len(kept) < PLANNED, "it stopped in the middle"
    assert server.requests - before == len(kept), "what was in flight is kept as well"

    command.generate(server, "--min-accept", ACCEPTED)
    assert ledger(command.out)[: len(kept)] == kept
    assert set(keys(command.out).values()) == {1}, "nothing is asked twice"
    assert server.requests - before == len(ledger(command.out))
    assert len(said(command.out)) == PLANNED


def test_a_wrong_path_is_one_error_that_names_the_address(server: Served, command: Command) -> None:
    url = server.url.removesuffix("/v1") + "/api"
    result = command.generate(server, "--progress", "none", url=url, code=1)
    errors = [line for line in result.lines if line.startswith("error:")]
    assert len(errors) == 1
    assert url in errors[0]
    assert "--base-url" in result.lines[-1]
    assert not ledger(command.out)


def test_a_model_that_the_server_does_not_know_is_one_error_that_names_it(
    server: Served, command: Command
) -> None:
    result = command.generate(server, "--progress", "none", model="no-such-model", code=None)
    assert result.code == 1, result.out + result.err
    errors = [line for line in result.lines if line.startswith("error:")]
    assert len(errors) == 1
    assert "no-such-model" in errors[0]
    assert result.lines[-1].startswith("hint:")


def test_a_parameter_that_the_server_refuses_is_one_error_that_names_it(
    server: Served, command: Command
) -> None:
    before = server.requests
    wrong = "top_k=many" if server.name == "vllm" else "top_k=40"
    result = command.generate(server, "--param", wrong, "--progress", "none", code=None)
    assert result.code == 1, result.out + result.err
    errors = [line for line in result.lines if line.startswith("error:")]
    assert len(errors) == 1
    assert "top_k" in errors[0]
    assert server.requests - before < PLANNED, "what is wrong with all is not tried with all"


# A parameter that only this server knows, and that makes it take the best token each time.
GREEDY = {
    "transformers": 'generation_config="{\\"do_sample\\": false, \\"max_new_tokens\\": 200}"',
    "vllm": "top_k=1",
}


def test_a_parameter_of_the_servers_own_reaches_it(server: Served, command: Command) -> None:
    hot = ["--limit", 2] if server.name == "transformers" else ["--limit", 2, "--temperature", 2]
    command.generate(server, *hot, "--param", GREEDY[server.name], "--min-accept", 1)
    assert set(said(command.out).values()) == set(REPLIES.values()), "sampled, they would differ"


def test_replies_in_json_are_asked_for_and_become_records(server: Served, command: Command) -> None:
    flags = ["--structured", "--limit", 8, "--min-accept", ACCEPTED, "--json"]
    assert command.generate(server, *flags).json["planned"] == 24
    for text in said(command.out).values():
        assert isinstance(json.loads(text, strict=False), dict), text
    records = json.loads((command.out / "llava_instruct.json").read_text())
    assert [complaint for record in records for complaint in complaints(record)] == []
    answers = Counter(record["conversations"][-1]["value"] for record in records)
    assert sum(answers[text] for text in (CONVERSATION[-1][1], DETAIL, REASONING[0][1])) >= 18


def test_a_reply_that_is_cut_at_max_tokens_is_rejected_as_such_and_not_asked_again(
    server: Served, command: Command
) -> None:
    report = command.generate(server, "--limit", 2, "--max-tokens", 8, "--json", code=4).json
    assert report["rejects_by_code"] == {"length_cut": 6}
    assert report["answers"] == 6
    assert report["completion_tokens"] == 6 * 8
    assert {row["final"] for row in rows(command.out / "rejects.jsonl")} == {True}


def test_a_prompt_over_the_context_length_costs_that_sample_alone(
    server: Served, command: Command, tmp_path: Path
) -> None:
    scenes = tmp_path / "scenes.jsonl"
    animals = [f"Zebra number {n} walks by." for n in range(1500)]
    with scenes.open("w") as out:
        for name, captions in (("a", []), ("b", animals), ("c", [])):
            scene = {"id": name, "image": f"{name}.jpg", "captions": ["A dog runs.", *captions]}
            out.write(json.dumps(scene) + "\n")
    result = command.generate(
        server, "--recipes", "detail", "--json", inputs=["--scenes", scenes], code=None
    )
    report = result.json
    assert report["planned"] == 3
    assert report["examples"] + report["rejected"] + report["failed"] == 3
    provenance = rows(command.out / "provenance.jsonl")
    assert {"a/detail/0", "c/detail/0"} <= {row["sample"] for row in provenance}
    if server.name == "transformers":
        return  # answers all the same, whatever comes of it
    assert result.code == 3
    assert report["failed"] == 1
    (failure,) = (row for row in ledger(command.out) if row["kind"] == "failure")
    assert failure["sample"] == "b/detail/0"
    assert failure["permanent"]
    assert "context length" in failure["detail"]


def test_the_same_request_seed_gives_the_same_answers(
    server: Served, command: Command, tmp_path: Path
) -> None:
    hot = ["--limit", 3, "--temperature", 2, "--attempts", 1, "--concurrency", 1]
    runs = {name: tmp_path / name for name in ("first", "second", "other")}
    for name, run in runs.items():
        seed = 8 if name == "other" else 7
        command.generate(server, *hot, "--request-seed", seed, out=run, code=None)
    assert said(runs["first"]) == said(runs["second"])
    assert said(runs["first"]) != said(runs["other"])


def test_a_second_attempt_gets_a_seed_of_its_own(server: Served, command: Command) -> None:
    command.generate(server, "--limit", 3, "--temperature", 2, "--request-seed", 7, code=None)
    answers: dict[str, set[str]] = {}
    for row in ledger(command.out):
        text = row["body"]["choices"][0]["message"]["content"]
        answers.setdefault(row["sample"], set()).add(text)
    again = Counter(row["sample"] for row in ledger(command.out) if row["attempt"] == 2)
    assert again, "at this temperature some answers are rejected"
    assert any(len(answers[sample]) == 2 for sample in again), "same seed, same answer"


def test_a_server_that_goes_away_and_comes_back_costs_no_answer(
    start: Start, command: Command
) -> None:
    with start("transformers") as served:
        port = int(served.url.split(":")[2].split("/")[0])
        command.generate(served, "--limit", 2)
        kept = ledger(command.out)
        assert len(said(command.out)) == 6
    gone = command.generate(served, "--limit", 4, "--tries", 2, code=1)
    assert f"127.0.0.1:{port}" in gone.err
    assert ledger(command.out)[: len(kept)] == kept
    with start("transformers", port) as served:
        command.generate(served, "--limit", 4, "--min-accept", ACCEPTED)
        new = ledger(command.out)[len(kept) :]
        answers = [row for row in new if row["kind"] == "answer"]
        assert served.requests == len(answers), "only what was not answered before is asked"
    assert len(said(command.out)) == 12


def test_two_servers_share_the_work(start: Start, command: Command) -> None:
    with start("transformers") as first, start("transformers") as second:
        command.generate(first, "--limit", 8, "--base-url", second.url)
        assert first.requests + second.requests == len(ledger(command.out)) >= 24
        assert min(first.requests, second.requests) >= 6
    assert set(keys(command.out).values()) == {1}
