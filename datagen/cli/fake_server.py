"""`datagen fake-server`: an API on this machine that costs nothing and fails as told."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from datagen.cli.console import say

_COUNTED = {
    "came": "requests",
    "contents": "different requests",
    "answered": "answers (HTTP 200)",
    "good": "usable answers",
    "answered_twice": "requests answered more than once",
    "good_twice": "requests with more than one usable answer",
    "refused": "refusals (HTTP 429)",
    "most_in_flight": "in flight at most",
}


def fake_server(
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="0: any port that is free.")
    ] = 8080,
    latency: Annotated[
        str,
        typer.Option(
            metavar="SECONDS",
            help="Before an answer: 0.05, uniform:LEAST:MOST or lognormal:MEDIAN:SIGMA.",
        ),
    ] = "0.05",
    faults: Annotated[
        str,
        typer.Option(
            metavar="LIST",
            help="none, mixed, storm, or faults with their shares, as in 429=0.1,truncated=0.02; "
            "always-400=0.01 hits the same requests every time. --list-faults names all.",
        ),
    ] = "none",
    list_faults: Annotated[
        bool, typer.Option("--list-faults", help="Say what each fault does, and stop.")
    ] = False,
    rpm: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Most requests in any --window seconds."),
    ] = None,
    tpm: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Most tokens, in and out, in any --window seconds."),
    ] = None,
    window: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0.1, help="What --rpm and --tpm call a minute."),
    ] = 60.0,
    headers: Annotated[
        Literal["right", "wrong", "none"],
        typer.Option(help="What the x-ratelimit headers say of --rpm and --tpm."),
    ] = "right",
    retry_after: Annotated[
        Literal["seconds", "float", "date", "ms", "none"],
        typer.Option(help="How a refusal by --rpm and --tpm says when to come again."),
    ] = "seconds",
    seed: Annotated[int, typer.Option(metavar="N", help="Another seed hits other requests.")] = 0,
    model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The only model that it knows; without this it serves any name."
        ),
    ] = None,
    log: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Append a line of JSON for every reply.")
    ] = None,
    json_output: Annotated[
        bool, typer.Option("--json", help="Print the counts as JSON at the end.")
    ] = False,
) -> None:
    """Serve a chat-completions API on 127.0.0.1, to rehearse a run for nothing.

    It answers in the form that your recipes ask for, as late as --latency says,
    and fails as --faults says. Which request meets which fault is decided by
    --seed and by what it asks: two rehearsals go the same way.

    Ctrl-C stops it and prints what it counted. Until then, GET
    /rehearsal/totals and /rehearsal/counts give the same as JSON.
    """
    from datagen.rehearsal import Limits, Plan, Rehearsal, Served, read_latency, read_mix
    from datagen.rehearsal.server import Desk, address, listen, serve

    if list_faults:
        _print_faults()
        return
    plan = Plan(
        mix=read_mix(faults),
        latency=read_latency(latency),
        limits=Limits(rpm, tpm, window, headers, retry_after),
        seed=seed,
        served=Served(knows=model),
    )
    listening = listen(port)
    desk = Desk(Rehearsal(plan), log=log)
    say(f"export OPENAI_BASE_URL={address(listening)} OPENAI_API_KEY=rehearsal")
    say(
        "datagen generate --captions FILE --instances FILE "
        f"--model {model or 'rehearsal'} --out outputs/rehearsal"
    )

    async def until_stopped() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # an event loop on Windows takes no signals
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(desk, listening, stop)

    with suppress(KeyboardInterrupt):
        asyncio.run(until_stopped())
    desk.close()
    _print_counts(desk.counts.summary(), as_json=json_output)


def _print_faults() -> None:
    from rich.table import Table

    from datagen.cli.summary import stdout_console
    from datagen.rehearsal.faults import FAULTS
    from datagen.rehearsal.mix import PRESETS

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("fault", no_wrap=True)
    table.add_column("what a client meets")
    for name, kind in FAULTS.items():
        table.add_row(name, kind.says)
    console = stdout_console()
    console.print(table)
    console.print("\nwhole sets of them")
    for name, mix in PRESETS.items():
        parts = ",".join(f"{fault}={part:g}" for fault, part in mix.shares.items())
        console.print(f"{name}: {parts or 'no fault at all'}", soft_wrap=True)


def _print_counts(counts: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(counts, indent=2))
        return
    from rich.table import Table

    from datagen.cli.summary import stdout_console

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, words in _COUNTED.items():
        table.add_row(words, str(counts[name]))
    for name, times in counts["faults"].items():
        table.add_row(f"fault {name}", str(times))
    stdout_console().print(table)
