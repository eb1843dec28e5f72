"""A sample in, a panel for the terminal out. Text of captions and models is shown, never obeyed."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from datagen.audit.findings import brief, marked, told
from datagen.audit.samples import Shown
from datagen.plaintext import visible
from datagen.records import Failure, Scene

_ROLES = {"human": ("user", "bold cyan"), "gpt": ("assistant", "bold green")}
_MOST_OBJECTS = 12
# what no record for a trainer has, so that a panel has an end whatever a file holds
_MOST_TURNS = 200
_MOST_FINDINGS = 200
_LONGEST = 20_000  # characters of a message


def panel(shown: Shown) -> Panel:
    """Image, captions, objects, turns or why there are none, findings, provenance."""
    parts: list[RenderableType] = []
    if shown.scene:
        parts += [*_captions(shown.scene), *_objects(shown.scene)]
    if parts:
        parts.append(Rule(style="dim"))
    findings = shown.findings[:_MOST_FINDINGS]
    turns = shown.turns[:_MOST_TURNS]
    for number, (role, value) in enumerate(turns):
        name, style = _ROLES.get(role, (brief(role), "bold"))
        parts.append(Text(name, style=style))
        about = [finding for finding in findings if finding.turn == number]
        parts += _long(marked(value[:_LONGEST], about), value)
        for finding in about:
            parts += [Padding(line, (0, 0, 0, 2)) for line in told(finding, shown.scene, value)]
    parts += _more(len(shown.turns) - len(turns), "messages")
    if shown.reject:
        reject = shown.reject
        outcome = "no other attempt" if reject.final else "asked again"
        why = brief(f"rejected ({reject.stage}): {reject.code}: {reject.detail}")
        parts.append(Text(why, style="red"))
        parts.append(Text(f"attempt {reject.attempt}, {outcome}", style="dim"))
        if reject.raw and not shown.turns:
            parts += _long(Text(visible(reject.raw[:_LONGEST])), reject.raw)
    if shown.failure:
        parts += _failure(shown.failure)
    for finding in findings:
        if finding.turn is None or finding.turn >= len(turns):
            parts += told(finding, shown.scene, None)
    parts += _more(len(shown.findings) - len(findings), "findings")
    if line := _provenance(shown):
        parts += [Rule(style="dim"), Text(line, style="dim")]
    return Panel(
        Group(*parts), title=_title(shown), title_align="left", border_style="blue", padding=(0, 1)
    )


def _long(shown: Text, text: str) -> list[RenderableType]:
    """A message, of which `shown` is as much as is shown."""
    padded: list[RenderableType] = [Padding(shown, (0, 0, 0, 2))]
    return padded + _more(len(text) - _LONGEST, "characters")


def _more(count: int, things: str) -> list[RenderableType]:
    said = f"… {count:,} more {things}; the file that this comes from has them all"
    return [Text(said, style="dim")] if count > 0 else []


def _title(shown: Shown) -> Text:
    image = shown.image or (shown.scene.image if shown.scene else None)
    size = ""
    if shown.scene and shown.scene.width and shown.scene.height:
        size = f"  {shown.scene.width} x {shown.scene.height}"
    return Text(brief(f"{shown.name}  {image or 'no image'}{size}"), style="bold")


def _captions(scene: Scene) -> list[RenderableType]:
    return [Text(f"“{brief(caption)}”", style="italic") for caption in scene.captions]


def _objects(scene: Scene) -> list[RenderableType]:
    if not scene.instances:
        return []
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for instance in scene.instances[:_MOST_OBJECTS]:
        label = visible(instance.category) + (" (crowd)" if instance.crowd else "")
        table.add_row(Text(label, style="magenta"), *(f"{corner:.3f}" for corner in instance.bbox))
    rest = len(scene.instances) - _MOST_OBJECTS
    if rest > 0:
        table.add_row(Text(f"and {rest} more", style="dim"))
    return [Text(), table]


def _failure(failure: Failure) -> list[RenderableType]:
    length, again = (
        ("for good", "asked again only with --retry-failed")
        if failure.permanent
        else ("for now", "asked again by the next `datagen generate`")
    )
    why = f"no answer came, {length}: {failure.code}: {failure.detail}"
    when = f"attempt {failure.attempt}, {failure.received}, {again}"
    return [Text(visible(why), style="red"), Text(visible(when), style="dim")]


def _provenance(shown: Shown) -> str:
    if not (row := shown.provenance):
        return ""
    facts = [row.recipe]
    facts += [f"{row.teacher} {row.model or ''}".strip()] if row.teacher else []
    facts += [f"attempt {row.attempt}"] if row.attempt else []
    facts += [f"{row.completion_tokens} tokens out"] if row.completion_tokens else []
    facts += [f"licence: {row.license_name}"] if row.license_name else []
    return visible("  ·  ".join(facts))
