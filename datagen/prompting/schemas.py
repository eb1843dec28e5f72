"""The shape of a reply, or a user's schema, in; the schema that it is asked for by out.

Schemas keep to what OpenAI's strict mode takes and other servers follow: an object at the top,
every property required, no others allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import JsonValue

from datagen.records import ReplyShape

_BY_NAME = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}
)
_DATA = frozenset({"const", "enum", "default", "examples"})  # what they hold is no schema
# Of these an object fits several at once, or may not fit: none of them is all of it.
_ASPECTS = frozenset({"allOf", "not", "if", "then", "else", "dependentSchemas"})
_SAME_PLACE = frozenset({*_ASPECTS, "anyOf", "oneOf"})

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

    def named(reference: str) -> Any:
        try:
            found = own.lookup(reference).contents
        except referencing.exceptions.Unresolvable as problem:
            raise ValueError(f"$ref '{reference}' names nothing in it") from problem
        if not isinstance(found, dict | bool):
            raise ValueError(f"$ref '{reference}' names no schema")
        return found

    _refuse_loops(said, named)
    return said


def _inner(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """What may be schemas in a schema, with the keyword and the place that they stand at."""
    for key, value in schema.items():
        if key in _BY_NAME and isinstance(value, dict):
            yield from ((key, f"{key}.{name}", inner) for name, inner in value.items())
        elif isinstance(value, list) and key not in _DATA:
            yield from ((key, f"{key}[{number}]", inner) for number, inner in enumerate(value))
        elif key not in _DATA:
            yield key, key, value


def _filled_in(schema: Any, place: str, *, an_aspect: bool = False) -> Any:
    if not isinstance(schema, dict):
        return schema
    if elsewhere := sorted(schema.keys() & {"$id", "$anchor", "$dynamicAnchor", "$dynamicRef"}):
        raise ValueError(f"{place}: {elsewhere[0]} is not for schemas that servers follow")
    value = dict(schema)
    filled = [
        (key, _filled_in(inner, f"{place}.{where}", an_aspect=key in _ASPECTS))
        for key, where, inner in _inner(schema)
    ]
    for key in dict.fromkeys(key for key, _ in filled):
        parts = [inner for of, inner in filled if of == key]
        if key in _BY_NAME:
            value[key] = dict(zip(schema[key], parts, strict=True))
        else:
            value[key] = parts if isinstance(schema[key], list) else parts[0]
    properties = value.get("properties")
    if not isinstance(properties, dict):
        return value
    if "type" not in value and not an_aspect:
        value = {"type": "object", **value}
    if "object" not in _types(value):
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


def _refuse_loops(schema: Any, named: Callable[[str], Any]) -> None:
    """Every `$ref` names a schema, and none leads back to itself in one place of a reply.

    One that leads back further down, as in a tree, ends where the reply does.
    """
    further_down = [schema]
    ended: set[int] = set()
    on_the_way: set[int] = set()

    def follow(schema: Any) -> None:
        if not isinstance(schema, dict) or id(schema) in ended:
            return
        on_the_way.add(id(schema))
        reference = schema.get("$ref")
        here = [inner for key, _, inner in _inner(schema) if key in _SAME_PLACE]
        if isinstance(reference, str):
            here.append(named(reference))
        for inner in here:
            if id(inner) in on_the_way:
                raise ValueError(f"$ref '{reference}' leads back to where it stands")
            follow(inner)
        on_the_way.remove(id(schema))
        ended.add(id(schema))
        further_down.extend(inner for key, _, inner in _inner(schema) if key not in _SAME_PLACE)

    while further_down:
        follow(further_down.pop())


def _types(schema: Mapping[str, Any]) -> list[Any]:
    given = schema.get("type")
    return given if isinstance(given, list) else [given]
