"""Answers that are uneven, too often the same, or copied from the examples are found."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from datagen.parsing.reply import parse
from datagen.prompting import Library, packaged
from datagen.records import Draft, Finding
from datagen.validation.corpus import Corpus
from datagen.validation.corpus.polarity import polarity
from datagen.validation.corpus.seeds import copied_seed
from datagen.validation.corpus.words import words_of


def corpus_of(records: Iterable[tuple[str, ...]]) -> Corpus:
    corpus = Corpus()
    for number, values in enumerate(records):
        turns = [(("human", "gpt")[n % 2], value) for n, value in enumerate(values)]
        corpus.see(number, f"{number}.jpg", turns)
    return corpus


def said(corpus: Corpus, rule: str) -> list[str]:
    assert all(finding.turn is None for finding in corpus.findings())
    assert all(finding.severity == "warn" for finding in corpus.findings())
    return [finding.detail for finding in corpus.findings() if finding.rule == rule]


# ---------------------------------------------------------------------------------- yes and no


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Is there a dog?", "Yes.", "yes"),
        ("Is there a dog?", "yes, there is", "yes"),
        ("Is there a dog?", "Yes there is no doubt.", "yes"),
        ("Is there a dog?", "**No**, there is not.", "no"),
        ("Is there a dog?", "No", "no"),
        ("Is there a dog?", "No there is not.", "no"),
        ("Is there a dog?", "No \u2013 only a cat.", "no"),
        ("Is there a dog?", "No. There is a cat.", "no"),
        ("Are there dogs?", "No dogs are visible.", "no"),
        ("Is anyone there?", "No one is.", "no"),
        ("Is there a dog?", "\u201cNo\u201d, says the sign.", "no"),
        ("What is on the table?", "No cups, only a plate.", None),
        ("Is it a cat or a dog?", "No animal is there.", None),
        ("Is there a dog?", "Not only a dog, but a cat too.", None),
        ("Is there a dog?", "There is no dog.", None),
        ("Is there a dog?", "A dog sits there, and it is not alone.", None),
        ("Is there a dog?", "No doubt, a dog is there.", None),
        ("Is the bus marked?", "No. 7 stands on it.", None),
        ("What does the sign say?", "No parking.", None),
        ("Is he a novelist?", "Novels lie about.", None),
        ("Is the man happy?", "Yes and no.", None),
        ("Is it?", "", None),
    ],
)
def test_only_an_answer_that_opens_with_yes_or_no_is_one(
    question: str, answer: str, expected: str | None
) -> None:
    assert polarity(words_of(question), words_of(answer), answer) == expected


def test_a_file_that_mostly_says_yes_is_warned_about() -> None:
    corpus = corpus_of([("Is it?", "Yes.")] * 130 + [("Is it?", "No.")] * 70)
    details = said(corpus, "yes_rate")
    assert len(details) == 2  # overall, and to question 1
    assert details[0].startswith("65% of the 200 yes and no answers are yes")
    assert corpus.statistics().yes_rates[0].rate == 0.65


def test_an_even_file_and_one_too_small_to_be_sure_of_are_not() -> None:
    even = corpus_of([("Is it?", "Yes."), ("Is it?", "No.")] * 500)
    little = corpus_of([("Is it?", "Yes.")] * 8 + [("Is it?", "No.")] * 2)
    nearly = corpus_of([("Is it?", "Yes.")] * 57 + [("Is it?", "No.")] * 43)
    assert [said(corpus, "yes_rate") for corpus in (even, little, nearly)] == [[], [], []]


def test_strict_alternation_shows_at_each_place_and_not_overall() -> None:
    corpus = corpus_of([("Is it?", "Yes.", "Where?", "There.", "Is it?", "No.")] * 40)
    details = said(corpus, "yes_rate")
    assert [detail.split(" of ")[0] for detail in details] == ["100%", "0%"]
    assert "to question 1 " in details[0]
    assert "to question 3 " in details[1]
    rates = [(r.position, r.yes, r.no) for r in corpus.statistics().yes_rates]
    assert rates == [(None, 40, 40), (1, 40, 0), (3, 0, 40)]


# ------------------------------------------------------------------------- the same answer again


def fresh_answers(count: int) -> list[tuple[str, ...]]:
    luck = random.Random(5)
    words = [f"word{number}" for number in range(300)]
    return [("What?", " ".join(luck.choices(words, k=8))) for _ in range(count)]


def test_three_quarters_of_repeated_answers_are_warned_about() -> None:
    corpus = corpus_of(fresh_answers(50) * 4)
    assert said(corpus, "answer_too_often")[0].startswith("75% of the 200 answers")


def test_one_answer_that_comes_again_and_again_is_quoted_and_counted() -> None:
    often = [("What?", "A beautiful  Scene!"), ("What is it?", "a beautiful scene")] * 6
    corpus = corpus_of([*fresh_answers(300), *often])
    assert said(corpus, "answer_too_often") == ["12 of 312 answers say 'a beautiful scene'"]


@pytest.mark.parametrize(
    "answer",
    ["Yes.", "No, there is not.", "Three", "There are 12.", "It is dark red.", "On the left.", "B"],
)
def test_answers_from_closed_sets_may_repeat(answer: str) -> None:
    assert said(corpus_of([("What?", answer)] * 300), "answer_too_often") == []


def test_a_few_repetitions_are_no_matter() -> None:
    rows = [*fresh_answers(200), *[("What?", "A man rides a horse.")] * 4]
    assert said(corpus_of(rows), "answer_too_often") == []


# -------------------------------------------------------------------- copied from the examples

SEED = (
    "Two dogs pull on a red frisbee from opposite sides while a woman in a blue jacket watches "
    "them from the fence, and neither of them seems ready to let go of it soon."
)
FRESH = (
    "The kitchen has white cupboards, and on the table in the middle stand a bowl of apples, three "
    "cups and an open book. Light falls in through a small window above the sink, where somebody "
    "has left a pan and several plates to dry. A cat sleeps on the chair next to the oven."
)


def copied(answer: str) -> list[Finding]:
    turns = [("human", "What?"), ("gpt", "Here."), ("human", "Else?"), ("gpt", answer)]
    found = list(copied_seed(turns, (FRESH[:60], SEED, "A man waits.", "Yes.")))
    assert all(f.rule == "copied_seed" and f.turn == 3 for f in found)
    return found


def test_a_seed_repeated_word_for_word_is_rejected_and_quoted() -> None:
    (finding,) = copied(SEED.upper().replace(",", "  "))
    assert finding.severity == "reject"
    assert "'Two dogs pull on a red frisbee" in finding.detail


@pytest.mark.parametrize(
    "answer",
    [
        SEED.replace("red", "green"),
        SEED.removeprefix("Two dogs pull on a ").capitalize(),
        f"{FRESH} {SEED} {FRESH.replace(' ', ' very ')}",
    ],
)
def test_a_seed_that_is_changed_a_little_or_built_in_is_warned_about(answer: str) -> None:
    assert [finding.severity for finding in copied(answer)] == ["warn"]


@pytest.mark.parametrize("answer", ["Yes.", "A man waits.", "Two dogs pull.", FRESH])
def test_short_and_other_answers_are_not_taken_for_copies(answer: str) -> None:
    assert copied(answer) == []


def test_no_shipped_example_copies_another() -> None:
    answers = seed_answers()
    for number, answer in enumerate(answers):
        others = answers[:number] + answers[number + 1 :]
        assert not list(copied_seed([("gpt", answer)], tuple(others)))


def seed_answers() -> list[str]:
    library = Library(packaged())
    recipes = [library.recipe(name) for name in library.names()]
    drafts = [parse(seed.answer, recipe.reply, "?") for recipe in recipes for seed in recipe.seeds]
    return [turn.answer for draft in drafts if isinstance(draft, Draft) for turn in draft.turns]


# --------------------------------------------------------------------------------- real answers


def test_gpt_4s_own_answers_raise_nothing(real_data: Path) -> None:
    file = real_data / "llava-reference" / "gpt4_answers.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    corpus, seeds = Corpus(), tuple(seed_answers())
    for number, row in enumerate(rows):
        turns = [("human", row["question"]), ("gpt", row["answer"])]
        assert corpus.see(number, row["image"], turns, row["category"]) == ()
        assert not list(copied_seed(turns, seeds))
    assert corpus.findings() == ()
