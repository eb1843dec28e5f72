"""A reply in, its bytes on the wire: whole, in drops, cut off by a reset, or not at all."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from typing import assert_never

from aiohttp import web

from datagen.rehearsal.reply import Drip, Hang, Reply, Reset, Whole

_LOOK_EVERY = 0.1  # seconds between two looks at whether a client that hangs is still there
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # l_onoff, l_linger of socket(7): close with RST


async def send(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
    headers = {"Content-Type": "application/json", **reply.headers}
    match reply.delivery:
        case Whole():
            return web.Response(body=body, status=reply.status, headers=headers)
        case Drip(seconds, pieces):
            return await _drip(request, reply.status, headers, _cut(body, pieces), seconds)
        case Reset("nothing"):
            sent = web.StreamResponse()
        case Reset(after):
            part = body if after == "all" else body[: len(body) // 2]
            sent = await _begin(request, reply.status, headers, len(body))
            await sent.write(part)
        case Hang():
            while request.transport is not None and not request.transport.is_closing():
                await asyncio.sleep(_LOOK_EVERY)
            return web.StreamResponse()
        case other:
            assert_never(other)
    _reset(request)
    return sent


async def _drip(
    request: web.BaseRequest,
    status: int,
    headers: dict[str, str],
    pieces: list[bytes],
    seconds: float,
) -> web.StreamResponse:
    response = await _begin(request, status, headers, sum(map(len, pieces)))
    for piece in pieces:
        await asyncio.sleep(seconds / len(pieces))
        await response.write(piece)
    await response.write_eof()
    return response


async def _begin(
    request: web.BaseRequest, status: int, headers: dict[str, str], length: int
) -> web.StreamResponse:
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = length
    await response.prepare(request)
    return response


def _cut(body: bytes, pieces: int) -> list[bytes]:
    size = max(1, -(-len(body) // pieces))
    return [body[start : start + size] for start in range(0, len(body), size)]


def _reset(request: web.BaseRequest) -> None:
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        request.transport.abort()
