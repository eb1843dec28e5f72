"""The fields of a JSON reply in, a question and an answer out, by the recipe's two templates.

What a field holds is data: it is put in as it is, and never read as a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import jinja2
import jinja2.meta
from pydantic import JsonValue

from datagen.documents import suggestion
from datagen.prompting.sandbox import sandbox
from datagen.records import Draft, Reject, Turn, TurnTemplates

_ENVIRONMENT = sandbox()
_FAILURES = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)


def check_templates(templates: TurnTemplates, fields: Mapping[str, JsonValue]) -> None:
    """Raises `ValueError` for a template that cannot be read, or that reads no known field."""
    for name, text in templates._asdict().items():
        try:
            tree = _ENVIRONMENT.parse(text)
            _ENVIRONMENT.compile(text)
        except jinja2.TemplateError as problem:
            raise ValueError(f"`{name}` cannot be read: {problem}") from problem
        if next(jinja2.meta.find_referenced_templates(tree), None):
            raise ValueError(f"`{name}` reads another template; it has the reply's fields only")
        for field in sorted(jinja2.meta.find_undeclared_variables(tree)):
            if field not in fields and field not in _ENVIRONMENT.globals:
                raise ValueError(
                    f"`{name}` reads '{field}', which is no property of the schema. "
                    f"{suggestion(field, fields)}"
                )


def fill(templates: TurnTemplates, fields: Mapping[str, JsonValue]) -> Draft | Reject:
    """The turn that a reply gives."""
    turn = []
    for name, text in templates._asdict().items():
        try:
            turn.append(_template(text).render(fields).replace("\r\n", "\n").strip())
        except _FAILURES as failure:
            return Reject("parsing", "schema", f"the recipe's `{name}` does not take it: {failure}")
        if not turn[-1]:
            return Reject("parsing", "schema", f"the reply leaves the {name} empty")
    return Draft((Turn(*turn),))


@lru_cache(maxsize=64)
def _template(text: str) -> jinja2.Template:
    return _ENVIRONMENT.from_string(text)
