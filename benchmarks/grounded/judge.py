"""Turns and their scene in, findings out: the one place that knows how the rules are asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from datagen.language.lexicon import Lexicon, open_lexicon
from datagen.records import Scene as JudgedScene
from datagen.validation import Limits, check_record
from datagen.validation.grounding import GROUNDING_RULE_NAMES, Grounding

from .sources import Scene

_LIMITS = Limits(max_tokens=1_000_000)  # whether an answer is too long is not the question here


class Said(NamedTuple):
    """One finding, as far as the rates need it."""

    rule: str
    severity: str
    claim: str | None
    sentence: str | None


def record(turns: Iterable[tuple[str, str]], scene: Scene) -> dict[str, object]:
    """A LLaVA record of these questions and answers."""
    messages: list[dict[str, str]] = []
    for question, answer in turns:
        asked = question if messages else f"<image>\n{question}"
        messages += [{"from": "human", "value": asked}, {"from": "gpt", "value": answer}]
    return {"id": scene.id, "image": scene.image, "conversations": messages}


@cache
def _judged(scene: Scene) -> JudgedScene:
    return msgspec.convert(scene.row(), JudgedScene)


class Judge:
    """All rules about one record, or the `only` one of grounding, under the default policy.

    Data set rules are none of it.
    """

    def __init__(self, only: str = "") -> None:
        self._grounding = Grounding(_lexicon())
        self._skip = GROUNDING_RULE_NAMES - {only} if only else frozenset[str]()

    def findings(self, turns: Sequence[tuple[str, str]], scene: Scene) -> tuple[Said, ...]:
        made = record(turns, scene)
        messages = [(one["from"], one["value"]) for one in made["conversations"]]  # type: ignore[attr-defined]
        found = [
            *(() if self._skip else check_record(made, _LIMITS)),
            *self._grounding.check(messages, _judged(scene), skip=self._skip),
        ]
        return tuple(Said(f.rule, f.severity, f.claim, f.sentence) for f in found)


@cache
def _lexicon() -> Lexicon:
    return open_lexicon()
