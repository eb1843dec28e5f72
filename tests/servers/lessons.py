"""What datagen sends over the examples in, lessons for a tiny model out.

The requests are those of the real command, taken by a server that keeps them; what is to be said to
each is one reply a recipe, in the form that it asks for: blocks, or JSON with --structured.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from datagen.rehearsal import ChatServer, says

Pairs = Sequence[tuple[str, str]]

CONVERSATION: Pairs = (
    ("What is in the middle of the image?", "A bench is in the middle of the image."),
    ("Is it empty?", "Yes, nobody is on it."),
    (
        "Why do people put benches in a park?",
        "A bench lets people rest and look at what goes on around them.",
    ),
)
DETAIL = (
    "A wide lawn fills the lower half of the image, and a path leads across it.\n\n"
    "A bench stands beside the path. Behind it are two trees, one on either side."
)
REASONING: Pairs = (
    (
        "What should a visitor think of before sitting down here?",
        "The bench stands in the open. There is no shade, so a hat helps at noon, and after rain "
        "the seat stays wet for a while.",
    ),
)


def _blocks(pairs: Pairs) -> str:
    return "\n===\n".join(f"Question:\n{asks}\n===\nAnswer:\n{says}" for asks, says in pairs)


def _objects(pairs: Pairs) -> list[dict[str, str]]:
    return [{"question": asks, "answer": says} for asks, says in pairs]


REPLIES = {
    "conversation": _blocks(CONVERSATION),
    "detail": DETAIL,
    "reasoning": _blocks(REASONING),
}
STRUCTURED = {
    "conversation": json.dumps({"turns": _objects(CONVERSATION)}),
    "detail": json.dumps({"description": DETAIL}),
    "reasoning": json.dumps(_objects(REASONING)[0]),
}


def write_lessons(
    file: Path, inputs: Sequence[str], *, work: Path, environment: Mapping[str, str]
) -> None:
    """One lesson for each request of each recipe over `inputs`, flags of `datagen generate`."""
    with file.open("w", encoding="utf-8") as out:
        for form, replies in (("blocks", REPLIES), ("structured", STRUCTURED)):
            flags = [*inputs, "--structured"] if form == "structured" else inputs
            for recipe, reply in replies.items():
                run = work / form / recipe
                for messages in _requests(recipe, flags, run, environment, reply):
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
