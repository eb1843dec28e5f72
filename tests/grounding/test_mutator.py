"""The mutator plants one fault, of which it is sure, in plain English, and shares no code with
the rules that it measures.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from benchmarks import grounded
from benchmarks.grounded import polarity, sources
from benchmarks.grounded.absence import absent
from benchmarks.grounded.english import put
from benchmarks.grounded.faults import (
    Mutant,
    attribute_changed,
    colour_changed,
    count_raised,
    object_swapped,
    side_flipped,
)
from benchmarks.grounded.judge import Judge
from benchmarks.grounded.mutate import mutants
from benchmarks.grounded.rates import measure
from benchmarks.grounded.sources import Good, Scene
from benchmarks.grounded.words import PLANTED, UNSURE, supercategory

ALLOWED = set(sys.stdlib_module_names) | {"msgspec", "jsonlines", "yaml"}
SENTENCES = Path(__file__).with_name("good_sentences.jsonl")
MEADOW = Scene(
    "000000000001",
    "000000000001.jpg",
    ("A brown dog lies next to a bird.", "The brown dog and two birds in the grass."),
    (
        ("dog", (0.1, 0.4, 0.4, 0.9), False),
        ("bird", (0.6, 0.4, 0.8, 0.6), False),
        ("bird", (0.82, 0.4, 0.95, 0.6), False),
    ),
)


@pytest.fixture(scope="module")
def goods(real_data: Path, coco_mini: dict[str, Path]) -> list[Good]:
    scenes = sources.read_coco(coco_mini["captions"], coco_mini["instances"])
    answers = sources.gpt4_answers(real_data / "llava-reference")
    written = sources.sentences(SENTENCES, scenes)
    return [
        *answers,
        *sources.human_captions(scenes),
        *written,
        *sources.conversations([*answers, *written]),
        *polarity.questions(scenes.values(), 0),
    ]


@pytest.fixture(scope="module")
def chosen(goods: list[Good]) -> list[Mutant]:
    return mutants(goods, seed=0, limit=300)


def of_kind(chosen: Sequence[Mutant], kind: str) -> list[Mutant]:
    found = [mutant for mutant in chosen if mutant.kind == kind]
    assert found
    return found


def test_a_seed_gives_the_same_mutants_and_another_seed_others(goods: list[Good]) -> None:
    def texts(seed: int) -> list[object]:
        return [(mutant.kind, mutant.turns) for mutant in mutants(goods, seed, 50)]

    assert texts(1) == texts(1) != texts(2)


def test_there_are_two_hundred_mutants_of_every_kind_that_has_a_goal(
    chosen: list[Mutant],
) -> None:
    made = Counter(mutant.kind for mutant in chosen)
    made["side"] = made["left_right"] + made["above_below"]
    sure = ("object", "count", "colour", "leak", "coordinates", "refusal", "duplicate")
    for kind in (*sure, "side"):
        assert made[kind] >= 200, kind


def test_no_mutant_says_what_its_twin_says_and_none_stands_twice(chosen: list[Mutant]) -> None:
    assert all(mutant.turns != mutant.good.turns for mutant in chosen)
    made = [(mutant.kind, mutant.good.scene.image, mutant.turns) for mutant in chosen]
    assert len(set(made)) == len(made)


def test_articles_fit_the_nouns_that_were_put_after_them(chosen: list[Mutant]) -> None:
    for mutant in (*of_kind(chosen, "object"), *of_kind(chosen, "colour")):
        new = mutant.planted.rpartition("-> ")[2].lower()
        article = "a" if new[0] in "aeiou" else "an"
        assert not re.search(rf"\b{article} {new}\b", mutant.turns[0][1], re.I), mutant.turns


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        ("There is a dog.", "dog", "elephant", "There is an elephant."),
        ("There is an apple.", "apple", "dog", "There is a dog."),
        ("An apple lies there.", "apple", "umbrella", "An umbrella lies there."),
        ("An orange lies there.", "orange", "cat", "A cat lies there."),
        ("Dogs run.", "Dogs", "airplanes", "Airplanes run."),
        ("A dog runs.", "dog", "TV", "A TV runs."),
        ("With a dog.", "dog", "unicycle", "With a unicycle."),
    ],
)
def test_words_are_put_with_their_article_and_capital(
    before: str, old: str, new: str, after: str
) -> None:
    start = before.index(old)
    assert put(before, start, start + len(old), new) == after


def test_planted_objects_have_no_box_no_caption_and_no_sibling_in_the_image(
    chosen: list[Mutant],
) -> None:
    of_name = {name: c for c, names in PLANTED.items() for pair in names for name in pair}
    for mutant in of_kind(chosen, "object"):
        name = mutant.planted.rpartition("-> ")[2]
        scene = mutant.good.scene
        near = {supercategory(category) for category in scene.by_category}
        assert of_name[name] not in UNSURE
        assert supercategory(of_name[name]) not in near
        assert not re.search(rf"\b{name}\b", scene.text, re.I)


def test_what_a_caption_hints_at_is_not_taken_as_absent() -> None:
    assert "zebra" not in absent(MEADOW)
    surfing = replace(MEADOW, captions=("A man surfing.",), boxes=())
    assert "surfboard" not in absent(surfing)
    assert "frisbee" not in absent(surfing)
    assert "giraffe" in absent(surfing)


def test_planted_counts_are_above_all_boxes_and_all_numbers_of_captions(
    chosen: list[Mutant],
) -> None:
    for mutant in of_kind(chosen, "count"):
        number, _, category = mutant.planted.partition(" of ")
        words = ["two", "three", "four", "five", "six", "seven", "eight", "nine"]
        n = words.index(number) + 2 if number in words else int(number)
        scene = mutant.good.scene
        assert len(scene.by_category[category]) < n <= 9
        assert category not in scene.crowded
        above = words[n - 2 :]
        assert not any(re.search(rf"\b{word}\b", scene.text) for word in above), mutant.turns


def test_many_of_one_get_a_plural() -> None:
    good = Good("caption", MEADOW, (("Describe the image.", "A bird next to a dog."),))
    made = {mutant.turns[0][1] for mutant in count_raised(good, Random(0))}
    assert made
    assert all(re.fullmatch(r"A bird next to [a-z]+ dogs\.", answer) for answer in made)


def test_a_count_of_a_crowd_is_left_alone() -> None:
    boxes = (*MEADOW.boxes, ("bird", (0.0, 0.0, 0.2, 0.2), True))
    scene = replace(MEADOW, boxes=boxes)
    good = Good("caption", scene, (("Describe the image.", "Two birds in the grass."),))
    assert not list(count_raised(good, Random(0)))


def test_sides_are_turned_by_the_word_and_by_exchanging_the_objects(goods: list[Good]) -> None:
    said = "The cat is on the left, while the bird is on the right."
    [good] = [good for good in goods if len(good.turns) == 1 and good.answer == said]
    assert [mutant.turns[0][1] for mutant in side_flipped(good, Random(0))] == [
        "The cat is on the right, while the bird is on the left.",
        "The bird is on the left, while the cat is on the right.",
    ]


def test_nothing_is_planted_in_the_name_of_something_else() -> None:
    answer = "A dog house with a toy dog and a hot dog stand."
    good = Good("caption", MEADOW, (("Describe the image.", answer),))
    assert not list(object_swapped(good, Random(0)))


def test_guesses_of_an_answer_are_left_alone() -> None:
    answer = "The man might own a dog. A dog is there."
    good = Good("gpt4/detail", MEADOW, (("Describe the image.", answer),))
    made = [mutant.turns[0][1] for mutant in object_swapped(good, Random(0))]
    assert made
    assert all(text.startswith("The man might own a dog.") for text in made)


def test_a_planted_colour_is_in_no_caption_and_looks_unlike_the_right_one() -> None:
    good = Good("caption", MEADOW, (("Describe the image.", "A brown dog."),))
    made = {m.turns[0][1].split()[1] for m in colour_changed(good, Random(0))}
    assert made
    assert not made & {"brown", "red", "orange", "black", "yellow"}


@pytest.mark.parametrize("said", ["A half open door.", "An open field.", "An old open door."])
def test_nothing_is_planted_where_a_word_is_no_attribute_of_the_thing(said: str) -> None:
    scene = replace(MEADOW, captions=("An open door at an open field.",))
    good = Good("caption", scene, (("Describe the image.", said),))
    assert not list(attribute_changed(good, Random(0)))


def test_a_planted_attribute_is_in_no_caption() -> None:
    scene = replace(MEADOW, captions=("A wooden bench.", "A bench with a plastic cup."))
    good = Good("caption", scene, (("Describe the image.", "A wooden bench."),))
    made = {mutant.turns[0][1] for mutant in attribute_changed(good, Random(0))}
    assert made == {"A metal bench."}


def test_a_repeated_turn_stands_at_the_end_of_its_conversation(chosen: list[Mutant]) -> None:
    for mutant in of_kind(chosen, "duplicate"):
        assert mutant.turns[:-1] == mutant.good.turns
        asked, answer = mutant.turns[-1]
        letters = re.sub(r"[^a-z]", "", asked.lower())
        assert (letters, answer) in [
            (re.sub(r"[^a-z]", "", q.lower()), a) for q, a in mutant.good.turns
        ]


def imports(file: Path) -> tuple[set[str], set[str]]:
    """What a module takes from its own package, and what from elsewhere."""
    own, others = set[str](), set[str]()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            others.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            others.add(node.module or "")
        elif isinstance(node, ast.ImportFrom):
            own.update([node.module] if node.module else [alias.name for alias in node.names])
    return own, others


def test_the_mutator_shares_no_code_and_no_words_with_the_rules() -> None:
    folder = Path(grounded.__path__[0])
    reached, waiting = set[str](), ["mutate", "sources", "polarity"]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        own, others = imports(folder / f"{name}.py")
        assert not {other for other in others if other.split(".")[0] not in ALLOWED}, name
        assert "objects.yaml" not in (folder / f"{name}.py").read_text(encoding="utf-8"), name
        waiting += own - reached
    assert {"faults", "words", "mentions"} <= reached
    assert not {"judge", "rates"} & reached


FLOORS = {
    "object": 0.94,
    "count": 0.9,
    "left_right": 0.82,
    "above_below": 0.9,
    "colour": 0.78,
    "leak": 0.92,
    "coordinates": 0.97,
    "refusal": 0.97,
    "duplicate": 0.97,
}


def test_the_rules_find_about_as_many_faults_as_the_readme_says(goods: list[Good]) -> None:
    some = mutants(goods, seed=7, limit=60)
    found = measure(some, list({mutant.good for mutant in some}), Judge())
    shares = {kind: found.kinds[kind].found.share for kind in FLOORS}
    assert all(shares[kind] >= floor for kind, floor in FLOORS.items()), shares
    assert sum(found.kinds[kind].twins_rejected for kind in FLOORS) <= 10
