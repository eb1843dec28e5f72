"""One HTTP exchange with a chat-completions API: a body in, the reply's bytes and headers out.

The openai client knows the address, the key and the headers. It is asked for them once, and aiohttp
does the exchanges: a request and a response model of the client's own for each of them cost several
times as much as the exchange, its transport twice as much. What comes back is looked at only as far
as it takes to know that it is a completion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urljoin, urlsplit

import msgspec

from datagen.errors import TeacherError
from datagen.records import Spoiled
from datagen.teachers.body import body_of
from datagen.teachers.headers import that_matter
from datagen.teachers.route import certificates, proxy_for
from datagen.teachers.trouble import BrokenError, TroubleError, quoted, trouble_of

if TYPE_CHECKING:
    import aiohttp

_DEEPEST = 64  # levels of JSON in a body; a chat completion has seven
_TELLTALE = "X-Stainless-"  # headers that tell of this machine and of no use to an answer
_LONGEST = 32 * 1024 * 1024  # bytes of a reply
_MOST_TOKENS = 10**9  # that a reply can have used
_SHORTEST_KEY = 8  # characters
_IDLE = 4.0  # seconds until an unused connection is closed; many servers do so after 5
_ENCODE = msgspec.json.Encoder().encode
_USERINFO = re.compile(r"//\S*@")  # of an address: a name and a password


class Reply(NamedTuple):
    """A body that is a chat completion: JSON in UTF-8, as it came where it came as that.

    `tokens` is what it used, in and out together; None where it does not say.
    """

    body: bytes
    headers: Mapping[str, str]
    tokens: int | None


class Wire:
    """Connections to one server, within an `async with` block.

    `connect` and `timeout` are seconds, for reaching it and for a whole reply. Entering raises
    `TeacherError` where no client can be made of this key, address and environment.
    """

    def __init__(
        self, url: str, api_key: str, *, connections: int, connect: float, timeout: float
    ) -> None:
        self._url = url
        self._api_key = api_key
        self._connections = connections
        self._connect = connect
        self._timeout = timeout

    async def __aenter__(self) -> Self:
        import aiohttp

        from datagen.teachers.posted import Posted

        self._posted = Posted
        self._endpoint, headers = await self._introduced()
        proxy = proxy_for(self._endpoint)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._connections,
                keepalive_timeout=_IDLE,
                ssl=certificates(self._endpoint, proxy),
            ),
            headers=headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=self._connect),
            proxy=proxy,
        )
        return self

    async def _introduced(self) -> tuple[str, dict[str, str]]:
        """The address of chat completions and the headers, as the openai client has them."""
        import httpx2
        import openai

        # connects to nothing, so it reads no certificates
        unused = httpx2.AsyncClient(verify=False, trust_env=False)
        try:
            async with openai.AsyncOpenAI(
                api_key=self._api_key, base_url=self._url, http_client=unused
            ) as client:
                headers = {
                    name: value
                    for name, value in {**client.default_headers, **client.auth_headers}.items()
                    if isinstance(value, str) and not name.startswith(_TELLTALE)
                }
                "".join(headers.values()).encode("ascii")
                return str(client.base_url.join("chat/completions")), headers
        except UnicodeEncodeError as problem:
            raise TeacherError(
                "the API key holds characters that no key has",
                where="OPENAI_API_KEY",
                hint="Copy it once more.",
            ) from problem
        except (openai.OpenAIError, ValueError) as problem:
            raise TeacherError(str(problem), where=self._url) from problem

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def send(self, body: Mapping[str, Any], *, model: str, answered: bool) -> Reply:
        """One try, with `timeout` seconds for the whole of it, however slowly the reply drips in.

        `answered` says whether this server has answered before. Raises a `TroubleError`, or a
        `TeacherError` where all others would fail too.
        """
        import aiohttp

        posted = self._posted(_ENCODE(body))
        replies = False
        try:
            async with self._session.post(
                self._endpoint, data=posted, allow_redirects=False
            ) as response:
                replies = response.ok
                content = await _whole(response)
        except BrokenError as too_long:
            if replies:
                too_long.spoiled = self._unread
            raise
        except (aiohttp.ClientError, OSError) as problem:  # a TimeoutError is an OSError
            trouble = _lost(problem, self._timeout)
            if replies or (trouble.code == "timeout" and posted.begun):
                trouble.spoiled = self._unread
            raise trouble from problem
        headers = that_matter(response.raw_headers)
        if 300 <= response.status < 400:
            raise self._moved(response.status, response.headers.get("location", ""))
        if not response.ok:
            error = _error_of(content)
            message = error.get("message")
            said = message if isinstance(message, str) else content.decode(errors="replace")
            raise self._trouble(response.status, error, said, headers, model, answered)
        return self._read(content, headers, model, answered)

    def _read(self, body: bytes, headers: Mapping[str, str], model: str, answered: bool) -> Reply:
        """The reply where it is a completion; an error in the guise of a success is an error."""
        start = self._hidden(repr(body[:80].decode(errors="replace")))
        if body.count(b"[") + body.count(b"{") > _DEEPEST and _depth(body) > _DEEPEST:
            raise self._unreadable(f"the reply is nested deeper than {_DEEPEST} levels")
        try:
            body, said = body_of(body)
        except ValueError as problem:
            raise self._unreadable(f"the reply is no JSON object: {start}") from problem
        usage = said["usage"] if isinstance(said.get("usage"), dict) else {}
        if trouble := self._trouble_in(said, start, headers, model, answered):
            # a server that names an error and no usage most likely did nothing
            if isinstance(trouble, TroubleError) and (usage or trouble.code == "no_choices"):
                trouble.spoiled = Spoiled(
                    usage=usage,
                    model=_text(said.get("model")),
                    service_tier=_text(said.get("service_tier")),
                    endpoint=self._url,
                )
            raise trouble
        total = usage.get("total_tokens")
        known = type(total) is int and 0 <= total <= _MOST_TOKENS
        return Reply(body, headers, total if known else None)

    @property
    def _unread(self) -> Spoiled:
        """A reply that broke off: whether it is paid for, and how much, it does not say."""
        return Spoiled(usage={}, endpoint=self._url)

    def _unreadable(self, detail: str) -> BrokenError:
        trouble = BrokenError("not_json", detail)
        trouble.spoiled = self._unread
        return trouble

    def _trouble_in(
        self,
        said: Mapping[str, Any],
        start: str,
        headers: Mapping[str, str],
        model: str,
        answered: bool,
    ) -> Exception | None:
        """What keeps a reply of HTTP 200 from being an answer."""
        error, choices = said.get("error"), said.get("choices")
        if not error and isinstance(choices, list) and choices:
            first = choices[0]
            error = first.get("error") if isinstance(first, dict) else None
        if error:
            error = error if isinstance(error, dict) else {"message": str(error)}
            status = error.get("code", error.get("status"))
            if not isinstance(status, int) or not 400 <= status < 600:
                status, error = 500, {"code": "error_in_reply", **error}
            told = f"in a reply of HTTP 200: {error.get('message', error)}"
            return self._trouble(status, error, told, headers, model, answered)
        if not isinstance(choices, list) or not choices:
            return BrokenError("no_choices", f"the reply is no chat completion: {start}")
        return None

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

    def _moved(self, status: int, location: str) -> TeacherError:
        """A request is not sent on: a key is for the server that it was given for."""
        hint = "Is --base-url right? The server names no other address for it."
        there = _base_of(self._endpoint, location)
        if there and there != _base_of(self._endpoint, ""):
            hint = f"If that is right, use --base-url {quoted(self._hidden(there))}"
        return TeacherError(
            f"the server sends requests elsewhere (HTTP {status})", where=self._url, hint=hint
        )

    def _hidden(self, said: str) -> str:
        """What a server wrote, without the key: some repeat it in their errors.

        What is too short to be a key of a real server is a word that may stand anywhere.
        """
        secret = self._api_key
        return said.replace(secret, "(key)") if len(secret) >= _SHORTEST_KEY else said


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """The body of a reply. Raises `BrokenError` where it is longer than any reply is."""
    length = response.content_length
    if length is not None and length <= _LONGEST and "content-encoding" not in response.headers:
        return await response.read()
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > _LONGEST:
            raise BrokenError("not_json", f"the reply is longer than {_LONGEST:,} bytes")
    return bytes(body)


def _error_of(body: bytes) -> Mapping[str, Any]:
    """The error object of a body that is one; empty where there is none."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    error = value.get("error") if isinstance(value, dict) else None
    return error if isinstance(error, dict) else {}


