"""Flags, environment and a config file in, the resolved settings with where each came from out.

A flag wins over the environment, that over the file, that over the default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from datagen.cli.options import Flags, flag_of, key_of
from datagen.documents import nearest, plain, read_mapping, suggestion
from datagen.errors import SettingsError
from datagen.settings import Section, Session, Settings

S = TypeVar("S", bound=Section)

PREFIX = "DATAGEN_"
DEFAULT = "default"
OF_THE_RUN = "run"
_MAY_HOLD_A_SECRET = {"base_url"}
_NOT_OURS = {"DATAGEN_REAL_DATA"}  # where the tests look for real files


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a command runs with. `origins` names for each setting the flag, variable or line."""

    settings: Settings
    session: Session
    origins: Mapping[str, str]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    """A value as it was given, not yet checked, and where."""

    value: Any
    origin: str


def _sections() -> dict[str, type[Section]]:
    """The sections of `Settings` by name, and the session."""
    stored = {name: field.annotation for name, field in Settings.model_fields.items()}
    return {**stored, "session": Session}  # type: ignore[dict-item]


def known_fields() -> dict[str, FieldInfo]:
    """Every setting by its name; names are unique over all sections."""
    return {n: f for section in _sections().values() for n, f in section.model_fields.items()}


def written_names() -> dict[str, str]:
    """The fields by the names that users write for them in a file or a variable."""
    return {key_of(name, field): name for name, field in known_fields().items()}


def _read_names() -> dict[str, str]:
    """The same, and those that go by the flag: `--rule` is DATAGEN_RULES, and DATAGEN_RULE too."""
    flags = {
        flag_of(n, f).removeprefix("--").replace("-", "_"): n for n, f in known_fields().items()
    }
    return flags | written_names()


def resolve(
    flags: Flags,
    environ: Mapping[str, str],
    config: Path | None,
    *,
    stored: Mapping[str, Section] | None = None,
    changes: tuple[type[Section], ...] | None = None,
) -> Resolved:
    """Raises `SettingsError` for an unknown key or a value that does not fit.

    `stored` are sections of a run that is gone on with, by name: they take the place of defaults.
    Of all sections only `changes` are then changed; None: all may be.
    """
    given: dict[str, _Given] = {}
    warnings: list[str] = []
    if config:
        given |= _from_file(config)
    given |= _from_environment(environ, warnings)
    given |= {
        name: _Given(value, flag_of(name, known_fields()[name])) for name, value in flags.items()
    }
    stored = stored or {}
    if changes is not None:
        open_sections: tuple[type[Section], ...] = (*changes, Session)
        changeable = {name for section in open_sections for name in section.model_fields}
        given = {name: value for name, value in given.items() if name in changeable}
    parts = {name: _section(cls, given, stored.get(name)) for name, cls in _sections().items()}
    session = parts.pop("session")
    assert isinstance(session, Session)
    of_the_run = {name for section in stored.values() for name in type(section).model_fields}
    unset = {name: OF_THE_RUN if name in of_the_run else DEFAULT for name in known_fields()}
    origins = unset | {name: value.origin for name, value in given.items() if name in unset}
    return Resolved(Settings.model_validate(parts), session, origins, tuple(warnings))


def _section(cls: type[S], given: Mapping[str, _Given], stored: Section | None) -> S:
    values = {} if stored is None else stored.model_dump()
    values |= {field: given[field].value for field in cls.model_fields if field in given}
    try:
        return cls.model_validate(values)
    except ValidationError as problem:
        raise _refused(problem, given) from problem


def _refused(problem: ValidationError, given: Mapping[str, _Given]) -> SettingsError:
    """The first complaint in words: what was given, where, and what it may have meant."""
    first = problem.errors(include_url=False)[0]
    field, *inside = first["loc"]
    field = str(field)
    said = plain(first["msg"])
    where = given[field].origin if field in given else field
    if ":" in where:  # a line of a file: which key stands there is not in its name
        where = f"{where} ({field})"
    value = first["input"] if inside else given[field].value if field in given else None
    if field in given and field not in _MAY_HOLD_A_SECRET:
        of = f" for '{inside[0]}'" if inside and isinstance(inside[0], str) else ""
        said += f"; got '{_as_written(value)}'{of}"
    meant = re.findall("'([^']*)'", str(first.get("ctx", {}).get("expected", "")))
    return SettingsError(said, where=where, hint=nearest(str(value), meant))


def _as_written(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _from_environment(environ: Mapping[str, str], warnings: list[str]) -> dict[str, _Given]:
    names = _read_names()
    given: dict[str, _Given] = {}
    for variable, value in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or variable in _NOT_OURS:
            continue
        if name in names:
            if earlier := given.get(names[name]):
                first, second = sorted((earlier.origin, variable))
                what = f"stands twice, as {second} too"
                raise SettingsError(what, where=first, hint="Unset one of them.")
            given[names[name]] = _Given(value, variable)
        else:
            known = (PREFIX + known_name.upper() for known_name in names)
            warnings.append(f"{variable} is not known. {suggestion(variable, known)}")
    if (base_url := environ.get("OPENAI_BASE_URL")) and "base_url" not in given:
        given["base_url"] = _Given(base_url, "OPENAI_BASE_URL")
    return given


def _from_file(file: Path) -> dict[str, _Given]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "is not UTF-8 text"
        raise SettingsError(
            f"cannot be read: {reason}",
            where=file,
            hint="--config is a YAML file with the flags' names as keys, such as limit: 3.",
        ) from problem
    data, lines = read_mapping(text, file=file, error=SettingsError)
    given: dict[str, _Given] = {}
    names = _read_names()
    for key, value in data.items():
        written = str(key).replace("-", "_")
        where = f"{file}:{lines.get((key,), 1)}"
        if written not in names:
            hint = suggestion(written, names)
            raise SettingsError(f"unknown key '{key}'", where=where, hint=hint)
        name = names[written]
        if name in given:
            raise SettingsError(f"'{key}' stands twice", where=where)
        given[name] = _Given(value, where)
    return given
