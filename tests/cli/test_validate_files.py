"""`datagen validate` reads files only, and writes its findings nowhere that would be a loss."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import jsonlines
import pytest

from tests.cli.conftest import Datagen
from tests.cli.test_validate import THREE, Files, files, record

__all__ = ["files"]

BAD = record("000000033471.jpg", THREE)
OLD = '{"id": 9, "row": 0, "rule": "hedging", "severity": "warn", "detail": "old"}\n'
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")


@pytest.mark.parametrize("name", ["none.jsonl", "-"])
def test_a_missing_file_is_one_error_also_where_findings_are_wanted(
    files: Files, datagen: Datagen, name: str
) -> None:
    there = files.write([BAD])
    before = there.read_bytes()
    for flags in ([], ["--findings", there], ["--findings", files.folder / "new.jsonl"]):
        failed = datagen("validate", name, *flags, code=1)
        assert failed.lines[0] == f"error: {name}: cannot be read: No such file or directory"
    assert there.read_bytes() == before


@needs_pipes
def test_a_pipe_is_refused_since_it_gives_its_content_only_once(
    files: Files, datagen: Datagen
) -> None:
    pipe = files.folder / "pipe"
    os.mkfifo(pipe)
    failed = datagen("validate", pipe, code=1)
    assert "is a pipe or a device" in failed.lines[0]
    assert "to a file first" in failed.lines[1]
    assert "is a pipe or a device" in datagen("validate", os.devnull, code=1).lines[0]


@pytest.mark.parametrize("text", ["[]", "\n\n", ""])
def test_a_file_without_a_record_does_not_pass(files: Files, datagen: Datagen, text: str) -> None:
    file = files.folder / "none.json"
    file.write_text(text)
    said = datagen("validate", file, "--findings", files.folder / "f.jsonl", code=1).lines[0]
    assert "holds no record" in said or "is empty" in said
    assert not (files.folder / "f.jsonl").exists()


@pytest.mark.parametrize("flag", ["captions", "instances", "scenes", "words", "config", "FILE"])
def test_findings_never_replace_what_is_read(
    files: Files, datagen: Datagen, scene_file: Callable[..., Path], flag: str
) -> None:
    scenes = scene_file([{"id": "9", "image": "9.jpg", "captions": ["A dog."]}])
    words, config = files.folder / "words.yaml", files.folder / "config.yaml"
    words.write_text("groups: {tools: {categories: {lathe: {}}}}\n")
    config.write_text("policy: default\n")
    file = files.write([BAD])
    given = {"--captions": files.captions, "--instances": files.instances}
    if flag == "scenes":
        given = {"--scenes": scenes}
    given |= {"--words": words, "--config": config}
    wanted = file if flag == "FILE" else given[f"--{flag}"]
    before = wanted.read_bytes()
    link = files.folder / "link"
    link.symlink_to(wanted)
    for place in (wanted, link) if flag == "FILE" else (wanted,):
        refused = datagen(
            "validate", file, *(part for pair in given.items() for part in pair),
            "--findings", place, code=2,
        )  # fmt: skip
        assert "which would be lost" in refused.lines[0]
    assert wanted.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    ["Describe the picture.\n", '{"id": 9, "image": "9.jpg", "conversations": []}\n', "\n", "3",
     '{"sample": "a", "attempt": 1, "rule": "hedging", "severity": "warn", "detail": "of a run"}'],
)  # fmt: skip
def test_findings_replace_no_file_that_holds_something_else(files: Files, text: str) -> None:
    own = files.folder / "mine" / "prompts" / "detail.md"
    own.parent.mkdir(parents=True)
    own.write_text(text)
    refused = files.check([BAD], "--findings", own, code=2)
    assert "is a file that holds no findings, which would be lost" in refused.lines[0]
    assert "Name another file" in refused.lines[1]
    assert own.read_text() == text


def test_findings_replace_no_picture(files: Files, example_files: dict[str, Path]) -> None:
    picture = sorted(example_files["images"].glob("*.jpg"))[0]
    before = picture.read_bytes()
    refused = files.check([BAD], "--images", example_files["images"], "--findings", picture, code=2)
    assert "would be lost" in refused.lines[0]
    assert picture.read_bytes() == before


@pytest.mark.parametrize("old", ["", OLD])
def test_findings_replace_older_findings(files: Files, old: str) -> None:
    (files.folder / "found.jsonl").write_text(old)
    files.check([BAD], code=4)
    assert [row["rule"] for row in files.rows] == ["count_too_high"]


def test_findings_follow_a_link_and_leave_every_other_file_alone(files: Files) -> None:
    target = files.folder / "elsewhere" / "target.jsonl"
    target.parent.mkdir()
    target.write_text(OLD)
    (files.folder / "found.jsonl").symlink_to(target)
    own = files.folder / "found.jsonl.tmp"
    own.write_text("mine")
    files.check([BAD], code=4)
    assert (files.folder / "found.jsonl").is_symlink()
    assert json.loads(target.read_text())["rule"] == "count_too_high"
    assert own.read_text() == "mine"
    assert [path.name for path in target.parent.iterdir()] == ["target.jsonl"]


def test_findings_go_to_a_device_and_leave_it_one(files: Files) -> None:
    files.check([BAD], "--findings", os.devnull, code=4)
    assert not Path(os.devnull).is_file()
    full = Path("/dev/full")
    if full.exists():
        failed = files.check([BAD], "--findings", full, code=1)
        assert failed.lines[0] == "error: /dev/full: cannot be written: No space left on device"


@needs_pipes
def test_findings_go_through_a_pipe(files: Files, environment: dict[str, str]) -> None:
    pipe = files.folder / "pipe"
    os.mkfifo(pipe)
    check = subprocess.Popen(
        [sys.executable, "-m", "datagen", "validate", files.write([BAD]), "--captions",
         files.captions, "--instances", files.instances, "--findings", pipe],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with pipe.open() as rows:
        assert [json.loads(row)["rule"] for row in rows] == ["count_too_high"]
    assert check.wait(60) == 4
    assert pipe.is_fifo()


@needs_pipes
def test_a_reader_of_the_findings_may_leave_and_the_verdict_stays(
    files: Files, environment: dict[str, str]
) -> None:
    pipe = files.folder / "pipe"
    os.mkfifo(pipe)
    check = subprocess.Popen(
        [sys.executable, "-m", "datagen", "validate", files.write([BAD] * 3000), "--captions",
         files.captions, "--instances", files.instances, "--findings", pipe],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with pipe.open("rb", buffering=0) as rows:
        assert rows.read(1) == b"{"
    out, err = check.communicate(timeout=120)
    assert check.returncode == 4, err
    assert "3000 records: 0 pass, 3,000 do not" in out.replace("3,000 records", "3000 records")
    assert "error" not in err


def is_full(pipe: int) -> bool:
    """But for less than a page, which a write may leave."""
    held = int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)
    return held > fcntl.fcntl(pipe, fcntl.F_GETPIPE_SZ) - 4096


def sleeps(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "S"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
def test_a_reader_that_lets_wait_gets_every_row_and_costs_nothing_meanwhile(
    files: Files, environment: dict[str, str]
) -> None:
    """The pipe is as a program leaves it that reads and writes without blocking."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    check = subprocess.Popen(
        [sys.executable, "-m", "datagen", "validate", files.write([BAD] * 3000), "--captions",
         files.captions, "--instances", files.instances, "--findings", "-", "--workers", "1"],
        env=environment, stdout=writing, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    while not is_full(reading):
        assert check.poll() is None
    assert any(sleeps(check.pid) for _ in range(100_000))
    with os.fdopen(reading, "rb") as rows:
        told = [json.loads(row)["row"] for row in rows]
    assert check.wait(60) == 4
    assert set(range(3000)) <= set(told)


