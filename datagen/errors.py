"""Failures that end a run, each with where it happened, what is wrong and what to do.

    DatagenError            exit 1
    ├── InputError          an annotation, scenes, id or LLaVA file that cannot be used
    ├── TemplateError       a recipe, seed or question list that cannot be used
    ├── RunError            a run folder that is not ours, is newer, is locked, or cannot be written
    ├── TeacherError        a teacher that cannot answer anything: key, address, model, quota
    └── SettingsError       exit 2: a flag, environment variable or config key that makes no sense
        └── DeclinedError      exit 2: the user was asked and said no

An item that cannot be used while the rest can is not an error but a value: a `Reject`, a `Failure`
or a `Skip` (see records).
"""

from __future__ import annotations


class DatagenError(Exception):
    """A failure that a user can act on.

    `what` is one sentence on what is wrong, `where` the file and place in it (or the flag), `hint`
    what to do about it.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: object = None, hint: str | None = None) -> None:
        self.what = what
        self.where = None if where is None else str(where)
        self.hint = hint
        super().__init__(what if where is None else f"{where}: {what}")

    def __reduce__(self) -> tuple[object, ...]:
        """A copy in another process says the same."""
        return _made, (type(self), self.what, self.where, self.hint)


def _made(kind: type[DatagenError], what: str, where: str | None, hint: str | None) -> DatagenError:
    return kind(what, where=where, hint=hint)


class InputError(DatagenError):
    """A file that the user handed in cannot be used."""


class TemplateError(DatagenError):
    """A recipe, a seed or a question list cannot be used."""


class RunError(DatagenError):
    """A run folder cannot be read or written."""


class TeacherError(DatagenError):
    """No request can be answered until the user changes something."""


class SettingsError(DatagenError):
    """A setting is unknown, malformed or contradicts another one."""

    exit_code = 2


class DeclinedError(SettingsError):
    """The user was asked to confirm and did not."""
