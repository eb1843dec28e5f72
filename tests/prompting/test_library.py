"""Templates are read strictly: a mistake is one error that names the file, the line and the fix."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from datagen import context
from datagen.errors import TemplateError
from datagen.parsing import parse
from datagen.prompting import Library, packaged, prefix, with_context
from datagen.records import Draft, Recipe, Scene

RECIPES = ("conversation", "conversation_boxes", "detail", "reasoning")
FRONT = "---\ndescription: d\ncaptions: required\nboxes: none\nreply: turns\n"


def library(tmp_path: Path, **files: str) -> Library:
    """A folder of templates. `r` is the recipe's text, other names are paths with __ for /."""
    (tmp_path / "prompts" / "questions").mkdir(parents=True)
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/")
        path = tmp_path / "prompts" / "r.md" if name == "r" else path.with_suffix(".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Library(tmp_path)


def error(tmp_path: Path, **files: str) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        library(tmp_path, **files).recipe("r")
    return caught.value


@pytest.mark.parametrize("name", RECIPES)
def test_the_packaged_recipes_load_with_three_seeds_or_more(name: str) -> None:
    recipe = Library(packaged()).recipe(name)
    assert len(recipe.seeds) >= 3
    assert recipe.system.startswith("You are a visual assistant")


@pytest.mark.parametrize("name", RECIPES)
def test_packaged_seeds_are_replies_that_our_parser_reads(name: str) -> None:
    recipe = Library(packaged()).recipe(name)
    for seed in recipe.seeds:
        assert isinstance(parse(seed.answer, recipe.reply, "q"), Draft), seed.name


@pytest.mark.parametrize("name", RECIPES)
def test_packaged_prompts_state_what_llavas_prompts_impose(name: str) -> None:
    system = Library(packaged()).recipe(name).system.lower()
    for word in ("one image", "captions, one per line", "visible", "coordinate", "mentioned"):
        assert word in system, word
    if name != "conversation":
        assert "[x1, y1, x2, y2]" in system
    assert ("question:\n" in system) == (name != "detail")


def test_question_lists_hold_enough_phrasings_and_none_twice() -> None:
    brief = Library(packaged()).questions("brief")
    detailed = Library(packaged()).questions("detailed")
    assert len(brief) >= 11
    assert len(detailed) >= 16
    folded = [re.sub(r"\W+", " ", q).lower().strip() for q in (*brief, *detailed)]
    assert len(set(folded)) == len(folded)


def test_messages_are_system_then_a_pair_a_seed_then_the_context_alone() -> None:
    recipe = Library(packaged()).recipe("detail")

    def render(recipe: Recipe, scene: Scene) -> str:
        return context.render(recipe, scene, "drop")

    messages = with_context(prefix(recipe, render), "A cat.\n\ncat: [0.0, 0.1, 0.5, 1.0]")
    roles = [message.role for message in messages]
    assert roles == ["system", *["user", "assistant"] * len(recipe.seeds), "user"]
    assert messages[-1].content == "A cat.\n\ncat: [0.0, 0.1, 0.5, 1.0]"
    assert messages[1].content.startswith("A man in an apron is cooking at a stove")
    assert "\n\nperson: [0.112, 0.176, 0.358, 0.968]\n" in messages[1].content
    assert messages[2].content == recipe.seeds[0].answer


def test_an_unknown_recipe_is_named_with_the_nearest_one() -> None:
    with pytest.raises(TemplateError, match="no recipe 'reasonning'") as caught:
        Library(packaged()).recipe("reasonning")
    assert caught.value.hint == "Did you mean 'reasoning'?"


@pytest.mark.parametrize("name", ["../secrets", "parts/voice", "", "Detail", "/etc/passwd"])
def test_a_recipe_name_is_never_a_path(name: str) -> None:
    with pytest.raises(TemplateError, match="no recipe"):
        Library(packaged()).recipe(name)


def test_a_misspelt_key_is_named_with_its_line(tmp_path: Path) -> None:
    failure = error(tmp_path, r=FRONT.replace("captions:", "caption:") + "---\nHi\n")
    assert str(failure).endswith("r.md:3: unknown key 'caption'")
    assert failure.hint == "Did you mean 'captions'?"


def test_a_value_that_does_not_fit_is_named_with_its_line(tmp_path: Path) -> None:
    failure = error(tmp_path, r=FRONT.replace("none", "sometimes") + "---\nHi\n")
    assert "r.md:4: 'boxes'" in str(failure)
    assert "'required', 'optional' or 'none'" in str(failure)


def test_a_key_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    assert "r.md:6: 'boxes' stands twice" in str(error(tmp_path, r=FRONT + "boxes: none\n---\nHi"))


def test_an_unknown_variable_is_named_with_file_and_line(tmp_path: Path) -> None:
    text = FRONT + "variables: {turns: three}\n---\nOne\nWrite {{ truns }}\n"
    failure = error(tmp_path, r=text)
    assert str(failure).endswith("r.md:9: unknown variable 'truns'")
    assert "Did you mean 'turns'?" in (failure.hint or "")


def test_an_unknown_variable_in_a_shared_part_names_the_part(tmp_path: Path) -> None:
    failure = error(
        tmp_path,
        r=FRONT + '---\n{% include "parts/p.md" %}\n',
        prompts__parts__p="ok\n{{ nope }}\n",
    )
    assert "parts/p.md:2: unknown variable 'nope'" in str(failure)


def test_broken_template_syntax_is_named_with_its_line(tmp_path: Path) -> None:
    assert "r.md:8" in str(error(tmp_path, r=FRONT + "---\nOne\n{% if %}\n"))


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        '{% include "../../../etc/passwd" %}',
        '{% include "/etc/passwd" %}',
    ],
)
def test_a_template_reaches_neither_python_nor_other_files(tmp_path: Path, attack: str) -> None:
    with pytest.raises(TemplateError):
        library(tmp_path, r=FRONT + "---\n" + attack).recipe("r")


