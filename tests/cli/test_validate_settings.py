"""What `datagen validate` holds a file to: flags, variables, a config file, recipes, own words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cli.conftest import Datagen
from tests.cli.test_validate import THREE, Files, files, record

__all__ = ["files"]

BAD = record("000000033471.jpg", THREE)


def test_a_config_file_and_variables_name_the_annotations_as_flags_do(
    files: Files, datagen: Datagen
) -> None:
    file, config = files.write([BAD]), files.folder / "run.yaml"
    config.write_text(f"captions: {files.captions}\ninstances: {files.instances}\n")
    assert datagen("validate", file, "--json", "--config", config, code=4).json["matched"] == 1
    named = {"DATAGEN_CAPTIONS": str(files.captions), "DATAGEN_INSTANCES": str(files.instances)}
    assert datagen("validate", file, "--json", code=4, **named).json["matched"] == 1
    alone = datagen("validate", file, "--config", config, "--captions", "none.json", code=1)
    assert "none.json" in alone.lines[0]


def test_a_config_file_sets_images_prefix_and_length_too(
    files: Files, datagen: Datagen, example_files: dict[str, Path]
) -> None:
    config = files.folder / "run.yaml"
    good = record("mine/000000000101.jpg", "A street with three cars.")
    file = files.write([good])
    config.write_text(f"images: {example_files['images']}\nimage_prefix: mine/\n")
    datagen("validate", file, "--config", config)
    config.write_text(f"images: {example_files['images']}\n")
    missing = datagen("validate", file, "--config", config, "--json", code=4).json
    assert [rule["rule"] for rule in missing["rules"]] == ["image_missing"]
    config.write_text("max_tokens_per_record: 100\n")
    long = files.write([record("1.jpg", "A street with three cars. " * 20)])
    found = datagen("validate", long, "--config", config, "--json", code=4).json["rules"]
    assert "too_long" in {rule["rule"] for rule in found}
    config.write_text("images: nowhere\n")
    assert "no such folder: nowhere" in datagen("validate", file, "--config", config, code=1).err


def test_what_cannot_be_used_of_the_annotations_is_said_as_generate_says_it(
    files: Files, datagen: Datagen
) -> None:
    boxes = json.loads(files.instances.read_text())
    for box in boxes["annotations"]:
        box["bbox"] = [5, 40, -30, 30]
    files.instances.write_text(json.dumps(boxes))
    captions = json.loads(files.captions.read_text())
    captions["annotations"][0]["caption"] = "There is no image here to provide a caption for."
    files.captions.write_text(json.dumps(captions))
    result = files.check([BAD], code=None)
    assert "note: skipped annotations that cannot be used: 6" in result.lines
    assert sum("box_size" in line for line in result.lines) == 3
    assert "note: dropped captions that say there was no picture: 1" in result.lines
    assert sum("box_size" in line for line in files.check([BAD], "-v", code=None).lines) == 6
    counted = files.check([BAD], "--json", code=None).json["annotations"]
    assert (counted["skipped"], counted["dropped_captions"], counted["boxes"]) == (6, 1, 0)
    assert (counted["images"], counted["selected"]) == (2, 1)
    strict = files.check([BAD], "--strict", code=1)
    assert "instances.json" in strict.lines[0]


def test_without_annotations_it_is_said_that_no_answer_was_held_against_its_image(
    files: Files, datagen: Datagen
) -> None:
    file = files.write([BAD])
    assert "no answer was held against its image" in datagen("validate", file).err
    assert "no answer was held" not in files.check([BAD], code=4).err
    assert datagen("validate", file, "-q").err == ""


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda r: r["conversations"][1].update(value=f" {THREE}"), "not_stripped"),
        (lambda r: r["conversations"][1].update(value=f"{THREE}</s>"), "control_token"),
        (lambda r: r["conversations"][0].update(value="What is it?"), "image_token"),
        (lambda r: r["conversations"].append(r["conversations"][0]), "alternation"),
        (lambda r: r["conversations"][1].update(value=f"{THREE} " * 900), "too_long"),
        (lambda r: r.update(image="/data/000000033471.jpg"), "image_path"),
        (lambda r: r.update(image=33471), "image_path"),
    ],
)
def test_a_record_whose_form_rejects_is_held_against_its_image_all_the_same(
    files: Files, change: Callable[[Any], None], rule: str
) -> None:
    bad = record("000000033471.jpg", THREE)
    change(bad)
    result = files.check([bad], code=4)
    found = {row["rule"] for row in files.rows}
    assert {rule, "count_too_high"} <= found
    assert "1 record held against the annotations of its image" in result.out


def test_a_record_without_turns_that_can_be_read_is_not_counted_as_held(files: Files) -> None:
    other = json.loads(json.dumps(BAD).replace("human", "user").replace("gpt", "assistant"))
    chat = {**BAD, "conversations": [{"role": "user", "content": "What is it?"}]}
    endless = record("000000033471.jpg", "Three dogs lie on a couch. " * 40_000)
    result = files.check([other, chat, endless], "--json", code=4)
    assert (result.json["matched"], result.json["rejected"]) == (0, 3)
    said = {row["rule"]: row["detail"] for row in files.rows}
    assert "rename 'user' to 'human' and 'assistant' to 'gpt'" in said["role"]
    assert "not `role` and `content`: rename them" in said["shape"]


@pytest.mark.parametrize("image", [33471, "000000033471.jpg#0", "train2017/000000033471.jpg?x=1"])
def test_more_ways_to_write_cocos_id_are_known(files: Files, image: object) -> None:
    files.check([{**BAD, "image": image}], code=4)
    assert "count_too_high" in {row["rule"] for row in files.rows}


def test_a_rule_that_is_asked_for_holds_whatever_a_recipe_leaves_out(
    files: Files, datagen: Datagen, scene_file: Callable[..., Path]
) -> None:
    told = "A brown dog sleeps on a red couch beside a wooden lamp."
    scenes = scene_file([{"id": "a", "image": "a.jpg", "captions": [told]}])
    file = files.write([record("a.jpg", "It is tired.", "a", question=f"{told} Why is that?")])
    flags = ["--scenes", scenes, "--findings", files.folder / "found.jsonl"]
    datagen("validate", file, *flags)
    assert files.rows == []
    datagen("validate", file, *flags, "--rule", "question_reveals=warn")
    assert [row["rule"] for row in files.rows] == ["question_reveals"]
    hedged = record("000000000009.jpg", "The two dogs are probably at home on the couch.")
    files.check([hedged], "--recipe", "reasoning")
    assert files.rows == []
    files.check([hedged], "--recipe", "reasoning", "--rule", "hedging=warn")
    assert [row["rule"] for row in files.rows] == ["hedging"]


def test_a_mixed_file_has_several_recipes_and_what_one_skips_is_skipped(
    files: Files, datagen: Datagen
) -> None:
    hedged = record("000000000009.jpg", "The two dogs are probably at home on the couch.")
    datagen("init", "mine")
    seeds = files.folder / "work" / "mine" / "seeds"
    answers = [
        sorted((seeds / name).glob("*.md"))[0].read_text().rpartition("---\n")[2].strip()
        for name in ("detail", "reasoning")
    ]
    copied = [record("1.jpg", answers[0])]
    files.check([hedged, *copied], "--recipe", "detail", "--recipe", "reasoning", code=4)
    assert [row["rule"] for row in files.rows if row["row"] == 0] == []
    assert "copied_seed" in {row["rule"] for row in files.rows}


def test_a_file_that_fails_as_a_whole_says_so(files: Files) -> None:
    yes = [
        record("000000000009.jpg", f"Yes, there are two dogs, and it is {n} o'clock.", n,
               question=f"Is there a dog at {n} o'clock?")
        for n in range(60)
    ]  # fmt: skip
    flags = ["--rule", "yes_rate=reject", "--no-duplicates"]
    said = files.check(yes, *flags, code=4).out
    assert "60 pass, 0 do not" in said
    assert "the file as a whole does not pass: yes_rate" in said
    assert files.check(yes, *flags, "--json", code=4).json["fails"] == ["yes_rate"]
    assert files.check(yes, "--no-duplicates", "--json").json["fails"] == []


def test_duplicates_that_nobody_asks_for_are_not_counted(files: Files) -> None:
    twice = [record("000000000009.jpg", "Two dogs lie on a couch, and it is one o'clock.")] * 2
    off = ["--rule", "duplicate_record=off", "--rule", "near_duplicate=off"]
    result = files.check(twice, *off, "--json")
    assert result.json["corpus"]["duplicates"] == 0
    assert "record the same" not in files.check(twice, *off).out


def test_a_name_of_many_lines_is_shown_on_one_and_cut(files: Files) -> None:
    result = files.check([record("a\n\x1b[31m" + "b" * 3000 + ".jpg", "A dog.")], code=None)
    assert all(len(line) < 400 for line in result.lines)
    assert any("row 0: a␊␛[31mbbb" in line for line in result.lines)


@pytest.mark.parametrize(
    ("flags", "said", "hint"),
    [
        (["--policy", "Strict"], "got 'Strict'", "Did you mean 'strict'?"),
        (["--policy", "lenien"], "got 'lenien'", "Did you mean 'lenient'?"),
        (["--rule", "wrong_colour=warning"], "got 'warning' for 'wrong_colour'", "mean 'warn'?"),
        (["--rule", "no_finish_reason=reject"], "cannot reject", "no_finish_reason=off"),
        (["--config", "no.yaml"], "no.yaml: cannot be read", "--config is a YAML file"),
        (["--prompts", "mine"], "--prompts: says where a recipe is", "--recipe"),
    ],
)
def test_a_flag_that_cannot_be_meant_says_what_can(
    files: Files, datagen: Datagen, flags: list[str], said: str, hint: str
) -> None:
    refused = datagen("validate", files.write([BAD]), *flags, code=2)
    assert said in refused.lines[0]
    assert hint in refused.lines[1]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("wrong_colour: maybe", "got 'maybe' for 'wrong_colour'"),
        ("wrong_color: warn", "there is no rule 'wrong_color'"),
        ("too_long: off", "'too_long' always rejects"),
    ],
)
def test_a_rule_in_a_config_file_is_complained_of_there(
    files: Files, datagen: Datagen, rules: str, said: str
) -> None:
    config = files.folder / "run.yaml"
    config.write_text(f"limit: 3\nrules:\n  {rules}\n")
    refused = datagen("validate", files.write([BAD]), "--config", config, code=2)
    assert refused.lines[0].startswith(f"error: {config}:2 (rules): ")
    assert said in refused.lines[0]


@pytest.mark.parametrize("variable", ["DATAGEN_RULE", "DATAGEN_RULES"])
def test_the_variable_of_a_flag_goes_by_its_name_and_by_the_keys(
    files: Files, datagen: Datagen, variable: str
) -> None:
    file = files.write([record("1.jpg", "I'm sorry, but I cannot see the image.")])
    datagen("validate", file, code=4)
    allowed = datagen("validate", file, **{variable: "refusal_text=warn"})
    assert "is not known" not in allowed.err


def test_a_setting_in_two_variables_is_refused_as_it_is_in_a_config_file(
    files: Files, datagen: Datagen
) -> None:
    file = files.write([record("1.jpg", "A dog.")])
    two = {"DATAGEN_RULE": "refusal_text=warn", "DATAGEN_RULES": "hedging=off"}
    refused = datagen("validate", file, code=2, **two)
    assert refused.lines[0].startswith("error: DATAGEN_RULE")
    assert all(variable in refused.lines[0] for variable in two)
    both = {"DATAGEN_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_BASE_URL": "http://127.0.0.1:8/v1"}
    assert datagen("config", "show", **both).out.count("127.0.0.1:9") == 1


WORDS = "groups: {pottery: {categories: {kiln: {strict: [furnace]}}}}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no words"),
        ("groups: {}\n", "holds no words"),
        ("groups: {pottery: {categories: {}}}\nhard: []\n", "holds no words"),
        (WORDS.replace("[furnace]", "furnace"), "kiln.strict': write a list of words, as in ["),
        (WORDS.replace("[furnace]", "[no]"), "a word is text, this is false: put it in quotes"),
        (WORDS.replace("{strict: [furnace]}", "[furnace]"), "kiln': write strict, loose, stop"),
        (WORDS.replace("{kiln: {strict: [furnace]}}", "[kiln]"), "write each category as a name"),
        ("groups: [pottery]\n", "'groups': write each group as a name"),
        (WORDS.replace("strict", "strct"), "kiln.strct'\nhint:  Did you mean 'strict'?"),
        (WORDS.replace("categories", "category"), "Did you mean 'categories'?"),
        (WORDS.replace("furnace", "dog"), "'dog' would count as 'kiln', too"),
        ("hard: [giraff]\n", "no category 'giraff'\nhint:  Did you mean 'giraffe'?"),
    ],
)
def test_a_words_file_is_complained_of_in_its_own_terms(
    files: Files, datagen: Datagen, text: str, said: str
) -> None:
    words = files.folder / "words.yaml"
    words.write_text(text)
    refused = datagen("validate", files.write([BAD]), "--words", words, code=1)
    assert refused.lines[0].startswith(f"error: {words}")
    assert said in "\n".join(refused.lines)
    for word in ("tuple", "instance of", "Errno", "Known: ."):
        assert word not in refused.err


def test_a_words_file_that_is_missing_is_said_in_words(files: Files, datagen: Datagen) -> None:
    gone = datagen("validate", files.write([BAD]), "--words", "none.yaml", code=1)
    assert gone.lines[0] == "error: none.yaml: cannot be read: No such file or directory"


def test_what_was_found_in_a_file_can_be_looked_at(files: Files, datagen: Datagen) -> None:
    good = record("000000000009.jpg", "Two dogs lie on a couch.", 9)
    absent = record("000000033471.jpg", "An airplane stands beside the couch.", 33471)
    files.check([good, BAD, good, absent], code=4)
    found = files.folder / "found.jsonl"
    file = files.folder / "records.jsonl"
    shown = datagen("preview", file, "--findings", found, "--finding", "count_too_high").out
    assert "row 1  000000033471.jpg" in shown
    assert "words: “Three dogs”, contradicted" in shown
    assert "evidence: boxes dog 1 of 2, dog 2 of 2; caption 1 “Two dogs lie on a couch.”" in shown
    assert "row 3" not in shown
    assert "1 of 3 shown" in datagen("preview", file, "--findings", found, "-n", 1).err
    every = datagen("preview", file, "--findings", found, "-n", 9).out
    assert [f"─ row {n} " in every for n in range(4)] == [False, True, True, True]
    asked = datagen("preview", file, "--finding", "wrong_no", code=2)
    assert "add --findings FINDINGS.jsonl" in asked.lines[1]
    other = files.folder / "other.jsonl"
    other.write_text(json.dumps(good))
    assert "speaks of other records" in datagen("preview", other, "--findings", found, code=1).err
    answered_anew = files.write([good, record(BAD["image"], "Two dogs, or three."), good, absent])
    refused = datagen("preview", answered_anew, "--findings", found, code=1)
    assert "speaks of other records: its row 1" in refused.lines[0]
    marked = record(BAD["image"], "Yes.", question="Is there an airplane <image> here?")
    files.check([marked, {**marked, "image": "000000000009.jpg"}], "--show", 9, code=4)
    assert any(row["turn"] == 0 and row["sentence"] for row in files.rows)
    datagen("preview", files.folder / "records.jsonl", "--findings", found)
    swapped = datagen("preview", file, "--findings", file, code=1)
    assert "is no row of findings" in swapped.lines[0]


def test_an_absence_is_shown_with_what_is_known_of_the_image(
    files: Files, datagen: Datagen
) -> None:
    absent = record("000000033471.jpg", "An airplane stands beside the couch.", 33471)
    files.check([absent], code=4)
    file, found = files.folder / "records.jsonl", files.folder / "found.jsonl"
    shown = " ".join(datagen("preview", file, "--findings", found).out.replace("│", " ").split())
    assert "nor of anything of its kind; boxed: 2 dogs, 1 couch" in shown
    assert "“Two dogs lie on a couch.”" in shown
    assert shown.lower().count("airplane") == 2  # in the answer, and in what is said of it


def test_a_record_without_an_image_is_shown_as_one(files: Files, datagen: Datagen) -> None:
    text = record(None, "I cannot see the image.")
    files.check([text], code=4)
    file, found = files.folder / "records.jsonl", files.folder / "found.jsonl"
    assert "row 0  no image" in datagen("preview", file, "--findings", found).out


def test_half_a_surrogate_pair_is_written_so_that_every_reader_takes_it(
    files: Files, datagen: Datagen
) -> None:
    half = "\ud83d"
    odd = record(f"{half}/000000033471.jpg", f"A {half} couch. Three {half} dogs lie on it.", half)
    files.check([odd, BAD], code=4)
    found = files.folder / "found.jsonl"
    for line in found.read_bytes().splitlines():
        msgspec.json.decode(line)
    assert {row["id"] for row in files.rows} == {r"\ud83d", "x"}
    shown = datagen("preview", files.folder / "records.jsonl", "--findings", found).out
    assert r"row 0  \ud83d/000000033471.jpg" in shown


def test_findings_on_a_sentence_without_end_stay_small_and_are_shown_where_they_stand(
    files: Files, datagen: Datagen
) -> None:
    text = f"{'seven dogs ' * 5400}lie on it."
    files.check([record("000000033471.jpg", text)], code=4)
    found = files.folder / "found.jsonl"
    assert found.stat().st_size < 40_000
    counted = [row for row in files.rows if row["rule"] == "count_too_high"]
    assert len(counted) == 20
    assert "; 5,380 more findings of this kind are left out" in counted[-1]["detail"]
    for row in counted:
        assert text[slice(*row["span"])] == "seven dogs"
        assert "seven dogs" in row["sentence"]
        assert row["sentence"] in text
        assert len(row["sentence"]) <= 300
    datagen("preview", files.folder / "records.jsonl", "--findings", found)


def test_the_findings_on_a_record_stand_in_the_order_of_its_text(files: Files) -> None:
    talk = record("000000033471.jpg", THREE)
    talk["conversations"] += [
        {"from": "human", "value": "What else is there?"},
        {"from": "gpt", "value": "An airplane stands beside the couch."},
    ]
    files.check([talk, talk], code=4)
    copied = [(row["turn"], row["rule"]) for row in files.rows if row["row"] == 1]
    assert copied[0] == (None, "duplicate_record")
    assert copied[1] == (1, "count_too_high")
    assert (3, "object_absent") in copied
    assert [turn for turn, _ in copied[1:]] == sorted(turn for turn, _ in copied[1:])


def test_what_is_left_out_of_many_findings_decides_nothing(files: Files) -> None:
    talk = record("000000033471.jpg", "Yes, there is a dog lying on the couch.")
    for number in range(25):
        answer = "Yes, there is a dog lying on the couch."
        talk["conversations"] += [
            {"from": "human", "value": f"Is there a dog on side number {number} of the couch?"},
            {"from": "gpt", "value": answer},
        ]
    files.check([talk])
    plain = "There is a dog lying on the couch."
    for asked in ("What is there?", "What else can be seen?"):
        talk["conversations"] += [
            {"from": "human", "value": asked},
            {"from": "gpt", "value": plain},
        ]
    files.check([talk], code=4)
    found = [row["severity"] for row in files.rows if row["rule"] == "answer_repeated"]
    assert (found.count("warn"), found.count("reject")) == (20, 1)
