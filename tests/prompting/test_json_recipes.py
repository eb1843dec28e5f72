"""A recipe may ask for JSON: ours in their own shapes, a user's by a schema and two templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from datagen.errors import TemplateError
from datagen.parsing import as_json, parse_json
from datagen.prompting import Library, fill, packaged
from datagen.records import Draft, Recipe, Reject, Turn
from tests.prompting.test_library import RECIPES, library

FRONT = """---
description: d
captions: required
boxes: none
reply: json
schema:
  type: object
  properties:
    objects:
      type: array
      items: {type: object, properties: {name: {type: string}, count: {type: integer}}}
    doubt: {type: [string, "null"]}
question: "What is there{% if doubt %}, and what is not clear{% endif %}?"
answer: |
  {% for object in objects %}
  {{ object.count }} x {{ object.name }}
  {% endfor %}
---
Reply with JSON.
"""
LOOP = "leads back to where it stands"


def recipe(tmp_path: Path, text: str = FRONT, **files: str) -> Recipe:
    return library(tmp_path, r=text, **files).recipe("r")


def error(tmp_path: Path, old: str, new: str) -> str:
    assert old in FRONT
    with pytest.raises(TemplateError) as caught:
        recipe(tmp_path, FRONT.replace(old, new))
    return f"{caught.value} {caught.value.hint or ''}"


def objects(schema: Any) -> list[Any]:
    """Every object schema in a schema."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if "properties" in schema else []
    return own + [found for value in schema.values() for found in objects(value)]


@pytest.mark.parametrize("name", RECIPES)
def test_our_recipes_ask_for_json_that_strict_mode_takes(name: str) -> None:
    plain = Library(packaged()).recipe(name)
    structured = Library(packaged(), as_json).recipe(name)
    assert plain.response_format is None
    asked: Any = structured.response_format
    assert (asked["type"], asked["json_schema"]["name"]) == ("json_schema", name)
    assert asked["json_schema"]["strict"] is True
    for schema in objects(asked["json_schema"]["schema"]):
        assert schema["additionalProperties"] is False
        assert schema["required"] == list(schema["properties"])
    assert plain.digest != structured.digest


@pytest.mark.parametrize("name", RECIPES)
def test_our_prompts_and_seeds_in_json_speak_of_json_and_of_no_blocks(name: str) -> None:
    structured = Library(packaged(), as_json).recipe(name)
    assert "JSON" in structured.system
    assert "===" not in structured.system
    assert structured.schema is not None
    for seed in structured.seeds:
        assert isinstance(parse_json(seed.answer, structured.schema), dict)
    assert "JSON" not in Library(packaged()).recipe(name).system


def test_a_prompt_may_tell_json_and_text_apart(tmp_path: Path) -> None:
    text = (
        "---\ndescription: d\ncaptions: required\nboxes: none\nreply: pair\n---\n"
        "Reply with {% if structured %}JSON{% else %}blocks{% endif %}."
    )
    plain = library(tmp_path, r=text)
    assert plain.recipe("r").system == "Reply with blocks."
    assert Library(plain.folder, as_json).recipe("r").system == "Reply with JSON."


def test_a_recipe_of_json_is_asked_for_by_its_schema_and_read_by_its_templates(
    tmp_path: Path,
) -> None:
    found = recipe(tmp_path)
    asked: Any = found.response_format
    assert asked["json_schema"]["schema"]["required"] == ["objects", "doubt"]
    items = asked["json_schema"]["schema"]["properties"]["objects"]["items"]
    assert (items["required"], items["additionalProperties"]) == (["name", "count"], False)
    assert found.templates
    fields = {"objects": [{"name": "dog", "count": 2}, {"name": "{{ 7 }}", "count": 1}]}
    assert fill(found.templates, {**fields, "doubt": None}) == Draft(
        (Turn("What is there?", "2 x dog\n1 x {{ 7 }}"),)
    )


def test_a_reply_that_the_templates_do_not_take_is_a_reject(tmp_path: Path) -> None:
    templates = recipe(tmp_path).templates
    assert templates
    for fields in ({"objects": [], "doubt": None}, {"objects": [{}], "doubt": None}, {}):
        reject = fill(templates, fields)
        assert isinstance(reject, Reject)
        assert reject.code == "schema"


