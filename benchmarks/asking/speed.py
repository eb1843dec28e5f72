"""Requests as fast as each tool sends them, all tools in turn, several rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from asking.bench import Bench
from asking.table import markdown
from asking.tools import Tool


@dataclass(frozen=True, slots=True)
class Run:
    """One run: requests a second while it was sending and over all, CPU, memory."""

    sending: float
    whole: float
    cpu_ms: float
    start_cpu: float
    peak_mb: float
    in_flight: int


def compare(bench: Bench, tools: Sequence[Tool], *, rounds: int, latency: float) -> str:
    """The table. Ratios are taken within a round, then the median of them."""
    runs: dict[str, list[Run]] = {tool.name: [] for tool in tools}
    problems: dict[str, str] = {}
    for tool in tools:
        if problem := bench.problem(tool):
            problems[tool.name] = problem
    for number in range(rounds):
        for tool in tools:
            if tool.name not in problems:
                outcome = _one(bench, tool, latency)
                if isinstance(outcome, str):
                    problems[tool.name] = outcome
                else:
                    runs[tool.name].append(outcome)
                    bench.say(f"round {number + 1}: {tool.name} {outcome}")
    base = next((name for name in ("datagen", "datagen-generate") if runs.get(name)), None)
    return markdown(
        (
            "tool",
            "requests/s, sending",
            "requests/s, whole process",
            "CPU ms a request",
            "start-up CPU s",
            "peak MB",
            "most in flight",
            *([f"speed of {base} against it", "its CPU against that"] if base else []),
        ),
        [
            [tool.title, problems[tool.name]]
            if tool.name in problems
            else _row(tool, runs[tool.name], runs[base] if base else [])
            for tool in tools
        ],
    )


def _one(bench: Bench, tool: Tool, latency: float) -> Run | str:
    """A run of one request, for what starting costs, and the run proper."""
    options = ("--latency", str(latency))
    single = bench.run(tool, 1, options, fast=True)
    if isinstance(single, str):
        return single
    whole = bench.run(tool, bench.requests, options, fast=True)
    if isinstance(whole, str):
        return whole
    n, stats = bench.requests, whole.stats
    if whole.rows != n:
        return f"{whole.rows} of {n} rows, exit {whole.usage.code}"
    return Run(
        sending=n / (stats["last_answer"] - stats["first_request"]),
        whole=n / whole.usage.seconds,
        cpu_ms=(whole.usage.cpu - single.usage.cpu) / n * 1000,
        start_cpu=single.usage.cpu,
        peak_mb=whole.usage.peak_mb,
        in_flight=stats["most_in_flight"],
    )


def _row(tool: Tool, runs: Sequence[Run], base: Sequence[Run]) -> list[str]:
    faster = [ours.sending / theirs.sending for ours, theirs in zip(base, runs, strict=False)]
    frugal = [theirs.cpu_ms / ours.cpu_ms for ours, theirs in zip(base, runs, strict=False)]
    return [
        tool.title,
        f"{median(run.sending for run in runs):,.0f}",
        f"{median(run.whole for run in runs):,.0f}",
        f"{median(run.cpu_ms for run in runs):.2f}",
        f"{median(run.start_cpu for run in runs):.1f}",
        f"{median(run.peak_mb for run in runs):.0f}",
        f"{median(run.in_flight for run in runs):.0f}",
        *([f"{median(faster):.2f} x", f"{median(frugal):.2f} x"] if base else []),
    ]
