"""Sections of settings in, options of a command out: a knob is written down once, in `settings`.

An option is given as text and checked with the environment and the config file, by the same model
and with the same words; an option that was not given is not there.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from copy import copy
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from pydantic.fields import FieldInfo

from datagen.settings import Section, Session

Flags = Mapping[str, str | bool | list[str]]


def flag_of(name: str, field: FieldInfo) -> str:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    return str(extra.get("flag") or "--" + name.replace("_", "-"))


def key_of(name: str, field: FieldInfo) -> str:
    """What a setting is called in a file and, in capitals, in a variable."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    return str(extra.get("key") or flag_of(name, field).removeprefix("--").replace("-", "_"))


def takes(
    *sections: type[Section], unset: str | None = None, said: Mapping[str, str] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of these sections; those that were given arrive as `flags`.

    `unset` says in the help what holds for an option that is not given, where no default does: of
    those that are stored with a run. `said` is the help of options that mean something more here.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command, eval_str=True).parameters
        options = [
            _option(
                name,
                _described(field, (said or {}).get(name)),
                section,
                None if issubclass(Session, section) else unset,
            )
            for section in sections
            for name, field in section.model_fields.items()
        ]
        names = [option.name for option in options]

        def run(**arguments: Any) -> None:
            flags = {n: arguments.pop(n) for n in names}
            command(**arguments, flags={n: v for n, v in flags.items() if v not in (None, [])})

        parameters = [
            p.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for p in own.values()
            if p.name != "flags"
        ]
        run.__signature__ = inspect.Signature([*parameters, *options])  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in (*parameters, *options)}
        run.__doc__ = command.__doc__
        return run

    return decorate


def _described(field: FieldInfo, text: str | None) -> FieldInfo:
    if text is None:
        return field
    described = copy(field)
    described.description = text
    return described


def _option(
    name: str, field: FieldInfo, section: type[Section], unset: str | None
) -> inspect.Parameter:
    flag = flag_of(name, field)
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    short = [str(extra["short"])] if "short" in extra else []
    boolean = field.annotation is bool
    several = any(get_origin(kind) in (tuple, dict) for kind in _kinds(field))
    if boolean and field.default:
        flag += f"/--no-{name.replace('_', '-')}"
    info = typer.Option(
        flag,
        *short,
        help=_help(field, unset),
        metavar=None if boolean else _metavar(field),
        show_default=False,
        rich_help_panel=(section.__doc__ or "").split("\n")[0].rstrip("."),
    )
    kind = bool | None if boolean else list[str] | None if several else str | None
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, info]
    )


def _help(field: FieldInfo, unset: str | None) -> str:
    """The description with the default; brackets are no markup."""
    text = field.description or ""
    default = field.default if unset is None or field.annotation is bool else unset
    if default not in (None, False, True, "", {}):
        text += f" [default: {default}]"
    return text.replace("[", "\\[")


def _kinds(field: FieldInfo) -> list[Any]:
    """The types that a value of the field may have, those inside `X | None` and `Annotated` too."""
    kinds = [field.annotation]
    for kind in kinds:
        kinds += get_args(kind) if get_origin(kind) not in (tuple, dict, Literal) else ()
    return kinds


def _metavar(field: FieldInfo) -> str:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    if "metavar" in extra:
        return str(extra["metavar"])
    kinds = _kinds(field)
    for kind in kinds:
        if get_origin(kind) is Literal:
            return "|".join(get_args(kind))
    if any(kind is Path or Path in get_args(kind) for kind in kinds):
        return "DIR" if "older" in (field.description or "") else "FILE"
    if any(
        kind in (int, float) or int in get_args(kind) or float in get_args(kind) for kind in kinds
    ):
        return "N"
    return "TEXT"
