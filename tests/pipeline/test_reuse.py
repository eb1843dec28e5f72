"""Answers of another run are taken over once, as they came, and only where nothing differs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import filelock
import pytest

from datagen.errors import RunError, SettingsError
from datagen.pipeline.generate import Outcome, generate
from datagen.pipeline.reuse import Taken
from datagen.records import Failure, Request
from datagen.runs import Run
from datagen.teachers.local import ScriptedTeacher
from datagen.teachers.outcome import chat_body
from tests.pipeline.conftest import Bench, Script, fails, good_reply, scenes

BAD = chat_body("Based on the captions, a thing.", model="scripted")


class Two:
    """A run `there` whose answers a run `here` takes over."""

    def __init__(self, bench: Bench, tmp_path: Path) -> None:
        self.bench = bench
        self.there = bench.run
        self.here = Run(tmp_path / "here")
        self.taken: list[Taken] = []
        self.asked: list[tuple[str, int]] = []

    def take(
        self, script: Script = good_reply, reuse: Sequence[Path] | None = None, **sections: Any
    ) -> Outcome:
        teacher = ScriptedTeacher(script)
        self.taken.clear()
        try:
            return generate(
                self.here,
                self.bench.settings(**sections),
                teacher,
                reuse=[self.there.folder] if reuse is None else reuse,
                taken=self.taken.append,
            )
        finally:
            self.asked = [(request.sample.sample, request.attempt) for request in teacher.asked]

    def rows(self) -> list[Any]:
        return self.bench.rows(self.here.ledger)


@pytest.fixture
def two(bench: Bench, tmp_path: Path) -> Two:
    return Two(bench, tmp_path)


def test_nothing_is_asked_that_another_run_has_answered(two: Two) -> None:
    two.bench.generate()
    outcome = two.take()
    assert two.asked == []
    assert outcome.report.examples == 3
    assert two.taken == [Taken(two.there.folder, answers=3, samples=3, damaged=0)]
    assert two.here.instruct.read_bytes() == two.there.instruct.read_bytes()


def test_a_row_comes_over_as_it_is_and_says_where_from(two: Two) -> None:
    two.bench.generate()
    two.take()
    theirs = two.there.ledger.read_bytes().splitlines()
    ours = two.here.ledger.read_bytes().splitlines()
    mark = f',"reused_from":"{two.there.folder}"}}'.encode()
    assert ours == [row[:-1] + mark for row in theirs]


def test_taking_over_again_changes_nothing(two: Two) -> None:
    two.bench.generate()
    two.take()
    before = two.here.ledger.read_bytes()
    two.take()
    assert two.here.ledger.read_bytes() == before
    assert two.taken == [Taken(two.there.folder, answers=0, samples=0, damaged=0)]


def test_only_what_this_plan_asks_is_taken_and_the_rest_is_asked(
    two: Two, scene_file: Callable[..., Path]
) -> None:
    two.bench.generate()
    two.bench.scenes = scene_file(scenes(5)[2:], "others.jsonl")
    two.take()
    assert [row["sample"] for row in two.rows()] == [f"{n:012}/detail/0" for n in (2, 3, 4)]
    assert [name for name, _ in two.asked] == [f"{n:012}/detail/0" for n in (3, 4)]


def test_another_prompt_takes_nothing(two: Two, tmp_path: Path) -> None:
    from datagen.prompting import packaged

    folder = tmp_path / "mine"
    for name in ("prompts", "seeds"):
        shutil.copytree(packaged() / name, folder / name)
    file = folder / "prompts" / "detail.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nBe brief.\n", encoding="utf-8")
    two.bench.generate()
    two.take(templates={"prompts": folder})
    assert len(two.asked) == 3
    assert two.taken[0].answers == 0


def test_every_attempt_is_taken_over_in_order(two: Two) -> None:
    def second_is_good(request: Request) -> dict[str, Any] | Failure:
        return BAD if request.attempt == 1 else good_reply(request)

    two.bench.generate(second_is_good)
    outcome = two.take()
    assert two.asked == []
    assert outcome.report.examples == 3
    assert outcome.report.rejects_by_code
    by_sample = [(row["sample"], row["attempt"]) for row in two.rows()]
    assert sorted(by_sample) == [(f"{n:012}/detail/0", k) for n in range(3) for k in (1, 2)]
    assert [k for name, k in by_sample if name.startswith("000000000001")] == [1, 2]


def test_failures_stay_where_they_are(two: Two) -> None:
    two.bench.generate(lambda request: fails(request, permanent=True))
    two.take()
    assert len(two.asked) == 3
    assert two.taken[0].answers == 0


def test_an_answer_from_elsewhere_takes_the_place_of_a_failure_here(two: Two) -> None:
    two.bench.generate()
    two.take(lambda request: fails(request, permanent=True), reuse=())
    outcome = two.take()
    assert two.asked == []
    assert (outcome.report.examples, outcome.report.failed) == (3, 0)


def test_what_this_run_has_answered_is_never_replaced(two: Two) -> None:
    two.bench.generate()
    two.take(reuse=())
    before = two.here.ledger.read_bytes()
    two.take()
    assert two.here.ledger.read_bytes() == before


def test_the_first_folder_that_has_an_answer_gives_it(two: Two, tmp_path: Path) -> None:
    two.bench.generate()
    copy = shutil.copytree(two.there.folder, tmp_path / "copy")
    two.take(reuse=[copy, two.there.folder])
    assert [taken.answers for taken in two.taken] == [3, 0]
    assert {row["reused_from"] for row in two.rows()} == {str(copy)}


def test_an_answer_taken_over_twice_names_the_last_folder(two: Two, tmp_path: Path) -> None:
    two.bench.generate()
    two.take()
    middle, two.here = two.here, Run(tmp_path / "last")
    two.take(reuse=[middle.folder])
    assert {row["reused_from"] for row in two.rows()} == {str(middle.folder)}


def test_a_run_that_is_being_written_may_be_taken_from(two: Two) -> None:
    two.bench.generate()
    with filelock.FileLock(two.there.folder / ".lock"):
        with two.there.ledger.open("ab") as out:
            out.write(b'{"identity":"torn')
        two.take()
    assert two.asked == []
    assert two.taken == [Taken(two.there.folder, answers=3, samples=3, damaged=0)]


def test_damaged_rows_elsewhere_are_counted_and_asked_here(two: Two) -> None:
    two.bench.generate()
    first, second, third = two.there.ledger.read_bytes().splitlines()
    broken = second[: second.index(b'"body":')] + b'"body":7}'
    two.there.ledger.write_bytes(b"\n".join([first, broken, b"garbage", third, b""]))
    two.take()
    assert two.taken == [Taken(two.there.folder, answers=2, samples=2, damaged=2)]
    assert [name for name, _ in two.asked] == ["000000000001/detail/0"]


def test_a_folder_that_is_no_run_is_an_error_before_anything_is_written(
    two: Two, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    for folder, said in (("missing", "holds no run"), ("empty", "holds no run")):
        with pytest.raises(RunError, match=said):
            two.take(reuse=[tmp_path / folder])
    assert not two.here.folder.exists()


def test_the_run_itself_is_no_other_run(two: Two) -> None:
    two.take(reuse=())
    with pytest.raises(SettingsError, match="is the run folder itself"):
        two.take(reuse=[two.here.folder])
