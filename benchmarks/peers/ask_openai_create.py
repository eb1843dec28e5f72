"""The plain client: `chat.completions.create`, a semaphore, one JSON line an answer."""

from __future__ import annotations

import asyncio
import json

from job import Job, read_job
from openai import AsyncOpenAI


async def main(job: Job) -> None:
    answers = job.folder / "answers.jsonl"
    texts: dict[int, str] = {}
    if answers.exists():
        for row in answers.read_text().splitlines():
            try:
                number, text = json.loads(row)
            except ValueError:
                continue  # the row that was being written when the process was killed
            texts[number] = text
    slots = asyncio.Semaphore(job.concurrency)
    client = AsyncOpenAI(base_url=job.base_url, api_key="none")

    with answers.open("a") as out:

        async def ask(number: int, query: str) -> None:
            async with slots:
                reply = await client.chat.completions.create(
                    model="measured",
                    messages=job.messages(query),  # type: ignore[arg-type]
                )
            texts[number] = reply.choices[0].message.content or ""
            out.write(json.dumps([number, texts[number]]) + "\n")
            out.flush()

        left = [(n, query) for n, query in enumerate(job.queries) if n not in texts]
        ended = await asyncio.gather(*(ask(*one) for one in left), return_exceptions=True)
    job.got(texts.values())
    for failure in ended:
        if isinstance(failure, BaseException):
            raise failure


asyncio.run(main(read_job()))
