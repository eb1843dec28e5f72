"""With --feedback a second request tells what was wrong with the first answer; else it does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonlines
import pytest

from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import Datagen, Result
from tests.cli.test_checking import AIRPLANE, SCENE

GOOD = "A dog lies on a couch."


class Teacher:
    """Speaks of an airplane until it is told of it, or for good; asked by the real command."""

    def __init__(self, datagen: Datagen, scenes: Path, run: Path) -> None:
        self._datagen, self._scenes, self.run = datagen, scenes, run
        self.asked: list[Any] = []
        self.first = AIRPLANE
        self.learns = True
        self.body: Any = None

    def _script(self, body: dict[str, Any]) -> Reply:
        if self.body is not None:
            return Reply(self.body)
        told = self.learns and "airplane" in body["messages"][-1]["content"]
        return says(GOOD if told else self.first)

    def generate(self, *flags: object, code: int = 0) -> Result:
        with ChatServer(self._script) as server:
            result = self._datagen(
                "generate", "--scenes", self._scenes, "--recipes", "detail", "--model", "m",
                "--base-url", server.url, "--out", "run", *flags, OPENAI_API_KEY="k", code=code,
            )  # fmt: skip
            self.asked = [body["messages"] for body in server.requests]
        return result

    @property
    def rows(self) -> list[Any]:
        with jsonlines.open(self.run / "ledger.jsonl") as reader:
            return list(reader)


@pytest.fixture
def teacher(datagen: Datagen, scene_file: Callable[..., Path], tmp_path: Path) -> Teacher:
    return Teacher(datagen, scene_file([SCENE]), tmp_path / "work" / "run")


def test_the_second_request_is_the_first_with_the_answer_and_what_was_wrong(
    teacher: Teacher, datagen: Datagen
) -> None:
    said = teacher.generate("--feedback").out
    assert "the estimate for 2 answers" in said  # the repeats included
    first, second = teacher.asked
    assert second[: len(first)] == first
    answer, told = second[len(first) :]
    assert answer == {"role": "assistant", "content": AIRPLANE}
    assert told["role"] == "user"
    assert told["content"].startswith(
        "Your reply cannot be used. “An airplane stands beside it.” That is wrong: the image shows "
        "no airplane. Write the whole reply anew, in the form that was asked for"
    )
    assert "caption" not in told["content"]
    one, two = teacher.rows
    assert "feedback" not in one
    assert two["feedback"] == told["content"]
    assert (one["identity"], one["parts"]) == (two["identity"], two["parts"])
    assert len(json.loads((teacher.run / "llava_instruct.json").read_text())) == 1
    explained = datagen("explain", "run", "000000000009/detail/0", COLUMNS="400").out
    assert "counts as a rejected attempt" in explained
    assert "was rejected as object_absent, and it was told: “Your reply cannot be used" in explained


def test_without_it_the_second_request_is_the_first(teacher: Teacher) -> None:
    teacher.generate(code=4)
    first, second = teacher.asked
    assert first == second


def test_a_third_request_tells_of_the_second_answer_only(teacher: Teacher) -> None:
    teacher.learns = False
    teacher.generate("--feedback", "--attempts", 3, code=4)
    first, second, third = teacher.asked
    assert len(third) == len(second) == len(first) + 2


def test_at_temperature_0_only_feedback_makes_a_second_attempt_worth_it(teacher: Teacher) -> None:
    teacher.generate("--temperature", 0, code=4)
    assert len(teacher.asked) == 1
    teacher.generate("--temperature", 0, "--feedback")
    (second,) = teacher.asked
    assert second[-2]["content"] == AIRPLANE
    report = teacher.generate("--temperature", 0, "--json").json
    assert teacher.asked == []
    assert report["examples"] == 1


def test_what_was_asked_stays_whatever_the_flag_is_now(teacher: Teacher) -> None:
    teacher.generate("--feedback")
    for flags in ((), ("--feedback",), ("--no-warmup",)):
        teacher.generate(*flags)
        assert teacher.asked == []


def test_a_reply_that_names_its_source_is_told_so_without_naming_it(teacher: Teacher) -> None:
    teacher.first = "The captions mention a dog."
    teacher.generate("--feedback", code=4)
    told = teacher.asked[1][-1]["content"]
    assert told.startswith("Your reply cannot be used. It speaks of where its knowledge comes from")
    assert "caption" not in told


def test_every_fault_of_a_reply_is_told_and_not_its_first_alone(teacher: Teacher) -> None:
    teacher.learns = False
    teacher.first = f"{AIRPLANE} Two dogs sleep. The captions mention it. A bus stands by."
    teacher.generate("--feedback", code=4)
    told = teacher.asked[1][-1]["content"]
    for part in (
        "no airplane",
        "the image shows fewer",
        "no bus",
        "where its know",
    ):
        assert part in told
    assert "without these faults" in told


def test_of_a_sentence_without_end_the_words_around_each_fault_are_told(teacher: Teacher) -> None:
    teacher.learns = False
    calm = "and the dog lies on the couch and is at rest " * 40
    teacher.first = (
        f"A dog lies {calm}and an airplane and a bus stand there {calm}and a traffic light shines."
    )
    teacher.generate("--feedback", code=4)
    answer, told = [message["content"] for message in teacher.asked[1][-2:]]
    assert answer == teacher.first
    assert len(told) < 1200
    assert told.count("“") == 2
    for part in (
        "“… the dog lies",
        "airplane and a bus stand there and",
        "a traffic light shines.”",
    ):
        assert part in told
    assert "shows no airplane. That is wrong: the image shows no bus. “… " in told


def test_a_sentence_is_quoted_once_with_all_that_is_wrong_in_it(teacher: Teacher) -> None:
    teacher.learns = False
    teacher.first = "A dog lies on a couch. An airplane stands beside a bus."
    teacher.generate("--feedback", code=4)
    assert teacher.asked[1][-1]["content"].startswith(
        "Your reply cannot be used. “An airplane stands beside a bus.” That is wrong: the image "
        "shows no airplane. That is wrong: the image shows no bus. Write the whole reply anew"
    )


def test_an_empty_reply_is_told_so_behind_what_was_asked(teacher: Teacher) -> None:
    teacher.learns, teacher.first = False, " "
    teacher.generate("--temperature", 0, "--feedback", "--attempts", 3, code=4)
    first, second = teacher.asked  # the third would be the second again
    assert second[:-1] == first[:-1]
    told = second[-1]["content"].removeprefix(first[-1]["content"]).strip()
    assert told.startswith("Your reply cannot be used. It holds no text. Write the whole reply")


def test_what_the_server_is_to_blame_for_is_not_bought_again_unchanged(teacher: Teacher) -> None:
    teacher.body = {**says(GOOD).body, "choices": []}
    teacher.generate("--temperature", 0, "--feedback", "--tries", 1, code=None)
    assert len(teacher.asked) == 1
    teacher.body = {**says(GOOD).body, "error": {"message": "the GPU is gone"}}
    teacher.generate("--temperature", 0, "--feedback", "--tries", 1, "--replan", code=None)
    assert len(teacher.asked) == len({json.dumps(each) for each in teacher.asked})
