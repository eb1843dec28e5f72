"""Chat-completions requests in over real HTTP, scripted replies out; every request is counted."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self, TypeAlias

import msgspec
from aiohttp import web

from datagen.errors import DatagenError
from datagen.rehearsal.counts import Counts, Tally, content_of
from datagen.rehearsal.rehearsal import Rehearsal
from datagen.rehearsal.reply import Reply, error
from datagen.rehearsal.sending import send

HOST = "127.0.0.1"
Script: TypeAlias = Callable[[dict[str, Any]], Reply]
_THREADS = 128  # scripts that may wait at the same time
_LINGER = 0.1  # seconds that requests in flight are given when the server stops


class Desk:
    """Answers HTTP requests as the script says, and counts them.

    `keep`: every body and its headers stay in memory, for a test to look at. `log`: a file to
    which each reply adds a line.
    """

    def __init__(
        self, script: Script | Rehearsal, *, keep: bool = False, log: Path | None = None
    ) -> None:
        self.counts = Counts()
        self.requests: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self._keep = keep
        self._script = script
        self._threads = ThreadPoolExecutor(_THREADS) if not isinstance(script, Rehearsal) else None
        self._log = _opened(log) if log else None

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        match request.method, request.path:
            case "POST", path:
                return await self._answer_post(request, path)
            case "GET", "/v1/models":
                name = self._script.model if isinstance(self._script, Rehearsal) else "rehearsal"
                model = {"id": name, "object": "model", "created": 0, "owned_by": "rehearsal"}
                return await send(request, Reply({"object": "list", "data": [model]}))
            case "GET", "/rehearsal/counts":
                return await send(request, Reply(self.counts.as_json()))
            case "GET", "/rehearsal/totals":
                return await send(request, Reply(self.counts.summary()))
            case _, path:
                return await send(request, error(404, f"no such path {path}"))

    async def _answer_post(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        body = _read(await request.content.read())
        if body is None:
            said = "The body is no JSON object with a list of messages."
            return await send(request, error(400, said))
        if self._keep:
            self.headers.append({k.lower(): v for k, v in request.headers.items()})
            self.requests.append(body)
        if path != "/v1/chat/completions":
            return await send(request, error(404, f"no such path {path}"))
        content = content_of(body)
        tally = self.counts.arrives(content)
        try:
            reply = await self._reply(body, content, tally)
            if reply.delay:
                await asyncio.sleep(reply.delay)
            self.counts.replied(tally, reply)
            self._note(content, tally, reply)
            return await send(request, reply)
        finally:
            self.counts.leaves(tally)

    async def _reply(self, body: dict[str, Any], content: bytes, tally: Tally) -> Reply:
        if isinstance(self._script, Rehearsal):
            return self._script.reply(body, content, tally)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._script, body)

    def _note(self, content: bytes, tally: Tally, reply: Reply) -> None:
        if self._log:
            row = {
                "content": content.hex(),
                "came": tally.came,
                "in_flight": tally.in_flight,
                "status": reply.status if reply.sends else None,
                "good": reply.good,
                "fault": reply.fault,
            }
            self._log.write(json.dumps(row).encode() + b"\n")

    def close(self) -> None:
        if self._threads:
            self._threads.shutdown(wait=False)
        if self._log:
            self._log.close()


class ChatServer:
    """A server on 127.0.0.1 and a free port, running while its `with` block does.

    `script` makes the reply to a request's body: a `Rehearsal`, or a plain function, which runs in
    a thread of its own and may wait. `requests` are the bodies in the order in which they came and
    `headers` theirs, names in lower case; `counts` says how often each came and was answered;
    `url` is what a client takes as base URL.
    """

    def __init__(self, script: Script | Rehearsal) -> None:
        self._desk = Desk(script, keep=True)
        self.requests = self._desk.requests
        self.headers = self._desk.headers
        self.counts = self._desk.counts
        self._socket = listen(0)
        self.url = address(self._socket)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._started = threading.Event()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        async with _serving(self._desk, self._socket):
            self._started.set()
            await self._stop.wait()

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._desk.close()


async def serve(desk: Desk, listening: socket.socket, stop: asyncio.Event) -> None:
    """Answer what comes in on a socket until `stop` is set."""
    async with _serving(desk, listening):
        await stop.wait()


def listen(port: int) -> socket.socket:
    """A socket on loopback, open for connections; 0: any free port. Raises `DatagenError`."""
    try:
        return socket.create_server((HOST, port), backlog=1024)
    except OSError as problem:
        raise DatagenError(
            f"cannot listen there: {os.strerror(problem.errno or 0)}",
            where=f"{HOST}:{port}",
            hint="Choose another one with --port, or --port 0 for any that is free.",
        ) from problem


def address(listening: socket.socket) -> str:
    return f"http://{HOST}:{listening.getsockname()[1]}/v1"


@asynccontextmanager
async def _serving(desk: Desk, listening: socket.socket) -> AsyncIterator[None]:
    # A client that goes away does not stop the answer: it is made, and it would be billed.
    server = web.Server(desk.answer, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=_LINGER)
    await runner.setup()
    try:
        await web.SockSite(runner, listening, backlog=1024).start()
        yield
    finally:
        await runner.cleanup()


def _read(raw: bytes) -> dict[str, Any] | None:
    """A request's body, or None where it is none."""
    try:
        body = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not messages:
        return None
    return body if all(isinstance(message, dict) for message in messages) else None


def _opened(log: Path) -> Any:
    try:
        return log.open("ab", buffering=0)
    except OSError as problem:
        raise DatagenError(f"cannot be written: {problem.strerror}", where=log) from problem
