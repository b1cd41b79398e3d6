"""The sample record is sound, is shown as it stands, and uses and explains every field that a state has."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from builds import ROOT, Built
from cdmanual.problems import SetupError
from cdmanual.publish.labels import Labels
from cdmanual.publish.sample import Sample, read_samples
from cdmanual.records.check import check
from cdmanual.records.load import COUNTRY_KINDS
from checking import said, schemas
from program import run
from site_reader import Site, read_site

FOLDER = ROOT / "content" / "sample"
SAMPLES = {sample.kind: sample for sample in read_samples(FOLDER, schemas().by_kind)}


@pytest.fixture(scope="module")
def site(fictitious: Built) -> Site:
    return read_site(fictitious.site)


def test_the_sample_has_no_problem_of_any_kind_and_the_canonical_form() -> None:
    _, _, problems = check(FOLDER, schemas(), date(2026, 11, 29))
    assert said(problems) == []
    assert run("fmt", "--check", "--records", FOLDER).exit_code == 0


@pytest.mark.parametrize("kind", COUNTRY_KINDS)
def test_all_pieces_together_are_the_file(kind: str) -> None:
    text = (FOLDER / SAMPLES[kind].file).read_text(encoding="utf-8")
    assert "\n".join(piece.lines for piece in SAMPLES[kind].pieces) + "\n" == text


@pytest.mark.parametrize("kind", COUNTRY_KINDS)
def test_every_field_that_a_state_has_is_used_and_explained(kind: str) -> None:
    reference = next(each for each in Labels(schemas().by_kind).field_reference() if each.id == kind)
    explained = {piece.note.key for piece in SAMPLES[kind].pieces if piece.note}
    assert {field.name for field in reference.fields} <= explained


@pytest.mark.parametrize("kind", COUNTRY_KINDS)
def test_a_note_stands_beside_the_line_of_its_key(kind: str) -> None:
    for piece in SAMPLES[kind].pieces:
        if piece.note:
            assert re.match(rf" *(- )*{piece.note.key}:", piece.lines), piece


@pytest.mark.parametrize("kind", COUNTRY_KINDS)
def test_every_note_says_something_and_says_it_once(kind: str) -> None:
    notes = [piece.note for piece in SAMPLES[kind].pieces if piece.note]
    assert len(notes) == len(set(notes))
    assert [note.key for note in notes if not (note.title or note.text)] == []


def at(form: Any, *steps: str) -> Any:
    for step in steps:
        form = form[step]
    return form


def note(sample: Sample, key: str) -> Any:
    return next(piece.note for piece in sample.pieces if piece.note and piece.note.key == key)


def test_the_words_are_those_of_the_schemas() -> None:
    read = {
        kind: json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text(encoding="utf-8"))
        for kind in ("country", "procedure")
    }
    schengen = at(read["country"], "properties", "schengen")
    shown = note(SAMPLES["country"], "schengen")
    assert (shown.title, shown.text, shown.required) == (schengen["title"], schengen["description"], True)
    assert [(c.id, c.title, c.description) for c in shown.choices] == [
        (row["const"], row["title"], row["description"]) for row in schengen["oneOf"]
    ]
    questions = at(read["procedure"], "properties", "answers", "properties")
    for name, question in questions.items():
        assert note(SAMPLES["procedure"], name).title == question["title"]
    statuses = at(read["procedure"], "$defs", "answer", "properties", "status", "oneOf")
    assert [choice.id for choice in note(SAMPLES["procedure"], "status").choices] == [row["const"] for row in statuses]


def test_every_status_has_an_example() -> None:
    answers = yaml.safe_load((FOLDER / SAMPLES["procedure"].file).read_text(encoding="utf-8"))["answers"]
    used = {answer["status"] for answer in answers.values()}
    assert used == {choice.id for choice in note(SAMPLES["procedure"], "status").choices}


@pytest.mark.parametrize("kind", COUNTRY_KINDS)
def test_the_page_shows_the_file_as_it_was_typed(site: Site, kind: str) -> None:
    page = site[f"editors/sample/{kind}.html"]
    text = (FOLDER / SAMPLES[kind].file).read_text(encoding="utf-8")
    shown = " ".join(" ".join(e.text for e in page.content.all("pre")).split())
    assert shown == " ".join(text.split())
    for other in COUNTRY_KINDS:
        assert f"editors/sample/{other}.html" in [link.target for link in page.own_links]


def test_a_sample_that_cannot_be_read_stops_the_build_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="one state in countries/; 0 are here"):
        read_samples(tmp_path, schemas().by_kind)
    (tmp_path / "countries" / "xs").mkdir(parents=True)
    for kind in COUNTRY_KINDS:
        (tmp_path / "countries" / "xs" / f"{kind}.yml").write_text("country: [XS\n", encoding="utf-8")
    with pytest.raises(SetupError, match=r"cannot be read; cdmanual check --records"):
        read_samples(tmp_path, schemas().by_kind)
