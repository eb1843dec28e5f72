"""`datagen merge`: join the shards of one job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from datagen.cli.common import ConfigOption, leave, out_folder, resolved
from datagen.cli.options import Flags, takes
from datagen.settings import Building, Finishing, Place, Telling

ShardArguments = Annotated[
    list[Path],
    typer.Argument(metavar="SHARD_RUN...", help="The run folders of all shards."),
]


@takes(Place, Telling, Building, Finishing)
def merge(shards: ShardArguments, *, config: ConfigOption = None, flags: Flags) -> None:
    """Join the run folders of the shards of one job, and write the records. Nothing is sent.

    The records are those of one run without --shard. May be repeated when shards hold more answers.
    """
    from datagen.cli.summary import print_report
    from datagen.pipeline.merge import merge as run_merge
    from datagen.runs import Run

    session = resolved(flags, config).session
    out = Run(out_folder(session))
    report = run_merge([Run(shard) for shard in shards], out, workers=session.workers)
    print_report(out, report, session)
    leave(out, report, session)
