"""What datagen sends over the examples in, lessons for a tiny model out.

The requests are those of the real command, taken by a server that keeps them; what is to be said to
each is one reply a recipe, in the form that the recipe asks for.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from datagen.rehearsal import ChatServer, says

REPLIES = {
    "conversation": (
        "Question:\nWhat is in the middle of the image?\n===\n"
        "Answer:\nA bench is in the middle of the image.\n===\n"
        "Question:\nIs it empty?\n===\n"
        "Answer:\nYes, nobody is on it.\n===\n"
        "Question:\nWhy do people put benches in a park?\n===\n"
        "Answer:\nA bench lets people rest and look at what goes on around them."
    ),
    "detail": (
        "A wide lawn fills the lower half of the image, and a path leads across it.\n\n"
        "A bench stands beside the path. Behind it are two trees, one on either side."
    ),
    "reasoning": (
        "Question:\nWhat should a visitor think of before sitting down here?\n===\n"
        "Answer:\nThe bench stands in the open. There is no shade, so a hat helps at noon, "
        "and after rain the seat stays wet for a while."
    ),
}


def write_lessons(
    file: Path, inputs: Sequence[str], *, work: Path, environment: Mapping[str, str]
) -> None:
    """One lesson for each request of each recipe over `inputs`, flags of `datagen generate`."""
    with file.open("w", encoding="utf-8") as out:
        for recipe, reply in REPLIES.items():
            for messages in _requests(recipe, inputs, work / recipe, environment, reply):
                out.write(json.dumps({"messages": messages, "reply": reply}) + "\n")


def _requests(
    recipe: str, inputs: Sequence[str], out: Path, environment: Mapping[str, str], reply: str
) -> list[object]:
    with ChatServer(lambda body: says(reply)) as server:
        subprocess.run(
            [
                *(sys.executable, "-m", "datagen", "generate", *inputs, "--recipes", recipe),
                *("--model", "m", "--base-url", server.url, "--out", str(out), "-q"),
                "--min-accept=1",
            ],
            env={**environment, "OPENAI_API_KEY": "any"},
            check=True,
        )
        return [body["messages"] for body in server.requests]
