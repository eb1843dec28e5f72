"""The commands by name, and the one place where errors become words and exit codes.

| exit | meaning |
| --- | --- |
| 0 | done (rejects are normal) |
| 1 | bad input or environment |
| 2 | usage, settings, or a confirmation that was refused |
| 3 | incomplete: samples are pending or failed |
| 4 | findings that reject (`validate`), no example at all, or too few (`--min-accept`) |
| 5 | a budget is reached: --max-cost, --max-requests |
| 130 | interrupted; what was answered is kept |
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from datagen import __version__
from datagen.cli.console import open_stdout, print_error, say
from datagen.errors import DatagenError

_UsageError: Any = typer.BadParameter.__base__
_COLLECT_AT = 10_000  # objects: at Python's 700 a fifth of the time of asking went to looking for
# cycles, of which there are few

# Each stands in a module of its own name (_ for -), which is imported when it is called and not for
# --help.
COMMANDS = {
    "generate": "Generate instruction data: plan, ask, check, write.",
    "estimate": "Say what generating would take: requests, tokens, money, time. Sends nothing.",
    "plan": "Write a run folder and say what would be asked; nothing is sent.",
    "ask": "Ask for what a planned run still needs, then write.",
    "merge": "Join the run folders of the shards of one job.",
    "expand": "Expand captions naively: a question from a list, a caption as its answer.",
    "build": "Write the outputs of a run again, from its saved answers.",
    "preview": "Look at samples in the terminal.",
    "explain": "Say where samples stand, and why they were or will be asked again.",
    "validate": "Check a LLaVA-format file, also one that datagen did not make.",
    "fake-server": "Rehearse a run: an API on this machine that costs nothing and fails as told.",
    "init": "Copy the prompts and seeds, to edit them.",
    "config": "Show what a command would run with.",
}


_GO_ON = frozenset({"generate", "plan", "ask", "merge", "expand", "build"})


class _Commands(TyperGroup):
    """Knows the commands by name and one line each; loads the one that is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, stub, rest = super().resolve_command(ctx, args)
        return name, _load(name) if name in COMMANDS else stub, rest

    def invoke(self, ctx: Any) -> Any:
        """Typer leaves with 130 on Ctrl-C as well, and says nothing."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            went_on = ctx.invoked_subcommand in _GO_ON
            say(
                "interrupted; what was finished is kept. Run the same command again to go on."
                if went_on
                else "interrupted before its end"
            )
            raise typer.Exit(130) from None


class _Command(TyperCommand):
    """Says of an option that it does not have which commands do."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except _UsageError as problem:
            option = getattr(problem, "option_name", "")
            own = any(option in (*part.opts, *part.secondary_opts) for part in self.params)
            if not own and (others := _commands_with(option)):
                listed = " and ".join((", ".join(others[:-1]), others[-1])[len(others) == 1 :])
                said = f"{problem.message.rstrip('.')}. It is an option of {listed}."
                raise _UsageError(said, ctx) from None
            raise


def _load(name: str) -> Any:
    own = name.replace("-", "_")
    module = import_module(f"datagen.cli.{own}")
    group: typer.Typer | None = getattr(module, "app", None)
    if group is None:
        group = typer.Typer(add_completion=False, rich_markup_mode="rich")
        group.command(name, cls=_Command)(getattr(module, own))
    return typer.main.get_command(group)


def _commands_with(option: str) -> list[str]:
    """The commands that take an option of several letters."""
    return [
        f"`datagen {name}`"
        for name in COMMANDS
        if option.startswith("--")
        and any(option in (*part.opts, *part.secondary_opts) for part in _load(name).params)
    ]


app = typer.Typer(
    name="datagen",
    cls=_Commands,
    help="Turn image captions and boxes into checked instruction data of the LLaVA-Instruct kind.",
    epilog="Exit codes: 0 done; 1 bad input or environment; 2 usage or settings; 3 incomplete; "
    "4 findings that reject; 5 budget reached; 130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"datagen {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and stop.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Options that stand before the command."""


for _name, _summary in COMMANDS.items():
    app.command(_name, help=_summary)(lambda: None)


def main() -> None:
    """Run the command line and leave the process with the exit code that stands above."""
    gc.set_threshold(_COLLECT_AT)
    open_stdout()
    try:
        try:
            app()
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except DatagenError as failure:
        print_error(failure)
        sys.exit(failure.exit_code)
