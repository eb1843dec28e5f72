"""The bytes of a reply in, the JSON object that they are out, in a form that every reader takes.

Never looks at what the object says.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

import msgspec

_HALF_PAIR = re.compile("[\ud800-\udfff]")
_LONGEST_WHOLE = 18  # digits, with a sign: what 64 bits hold in any case
_DECODE = msgspec.json.Decoder(dict[str, Any]).decode


def body_of(raw: bytes) -> tuple[bytes, dict[str, Any]]:
    """A reply as it came, and what it holds.

    Some servers write what their own JSON reader takes and others do not: half a surrogate pair,
    bytes that are no UTF-8, NaN, a bare control character. The reply is whole and was paid for, so
    it is kept, written anew: U+FFFD stands for what is no character, null for a number that is
    none, or too long for 64 bits. Raises `ValueError` where it is no object.
    """
    try:
        raw.decode()
        return raw, _DECODE(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        mended = _mended(raw)
        return mended, _DECODE(mended)


def _mended(raw: bytes) -> bytes:
    value = json.loads(
        raw.decode("utf-8-sig", errors="replace"),
        strict=False,
        parse_constant=lambda _: None,
        parse_float=_number,
        parse_int=_whole,
    )
    return _HALF_PAIR.sub("\ufffd", json.dumps(value, ensure_ascii=False)).encode()


def _whole(written: str) -> int | None:
    return int(written) if len(written) <= _LONGEST_WHOLE else None


def _number(written: str) -> float | None:
    number = float(written)
    return number if math.isfinite(number) else None
