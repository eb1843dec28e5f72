"""A Markdown file with settings on top in, the settings and the body out."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel

from datagen.documents import read_model
from datagen.errors import TemplateError

M = TypeVar("M", bound=BaseModel)


class Document(NamedTuple):
    """The two halves of a file. `body_line` is the line on which the body starts, from 1."""

    settings: str
    body: str
    body_line: int


def read_document(file: Path) -> Document:
    """Raises `TemplateError` where the file cannot be read or has no front matter."""
    lines = read_text(file).split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == "---"][:2]
    if len(fences) < 2 or fences[0] != 0:
        raise TemplateError(
            "the settings on top are missing",
            where=f"{file}:1",
            hint="Start the file with a line `---`, the settings, and another line `---`.",
        )
    end = fences[1]
    return Document("\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2)


def read_settings(document: Document, model: type[M], file: Path) -> M:
    """The front matter as a model. Raises `TemplateError` that names file, line and key."""
    return read_model(document.settings, model, file=file, error=TemplateError, first_line=2)


def read_text(file: Path) -> str:
    """UTF-8 text with \\n line ends. Raises `TemplateError`."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise TemplateError(f"cannot be read: {problem.strerror}", where=file) from problem
    except UnicodeDecodeError as problem:
        raise TemplateError(
            f"is not UTF-8 text (byte {problem.start})", where=file, hint="Save it as UTF-8."
        ) from problem
