"""distilabel: a pipeline of one chat-generation task.

Fast: batches as large as the number in flight, since a batch is sent as one. Else: its default of
50 rows a batch. It silences the log of the HTTP client that it was written for; its successor's one
line a request is silenced here.
"""

from __future__ import annotations

import logging

from datasets import Dataset
from distilabel.models import OpenAILLM
from distilabel.pipeline import Pipeline
from distilabel.steps.tasks import ChatGeneration
from job import read_job


def main() -> None:
    job = read_job()
    logging.getLogger("httpx2").setLevel(logging.CRITICAL)
    batch = {"input_batch_size": job.concurrency} if job.fast else {}
    with Pipeline(name="answers", cache_dir=job.folder) as pipeline:
        ChatGeneration(
            name="chat",
            llm=OpenAILLM(
                model="measured",
                base_url=job.base_url,
                api_key="none",
                generation_kwargs={"max_new_tokens": 1024},
            ),
            **batch,
        )
    rows = Dataset.from_list([{"messages": job.messages(query)} for query in job.queries])
    answers = pipeline.run(dataset=rows, use_cache=True)
    job.got(answers["default"]["train"]["generation"])


if __name__ == "__main__":
    main()
