"""A run folder in, every output out: records, provenance, rejects, findings, report.

Reads nothing but the run folder and sends nothing, so it may be run as often as a parser, a rule or
a format changes. Two builds of one folder write the same records, in however many processes. Memory
holds a few hundred samples a process, the ledger's index, and what duplicates are known by.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

from datagen.ledger import Ledger
from datagen.pipeline.account import open_account
from datagen.pipeline.checks import Checks
from datagen.pipeline.counts import Counts
from datagen.pipeline.crew import Crew, cores
from datagen.pipeline.data_set import DataSet
from datagen.pipeline.finish import Finished, finisher
from datagen.pipeline.last_build import rules_of
from datagen.pipeline.outputs import Outputs
from datagen.pipeline.planned import open_composer
from datagen.pipeline.portions import Portion, portions
from datagen.pipeline.tidy import tidy_when_terminated
from datagen.rows import Report
from datagen.runs import Manifest, Run, whole_file

_ENOUGH = 20_000  # samples; fewer are built before workers would have made up for their start


def build(run: Run, manifest: Manifest, *, workers: int | None = None) -> Report:
    """Write the outputs of a planned run whose lock the caller holds. Raises `RunError`.

    `workers` is how many processes judge and write rows: with 1 this one does it; None: as many as
    are of use.
    """
    if workers is None:
        workers = cores() if manifest.samples + manifest.inputs.selected >= _ENOUGH else 1
    with tidy_when_terminated(), ExitStack() as stack:
        opens = partial(finisher, run, manifest)
        crew: Crew[Portion, Finished] = stack.enter_context(Crew(opens, workers))
        account = open_account(run, manifest.settings)
        outputs = Outputs(run, manifest, account, stack)
        counts = Counts()
        recipes = open_composer(run, manifest).recipes
        checks = Checks.of_run(run, manifest)
        ledger = stack.enter_context(Ledger(run.ledger))
        whole = DataSet(checks.policy, ledger)
        for done in crew.in_order(portions(run, ledger)):
            whole.settle(done)
            counts.add(done.counts)
            outputs.add(done)
        # what says that the others belong together goes first and comes last
        run.report.unlink(missing_ok=True)
    answers = outputs.answers
    report = Report(
        planned=counts.states.total(),
        examples=counts.states["example"],
        rejected=counts.states["rejected"],
        failed=counts.states["failed"],
        pending=counts.states["pending"],
        turns=counts.turns,
        answers=answers.answers,
        expansion=outputs.pairs,
        expansion_rejected=outputs.pairs_rejected,
        by_recipe={name: dict(states) for name, states in counts.by_recipe.items()},
        rejects_by_code=dict(counts.rejects.most_common()),
        failed_for_good=counts.failed_for_good,
        failures_by_code=dict(counts.failures.most_common()),
        failure_details=counts.failure_details,
        warnings_by_rule=dict(counts.warnings.most_common()),
        findings_by_rule=counts.findings_by_rule(),
        **whole.told(),
        prompt_tokens=answers.tokens.prompt,
        completion_tokens=answers.tokens.completion,
        cached_tokens=answers.tokens.cached,
        model=manifest.settings.teaching.model,
        served_models=dict(answers.served_models.most_common()),
        bill=account.bill(),
        prediction=manifest.prediction,
        inputs=manifest.inputs,
        notes=manifest.notes,
        damaged_rows=[damage.line for damage in ledger.damage],
        files=outputs.files,
        judged_to=ledger.length,
        judged_plan=manifest.plan,
        judged_by={
            name: rules_of(manifest.settings, checks, recipe) for name, recipe in recipes.items()
        },
    )
    with whole_file(run.report) as out:
        out.write(report.model_dump_json(indent=2) + "\n")
    return report
