"""A JSON Lines file in, its values with their line numbers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonlines
import msgspec

from datagen.sources.json_file import head
from datagen.sources.source import Flaw


def read_lines(path: Path, form: Any = Any) -> Iterator[tuple[int, Any]]:
    """The JSON value of each line that is not blank, or its flaw, with the line's number.

    `form` is the type that msgspec decodes each value as. A BOM and Windows line ends are no part
    of a line, and `NaN` is not JSON. Raises `InputError` where the file cannot be read.
    """
    head(path)
    with path.open("rb") as file:
        lines = _Counted(file)
        reader = jsonlines.Reader(lines, loads=msgspec.json.Decoder(form).decode)
        while True:
            try:
                value = reader.read(allow_none=True, skip_empty=True)
            except EOFError:
                return
            except (jsonlines.InvalidLineError, RecursionError) as error:
                yield lines.number, Flaw("malformed", _complaint(error.__cause__ or error))
            else:
                yield lines.number, value


@dataclass(slots=True)
class _Counted:
    """Lines, and the number of the last one: jsonlines tells it for bad lines only."""

    lines: Iterable[bytes]
    number: int = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self.lines:
            self.number += 1
            yield line


def _complaint(error: BaseException) -> str:
    return f"the line is not JSON ({error})"