@pytest.mark.skipif(not Path("/dev/fd/2").exists(), reason="needs names of open files")
@pytest.mark.parametrize(
    ("flags", "table"),
    [
        ("--findings /dev/stderr 2>found.txt", "out"),
        ("--findings /dev/fd/2 2>found.txt", "out"),
        ("--findings found.txt 2>found.txt", "out"),
        ("--findings /dev/fd/1 >found.txt", "err"),
        ("--findings /dev/stdout >found.txt", "err"),
    ],
)
def test_what_a_stream_was_opened_on_is_written_on_and_not_replaced(
    files: Files, environment: dict[str, str], flags: str, table: str
) -> None:
    file, place = files.write([BAD, BAD]), files.folder / "found.txt"
    place.write_text("before\n")
    flags = flags.replace("found.txt", str(place)).replace(f">{place}", f">>{place}")
    out, err = shell(
        f"datagen validate {file} --captions {files.captions} --instances {files.instances} "
        f"{flags}",
        environment,
    )
    assert "2 records: 0 pass, 2 do not" in {"out": out, "err": err}[table]
    before, *written = place.read_text().splitlines()
    assert before == "before"
    assert sum('"rule": "count_too_high"' in line for line in written) == 2


def test_a_closed_standard_output_is_one_error(files: Files, environment: dict[str, str]) -> None:
    _, err = shell(f"datagen validate {files.write([BAD])} --findings - >&-", environment)
    said = err.splitlines()
    assert said[0] == "error: --findings: standard output is closed"
    assert len(said) == 2


