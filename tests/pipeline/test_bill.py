"""What a run has cost, by its ledger: every answer once, whatever became of it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from datagen.cli.spent import price_source
from datagen.identity import digest
from datagen.pipeline.bill import bill, spent_before
from datagen.pipeline.generate import generate
from datagen.records import Failure, Request
from datagen.runs import Run, now
from datagen.settings import Settings
from datagen.spending import Meter, Prices, Start
from datagen.teachers.local import ScriptedTeacher
from tests.pipeline.conftest import Bench, fails, good_reply, scenes
from tests.spending.listed import listed
from tests.spending.own_table import FLEX_SINCE

MINI = {"teaching": {"model": "gpt-5-mini"}}
EACH = listed(read=1_000, said=100)  # dollars
OF_GPT_4O = listed("gpt-4o", read=1_000, said=100)


def priced_reply(request: Request, **more: Any) -> dict[str, Any]:
    usage = {"prompt_tokens": 1_000, "completion_tokens": 100}
    return {**good_reply(request), "model": "gpt-5-mini-2025-08-07", "usage": usage, **more}


def ledger(tmp_path: Path, *rows: dict[str, Any], tail: bytes = b"") -> Run:
    run = Run(tmp_path)
    lines = []
    for number, row in enumerate(rows):
        body = {
            "id": f"r{number}",
            "model": "gpt-5-mini",
            "usage": {"prompt_tokens": 1_000, "completion_tokens": 100},
        }
        whole = {
            "identity": f"i{number}",
            "attempt": 1,
            "sample": f"{number}/detail/0",
            "teacher": "openai",
            "parts": {"model": digest("gpt-5-mini")},
            "received": now(),
            "kind": "answer",
            "seconds": 1.0,
            **row,
        }
        whole["body"] = {**body, **row.get("body", {})}
        lines.append(json.dumps(whole).encode() + b"\n")
    run.ledger.write_bytes(b"".join(lines) + tail)
    return run


def settings(**sections: Any) -> Settings:
    return Settings.model_validate({**MINI, **sections})


def cost(run: Run, **sections: Any) -> float | None:
    return bill(run, settings(**sections)).cost


def test_every_answer_is_priced_by_its_usage(tmp_path: Path) -> None:
    run = ledger(tmp_path, {}, {}, {})
    assert cost(run) == pytest.approx(3 * EACH)


def test_each_answer_has_the_price_of_the_model_that_gave_it(tmp_path: Path) -> None:
    other = {"parts": {"model": digest("gpt-4o")}, "body": {"model": "gpt-4o-2024-08-06"}}
    run = ledger(tmp_path, {}, other)
    assert cost(run) == pytest.approx(EACH + OF_GPT_4O)


def test_a_name_that_no_table_knows_is_the_model_that_was_asked(tmp_path: Path) -> None:
    named = {"body": {"model": "mini@eu-west"}}
    assert cost(ledger(tmp_path, named)) == pytest.approx(EACH)
    assert cost(ledger(tmp_path, {**named, "parts": {"model": digest("another")}})) is None


OWN = {"price_in": 1.0, "price_out": 1.0}
BY_OWN = 1_100e-6
SMALL, AT_FLEX = 2_800e-6, 700e-6  # an answer of `small` in our own table


def test_what_was_paid_at_a_price_stays_at_that_price(tmp_path: Path) -> None:
    run = ledger(tmp_path, {"terms": OWN}, {"terms": OWN, "endpoint": HERE}, {})
    for later in ({}, {"price_in": 50, "price_out": 50}, {"price_cached": 9}):
        assert cost(run, spending=later) == pytest.approx(2 * BY_OWN + EACH)


def test_what_had_no_price_has_the_users_of_now_if_it_is_of_the_same_model(tmp_path: Path) -> None:
    other = {"endpoint": HERE, "parts": {"model": digest("other")}, "body": {"model": "other"}}
    run = ledger(tmp_path, {"endpoint": HERE}, {"endpoint": "http://127.0.0.1:1/v1"}, other)
    assert bill(run, settings()).without_price == 3
    made = bill(run, settings(spending=OWN))
    assert (made.without_price, made.known_cost) == (1, pytest.approx(2 * BY_OWN))


def test_a_price_that_was_missing_is_filled_in_and_those_that_were_given_stay(
    tmp_path: Path,
) -> None:
    run = ledger(tmp_path, {"endpoint": HERE, "terms": {"price_in": 1}})
    assert cost(run) is None
    assert cost(run, spending={"price_in": 7, "price_out": 3}) == pytest.approx(1_300e-6)


@pytest.mark.usefixtures("own_table")
@pytest.mark.parametrize(
    ("asked", "said", "each"),
    [
        ("flex", None, AT_FLEX),  # many servers do not repeat it
        ("flex", "flex", AT_FLEX),
        ("flex", "default", SMALL),
        (None, "flex", AT_FLEX),
        ("auto", None, SMALL),
        ("scale", None, None),
    ],
)
def test_each_answer_has_the_price_of_the_tier_that_served_it(
    tmp_path: Path, asked: str | None, said: str | None, each: float | None
) -> None:
    small = {"model": "small"}
    row = {"parts": {"model": digest("small")}, "body": {**small, "service_tier": said}}
    run = ledger(tmp_path, {**row, "terms": {"service_tier": asked}} if asked else row)
    assert cost(run, teaching=small) == (each and pytest.approx(each))


HERE, OPENAI = "http://localhost:8000/v1", "https://api.openai.com/v1"


def test_each_answer_has_the_price_of_the_address_that_gave_it(tmp_path: Path) -> None:
    run = ledger(tmp_path, {"endpoint": HERE}, {"endpoint": OPENAI})
    for asked in ({}, {"sending": {"base_url": HERE}}):
        made = bill(run, settings(**asked))
        assert (made.without_price, made.known_cost) == (1, pytest.approx(EACH))


def test_an_answer_of_an_unnamed_address_has_the_price_of_the_runs(tmp_path: Path) -> None:
    run = ledger(tmp_path, {})
    assert cost(run) == pytest.approx(EACH)
    assert cost(run, sending={"base_url": HERE}) is None


def test_thoughts_that_stand_beside_the_reply_are_paid_for(tmp_path: Path) -> None:
    usage = {  # as xAI says it
        "prompt_tokens": 1_000,
        "completion_tokens": 100,
        "total_tokens": 3_100,
        "completion_tokens_details": {"reasoning_tokens": 2_000},
    }
    run = ledger(tmp_path, {"body": {"usage": usage}, "terms": OWN})
    assert cost(run) == pytest.approx(3_100e-6)


@pytest.mark.usefixtures("own_table")
def test_an_answer_has_the_price_of_its_day(tmp_path: Path) -> None:
    small = {"model": "small"}
    day_before = FLEX_SINCE - timedelta(days=1)
    for day, each in ((FLEX_SINCE, pytest.approx(AT_FLEX)), (day_before, None)):
        row = {"body": {**small, "service_tier": "flex"}, "parts": {"model": digest("small")}}
        run = ledger(tmp_path, {**row, "received": f"{day}T00:30:00+00:00"})
        assert cost(run, teaching=small) == each


def test_answers_from_another_run_cost_nothing_here(tmp_path: Path) -> None:
    run = ledger(tmp_path, {}, {"reused_from": "outputs/run1"})
    made = bill(run, settings())
    assert (made.answers, made.reused) == (1, 1)
    assert made.cost == pytest.approx(EACH)
    assert made.prompt_tokens == 1_000


def test_an_answer_that_was_paid_twice_counts_twice_and_a_copied_row_once(tmp_path: Path) -> None:
    again = {"identity": "same", "received": f"{now()[:13]}:59:59+00:00"}
    first = {"identity": "same"}
    run = ledger(tmp_path, first, again)
    assert cost(run) == pytest.approx(2 * EACH)
    row = run.ledger.read_bytes().splitlines(keepends=True)[0]
    run.ledger.write_bytes(row + row)
    assert cost(run) == pytest.approx(EACH)


def test_failures_and_the_offline_teacher_cost_nothing(tmp_path: Path) -> None:
    run = ledger(tmp_path, {"kind": "failure"}, {"teacher": "offline"})
    made = bill(run, settings())
    assert (made.answers, made.cost) == (0, 0.0)


def test_damaged_and_torn_rows_are_left_out(tmp_path: Path) -> None:
    run = ledger(tmp_path, {}, tail=b'{"kind": 3}\n\xff\xfe\n{"kind": "answer", "ident')
    assert cost(run) == pytest.approx(EACH)


@pytest.mark.parametrize("odd", [7, "text", [1], {"prompt_tokens": "many"}, None])
def test_usage_of_any_shape_is_read_and_not_believed(tmp_path: Path, odd: Any) -> None:
    run = ledger(tmp_path, {}, {"body": {"usage": odd, "model": 3, "service_tier": 1, "id": None}})
    made = bill(run, settings())
    assert (made.cost, made.without_usage, made.without_price) == (None, 1, 1)
    assert made.known_cost == pytest.approx(EACH)


def test_what_a_server_states_is_the_cost_even_of_an_unknown_model(tmp_path: Path) -> None:
    usage = {"prompt_tokens": 1_000, "completion_tokens": 100, "cost": 0.25}
    run = ledger(tmp_path, {"body": {"model": "x", "usage": usage}, "parts": {"model": "?"}})
    made = bill(run, settings())
    assert (made.cost, made.price_source) == (0.25, "server")


def test_the_users_prices_win_over_what_a_server_states(tmp_path: Path) -> None:
    stated = {"prompt_tokens": 1_000, "completion_tokens": 100, "cost": 0.25}
    run = ledger(tmp_path, {"body": {"usage": stated}, "terms": OWN})
    made = bill(run, settings())
    assert (made.cost, made.price_source) == (pytest.approx(BY_OWN), "user")
    # a server that says what it cost and not what was used is the only one to know
    run = ledger(tmp_path, {"body": {"usage": {"cost": 0.25}}, "terms": OWN})
    assert cost(run) == 0.25


def test_a_bill_of_several_sources_names_them(tmp_path: Path) -> None:
    usage = {"prompt_tokens": 1_000, "completion_tokens": 100, "cost": 0.25}
    run = ledger(tmp_path, {}, {"body": {"usage": usage}})
    made = bill(run, settings())
    assert (made.price_source, made.price_sources) == ("mixed", ("server", "table"))
    assert made.price_table
    said = price_source(made)
    assert said.startswith("partly as the server states it, partly by genai-prices ")
    made = bill(ledger(tmp_path, {"terms": {"price_out": 2}}), settings())
    assert (made.price_source, made.price_sources) == ("mixed", ("table", "user"))


def test_a_paid_answer_that_another_shard_took_over_is_paid_once(tmp_path: Path) -> None:
    copy = {"identity": "same", "sample": "1/detail/0", "body": {"id": "r"}}
    taken = {**copy, "reused_from": "other"}
    for rows in ((taken, copy), (copy, taken), (taken, taken, copy)):
        made = bill(ledger(tmp_path, *rows), settings())
        assert (made.answers, made.reused, made.cost) == (1, 0, pytest.approx(EACH))
    made = bill(ledger(tmp_path, taken, taken), settings())
    assert (made.answers, made.reused, made.cost) == (0, 1, 0.0)


def test_answers_without_an_id_are_told_apart_by_all_else(tmp_path: Path) -> None:
    same = {"identity": "same", "sample": "1/detail/0", "seconds": 1.0, "received": now()}
    same |= {"endpoint": OPENAI, "body": {"id": None}}
    others = [{"sample": "2/detail/0"}, {"seconds": 1.001}, {"endpoint": OPENAI + "/"}]
    run = ledger(tmp_path, same, same, *({**same, **other} for other in others))
    made = bill(run, settings())
    assert (made.answers, made.cost) == (4, pytest.approx(4 * EACH))


def test_a_local_model_with_a_paid_ones_name_has_no_cost(tmp_path: Path) -> None:
    here = {"sending": {"base_url": "http://localhost:8000/v1"}}
    made = bill(ledger(tmp_path, {}), settings(**here))
    assert (made.cost, made.price_source, made.price_table) == (None, "unknown", None)


def test_a_bill_names_its_price_table(tmp_path: Path) -> None:
    made = bill(ledger(tmp_path, {}), settings())
    assert made.price_source == "table"
    assert made.price_table
    assert made.price_date


def test_a_stopped_run_adds_up_to_what_its_sessions_cost(bench: Bench) -> None:
    def first_only(request: Request) -> dict[str, Any] | Failure:
        is_first = request.scene.id.endswith("0")
        return priced_reply(request) if is_first else fails(request, permanent=False)

    stopped = bench.generate(first_only, **MINI).report
    assert (stopped.bill.answers, stopped.bill.cost) == (1, pytest.approx(EACH))
    whole = bench.generate(priced_reply, **MINI).report
    assert (whole.bill.answers, whole.bill.cost) == (3, pytest.approx(3 * EACH))
    assert bench.generate(priced_reply, **MINI).report.bill == whole.bill


def test_answers_that_fell_out_of_use_stay_in_the_sum_and_are_named(bench: Bench) -> None:
    bench.generate(priced_reply, **MINI)
    report = bench.generate(priced_reply, recipes={"recipes": ("reasoning",)}, **MINI).report
    assert report.bill.answers == 6
    assert report.bill.cost == pytest.approx(6 * EACH)
    assert report.bill.unused_answers == 3
    assert report.bill.unused_cost == pytest.approx(3 * EACH)
    for recipe in ("detail", "reasoning"):
        assert report.bill.by_recipe[recipe].answers == 3
        assert report.bill.by_recipe[recipe].cost == pytest.approx(3 * EACH)


def test_a_record_says_what_it_cost_with_the_attempts_before_it(bench: Bench) -> None:
    def second_time(request: Request) -> dict[str, Any]:
        if request.attempt == 1 and request.scene.id.endswith("0"):
            empty = priced_reply(request)
            empty["choices"][0]["message"]["content"] = "  "
            return empty
        return priced_reply(request)

    bench.generate(second_time, **MINI)
    rows = bench.rows(bench.run.provenance)
    assert [row["cost"] for row in rows] == pytest.approx([EACH, EACH, EACH])
    assert [row["sample_cost"] for row in rows] == pytest.approx([2 * EACH, EACH, EACH])
    assert bench.rows(bench.run.rejects)[0]["cost"] == pytest.approx(EACH)


def test_the_costs_of_records_and_rejects_add_up_to_the_bill(bench: Bench) -> None:
    def all_but_one(request: Request) -> dict[str, Any]:
        reply = priced_reply(request)
        if request.scene.id.endswith("3"):
            reply["choices"][0]["message"]["content"] = ""
        return reply

    bench.scenes.write_text(
        bench.scenes.read_text(encoding="utf-8").replace("number 1", "number 0")
        + json.dumps(scenes(4)[3])
        + "\n",
        encoding="utf-8",
    )
    other = Run(bench.run.folder.with_name("other"))
    first, bench.run = bench.run, other
    third = bench.scenes.with_name("third.txt")
    third.write_text(f"{2:012}\n", encoding="utf-8")
    bench.generate(priced_reply, selection={"image_ids": third}, **MINI)
    bench.run = first
    teacher = ScriptedTeacher(all_but_one)
    report = generate(first, bench.settings(**MINI), teacher, reuse=[other.folder]).report
    assert report is not None
    # scenes 0 and 1 read the same, 2 comes from the other run, 3 is rejected twice
    assert (report.bill.answers, report.bill.reused) == (3, 1)
    assert report.bill.cost == pytest.approx(3 * EACH)
    made, rejected = bench.rows(first.provenance), bench.rows(first.rejects)
    assert [row["sample_cost"] for row in made] == pytest.approx([EACH, 0, 0])
    assert sum(row["cost"] for row in (*made, *rejected)) == pytest.approx(report.bill.cost)


def test_a_record_of_unknown_cost_says_none(bench: Bench) -> None:
    bench.generate(good_reply, **MINI)
    assert all("cost" not in row for row in bench.rows(bench.run.provenance))


def before(run: Run, meter: Meter | None = None) -> float:
    chosen = settings()
    rates = Prices(chosen.teaching, chosen.sending, chosen.spending).rates()
    return spent_before(bill(run, chosen), meter or Meter({}), rates)


def test_a_budget_begins_with_what_earlier_sessions_cost(tmp_path: Path) -> None:
    run = ledger(tmp_path, {}, {}, {"reused_from": "elsewhere"})
    assert before(run) == pytest.approx(2 * EACH)


def test_an_earlier_answer_of_unknown_cost_counts_as_one_that_costs_as_much_as_it_may(
    tmp_path: Path,
) -> None:
    run = ledger(tmp_path, {}, {"body": {"usage": None}})
    assert before(run) == pytest.approx(2 * EACH)
    start = Start(6_000, 8_000.0, 0.25, completion=500.0)
    assert before(run, Meter({"detail": start})) > EACH + 8_000 * 0.25e-6
