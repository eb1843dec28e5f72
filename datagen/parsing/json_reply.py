"""A JSON reply's text in; its fields, or the turns they make, or a reject out. Never repairs.

Raw line breaks and tabs inside strings are read: llama.cpp and vLLM send them even where a schema
constrains the reply, and they mean what their escapes mean. Any other control character comes
through as well and falls to the rule that rejects it in a record, by its own name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue

from datagen.identity import canonical
from datagen.parsing.reply import parse
from datagen.records import Draft, Reject, ReplyShape, Turn

if TYPE_CHECKING:
    import jsonschema.protocols

_FENCE = re.compile(r"\A```(?:json)?[ \t]*\r?\n(.*)\n[ \t]*```\Z", re.DOTALL | re.IGNORECASE)


def parse_json(text: str, schema: Mapping[str, JsonValue]) -> dict[str, Any] | Reject:
    """The fields of a reply that fits its schema; a fence around all of it is taken away."""
    text = text.strip()
    if fenced := _FENCE.match(text):
        text = fenced[1]
    try:
        fields = json.loads(
            text, strict=False, object_pairs_hook=_once, parse_constant=_no_constant
        )
        # neither half a surrogate pair nor a number beyond all bounds is anything
        json.dumps(fields, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as problem:
        return Reject("parsing", "not_json", f"the reply is no JSON: {problem}")
    try:
        misfit = next(_validator(canonical(dict(schema))).iter_errors(fields), None)
    except RecursionError:
        what = "the reply is nested too deep to hold it against the schema"
        return Reject("parsing", "schema", what)
    if misfit is not None:
        place = misfit.json_path.removeprefix("$").lstrip(".")
        said = misfit.message if len(misfit.message) <= 200 else f"{misfit.message[:197]}..."
        return Reject("parsing", "schema", f"{place or 'the reply'} does not fit: {said}")
    assert isinstance(fields, dict)
    return fields


def draft_of(fields: Mapping[str, Any], shape: ReplyShape, question: str = "") -> Draft | Reject:
    """The turns in the fields of one of our own shapes. `question` is what a passage answers."""
    match shape:
        case "turns":
            turns = [Turn(pair["question"], pair["answer"]) for pair in fields["turns"]]
        case "pair":
            turns = [Turn(fields["question"], fields["answer"])]
        case "passage":
            turns = [Turn(question, fields["description"])]
    if not turns:
        return Reject("parsing", "schema", "turns is empty")
    turns = [Turn(*(text.replace("\r\n", "\n").strip() for text in turn)) for turn in turns]
    for turn in turns:
        for name, text in turn._asdict().items():
            if not text:
                return Reject("parsing", "schema", f"the reply leaves the {name} empty")
            if isinstance(blocks := parse(text, "passage"), Reject):
                return Reject("parsing", "schema", f"the {name}: {blocks.detail}")
    return Draft(tuple(turns))


def as_json(text: str, shape: ReplyShape) -> str | Reject:
    """A reply in blocks or prose as the JSON that asks for the same: one line."""
    draft = parse(text, shape)
    if isinstance(draft, Reject):
        return draft
    pairs = [turn._asdict() for turn in draft.turns]
    match shape:
        case "turns":
            return json.dumps({"turns": pairs}, ensure_ascii=False)
        case "pair":
            return json.dumps(pairs[0], ensure_ascii=False)
        case "passage":
            return json.dumps({"description": draft.turns[0].answer}, ensure_ascii=False)


@lru_cache(maxsize=64)
def _validator(schema: bytes) -> jsonschema.protocols.Validator:
    import jsonschema
    import referencing

    # a registry of its own: the default one would fetch what a `$ref` names
    return jsonschema.Draft202012Validator(json.loads(schema), registry=referencing.Registry())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"'{twice}' stands twice in one object")
    return fields


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
