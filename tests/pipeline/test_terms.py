"""What an answer was paid by is written down with it, and is what it is billed by for good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from datagen.pipeline.generate import generate
from datagen.pipeline.merge import merge
from datagen.runs import Run
from datagen.teachers.local import ScriptedTeacher
from tests.pipeline.conftest import Bench
from tests.pipeline.test_account import EACH, paid_reply

MODEL = {"model": "m"}
CHEAP, DEAR = {"price_in": 1, "price_out": 1}, {"price_in": 10, "price_out": 10}


@pytest.mark.parametrize("later", [DEAR, {}])
def test_a_run_goes_on_at_other_prices_without_pricing_its_past_anew(
    bench: Bench, later: dict[str, Any]
) -> None:
    bench.generate(paid_reply, teaching=MODEL, spending=CHEAP, selection={"limit": 2})
    bill = bench.generate(paid_reply, teaching=MODEL, spending=later).report.bill
    assert bill.known_cost == pytest.approx(2 * EACH + (10 * EACH if later else 0))
    assert bill.without_price == (0 if later else 1)


def test_a_limit_counts_the_past_at_what_it_cost(bench: Bench) -> None:
    bench.generate(paid_reply, teaching=MODEL, spending=DEAR, selection={"limit": 2})
    limit = {**CHEAP, "max_cost": 15 * EACH}
    asked = bench.generate(paid_reply, teaching=MODEL, spending=limit).asked
    assert (asked.limit, asked.done) == ("--max-cost", 0)
    assert asked.spent == pytest.approx(20 * EACH)


@pytest.mark.parametrize("prices", [(CHEAP, DEAR), (DEAR, CHEAP), (CHEAP, {}), ({}, CHEAP)])
def test_merged_shards_cost_what_they_cost_each_by_its_own_prices(
    bench: Bench, tmp_path: Path, prices: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    runs, known, without_price = [], 0.0, 0
    for number, own in enumerate(prices, start=1):
        run = Run(tmp_path / f"part{number}")
        settings = bench.settings(teaching=MODEL, spending=own, selection={"shard": f"{number}/2"})
        report = generate(run, settings, ScriptedTeacher(paid_reply)).report
        assert report is not None
        known += report.bill.known_cost
        without_price += report.bill.without_price
        runs.append(run)
    merged = merge(runs, Run(tmp_path / "out")).bill
    assert merged.known_cost == pytest.approx(known)
    assert merged.without_price == without_price


@pytest.mark.usefixtures("own_table")
def test_a_tier_that_was_asked_for_is_paid_though_no_server_repeats_it(bench: Bench) -> None:
    small = {"model": "small"}
    bench.generate(
        lambda request: {**paid_reply(request), "model": "small"},
        teaching=small,
        sending={"service_tier": "flex"},
        selection={"limit": 1},
    )
    report = bench.generate(
        lambda request: {**paid_reply(request), "model": "small"},
        teaching=small,
        selection={"limit": 2},
    ).report
    at_flex, standard = (1_000 * 0.5 + 100 * 2) / 1e6, (1_000 * 2 + 100 * 8) / 1e6
    assert report.bill.cost == pytest.approx(at_flex + standard)


def test_a_run_without_prices_and_tier_writes_no_terms(bench: Bench) -> None:
    bench.generate(paid_reply, teaching=MODEL)
    assert all("terms" not in row for row in bench.rows(bench.run.ledger))


def test_what_was_spent_is_unknown_once_an_answer_does_not_say_what_it_used(bench: Bench) -> None:
    def silent(request: Any) -> dict[str, Any]:
        reply = paid_reply(request)
        if request.scene.id.endswith("1"):
            del reply["usage"]
        return reply

    limit = {**CHEAP, "max_cost": 1}
    first = bench.generate(paid_reply, teaching=MODEL, spending=limit, selection={"limit": 1})
    assert first.asked.spent == pytest.approx(EACH)
    for _ in range(2):
        asked = bench.generate(silent, teaching=MODEL, spending=limit).asked
        assert (asked.spent, asked.projected) == (None, None)


def test_an_answer_that_does_not_say_what_it_used_counts_towards_a_limit(bench: Bench) -> None:
    def silent(request: Any) -> dict[str, Any]:
        reply = paid_reply(request)
        del reply["usage"]
        return reply

    limit = {**CHEAP, "max_cost": 0.004}
    asked = bench.generate(silent, teaching=MODEL, spending=limit).asked
    assert asked.limit == "--max-cost"
    assert 0 < asked.done < 3
