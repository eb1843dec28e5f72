"""What is written as records is read back, in both files, and anybody's file can be read."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datagen.errors import InputError
from datagen.formats import is_array, make_record, read_records, record_line, record_lines
from datagen.records import LlavaRecord, Scene, Turn

SCENE = Scene(id="000000033471", image="000000033471.jpg")


def record(
    sample: str = "000000033471/detail/0", position: str = "random", **kw: object
) -> LlavaRecord:
    settings = {"seed": 0, "image_prefix": "", "image_position": position, **kw}
    turns = [Turn("Why?", "So."), Turn("And?", "Yes.")]
    return make_record(SCENE, turns, sample=sample, **settings)  # type: ignore[arg-type]


def test_a_record_has_llavas_keys_and_the_image_in_the_first_question_only() -> None:
    assert record(position="first", image_prefix="coco/train2017/").as_json() == {
        "id": "000000033471",
        "image": "coco/train2017/000000033471.jpg",
        "conversations": [
            {"from": "human", "value": "<image>\nWhy?"},
            {"from": "gpt", "value": "So."},
            {"from": "human", "value": "And?"},
            {"from": "gpt", "value": "Yes."},
        ],
    }
    assert record(position="last").conversations[0].value == "Why?\n<image>"


def test_a_random_place_is_decided_by_seed_and_sample_and_falls_both_ways() -> None:
    def first(sample: str, seed: int = 0) -> bool:
        return record(sample, seed=seed).conversations[0].value.startswith("<image>")

    names = [f"{n:012}/detail/0" for n in range(400)]
    assert [first(n) for n in names] == [first(n) for n in names]
    assert 140 < sum(map(first, names)) < 260
    assert [first(n) for n in names] != [first(n, seed=1) for n in names]


TEXT = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=5))
def test_both_files_give_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("records")
    records = [
        make_record(
            SCENE, [Turn(q, a)], sample="s", seed=0, image_prefix="", image_position="first"
        )
        for q, a in pairs
    ]
    with record_lines(folder / "r.jsonl", folder / "r.json") as write:
        for made in records:
            write([record_line(made)])
    written = [made.as_json() for made in records]
    assert json.loads((folder / "r.json").read_text(encoding="utf-8")) == written
    assert [row.value for row in read_records(folder / "r.json")] == written
    if written:
        assert [row.value for row in read_records(folder / "r.jsonl")] == written


def test_neither_file_appears_where_writing_is_cut_off(tmp_path: Path) -> None:
    def cut_off() -> None:
        with record_lines(tmp_path / "r.jsonl", tmp_path / "r.json") as write:
            write([record_line(record())])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cut_off()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["[]", "\ufeff[]", " \n [ ]", '[{"a": 1}]'])
def test_an_array_is_told_by_its_first_character(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f"
    path.write_text(text, encoding="utf-8")
    assert is_array(path)


@pytest.mark.parametrize("before", ["", "\ufeff", " " * (1 << 16), "\ufeff" + "\n" * 100_000])
def test_of_an_array_on_one_long_line_little_is_read_to_know_it(
    tmp_path: Path, before: str
) -> None:
    path = tmp_path / "f.json"
    path.write_text(
        before + '[{"id": "\U0001f600"}' + ', {"id": 1}' * 400_000 + "]", encoding="utf-8"
    )
    tracemalloc.start()
    try:
        assert is_array(path)
        assert tracemalloc.get_traced_memory()[1] < path.stat().st_size // 10
    finally:
        tracemalloc.stop()


def test_blank_lines_in_json_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    for start in ("", "\n", " \r\n"):
        path.write_text(f'\ufeff{start}{{"a": 1}}\r\n\r\n{{"a": 2}}\r\n', encoding="utf-8")
        assert [row.value for row in read_records(path)] == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("  \n ", "is empty"),
        ('[{"a": 1}, {"a"', "is no JSON array"),
        ('{"a": 1}\n{"a"', "f.json:2: this line is no JSON"),
        ('{"data": [{"id": 1}]}', "one JSON object with lists under 'data'"),
        ('{\n "images": [],\n "annotations": []\n}', "under 'images', 'annotations'"),
        ('{\n "conversations": []\n}', "is one record over several lines"),
        ("hello", "neither a JSON array nor JSON Lines"),
    ],
)
def test_a_file_that_is_neither_is_one_clear_error(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "f.json"
    path.write_text(text)
    with pytest.raises(InputError, match=said) as caught:
        list(read_records(path))
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("before", "said"),
    [(1, "The record before it"), (238, "The 238 records before it"), (3000, "The 3,000 records")],
)
@pytest.mark.parametrize("bad", [b'{"a": "caf\xe9"}\n', b'{"a": '])
def test_a_line_that_cannot_be_read_is_named_and_what_stands_before_it_counted(
    tmp_path: Path, before: int, said: str, bad: bytes
) -> None:
    path = tmp_path / "f.jsonl"
    path.write_bytes('{"a": "café"}\r\n'.encode() * before + bad + b'{"a": 2}\n')
    with pytest.raises(InputError, match=f"f.jsonl:{before + 1}: ") as caught:
        list(read_records(path))
    assert caught.value.hint.startswith(said)


@pytest.mark.parametrize("array", [True, False])
def test_numbers_that_others_write_are_read_in_both_forms(tmp_path: Path, array: bool) -> None:
    path = tmp_path / "f"
    values = '{"id": 1e999}', '{"id": 2}'
    path.write_text(f"[{','.join(values)}]" if array else "\n".join(values))
    assert [row.value["id"] for row in read_records(path)] == [float("inf"), 2]


def test_text_in_two_bytes_a_letter_is_called_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_text('[{"id": 1}]', encoding="utf-16")
    with pytest.raises(InputError, match="is UTF-16 text"):
        is_array(path)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_is_called_what_it_is(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "f.jsonl.gz"
    path.write_bytes(pack(b'{"id": 1}'))
    with pytest.raises(InputError, match="is packed"):
        is_array(path)


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        list(read_records(tmp_path / "none.json"))
