"""The ledger keeps every complete row, whatever happens to the process or the file."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datagen.errors import RunError
from datagen.ledger import Ledger, OpenLedger
from datagen.pipeline.history import Heads
from datagen.records import Answer, Failure, Key


def answer(identity: str, text: str = "yes", attempt: int = 1) -> Answer:
    return Answer(
        identity=identity,
        attempt=attempt,
        sample=f"{identity}/detail/0",
        teacher="scripted",
        parts={"messages": "m"},
        received="2026-01-01T00:00:00+00:00",
        seconds=0.5,
        raw=msgspec.Raw(msgspec.json.encode({"choices": [{"message": {"content": text}}]})),
    )


def failure(identity: str, *, permanent: bool) -> Failure:
    return Failure(
        identity=identity,
        attempt=1,
        sample=f"{identity}/detail/0",
        teacher="scripted",
        parts={},
        received="2026-01-01T00:00:00+00:00",
        code="http_500",
        detail="HTTP 500",
        permanent=permanent,
    )


def write(path: Path, *entries: Answer | Failure) -> None:
    with OpenLedger(path) as ledger:
        for entry in entries:
            ledger.append(entry)


def test_what_was_appended_is_read_back_by_key(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write(path, answer("a", "one"), answer("b", "zwei — ☕"), answer("a", "other", attempt=2))
    with Ledger(path) as ledger:
        assert ledger.read(Key("b", 1)) == answer("b", "zwei — ☕")
        assert ledger.read(Key("a", 2)) == answer("a", "other", attempt=2)
        assert ledger.read(Key("c", 1)) is None


def test_an_append_is_on_disk_when_it_returns(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    with OpenLedger(path) as ledger:
        ledger.append(answer("a"))
        assert path.read_bytes().endswith(b"\n")
        with Ledger(path) as reader:
            assert reader.read(Key("a", 1)) == answer("a")


def test_the_first_answer_to_a_key_counts(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write(path, answer("a", "first"), answer("a", "second"))
    with Ledger(path) as ledger:
        assert ledger.read(Key("a", 1)) == answer("a", "first")


def test_a_failure_gives_way_to_an_answer_and_never_hides_one(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write(path, failure("a", permanent=False), answer("a"), failure("a", permanent=True))
    with Ledger(path) as ledger:
        assert ledger.read(Key("a", 1)) == answer("a")


def test_only_a_failure_for_now_may_be_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write(path, failure("a", permanent=False), failure("b", permanent=True), answer("c"))
    with Ledger(path) as ledger:
        states = {key.identity: slot.open for key, slot in ledger.slots()}
    assert states == {"a": True, "b": False, "c": False}


def test_rows_of_earlier_versions_are_read_and_new_ones_look_the_same(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    key = '"identity":"00000000000000000000000000000abc","attempt":1,"sample":"7/detail/0"'
    rest = '"teacher":"openai","parts":{"prompt":"p"},"received":"2026-01-01T00:00:00+00:00"'
    path.write_text(
        f'{{{key},{rest},"kind":"answer","seconds":1.25,"body":{{"x":"é","y":[1,2.50]}}}}\n'
    )
    old = path.read_bytes()
    with OpenLedger(path) as ledger:
        entry = ledger.read(Key("00000000000000000000000000000abc", 1))
        assert isinstance(entry, Answer)
        assert entry.body == {"x": "é", "y": [1, 2.5]}
        assert (entry.seconds, entry.tries, entry.reused_from) == (1.25, 1, None)
        ledger.append(entry)
    assert path.read_bytes() == old + old


@pytest.mark.parametrize("identity", ["", "a", "A" * 32, "0x" + "1" * 30, "1_" * 16, "é" * 32])
def test_a_key_is_never_taken_for_another_that_reads_alike(tmp_path: Path, identity: str) -> None:
    path = tmp_path / "ledger.jsonl"
    others = ["a" * 32, "0" * 31 + "a", "0" * 30 + "11", "1" * 32, identity]
    write(path, *(answer(other, other) for other in others), answer(identity, "-1", attempt=-1))
    with Ledger(path) as ledger:
        assert [key for key, _ in ledger.slots()] == [
            *(Key(other, 1) for other in others),
            Key(identity, -1),
        ]
        for other in others:
            assert ledger.read(Key(other, 1)) == answer(other, other)


def test_it_can_be_told_what_was_appended_since_a_moment(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write(path, answer("a"))
    with OpenLedger(path) as ledger:
        before = ledger.length
        ledger.append(answer("b"))
        new = [key.identity for key, slot in ledger.slots() if slot.offset >= before]
    assert new == ["b"]


def test_a_byte_that_changed_within_an_answer_costs_that_answer_only(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write(path, answer("a", "good"), answer("b"))
    path.write_bytes(path.read_bytes().replace(b"good", b"go\xffd"))
    with Ledger(path) as ledger:
        assert [damage.line for damage in ledger.damage] == [1]
        assert ledger.slot(Key("a", 1)) is None
        assert ledger.read(Key("b", 1)) == answer("b")


@given(place=st.integers(min_value=0), byte=st.integers(min_value=0, max_value=255))
def test_what_the_index_holds_can_be_read_whatever_byte_changed(
    tmp_path_factory: pytest.TempPathFactory, place: int, byte: int
) -> None:
    path = tmp_path_factory.mktemp("flip") / "ledger.jsonl"
    write(path, answer("a", 'três "☕"'), failure("b", permanent=True))
    whole = bytearray(path.read_bytes())
    whole[place % len(whole)] = byte
    path.write_bytes(whole)
    with Ledger(path) as ledger:
        for key, slot in ledger.slots():
            entry = ledger.read(key)
            assert entry is not None
            assert isinstance(entry, Failure) or isinstance(entry.body, dict)
            assert slot.answered is (entry.kind == "answer")


def test_a_last_row_that_lacks_only_its_line_end_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write(path, answer("a"), answer("b"))
    path.write_bytes(path.read_bytes()[:-1])
    with Ledger(path) as ledger:
        assert ledger.read(Key("b", 1)) == answer("b")
    assert [head.identity for _, head in Heads(path)] == ["a", "b"]


@given(cut=st.integers(min_value=0), more=st.booleans())
def test_a_ledger_cut_at_any_byte_keeps_every_whole_row_and_goes_on(
    tmp_path_factory: pytest.TempPathFactory, cut: int, more: bool
) -> None:
    path = tmp_path_factory.mktemp("cut") / "ledger.jsonl"
    entries = [answer("a", "eins\ntwo"), failure("b", permanent=True), answer("c", "três ☕")]
    write(path, *entries)
    whole = path.read_bytes()
    cut = cut % (len(whole) + 1)
    path.write_bytes(whole[:cut])
    rows = whole.split(b"\n")[:-1]
    ends = [sum(len(row) + 1 for row in rows[: n + 1]) for n in range(3)]
    kept = [e for e, end in zip(entries, ends, strict=True) if cut >= end - 1]

    write(path, *([answer("d")] if more else []))

    with Ledger(path) as ledger:
        assert not ledger.damage
        found = [ledger.read(Key(e.identity, 1)) for e in entries]
        assert [entry for entry in found if entry] == kept
        assert (ledger.read(Key("d", 1)) is not None) is more
    assert path.read_bytes().count(b"\n") == len(kept) + more


def test_a_damaged_row_in_the_middle_costs_that_row_only(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write(path, answer("a"), answer("b"), answer("c"))
    rows = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([rows[0], b"\x00\x00garbage", *rows[2:]]))
    with Ledger(path) as ledger:
        assert [damage.line for damage in ledger.damage] == [2]
        assert ledger.read(Key("a", 1)) == answer("a")
        assert ledger.read(Key("c", 1)) == answer("c")


def test_reading_a_ledger_that_is_being_written_leaves_its_torn_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write(path, answer("a"))
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"kind": "ans')
    with Ledger(path) as ledger:
        assert len(list(ledger.slots())) == 1
    assert path.read_bytes() == whole + b'{"kind": "ans'


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = OpenLedger(path)
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, ledger._out)
    with pytest.raises(RunError, match="No space left") as caught:
        ledger.append(answer("a"))
    os.close(full)
    assert "run the same command again" in (caught.value.hint or "")


def test_a_sync_that_fails_once_is_told_and_keeps_no_row_out(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = OpenLedger(path)
    file = os.dup(ledger._out)
    ledger.append(answer("a"))
    null = os.open(os.devnull, os.O_WRONLY)  # a device that cannot be synced
    os.dup2(null, ledger._out)
    while ledger.unsynced is None:
        time.sleep(0.01)
    os.dup2(file, ledger._out)
    ledger.append(answer("b"))
    with pytest.raises(RunError, match="the disk did not take what was written"):
        ledger.close()
    for number in (null, file):
        os.close(number)
    with Ledger(path) as after:
        assert [key for key, _ in after.slots()] == [Key("a", 1), Key("b", 1)]


def test_a_ledger_read_before_is_not_read_again_unless_the_file_changed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    write(path, answer("a"))
    with Ledger(path) as before:
        pass
    with OpenLedger(path, before) as ledger:
        ledger.append(answer("b"))
        assert [key.identity for key, _ in ledger.slots()] == ["a", "b"]
    with Ledger(path) as before:
        pass
    path.write_bytes(path.read_bytes() + b'{"torn')
    write(path, answer("c"))
    with OpenLedger(path, before) as ledger:
        assert {key.identity for key, _ in ledger.slots()} == {"a", "b", "c"}
