"""A YAML file of object words in, its content out; what is wrong with it is said in its own terms.

The top of english/objects.yaml says what stands in such a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from datagen.documents import read_model, suggestion
from datagen.errors import InputError

_HINT = "--words is a YAML file of object words; the README has an example."


def _listed(value: Any) -> Any:
    """A list of words, or an error in the words of the file."""
    if not isinstance(value, list | tuple | frozenset):
        raise ValueError("write a list of words, as in [furnace, oven kiln]")
    for word in value:
        if not isinstance(word, str) or not word.strip():
            raise ValueError(
                f"a word is text, this is {str(word).lower()}: put it in quotes, as in ['no', '7']"
            )
    return value


def _mapped(value: Any, of: str) -> Any:
    if not isinstance(value, dict):
        raise ValueError(f"write {of}")
    if any(not isinstance(name, str) for name in value):
        raise ValueError("a name is text: put numbers, yes, no, on and off in quotes")
    return value


def _plural_forms(value: Any) -> Any:
    of = "singular: plural, a line each, as in {knife: knives}"
    if any(not isinstance(form, str) for form in _mapped(value, of).values()):
        raise ValueError(f"write {of}")
    return value


_WordList = Annotated[tuple[str, ...], BeforeValidator(_listed)]
_Names = Annotated[frozenset[str], BeforeValidator(_listed)]
_Plurals = Annotated[dict[str, str], BeforeValidator(_plural_forms)]


class _Part(BaseModel):
    """A mapping of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _is_a_mapping(cls, value: Any) -> Any:
        return _mapped(value, f"{', '.join(cls.model_fields)} below it, as far as there are any")


class Words(_Part):
    """The words of one category. `plurals` only where the rule is wrong."""

    strict: _WordList = ()
    loose: _WordList = ()
    stop: _WordList = ()
    plurals: _Plurals = {}


class Group(_Part):
    """A supercategory; its `loose` words stand for each of its categories."""

    loose: _WordList = ()
    categories: Annotated[
        dict[str, Words | None],
        BeforeValidator(partial(_mapped, of="each category as a name, with its words below it")),
    ] = {}


class WordFile(_Part):
    """A file of object words."""

    groups: Annotated[
        dict[str, Group],
        BeforeValidator(partial(_mapped, of="each group as a name, with its categories below it")),
    ] = {}
    hard: _Names = frozenset()
    heaped: _Names = frozenset()
    plurals: _Plurals = {}
    compounds: _WordList = ()

    @property
    def groups_with_words(self) -> list[str]:
        return [name for name, group in self.groups.items() if group.categories or group.loose]


def read_words(path: Path) -> WordFile:
    """Raises `InputError` where the file cannot be read or is none of words."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8 text"
        raise InputError(f"cannot be read: {reason}", where=path, hint=_HINT) from problem
    words = read_model(text, WordFile, file=path, error=InputError)
    if not any((words.groups_with_words, words.hard, words.heaped, words.plurals, words.compounds)):
        raise InputError("holds no words", where=path, hint=f'{_HINT} For none: --words "".')
    return words


def check_words(path: Path, words: WordFile, known: Mapping[str, object]) -> None:
    """Raises `InputError` for a word that would say that two things are there, and a name of none.

    Words of several categories are allowed ("bike"): only names are held against it.
    """
    for key, names in (("hard", words.hard), ("heaped", words.heaped)):
        for name in sorted(names - known.keys()):
            hint = suggestion(name, known)
            raise InputError(f"{key}: there is no category '{name}'", where=path, hint=hint)
    for group, of_group in words.groups.items():
        for category, given in of_group.categories.items():
            for word in given.strict if given else ():
                other = word.lower().replace("-", " ")
                if other != category and other in known:
                    raise InputError(
                        f"groups.{group}.categories.{category}.strict: '{word}' is a category of "
                        f"its own, so '{word}' would count as '{category}', too",
                        where=path,
                        hint=f"Put it into loose: then it may mean '{category}', too.",
                    )
