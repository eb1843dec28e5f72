"""A build that ends while its files are put in place leaves nothing that looks like a whole one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from datagen.rehearsal import ChatServer, says
from tests.cli.conftest import Datagen
from tests.cli.test_checking import SCENE

FULL = Path("/dev/full")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="needs a disk that is full")


def test_what_it_rejected_is_not_bought_again_by_other_rules_and_not_shown_as_its_outcome(
    datagen: Datagen, scene_file: Callable[..., Path], tmp_path: Path
) -> None:
    run = tmp_path / "work" / "run"
    with ChatServer(lambda _: says("I think that a dog lies on a couch.")) as server:
        generate = (
            "generate", "--scenes", scene_file([SCENE]), "--recipes", "detail", "--model", "m",
            "--base-url", server.url, "--temperature", 0.7, "--out", "run", "--json",
        )  # fmt: skip
        assert datagen(*generate, OPENAI_API_KEY="k").json["examples"] == 1
        (run / "report.json.tmp").symlink_to(FULL)
        stopped = datagen("build", "run", "--rule", "first_person=reject", code=1)
        assert "report.json: cannot be written: No space left" in stopped.err
        refused = datagen("preview", "run", code=1)
        assert "its last build did not end" in refused.err
        assert "datagen build" in refused.err
        datagen("explain", "run", "000000000009/detail/0")
        assert datagen(*generate, OPENAI_API_KEY="k").json["examples"] == 1
        assert len(server.requests) == 1
    datagen("preview", "run")
