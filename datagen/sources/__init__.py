"""Annotation files in, scenes out. Nothing is drawn, asked or written here.

Each reader checks its whole input before it returns: trouble with a file as a whole raises
`InputError`, a single item that cannot be used becomes a `Skip` in the source's report. The source
then yields its scenes as often as it is iterated, always the same ones in the order of the file.
"""

from datagen.sources.coco import read_coco
from datagen.sources.coco_document import CocoObject
from datagen.sources.ids import read_ids
from datagen.sources.matching import image_ids
from datagen.sources.names import ImageNames
from datagen.sources.scenes import read_scenes
from datagen.sources.source import Source, SourceReport

__all__ = [
    "CocoObject",
    "ImageNames",
    "Source",
    "SourceReport",
    "image_ids",
    "read_coco",
    "read_ids",
    "read_scenes",
]
