"""Leaks, refusals and coordinates are rejects; ordinary words that look like them are not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from datagen.validation import Limits, check_record
from datagen.validation.phrase import Told
from datagen.validation.wording import WORDING_RULES, Phrase, suspicious_words

LIMITS = Limits(max_tokens=1470)
WORDINGS = yaml.safe_load((Path(__file__).parent / "wordings.yaml").read_text(encoding="utf-8"))


def rejects(answer: str, question: str = "What is it?") -> set[str]:
    made = {
        "id": "1",
        "image": "1.jpg",
        "conversations": [
            {"from": "human", "value": f"<image>\n{question}"},
            {"from": "gpt", "value": answer},
        ],
    }
    return {f.rule for f in check_record(made, LIMITS) if f.severity == "reject"}


@pytest.mark.parametrize(
    "answer",
    [
        "The dog is at [0.1, 0.25, 0.5, 0.75].",
        "The dog is at (12, 30, 200, 310).",
        "The dog (0.12, 0.5) runs.",
        "Its corners are 0.1, 0.25, 0.5 and 0.75.",
        "The box starts at x1=0.3.",
        "The box starts at x = 0.3.",
        "The dog is at x: 0.25, y: 0.3.",
        "The man is at 0.25, 0.4.",
    ],
)
def test_coordinates_are_a_reject(answer: str) -> None:
    assert "coordinates" in rejects(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "The caption says that a man rides a horse.",
        "The captions do not mention a dog.",
        "According to the captions, it is a horse.",
        "Based on the provided information, there are two dogs.",
        "Based on the bounding boxes, the dog is on the left.",
        "The bounding box of the dog is large.",
        "As mentioned in the descriptions, the man is old.",
        "The colour is not specified.",
        "The colour isn\u2019t mentioned.",
        "There is no mention of a cat.",
        "The given context shows a street.",
        "From the captions we know that it rains.",
        "One of the captions calls it a pony.",
        "The five sentences agree on that.",
        "The scene is described as busy.",
        "The coordinates of the dog show that it is on the left.",
        "The annotations list three cars.",
        "The image description does not specify the brand.",
        "In the caption, the dog sits.",
        "The list of objects includes a dog.",
        "The phrase 'a red car' in the description shows it.",
    ],
)
def test_naming_the_source_is_a_reject(answer: str) -> None:
    assert "source_leak" in rejects(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "I'm sorry, but I can't see any picture.",
        "As an AI language model, I do not see.",
        "I cannot view images.",
        "I am unable to help with that.",
        "No image was provided.",
        "Please provide the captions of the image.",
    ],
)
def test_refusals_and_identity_are_a_reject(answer: str) -> None:
    assert "refusal_text" in rejects(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "A poster on the wall carries a caption in red letters.",
        "A sign with a caption hangs above the door.",
        "In this context, the umbrella keeps off the sun.",
        "The boxes are stacked beside the door.",
        "The man stands 1, 2 or 3 steps behind her.",
        "The score is 3-2 and the clock shows 10:30.",
        "The bus has the numbers 12, 30 and 44 on it.",
        "She is based in the kitchen, according to the apron she wears.",
        "The information desk is to the left.",
        "A man provides context to visitors of the museum.",
        "The text on the sign reads STOP.",
        "The children follow the description of the guide.",
        "He may be unable to see the road.",
        "There are three cars in the image.",
        "People sit in rows, given the size of the hall.",
        "Nobody mentions the weather on a day like this.",
        "A boy holds a card that reads: so sorry, dad.",
        "A cartoon shows a joke in the caption under the drawing.",
        "The recipe needs 0.5, then 1.5 cups of flour.",
    ],
)
def test_ordinary_words_pass(answer: str) -> None:
    assert rejects(answer) == set()


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (rule, answer)
        for rule in ("coordinates", "source_leak", "refusal_text")
        for answer in WORDINGS[rule]
    ],
)
def test_what_models_write_of_their_source_and_of_themselves_is_a_reject(
    rule: str, answer: str
) -> None:
    assert rule in rejects(answer)


@pytest.mark.parametrize("answer", WORDINGS["innocent"])
def test_the_same_words_about_what_is_in_the_image_pass(answer: str) -> None:
    assert rejects(answer) == set()


@pytest.mark.parametrize("question", WORDINGS["innocent_questions"])
def test_questions_about_written_words_and_for_descriptions_pass(question: str) -> None:
    assert rejects("A dog.", question) == set()


def test_a_sign_that_the_question_asks_of_may_be_silent() -> None:
    silent = "No, it does not mention the distance."
    assert rejects(silent, "Does the sign say how far it is?") == set()
    assert rejects(silent, "Is it far?") == {"source_leak"}


def test_a_leak_in_a_question_is_a_reject_as_well() -> None:
    assert "source_leak" in rejects("A horse.", "What do the captions say about the animal?")
    assert "coordinates" in rejects("A horse.", "What is at [0.1, 0.2, 0.3, 0.4]?")


def test_gpt4s_own_answers_pass(real_data: Path) -> None:
    rows = (real_data / "llava-reference" / "gpt4_answers.jsonl").read_text().splitlines()
    assert len(rows) == 57
    for row in map(json.loads, rows):
        assert rejects(row["answer"].strip(), row["question"].strip()) == set(), row["answer"]


PHRASES = [phrase for rule in WORDING_RULES for phrase in rule.phrases]


def whole(phrase: Phrase) -> re.Pattern[str]:
    """Its pattern with the word's edge that is cut off, in any case."""
    pattern = phrase.pattern.pattern
    return re.compile(rf"\b(?:{pattern})" if phrase.at_words else pattern, re.IGNORECASE)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.pattern.pattern[:40])
