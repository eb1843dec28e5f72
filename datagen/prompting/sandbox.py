"""The Jinja2 environment of every template: sandboxed, strict, and the same at every run.

A prompt that differed from run to run would be asked and paid for anew, and a record that did would
make two builds of one run differ. So nothing random can be called, and only what data is made of
can be printed: any other value of Python's would print its place in memory.
"""

from __future__ import annotations

from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment


def sandbox(
    loader: jinja2.BaseLoader | None = None, *, keep_trailing_newline: bool = False
) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=keep_trailing_newline,
        autoescape=False,
        finalize=_data,
    )
    del environment.filters["random"]
    del environment.globals["lipsum"]
    return environment


def _data(value: Any) -> Any:
    """Raises `TypeError` for what is no data. An undefined value raises where it is printed."""
    if value is None or isinstance(
        value, str | int | float | list | tuple | dict | jinja2.Undefined
    ):
        return value
    raise TypeError(
        f"{type(value).__name__} cannot be printed: only text, numbers, lists and objects can"
    )
