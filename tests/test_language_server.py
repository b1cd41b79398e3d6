"""Editors complete and explain while one types, and find wrong what the check finds wrong: with the real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from builds import FICTITIOUS, ROOT
from cdmanual.explanations import read_explanations
from checking import read, schemas
from language_server import LanguageServer
from nodejs import from_npm

CATALOGUE = read_explanations(ROOT / "content" / "problems.yml")
QUESTIONS = schemas().by_kind["procedure"]["properties"]["answers"]["properties"]
PROCEDURE = ROOT / "countries" / "rs" / "procedure.yml"
HEAD = "# yaml-language-server: $schema=../../schemas/editor/procedure.json\ncountry: RS\nanswers:\n"


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    with LanguageServer(from_npm("yaml-language-server/bin/yaml-language-server")) as started:
        yield started


def test_the_questions_not_yet_answered_are_offered_with_their_text(server: LanguageServer) -> None:
    offered = server.complete(PROCEDURE, f"{HEAD}  permitted:\n    status: unknown\n  ▶\n")
    assert offered == {id: QUESTIONS[id]["description"] for id in QUESTIONS if id != "permitted"}


def test_the_values_of_a_question_are_offered_with_what_they_mean(server: LanguageServer) -> None:
    choices = QUESTIONS["substitution"]["properties"]["value"]["oneOf"]
    offered = server.complete(PROCEDURE, f"{HEAD}  substitution:\n    value: ▶\n")
    assert offered == {each["const"]: f"{each['title']}: {each['description']}" for each in choices}
    offered = server.complete(PROCEDURE, f"{HEAD}  substitution:\n    status: ▶\n")
    assert "unknown" in offered


def test_the_keys_of_an_answer_are_offered(server: LanguageServer) -> None:
    offered = server.complete(PROCEDURE, f"{HEAD}  substitution:\n    status: disputed\n    ▶\n")
    assert {"value", "text", "basis", "sources", "as_of", "variants", "positions"} <= set(offered)


@pytest.mark.parametrize("question", ["permitted", "substitution", "practical-notes"])
def test_a_question_is_explained_where_the_cursor_rests(server: LanguageServer, question: str) -> None:
    said = server.hover(PROCEDURE, f"{HEAD}  {question[:3]}▶{question[3:]}:\n    status: unknown\n")
    plain = said.replace("\\", "")
    assert QUESTIONS[question]["title"] in plain
    assert QUESTIONS[question]["description"] in plain


def test_a_value_is_explained_beside_the_others(server: LanguageServer) -> None:
    said = server.hover(PROCEDURE, f"{HEAD}  substitution:\n    value: par▶tial\n    status: confirmed\n")
    for choice in QUESTIONS["substitution"]["properties"]["value"]["oneOf"]:
        assert choice["description"] in said.replace("\\", "")


def test_a_new_file_without_a_first_line_is_known_by_its_place(server: LanguageServer) -> None:
    offered = server.complete(ROOT / "countries" / "zz" / "country.yml", "country: ZZ\neuropean_union: ▶\n")
    assert {"member", "not-member"} <= set(offered)


def test_sound_records_are_found_sound(server: LanguageServer) -> None:
    folders = (ROOT / "countries", ROOT / "content" / "regional", FICTITIOUS)
    texts = {path: path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.rglob("*.yml"))}
    assert len(texts) > 180
    wrong = {path.name: found for path, found in server.judge(texts).items() if found}
    assert wrong == {}


def test_every_fixture_that_a_schema_can_judge_is_judged_as_the_check_judges_it(server: LanguageServer) -> None:
    texts: dict[Path, str] = {}
    ours: dict[str, bool] = {}
    for code, example in CATALOGUE.items():
        path = FICTITIOUS / example.file
        if not example.shown:
            continue
        text = path.read_text(encoding="utf-8").replace(example.good, example.bad.replace("▶", ""))
        file = read(text.encode())
        if file.problems:
            continue  # what our reader of YAML refuses, no schema gets to see
        kind = path.parent.name if path.parent.name in schemas().by_kind else path.stem
        texts[path.with_name(f"{code}.yml")] = text
        ours[code] = schemas().is_valid(file.value, kind)
    theirs = {path.stem: not found for path, found in server.judge(texts).items()}
    assert theirs == ours
    assert sum(not valid for valid in ours.values()) > 20
    assert sum(ours.values()) > 20


def test_where_an_editor_is_known_to_judge_otherwise(server: LanguageServer) -> None:
    """A server reads YAML and dates in its own way; the check has the last word, and quotes make the two agree."""
    home = FICTITIOUS / "countries" / "xa"
    sources, authorities = ((home / f"{kind}.yml").read_text(encoding="utf-8") for kind in ("sources", "authorities"))
    no_such_day = sources.replace("accessed: 2026-11-18", "accessed: 2026-02-30")
    without_quotes = authorities.replace('number: "+442079460302"', "number: +442079460302")
    assert no_such_day != sources
    assert without_quotes != authorities
    judged = server.judge({home / "one.yml": no_such_day, home / "two.yml": without_quotes})
    assert judged[home / "one.yml"] == [], "it does not know how long February is"
    assert "Incorrect type" in judged[home / "two.yml"][0], "to it the number of a phone is one to reckon with"
    assert [schemas().is_valid(read(text.encode()).value, kind) for text, kind in (
        (no_such_day, "sources"), (without_quotes, "authorities"),
    )] == [False, True]  # fmt: skip
