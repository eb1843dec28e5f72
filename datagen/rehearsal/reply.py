"""What a server does with one request: a status, a body, and how the bytes get to the client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Whole:
    """All of it, at once."""


@dataclass(frozen=True, slots=True)
class Drip:
    """All of it, in small pieces over so many seconds."""

    seconds: float
    pieces: int = 10


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset (RST) when so much of the reply has been sent."""

    after: Literal["nothing", "half", "all"]


@dataclass(frozen=True, slots=True)
class Hang:
    """Nothing is ever sent; the connection stays open for as long as the client keeps it."""


Delivery: TypeAlias = Whole | Drip | Reset | Hang


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server sends back. `body` is sent as JSON, or as it stands where it is bytes.

    `delay` is in seconds, before the first byte. `fault` names what was done wrong on purpose,
    `usable` says whether a client finds an answer in it all the same: both are for the counts.
    """

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    delivery: Delivery = Whole()
    fault: str | None = None
    usable: bool = True

    @property
    def sends(self) -> bool:
        """Whether any byte of it leaves the server."""
        return self.delivery not in (Hang(), Reset("nothing"))

    @property
    def answers(self) -> bool:
        """Whether a status of 200 leaves the server: what a provider would put on the bill."""
        return self.status == 200 and self.sends

    @property
    def good(self) -> bool:
        """Whether a client gets an answer that it can use."""
        return self.usable and self.answers and self.delivery != Reset("half")


def says(text: str, *, model: str = "rehearsal", finish_reason: str = "stop") -> Reply:
    """A well-formed reply with this text, and a usage that counts words as tokens."""
    tokens = len(text.split())
    usage = {"prompt_tokens": tokens, "completion_tokens": tokens, "total_tokens": 2 * tokens}
    return Reply(
        completion(
            {"role": "assistant", "content": text, "refusal": None},
            model=model,
            finish_reason=finish_reason,
            usage=usage,
        )
    )


def completion(
    message: Mapping[str, Any],
    *,
    usage: Mapping[str, Any],
    model: str = "rehearsal",
    finish_reason: str = "stop",
    name: str = "rehearsal",
) -> dict[str, Any]:
    """A chat-completions body with one choice. `created` is 0: the same request, the same bytes."""
    return {
        "id": f"chatcmpl-{name}",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
        "usage": usage,
    }


def error(
    status: int,
    message: str,
    *,
    code: str | None = None,
    param: str | None = None,
    kind: str = "invalid_request_error",
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """A refusal in the form that OpenAI gives to its errors."""
    body = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    return Reply(body, status=status, headers=headers or {})
