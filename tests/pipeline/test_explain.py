"""A run can say of each sample where it stands, what was asked for it, and what became of that."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from datagen.errors import InputError, RunError
from datagen.pipeline.explain import Explanation, explain
from datagen.pipeline.generate import generate, teacher_of
from datagen.pipeline.lookup import find_samples
from datagen.pipeline.overview import Overview, overview
from datagen.prompting import packaged
from datagen.rehearsal import ChatServer, Reply, says
from datagen.rehearsal.reply import completion
from datagen.runs import Run
from datagen.settings import Settings
from tests.pipeline.conftest import scenes

DETAIL_1 = "000000000001/detail/0"


GOOD = says("A thing stands in a field.")
LEAKS = says("Based on the captions, a thing.")
REFUSED = Reply({"error": {"message": "this one never"}}, status=400)
BUSY = Reply({"error": {"message": "broken"}}, status=500)


class Asked:
    """Runs the real chat teacher against a server on loopback; `replies` are by image."""

    def __init__(self, tmp_path: Path, scene_file: Callable[..., Path], server: ChatServer) -> None:
        self.run = Run(tmp_path / "run")
        self.scenes = scene_file(scenes(3))
        self.replies: dict[int, list[Reply]] = {}
        self._server = server

    def reply(self, body: dict[str, Any]) -> Reply:
        found = re.search(r"A thing number (\d+)", body["messages"][-1]["content"])
        assert found
        queue = self.replies.get(int(found[1]))
        return queue.pop(0) if queue else GOOD

    def generate(
        self,
        *,
        teacher: str = "openai",
        model: str = "m1",
        reuse: Sequence[Path] = (),
        **sections: Any,
    ) -> None:
        settings = Settings.model_validate(
            {
                "inputs": {"scenes": self.scenes},
                "recipes": {"recipes": ("detail",), **sections.pop("recipes", {})},
                "teaching": {"teacher": teacher, "model": model, **sections.pop("teaching", {})},
                "sending": {"base_url": self._server.url, "tries": 1, "warmup": False},
                **sections,
            }
        )
        generate(self.run, settings, teacher_of(settings, "key"), reuse=reuse)

    def explain(self, name: str = DETAIL_1) -> Explanation:
        (told,) = self.explain_all(name)
        return told

    def explain_all(self, name: str) -> list[Explanation]:
        return list(explain(self.run, self.run.planned(), find_samples(self.run, name)))

    def lose(self, *lines: int) -> None:
        """These lines of the ledger, counted from 1, are no longer readable."""
        rows = self.run.ledger.read_bytes().splitlines(keepends=True)
        for line in lines:
            rows[line - 1] = b"garbage\n"
        self.run.ledger.write_bytes(b"".join(rows))

    def overview(self) -> Overview:
        return overview(self.run, self.run.planned())


@pytest.fixture
def asked(tmp_path: Path, scene_file: Callable[..., Path]) -> Iterator[Asked]:
    def script(body: dict[str, Any]) -> Reply:
        return bench.reply(body)

    with ChatServer(script) as server:
        bench = Asked(tmp_path, scene_file, server)
        yield bench


def test_a_sample_says_what_it_is_keyed_by_and_how_it_was_answered(asked: Asked) -> None:
    asked.generate()
    told = asked.explain()
    assert (told.state, told.reason) == ("example", "attempt 1 gave an example")
    assert {"prompt", "context", "model", "sampling"} <= {part.name for part in told.parts}
    assert all(part.covers and part.digest for part in told.parts)
    assert {part.name: part.value for part in told.parts} == {
        "prompt": "version 1 of prompts/detail.md",
        "context": "captions and boxes of image 000000000001, as in scenes.jsonl",
        "model": "m1",
        "sampling": "no parameter set",
    }
    (event,) = told.history
    assert (event.because, event.use, event.outcome) == (
        "asked for the first time",
        "used",
        "example",
    )
    assert (event.prompt_tokens, event.completion_tokens, event.served_model) == (6, 6, "rehearsal")


@pytest.mark.parametrize(
    ("again", "part", "words"),
    [
        ({"model": "m2"}, "model", "the model changed from m1 to m2"),
        (
            {"teaching": {"temperature": 0.5, "param": {"top_k": 4}}},
            "sampling",
            "temperature changed from unset to 0.5; top_k changed from unset to 4",
        ),
        ({"teacher": "offline"}, "teacher", "the teacher changed from openai to offline"),
    ],
)
def test_an_answer_out_of_use_names_what_changed_since(
    asked: Asked, again: dict[str, Any], part: str, words: str
) -> None:
    asked.generate()
    asked.generate(**again)
    old, new = asked.explain().history
    assert (old.use, old.differs, old.why_not) == ("not used", (part,), words)
    assert new.use == "used"
    assert new.because == "asked again: " + words


def test_an_edited_prompt_is_named_with_the_recipe_and_its_version(
    asked: Asked, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    for name in ("prompts", "seeds"):
        shutil.copytree(packaged() / name, folder / name)
    asked.generate()
    file = folder / "prompts" / "detail.md"
    edited = file.read_text(encoding="utf-8").replace("version: 1", "version: 2")
    file.write_text(edited + "\nBe brief.\n", encoding="utf-8")
    asked.generate(templates={"prompts": folder})
    old, _ = asked.explain().history
    assert old.why_not == (
        "the prompt changed from version 1 of prompts/detail.md to version 2 of prompts/detail.md"
    )
    assert asked.explain().recipe_version == 2
    file.write_text(edited + "\nBe very brief.\n", encoding="utf-8")
    asked.generate(templates={"prompts": folder})
    _, old, _ = asked.explain().history
    assert old.why_not == (
        "the prompt or a seed was edited and is still version 2 of prompts/detail.md"
    )


def test_changed_captions_are_named(asked: Asked, scene_file: Callable[..., Path]) -> None:
    asked.generate()
    asked.scenes = scene_file(scenes(3, captions=["A thing number 1 again."]))
    asked.generate()
    old, _ = asked.explain().history
    assert old.differs == ("context",)
    assert old.why_not == "the captions and boxes that the teacher is shown changed"


def test_a_second_attempt_names_why_the_first_was_not_enough(asked: Asked) -> None:
    asked.replies[1] = [LEAKS, GOOD]
    asked.generate()
    told = asked.explain()
    first, second = told.history
    assert told.state == "example"
    assert (first.outcome, first.use) == ("rejected", "used")
    assert first.reject_code
    assert second.because == f"asked again: attempt 1 was rejected as {first.reject_code}"


def test_a_rejected_sample_says_why_it_is_not_asked_again(asked: Asked) -> None:
    asked.replies = {1: [LEAKS, LEAKS], 2: [LEAKS]}
    asked.generate()
    assert asked.explain().reason.endswith("and it was the last: --attempts 2")
    asked.generate(teaching={"temperature": 0.0})
    asked.replies = {2: [LEAKS]}
    asked.generate(teaching={"temperature": 0.0}, model="m3")
    told = asked.explain("2/detail")
    assert told.state == "rejected"
    assert "asking the same again would bring the same answer" in told.reason


def test_what_is_never_asked_again_is_not_put_down_to_the_number_of_attempts(asked: Asked) -> None:
    refusal = {"role": "assistant", "content": None, "refusal": "I will not."}
    refuses = Reply(completion(refusal, usage={}))
    asked.replies = {0: [LEAKS], 1: [refuses]}
    asked.generate(teaching={"attempts": 1})
    refused = asked.explain()
    assert refused.state == "rejected"
    assert refused.reason == (
        "attempt 1 was rejected (refusal): what is rejected for that is never asked again"
    )
    assert asked.explain("0/detail/0").reason.endswith("and it was the last: --attempts 1")
    asked.generate(teaching={"attempts": 5})
    assert len(asked.explain().history) == 1, "as the reason said"
    assert len(asked.explain("0/detail/0").history) == 2


def test_an_attempt_whose_predecessor_is_lost_is_told_as_what_it_was(asked: Asked) -> None:
    asked.replies[1] = [LEAKS, LEAKS]
    asked.generate()
    first, _ = (event.line for event in asked.explain().history)
    asked.lose(first)
    told = asked.explain()
    (second,) = told.history
    assert told.state == "pending"
    assert told.reason == "the answer to attempt 1 cannot be read any more: will be asked again"
    assert (second.attempt, second.because, second.use, second.why_not) == (
        2,
        "asked after attempt 1, whose answer cannot be read any more",
        "not used",
        "attempt 1 comes before it, and no answer to that can be read",
    )
    (waiting,) = asked.overview().waiting
    assert waiting.reason == "the answer to attempt 1 cannot be read any more"
    assert waiting.changed == ()
    asked.generate()
    second, again = asked.explain().history
    assert second.use == "not needed"
    assert again.because == "asked again: the answer to attempt 1 could not be read any more"


def test_an_answer_that_was_taken_over_was_not_asked_here(asked: Asked) -> None:
    asked.generate()
    there, asked.run = asked.run, Run(asked.run.folder.with_name("other"))
    asked.generate(reuse=[there.folder])
    (event,) = asked.explain().history
    assert event.because == f"not asked here: taken over from {there.folder}"
    assert (event.use, event.reused_from) == ("used", str(there.folder))


def test_failures_say_whether_they_are_for_now_or_for_good(asked: Asked) -> None:
    asked.replies = {0: [BUSY], 1: [REFUSED]}
    asked.generate()
    now, good = asked.explain("0/detail/0"), asked.explain()
    assert now.state == good.state == "failed"
    assert now.reason.endswith("failed for now (http_500): will be asked again")
    assert "for good" in good.reason
    assert "--retry-failed" in good.reason
    assert "this one never" in (good.history[0].detail or "")
    asked.generate()
    failed, answered = asked.explain("0/detail/0").history
    assert failed.use == "superseded"
    assert (answered.because, answered.use) == ("asked again: it had failed for now", "used")


def test_a_first_attempt_that_passes_today_makes_the_second_one_unneeded(asked: Asked) -> None:
    wordy = says("A thing stands in a field. " * 40)
    asked.replies[1] = [wordy, GOOD]
    asked.generate(output={"max_tokens_per_record": 300})
    assert [event.outcome for event in asked.explain().history] == ["rejected", "example"]
    asked.generate()
    assert [event.use for event in asked.explain().history] == ["used", "not needed"]


def test_samples_that_read_the_same_share_their_rows(
    asked: Asked, scene_file: Callable[..., Path]
) -> None:
    asked.scenes = scene_file(scenes(2, captions=["A thing number 1.", "some thing"]))
    asked.generate()
    shared = [asked.explain(name).history for name in ("0/detail/0", "1/detail/0")]
    assert len(shared[0]) == len(shared[1]) == 1
    assert shared[0][0].use == shared[1][0].use == "used"
    assert {event.because for (event,) in shared} == {
        "asked for the first time",
        "asked for 000000000000/detail/0, which reads the same",
    }


def test_a_row_that_another_sample_uses_now_names_it(
    asked: Asked, scene_file: Callable[..., Path]
) -> None:
    asked.generate()
    rows = scenes(3)
    rows[0]["captions"], rows[1]["captions"] = rows[1]["captions"], rows[0]["captions"]
    asked.scenes = scene_file(rows)
    asked.generate()
    mine, others = sorted(asked.explain().history, key=lambda event: event.use, reverse=True)
    assert (mine.use, mine.sample) == ("used by another sample", DETAIL_1)
    assert (mine.because, mine.differs) == ("asked for the first time", ("context",))
    assert mine.used_by == ("000000000000/detail/0",)
    assert (others.use, others.sample) == ("used", "000000000000/detail/0")


@pytest.mark.parametrize(
    "written", [DETAIL_1, "1/detail/0", "1/detail", "1", "000000000001", "0001/detail/"]
)
def test_a_sample_may_be_named_in_short(asked: Asked, written: str) -> None:
    asked.generate()
    assert [*find_samples(asked.run, written).planned] == [DETAIL_1]


def test_an_image_names_all_of_its_samples(asked: Asked) -> None:
    asked.generate(teacher="offline", recipes={"recipes": ("detail", "reasoning")})
    told = asked.explain_all("1")
    assert [(one.recipe, one.state) for one in told] == [
        ("detail", "example"),
        ("reasoning", "rejected"),
    ]
    assert told == [asked.explain(DETAIL_1), asked.explain("1/reasoning/0")], "as one by one"


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("1/detial/0", DETAIL_1),
        ("1-detail-0", DETAIL_1),
        ("000000000001.jpg", DETAIL_1),
        ("detail/1", DETAIL_1),
        ("1/detail/5", DETAIL_1),
        ("000000000011/detail/0", "There is no image '000000000011' in it."),
    ],
)
def test_an_unknown_sample_is_an_error_that_names_near_ones(
    asked: Asked, written: str, near: str
) -> None:
    asked.generate()
    with pytest.raises(InputError, match=re.escape(f"no sample '{written}'")) as caught:
        find_samples(asked.run, written)
    hint = caught.value.hint or ""
    assert near in hint
    assert "000000000002" not in hint, "samples of the image that was meant, not of others"


def test_images_in_folders_are_told_apart_where_a_name_is_mistyped(
    asked: Asked, scene_file: Callable[..., Path]
) -> None:
    rows = scenes(3)
    for row, name in zip(rows, ("a/001", "a/002", "b/001"), strict=True):
        row["id"] = name
    asked.scenes = scene_file(rows)
    asked.generate()
    assert [*find_samples(asked.run, "a").planned] == ["a/001/detail/0", "a/002/detail/0"]
    with pytest.raises(InputError) as caught:
        find_samples(asked.run, "b/001/detial/0")
    assert caught.value.hint == "Did you mean b/001/detail/0?"


def test_a_sample_of_an_earlier_plan_still_has_its_history(asked: Asked) -> None:
    asked.generate()
    asked.generate(selection={"limit": 1})
    assert find_samples(asked.run, "1/detail") == ({}, (DETAIL_1,))
    told = asked.explain("1/detail")
    assert told.state is None
    assert "not in the plan" in told.reason
    assert [event.use for event in told.history] == ["not used"]


def test_damaged_and_torn_rows_are_named_and_cost_nothing_else(asked: Asked) -> None:
    asked.generate()
    rows = asked.run.ledger.read_bytes().splitlines(keepends=True)
    asked.run.ledger.write_bytes(b"".join([b"garbage\n", *rows, b'{"identity": "torn']))
    told = asked.explain()
    assert told.damaged_rows == (1,)
    assert len(told.history) == 1
    assert asked.overview().damaged_rows == (1,)


def test_the_whole_run_says_how_many_would_be_asked_and_why(asked: Asked) -> None:
    asked.replies = {0: [BUSY], 1: [REFUSED]}
    asked.generate()
    whole = asked.overview()
    assert (whole.planned, whole.reused, whole.new, whole.unused_answers) == (3, 2, 1, 0)
    assert whole.states == {"failed": 2, "example": 1}
    assert [(row.samples, row.reason) for row in whole.waiting] == [(1, "failed for now: http_500")]


def test_the_whole_run_names_the_part_that_changed(asked: Asked) -> None:
    asked.generate()
    asked.generate(teacher="offline", recipes={"recipes": ("detail", "reasoning")})
    rows = asked.run.ledger.read_bytes().splitlines(keepends=True)
    asked.run.ledger.write_bytes(b"".join(rows[:3]))
    whole = asked.overview()
    assert (whole.planned, whole.reused, whole.new, whole.unused_answers) == (6, 0, 6, 3)
    assert [(row.samples, row.recipe, row.changed, row.reason) for row in whole.waiting] == [
        (3, "detail", ("teacher",), "the teacher changed from openai to offline"),
        (3, "reasoning", (), "not asked yet"),
    ]


def test_a_torn_run_is_one_clear_error(asked: Asked) -> None:
    asked.generate()
    asked.run.scenes.write_bytes(b"")
    with pytest.raises(RunError, match="the plan of this run is damaged"):
        asked.explain()
