"""Attributes against the captions are warned of, unless a policy wants more."""

from __future__ import annotations

import pytest

from datagen.language.lexicon import open_lexicon
from datagen.records import Scene
from datagen.validation.grounding import Grounding
from datagen.validation.policy import Policy, PolicyName

SCENE = Scene("1", "1.jpg", ("A wooden bench by an open door.", "A bench at a door."), ())
TURNS = [("human", "<image>\nDescribe the image."), ("gpt", "A metal bench stands by a door.")]


@pytest.mark.parametrize(
    ("policy", "severity"), [("default", "warn"), ("strict", "reject"), ("lenient", "warn")]
)
def test_an_attribute_rejects_only_where_everything_refuted_does(
    policy: PolicyName, severity: str
) -> None:
    (found,) = Policy(policy)(Grounding(open_lexicon()).check(TURNS, SCENE))
    assert (found.rule, found.severity, found.claim) == ("wrong_attribute", severity, "metal bench")
    assert found.evidence is not None
    assert found.evidence.captions == (0,)
    assert found.span == (2, 13)
