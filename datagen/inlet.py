"""A path that a user names in, the first bytes of a file of text out, or what is wrong with it."""

from __future__ import annotations

import stat
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from datagen.errors import InputError

_PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",
    b"PAR1": "Parquet",
}


def start_of(path: Path, size: int = 1 << 16) -> bytes:
    """So many bytes, or all that there are, without a byte order mark.

    Raises `InputError` for what is no file of text: missing, a folder, a pipe (which gives its
    content only once), not readable, packed, or in UTF-16.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            hint = "Name one of the files in it."
            raise InputError("is a folder, not a file", where=path, hint=hint)
        if not stat.S_ISREG(mode):
            hint = "Write what it gives to a file first, and name that."
            raise InputError("is a pipe or a device, not a file", where=path, hint=hint)
        with path.open("rb") as file:
            start = file.read(size)
    except OSError as problem:
        piped = "Standard input is not read: write it to a file first, and name that."
        hint = piped if str(path) == "-" else "Is the path right, and may you read it?"
        what = f"cannot be read: {problem.strerror or problem}"
        raise InputError(what, where=path, hint=hint) from problem
    for sign, kind in _PACKED.items():
        if start.startswith(sign):
            hint = "Unpack it first, and name what comes out."
            raise InputError(f"is packed ({kind})", where=path, hint=hint)
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise InputError("is UTF-16 text", where=path, hint="Save it as UTF-8.")
    return start.removeprefix(BOM_UTF8)
