"""A record in, findings out.

Decides nothing beyond the severity of each finding; changes no text.
"""

from datagen.validation.check import Limits, check_record
from datagen.validation.images import PictureFolder

__all__ = ["Limits", "PictureFolder", "check_record"]
