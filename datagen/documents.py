"""YAML text in, a checked model out. Errors name the file, the line, the key and a likely meaning.

For what users write by hand: front matter of recipes and seeds, and the `--config` file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from datagen.errors import DatagenError

M = TypeVar("M", bound=BaseModel)


def suggestion(word: str, known: Iterable[str]) -> str | None:
    """`Did you mean 'x'?` for the nearest known word, or the list of all; None where none is."""
    options = sorted(known)
    return nearest(word, options) or (f"Known: {', '.join(options)}." if options else None)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """`Did you mean 'x'?` for the nearest known word, in any case; None where none is near."""
    options = {option.lower(): option for option in sorted(known, reverse=True)}
    near = get_close_matches(word.lower(), options, n=1, cutoff=0.6)
    return f"Did you mean '{options[near[0]]}'?" if near else None


def read_model(
    text: str,
    model: type[M],
    *,
    file: Path,
    error: type[DatagenError],
    first_line: int = 1,
) -> M:
    """The YAML mapping `text` as a `model`. Raises `error` with `file:line`.

    `first_line` is the line of the file on which the text starts.
    """
    data, lines = read_mapping(text, file=file, error=error, first_line=first_line)
    try:
        return model.model_validate(data)
    except ValidationError as failure:
        raise explain(failure, model, lines, file=file, error=error) from failure


def read_mapping(
    text: str, *, file: Path, error: type[DatagenError], first_line: int = 1
) -> tuple[dict[str, Any], dict[tuple[Any, ...], int]]:
    """A YAML mapping and the line of each key in it, by path. An empty text is an empty mapping."""
    lines: dict[tuple[Any, ...], int] = {}
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
        _collect_lines(node, (), first_line, lines, file=file, error=error)
    except (yaml.YAMLError, ValueError, RecursionError) as failure:
        mark = getattr(failure, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        problem = getattr(failure, "problem", None) or str(failure) or "cannot be read"
        raise error(
            f"not valid YAML: {problem}",
            where=f"{file}:{line}",
            hint="Quote values that hold ': ' or start with a special character.",
        ) from failure
    if data is None:
        return {}, {}
    if not isinstance(data, dict):
        raise error(
            "expected a list of `key: value` lines", where=f"{file}:{first_line}", hint=None
        )
    return data, lines


def _collect_lines(
    node: yaml.Node | None,
    path: tuple[Any, ...],
    first_line: int,
    lines: dict[tuple[Any, ...], int],
    *,
    file: Path,
    error: type[DatagenError],
) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            line = first_line + key.start_mark.line
            if here in lines:
                raise error(
                    f"'{key.value}' stands twice",
                    where=f"{file}:{line}",
                    hint=f"The first one is on line {lines[here]}; keep one of them.",
                )
            lines[here] = line
            _collect_lines(value, here, first_line, lines, file=file, error=error)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            here = (*path, position)
            lines[here] = first_line + item.start_mark.line
            _collect_lines(item, here, first_line, lines, file=file, error=error)


def explain(
    failure: ValidationError,
    model: type[BaseModel],
    lines: dict[tuple[Any, ...], int],
    *,
    file: Path,
    error: type[DatagenError],
) -> DatagenError:
    """One complaint of pydantic as one of our errors, with its line.

    An unknown key comes first: it is often the misspelt form of one that is missing.
    """
    first = min(failure.errors(include_url=False), key=lambda e: e["type"] != "extra_forbidden")
    path = first["loc"]
    line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), None)
    where = str(file) if line is None else f"{file}:{line}"
    name = _dotted(path)
    if first["type"] == "extra_forbidden":
        return error(
            f"unknown key '{name}'",
            where=where,
            hint=suggestion(str(path[-1]), _keys_at(model, path[:-1])),
        )
    if first["type"] == "missing":
        return error(f"'{name}' is missing", where=where, hint=None)
    return error(f"'{name}': {plain(first['msg'])}", where=where, hint=None)


def plain(message: str) -> str:
    """Pydantic's message without its prefix, as the end of a sentence."""
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _dotted(path: Sequence[int | str]) -> str:
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")


def _keys_at(model: type[BaseModel], path: Sequence[int | str]) -> list[str]:
    """The keys that a (nested) model knows at a path, as far as its annotations tell."""
    steps = iter(path)
    for step in steps:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        nested = field and _model_in(field.annotation)
        if not field or not nested:
            return []
        if get_origin(field.annotation) is dict:  # the next step is a name of the user's
            next(steps, None)
        model = nested
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if found := _model_in(part):
            return found
    return None
