"""The same trouble for every tool, each with its defaults: killed, limited, one request refused.

Prompts and answers are brief here: a tool that falls back to a number of tokens a minute where the
server names none (curator: 100,000) would else show that pace and not how it takes the trouble.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from asking.bench import Bench, Ran
from asking.table import markdown
from asking.tools import Tool, rows
from asking.workload import item


def kill(bench: Bench, tools: Sequence[Tool], *, latency: float, after: int) -> str:
    """SIGKILL to the whole process group once `after` were answered; the same command again."""
    table = []
    for tool in tools:
        row = bench.problem(tool) or _killed(bench, tool, latency, after)
        table.append([tool.title, row] if isinstance(row, str) else [tool.title, *row])
        bench.say(f"{table[-1]}")
    heads = ("tool", "answered at the kill", "in flight", "paid twice")
    heads += ("first request after restart, s", "rows at the end", "exit", "seconds, both")
    return markdown(heads, table)


def _killed(bench: Bench, tool: Tool, latency: float, after: int) -> list[str]:
    with bench.serving("--brief", "--latency", str(latency)) as server:
        job = bench.prepared(tool, bench.requests, server.url, fast=False)
        first = bench.measured(tool, job, lambda: server.stats()["items"] >= after)
        at_kill = server.stats()
        if first.code is not None or at_kill["items"] < after:
            ended = f"{_exit(first.code, bench.timeout)}, before the kill"
            return [f"{at_kill['items']}", "", "", "", "", ended, f"{first.seconds:.0f}"]
        time.sleep(2 * latency)  # what was in flight is dropped by then
        killed = server.mark()
        again = bench.measured(tool, job)
        end = server.stats()
    waited = end["first_request"] and end["first_request"] - again.started
    return [
        f"{killed['items']}",
        f"{at_kill['in_flight']}",
        f"{end['paid_twice']}",
        f"{waited:.1f}" if waited else "never",
        f"{rows(tool, job)} of {bench.requests}",
        _exit(again.code, bench.timeout),
        f"{first.seconds + again.seconds:.0f}",
    ]


def rate(bench: Bench, tools: Sequence[Tool], *, latency: float, most: int, window: float) -> str:
    """A sliding window with its limit in the headers, and Retry-After: 2 on a refusal."""
    options = ("--latency", str(latency), "--limit", str(most), "--window", str(window))
    return _table(
        bench, tools, options, "refusals drawn", lambda ran: ran.stats["statuses"].get("429", 0)
    )


def poison(bench: Bench, tools: Sequence[Tool], *, latency: float) -> str:
    """One prompt that always gets HTTP 400."""
    options = ("--latency", str(latency), "--poison", item(bench.requests // 2))
    return _table(bench, tools, options, "tries of it", lambda ran: ran.stats["poisoned"])


def _table(
    bench: Bench,
    tools: Sequence[Tool],
    options: Sequence[str],
    head: str,
    counted: Callable[[Ran], int],
) -> str:
    """How each tool took the trouble that `options` make; `counted` stands under `head`."""
    table = []
    for tool in tools:
        ran = bench.problem(tool) or bench.run(
            tool, bench.requests, ("--brief", *options), fast=False
        )
        if isinstance(ran, str):
            table.append([tool.title, ran])
        else:
            whole = f"{ran.rows} of {bench.requests}"
            ended = _exit(ran.usage.code, bench.timeout)
            seconds = f"{ran.usage.seconds:.0f}"
            table.append([tool.title, f"{counted(ran)}", whole, ended, seconds])
        bench.say(f"{table[-1]}")
    return markdown(("tool", head, "rows at the end", "exit", "seconds"), table)


def _exit(code: int | None, timeout: float) -> str:
    return f"stopped after {timeout:.0f} s" if code is None else f"{code}"
