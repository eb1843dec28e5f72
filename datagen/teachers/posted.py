"""The body of a request, which knows whether any of it went out.

Imports aiohttp, so it is imported where requests are sent.
"""

from __future__ import annotations

import aiohttp
from aiohttp.abc import AbstractStreamWriter


class Posted(aiohttp.BytesPayload):
    """`begun`: a connection stood and the request was being written to it."""

    begun = False

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        self.begun = True
        await super().write_with_length(writer, content_length)
