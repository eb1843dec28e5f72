"""A reply that is whole is paid for once, in whatever JSON a server writes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonlines
import pytest

from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import Datagen
from tests.cli.test_checking import SCENE

GOOD = "A dog lies on a couch."
USAGE = {"usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}}
HALF = json.dumps({**says("A dog \ud83d lies on a couch.").body, **USAGE}).encode()
NO_UTF_8 = HALF.replace(rb"\ud83d", b"\xf0\x9f\x98")
ODD = json.dumps(
    {**says(GOOD).body, **USAGE, "logprob": float("nan"), "id": "\ud83d", "most": 0}
).encode()
BEYOND = json.dumps({**says(GOOD).body, **USAGE, "most": 0}).encode().replace(b": 0}", b": 1e999}")


@pytest.mark.parametrize("broken", [HALF, NO_UTF_8])
def test_a_reply_with_a_broken_character_is_kept_counted_judged_and_shown(
    broken: bytes, datagen: Datagen, scene_file: Callable[..., Path], tmp_path: Path
) -> None:
    run = tmp_path / "work" / "run"

    def script(body: dict[str, Any]) -> Reply:
        told = "broken characters" in body["messages"][-1]["content"]
        return Reply({**says(GOOD).body, **USAGE}) if told else Reply(broken)

    with ChatServer(script) as server:
        flags = (
            "--scenes", scene_file([SCENE]), "--recipes", "detail", "--model", "m", "--feedback",
            "--base-url", server.url, "--out", "run", "--price-in", 1, "--price-out", 1,
        )  # fmt: skip
        datagen("generate", *flags, OPENAI_API_KEY="k")
        again = datagen("generate", *flags, "--json", OPENAI_API_KEY="k").json
        _, second = server.requests
    assert second["messages"][-2] == {
        "role": "assistant", "content": "A dog \ufffd lies on a couch.",
    }  # fmt: skip
    assert (again["examples"], again["bill"]["answers"]) == (1, 2)
    assert again["bill"]["cost"] == pytest.approx(2 * 0.0011)
    with jsonlines.open(run / "ledger.jsonl") as reader:
        kept = [row["body"]["choices"][0]["message"]["content"] for row in reader]
    assert kept == ["A dog \ufffd lies on a couch.", GOOD]
    with jsonlines.open(run / "rejects.jsonl") as reader:
        (reject,) = reader
    assert (reject["code"], reject["final"]) == ("control_token", False)
    shown = datagen("preview", "run", "--rejects").out
    assert "control_token" in shown
    assert "A dog \ufffd lies" in shown
    assert "control_token" in datagen("explain", "run", "000000000009/detail/0").out
    assert datagen("build", "run", "--json").json["damaged_rows"] == []


@pytest.mark.parametrize("odd", [ODD, BEYOND, b"\xef\xbb\xbf" + HALF.replace(rb"\ud83d ", b"")])
def test_what_only_some_readers_of_json_take_spoils_no_answer(
    odd: bytes, datagen: Datagen, scene_file: Callable[..., Path]
) -> None:
    with ChatServer(lambda _: Reply(odd)) as server:
        for _ in range(2):
            report = datagen(
                "generate", "--scenes", scene_file([SCENE]), "--recipes", "detail", "--model", "m",
                "--base-url", server.url, "--out", "run", "--json", OPENAI_API_KEY="k",
            ).json  # fmt: skip
        assert len(server.requests) == 1
    assert (report["examples"], report["prompt_tokens"]) == (1, 1000)
    assert report["damaged_rows"] == []
