"""Records in, two files out: JSON Lines and the same as one JSON array.

LLaVA's trainer reads the array only. Both appear under their names only when they are finished.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import jsonlines

from datagen.records import LlavaRecord
from datagen.runs import whole_file


@contextmanager
def record_files(lines: Path, array: Path) -> Iterator[Callable[[LlavaRecord], None]]:
    """A function that adds a record to both files. Memory does not grow with them."""
    with whole_file(lines) as lines_out, whole_file(array) as array_out:
        rows = jsonlines.Writer(lines_out)
        separator = "[\n"

        def write(record: LlavaRecord) -> None:
            nonlocal separator
            row = record.as_json()
            rows.write(row)
            array_out.write(separator + json.dumps(row, ensure_ascii=False))
            separator = ",\n"

        yield write
        array_out.write("[]\n" if separator == "[\n" else "\n]\n")
