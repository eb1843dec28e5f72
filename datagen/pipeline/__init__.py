"""The acts: plan (free), ask (paid), build (free), expand (free).

The only place that knows all rooms.
"""

from datagen.pipeline.build import build
from datagen.pipeline.expand import expand
from datagen.pipeline.generate import generate, teacher_of

__all__ = ["build", "expand", "generate", "teacher_of"]