@given(data=st.data())
def test_no_phrase_is_overlooked_for_lack_of_its_words(phrase: Phrase, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(whole(phrase)))
    assert phrase.may_stand(suspicious_words(text))


@given(data=st.data())
def test_phrases_are_found_where_their_patterns_are(data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(PHRASES))._replace(unless=None)
    words = data.draw(st.lists(st.from_regex(whole(phrase)) | st.sampled_from(FILL), max_size=4))
    text = data.draw(st.sampled_from(["", " ", ". "])).join(words)
    found, expected = phrase.first_in(Told(text)), whole(phrase).search(text)
    assert (found and found.span()) == (expected and expected.span())


FILL = ["Dismay be", "I", "maybe", "\u0130t seems", "rein", "0", "x", "as"]


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ("A dog. \u0130 CANNOT help with that.", "refusal_text"),
        ("The capt\u0131on\u017f say so.", "source_leak"),
        ("The dog is at [0.\u0661, 0.\u0662].", "coordinates"),
        ("No image was provided\u2014the dog is brown.", "refusal_text"),
    ],
)
def test_letters_and_digits_that_only_look_different_do_not_hide_a_phrase(
    answer: str, rule: str
) -> None:
    assert rejects(answer) == {rule}


def test_the_phrase_that_stands_first_is_the_one_that_is_named() -> None:
    made = {
        "image": "1.jpg",
        "conversations": [
            {"from": "human", "value": "<image>\nWhat?"},
            {"from": "gpt", "value": "It is not mentioned, and the captions say it may be likely."},
        ],
    }
    said = [finding.detail for finding in check_record(made, LIMITS)]
    assert said == [
        "turn 1 betrays captions or boxes as its source: 'is not mentioned'",
        "turn 1 is uncertain of what it says: 'may be'",
    ]


def test_a_finding_points_at_the_words_that_leak() -> None:
    asked = "<image>\nWhat do the captions say?"
    answer = "It\u2019s a dog. Dr. Lee\u2019s captions don\u2019t mention it! It is probably old."
    made = {
        "image": "1.jpg",
        "conversations": [{"from": "human", "value": asked}, {"from": "gpt", "value": answer}],
    }
    of_question, of_answer, hedge = check_record(made, LIMITS)
    assert (of_question.claim, of_question.sentence) == (
        "the captions say",
        "What do the captions say?",
    )
    for finding, text in ((of_question, asked), (of_answer, answer), (hedge, answer)):
        assert finding.span is not None
        words = text[slice(*finding.span)].replace("\u2019", "'")
        assert finding.claim == words
        assert finding.sentence is not None
        assert finding.sentence in text
    assert hedge.sentence == "It is probably old."


def test_an_image_mark_does_not_move_what_is_pointed_at() -> None:
    made = {
        "image": "1.jpg",
        "conversations": [
            {"from": "human", "value": "In this <image> the captions say what?"},
            {"from": "gpt", "value": "A dog <s> runs."},
        ],
    }
    found = {finding.rule: finding for finding in check_record(made, LIMITS)}
    start, end = found["source_leak"].span or (0, 0)
    assert made["conversations"][0]["value"][start:end] == "the captions say"  # type: ignore[index]
    start, end = found["control_token"].span or (0, 0)
    assert made["conversations"][1]["value"][start:end] == "<s>"  # type: ignore[index]
