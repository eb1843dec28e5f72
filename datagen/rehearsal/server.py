"""Chat-completions requests in over real HTTP, scripted replies out; every request is kept."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server sends back. `body` is sent as JSON, or as it stands where it is bytes.

    `delay` is in seconds, before the first byte.
    """

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0


Script = Callable[[dict[str, Any]], Reply]


class ChatServer:
    """A server on 127.0.0.1 and a free port, running while its `with` block does.

    `script` makes the reply to a request's body; it runs in the thread of that request. `requests`
    are the bodies in the order in which they came and `headers` theirs, names in lower case; `url`
    is what a client takes as base URL.
    """

    def __init__(self, script: Script) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self._noting = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                body = json.loads(self.rfile.read(length))
                server._note(body, {k.lower(): v for k, v in self.headers.items()})
                if self.path != "/v1/chat/completions":
                    reply = Reply({"error": {"message": f"no such path {self.path}"}}, status=404)
                else:
                    reply = script(body)
                if reply.delay:
                    time.sleep(reply.delay)
                self._send(reply)

            def _send(self, reply: Reply) -> None:
                raw = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body)
                data = raw if isinstance(raw, bytes) else raw.encode()
                headers = {
                    "Content-Type": "application/json",
                    "Content-Length": str(len(data)),
                    **reply.headers,
                }
                self.send_response(reply.status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: object) -> None:
                """Requests are kept, not printed."""

        self._http = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def _note(self, body: dict[str, Any], headers: Mapping[str, str]) -> None:
        with self._noting:
            self.requests.append(body)
            self.headers.append(headers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is part of the game."""


def says(text: str, *, model: str = "rehearsal", finish_reason: str = "stop") -> Reply:
    """A well-formed reply with this text, and a usage that counts words as tokens."""
    tokens = len(text.split())
    return Reply(
        {
            "id": "chatcmpl-rehearsal",
            "object": "chat.completion",
            "created": 0,
            "model": model,
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": text, "refusal": None},
                    "finish_reason": finish_reason,
                }
            ],
            "usage": {
                "prompt_tokens": tokens,
                "completion_tokens": tokens,
                "total_tokens": 2 * tokens,
            },
        }
    )
