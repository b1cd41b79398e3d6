"""A new state begins with every question open; nothing in its record is made up, and a check points at the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.yamlfile import read_yaml
from checking import change, new_problems, said, schemas
from program import run


def begin(home: Path, code: str, *options: str) -> tuple[int, str, str]:
    done = run("new", "country", code, "--on", "2026-11-21", *options, "--today", "2026-11-21", "--records", home)
    return done.exit_code, done.stdout, done.stderr


def value(home: Path, kind: str, key: str = "pl") -> dict:
    path = home / "countries" / key / f"{kind}.yml"
    return read_yaml(kind, path.read_bytes()).value


def test_a_check_finds_nothing_but_what_only_a_person_can_say(copied: Path) -> None:
    code, shown, _ = begin(copied, "PL")
    assert code == 0
    found = new_problems(copied)
    assert [(p.place.file.split("/")[-1], p.code) for p in found] == [
        ("authorities.yml", "too-little"),
        ("country.yml", "too-little"),
        ("legislation.yml", "too-little"),
    ]
    for problem in found:
        text = (copied / problem.place.file).read_text(encoding="utf-8").splitlines()
        above = text[: problem.place.line - 1]
        last_key = max(i for i, line in enumerate(above) if not line.startswith("#"))
        assert any(line.startswith("# TODO:") for line in above[last_key:]), problem
        assert str(problem.place) in shown
    assert "Next:" in shown
    assert "tables of treaties and channels now say not-established for PL" in shown


def test_what_cldr_knows_is_filled_in_with_its_source(copied: Path) -> None:
    begin(copied, "pl")
    country = value(copied, "country")
    assert country["name"] == {"en": "Poland", "pl": "Polska"}
    assert (country["languages"], country["time_zone"]) == (["pl"], "Europe/Warsaw")
    assert (country["european_union"], country["schengen"]) == ("unknown", "unknown")
    assert country["sources"] == ["cldr"]
    source = value(copied, "sources")["sources"][0]
    assert (source["id"], source["accessed"]) == ("cldr", "2026-11-21")


def test_every_question_is_open_with_its_words_above_it(copied: Path) -> None:
    begin(copied, "PL")
    answers = value(copied, "procedure")["answers"]
    assert list(answers) == list(schemas().questions)
    assert all(answer == {"status": "unknown"} for answer in answers.values())
    text = (copied / "countries/pl/procedure.yml").read_text(encoding="utf-8")
    assert "  # Which authority decides on a controlled delivery?\n  authorised-by:\n" in text


def test_the_files_are_canonical_and_name_their_schema(copied: Path) -> None:
    begin(copied, "PL")
    assert run("fmt", "--check", "countries/pl", "--records", copied).exit_code == 0
    for kind in COUNTRY_KINDS:
        text = (copied / f"countries/pl/{kind}.yml").read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=")
        assert text.split("\n", 1)[0].endswith(f"/schemas/editor/{kind}.json")
        assert max(map(len, text.splitlines()[1:])) <= 110
        assert text.count("\n  every: P3M") == (kind in ("authorities", "officers"))


def test_the_example_in_a_comment_becomes_an_entry_when_the_signs_are_taken_away(copied: Path) -> None:
    begin(copied, "PL")
    text = (copied / "countries/pl/legislation.yml").read_text(encoding="utf-8")
    rows = [line.removeprefix("#") for line in text.splitlines() if line.startswith("#  ")]
    read = read_yaml("x", ("instruments:\n" + "\n".join(rows) + "\n").encode())
    assert read.problems == []
    assert {"id", "title", "kind", "status", "provisions"} <= read.value["instruments"][0].keys()


def test_each_table_gets_a_row_in_the_order_of_codes_and_loses_none(copied: Path) -> None:
    path = copied / "content/regional/channels/x-net.yml"
    before = [row["state"] for row in read_yaml("x", path.read_bytes()).value["members"]["rows"]]
    begin(copied, "PL")
    rows = read_yaml("x", path.read_bytes()).value["members"]["rows"]
    assert [row["state"] for row in rows if row["state"] != "PL"] == before
    assert next(row for row in rows if row["state"] == "PL") == {"state": "PL", "status": "not-established"}
    assert not [p for p in new_problems(copied) if p.code == "missing-state"]


def test_of_several_time_zones_none_is_chosen(copied: Path) -> None:
    begin(copied, "DE")
    assert value(copied, "country", "de")["time_zone"] is None
    text = (copied / "countries/de/country.yml").read_text(encoding="utf-8")
    assert "CLDR lists Europe/Berlin,\n# Europe/Busingen.\ntime_zone: null\n" in text
    assert "countries/de/country.yml" in " ".join(said(new_problems(copied)))


def test_a_language_in_two_scripts_is_told_apart(copied: Path) -> None:
    begin(copied, "RS")
    country = value(copied, "country", "rs")
    assert country["name"] == {"en": "Serbia", "sr-Latn": "Srbija", "sr-Cyrl": "Србија"}


def test_of_a_state_that_cldr_does_not_know_nothing_is_said(copied: Path) -> None:
    assert begin(copied, "XC")[0] == 0
    country = value(copied, "country", "xc")
    assert (country["name"], country["languages"], country["time_zone"]) == ({}, [], None)


@pytest.mark.parametrize(
    ("code", "words"), [("XA", "has XA already"), ("ZQ", "no state with the code"), ("P", "no state")]
)
def test_a_state_that_is_there_or_that_there_is_not_is_wrong_use(copied: Path, code: str, words: str) -> None:
    exit_code, _, told = begin(copied, code)
    assert exit_code == 2
    assert words in told


def test_the_day_is_never_filled_in(copied: Path) -> None:
    done = run("new", "country", "PL", "--records", copied)
    assert done.exit_code == 2
    assert "--on" in done.stderr
    assert not (copied / "countries/pl").exists()


def test_a_table_that_cannot_be_read_is_left_alone_and_a_check_asks_for_the_row_later(copied: Path) -> None:
    change(copied, "content/regional/channels/x-net.yml", "id: x-net", "id: [")
    assert begin(copied, "PL")[0] == 0
    change(copied, "content/regional/channels/x-net.yml", "id: [", "id: x-net")
    missing = [p for p in new_problems(copied) if p.code == "missing-state"]
    assert [p.place.file for p in missing] == ["content/regional/channels/x-net.yml"]
