"""A record in, findings out.

Decides nothing beyond the severity of each finding; changes no text.
"""

from datagen.validation.check import Limits, check_made, check_record
from datagen.validation.grounding import GROUNDING_RULE_NAMES
from datagen.validation.images import PictureFolder
from datagen.validation.wording import WORDING_RULE_NAMES

__all__ = [
    "GROUNDING_RULE_NAMES",
    "WORDING_RULE_NAMES",
    "Limits",
    "PictureFolder",
    "check_made",
    "check_record",
]
