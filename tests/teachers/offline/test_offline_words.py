"""Names of categories become English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datagen.teachers.offline import coco
from datagen.teachers.offline.words import article, listing, noun, number_word, pluralize


@pytest.mark.parametrize(
    ("category", "one", "three"),
    [
        ("person", "a person", "three people"),
        ("airplane", "an airplane", "three airplanes"),
        ("umbrella", "an umbrella", "three umbrellas"),
        ("elephant", "an elephant", "three elephants"),
        ("sheep", "a sheep", "three sheep"),
        ("knife", "a knife", "three knives"),
        ("mouse", "a computer mouse", "three computer mice"),
        ("bus", "a bus", "three buses"),
        ("bench", "a bench", "three benches"),
        ("couch", "a couch", "three couches"),
        ("toothbrush", "a toothbrush", "three toothbrushes"),
        ("wine glass", "a wine glass", "three wine glasses"),
        ("hair drier", "a hair drier", "three hair driers"),
        ("tv", "a TV", "three TVs"),
        ("remote", "a remote control", "three remote controls"),
        ("scissors", "a pair of scissors", "three pairs of scissors"),
        ("traffic cone", "a traffic cone", "three traffic cones"),
        ("box", "a box", "three boxes"),
        ("Traffic_Sign", "a traffic sign", "three traffic signs"),
        ("unicorn", "a unicorn", "three unicorns"),
        ("SUV", "an SUV", "three SUVs"),
        ("bag of chips", "a bag of chips", "three bags of chips"),
        ("policeman", "a policeman", "three policemen"),
        ("baby", "a baby", "three babies"),
        ("{x}", "an x", "three xes"),
    ],
)
def test_a_category_has_one_and_many(category: str, one: str, three: str) -> None:
    named = noun(category)
    assert named is not None
    assert (named.one, named.counted(3)) == (one, three)


def test_plural_only_and_mass_names_are_never_counted_but_agree() -> None:
    skis, broccoli = noun("skis"), noun("broccoli")
    assert skis is not None
    assert broccoli is not None
    assert not skis.countable
    assert not broccoli.countable
    assert (skis.asked, skis.one_is, skis.the, skis.bare_is) == (
        "any skis",
        "are",
        "the skis",
        "are",
    )
    assert (broccoli.asked, broccoli.one_is, broccoli.many_are) == ("any broccoli", "is", "is")


def test_scissors_are_plural_except_as_a_pair() -> None:
    scissors = noun("scissors")
    assert scissors is not None
    assert (scissors.one, scissors.one_is) == ("a pair of scissors", "is")
    assert (scissors.the, scissors.bare_is) == ("the scissors", "are")


def test_every_coco_category_is_known_in_every_table() -> None:
    assert len(coco.SUPERCATEGORY) == 80
    assert coco.NAMES.keys() == coco.SUPERCATEGORY.keys()
    assert coco.WEIGHTS.keys() == coco.SUPERCATEGORY.keys() - coco.HARD
    assert coco.HINTS.keys() == coco.WEIGHTS.keys()
    assert coco.SUPERCATEGORY.keys() >= coco.AMBIGUOUS


def test_the_hints_against_an_absence_include_the_category_s_own_words() -> None:
    for category, hints in coco.HINTS.items():
        for phrase in coco.NAMES[category].split(", "):
            words = phrase.strip("+").split()
            assert any(word.startswith(tuple(hints.split())) for word in words), (category, phrase)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("hour", "an"), ("honest man", "an"), ("horse", "a"), ("uniform", "a"), ("urinal", "a"),
        ("utensil", "a"), ("European flag", "a"), ("one-way sign", "a"), ("onion", "an"),
        ("uninvited guest", "an"), ("LED lamp", "an"), ("US flag", "a"), ("8 ball", "an"),
    ],
)  # fmt: skip
def test_the_article_follows_the_sound(word: str, expected: str) -> None:
    assert article(word) == expected


def test_numbers_are_words_up_to_twelve() -> None:
    assert [number_word(n) for n in (0, 1, 12, 13)] == ["zero", "one", "twelve", "13"]


def test_lists_end_with_and() -> None:
    assert [listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])] == [
        "a",
        "a and b",
        "a, b and c",
    ]


def test_plurals_follow_the_ordinary_rules() -> None:
    singular = "leaf, dish, fox, key, city, bookshelf, child, goose, photo, wine glass"
    plural = (
        "leaves, dishes, foxes, keys, cities, bookshelves, children, geese, photos, wine glasses"
    )
    assert ", ".join(pluralize(word) for word in singular.split(", ")) == plural


def test_a_name_of_which_nothing_can_be_said_is_no_noun() -> None:
    assert [noun(name) for name in ("===", "  ", "12", "__", "\n")] == [None] * 5


@given(st.text())
def test_any_name_gives_one_clean_line_or_nothing(name: str) -> None:
    named = noun(name)
    if named is not None:
        for text in (named.one, named.many, named.the, named.asked):
            assert text == " ".join(text.split())
            assert text.isprintable()
            assert not set("={}<>\n") & set(text)
