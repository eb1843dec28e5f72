"""How much memory asking takes as runs grow, and how soon a big run goes on after a kill."""

from __future__ import annotations

from collections.abc import Sequence

from asking.bench import Bench
from asking.table import markdown
from asking.tools import TOOLS

_LEFT = 500  # requests that are left to send when the run is killed


def grow(bench: Bench, sizes: Sequence[int]) -> str:
    """For each size: killed once that many are answered, then started again to its end."""
    tool = TOOLS["datagen"]
    if bench.problem(tool):
        tool = TOOLS["datagen-generate"]
    table = []
    for size in sizes:
        with bench.serving("--latency", "0") as server:
            job = bench.prepared(tool, size + _LEFT, server.url, fast=True)
            bench.say(f"{size}: planned")
            first = bench.measured(tool, job, lambda n=size: server.stats()["items"] >= n)
            answered = server.mark()
            bench.say(f"{size}: {first}")
            again = bench.measured(tool, job)
            end = server.stats()
        waited = end["first_request"] and end["first_request"] - again.started
        table.append(
            [
                f"{answered['items']:,}",
                f"{first.peak_mb:.0f}",
                f"{answered['items'] / first.seconds:,.0f}",
                f"{1000 * first.cpu / max(1, answered['items']):.2f}",
                f"{waited:.1f}" if waited else "never",
                f"{again.peak_mb:.0f}",
                f"{end['paid_twice']}",
                f"{end['items']:,} of {size + _LEFT:,}",
            ]
        )
        bench.say(f"{table[-1]}")
    heads = ("answered at the kill", "peak MB", "answers/s", "CPU ms an answer")
    heads += ("first request after restart, s", "its peak MB", "paid twice", "answered at the end")
    return f"`{tool.name}`, no latency:\n\n{markdown(heads, table)}"
