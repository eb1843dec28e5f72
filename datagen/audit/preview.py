"""A sample in, a panel for the terminal out. Text of captions and models is shown, never obeyed."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from datagen.audit.findings import marked, told
from datagen.audit.samples import Shown
from datagen.plaintext import visible
from datagen.records import Failure, Scene

_ROLES = {"human": ("user", "bold cyan"), "gpt": ("assistant", "bold green")}
_MOST_OBJECTS = 12


def panel(shown: Shown) -> Panel:
    """Image, captions, objects, turns or why there are none, findings, provenance."""
    parts: list[RenderableType] = []
    if shown.scene:
        parts += [*_captions(shown.scene), *_objects(shown.scene)]
    if parts:
        parts.append(Rule(style="dim"))
    for number, (role, value) in enumerate(shown.turns):
        name, style = _ROLES.get(role, (visible(role), "bold"))
        parts.append(Text(name, style=style))
        findings = [finding for finding in shown.findings if finding.turn == number]
        parts.append(Padding(marked(value, findings), (0, 0, 0, 2)))
        for finding in findings:
            parts += [Padding(line, (0, 0, 0, 2)) for line in told(finding, shown.scene, value)]
    if shown.reject:
        reject = shown.reject
        outcome = "no other attempt" if reject.final else "asked again"
        parts.append(
            Text(f"rejected ({reject.stage}): {reject.code}: {visible(reject.detail)}", style="red")
        )
        parts.append(Text(f"attempt {reject.attempt}, {outcome}", style="dim"))
        if reject.raw and not shown.turns:
            parts.append(Padding(Text(visible(reject.raw)), (0, 0, 0, 2)))
    if shown.failure:
        parts += _failure(shown.failure)
    for finding in shown.findings:
        if finding.turn is None or finding.turn >= len(shown.turns):
            parts += told(finding, shown.scene, None)
    if line := _provenance(shown):
        parts += [Rule(style="dim"), Text(line, style="dim")]
    return Panel(
        Group(*parts), title=_title(shown), title_align="left", border_style="blue", padding=(0, 1)
    )


def _title(shown: Shown) -> Text:
    image = shown.image or (shown.scene.image if shown.scene else None)
    size = ""
    if shown.scene and shown.scene.width and shown.scene.height:
        size = f"  {shown.scene.width} x {shown.scene.height}"
    return Text(visible(f"{shown.name}  {image or 'no image'}{size}"), style="bold")


def _captions(scene: Scene) -> list[RenderableType]:
    return [Text(f"“{visible(caption)}”", style="italic") for caption in scene.captions]


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
