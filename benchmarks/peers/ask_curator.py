"""Bespoke Curator: an `LLM` whose prompt is a list of messages.

Fast: the number in flight as asked for, and no limit a minute. Else: curator's own defaults, which
read the limits from a probe's headers and fall back to 200 requests a minute.
"""

from __future__ import annotations

from typing import Any

from bespokelabs import curator
from datasets import Dataset
from job import read_job

JOB = read_job()


class Describer(curator.LLM):  # type: ignore[misc]
    def prompt(self, row: dict[str, Any]) -> list[dict[str, str]]:
        return JOB.messages(row["query"])

    def parse(self, row: dict[str, Any], response: str) -> dict[str, Any]:
        return {"query": row["query"], "text": response}


def main() -> None:
    limits: dict[str, Any] = {}
    if JOB.fast:
        limits = {
            "max_concurrent_requests": JOB.concurrency,
            "max_requests_per_minute": 10**9,
            "max_tokens_per_minute": 10**12,
        }
    describer = Describer(
        model_name="measured",
        backend="openai",
        backend_params={"base_url": JOB.base_url, "api_key": "none", **limits},
    )
    rows = Dataset.from_list([{"query": query} for query in JOB.queries])
    result = describer(rows, working_dir=str(JOB.folder))
    JOB.got(result.dataset["text"])


if __name__ == "__main__":
    main()
