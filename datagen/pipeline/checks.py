"""Settings and the user's object words in, what an answer is held to besides its form out.

The words file that a run uses is kept in its folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

from datagen.documents import suggestion
from datagen.errors import InputError, RunError, SettingsError
from datagen.identity import digest
from datagen.language.lexicon import Lexicon, open_lexicon
from datagen.records import Finding, Scene
from datagen.runs import Manifest, Run, whole_file
from datagen.settings import Checking, Settings, Wish
from datagen.validation import GROUNDING_RULE_NAMES, WORDING_RULE_NAMES
from datagen.validation.corpus import CORPUS_RULE_NAMES
from datagen.validation.grounding import Grounding
from datagen.validation.length import is_vast
from datagen.validation.policy import UNKNOWN_RULE_NAMES, Policy

# What rejects by these, a trainer would choke on.
STRUCTURE_RULE_NAMES = frozenset(
    {
        "alternation",
        "control_token",
        "empty_turn",
        "image_missing",
        "image_path",
        "image_token",
        "image_unreadable",
        "no_words",
        "not_stripped",
        "role",
        "shape",
        "single_turn",
        "too_long",
    }
)
ANSWER_RULE_NAMES = frozenset({"no_finish_reason"})  # of what came with an answer, not of its text
RULE_NAMES = WORDING_RULE_NAMES | GROUNDING_RULE_NAMES | CORPUS_RULE_NAMES | ANSWER_RULE_NAMES
_CANNOT_REJECT = dict.fromkeys(
    ANSWER_RULE_NAMES,
    "the server does not say that the reply was cut, nor that it was not",
) | dict.fromkeys(
    UNKNOWN_RULE_NAMES,
    "it finds what the annotations neither show nor refute, and what is unknown never rejects",
)
_UNREADABLE = frozenset({"shape", "role"})  # what these find leaves no turns to read


def is_read(found: Iterable[Finding], turns: Iterable[tuple[str, str]]) -> bool:
    """Whether a record is held against its image, for all that was found on its form."""
    rules = {finding.rule for finding in found if finding.severity == "reject"}
    if rules & _UNREADABLE:
        return False
    return not ("too_long" in rules and is_vast(turns))


class Checks:
    """The policy, and the rules that hold an answer against its image. Reads no file until asked.

    `words` is the user's file of object words.
    """

    def __init__(self, settings: Checking, *, words: Path | None) -> None:
        self.policy = policy_of(settings)
        self._settings = settings
        self._words = words

    @classmethod
    def planned(cls, settings: Settings) -> Checks:
        """Those of a run that is planned just now. Raises `InputError` for an unusable file."""
        checks = cls(settings.checking, words=settings.checking.words)
        if settings.checking.words:
            checks.lexicon  # noqa: B018 - now, and not when the first answer is judged
        return checks

    @classmethod
    def of_run(cls, run: Run, manifest: Manifest) -> Checks:
        """Those of a planned run. Raises `RunError` where its words file is gone."""
        words = run.words if manifest.settings.checking.words else None
        if words and not words.is_file():
            raise RunError(
                "the object words of this run are missing",
                where=words,
                hint="Put the file back, or name it once more: datagen build RUN --words FILE.",
            )
        return cls(manifest.settings.checking, words=words)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The object words; raises `InputError` where the user's cannot be used."""
        return open_lexicon([self._words] if self._words else [])

    @cached_property
    def _grounding(self) -> Grounding:
        return Grounding(self.lexicon)

    def __call__(
        self,
        found: Sequence[Finding],
        turns: Sequence[tuple[str, str]],
        scene: Scene,
        *,
        skip: frozenset[str] = frozenset(),
        form_only: bool = False,
    ) -> tuple[Finding, ...]:
        """What was found on a record's form and wording, then on what it says of its image.

        Faults of the form do not keep it from being read: `is_read` says which do.
        """
        if not form_only and is_read(found, turns):
            found = (*found, *self._grounding.check(turns, scene, skip=skip))
        return self.policy(found)

    @cached_property
    def digest(self) -> str:
        """Changes when an answer would be judged in another way. Raises `InputError`."""
        return digest(
            [
                self._settings.policy,
                dict(self._settings.rules),
                _digest_of_shipped_words(),
                None if self._words is None else _digest_of(_read(self._words)),
            ]
        )


def policy_of(settings: Checking, *, where: str = "--rule") -> Policy:
    """Raises `SettingsError` where a rule is none, or may not be set to what is wanted.

    `where` the rules were set, for the error.
    """
    _check_rules(settings.rules, where)
    return Policy(settings.policy, settings.rules)


def _check_rules(rules: Mapping[str, Wish], where: str) -> None:
    for name, wish in rules.items():
        if name in STRUCTURE_RULE_NAMES:
            what = (
                f"'{name}' always rejects: a trainer would choke on such a record, or learn it "
                "wrong without a word"
            )
            hint: str | None = f"Rules that may be set: {', '.join(sorted(RULE_NAMES))}."
        elif name not in RULE_NAMES:
            what = f"there is no rule '{name}'"
            hint = suggestion(name, RULE_NAMES)
        elif wish == "reject" and name in _CANNOT_REJECT:
            what = f"'{name}' cannot reject: {_CANNOT_REJECT[name]}"
            hint = f"Write {name}=warn or {name}=off."
        else:
            continue
        raise SettingsError(what, where=where, hint=hint)


def check_rule(name: str) -> None:
    """Raises `SettingsError` where there is no such rule."""
    known = RULE_NAMES | STRUCTURE_RULE_NAMES
    if name not in known:
        raise SettingsError(
            f"there is no rule '{name}'", where="--finding", hint=suggestion(name, known)
        )


def keep_words(run: Run, words: Path | None) -> None:
    """Put the user's object words into the folder of a run whose lock the caller holds.

    Raises `InputError` where they cannot be used; those that were there then stay.
    """
    if words is None:
        run.words.unlink(missing_ok=True)
        return
    open_lexicon([words])
    text = _read(words)
    with whole_file(run.words) as out:
        out.write(text)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8 text"
        raise InputError(
            f"cannot be read: {reason}", where=path, hint="--words is a YAML file of object words."
        ) from problem


def _digest_of(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


@cache
def _digest_of_shipped_words() -> str:
    return _digest_of(
        (files("datagen.language") / "english" / "objects.yaml").read_text(encoding="utf-8")
    )
