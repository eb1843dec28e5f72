"""An image name in, findings out: is the picture there and can it be decoded?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from datagen.records import Finding


class PictureFolder:
    """The folder that the trainer is given as `--image_folder`.

    `prefix` is what the records put before the name and the folder does not hold.
    """

    def __init__(self, folder: Path, *, prefix: str = "") -> None:
        self.folder = folder
        self.prefix = prefix
        self._problem = lru_cache(maxsize=65536)(_problem)

    def __reduce__(self) -> tuple[object, ...]:
        """Another process looks for itself."""
        return _opened, (self.folder, self.prefix)

    def check(self, image: str) -> Iterator[Finding]:
        """R6: the picture exists under the folder and can be decoded."""
        if problem := self._problem(self.folder / image.removeprefix(self.prefix)):
            rule, detail = problem
            yield Finding(rule=rule, severity="reject", detail=detail)


def _opened(folder: Path, prefix: str) -> PictureFolder:
    return PictureFolder(folder, prefix=prefix)


def _problem(path: Path) -> tuple[str, str] | None:
    from PIL import Image  # numpy-free, but still 30 ms: only where pictures are checked

    try:
        if not path.is_file():
            return "image_missing", f"there is no picture {path}"
        with Image.open(path) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        return "image_unreadable", f"{path} cannot be decoded: {problem}"
    return None