def test_braces_in_seeds_are_text(tmp_path: Path) -> None:
    seed = (
        "---\nscene: {captions: ['a sign: {{ x }} {% y %}']}\n---\n"
        "Question:\n{{ q }}\n===\nAnswer:\n{{ a }}"
    )
    recipe = library(tmp_path, r=FRONT + "---\nHi", seeds__r__1=seed).recipe("r")
    assert recipe.seeds[0].answer.endswith("{{ a }}")
    assert recipe.seeds[0].scene is not None
    assert recipe.seeds[0].scene.captions == ("a sign: {{ x }} {% y %}",)


def test_a_seed_has_a_scene_or_a_context_and_not_both(tmp_path: Path) -> None:
    both = "---\nscene: {captions: [a]}\ncontext: a\n---\nA"
    assert "either a `scene` or a `context`" in str(
        error(tmp_path, r=FRONT + "---\nHi", seeds__r__1=both)
    )


def test_a_seeds_context_is_shown_verbatim(tmp_path: Path) -> None:
    seed = "---\ncontext: |\n  A cat.\n\n  cat: [0.10, 0.2, 0.3, 0.4]\n---\nA"
    recipe = library(tmp_path, r=FRONT + "---\nHi", seeds__r__1=seed).recipe("r")
    messages = prefix(recipe, lambda recipe, scene: "unused")
    assert messages[1].content == "A cat.\n\ncat: [0.10, 0.2, 0.3, 0.4]"


def test_a_seed_box_out_of_range_is_named_with_its_line(tmp_path: Path) -> None:
    seed = "---\nscene:\n  instances:\n    - {category: cat, bbox: [10, 20, 30, 40]}\n---\nA"
    failure = error(tmp_path, r=FRONT + "---\nHi", seeds__r__1=seed)
    assert "1.md:4" in str(failure)
    assert "fractions" in str(failure)


def test_a_passage_needs_a_question_list(tmp_path: Path) -> None:
    text = FRONT.replace("turns", "passage") + "---\nHi"
    assert "go together" in str(error(tmp_path, r=text))


def test_an_unknown_question_list_is_an_error(tmp_path: Path) -> None:
    text = FRONT.replace("turns", "passage") + "questions: nope\n---\nHi"
    assert "no question list 'nope'" in str(error(tmp_path, r=text))


def test_a_file_without_settings_says_how_to_start_one(tmp_path: Path) -> None:
    failure = error(tmp_path, r="You are …")
    assert "settings on top are missing" in str(failure)
    assert "---" in (failure.hint or "")


def test_a_folder_without_prompts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="no folder `prompts`"):
        Library(tmp_path)


def test_the_digest_of_a_recipe_changes_with_prompt_seeds_and_settings(tmp_path: Path) -> None:
    seed = "---\ncontext: c\n---\nA"
    digests = set()
    for number, (front, body, answer) in enumerate(
        [
            ("", "Hi", "A"),
            ("", "Ho", "A"),
            ("", "Hi", "B"),
            ("sampling: {temperature: 1}\n", "Hi", "A"),
        ]
    ):
        folder = tmp_path / str(number)
        files = {"r": f"{FRONT}{front}---\n{body}", "seeds__r__1": seed.replace("A", answer)}
        digests.add(library(folder, **files).recipe("r").digest)
    assert len(digests) == 4


def test_the_copy_in_a_run_gives_the_same_recipe_and_holds_nothing_else(tmp_path: Path) -> None:
    original = Library(packaged())
    original.copy_used(tmp_path / "recipes", ["detail"], ["brief"])
    copy = Library(tmp_path / "recipes")
    assert copy.recipe("detail") == original.recipe("detail")
    assert copy.names() == ["detail"]
    assert copy.questions("brief") == original.questions("brief")
    shutil.rmtree(tmp_path / "recipes" / "prompts" / "parts")
    with pytest.raises(TemplateError):
        copy.recipe("detail")


@pytest.mark.parametrize("drawn", ["{{ [1, 2] | random }}", "{{ lipsum() }}", "{{ [1].count }}"])
def test_a_prompt_cannot_differ_from_run_to_run(tmp_path: Path, drawn: str) -> None:
    front = "---\ndescription: d\ncaptions: required\nboxes: none\nreply: pair\n---\n"
    assert "r.md:7" in str(error(tmp_path, r=f"{front}{drawn}"))
