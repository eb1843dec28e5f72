"""What every peer is given: the prompts, the server, a folder to keep its state in.

A peer's script is run twice with the same arguments to resume, so that it holds what a user of that
tool would write and nothing more. It ends by saying how many rows it got.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """`fast`: the tool is set up for speed, else as it comes. `shown`: the worked examples."""

    base_url: str
    concurrency: int
    fast: bool
    folder: Path
    system: str
    shown: list[dict[str, str]]
    queries: list[str]
    queries_file: Path

    def messages(self, query: str) -> list[dict[str, str]]:
        system = {"role": "system", "content": self.system}
        return [system, *self.shown, {"role": "user", "content": query}]

    def got(self, texts: Any) -> None:
        """Write down how many of the texts are there."""
        rows = sum(isinstance(text, str) and bool(text) for text in texts)
        (self.folder / "rows").write_text(str(rows))


def read_job() -> Job:
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--workload", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--concurrency", type=int, required=True)
    parser.add_argument("--fast", action="store_true")
    options = parser.parse_args()
    prompt = json.loads((options.workload / "prompt.json").read_text())
    queries_file = options.workload / "queries.jsonl"
    with queries_file.open() as rows:
        queries = [json.loads(row)["query"] for row in rows]
    return Job(
        base_url=options.base_url,
        concurrency=options.concurrency,
        fast=options.fast,
        folder=options.folder,
        system=prompt["system"],
        shown=prompt["shown"],
        queries=queries,
        queries_file=queries_file,
    )
