"""Records in, two files out: JSON Lines and the same as one JSON array.

LLaVA's trainer reads the array only. Both appear under their names only when they are finished.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from datagen.records import LlavaRecord
from datagen.runs import whole_file

_as_json = json.JSONEncoder(ensure_ascii=False).encode


def record_line(record: LlavaRecord) -> str:
    """A record as one line of JSON, without its line end."""
    return _as_json(record.as_json())


@contextmanager
def record_lines(lines: Path, array: Path) -> Iterator[Callable[[Sequence[str]], None]]:
    """A function that adds `record_line`s to both files. Memory does not grow with them."""
    with whole_file(lines) as lines_out, whole_file(array) as array_out:
        separator = "[\n"

        def write(rows: Sequence[str]) -> None:
            nonlocal separator
            for row in rows:
                lines_out.write(f"{row}\n")
                array_out.write(f"{separator}{row}")
                separator = ",\n"

        yield write
        array_out.write("[]\n" if separator == "[\n" else "\n]\n")
