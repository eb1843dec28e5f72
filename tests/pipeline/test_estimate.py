"""What an estimate says, against what a run then takes from a server that counts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from datagen.pipeline.build import build
from datagen.pipeline.estimate import estimate
from datagen.pipeline.forecast import Forecast
from datagen.pipeline.generate import generate, teacher_of
from datagen.rehearsal import ChatServer, Reply, says
from datagen.rehearsal.plausible import plausible
from datagen.runs import Run
from datagen.settings import Settings
from tests.pipeline.conftest import Bench, fails, good_reply, scenes

_PIECES = re.compile(r"[A-Za-z]{1,9}|\d{1,3}|[^\sA-Za-z\d]")


def count(text: str) -> int:
    """Tokens as a server might count them: not by any rule of ours."""
    return len(_PIECES.findall(text))


def true_reply(body: dict[str, Any]) -> Reply:
    """Answers at the length of the seeds in the request, and counts what it read and said."""
    messages, text = body["messages"], plausible(body)
    reply = says(text, model="gpt-5-mini").body
    prompt = sum(count(m["content"]) + 4 for m in messages)
    reply["usage"] = {"prompt_tokens": prompt, "completion_tokens": count(text)}
    return Reply(reply)


def settings_for(files: dict[str, Path], url: str, **sections: Any) -> Settings:
    return Settings.model_validate(
        {
            "inputs": {"captions": files["captions"], "instances": files["instances"]},
            "teaching": {"model": "gpt-5-mini"},
            "sending": {"base_url": url},
            "spending": {"price_in": 0.25, "price_out": 2.0},
            # captions of one image contradict each other
            "checking": {"policy": "lenient", "rules": {"inconsistent": "warn"}},
            **sections,
        }
    )


def estimated(settings: Settings, run: Run | None = None) -> Forecast:
    return estimate(settings, teacher_of(settings, "no-key"), run=run)


def test_an_estimate_of_real_images_is_near_what_the_run_then_takes(
    coco_mini: dict[str, Path], tmp_path: Path
) -> None:
    run = Run(tmp_path / "run")
    with ChatServer(true_reply) as server:
        settings = settings_for(coco_mini, server.url)
        before = estimated(settings, run)
        assert server.requests == []
        assert not run.folder.exists()
        report = generate(run, settings, teacher_of(settings, "key")).report
    bill = report.bill
    assert before.first_attempts == before.samples == report.planned == 240
    assert bill.answers == 240
    assert before.prompt_tokens.low < bill.prompt_tokens < before.prompt_tokens.high
    assert before.completion_tokens.low < bill.completion_tokens < before.completion_tokens.high
    per_request = before.prompt_tokens.expected / before.requests
    assert per_request == pytest.approx(bill.prompt_tokens / 240, rel=0.1)
    assert before.cost.expected == pytest.approx(bill.cost, rel=0.25)
    assert report.prediction is not None
    assert report.prediction.cost == before.cost.expected


def test_an_estimate_after_a_few_answers_is_nearer(
    coco_mini: dict[str, Path], tmp_path: Path
) -> None:
    run = Run(tmp_path / "run")
    with ChatServer(true_reply) as server:
        few = settings_for(coco_mini, server.url, selection={"limit": 12})
        begun = generate(run, few, teacher_of(few, "key")).report
        settings = settings_for(coco_mini, server.url)
        after = estimated(settings, run)
        whole = generate(run, settings, teacher_of(settings, "key")).report
    assert (after.samples, after.answered, after.requests) == (240, 36, 204)
    assert after.learned_from == 36
    assert after.spent == begun.bill.cost
    assert after.rejects_seen_in == 36
    assert after.second_attempts == 0
    prompt = whole.bill.prompt_tokens - begun.bill.prompt_tokens
    assert after.prompt_tokens.expected == pytest.approx(prompt, rel=0.02)
    completion = whole.bill.completion_tokens - begun.bill.completion_tokens
    assert after.completion_tokens.expected == pytest.approx(completion, rel=0.1)
    assert whole.bill.cost is not None
    assert begun.bill.cost is not None
    assert after.cost.expected == pytest.approx(whole.bill.cost - begun.bill.cost, rel=0.06)
    # what is left to ask was foreseen in the same way, and the report holds it for comparison
    assert whole.prediction is not None
    assert whole.prediction.requests == 204
    assert whole.prediction.before.answers == 36
    assert whole.prediction.prompt_tokens == pytest.approx(after.prompt_tokens.expected, rel=0.02)


def test_nothing_is_counted_that_is_answered(bench: Bench) -> None:
    settings = bench.settings()
    assert estimate(settings, _Messages(), run=bench.run).first_attempts == 3
    bench.generate(good_reply)
    done = estimate(settings, _Messages(), run=bench.run)
    assert (done.samples, done.answered, done.requests) == (3, 3, 0)
    assert done.prompt_tokens.high == 0
    assert bench.generate(good_reply).report.prediction is None


def test_images_that_read_the_same_share_a_request(bench: Bench) -> None:
    text = bench.scenes.read_text(encoding="utf-8")
    bench.scenes.write_text(re.sub(r"number \d", "number 0", text), encoding="utf-8")
    alike = estimate(bench.settings(), _Messages(), run=None)
    assert (alike.samples, alike.new, alike.first_attempts) == (3, 3, 1)
    bench.generate(good_reply)
    assert len(bench.asked) == 1


def test_an_unknown_price_is_unknown_in_every_way_of_buying(bench: Bench) -> None:
    settings = bench.settings(teaching={"model": "mine"})
    unknown = estimate(settings, _Messages())
    assert unknown.price_source == "unknown"
    assert unknown.cost.expected is None
    assert {span.expected for span in unknown.prices.values()} == {None}


def test_prices_are_ordered_as_they_are_sold(coco_mini: dict[str, Path]) -> None:
    settings = Settings.model_validate(
        {
            "inputs": {"captions": coco_mini["captions"], "instances": coco_mini["instances"]},
            "teaching": {"model": "gpt-5-mini", "attempts": 1},
        }
    )
    forecast = estimated(settings)
    prices = {name: span.expected or 0.0 for name, span in forecast.prices.items()}
    assert prices["flex_cached"] < prices["flex"] < prices["standard"]
    assert prices["cached"] < prices["standard"] > prices["batch"] > 0
    assert forecast.cost.expected == pytest.approx(prices["standard"])  # what may be hoped for not
    assert forecast.cost.low == pytest.approx(forecast.prices["cached"].low)
    for span in (forecast.cost, *forecast.prices.values()):
        assert span.low is not None
        assert span.high is not None
        assert span.low < (span.expected or 0.0) < span.high
    assert 0.8 < forecast.prefix_share < 0.95
    assert forecast.price_table
    assert forecast.second_attempts == 0


@pytest.mark.usefixtures("own_table")
def test_the_tier_that_is_asked_for_is_the_one_that_is_priced(bench: Bench) -> None:
    model = {"model": "small"}
    standard = estimate(bench.settings(teaching=model), _Messages()).cost.expected
    flex = estimate(
        bench.settings(teaching=model, sending={"service_tier": "flex"}), _Messages()
    ).cost.expected
    assert standard
    assert flex == pytest.approx(standard / 4)


def test_time_follows_the_tighter_limit(bench: Bench) -> None:
    none = estimate(bench.settings(), _Messages())
    assert none.minutes is None
    slow = estimate(bench.settings(sending={"rpm": 1}), _Messages())
    assert slow.minutes == 3
    tokens = none.prompt_tokens.expected + none.completion_tokens.expected
    slower = estimate(bench.settings(sending={"rpm": 60, "tpm": 100}), _Messages())
    assert slower.minutes == pytest.approx(tokens / 100)


def test_second_attempts_follow_the_rejects_of_the_run_so_far(bench: Bench) -> None:
    def half_empty(request: Any) -> dict[str, Any]:
        reply = good_reply(request)
        if request.scene.id.endswith("0"):
            reply["choices"][0]["message"]["content"] = ""
        return reply

    assumed = estimate(bench.settings(), _Messages())
    assert (assumed.reject_rate, assumed.rejects_seen_in) == (0.05, 0)
    bench.generate(half_empty, teaching={"attempts": 1})
    seen = estimate(bench.settings(), _Messages(), run=bench.run)
    assert (seen.reject_rate, seen.rejects_seen_in) == (pytest.approx(1 / 3), 3)


def empty_in(*recipes: str) -> Any:
    """A script that leaves its replies to these recipes empty, at the first attempt."""

    def script(request: Any) -> dict[str, Any]:
        reply = good_reply(request)
        if request.recipe.name in recipes and request.attempt == 1:
            reply["choices"][0]["message"]["content"] = ""
        return reply

    return script


def test_second_attempts_that_are_owed_are_counted_and_foreseen(bench: Bench) -> None:
    bench.generate(empty_in("detail"), teaching={"attempts": 1})
    none = estimate(bench.settings(teaching={"attempts": 1}), _Messages(), run=bench.run)
    assert (none.requests, none.second_attempts, none.cost.high) == (0, 0, None)
    owed = estimate(bench.settings(teaching={"attempts": 2}), _Messages(), run=bench.run)
    assert (owed.answered, owed.first_attempts, owed.owed, owed.requests) == (3, 0, 3, 3)
    assert owed.prompt_tokens.expected > 0
    report = bench.generate(empty_in("detail"), teaching={"attempts": 2}).report
    assert len(bench.asked) == 3
    assert report.prediction is not None
    assert report.prediction.requests == 3
    done = estimate(bench.settings(teaching={"attempts": 2}), _Messages(), run=bench.run)
    assert (done.requests, done.second_attempts) == (0, 0)


def test_what_failed_for_good_is_asked_only_where_it_is_retried(bench: Bench) -> None:
    bench.generate(lambda request: fails(request, permanent=True))
    left = estimate(bench.settings(), _Messages(), run=bench.run)
    assert (left.answered, left.failed, left.requests) == (0, 3, 0)
    again = estimate(bench.settings(), _Messages(), run=bench.run, retry_failed=True)
    assert (again.answered, again.failed, again.first_attempts) == (0, 0, 3)


def test_what_another_run_has_answered_is_not_counted(bench: Bench, tmp_path: Path) -> None:
    bench.generate(empty_in("detail"), teaching={"attempts": 1})
    for run in (None, Run(tmp_path / "new")):
        taken = estimate(
            bench.settings(teaching={"attempts": 1}), _Messages(), run=run, reuse=[bench.run.folder]
        )
        assert (taken.samples, taken.answered, taken.requests) == (3, 3, 0)
    owed = estimate(bench.settings(), _Messages(), reuse=[bench.run.folder])
    assert (owed.answered, owed.first_attempts, owed.owed, owed.requests) == (3, 0, 3, 3)
    assert not (tmp_path / "new").exists()


def test_each_recipe_has_the_rejects_that_it_had(bench: Bench, scene_file: Any) -> None:
    both = {"recipes": ("detail", "reasoning")}
    bench.generate(empty_in("reasoning"), recipes=both, teaching={"attempts": 1})
    bench.scenes = scene_file(scenes(15))
    again = estimate(
        bench.settings(recipes=both, teaching={"attempts": 1}), _Messages(), run=bench.run
    )
    assert again.second_attempts == 0
    again = estimate(bench.settings(recipes=both), _Messages(), run=bench.run)
    detail, reasoning = again.by_recipe["detail"], again.by_recipe["reasoning"]
    assert (detail.reject_rate, detail.second_attempts) == (0, 0)
    # three that are owed, and 95 of 100 of twelve new ones
    assert (reasoning.reject_rate, reasoning.second_attempts) == (0.95, 3 + 11)
    assert again.reject_rate == pytest.approx(0.475)


def test_a_build_keeps_the_prediction(bench: Bench) -> None:
    made = bench.generate(good_reply).report
    assert made.prediction is not None
    assert made.prediction.requests == 3
    assert build(bench.run, bench.run.manifest()).prediction == made.prediction


class _Messages:
    """The identities of the bench's scripted teacher."""

    name = "scripted"

    def parts(self, recipe: Any, scene: Any, messages: Any) -> dict[str, str]:
        from datagen.teachers.local import ScriptedTeacher

        return ScriptedTeacher(lambda request: {}).parts(recipe, scene, messages)

    def answer(self, requests: Any) -> Any:
        raise AssertionError("an estimate asks nobody")
