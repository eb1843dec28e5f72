"""No tool: the same requests as bytes over bare sockets, answers dropped.

What the machine, the server and the latency allow; the ceiling of the table.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from job import Job, read_job


class Connection(asyncio.Protocol):
    """Sends the next request when the answer to the one before is whole."""

    def __init__(self, requests: Iterator[bytes], done: asyncio.Future[None]) -> None:
        self._requests = requests
        self._done = done
        self._received = bytearray()
        self._transport: Any = None
        self.answers = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
        else:
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head = self._received.find(b"\r\n\r\n")
        if head < 0:
            return
        place = self._received.find(b"content-length: ") + 16
        length = int(self._received[place : self._received.find(b"\r\n", place)])
        if len(self._received) >= head + 4 + length:
            self._received.clear()
            self.answers += 1
            self._send()

    def connection_lost(self, _: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)


def requests_of(job: Job) -> Iterator[bytes]:
    for query in job.queries:
        body = json.dumps({"model": "measured", "messages": job.messages(query)}).encode()
        yield (
            b"POST /v1/chat/completions HTTP/1.1\r\nhost: loopback\r\n"
            b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)
        )


async def main(job: Job) -> None:
    loop = asyncio.get_running_loop()
    place = urlsplit(job.base_url)
    requests = requests_of(job)
    open_ones: list[tuple[Connection, asyncio.Future[None]]] = []
    for _ in range(job.concurrency):
        done = loop.create_future()
        _, connection = await loop.create_connection(
            lambda done=done: Connection(requests, done),  # type: ignore[misc]
            place.hostname,
            place.port,
        )
        open_ones.append((connection, done))
    for _, done in open_ones:
        await done
    job.got(["answer"] * sum(connection.answers for connection, _ in open_ones))


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(read_job()))
