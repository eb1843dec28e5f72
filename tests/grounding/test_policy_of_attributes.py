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


@pytest.mark.parametrize(
    ("caption", "answer", "claim", "captions_say"),
    [
        ("Two old suitcases on the floor.", "There are modern suitcases on the floor.",
         "modern suitcases", "old"),
        ("A cluttered room with a bed.", "It is a tidy room with a bed.", "tidy room", "cluttered"),
        ("A wooden bench by a door.", "A metal bench stands there.", "metal bench", "wooden"),
    ],
)  # fmt: skip
def test_a_finding_tells_the_words_of_the_answer_and_of_the_captions(
    caption: str, answer: str, claim: str, captions_say: str
) -> None:
    scene = Scene("1", "1.jpg", (caption, "Some things."), ())
    (found,) = Grounding(open_lexicon()).check([TURNS[0], ("gpt", answer)], scene)
    assert found.claim == claim
    assert found.detail == f"turn 1 says '{claim}': captions say {captions_say}"
