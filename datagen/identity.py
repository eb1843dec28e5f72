"""Values in, digests and reproducible choices out. The same input gives the same output everywhere.

Nothing here depends on the process, the machine or Python's hash seed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TypeVar

from pydantic import JsonValue

T = TypeVar("T")


def canonical(value: JsonValue) -> bytes:
    """UTF-8 JSON with sorted keys and no white space, so that equal values give equal bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(value: JsonValue) -> str:
    """The first 128 bits of the SHA-256 of the canonical JSON, as 32 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()[:32]


def draw(*names: JsonValue) -> int:
    """A number in [0, 2**64) decided by the names alone: the source of all our randomness."""
    return int.from_bytes(hashlib.sha256(canonical(list(names))).digest()[:8], "big")


def choose(options: Sequence[T], *names: JsonValue) -> T:
    """One of the options, decided by the names alone. `options` must not be empty."""
    return options[draw(*names) % len(options)]
