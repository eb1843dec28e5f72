"""A JSON file in, its values out. Knows what is wrong with a file that is not JSON, and where."""

from __future__ import annotations

import mmap
import os
import re
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

from datagen.errors import InputError
from datagen.inlet import start_of

T = TypeVar("T")
Bytes: TypeAlias = mmap.mmap | memoryview
StrPath: TypeAlias = str | os.PathLike[str]

_BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 20


def head(path: Path) -> bytes:
    """The first bytes of a file of text, which are more than white space.

    Raises `InputError` where there are none, or the file is none.
    """
    start = start_of(path)
    if not start.strip():
        hint = "Was the download or the copy interrupted?"
        raise InputError("the file is empty", where=path, hint=hint)
    return start


def load(path: Path, form: type[T]) -> T:
    """The whole file, decoded as `form`. `msgspec.Raw` parts keep the file mapped while they live.

    Raises `InputError` with line, column and byte where the file is not JSON, and msgspec's own
    words where it is JSON of another form.
    """
    head(path)
    data = _mapped(path)
    try:
        return msgspec.json.decode(data, type=form)
    except msgspec.ValidationError as error:
        what = f"this is not the form of JSON that is expected here: {error}"
        raise InputError(what, where=path, hint="Check that it is the right file.") from error
    except msgspec.DecodeError as error:
        raise _not_json(path, data, str(error)) from error
    except UnicodeDecodeError as error:
        what = f"the file is not UTF-8 text ({error.reason})"
        raise InputError(what, where=path, hint="Save it as UTF-8.") from error
    except RecursionError as error:
        what = "the file is nested too deeply to be an annotation file"
        raise InputError(what, where=path, hint="Check that it is the right file.") from error


def _mapped(path: Path) -> Bytes:
    """The file as a buffer, without its BOM.

    The map is never closed by hand: it goes when the last view of it does.
    """
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return memoryview(data)[len(_BOM) :] if data[: len(_BOM)] == _BOM else data


def _not_json(path: Path, data: Bytes, message: str) -> InputError:
    """msgspec names the byte in its message only, and names none where the file ends too early."""
    found = re.search(r"\(byte (\d+)\)", message)
    if found is None:
        what = f"the JSON ends too early, after {len(data)} bytes"
        return InputError(what, where=path, hint="Download or copy the file again.")
    trailing = "trailing" in message
    offset = int(found[1]) - trailing  # msgspec counts one byte further there
    where = f"{path}: {_place(data, offset)}"
    if constant := re.match(rb"NaN|Infinity", bytes(data[offset : offset + 8])):
        what = f"{constant[0].decode()} is not JSON, which has no such number"
        hint = "Write the file with these values left out, or as null."
        return InputError(what, where=where, hint=hint)
    if trailing:
        what = "the JSON is over, but the file goes on"
        hint = "A file with one JSON object a line goes to --scenes."
        return InputError(what, where=where, hint=hint)
    near = bytes(data[max(0, offset - 30) : offset + 10]).decode(errors="replace")
    what = f"the file is not JSON, near {' '.join(near.split())!r}"
    return InputError(what, where=where, hint="Check that it is the right file, and complete.")


def _place(data: Bytes, offset: int) -> str:
    newlines, last = 0, -1
    for start in range(0, offset, _CHUNK):
        chunk = bytes(data[start : min(start + _CHUNK, offset)])
        newlines += chunk.count(b"\n")
        last = max(last, start + chunk.rfind(b"\n")) if b"\n" in chunk else last
    return f"line {newlines + 1}, column {offset - last} (byte {offset})"