def _lost(problem: Exception, timeout: float) -> BrokenError:
    """Why no reply came, in words that say what may be done about it."""
    import aiohttp

    said = str(problem) or type(problem).__name__
    if isinstance(problem, aiohttp.ClientResponseError):
        said = problem.message
    said = _USERINFO.sub("//", said)
    match problem:
        case aiohttp.ConnectionTimeoutError():
            return BrokenError("timeout", quoted(said))
        case TimeoutError():
            return BrokenError("timeout", f"no reply within {timeout:g} s")
        case aiohttp.ClientProxyConnectionError():
            said = f"the proxy of HTTP_PROXY, HTTPS_PROXY or ALL_PROXY cannot be reached: {said}"
        case aiohttp.ClientHttpProxyError():
            said = f"HTTP {problem.status} {said}"
            said = f"the proxy of HTTP_PROXY, HTTPS_PROXY or ALL_PROXY refuses: {said}"
        case aiohttp.ClientConnectorCertificateError():
            said = f"its certificate is not trusted (SSL_CERT_FILE names others): {said}"
        case aiohttp.ClientSSLError():
            said = f"no TLS with it, is it http:// rather than https://? {said}"
        case aiohttp.ClientConnectorError():
            pass
        case _:
            return BrokenError("connection_lost", quoted(f"the connection was lost: {said}"))
    return BrokenError("unreachable", quoted(said))


def _base_of(url: str, location: str) -> str | None:
    """What --base-url would be for where a redirect leads; None where that is no address of ours.

    `url` is where the request went to, `location` what the server wrote.
    """
    try:
        parts = urlsplit(urljoin(url, location))
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            return None
    except ValueError:  # a server may name anything
        return None
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}"


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
