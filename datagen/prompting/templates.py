"""A Jinja2 template in, text out: sandboxed, and strict about unknown names.

Only templates are rendered. Captions, labels and answers never pass through here, so braces in them
stay what they are.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from datagen.documents import suggestion
from datagen.errors import TemplateError
from datagen.prompting.sandbox import sandbox


def render_template(
    text: str, variables: Mapping[str, Any], *, file: Path, line: int, root: Path
) -> str:
    """The template with its variables filled in, stripped at both ends.

    `line` is the line of the file on which the text starts; `{% include %}` reads below `root`
    only. Raises `TemplateError` that names the file and the line.
    """
    environment = sandbox(
        jinja2.FileSystemLoader(root),
        keep_trailing_newline=True,  # of an included file: its last line stays a line
    )
    try:
        # leading line ends make Jinja count lines as the file does
        code = environment.compile("\n" * (line - 1) + text, name=str(file), filename=str(file))
        template = environment.template_class.from_code(
            environment, code, environment.make_globals(None)
        )
        return template.render(variables).strip()
    except jinja2.TemplateSyntaxError as problem:
        raise TemplateError(
            f"the template cannot be read: {problem.message}",
            where=f"{problem.filename or file}:{problem.lineno}",
        ) from problem
    except jinja2.TemplateNotFound as problem:
        raise TemplateError(
            f"includes '{problem.name}', which is not below {root}", where=_place(problem, file)
        ) from problem
    except jinja2.UndefinedError as problem:
        name = re.search(r"'([^']+)' is undefined", str(problem))
        known = list(variables)
        hint = "Define it under `variables:` on top of the file."
        if name and known:
            hint = f"{suggestion(name[1], known)} {hint}"
        raise TemplateError(
            f"unknown variable '{name[1]}'" if name else str(problem),
            where=_place(problem, file),
            hint=hint,
        ) from problem
    except (
        jinja2.TemplateError,
        ArithmeticError,
        AttributeError,
        LookupError,
        MemoryError,
        RecursionError,
        TypeError,
        ValueError,
    ) as problem:
        raise TemplateError(
            f"the template fails: {problem}", where=_place(problem, file)
        ) from problem


def _place(problem: BaseException, file: Path) -> str:
    """`file:line` of the innermost template frame: Jinja rewrites tracebacks to template lines."""
    frames = traceback.extract_tb(problem.__traceback__)
    for frame in reversed(frames):
        if frame.filename.endswith((".md", ".txt")):
            return f"{frame.filename}:{frame.lineno}"
    return str(file)