def test_the_seed_of_a_json_recipe_is_the_json_itself(tmp_path: Path) -> None:
    seed = '---\ncontext: c\n---\n{"objects": [],\n "doubt": null}\n'
    files = {"r": FRONT, "seeds__r__1": seed}
    found = library(tmp_path, **files)
    assert found.recipe("r").seeds[0].answer == '{"objects": [],\n "doubt": null}'
    assert Library(found.folder, as_json).recipe("r").seeds == found.recipe("r").seeds


def test_an_object_that_may_be_null_is_closed_as_well(tmp_path: Path) -> None:
    text = FRONT.replace('{type: [string, "null"]}', '{type: [object, "null"], properties: {}}')
    schema: Any = recipe(tmp_path, text).schema
    assert schema["properties"]["doubt"]["additionalProperties"] is False


def test_a_seed_that_is_not_in_blocks_cannot_be_shown_as_json(tmp_path: Path) -> None:
    front = FRONT[: FRONT.index("reply:")] + "reply: turns\n---\nReply."
    folder = library(tmp_path, r=front, seeds__r__1="---\ncontext: c\n---\nA dog.").folder
    with pytest.raises(TemplateError, match=r"1.md: the answer is not in the form of the recipe"):
        Library(folder, as_json).recipe("r")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("question: ", "# question: ", "`reply: json` needs `schema`"),
        ("reply: json", "reply: pair", "go with `reply: json`"),
        ("  type: object\n", "  type: array\n", "at the top it is `type: object`"),
        ("{type: integer}", "{type: number_of}", "is no JSON schema"),
        ("{type: integer}", "{type: string, pattern: '('}", "is not a 'regex'"),
        ("{type: integer}", "{$ref: 'http://127.0.0.1:9/x'}", "names nothing in it"),
        ("{type: integer}", "{$ref: '#/$defs/count'}", "names nothing in it"),
        ("{type: integer}", "{$ref: '#/required'}", "names no schema"),
        ("{type: integer}", "{$ref: '#/properties/objects/items/properties/count'}", LOOP),
        ("{type: integer}", "{anyOf: [{$ref: '#/$defs/a'}], $defs: {}}", "names nothing in it"),
        ("  type: object\n", "  type: object\n  allOf: [{$ref: '#'}]\n", LOOP),
        (
            "  type: object\n",
            "  type: object\n  $defs:\n    a: {anyOf: [{type: string}, {$ref: '#/$defs/b'}]}\n"
            "    b: {$ref: '#/$defs/a'}\n",
            LOOP,
        ),
        ("  type: object\n", "  type: object\n  $id: 'x'\n", "$id is not for schemas"),
        ("  type: object\n", "  type: object\n  required: [objects]\n", "every property"),
        ("  type: object\n", "  type: object\n  additionalProperties: true\n", "is false"),
        ("{% endfor %}", "", "`answer` cannot be read"),
        ("{% if doubt %}", "{% if doubts %}", "Did you mean 'doubt'?"),
        ("What is there", "{% include 'x' %}", "reads another template"),
        ("What is there", "{{ ['What', 'Who'] | random }}", "No filter named 'random'"),
        ("What is there", "{{ lipsum() }}", "reads 'lipsum', which is no property"),
        ("description: d\n", "description: d\nvariables: {structured: 1}\n", "'structured' is our"),
    ],
)
def test_a_mistake_in_a_json_recipe_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in error(tmp_path, old, new)


def test_a_template_of_a_reply_does_not_reach_python(tmp_path: Path) -> None:
    text = FRONT.replace("What is there", "{{ objects.__class__.__mro__ }}")
    templates = recipe(tmp_path, text).templates
    assert templates
    reject = fill(templates, {"objects": [], "doubt": None})
    assert isinstance(reject, Reject)


@pytest.mark.parametrize("printed", ["objects.count", "objects | map('upper')", "joiner()"])
def test_what_prints_differently_at_every_run_is_not_printed(tmp_path: Path, printed: str) -> None:
    templates = recipe(tmp_path, FRONT.replace("What is there", f"{{{{ {printed} }}}}")).templates
    assert templates
    reject = fill(templates, {"objects": [{"name": "a", "count": 1}], "doubt": None})
    assert isinstance(reject, Reject)
    assert "cannot be printed" in reject.detail


