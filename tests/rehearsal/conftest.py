"""A client that notes what it sees, and requests of the kind that datagen sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from datagen.rehearsal import ChatServer, Plan, Rehearsal, read_mix

ANSWERS = ("It is a street with two cars.", "A dog sleeps.", "Three people eat cake outdoors.")


@dataclass(frozen=True)
class Seen:
    """What a client got: a reply, or the error that it met (with what had come by then)."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes = b""
    pieces: int = 0
    error: Exception | None = None

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def choice(self) -> Any:
        return self.json["choices"][0]

    @property
    def text(self) -> Any:
        return self.choice["message"]["content"]


Ask = Callable[..., Seen]


async def _post(session: aiohttp.ClientSession, url: str, data: Any, timeout: float) -> Seen:
    status, headers, pieces = 0, {}, []
    try:
        async with session.post(
            f"{url}/chat/completions", data=data, timeout=aiohttp.ClientTimeout(timeout)
        ) as response:
            status = response.status
            headers = {name.lower(): value for name, value in response.headers.items()}
            async for piece in response.content.iter_any():
                pieces.append(piece)
    except (aiohttp.ClientError, OSError, TimeoutError) as problem:
        return Seen(status, headers, b"".join(pieces), len(pieces), problem)
    return Seen(status, headers, b"".join(pieces), len(pieces))


@pytest.fixture
def ask_all() -> Callable[..., list[Seen]]:
    """Send requests, so many at a time, over kept connections; what was seen, in their order."""

    def send(
        server: ChatServer | str, bodies: list[Any], *, at_once: int = 1, timeout: float = 20.0
    ) -> list[Seen]:
        url = server if isinstance(server, str) else server.url

        async def run() -> list[Seen]:
            gate = asyncio.Semaphore(at_once)
            async with aiohttp.ClientSession() as session:

                async def one(body: Any) -> Seen:
                    data = body if isinstance(body, bytes) else json.dumps(body).encode()
                    async with gate:
                        return await _post(session, url, data, timeout)

                return await asyncio.gather(*map(one, bodies))

        return asyncio.run(run())

    return send


@pytest.fixture
def ask(ask_all: Callable[..., list[Seen]]) -> Ask:
    def send(server: ChatServer | str, body: Any, *, timeout: float = 20.0) -> Seen:
        return ask_all(server, [body], timeout=timeout)[0]

    return send


@pytest.fixture
def request_body() -> Callable[..., dict[str, Any]]:
    """A request as datagen makes it: a system prompt, worked examples, and the scene at the end."""

    def make(number: int = 0, **more: Any) -> dict[str, Any]:
        messages = [{"role": "system", "content": "You see one image."}]
        for n, answer in enumerate(ANSWERS):
            messages += [
                {"role": "user", "content": f"Example {n}."},
                {"role": "assistant", "content": answer},
            ]
        messages.append({"role": "user", "content": f"Scene {number}."})
        return {"model": "m", "messages": messages, **more}

    return make


@pytest.fixture
def failing() -> Callable[..., ChatServer]:
    """A server with these faults: `failing("429=0.5", seed=3)`."""

    def make(faults: str, **plan: Any) -> ChatServer:
        return ChatServer(Rehearsal(Plan(mix=read_mix(faults), **plan)))

    return make