def test_a_dash_writes_the_rows_to_stdout_and_the_table_to_stderr(files: Files) -> None:
    result = files.check([record("000000033471.jpg", f"{THREE} Café")], "--findings", "-", code=4)
    assert [json.loads(line)["rule"] for line in result.out.splitlines()] == ["count_too_high"]
    assert "1 record: 0 pass, 1 do not" in result.err
    both = files.check([BAD], "--findings", "-", "--json", code=2)
    assert "as the result of --json does" in both.lines[0]
    assert not (files.folder / "work" / "-").exists()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (".", "is a folder, not a file"),
        ("", "is a folder, not a file"),
        ("none/found.jsonl", "none does not exist"),
        ("../captions.json/found.jsonl", "captions.json is no folder"),
        ("n" * 300, "File name too long"),
    ],
)
def test_a_place_where_no_file_can_be_is_said_before_anything_is_read(
    files: Files, place: str, said: str
) -> None:
    refused = files.check([BAD], "--findings", place, code=1)
    assert said in refused.lines[0]
    assert all(line.startswith(("error: ", "hint: ")) for line in refused.lines)


@needs_pipes
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_check_that_is_stopped_leaves_no_file_behind(
    files: Files, environment: dict[str, str], sent: str
) -> None:
    """It is stopped as soon as its file is there, and has thousands of records before it."""
    folder = files.folder / "out"
    folder.mkdir()
    found = folder / "found.jsonl"
    found.write_text(OLD)
    check = subprocess.Popen(
        [sys.executable, "-m", "datagen", "validate", files.write([BAD] * 20_000),
         "--no-duplicates", "--captions", files.captions, "--instances", files.instances,
         "--findings", found, "--workers", "1"],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    while not list(folder.glob(".*.tmp")):
        assert check.poll() is None
    check.send_signal(getattr(signal, sent))
    _, said = check.communicate(timeout=60)
    assert check.returncode == (130 if sent == "SIGINT" else 128 + getattr(signal, sent))
    assert [path.name for path in folder.iterdir()] == ["found.jsonl"]
    assert found.read_text() == OLD
    assert said == ("interrupted before its end\n" if sent == "SIGINT" else "")


@needs_pipes
def test_what_a_killed_check_left_is_gone_after_the_next(
    files: Files, environment: dict[str, str]
) -> None:
    folder = files.folder / "out"
    folder.mkdir()
    found = folder / "found.jsonl"
    many, few = files.write([BAD] * 20_000), files.write([BAD], array=True)
    left = []
    for _ in range(2):
        check = subprocess.Popen(
            [sys.executable, "-m", "datagen", "validate", many, "--no-duplicates", "--captions",
             files.captions, "--instances", files.instances, "--findings", found, "--workers", "1"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while not any(path.stat().st_size for path in folder.glob(".*.tmp")):
            assert check.poll() is None
        busy = files._datagen("validate", few, "--findings", found, code=1)
        assert busy.lines[0] == f"error: --findings {found}: another datagen is writing it"
        check.kill()
        check.wait()
        left.append({path.name for path in folder.iterdir()})
        for path in folder.glob(".*.tmp"):
            path.write_bytes(b"")  # so that the next one is seen to begin
    assert left[0] == left[1]
    files._datagen("validate", few, "--findings", found)
    assert [path.name for path in folder.iterdir()] == ["found.jsonl"]


def shell(command: str, environment: dict[str, str]) -> tuple[str, str]:
    done = subprocess.run(
        ["bash", "-c", command.replace("datagen", f"{sys.executable} -m datagen", 1)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout, done.stderr


def test_a_reader_of_the_result_may_leave_and_the_exit_code_stays(
    files: Files, environment: dict[str, str]
) -> None:
    file = files.write([record("1.jpg", "I'm sorry, but I cannot see the image.")] * 300)
    for flags in ("", "--json --show 3000", "--findings -"):
        out, err = shell(
            f"datagen validate {file} {flags} -q | true; echo ${{PIPESTATUS[0]}}", environment
        )
        assert out == "4\n", flags
        assert "Error" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
@pytest.mark.parametrize("flags", ["", "--json", "--findings -"])
def test_a_result_that_finds_no_room_is_one_error(
    files: Files, environment: dict[str, str], flags: str
) -> None:
    file = files.write([record("1.jpg", "I'm sorry, but I cannot see the image.")])
    _, err = shell(f"datagen validate {file} {flags} -q >/dev/full; echo $? >&2", environment)
    said = [line for line in err.splitlines() if line.startswith("error") or line.isdigit()]
    assert said == [
        "error: standard output: the result cannot be written: No space left on device",
        "1",
    ]
    assert "Traceback" not in err


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", '{"n": NaN}'])
@pytest.mark.parametrize("array", [False, True])
def test_odd_numbers_are_read_in_both_forms_and_the_findings_stay_json(
    files: Files, datagen: Datagen, number: str, array: bool
) -> None:
    file = files.folder / "odd.json"
    line = json.dumps({**BAD, "id": "HERE"}).replace('"HERE"', number)
    file.write_text(f"[{line}]" if array else f"{line}\n")
    datagen(
        "validate", file, "--captions", files.captions, "--instances", files.instances,
        "--findings", files.folder / "found.jsonl", code=4,
    )  # fmt: skip

    def refuse(constant: str) -> float:
        raise AssertionError(f"{constant} is no JSON")

    (text,) = (files.folder / "found.jsonl").read_text().splitlines()
    assert isinstance(json.loads(text, parse_constant=refuse)["id"], str)


def test_workers_write_the_same_findings_in_the_order_of_the_file(
    files: Files, tmp_path: Path
) -> None:
    """Each portion is of another length, and the last of them is the first to be done."""
    answers = [f"{THREE} " * (1 if n > 600 else 4) + f"It is {n} o'clock." for n in range(900)]
    talk = [record(f"{IDS[n % 2]:012}.jpg", answer, n) for n, answer in enumerate(answers)]
    written = {}
    for workers in (1, 2, 3):
        files.check(talk, "--workers", workers, "--no-duplicates", code=4)
        written[workers] = (files.folder / "found.jsonl").read_bytes()
    assert written[1] == written[2] == written[3]
    with jsonlines.open(files.folder / "found.jsonl") as rows:
        told = [(row["row"], row["id"]) for row in rows]
    assert sorted({row for row, _ in told}) == [*range(900)]
    assert told == sorted(told)
    assert all(row == name for row, name in told)


IDS = (9, 33471)
