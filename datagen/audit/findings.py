"""Findings on a sample in, how they are shown out: the words they are about, and their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from datagen.plaintext import visible
from datagen.records import Evidence, Scene
from datagen.rows import FindingRow

STYLES = {"reject": "red", "warn": "yellow"}
_BRIEF = 1000  # characters of what is told
_LONGEST = 60  # characters of a caption that is quoted


def marked(text: str, findings: Sequence[FindingRow]) -> Text:
    """A turn's text with the words of each finding underlined; those that reject on top."""
    shown = Text()
    styles = [""] * len(text)
    for finding in sorted(findings, key=lambda each: each.severity == "reject"):
        start, end = finding.span or (0, 0)
        for place in range(max(start, 0), min(end, len(text))):
            styles[place] = f"bold underline {STYLES[finding.severity]}"
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or styles[end] != styles[start]:
            shown.append(visible(text[start:end]), style=styles[start] or None)
            start = end
    return shown


def told(finding: FindingRow, scene: Scene | None, text: str | None) -> Iterator[Text]:
    """A finding in lines: rule and why, then its claim, its words and the verdict, as far as the
    line before does not hold them, then its evidence.
    """
    style = STYLES[finding.severity]
    yield Text(brief(f"{finding.severity}: {finding.rule}: {finding.detail}"), style=style)
    claim = finding.claim or ""
    said = [f"claim: {brief(claim)}"] if claim and f"'{claim}'" not in finding.detail else []
    if finding.span and text and (words := text[slice(*finding.span)]).lower() != claim.lower():
        said.append(f"words: “{brief(words)}”")
    if finding.verdict:
        said.append(finding.verdict)
    if said:
        yield Text(visible("  " + ", ".join(said)), style="dim")
    if finding.evidence and scene and (lines := list(_evidence(finding.evidence, scene))):
        yield Text(visible("  evidence: " + "; ".join(lines)), style="dim")


def brief(text: str) -> str:
    """A text that is told beside others, made safe to show."""
    return visible(text if len(text) <= _BRIEF else f"{text[:_BRIEF]}…")


def _evidence(evidence: Evidence, scene: Scene) -> Iterator[str]:
    """The boxes by category and number among those of their category, then the captions."""
    boxes = [_box(index, scene) for index in evidence.boxes if index < len(scene.instances)]
    if boxes:
        yield f"{'boxes' if len(boxes) > 1 else 'box'} {', '.join(boxes)}"
    every = set(evidence.captions).issuperset(range(len(scene.captions)))
    if every and not boxes and len(scene.captions) > 1:
        yield f"all {len(scene.captions)} captions"  # they stand above
        return
    for index in evidence.captions:
        if index < len(scene.captions):
            caption = scene.captions[index]
            cut = caption if len(caption) <= _LONGEST else f"{caption[:_LONGEST]}…"
            yield f"caption {index + 1} “{cut}”"


def _box(index: int, scene: Scene) -> str:
    category = scene.instances[index].category
    same = [n for n, each in enumerate(scene.instances) if each.category == category]
    return category if len(same) == 1 else f"{category} {same.index(index) + 1} of {len(same)}"
