"""`datagen build`: derive the outputs of a run again."""

from __future__ import annotations

from datagen.cli.common import ConfigOption, RunArgument, leave, resolved
from datagen.cli.options import Flags, takes
from datagen.settings import Building, Checking, Finishing, Output, Telling


@takes(Output, Checking, Building, Telling, Finishing, unset="as in the run")
def build(run_folder: RunArgument, *, config: ConfigOption = None, flags: Flags) -> None:
    """Write the outputs of a run again, from its saved answers. Nothing is sent."""
    from datagen.cli.summary import print_report
    from datagen.pipeline.build import build as run_build
    from datagen.pipeline.checks import keep_words
    from datagen.runs import Run

    run = Run(run_folder)
    run.planned()
    with run.locked():
        manifest = run.planned()
        chosen = resolved(
            flags, config, stored=dict(manifest.settings), changes=(Output, Checking), of_run=True
        )
        checking = chosen.settings.checking
        if chosen.origins["words"] != "run":
            keep_words(run, checking.words)
        if chosen.settings != manifest.settings:
            manifest = manifest.model_copy(update={"settings": chosen.settings})
            run.write_manifest(manifest)
        report = run_build(run, manifest, workers=chosen.session.workers)
    print_report(run, report, chosen.session)
    leave(run, report, chosen.session)
