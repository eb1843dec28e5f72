"""A record and its scene in, findings out: what the text says, held against what is known.

Truth has three values. *Supported* and *contradicted* rest on boxes and captions, which each
finding names; everything else is *unknown*, and what is unknown never rejects.
"""

from datagen.validation.grounding.check import GROUNDING_RULE_NAMES, IMAGE_RULE_NAMES, Grounding

__all__ = ["GROUNDING_RULE_NAMES", "IMAGE_RULE_NAMES", "Grounding"]
