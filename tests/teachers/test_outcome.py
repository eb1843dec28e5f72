"""What a teacher was answered becomes a row of the ledger as it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from datagen.ledger import Ledger, OpenLedger
from datagen.records import Answer, Recipe, Request, Sample, Scene
from datagen.teachers.outcome import answer_to

REQUEST = Request(
    Sample(sample="7/detail/0", scene="7", recipe="detail", index=0, identity="a" * 32, parts={}),
    1,
    Recipe("detail", 1, "", "required", "none", "passage", "", ()),
    Scene(id="7", image="7.jpg"),
    (),
)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b'{"n": 1.50, "t": "\\u00e9 \xc3\xa9"}', b'{"n": 1.50, "t": "\\u00e9 \xc3\xa9"}'),
        (b'{\n  "n": 1.50,\r\n  "t": "a  b"\n}\n', b'{"n":1.50,"t":"a  b"}'),
        ({"n": 1.5, "t": "a\nb"}, b'{"n":1.5,"t":"a\\nb"}'),
    ],
)
def test_a_body_is_kept_as_it_came_on_one_line(
    tmp_path: Path, sent: bytes | dict[str, object], kept: bytes
) -> None:
    path = tmp_path / "ledger.jsonl"
    row = answer_to(REQUEST, "openai", sent, 0.5, tries=3)
    with OpenLedger(path) as ledger:
        ledger.append(row)
    lines = path.read_bytes().split(b"\n")
    assert len(lines) == 2
    assert kept in lines[0]
    with Ledger(path) as ledger:
        found = ledger.read(REQUEST.key)
    assert isinstance(found, Answer)
    assert found == row
    assert found.tries == 3
