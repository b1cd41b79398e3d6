"""The data files hold the whole edition, say what they are, and are documented."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmanual.manual.asking import ask
from cdmanual.manual.reading import read_answer
from cdmanual.publish.data import COLUMNS, SCHEMA_VERSION, without_formula, write_data
from cdmanual.publish.letters import as_markdown
from models import ROOT, edition, manual

EPOCH = int(datetime(2026, 11, 21, 12, 34, 56, tzinfo=UTC).timestamp())
PAGE = (ROOT / "content" / "pages" / "downloads" / "data.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public") / "data"
    write_data(edition(), folder, EPOCH)
    return folder


@pytest.fixture(scope="module")
def restricted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("restricted") / "data"
    write_data(edition("restricted", "a"), folder, EPOCH)
    return folder


def read(folder: Path, name: str) -> dict[str, Any]:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def rows(folder: Path) -> list[dict[str, str]]:
    text = (folder / "answers.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_there_is_one_file_for_each_state_one_for_all_a_table_and_a_form_for_each_state(data: Path) -> None:
    assert sorted(path.name for path in data.iterdir()) == [
        "all.json", "answers.csv", "ask-xa.txt", "ask-xb.txt", "xa.json", "xb.json",
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "marking"), [("data", "TLP:CLEAR"), ("restricted", "TLP:RED")])
def test_a_form_is_the_one_for_its_state_and_ends_with_the_marking(
    kind: str, marking: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(kind)
    made = edition()
    for state in made.manual.states:
        form, last = (folder / f"ask-{state.key}.txt").read_text(encoding="utf-8").rstrip("\n").rsplit("\n\n", 1)
        assert form + "\n" == as_markdown(ask(made.manual, state, made.id, made.day))
        assert last.startswith(marking)


@pytest.mark.parametrize("name", ["all.json", "xa.json", "xb.json"])
def test_every_file_says_its_version_its_time_and_its_edition(data: Path, name: str) -> None:
    head = read(data, name)
    assert list(head)[:3] == ["schema_version", "generated_at", "edition"]
    assert head["schema_version"] == SCHEMA_VERSION == 1
    assert head["generated_at"] == "2026-11-21T12:34:56Z"
    assert head["edition"] == {
        "id": "2026.1", "kind": "public", "version": "abc1234567", "marking": "TLP:CLEAR",
    }  # fmt: skip


def test_the_time_in_a_whole_build_is_that_of_source_date_epoch(fictitious: Any) -> None:
    head, manifest = read(fictitious.target / "data", "all.json"), read(fictitious.target, "manifest.json")
    assert datetime.fromisoformat(head["generated_at"]).tzinfo == UTC
    assert head["generated_at"][:10] == manifest["day"]
    assert head["edition"]["version"] == manifest["version"]


def test_files_are_utf_8_without_escapes_and_end_with_a_line_end(data: Path) -> None:
    for path in data.glob("*.json"):
        raw = path.read_bytes()
        assert raw.endswith(b"}\n")
        assert b"\r" not in raw
        assert b"\\u" not in raw.replace(b"\\\\u{41}", b"")
    assert "ფიქტონია" in (data / "xb.json").read_text(encoding="utf-8")


def test_a_state_s_file_holds_what_the_file_of_all_holds(data: Path) -> None:
    whole = read(data, "all.json")
    assert whole["states"] == [read(data, "xa.json")["state"], read(data, "xb.json")["state"]]
    made = manual()
    assert [treaty["id"] for treaty in whole["instruments"]] == [treaty.id for treaty in made.treaties]
    assert [channel["id"] for channel in whole["channels"]] == [channel.id for channel in made.channels]
    assert [term["id"] for term in whole["terms"]] == [term.id for term in made.terms]
    questions = [question["id"] for group in whole["questionnaire"] for question in group["questions"]]
    assert questions == [question.id for question in made.questionnaire.questions]


def test_answers_stand_under_their_question_part_by_part(data: Path) -> None:
    answers = read(data, "xa.json")["state"]["answers"]
    assert set(answers) == {question.id for question in manual().questionnaire.questions}
    assert answers["forms"]["parts"][0]["value"] == ["import", "transit", "export", "internal"]
    assert answers["substitution"]["parts"][0]["when"] == {"object": "drugs"}
    assert answers["mla-required"]["parts"][0]["when"] == {"partner": ["XB"]}
    assert answers["permitted"]["text"].startswith("Which footing")
    assert answers["reporting"]["parts"][0]["value"] is None
    assert answers["urgent-decision"]["parts"][0]["value"]["confirm_within"] == "PT24H"
    assert [part["value"] for part in read(data, "xb.json")["state"]["answers"]["substitution"]["parts"]] == [
        "partial", "none",
    ]  # fmt: skip


def test_the_public_data_say_nothing_of_the_officers_file(data: Path) -> None:
    for name, posts in (("xa.json", []), ("xb.json", ["press-desk"])):
        state = read(data, name)["state"]
        assert [officer["id"] for officer in state["officers"]] == posts
        assert all(officer["contacts"] == [] and officer["note"] == "" for officer in state["officers"])
        assert "officers" not in state["reviews"]
        assert "overlay" not in read(data, name)


def test_the_restricted_data_hold_the_officers_and_the_marking(restricted: Path) -> None:
    state = read(restricted, "xa.json")
    assert state["edition"]["marking"].startswith("TLP:RED")
    posts = {officer["id"]: officer for officer in state["state"]["officers"]}
    assert posts["night-desk"]["contacts"][0]["number"] == "+442079460511"
    assert "officers" in state["state"]["reviews"]


def test_the_table_has_the_columns_that_the_page_names_in_that_order(data: Path) -> None:
    named = PAGE.split("The columns:")[1].split("##")[0]
    assert re.findall(r"`([a-z_]+)`", named) == list(COLUMNS)
    assert list(rows(data)[0]) == list(COLUMNS)


def test_the_table_has_a_row_for_each_part_of_each_answer(data: Path) -> None:
    wanted = [
        (state.iso, question.id)
        for state in manual().states
        for question in manual().questionnaire.questions
        for _ in state.answer(question.id).parts
    ]
    assert [(row["country"], row["question"]) for row in rows(data)] == wanted


def test_a_row_says_the_answer_as_ids_and_in_words(data: Path) -> None:
    first = next(row for row in rows(data) if (row["country"], row["question"]) == ("XA", "substitution"))
    assert first["value"] == "partial-or-full"
    assert first["value_in_words"] == "Partial or full"
    assert first["when"] == "Drugs"
    assert first["legal_basis"] == "cd-act#8; x-treaty#18.2"
    assert first["url"] == "countries/xa/index.html#substitution"
    assert (first["verified_on"], first["verified_by"]) == ("2026-11-21", "national-authority")
    forms = next(row for row in rows(data) if (row["country"], row["question"]) == ("XA", "forms"))
    assert json.loads(forms["value"]) == ["import", "transit", "export", "internal"]


def test_every_address_of_the_table_is_a_page_of_the_site(fictitious: Any) -> None:
    for row in rows(fictitious.target / "data"):
        page, _, anchor = row["url"].partition("#")
        assert f'id="{anchor}"' in (fictitious.site / page).read_text(encoding="utf-8"), row["url"]


def test_no_text_is_lost_in_the_table(data: Path) -> None:
    shown = {(row["country"], row["question"], row["text"].removeprefix("'")) for row in rows(data)}
    for state in manual().states:
        for answer in state.answers:
            for part in answer.parts:
                assert (state.iso, answer.question, part.text) in shown


def test_the_table_opens_in_a_spreadsheet(data: Path) -> None:
    raw = (data / "answers.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "without the mark, a spreadsheet takes the letters for another code page"
    assert raw.endswith(b'"\r\n')
    assert "ქართული".encode() in raw


def cells(folder: Path) -> Iterator[str]:
    for row in rows(folder):
        yield from row.values()


def test_no_cell_is_a_formula(data: Path, restricted: Path) -> None:
    for folder in (data, restricted):
        assert not [cell for cell in cells(folder) if cell.lstrip(" ").startswith(tuple("=+-@\t\r\n|%＝＋－＠"))]
    notes = [row["text"] for row in rows(data) if row["question"] == "practical-notes"]
    assert notes[0].startswith("'=1+1 opens this note")
    assert notes[1].startswith("'+1 -1 =1 @1")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_every_sign_that_begins_a_formula_is_neutralised(start: str) -> None:
    assert without_formula(f"{start}1+1") == f"'{start}1+1"


def test_a_formula_behind_blanks_is_neutralised() -> None:
    assert without_formula(" =1+1").startswith("'")


@given(st.text())
def test_a_cell_is_never_changed_but_by_an_apostrophe_before_it(text: str) -> None:
    assert without_formula(text) in (text, f"'{text}")
    assert without_formula(f"a{text}") == f"a{text}"


def test_the_fields_that_the_page_documents_exist(data: Path) -> None:
    whole, one = read(data, "all.json"), read(data, "xa.json")
    head = re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)
    assert head == list(one)[:-1], "the table at the top is the head of every file"
    assert list(one)[-1] == "state"
    documented = set(head) | {"questionnaire", "states", "instruments", "channels", "terms", "terms_bibliography"}
    assert set(whole) == documented
    for name in ("questionnaire", "states", "instruments", "channels", "terms"):
        assert f"`{name}`" in PAGE
    edition_row = re.search(r"^\| `edition` \| (.*) \|$", PAGE, re.MULTILINE).group(1)
    assert re.findall(r"`([a-z]+)`", edition_row) == list(one["edition"])


def test_the_parts_that_the_page_documents_exist(data: Path) -> None:
    part = read(data, "xa.json")["state"]["answers"]["substitution"]["parts"][0]
    assert set(part) == {"value", "text", "basis", "sources", "as_of", "when"}
    for name in part:
        assert f"`{name}`" in PAGE


def test_a_disputed_answer_is_in_the_table_with_each_position(data: Path) -> None:
    shown = [row["value_in_words"] for row in rows(data) if (row["country"], row["question"]) == ("XB", "substitution")]
    made = manual()
    read_out = read_answer(made, made.state("XB"), made.questionnaire.question("substitution"))
    assert shown == [part.headline for part in read_out.parts]
