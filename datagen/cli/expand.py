"""`datagen expand`: naive caption expansion."""

from __future__ import annotations

from datagen.cli.common import ConfigOption, confirmation, leave, out_folder, resolved
from datagen.cli.options import Flags, takes
from datagen.settings import (
    Building,
    Confirming,
    Expansion,
    Inputs,
    Output,
    Place,
    Selection,
    Telling,
    Templates,
)


@takes(Place, Confirming, Inputs, Selection, Templates, Expansion, Output, Building, Telling)
def expand(*, config: ConfigOption = None, flags: Flags) -> None:
    """Expand captions naively: a question from a list, a caption as its answer. No teacher."""
    from datagen.cli.summary import print_report
    from datagen.pipeline.expand import expand as run_expand
    from datagen.runs import Run

    chosen = resolved({**flags, "with_expansion": True}, config, of_run=True)
    run = Run(out_folder(chosen.session))
    report = run_expand(
        run,
        chosen.settings,
        confirm=confirmation(chosen.session, asks=False),
        workers=chosen.session.workers,
    )
    print_report(run, report, chosen.session)
    leave(run, report, chosen.session)
