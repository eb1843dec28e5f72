"""The shipped table of attributes: what it says of one thing can be held against what it says."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from typing import Any

import pytest
import yaml

from datagen.language.described import described
from datagen.language.grammar import read
from datagen.language.lexicon import open_lexicon
from datagen.language.traits import attributes

TABLE: dict[str, dict[str, Any]] = yaml.safe_load(
    (files("datagen.language") / "english" / "attributes.yaml").read_text("utf-8")
)
LEXICON = open_lexicon()


@pytest.mark.parametrize("name", TABLE)
def test_a_trait_names_its_own_values_and_no_word_and_no_noun_twice(name: str) -> None:
    trait = TABLE[name]
    words = [word for of_value in trait["values"].values() for word in of_value]
    pairs = [frozenset(pair) for pair in trait["excluding"]]
    for listed in (words, pairs, trait["nouns"]):
        assert [each for each, times in Counter(listed).items() if times > 1] == []
    assert all(len(pair) == 2 and pair <= trait["values"].keys() for pair in pairs)
    assert set(trait["values"]) == set().union(*pairs), "a value that excludes none finds nothing"
    assert set(trait.get("verbs", ())) <= set(words)
    assert set(trait.get("apart", ())) <= set(trait["nouns"])


def test_every_noun_is_found_with_every_word_of_its_trait() -> None:
    lost = []
    for trait in attributes():
        for noun in TABLE[trait.name]["nouns"]:
            for word in trait.values:
                told = [one.noun for one in described(read(f"The {word} {noun}.", LEXICON), trait)]
                if told != [noun]:
                    lost.append((trait.name, word, noun))
    assert lost == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The houses are old.", {"age": "old houses"}),
        ("An old wooden bench.", {"age": "old bench", "material": "wooden bench"}),
        ("A bench made of wood and metal stands there.", {"material": "wood and metal bench"}),
        ("The bowl on the table is empty.", {"filling": "empty bowl"}),
        ("A toilet with the lid closed.", {"opening": "closed lid"}),
        ("The old man's dog.", {"age": "old man"}),
        ("A half full bowl.", {}),
        ("They clean toilets.", {}),
        ("He wants to open doors.", {}),
        ("An open field, a glass of wine and a New York street.", {}),
        ("A black and white photo of an old picture.", {}),
        ("No open door can be seen.", {}),
    ],
)
def test_what_is_said_of_a_thing_is_read(text: str, said: dict[str, str]) -> None:
    reading = read(text, LEXICON)
    assert {t.name: one.claim for t in attributes() for one in described(reading, t)} == said
