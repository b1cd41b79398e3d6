"""The legal basis as the command gives it: text, JSON and citations, and what it says to a wrong question."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from cdmanual.manual.legal_basis import legal_basis
from cdmanual.publish.legal import HEADINGS, STANDINGS, as_data, as_text, script_for_browser
from embedded import read_script
from models import FICTITIOUS, ROOT, labels, manual
from program import run

LADDER = tuple(labels().of("law-kind"))


def found(*asked: str, on: str = "2026-11-21", home: Path = ROOT) -> dict[str, Any]:
    """The answer as plain data."""
    return as_data(legal_basis(manual(home=home), asked, on, "2026-11-21", "", LADDER), "2026.1", "2026-11-21")


def cited(data: dict[str, Any], group: str, law: str, article: str) -> str:
    row = next(row for row in data[group] if row["id"] == law)
    return next(one["citation"] for one in row["articles"] if one["id"] == article)


# --- citations


def test_a_citation_of_a_law_has_original_translation_number_gazette_article_text_edition_and_place() -> None:
    assert cited(found("XA", home=FICTITIOUS), "laws", "cd-act", "9") == (
        "Izmišljeni Zakon o nadziranim isporukama / Φανταστικός Νόμος περί ελεγχόμενων παραδόσεων "
        "(Fictitious Act on Controlled Deliveries), no. 12/2015, 2015-03-21, Izmišljene novine Egzamplije 34/15, "
        "2015-04-01, čl. 9. Text as of 2026-01-01. "
        "Controlled-Delivery Manual, edition 2026.1, countries/xa/legislation.html#cd-act.9"
    )


def test_a_citation_of_a_treaty_names_the_source_of_the_article_that_was_read() -> None:
    assert cited(found("RS", "TR"), "instruments", "un-1988", "1-g") == (
        "United Nations Convention against Illicit Traffic in Narcotic Drugs and Psychotropic Substances, UNTS vol. "
        "1582, no. 27627; UN Treaty Collection ch. VI-19, Vienna, 1988-12-20, art. 1(g). "
        + next(
            f"Read in: {source.title}, {source.publisher}, {source.date or 'undated'}, accessed {source.accessed}. "
            for treaty in manual(home=ROOT).treaties
            for source in treaty.bibliography
            if (treaty.id, source.id) == ("un-1988", "i8")
        )
        + "Controlled-Delivery Manual, edition 2026.1, instruments/un-1988.html#un-1988.1-g"
    )


def test_a_text_without_a_date_is_cited_as_such() -> None:
    citation = cited(found("XA", home=FICTITIOUS), "laws", "constitution", "36")
    assert "The source does not date its text." in citation
    assert "None" not in citation


@pytest.mark.parametrize("state", [state.iso for state in manual(home=ROOT).states])
def test_no_citation_has_holes(state: str) -> None:
    other = "TR" if state != "TR" else "RS"
    data = [*found(state)["laws"], *found(state, other)["instruments"]]
    for citation in [one["citation"] for row in data for one in [row, *row["articles"]]]:
        assert not re.search(r"None|, ,|, \.|  |\(\)", citation), citation
        assert re.search(r"edition 2026\.1, [a-z/-]+[a-z0-9-]*\.html#\S+$", citation), citation


# --- the script for the browser


def test_the_script_holds_no_end_of_a_script_element_and_reads_as_json(tmp_path: Path) -> None:
    script = script_for_browser(manual(home=FICTITIOUS), labels(), "2026.1", "2026-11-21")
    assert "<" not in script
    (tmp_path / "data.js").write_text(script, encoding="utf-8")
    data = read_script(tmp_path / "data.js")
    assert "a < b" in json.dumps(data["treaties"])
    assert set(data["order"]) == set(HEADINGS)
    assert set(STANDINGS) >= set(HEADINGS)


# --- the command


def test_json_is_the_whole_answer() -> None:
    said = run("legal-basis", "RS", "TR", "--on", "2019-05-03", "--object", "weapons", "--format", "json")
    assert said.exit_code == 0
    data = json.loads(said.stdout)
    assert (data["states"], data["on"], data["object"]) == (["RS", "TR"], "2019-05-03", "weapons")
    first = data["instruments"][0]
    assert (first["id"], first["standing"]) == ("coe-182", "in-force")
    assert [side["since"] for side in first["states"]] == ["2007-08-01", "2016-11-01"]
    assert data["laws"] == []


def test_text_says_it_in_words_and_cites_when_asked() -> None:
    said = run("legal-basis", "al", "North Macedonia", "--on", "2008-05-03").stdout
    assert said.startswith("Albania and North Macedonia on 2008-05-03\n")
    places = [said.index(heading) for heading in HEADINGS.values()]
    assert places == sorted(places)
    assert "    North Macedonia: in force only from 2009-04-01\n" in said
    assert "edition" not in said
    assert (
        "edition 2026.1, instruments/pcc-see.html#pcc-see.15"
        in run("legal-basis", "AL", "MK", "--on", "2008-05-03", "--cite").stdout
    )


def test_one_state_shows_its_own_law() -> None:
    said = run("legal-basis", "XA", "--records", FICTITIOUS, "--on", "2018-06-01").stdout
    assert said.index("Fictitious Constitution") < said.index("Fictitious Act on Controlled Deliveries")
    assert "čl. 9 (until 2018) (in force from 2015-05-01 until 2018-12-31): First period" in said


def test_without_a_day_it_is_the_edition_s() -> None:
    data = json.loads(run("legal-basis", "RS", "--format", "json").stdout)
    assert data["on"] == data["day"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Hungry", "TR"), 'did you mean "Hungary"?'),
        (("RS", "RS"), "RS stands there twice"),
        (("RS", "TR", "HU"), "name one state for its own law"),
        (("RS", "TR", "--on", "2019-02-30"), "is not a date; write it as 2026-11-21"),
        (("RS", "TR", "--on", "yesterday"), "is not a date; write it as 2026-11-21"),
        (("RS", "TR", "--object", "weapon"), 'did you mean "weapons"?'),
        ((), "Missing argument"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(arguments: tuple[str, ...], message: str) -> None:
    said = run("legal-basis", *arguments)
    assert said.exit_code == 2
    assert message in said.output
    assert "Traceback" not in said.output


def test_records_with_errors_give_no_answer(tmp_path: Path) -> None:
    broken = Path(shutil.copytree(FICTITIOUS, tmp_path / "broken"))
    path = broken / "countries" / "xa" / "legislation.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("kind: constitution", "kind: konstitution"), encoding="utf-8"
    )
    said = run("legal-basis", "XA", "--records", broken)
    assert said.exit_code != 0
    assert said.exit_code == 1
    assert "legislation.yml" in said.stderr


def test_control_characters_of_a_record_do_not_reach_the_terminal() -> None:
    text = as_text(found("XA", "XB", home=FICTITIOUS), manual(home=FICTITIOUS), labels(), citations=True)
    assert all(c.isprintable() or c == "\n" for c in text)
