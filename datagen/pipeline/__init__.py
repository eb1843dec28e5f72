"""The acts: plan (free), ask (paid), build (free), expand (free).

The only place that knows all rooms.
"""

from datagen.pipeline.build import build
from datagen.pipeline.expand import expand
from datagen.pipeline.generate import ask_run, generate, plan_run, teacher_of

__all__ = ["ask_run", "build", "expand", "generate", "plan_run", "teacher_of"]
