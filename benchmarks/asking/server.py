"""The measured server: chat-completions requests in, one long answer each out, everything counted.

    python server.py --latency 0.05 [--limit 300 --window 60 --retry-after 2] [--poison item-000123]
        [--brief]

Prints its port. It parses no more HTTP than it must, so that a client is measured and not this: the
row `bare` of the table shows what it is good for. Requests are told apart by the last `item-NNNNNN`
in their body, whatever a client puts around it. `GET /stats` gives what was counted, `POST /mark`
begins counting the first and last moments anew.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter, deque
from typing import Any

ANSWER = (
    "The scene is laid out plainly. In the middle of the picture two people stand beside a table, "
    "and on the table are a bowl, a cup and a folded cloth. The person to the left wears a dark "
    "coat and holds a small bag, while the person to the right leans forward with both hands on "
    "the edge of the table. "
    "Behind them a wall of light brick runs from one side of the picture to the other. A window "
    "with a wooden frame is set into the wall, and a plant in a clay pot stands on its sill. Some "
    "of the leaves hang down over the frame. To the right of the window there is a shelf with "
    "three rows of books, and a lamp with a round shade is on top of it.\n\n"
    "The floor is made of wide boards. A dog lies on the boards close to the table, with its head "
    "on its paws and its face to the person on the left. A pair of shoes is next to the dog, and "
    "an umbrella leans against the leg of the table. Farther back, near the wall, a bicycle with a "
    "basket rests on its stand. The basket holds a loaf of bread and a bunch of flowers. "
    "On the far left a door is open, and through it one sees a garden with a path, a bench and "
    "a row of low bushes. A cat sits on the bench. On the far right a coat rack carries two hats "
    "and a scarf, and a box with a lid is on the floor below them. "
    "The bowl on the table holds oranges, the cup next to it has a handle that points to the "
    "window, and the cloth is folded twice. A clock with a white face is on the wall above."
)
MARK = b"item-"
PROBE = "(none)"


class Counts:
    """What happened, by the item that a request was about."""

    def __init__(self, poison: str | None) -> None:
        self.poison = poison
        self.received: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.in_flight = 0
        self.most_in_flight = 0
        self.mark()

    def mark(self) -> None:
        self.first_request: float | None = None
        self.last_answer: float | None = None

    def stats(self) -> dict[str, Any]:
        answers = sum(n for status, n in self.statuses.items() if status == 200)
        items = len(self.answered) - (PROBE in self.answered)
        return {
            "answered": answers,
            "items": items,
            "paid_twice": answers - items,
            "probes": self.received[PROBE],
            "poisoned": self.received[self.poison] if self.poison else 0,
            "statuses": {str(status): n for status, n in self.statuses.items()},
            "in_flight": self.in_flight,
            "most_in_flight": self.most_in_flight,
            "first_request": self.first_request,
            "last_answer": self.last_answer,
        }


class Limit:
    """A sliding window: at most `most` requests let through in any `window` seconds."""

    def __init__(self, most: int, window: float, retry_after: float) -> None:
        self.most = most
        self.window = window
        self.retry_after = retry_after
        self._passed: deque[float] = deque()

    def passes(self, now: float) -> bool:
        while self._passed and self._passed[0] <= now - self.window:
            self._passed.popleft()
        if len(self._passed) >= self.most:
            return False
        self._passed.append(now)
        return True

    def headers(self, now: float) -> bytes:
        reset = max(0.0, self._passed[0] + self.window - now) if self._passed else 0.0
        return (
            f"x-ratelimit-limit-requests: {self.most}\r\n"
            f"x-ratelimit-remaining-requests: {self.most - len(self._passed)}\r\n"
            f"x-ratelimit-reset-requests: {reset:.3f}s\r\n"
        ).encode()


class Server:
    """What every connection shares: the counts, the answers, the faults."""

    def __init__(
        self, latency: float, limit: Limit | None, poison: str | None, *, brief: bool
    ) -> None:
        tokens = (50, 80) if brief else (1450, 350)
        self.latency = latency
        self.limit = limit
        self.poison = poison
        self.counts = Counts(poison)
        body = json.dumps(
            {
                "id": "chatcmpl-ITEM",
                "object": "chat.completion",
                "created": 1700000000,
                "model": "measured",
                "choices": [
                    {
                        "index": 0,
                        "message": {
                            "role": "assistant",
                            "content": ANSWER.partition(" Behind")[0] if brief else ANSWER,
                            "refusal": None,
                        },
                        "logprobs": None,
                        "finish_reason": "stop",
                    }
                ],
                "usage": {
                    "prompt_tokens": tokens[0],
                    "completion_tokens": tokens[1],
                    "total_tokens": sum(tokens),
                    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
                    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
                },
                "system_fingerprint": "fp_measured",
            }
        )
        self._body = body.encode().split(b"ITEM")

    def reply(self, item: str) -> tuple[int, bytes]:
        """The status and the whole response to a request about `item`, as bytes."""
        now = time.monotonic()
        extra = b""
        if self.limit:
            passed = self.limit.passes(now)
            extra = self.limit.headers(now)
            if not passed:
                extra += f"retry-after: {self.limit.retry_after:g}\r\n".encode()
                error = {
                    "message": "Rate limit reached for requests per minute.",
                    "type": "requests",
                    "param": None,
                    "code": "rate_limit_exceeded",
                }
                return 429, _response(b"429 Too Many Requests", extra, _error(error))
        if self.poison and item == self.poison:
            error = {
                "message": "This message cannot be processed.",
                "type": "invalid_request_error",
                "param": "messages",
                "code": "invalid_prompt",
            }
            return 400, _response(b"400 Bad Request", extra, _error(error))
        body = self._body[0] + item.encode() + self._body[1]
        return 200, _response(b"200 OK", extra, body)


def _error(error: dict[str, Any]) -> bytes:
    return json.dumps({"error": error}).encode()


def _response(status: bytes, extra: bytes, body: bytes) -> bytes:
    return (
        b"HTTP/1.1 %b\r\ncontent-type: application/json\r\nx-request-id: req\r\n%b"
        b"content-length: %d\r\n\r\n%b" % (status, extra, len(body), body)
    )


class Connection(asyncio.Protocol):
    """One client connection: requests one after the other, as HTTP/1.1 clients send them."""

    def __init__(self, server: Server, loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._loop = loop
        self._received = bytearray()
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while True:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._received[:end])
            length = _length(head)
            whole = end + 4 + length
            if len(self._received) < whole:
                if b"100-continue" in head:
                    self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                return
            body = bytes(self._received[end + 4 : whole])
            del self._received[:whole]
            self._take(head, body)

    def _take(self, head: bytes, body: bytes) -> None:
        counts = self._server.counts
        line = head[: head.find(b"\r\n")]
        if not line.startswith(b"POST /v1/"):
            if line.startswith(b"POST /mark"):
                counts.mark()
            self._transport.write(_response(b"200 OK", b"", json.dumps(counts.stats()).encode()))
            return
        now = time.monotonic()
        if counts.first_request is None:
            counts.first_request = now
        place = body.rfind(MARK)
        item = body[place : place + 11].decode("ascii", "replace") if place >= 0 else PROBE
        counts.received[item] += 1
        counts.in_flight += 1
        counts.most_in_flight = max(counts.most_in_flight, counts.in_flight)
        status, response = self._server.reply(item)
        delay = self._server.latency if status == 200 else 0.0
        if delay:
            self._loop.call_later(delay, self._answer, item, status, response)
        else:
            self._answer(item, status, response)

    def _answer(self, item: str, status: int, response: bytes) -> None:
        counts = self._server.counts
        counts.in_flight -= 1
        if self._transport.is_closing():
            return
        self._transport.write(response)
        counts.statuses[status] += 1
        if status == 200:
            counts.answered[item] += 1
            counts.last_answer = time.monotonic()


def _length(head: bytes) -> int:
    place = head.lower().find(b"\r\ncontent-length:")
    return 0 if place < 0 else int(head[place + 17 :].split(b"\r\n", 1)[0])


async def serve(server: Server) -> None:
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: Connection(server, loop), "127.0.0.1", 0, backlog=4096
    )
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--window", type=float, default=60.0)
    parser.add_argument("--retry-after", type=float, default=2.0)
    parser.add_argument("--poison")
    parser.add_argument("--brief", action="store_true")
    options = parser.parse_args()
    limit = options.limit and Limit(options.limit, options.window, options.retry_after)
    server = Server(options.latency, limit or None, options.poison, brief=options.brief)
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve(server))
    else:
        uvloop.run(serve(server))


if __name__ == "__main__":
    main()
