"""A scene in, its captions as single-turn records out: LLaVA's naive expansion, no teacher.

The form of LLaVA's pretraining data (arXiv 2304.08485, section 4.1): a question drawn from a list,
the caption as it stands as the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from datagen.formats import make_record
from datagen.identity import choose, draw
from datagen.records import Example, Reject, Scene, Turn
from datagen.settings import Settings
from datagen.validation import Limits, check_made


def expanded(
    scene: Scene, settings: Settings, questions: Sequence[str]
) -> Iterator[tuple[str, Example | Reject]]:
    """The name of each pair, `IMAGE/caption/INDEX`, and its record, or why it is none."""
    seed = settings.selection.seed
    output = settings.output
    indexes: Sequence[int] = range(len(scene.captions))
    if settings.expansion.captions_per_image == "one" and indexes:
        indexes = [draw(seed, scene.id, "caption") % len(scene.captions)]
    limits = Limits(max_tokens=output.max_tokens_per_record, single_turn=True, wording=False)
    for index in indexes:
        sample = f"{scene.id}/caption/{index}"
        record = make_record(
            scene,
            [Turn(choose(questions, seed, sample, "question"), scene.captions[index])],
            sample=sample,
            seed=seed,
            image_prefix=output.image_prefix,
            image_position=output.image_position,
        )
        findings = check_made(record, limits)
        if first := next((f for f in findings if f.severity == "reject"), None):
            yield sample, Reject("validation", first.rule, first.detail, findings, record)
        else:
            yield sample, Example(record, findings)
