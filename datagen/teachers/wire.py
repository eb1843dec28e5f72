"""One HTTP exchange with a chat-completions API: a body in, the reply's bytes and headers out.

The openai client knows the address, the key and the headers, and brings the connections (its
aiohttp transport). It is asked for them once: when it builds a request and a response model for
each exchange, that costs it several times as much as the exchange. What comes back is looked at
only as far as it takes to know that it is a completion.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Self

import msgspec

from datagen.errors import TeacherError
from datagen.teachers.headers import that_matter
from datagen.teachers.trouble import BrokenError, quoted, trouble_of

_DEEPEST = 64  # levels of JSON in a body; a chat completion has seven
_TELLTALE = "X-Stainless-"  # headers that tell of this machine and of no use to an answer
_SHORTEST_KEY = 8  # characters
_ENCODE = msgspec.json.Encoder().encode


class _Head(msgspec.Struct):
    """As much of a body as decides what to do with it."""

    choices: Any = None
    error: Any = None
    usage: Any = None


class Reply(NamedTuple):
    """A body that is a chat completion, as it came: JSON in UTF-8.

    `tokens` is what it used, in and out together; None where it does not say.
    """

    body: bytes
    headers: Mapping[str, str]
    tokens: int | None


_READ_HEAD = msgspec.json.Decoder(_Head).decode


class Wire:
    """Connections to one server. They close with the `async with` block.

    `connect` and `timeout` are seconds, for reaching it and for a whole reply.

    Raises `TeacherError` where the client cannot be made of this key and address.
    """

    def __init__(
        self, url: str, api_key: str, *, connections: int, connect: float, timeout: float
    ) -> None:
        import httpx2
        import openai

        self._url = url
        self._api_key = api_key
        self._timeout = timeout
        self._http = openai.DefaultAioHttpClient(
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
        )
        try:
            client = openai.AsyncOpenAI(api_key=api_key, base_url=url, http_client=self._http)
            headers = {**client.default_headers, **client.auth_headers}
            self._headers = httpx2.Headers(
                {
                    name: value
                    for name, value in headers.items()
                    if isinstance(value, str) and not name.startswith(_TELLTALE)
                },
                encoding="ascii",
            )
            self._endpoint = client.base_url.join("chat/completions")
        except UnicodeEncodeError as problem:
            raise TeacherError(
                "the API key holds characters that no key has",
                where="OPENAI_API_KEY",
                hint="Copy it once more.",
            ) from problem
        except (openai.OpenAIError, ValueError) as problem:
            raise TeacherError(str(problem), where=url) from problem
        # for connecting only: the whole exchange has a limit of its own
        self._extensions = {"timeout": httpx2.Timeout(None, connect=connect).as_dict()}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def send(self, body: Mapping[str, Any], *, model: str, answered: bool) -> Reply:
        """One try, with `timeout` seconds for the whole of it, however slowly the reply drips in.

        `answered` says whether this server has answered before. Raises a `TroubleError`, or a
        `TeacherError` where all others would fail too.
        """
        import httpx2

        request = httpx2.Request(
            "POST",
            self._endpoint,
            headers=self._headers,
            content=_ENCODE(body),
            extensions=self._extensions,
        )
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._http.send(request)
        except TimeoutError as problem:
            raise BrokenError("timeout", f"no reply within {self._timeout:g} s") from problem
        except httpx2.HTTPError as problem:
            raise _lost(problem) from problem
        headers = that_matter(response.headers.raw)
        if not response.is_success:
            error = _error_of(response.content)
            message = error.get("message")
            said = message if isinstance(message, str) else response.text
            raise self._trouble(response.status_code, error, said, headers, model, answered)
        return self._read(response.content, headers, model, answered)

    def _read(self, body: bytes, headers: Mapping[str, str], model: str, answered: bool) -> Reply:
        """The reply where it is a completion; an error in the guise of a success is an error."""
        start = self._hidden(repr(body[:80].decode(errors="replace")))
        if body.count(b"[") + body.count(b"{") > _DEEPEST and _depth(body) > _DEEPEST:
            raise BrokenError("not_json", f"the reply is nested deeper than {_DEEPEST} levels")
        try:
            body.decode()
            head = _READ_HEAD(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            raise BrokenError("not_json", f"the reply is no JSON object: {start}") from problem
        error = head.error
        if not error and isinstance(head.choices, list) and head.choices:
            first = head.choices[0]
            error = first.get("error") if isinstance(first, dict) else None
        if error:
            error = error if isinstance(error, dict) else {"message": str(error)}
            status = error.get("code", error.get("status"))
            if not isinstance(status, int) or not 400 <= status < 600:
                status, error = 500, {"code": "error_in_reply", **error}
            said = f"in a reply of HTTP 200: {error.get('message', error)}"
            raise self._trouble(status, error, said, headers, model, answered)
        if not isinstance(head.choices, list) or not head.choices:
            raise BrokenError("no_choices", f"the reply is no chat completion: {start}")
        total = head.usage.get("total_tokens") if isinstance(head.usage, dict) else None
        return Reply(body, headers, total if isinstance(total, int) else None)

    def _trouble(
        self,
        status: int,
        error: Mapping[str, Any],
        said: str,
        headers: Mapping[str, str],
        model: str,
        answered: bool,
    ) -> Exception:
        return trouble_of(
            status,
            error,
            quoted(self._hidden(said)),
            headers,
            where=self._url,
            model=model,
            answered=answered,
        )

    def _hidden(self, said: str) -> str:
        """What a server wrote, without the key: some repeat it in their errors.

        What is too short to be a key of a real server is a word that may stand anywhere.
        """
        secret = self._api_key
        return said.replace(secret, "(key)") if len(secret) >= _SHORTEST_KEY else said


def _error_of(body: bytes) -> Mapping[str, Any]:
    """The error object of a body that is one; empty where there is none."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    error = value.get("error") if isinstance(value, dict) else None
    return error if isinstance(error, dict) else {}


def _lost(problem: BaseException) -> BrokenError:
    """Why no reply came, by the innermost cause: the transport names nearly all of it a timeout."""
    import aiohttp

    causes = list(_causes(problem))
    for cause in causes:
        if isinstance(cause, aiohttp.ClientConnectorError):
            return BrokenError("unreachable", quoted(cause))
    innermost = causes[-1]
    if isinstance(innermost, TimeoutError):
        return BrokenError("timeout", quoted(str(innermost) or "no reply in time"))
    said = str(innermost) or type(innermost).__name__
    return BrokenError("connection_lost", quoted(f"the connection was lost: {said}"))


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    while problem is not None:
        yield problem
        problem = problem.__cause__


def _depth(body: bytes) -> int:
    """How many levels of lists and objects stand open at once, at most, outside strings."""
    deepest = depth = 0
    in_string = escaped = False
    for byte in body:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest
