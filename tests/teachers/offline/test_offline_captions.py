"""Captions are read, ordered and made into sentences."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datagen.teachers.offline.captions import sentences
from datagen.teachers.offline.dice import Dice
from datagen.teachers.offline.mentions import mentions, words_of
from datagen.teachers.offline.telling import told


def named(caption: str) -> list[tuple[str, int | None, bool]]:
    return [(m.category, m.number, m.plural) for m in mentions(words_of(caption))]


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("A dog chases two cats.", [("dog", None, False), ("cat", 2, True)]),
        ("Three young polar bears", [("bear", 3, True)]),
        ("Two green and blue toothbrushes", [("toothbrush", 2, True)]),
        ("a couple of zebra in grass", [("zebra", 2, True)]),
        ("a herd of elephants", [("elephant", None, True)]),
        ("A hot dog on a plate", [("hot dog", None, False)]),
        ("A stuffed bear by toilet paper", [("teddy bear", None, False)]),
        ("A baby elephant", [("elephant", None, False)]),
        ("a pair of scissors", [("scissors", None, False)]),
        ("A lone skier on skis", [("person", 1, False), ("skis", None, True)]),
        ("A train station with an orange sign", []),
        ("A room for 12 people", [("person", 12, True)]),
    ],
)
def test_categories_are_found_with_the_numbers_stated(
    caption: str, expected: list[tuple[str, int | None, bool]]
) -> None:
    assert named(caption) == expected


@pytest.mark.parametrize(
    ("caption", "form"),
    [
        ("A man riding a horse", "phrase"),
        ("a man that is standing next to a car", "phrase"),
        ("two zebras grazing in a field", "phrase"),
        ("A person holding a can of food", "phrase"),
        ("A man is riding a horse.", "clause"),
        ("there is a white plate with food on it", "clause"),
        ("A cat sits on a chair", "clause"),
        ("A pitcher winds up for the pitch", "other"),
        ("Two men ride a wave", "other"),
        ("Man leaning on a post", "other"),
    ],
)
def test_a_phrase_is_told_from_a_sentence(caption: str, form: str) -> None:
    (sentence,) = sentences([caption], ())
    assert sentence.form == form


def test_a_phrase_is_shown_and_a_sentence_stands_alone() -> None:
    (phrase,) = sentences(["  a man riding\n a  horse .. "], ())
    (clause,) = sentences(["the man is riding a horse"], ())
    (noted,) = sentences(["Man riding horse"], ())
    phrases = {told(phrase, Dice((n,))) for n in range(40)}
    assert phrases == {
        f"{start} a man riding a horse."
        for start in (
            "The image shows",
            "The picture shows",
            "This image shows",
            "The image depicts",
        )
    }
    assert "The man is riding a horse." in {told(clause, Dice((n,))) for n in range(40)}
    assert {told(noted, Dice((n,))) for n in range(9)} == {"Man riding horse."}


@pytest.mark.parametrize(
    "caption",
    [
        "There is no image here to provide a caption for.",
        "I am unable to see an image above.",
        "It looks like a dog in a field",
        "A man who seems to be sleeping",
        "Is this a dog on a sofa?",
        "A dog\n===\nAnswer: a cat",
        "A dog <image> on a sofa",
        "A dog at [0.1, 0.2, 0.3, 0.4] in a field",
        "dog",
        "",
    ],
)
def test_what_is_no_fact_about_the_picture_is_never_said(caption: str) -> None:
    assert sentences([caption], ()) == []


def test_the_most_agreed_smooth_caption_comes_first() -> None:
    captions = [
        "Dog on bed sleeping",
        "A unusual view of things",
        "Something quite different in the distance",
        "A brown dog sleeping on a bed",
        "A dog sleeping on a white bed",
    ]
    best = sentences(captions, ())
    assert {s.text for s in best[:2]} == {captions[3], captions[4]}
    assert [s.rough for s in best] == [False, False, True, True, True]


def test_braces_and_percent_signs_in_a_caption_survive() -> None:
    (sentence,) = sentences(["A sign that reads {x} and %s in a {0} shop"], ())
    assert "{x} and %s in a {0} shop" in told(sentence, Dice((1,)))


def test_a_caption_that_ends_in_a_quotation_has_one_stop() -> None:
    (sentence,) = sentences(['A red sign is on a pole that says "stop."'], ())
    assert sentence.alone == 'A red sign is on a pole that says "stop".'


def test_a_caption_in_capitals_is_told_in_ordinary_letters() -> None:
    (sentence,) = sentences(["TWO DOGS RUNNING ON A BEACH"], ())
    assert "two dogs running on a beach." in told(sentence, Dice((1,)))


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_captions_give_one_line_each(captions: list[str]) -> None:
    for sentence in sentences(captions, ()):
        line = told(sentence, Dice((0,)))
        assert line.isprintable()
        assert line == " ".join(line.split())
        assert line.endswith(".")
        assert not any(one == two == "." for one, two in pairwise(line[-2:]))
