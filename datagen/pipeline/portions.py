"""A planned run and its ledger's index in, what is built at once out, in the order of the plan.

Decodes no more than it takes to know which rows belong together: the rest is the workers' part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from datagen.ledger import Ledger
from datagen.pipeline.planned import plan_head, reading_plan, scene_head
from datagen.runs import Run, torn

_SAMPLES = 200  # small enough for little memory, large enough that the way costs little


@dataclass(slots=True)
class Portion:
    """Some scenes and their samples, as the rows of the run's files.

    `places` are where the rows of each sample's attempts start in the ledger, in the order of the
    attempts: all answers, but for the last, which may be a failure.
    """

    scenes: list[bytes] = field(default_factory=list)
    samples: list[bytes] = field(default_factory=list)
    places: list[tuple[int, ...]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.scenes) + len(self.samples)


def portions(run: Run, ledger: Ledger) -> Iterator[Portion]:
    """Raises `RunError` where plan and scenes do not belong together."""
    with reading_plan(run), run.scenes.open("rb") as scene_rows, run.plan.open("rb") as plan_rows:
        portion = Portion()
        sample_row = next(plan_rows, b"")
        sample = plan_head(sample_row) if sample_row else None
        for scene_row in scene_rows:
            scene = scene_head(scene_row).id
            portion.scenes.append(scene_row)
            while sample and sample.scene == scene:
                portion.samples.append(sample_row)
                portion.places.append(ledger.places(sample.identity))
                sample_row = next(plan_rows, b"")
                sample = plan_head(sample_row) if sample_row else None
            if len(portion) >= _SAMPLES:
                yield portion
                portion = Portion()
        if sample:
            raise torn(run, f"the plan names image '{sample.scene}', the scenes do not hold it")
        if portion.scenes:
            yield portion
