"""The run of `make demo` in, the picture of its preview in the README out (docs/preview.svg).

Run `make demo` first, then `python docs/draw_preview.py`. The picture names no font server: it is
drawn with whatever monospaced font the reader has.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from datagen.audit.preview import panel
from datagen.audit.samples import Wanted, samples_of
from datagen.runs import Run

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    console = Console(record=True, width=96, file=io.StringIO(), force_terminal=True)
    run = Run(ROOT / "outputs" / "demo")
    for image, recipe in (("101", "conversation"), ("401", "reasoning")):
        for shown in samples_of(run, Wanted(1, recipe=recipe, image=image.zfill(12))):
            console.print(panel(shown))
    picture = console.export_svg(title="datagen preview outputs/demo", unique_id="preview")
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    picture = picture.replace("Fira Code", "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono'")
    (ROOT / "docs" / "preview.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