def test_templates_of_a_reply_may_count_and_loop(tmp_path: Path) -> None:
    question = (
        "{% set sum = namespace(n=0) %}{% for o in objects %}{% set sum.n = sum.n + o.count %}"
        "{% endfor %}{{ sum.n }} {{ range(2) | list }} {{ doubt }} {{ objects[0] }}"
    )
    templates = recipe(tmp_path, FRONT.replace("What is there", question)).templates
    assert templates
    draft = fill(templates, {"objects": [{"name": "a", "count": 2}], "doubt": None})
    assert draft == Draft((Turn("2 [0, 1] None {'name': 'a', 'count': 2}?", "2 x a"),))


TREE = """  type: object
  $defs:
    node:
      type: object
      properties: {name: {type: string}, inside: {type: array, items: {$ref: '#/$defs/node'}}}
"""


def test_a_schema_may_name_itself_further_down(tmp_path: Path) -> None:
    text = FRONT.replace("  type: object\n", TREE, 1).replace(
        "{type: integer}", "{$ref: '#/$defs/node'}"
    )
    schema = recipe(tmp_path, text).schema
    assert schema

    def reply(depth: int, inmost: str = "") -> str:
        node = '{"name": "a", "inside": [' * depth + inmost + "]}" * depth
        return f'{{"objects": [{{"name": "a", "count": {node}}}], "doubt": null}}'

    assert isinstance(parse_json(reply(3), schema), dict)
    for bad in (reply(3, "7"), reply(300)):
        reject = parse_json(bad, schema)
        assert isinstance(reject, Reject)
        assert reject.code == "schema"


def test_a_schema_may_name_the_whole_from_within_a_choice(tmp_path: Path) -> None:
    whole = "{anyOf: [{type: 'null'}, {type: object, properties: {more: {$ref: '#'}}}]}"
    schema: Any = recipe(tmp_path, FRONT.replace('{type: [string, "null"]}', whole)).schema
    inner = '{"objects": [], "doubt": null}'
    reply = f'{{"objects": [], "doubt": {{"more": {inner}}}}}'
    assert isinstance(parse_json(reply, schema), dict)


@pytest.mark.parametrize("name", ["$id", "$ref", "properties", "type", "enum", "const"])
def test_a_property_may_have_any_name(tmp_path: Path, name: str) -> None:
    text = FRONT.replace("{type: integer}", f"{{type: object, properties: {{{name}: {{}}}}}}")
    schema: Any = recipe(tmp_path, text).schema
    count = schema["properties"]["objects"]["items"]["properties"]["count"]
    assert (count["required"], count["properties"]) == ([name], {name: {}})
    reply = f'{{"objects": [{{"name": "a", "count": {{"{name}": 1}}}}], "doubt": null}}'
    assert isinstance(parse_json(reply, schema), dict)


def test_an_object_that_does_not_say_its_type_is_closed_as_well(tmp_path: Path) -> None:
    text = FRONT.replace("{type: object, properties: {name", "{properties: {name")
    schema: Any = recipe(tmp_path, text).schema
    items = schema["properties"]["objects"]["items"]
    assert (items["type"], items["additionalProperties"]) == ("object", False)
    assert items["required"] == ["name", "count"]


def test_a_condition_on_an_object_stays_as_it_is(tmp_path: Path) -> None:
    rule = "{properties: {doubt: {const: null}}}"
    text = FRONT.replace("  type: object\n", f"  type: object\n  if: {rule}\n", 1)
    schema: Any = recipe(tmp_path, text).schema
    assert schema["if"] == {"properties": {"doubt": {"const": None}}}


def test_data_in_a_schema_is_no_schema(tmp_path: Path) -> None:
    data = "{type: object, properties: {x: {$ref: '#/nowhere'}}}"
    text = FRONT.replace("{type: integer}", f"{{enum: [1, {data}], default: {data}}}")
    schema: Any = recipe(tmp_path, text).schema
    count = schema["properties"]["objects"]["items"]["properties"]["count"]
    assert count["enum"][1] == count["default"]
    assert "required" not in count["default"]
