"""The shape of a reply, or a user's schema, in; the schema that it is asked for by out.

Schemas keep to what OpenAI's strict mode takes and other servers follow: an object at the top,
every property required, no others allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from datagen.records import ReplyShape

_TEXT: dict[str, JsonValue] = {"type": "string"}


def _closed(**properties: JsonValue) -> dict[str, JsonValue]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_PAIR = _closed(question=_TEXT, answer=_TEXT)
SHAPES: Mapping[ReplyShape, dict[str, JsonValue]] = {
    "turns": _closed(turns={"type": "array", "items": _PAIR}),
    "pair": _PAIR,
    "passage": _closed(description=_TEXT),
}


def strict_schema(schema: Mapping[str, Any]) -> dict[str, JsonValue]:
    """A user's schema with what it leaves unsaid: all properties are required, and no others.

    Raises `ValueError` for what is no JSON schema, or one that strict mode would refuse.
    """
    import jsonschema
    import referencing
    from referencing.jsonschema import DRAFT202012

    said: dict[str, Any] = _filled_in(schema, "schema")
    if said.get("type") != "object" or not said.get("properties"):
        raise ValueError("at the top it is `type: object` with `properties`")
    try:
        jsonschema.Draft202012Validator.check_schema(said)
    except jsonschema.SchemaError as problem:
        place = ".".join(str(step) for step in problem.absolute_path)
        raise ValueError(f"{place or 'it'} is no JSON schema: {problem.message}") from problem
    own = referencing.Registry().resolver_with_root(DRAFT202012.create_resource(said))
    for reference in _references(said):
        try:
            own.lookup(reference)
        except referencing.exceptions.Unresolvable as problem:
            raise ValueError(f"$ref '{reference}' names nothing in it") from problem
    return said


def _filled_in(value: Any, place: str) -> Any:
    if isinstance(value, list):
        return [_filled_in(item, f"{place}[{number}]") for number, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if elsewhere := sorted(value.keys() & {"$id", "$anchor", "$dynamicAnchor", "$dynamicRef"}):
        raise ValueError(f"{place}: {elsewhere[0]} is not for schemas that servers follow")
    value = {key: _filled_in(item, f"{place}.{key}") for key, item in value.items()}
    properties = value.get("properties")
    if "object" not in _types(value) or not isinstance(properties, dict):
        return value
    value = {"required": list(properties), "additionalProperties": False, **value}
    required = value["required"]
    if not isinstance(required, list) or set(map(str, required)) != set(properties):
        raise ValueError(
            f"{place}: every property is required (optional: `type: [string, 'null']`)"
        )
    if value["additionalProperties"] is not False:
        raise ValueError(f"{place}: additionalProperties is false")
    return value


def _types(schema: Mapping[str, Any]) -> list[Any]:
    given = schema.get("type")
    return given if isinstance(given, list) else [given]


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [reference for item in value for reference in _references(item)]
    if not isinstance(value, dict):
        return []
    own = value.get("$ref")
    inner = [reference for item in value.values() for reference in _references(item)]
    return [own, *inner] if isinstance(own, str) else inner
