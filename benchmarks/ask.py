"""How datagen asks, side by side with other tools; prints Markdown tables. Linux, two cores.

    python benchmarks/ask.py --install                  requests a second, CPU, memory
    python benchmarks/ask.py --kill --rate --poison     what becomes of a run in trouble
    python benchmarks/ask.py --memory                   datagen alone, up to 158,000 requests

Every tool has an environment of its own with pinned versions (`--venvs`, made by `--install`) and
runs in a process of its own on one core; the server, in another process, has another core. Nothing
leaves the machine. The tools take turns, so that what else the machine does meets all of them.

The workload is made up: a system prompt of 1.5 KB, three worked examples of 4 KB together, a query
of 1 KB, an answer of 1.4 KB. `datagen` is `datagen ask` on a saved plan, its ledger included;
`datagen-generate` is plan, ask and build in one; `bare` is no tool but what the machine allows.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from asking import faults, memory, speed
from asking.bench import Bench
from asking.measure import Cores
from asking.tools import REPOSITORY, TOOLS, Environments, Tool

NOTES = """
Sending is from the first request's arrival to the last answer, as the server saw it; CPU a request
is the whole command's less that of the same command with one request, which stands as start-up.
Ratios are taken within a round, then their median. `datagen` is `datagen ask --no-build` on a saved
plan, its ledger and its judging included; `datagen-generate` is plan, ask and build. curator runs
without limits a minute and with the copy of its tokenizer's vocabulary that litellm ships, since it
would download it; distilabel with batches as large as the number in flight, and without the log
line a request of an HTTP client newer than itself; data-designer with the worked examples in the
prompt and its buffer of 1,000 rows. All requirements are pinned in benchmarks/peers.
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tools", default=",".join(TOOLS), help="separated by commas")
    parser.add_argument("--install", action="store_true", help="make what is missing")
    default = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")) / "datagen-benchmarks"
    parser.add_argument("--venvs", type=Path, default=default, help="default: %(default)s")
    parser.add_argument("--folder", type=Path, help="keep the runs here; default: a temporary one")
    parser.add_argument("--runs", type=int, default=5, help="of the speed comparison")
    parser.add_argument("--requests", type=int, help="5000; 400, 450, 200 in the other modes")
    parser.add_argument("--concurrency", type=int, help="128; 32 in the other modes")
    parser.add_argument("--latency", type=float, help="seconds; 0.05, 0.3 in the other modes")
    parser.add_argument("--timeout", type=float, default=240, help="seconds a run")
    parser.add_argument("--kill", action="store_true", help="SIGKILL half-way, then again")
    parser.add_argument("--rate", action="store_true", help="300 requests in a sliding minute")
    parser.add_argument("--poison", action="store_true", help="one prompt is refused for good")
    parser.add_argument("--memory", action="store_true", help="peak memory, time to resume")
    parser.add_argument("--sizes", default="5000,158000", help="of --memory; default: %(default)s")
    options = parser.parse_args()
    unknown = set(options.tools.split(",")) - set(TOOLS)
    if unknown:
        parser.error(f"unknown tools: {', '.join(sorted(unknown))} (known: {', '.join(TOOLS)})")
    names = options.tools.split(",")
    if options.memory and not (options.kill or options.rate or options.poison):
        names = ["datagen"]
    tools = [TOOLS[name] for name in names]
    environments = Environments(options.venvs.expanduser().absolute())
    if options.install:
        install(environments, tools)
    if problem := environments.problem("bare"):
        parser.error(f"the server's own environment is {problem}")
    with tempfile.TemporaryDirectory() as temporary:
        run(options, tools, environments, Path(options.folder or temporary).absolute())


def install(environments: Environments, tools: list[Tool]) -> None:
    for name in dict.fromkeys(["bare", *(tool.environment for tool in tools)]):
        if environments.problem(name):
            print(f"installing {name} …", file=sys.stderr, flush=True)
            if problem := environments.install(name):
                print(f"{name}: {problem}", file=sys.stderr)


def run(
    options: argparse.Namespace, tools: list[Tool], environments: Environments, folder: Path
) -> None:
    def bench(requests: int, concurrency: int) -> Bench:
        return Bench(
            environments,
            folder,
            requests=options.requests or requests,
            concurrency=options.concurrency or concurrency,
            timeout=options.timeout,
        )

    print(about(), flush=True)
    patient = 0.3 if options.latency is None else options.latency
    resumable = [tool for tool in tools if tool.name not in ("bare", "datagen")]
    if options.kill:
        of = bench(400, 32)
        after = of.requests * 5 // 8
        print(f"\n## Killed once {after} of {of.requests} were answered, and started again\n")
        print(faults.kill(of, resumable, latency=patient, after=after), flush=True)
    if options.rate:
        of = bench(450, 32)
        print(f"\n## {of.requests} requests, 300 let through in a sliding minute\n")
        print(faults.rate(of, resumable, latency=patient, most=300, window=60.0), flush=True)
    if options.poison:
        of = bench(200, 32)
        print(f"\n## {of.requests} requests, one of them refused for good (HTTP 400)\n")
        print(faults.poison(of, resumable, latency=patient), flush=True)
    if options.memory:
        of = bench(0, 128)
        of.timeout = max(options.timeout, 3600.0)
        print("\n## Memory and resuming\n")
        print(memory.grow(of, [int(size) for size in options.sizes.split(",")]), flush=True)
    if not (options.kill or options.rate or options.poison or options.memory):
        of, latency = bench(5000, 128), 0.05 if options.latency is None else options.latency
        allowed = f"; the latency allows {of.concurrency / latency:,.0f}/s" if latency else ""
        print(
            f"\n## {of.requests:,} requests, {of.concurrency} in flight, answered in "
            f"{latency * 1000:g} ms{allowed}; median of {options.runs}\n"
        )
        print(speed.compare(of, tools, rounds=options.runs, latency=latency))
        print(NOTES, flush=True)


def about() -> str:
    """When, where and on what: what one must know to read the figures."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=REPOSITORY, capture_output=True, text=True
    )
    cores = Cores.of_this_machine()
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, datagen at {commit.stdout.strip() or 'unknown'}, "
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, client on core {cores.client}, server on core {cores.server}, "
        f"load {os.getloadavg()[0]:.1f} at the start."
    )


if __name__ == "__main__":
    main()
