"""YAML that people write is read strictly, and odd shapes are one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest

from datagen.documents import read_mapping
from datagen.errors import SettingsError

FILE = Path("run.yaml")


def test_each_key_has_its_line() -> None:
    data, lines = read_mapping("# c\na: 1\nb:\n  c: [x, y]\n", file=FILE, error=SettingsError)
    assert data == {"a": 1, "b": {"c": ["x", "y"]}}
    assert lines["a",] == 2
    assert lines["b", "c"] == 4


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "a: b: c",
        "- a\n- b",
        "hello",
        "a: 2001-13-45",
        "a: !!int abc",
        "a: &x [*x]",
        "a: " + "[" * 3000,
        "a: !!python/object/apply:os.system [id]",
        "a: 1\na: 2",
        "\x00",
    ],
)
def test_what_cannot_be_read_names_the_file_and_the_line(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_mapping(text, file=FILE, error=SettingsError)
    assert str(caught.value).startswith("run.yaml:")
