"""A request and what is answered in, the chat completion that says so out, its tokens counted."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from datagen.rehearsal.counts import content_of
from datagen.rehearsal.plausible import text_of
from datagen.rehearsal.reply import completion

_PREFIXES = 4096  # remembered at most
_CACHED_FROM = 1024  # tokens: shorter prefixes are not cached by OpenAI's servers either
_LETTERS_A_TOKEN = 4


def tokens(text: str) -> int:
    return -(-len(text) // _LETTERS_A_TOKEN)


def other_than(body: dict[str, Any], number: int) -> dict[str, Any]:
    """Another request of the same kind: its last message is that of a worked example."""
    shown = [m for m in body["messages"][:-1] if m.get("role") == "user"]
    last = shown[number % len(shown)] if shown else {"role": "user", "content": "Something else."}
    return {**body, "messages": [*body["messages"][:-1], last]}


def completed(
    body: dict[str, Any], text: str, *, model: str, cached: int = 0, content: bytes | None = None
) -> dict[str, Any]:
    """The chat completion that says this; its id is that of the request's content."""
    prompt, said = prompt_tokens(body), tokens(text)
    return completion(
        {"role": "assistant", "content": text, "refusal": None},
        usage={
            "prompt_tokens": prompt,
            "completion_tokens": said,
            "total_tokens": prompt + said,
            "prompt_tokens_details": {"cached_tokens": cached},
        },
        model=model,
        name=(content or content_of(body)).hex()[:24],
    )


def prompt_tokens(body: dict[str, Any]) -> int:
    return sum(tokens(text_of(message)) for message in body["messages"])


class PrefixCache:
    """Which beginnings of requests were seen before, as a server's prefix cache knows them."""

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def cached_tokens(self, body: dict[str, Any]) -> int:
        """Tokens of all messages but the last, where they came before and are long enough."""
        prefix = {"messages": body["messages"][:-1]}
        size = prompt_tokens(prefix)
        if size <= _CACHED_FROM:
            return 0
        name = content_of(prefix)
        known = name in self._seen
        self._seen[name] = None
        self._seen.move_to_end(name)
        if len(self._seen) > _PREFIXES:
            self._seen.popitem(last=False)
        return size if known else 0
