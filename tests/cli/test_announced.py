"""What a command says is to be asked is what the server then sees, whatever went before."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datagen.prompting import packaged
from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import Datagen, Result

IMAGES = 4
_ANNOUNCED = re.compile(
    r": (?P<new>\d+) to ask(?: in (?P<requests>\d+) requests?, as some read the same)?"
    r"(?: and (?P<owed>\d+) second attempts?)?$",
    re.M,
)


class Desk:
    """A server whose answers a test changes, and a run that is asked of it."""

    def __init__(self, datagen: Datagen, folder: Path) -> None:
        self.mood = "good"
        self.folder = folder
        self.options: list[object] = ["--scenes", self.scenes(), "--model", "m"]
        self.recipes: list[object] = ["--recipes", "detail"]
        self._datagen = datagen

    def __enter__(self) -> Desk:
        self._server = ChatServer(self._reply).__enter__()
        return self

    def __exit__(self, *problem: Any) -> None:
        self._server.__exit__(*problem)

    def _reply(self, body: dict[str, Any]) -> Reply:
        if self.mood == "refuses":
            return Reply({"error": {"message": "no"}}, status=422)
        return says("A thing stands in a field." if self.mood == "good" else "")

    @property
    def asked(self) -> int:
        return len(self._server.requests)

    def scenes(self, *, alike: bool = False) -> Path:
        path = self.folder / f"scenes{'-alike' if alike else ''}.jsonl"
        rows = [
            {"id": f"{n:012}", "image": f"{n:012}.jpg", "captions": [f"Thing {0 if alike else n}."]}
            for n in range(IMAGES)
        ]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return path

    def __call__(
        self, command: str, *more: object, mood: str = "good", out: str = "run", code: Any = None
    ) -> Result:
        self.mood = mood
        where = [out] if command == "ask" else [*self.options, *self.recipes, "--out", out]
        to = {"DATAGEN_BASE_URL": self._server.url} if command != "plan" else {}
        return self._datagen(command, *where, *more, code=code, OPENAI_API_KEY="key", **to)


def nothing(desk: Desk) -> None:
    """A fresh run."""


def some_answered(desk: Desk) -> None:
    desk("generate", "--max-requests", 2, code=5)


def planned_anew(desk: Desk) -> None:
    desk("generate", "--limit", 2)


def failed_for_good(desk: Desk) -> None:
    desk("generate", mood="refuses", code=3)


def rejected_once(desk: Desk) -> None:
    desk("generate", "--attempts", 1, mood="empty", code=4)


def rejected_then_refused(desk: Desk) -> None:
    rejected_once(desk)
    desk("generate", mood="refuses", code=3)


def rejected_and_not_built(desk: Desk) -> None:
    desk("plan")
    desk("ask", "--no-build", "--max-requests", 3, mood="empty", code=None)


def answered_elsewhere(desk: Desk) -> None:
    desk("generate", "--limit", 3, out="other")


def answered_elsewhere_and_damaged(desk: Desk) -> None:
    answered_elsewhere(desk)
    ledger = desk.folder / "work" / "other" / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b"A thing stands", b"A th\xffng stands", 2))


def rejected_elsewhere(desk: Desk) -> None:
    desk("generate", "--limit", 3, "--attempts", 1, mood="empty", out="other", code=4)


def images_that_read_the_same(desk: Desk) -> None:
    desk.options[1] = desk.scenes(alike=True)


def recipes_that_read_the_same(desk: Desk) -> None:
    mine = desk.folder / "mine"
    for name in ("prompts", "seeds"):
        shutil.copytree(packaged() / name, mine / name)
    shutil.copy(mine / "prompts" / "detail.md", mine / "prompts" / "twin.md")
    shutil.copytree(mine / "seeds" / "detail", mine / "seeds" / "twin")
    desk.options += ["--prompts", mine]
    desk.recipes = ["--recipes", "detail,twin"]


def the_same_rejected(desk: Desk) -> None:
    recipes_that_read_the_same(desk)
    rejected_once(desk)


@pytest.mark.parametrize(
    ("before", "options", "sent"),
    [
        (nothing, [], 4),
        (some_answered, [], 2),
        (some_answered, ["--replan"], 2),
        (planned_anew, [], 2),
        (failed_for_good, [], 0),
        (failed_for_good, ["--retry-failed"], 4),
        (rejected_once, [], 4),
        (rejected_once, ["--attempts", 1], 0),
        (rejected_then_refused, [], 0),
        (rejected_then_refused, ["--replan"], 0),
        (rejected_then_refused, ["--retry-failed"], 4),
        (rejected_and_not_built, [], None),
        (answered_elsewhere, ["--reuse", "other"], 1),
        (answered_elsewhere_and_damaged, ["--reuse", "other"], 3),
        (rejected_elsewhere, ["--reuse", "other"], 4),
        (images_that_read_the_same, [], 1),
        (recipes_that_read_the_same, [], 4),
        (the_same_rejected, [], 4),
    ],
)
def test_what_is_announced_is_what_is_sent(
    datagen: Datagen,
    tmp_path: Path,
    before: Callable[[Desk], None],
    options: list[object],
    sent: int | None,
) -> None:
    with Desk(datagen, tmp_path) as desk:
        before(desk)
        foreseen = desk("estimate", *(o for o in options if o != "--replan"), "--json", code=0).json
        paid = desk.asked
        said = desk("generate", *options)
        now = desk.asked - paid
    announced = _ANNOUNCED.search(said.err)
    assert announced, said.err
    assert int(announced["requests"] or announced["new"]) + int(announced["owed"] or 0) == now
    assert foreseen["first_attempts"] + foreseen["owed"] == now
    assert sent in (now, None)
    if before is rejected_then_refused and now == 0:
        assert f"{IMAGES} failed for good: 0 to ask" in said.err
        assert (foreseen["answered"], foreseen["failed"]) == (0, IMAGES)


def test_asking_and_planning_say_the_same(datagen: Datagen, tmp_path: Path) -> None:
    with Desk(datagen, tmp_path) as desk:
        rejected_then_refused(desk)
        planned = desk("plan", code=0)
        assert f"{IMAGES} samples, {IMAGES} failed for good: 0 to ask" in planned.out
        assert "ask for them" not in planned.err
        paid = desk.asked
        said = desk("ask", "--retry-failed")
        assert f"{IMAGES} answered before: 0 to ask and {IMAGES} second attempts" in said.err
        assert desk.asked - paid == IMAGES


def test_a_second_attempt_that_is_owed_is_in_what_a_plan_says(
    datagen: Datagen, tmp_path: Path
) -> None:
    with Desk(datagen, tmp_path) as desk:
        rejected_once(desk)
        planned = desk("plan", code=0)
    assert f"{IMAGES} answered before: 0 to ask and {IMAGES} second attempts" in planned.out


@pytest.mark.parametrize(
    ("between", "lost"),
    [
        (["plan", "--teacher", "offline", "--yes"], IMAGES),
        (["generate", "--limit", 1, "--yes"], IMAGES),
        ([], IMAGES),
    ],
)
def test_a_mistyped_model_buys_nothing_again_without_a_question(
    datagen: Datagen, tmp_path: Path, between: list[str], lost: int
) -> None:
    with Desk(datagen, tmp_path) as desk:
        desk("generate", code=0)
        if between:
            desk(*between, code=0)
        paid = desk.asked
        typo = ["--model", "typo"]
        foreseen = desk("estimate", *typo, code=0).out
        refused = desk("generate", *typo, code=2)
        assert f"{lost} answers that were paid for would fall out of use" in foreseen
        assert f"{lost} answers that were paid for would fall out of use" in refused.err
        assert f"{IMAGES} samples would be asked" in refused.err
        assert desk.asked == paid
        desk("generate", *typo, "--yes", code=0)
        more = desk.scenes()
        more.write_text(
            more.read_text(encoding="utf-8") + '{"id": "9", "image": "9.jpg", "captions": ["A."]}\n'
        )
        said = desk("generate", *typo, code=0)
        assert "1 to ask" in said.err, "what was decided once is not asked about again"


def test_second_attempts_that_were_paid_for_are_answers_too(
    datagen: Datagen, tmp_path: Path
) -> None:
    with Desk(datagen, tmp_path) as desk:
        desk("generate", mood="empty", code=4)
        refused = desk("generate", "--model", "typo", code=2)
    assert f"{2 * IMAGES} answers that were paid for would fall out of use" in refused.err


@pytest.mark.parametrize(
    ("file", "damage", "says"),
    [
        ("plan.jsonl", lambda text: text[: len(text) // 2], "plan.jsonl holds"),
        ("plan.jsonl", lambda text: b"".join(text.splitlines(True)[:2]), "plan.jsonl holds"),
        ("plan.jsonl", None, "plan.jsonl is gone"),
        ("scenes.jsonl", lambda text: b"".join(text.splitlines(True)[:2]), "scenes.jsonl holds"),
    ],
)
def test_a_plan_that_was_cut_is_said_to_be_and_is_made_again(
    datagen: Datagen, tmp_path: Path, file: str, damage: Any, says: str
) -> None:
    with Desk(datagen, tmp_path) as desk:
        desk("generate", code=0)
        paid = desk.asked
        path = tmp_path / "work" / "run" / file
        if damage:
            path.write_bytes(damage(path.read_bytes()))
        else:
            path.unlink()
        for refused in (desk("ask", code=1), datagen("build", "run", code=1)):
            assert says in refused.err
            assert "it plans anew and reuses the answers" in refused.err
        assert f"{IMAGES} answered before: 0 to ask" in desk("generate", code=0).err
        assert desk.asked == paid


def test_a_flipped_byte_in_an_answer_costs_that_answer(datagen: Datagen, tmp_path: Path) -> None:
    with Desk(datagen, tmp_path) as desk:
        desk("generate", code=0)
        ledger = tmp_path / "work" / "run" / "ledger.jsonl"
        ledger.write_bytes(ledger.read_bytes().replace(b"A thing stands", b"A th\xffng stands", 1))
        built = datagen("build", "run", code=3)
        assert "damaged rows of run/ledger.jsonl, not used: 1; line 1" in built.err
        paid = desk.asked
        refused = desk("ask", code=2)
        assert "1 row is damaged in ledger.jsonl and cannot be read" in refused.err
        assert f"{IMAGES - 1} answered before: 1 to ask" in desk("ask", "--yes", code=0).err
        assert desk.asked - paid == 1
