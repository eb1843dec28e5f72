"""A flag wins over the environment, that over the file, that over the default."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from datagen.cli.app import COMMANDS
from datagen.cli.resolve import known_fields, written_names
from datagen.settings import Session, Settings
from tests.cli.conftest import Datagen


def test_each_setting_says_where_it_comes_from(datagen: Datagen, tmp_path: Path) -> None:
    config = tmp_path / "run.yaml"
    config.write_text("# mine\nlimit: 3\nseed: 4\nmax-tokens-per-record: 900\nteacher: offline\n")
    shown = datagen(
        "config", "show", "--json", "--config", config, "--limit", 5,
        DATAGEN_SEED="7", OPENAI_BASE_URL="http://127.0.0.1:9/v1",
    ).json  # fmt: skip
    assert shown["limit"] == {"value": 5, "origin": "--limit"}
    assert shown["seed"] == {"value": 7, "origin": "DATAGEN_SEED"}
    assert shown["max_tokens_per_record"] == {"value": 900, "origin": f"{config}:4"}
    assert shown["base_url"] == {"value": ["http://127.0.0.1:9/v1"], "origin": "OPENAI_BASE_URL"}
    assert shown["crowd"] == {"value": "drop", "origin": "default"}
    assert set(shown) == set(written_names())


def test_our_own_variable_wins_over_openais(datagen: Datagen) -> None:
    shown = datagen(
        "config", "show", "--json", OPENAI_BASE_URL="http://a", DATAGEN_BASE_URL="http://b"
    ).json
    assert shown["base_url"] == {"value": ["http://b"], "origin": "DATAGEN_BASE_URL"}


def test_lists_and_mixes_may_be_written_in_yaml_or_as_flags(
    datagen: Datagen, tmp_path: Path
) -> None:
    config = tmp_path / "run.yaml"
    config.write_text("recipes: [detail, reasoning]\nmix: {detail: 2, reasoning: 1}\n")
    from_file = datagen("config", "show", "--json", "--config", config).json
    from_flags = datagen(
        "config", "show", "--json", "--recipes", "detail,reasoning", "--mix", "detail=2,reasoning=1"
    ).json
    for name in ("recipes", "mix"):
        assert from_file[name]["value"] == from_flags[name]["value"]


def test_an_unknown_variable_of_ours_is_mentioned(datagen: Datagen) -> None:
    result = datagen("config", "show", DATAGEN_LIMT="3")
    assert "DATAGEN_LIMT is not known. Did you mean 'DATAGEN_LIMIT'?" in result.err


def test_a_rule_that_cannot_hold_in_a_run_is_refused_where_it_was_set(
    datagen: Datagen, tmp_path: Path
) -> None:
    config = tmp_path / "run.yaml"
    config.write_text("limit: 3\nrules: {yes_rate: reject}\n")
    call = ("generate", "--teacher", "offline", "--out", tmp_path / "run")
    said = "'yes_rate' cannot reject in a run"
    of_file = datagen(*call, "--config", config, code=2)
    assert of_file.lines[0].startswith(f"error: {config}:2 (rules): {said}")
    of_variable = datagen(*call, code=2, DATAGEN_RULES="yes_rate=reject")
    assert of_variable.lines[0].startswith(f"error: DATAGEN_RULES: {said}")
    of_flag = datagen(*call, "--rule", "yes_rate=reject", code=2)
    assert of_flag.lines[0].startswith(f"error: --rule: {said}")


def test_the_key_is_no_setting_and_is_never_shown(datagen: Datagen) -> None:
    result = datagen("config", "show", OPENAI_API_KEY="sk-secret")
    assert "sk-secret" not in result.out + result.err


def test_setting_names_are_unique_over_all_sections() -> None:
    names = [n for f in Settings.model_fields.values() for n in f.annotation.model_fields]  # type: ignore[union-attr]
    names += list(Session.model_fields)
    assert len(names) == len(set(names)) == len(known_fields())


def test_help_names_every_command_and_each_command_helps(datagen: Datagen) -> None:
    overview = datagen("--help").out
    for command in COMMANDS:
        assert command in overview
        assert "Usage:" in datagen(command, "--help").out


def test_help_loads_no_client_no_pipeline_and_no_numpy() -> None:
    code = (
        "import sys; sys.argv = ['datagen', '--help']\n"
        "from datagen.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'openai', 'numpy', 'PIL', 'msgspec', 'datagen.pipeline', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_building_again_changes_the_output_settings_of_a_run_and_no_others(
    datagen: Datagen, tmp_path: Path, example_files: dict[str, Path]
) -> None:
    datagen("expand", "--captions", example_files["captions"], "--out", "run", "-q")
    run = tmp_path / "work" / "run"
    before = (run / "caption_expansion.jsonl").read_bytes()
    environment = {"DATAGEN_SEED": "9", "OPENAI_BASE_URL": "http://a", "DATAGEN_STYLE": "detailed"}
    datagen("build", "run", **environment)
    assert (run / "caption_expansion.jsonl").read_bytes() == before
    datagen("build", "run", "--image-prefix", "mine/")
    assert (run / "caption_expansion.jsonl").read_bytes() != before
    datagen("build", "run")
    assert b'"mine/000000000101.jpg"' in (run / "caption_expansion.jsonl").read_bytes()


@pytest.mark.parametrize(
    "address",
    [
        "http://bob:secretpw@localhost/v1",
        "http://localhost/v1?api-key=secretpw",
        "http://localhost:81o1/secretpw",
        "http://localhost:99999/secretpw",
        "http://local host/secretpw",
        "http://localhost/secretpw/v1/chat/completions",
    ],
)
def test_an_address_that_cannot_be_one_is_said_and_never_repeated(
    datagen: Datagen, address: str
) -> None:
    for given in ({"OPENAI_BASE_URL": address}, {"DATAGEN_BASE_URL": address}):
        done = datagen("config", "show", code=2, **given)
        assert "address" in done.err
        assert "secretpw" not in done.err
    assert "secretpw" not in datagen("config", "show", "--base-url", address, code=2).err
