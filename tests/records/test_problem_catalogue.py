"""Every problem code is explained, and its examples do what the explanation says."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builds import ROOT
from cdmanual.explanations import MARK, Explanation, read_explanations
from cdmanual.problems import Place, SetupError
from cdmanual.records.check import check
from cdmanual.records.load import is_within
from cdmanual.records.schemas import Schemas
from cdmanual.records.yamlfile import LARGEST_FILE
from checking import DAY, change, known_problems, new_problems, problems_in, said

CATALOGUE = read_explanations(ROOT / "content" / "problems.yml")
SHOWN = [code for code, explanation in CATALOGUE.items() if explanation.shown]


def make_bad(home: Path, example: Explanation) -> Place:
    """Put the bad form in the place of the good one; the place of the mark is where the problem belongs."""
    path = home / example.file
    text = "\n" + path.read_text(encoding="utf-8")
    good, bad = f"\n{example.good}\n", f"\n{example.bad}\n"
    assert text.count(good) == 1, f"the good form stands {text.count(good)} times in {example.file}"
    assert example.bad.count(MARK) == 1
    before = text.replace(good, bad).partition(MARK)[0]
    path.write_text(text.replace(good, bad).replace(MARK, "")[1:], encoding="utf-8")
    return Place(example.file, before.count("\n"), len(before) - before.rfind("\n"))


@pytest.mark.parametrize("code", SHOWN)
def test_the_bad_form_gives_this_problem_at_the_mark_and_no_other(copied: Path, code: str) -> None:
    place = make_bad(copied, CATALOGUE[code])
    found = new_problems(copied)
    assert said(found) == [f"{place} {code}"]
    assert found[0].severity == CATALOGUE[code].severity
    assert found[0].hint


@pytest.mark.parametrize("code", SHOWN)
def test_a_check_of_one_file_finds_in_it_what_the_whole_check_finds(copied: Path, code: str) -> None:
    make_bad(copied, CATALOGUE[code])
    whole = problems_in(copied)
    for name in (CATALOGUE[code].file, "countries/xa", "countries/xb", "content"):
        alone = problems_in(copied, names=[name])
        assert alone == [problem for problem in whole if is_within(problem.place.file, [name])], name


@pytest.mark.parametrize("code", SHOWN)
def test_the_good_form_gives_no_such_problem(code: str) -> None:
    assert not [p for p in known_problems() if (p.place.file, p.code) == (CATALOGUE[code].file, code)]


def _write(file: str, text: str | bytes) -> Callable[[Path], object]:
    return lambda home: (home / file).write_bytes(text.encode() if isinstance(text, str) else text)


def _make_folder_of_file(home: Path) -> None:
    (home / "countries/xa/sources.yml").unlink()
    (home / "countries/xa/sources.yml").mkdir()


def _save_in_another_encoding(home: Path) -> None:
    path = home / "countries/xa/country.yml"
    path.write_bytes(path.read_bytes().replace(b"hr: Egzamplija", "hr: Egzamplijč".encode("cp1250")))


NOT_SHOWN: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing-file": (lambda home: (home / "countries/xa/sources.yml").unlink(), "countries/xa/sources.yml:1:1"),
    "unknown-file": (_write("countries/xa/procedure.yaml", ""), "countries/xa/procedure.yaml:1:1"),
    "bad-folder-name": (lambda home: (home / "countries/croatia").mkdir(), "countries/croatia:1:1"),
    "unreadable-file": (_make_folder_of_file, "countries/xa/sources.yml:1:1"),
    "file-too-large": (_write("countries/xa/sources.yml", "#" * (LARGEST_FILE + 1)), "countries/xa/sources.yml:1:1"),
    "empty-file": (_write("countries/xa/sources.yml", "# to be written\n"), "countries/xa/sources.yml:1:1"),
    "not-utf8": (_save_in_another_encoding, "countries/xa/country.yml:5:16"),
}


@pytest.mark.parametrize("code", NOT_SHOWN)
def test_what_no_excerpt_can_show_is_found_as_well(copied: Path, code: str) -> None:
    make, place = NOT_SHOWN[code]
    make(copied)
    assert said(new_problems(copied)) == [f"{place} {code}"]
    file = place.split(":")[0]
    assert f"{place} {code}" in said(problems_in(copied, names=[file]))


def test_a_demand_of_the_schema_that_the_checker_has_no_words_for_is_still_reported(
    copied: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(ROOT / "schemas", tmp_path / "schemas"))
    change(
        folder, "country.schema.json", '"title": "Adjective",', '"title": "Adjective", "not": {"const": "Examplian"},'
    )
    found = [p for p in check(copied, Schemas(folder), DAY)[2] if p.code == "wrong-form"]
    assert said(found) == ["countries/xa/country.yml:7:12 wrong-form"]


def test_every_code_without_an_excerpt_is_tested_here() -> None:
    assert {code for code in CATALOGUE if code not in SHOWN} == {*NOT_SHOWN, "wrong-form"}


def codes_in_source() -> Iterator[str]:
    """The words that the checker passes as codes, and those that schemas name with x-problem."""
    for path in (ROOT / "src/cdmanual/records").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) > 2:
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in ("error", "warning", "_report", "_at"):
                    yield from words_in(node.args[1])
            elif isinstance(node, ast.Assign) and re.match(r"\(?code\b", ast.unparse(node.targets[0])):
                yield from words_in(node.value)
    for path in (ROOT / "schemas").glob("*.json"):
        yield from re.findall(r'"x-problem": "([^"]+)"', path.read_text(encoding="utf-8"))


def words_in(node: ast.expr) -> Iterator[str]:
    constants = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return (word for word in constants if isinstance(word, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", word))


def test_catalogue_and_checker_know_the_same_codes() -> None:
    assert sorted(CATALOGUE) == sorted({*codes_in_source()} - {"x-problem"})


def test_explanations_are_written_for_people() -> None:
    for code, explanation in CATALOGUE.items():
        assert explanation.title[0].isupper(), code
        assert not explanation.title.endswith("."), code
        assert explanation.why.endswith("."), code
        assert explanation.fix.endswith("."), code


def test_an_explanation_as_text_has_both_examples_and_no_mark() -> None:
    text = CATALOGUE["unknown-value"].as_text("unknown-value")
    assert text.startswith("error[unknown-value]: A word that is not on the list\n")
    assert "What to do: Choose one of the words" in text
    assert text.endswith(
        "Good, in countries/xa/procedure.yml:\n\n    value: partial-or-full\n\n"
        "Bad, in countries/xa/procedure.yml:\n\n    value: partialy"
    )
    assert MARK not in text


ENTRY = {"title": "T", "severity": "error", "why": "w", "fix": "f", "file": "x", "good": "g", "bad": "b"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "yaml-syntax"),
        ("[a]", "not a list of codes"),
        ("a-b: x", "a-b has no title"),
        (json.dumps({"a-b": {**ENTRY, "look": "at"}}), "a-b has an unknown key look"),
        (json.dumps({"a-b": {**ENTRY, "title": 1}}), "a-b lacks title"),
        (json.dumps({"a-b": {**ENTRY, "shown": "no"}}), "a-b: shown is neither true nor false"),
        (json.dumps({"a-b": {**ENTRY, "severity": "bad"}}), "neither error nor warning"),
    ],
)
def test_a_broken_catalogue_is_a_fault_of_the_setup(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "problems.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match=message):
        read_explanations(path)


def test_a_missing_catalogue_is_a_fault_of_the_setup(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be read: No such file"):
        read_explanations(tmp_path / "problems.yml")
