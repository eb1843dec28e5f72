"""What is wrong with a data set as a whole is found in one pass, in any order of its records."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datagen.records import Finding
from datagen.validation.corpus import CORPUS_RULE_NAMES, Corpus
from datagen.validation.policy import Policy, Wanted

PASSAGE = (
    "The picture shows a wide street in the middle of a town on a rainy afternoon. Two buses wait "
    "at the kerb while a woman with a green umbrella crosses in front of them. Behind her a boy "
    "carries a paper bag, and further back a dog sits next to a lamp post. The shops are lit, "
    "and their light lies on the wet stones of the pavement between the people who walk by."
)
OTHER = (
    "A kitchen with white cupboards is seen from its door. On the table in the middle stand a bowl "
    "of apples, three cups and an open book. Light falls in through a small window above the sink, "
    "where somebody has left a pan and several plates to dry beside a bottle of soap."
)

Row = tuple[str | None, tuple[tuple[str, str], ...], str | None]


def row(*values: str, image: str | None = "1.jpg", kind: str | None = "detail") -> Row:
    turns = tuple((("human", "gpt")[n % 2], value) for n, value in enumerate(values))
    return image, turns, kind


def seen(rows: Sequence[Row], corpus: Corpus | None = None) -> list[tuple[int, Finding]]:
    corpus = corpus or Corpus()
    return [
        (number, finding)
        for number, (image, turns, kind) in enumerate(rows)
        for finding in corpus.see(number, image, turns, kind)
    ]


def rules(rows: Sequence[Row]) -> list[tuple[int, str]]:
    return [(number, finding.rule) for number, finding in seen(rows)]


def change_words(text: str, count: int, luck: random.Random) -> str:
    words = text.split()
    for place in luck.sample(range(len(words)), count):
        words[place] = f"other{luck.randrange(1000)}"
    return " ".join(words)


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (("<image>\nWhat is it?", "A dog."), ("<image>\nWhat is it?", "A dog.")),
        (("<image>\nWhat is it?", "A dog."), ("What is  it ?\n<image>", "a dog")),
        (("What's it?", "\u201cA dog\u201d."), ("What\u2019s it?", '"A dog".')),
        (("What?", "The cafe\u0301."), ("What?", "The caf\u00e9.")),
        (("What?", "..."), ("What?", "...")),
    ],
)
def test_the_same_conversation_about_the_same_image_is_rejected(
    first: tuple[str, str], later: tuple[str, str]
) -> None:
    ((number, finding),) = seen([row(*first), row("Who?", "A man."), row(*later)])
    assert (number, finding.rule, finding.severity) == (2, "duplicate_record", "reject")
    assert finding.detail.endswith("as row 0")


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (row("What?", "A dog."), row("What?", "A dog.", image="2.jpg")),
        (row("What?", "A dog."), row("What?", "A dog.", image=None)),
        (row("What?", "A dog."), row("What else?", "A dog.")),
        (row("What?", "A dog."), row("What?", "A dog.", "Why?", "So.")),
        (row("How much?", "2.5 litres."), row("How much?", "25 litres.")),
        (row("How cold?", "It is -5 degrees."), row("How cold?", "It is 5 degrees.")),
        (row("Is 2 < 3?", "Right."), row("Is 2 > 3?", "Right.")),
        (row("A B?", "C."), row("A?", "B C.")),
        (row("What?", "!"), row("What?", "?")),
        (row("What?", "It's."), row("What?", "Its.")),
    ],
)
def test_what_differs_in_what_it_says_is_no_duplicate(first: Row, later: Row) -> None:
    assert rules([first, later]) == []


def test_three_times_the_same_is_found_twice_and_named_by_its_first_row() -> None:
    found = seen([row("What?", PASSAGE)] * 3)
    assert [(number, finding.rule) for number, finding in found] == [
        (1, "duplicate_record"),
        (2, "duplicate_record"),
    ]
    assert all("row 0" in finding.detail for _, finding in found)


def test_one_word_in_twenty_changed_is_found_and_the_row_is_named() -> None:
    luck = random.Random(1)
    for _ in range(50):
        near = change_words(PASSAGE, len(PASSAGE.split()) // 20, luck)
        rows = [row("What?", OTHER), row("What?", PASSAGE), row("Why?", near, image="2.jpg")]
        ((number, finding),) = seen(rows)
        assert (number, finding.rule, finding.severity) == (2, "near_duplicate", "warn")
        assert finding.detail.endswith("those of row 1")


def test_a_conversation_of_short_answers_is_held_against_others_as_a_whole() -> None:
    first = ("Who?", "A man in a red coat.", "Where?", "He stands on the stairs of a church.")
    first += ("Why?", "He waits for his friends to come out.")
    later = (*first[:3], "He stands on the steps of a church.", *first[4:])
    assert rules([row(*first), row(*later, image="2.jpg")]) == [(1, "near_duplicate")]


def test_the_same_answers_about_another_image_are_found() -> None:
    ((_, finding),) = seen([row("What?", PASSAGE), row("Describe it.", PASSAGE, image="2.jpg")])
    assert (finding.rule, finding.detail) == ("near_duplicate", "the same answers as row 0")


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (row("What?", PASSAGE), row("What?", OTHER)),
        (row("What?", PASSAGE), row("What?", PASSAGE + "!", image="2.jpg", kind="reasoning")),
        (row("What?", "A man rides a horse."), row("What?", "A man rides a horse.", image="2.jpg")),
        (
            row(*["Is it?", "Yes.", "How many?", "Two."] * 10),
            row(*["Is she?", "Yes.", "How many men?", "Two."] * 10, image="2.jpg"),
        ),
    ],
)
def test_other_texts_other_kinds_and_short_answers_are_no_near_duplicates(
    first: Row, later: Row
) -> None:
    assert rules([first, later]) == []


def test_every_record_of_a_template_but_the_first_is_found() -> None:
    luck = random.Random(2)
    rows = [
        row("What?", change_words(PASSAGE, 1, luck), image=f"{number}.jpg") for number in range(500)
    ]
    corpus = Corpus()
    assert {number for number, _ in seen(rows, corpus)} == set(range(1, 500))
    assert corpus.statistics().near_duplicate_groups == 1


CHANGED = " ".join(  # shares most runs with the passage
    f"other{n}" if n in (10, 25, 40, 46, 60) else word for n, word in enumerate(PASSAGE.split())
)
CHANGED_AGAIN = " ".join(  # shares most runs with what was changed, and too few with the passage
    f"again{n}" if n in (5, 18, 33, 53, 67) else word for n, word in enumerate(CHANGED.split())
)
CHAIN = [
    row("What?", text, image=f"{n}.jpg") for n, text in enumerate((PASSAGE, CHANGED, CHANGED_AGAIN))
]


def test_no_record_is_withdrawn_for_what_it_shares_with_a_withdrawn_one() -> None:
    rejects = Policy(rules={"near_duplicate": "reject"})
    assert [number for number, _ in seen(CHAIN, Corpus(rejects))] == [1, 2]
    corpus = Corpus(rejects, withdraws=True)
    ((number, finding),) = seen(CHAIN, corpus)
    assert (number, finding.severity) == (1, "reject")
    assert corpus.statistics().records == 2


def test_a_copy_of_a_withdrawn_record_is_withdrawn_for_what_stays() -> None:
    corpus = Corpus(Policy(rules={"near_duplicate": "reject"}), withdraws=True)
    found = seen([CHAIN[0], CHAIN[1], CHAIN[1]], corpus)
    assert [(number, finding.rule) for number, finding in found] == [
        (1, "near_duplicate"),
        (2, "near_duplicate"),
    ]
    assert all(finding.detail.endswith("row 0") for _, finding in found)


def test_a_copy_by_another_recipe_stays_where_copies_may_stand() -> None:
    rejects = Policy(rules={"near_duplicate": "reject", "duplicate_record": "warn"})
    told = [row("What?", PASSAGE, kind=kind) for kind in ("detail", "reasoning", "reasoning")]
    found = seen(told, Corpus(rejects, withdraws=True))
    assert [(number, one.rule, one.severity) for number, one in found] == [
        (1, "duplicate_record", "warn"),
        (2, "duplicate_record", "warn"),
        (2, "near_duplicate", "reject"),
    ]


def test_what_is_withdrawn_is_counted_nowhere() -> None:
    rows = mixed_rows()
    policy = Policy(rules={"near_duplicate": "reject"})
    withdrawing = Corpus(policy, withdraws=True)
    gone = {number for number, finding in seen(rows, withdrawing) if finding.severity == "reject"}
    staying = Corpus(policy)
    seen([row for number, row in enumerate(rows) if number not in gone], staying)
    assert gone
    assert withdrawing.statistics() == staying.statistics()
    assert withdrawing.statistics().near_duplicate_groups == 0


@pytest.mark.parametrize(
    ("copies", "near", "found"),
    [
        ("reject", "reject", ["duplicate_record"]),
        ("reject", "warn", ["duplicate_record"]),
        ("warn", "warn", ["duplicate_record"]),
        ("warn", "reject", ["duplicate_record", "near_duplicate"]),
        ("off", "reject", ["near_duplicate"]),
        ("off", "warn", ["near_duplicate"]),
        ("reject", "off", ["duplicate_record"]),
        ("off", "off", []),
    ],
)
def test_a_copy_is_found_by_the_rules_that_hold_and_counted_by_these(
    copies: Wanted, near: Wanted, found: list[str]
) -> None:
    corpus = Corpus(Policy(rules={"duplicate_record": copies, "near_duplicate": near}))
    assert [finding.rule for _, finding in seen([row("What?", PASSAGE)] * 2, corpus)] == found
    told = corpus.statistics()
    assert told.duplicates == ("duplicate_record" in found)
    assert told.near_duplicates == told.near_duplicate_groups == ("near_duplicate" in found)


def mixed_rows() -> list[Row]:
    luck = random.Random(3)
    vocabulary = [f"word{number}" for number in range(400)]
    texts = [" ".join(luck.choices(vocabulary, k=60)) for _ in range(60)]
    texts += [change_words(text, 2, luck) for text in texts[:20]]
    texts += [change_words(text, 2, luck) for text in texts[:10]]
    rows = [row("What?", text, image=f"{n}.jpg") for n, text in enumerate(texts)]
    rows += rows[50:55] * 2
    rows += [row("Is it?", "Yes.", "Is it red?", "No.", image=f"{n}.png") for n in range(40)]
    return rows + [row("Why?", "It looks rather nice there.", image=f"{n}.gif") for n in range(9)]


def test_counts_and_findings_on_the_file_do_not_depend_on_the_order() -> None:
    rows = mixed_rows()
    first = Corpus()
    seen(rows, first)
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        again = Corpus()
        seen(rows, again)
        assert again.findings() == first.findings()
        left_out = {"near_duplicates"}
        assert again.statistics().model_dump(exclude=left_out) == first.statistics().model_dump(
            exclude=left_out
        )
    assert first.statistics().duplicates == 10
    assert first.statistics().near_duplicate_groups == 20


def test_another_process_finds_the_same() -> None:
    program = (
        "from tests.validation.test_corpus import *; corpus = Corpus();"
        "print(seen(mixed_rows(), corpus), corpus.findings(), corpus.statistics())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert "near_duplicate" in printed.pop()


def test_an_empty_data_set_has_no_findings() -> None:
    corpus = Corpus()
    assert corpus.findings() == ()
    assert corpus.statistics().records == 0
    assert corpus.statistics().yes_rates[0].rate is None


TEXTS = st.text(max_size=80) | st.sampled_from(
    ["Yes.", "No.", PASSAGE, "<image>\nIs it?", "\ud800"]
)


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=5), max_size=8), st.randoms())
def test_any_text_is_taken_and_counted_alike_in_any_order(
    records: list[list[str]], luck: random.Random
) -> None:
    rows = [row(*values) for values in records]
    first, again = Corpus(), Corpus()
    found = seen(rows, first)
    assert {finding.rule for _, finding in found} <= CORPUS_RULE_NAMES
    luck.shuffle(rows)
    seen(rows, again)
    assert again.statistics() == first.statistics()
    assert again.findings() == first.findings()
