"""A request in, the body that one server takes out.

Compatible servers differ in small ways: the name of the longest length, parameters that reasoning
models refuse. Each is written in the usual way first; where the server answers that it wants it
otherwise, that is remembered, and the request is sent once more. An answer's key knows nothing of
this.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import JsonValue

from datagen.records import Message
from datagen.teachers.trouble import RefusedError

_OLD, _NEW = "max_tokens", "max_completion_tokens"
_NEW_ONLY = (".openai.com", ".openai.azure.com")  # where reasoning models refuse the old name
_OPTIONAL = ("temperature", "top_p", "seed", "service_tier", "response_format")
_UNSUPPORTED = frozenset({"unsupported_parameter", "unsupported_value"})


class Dialect:
    """How one server wants to be written to. `notes` says what it made us change."""

    def __init__(self, url: str) -> None:
        host = urlsplit(url).hostname or ""
        self.notes: list[str] = []
        self._host = host
        self._length = _NEW if f".{host}".endswith(_NEW_ONLY) else _OLD
        self._renamed = False
        self._left_out: set[str] = set()

    def body(
        self, model: str, messages: tuple[Message, ...], parameters: Mapping[str, JsonValue]
    ) -> dict[str, Any]:
        written = {
            self._length if name == _OLD else name: value
            for name, value in parameters.items()
            if name not in self._left_out
        }
        told = [{"role": role, "content": content} for role, content in messages]
        return {"model": model, "messages": told, **written}

    def learns_from(self, refusal: RefusedError, sent: Mapping[str, Any]) -> bool:
        """Whether a refusal says how to write the request; then it is worth sending again.

        `sent` is the body that was refused. Others that were in flight meanwhile may be refused for
        what has been learned already.
        """
        named = refusal.param
        if self._renamed and self._length not in sent and {_OLD, _NEW} & sent.keys():
            return True
        if named in self._left_out and named in sent:
            return True
        if self._length in sent and not self._renamed and self._names_length(refusal):
            other = _NEW if self._length == _OLD else _OLD
            self.notes.append(f"{self._host} takes {other} in place of {self._length}")
            self._length, self._renamed = other, True
            return True
        if named in _OPTIONAL and named in sent and refusal.code in _UNSUPPORTED:
            self.notes.append(f"{self._host} refuses {named} for this model; it is left out")
            self._left_out.add(named)
            return True
        return False

    def _names_length(self, refusal: RefusedError) -> bool:
        return refusal.param == self._length or (
            refusal.code in (_UNSUPPORTED | {"http_400", "http_422"})
            and f"'{_OLD}'" in refusal.detail
            and f"'{_NEW}'" in refusal.detail
        )
