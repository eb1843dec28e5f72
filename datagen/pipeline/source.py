"""Input settings in, a source of scenes out."""

from __future__ import annotations

from datagen.errors import SettingsError
from datagen.rows import InputCounts
from datagen.runs import InputFile
from datagen.settings import Inputs
from datagen.sources import Source, SourceReport, read_coco, read_scenes


def open_source(inputs: Inputs) -> Source:
    """Raises `SettingsError` for flags that contradict each other, `InputError` for bad files."""
    if inputs.scenes and (inputs.captions or inputs.instances):
        raise SettingsError(
            "--scenes stands in place of --captions and --instances", hint="Leave one of them out."
        )
    if inputs.scenes:
        return read_scenes(inputs.scenes, strict=inputs.strict)
    if not inputs.captions and not inputs.instances:
        raise SettingsError(
            "no annotations are named",
            hint="Pass --captions FILE and --instances FILE (COCO), or --scenes FILE.jsonl.",
        )
    return read_coco(
        inputs.captions, inputs.instances, strict=inputs.strict, image_names=inputs.image_names
    )


def input_files(source: Source) -> tuple[InputFile, ...]:
    return tuple(InputFile(path=str(f), bytes=f.stat().st_size) for f in source.files)


def input_counts(report: SourceReport, *, selected: int, skipped: int) -> InputCounts:
    return InputCounts(
        images=report.images,
        captions=report.captions,
        boxes=report.boxes,
        crowd_boxes=report.crowd_boxes,
        dropped_captions=len(report.dropped_captions),
        skipped=skipped,
        selected=selected,
    )
