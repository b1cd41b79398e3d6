"""The command line says what it can do, and what to do when it cannot."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builds import Built
from cdmanual.cli import app
from cdmanual.explanations import read_explanations
from models import FICTITIOUS, ROOT, manual
from program import run, whole

COMMANDS = sorted(app.commands)
CODES = list(read_explanations(ROOT / "content" / "problems.yml"))


# ---------------------------------------------------------------- help


def test_help_names_every_command_with_what_it_does() -> None:
    said = run("--help")
    assert said.exit_code == 0
    assert COMMANDS == [
        "apply", "ask", "build", "changes", "check", "compare", "edit", "explain", "fmt", "legal-basis", "new",
        "review", "route", "search", "serve", "update", "verify",
    ]  # fmt: skip
    for command in COMMANDS:
        assert re.search(rf"^  {command} +[A-Z]", said.output, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_each_command_has_help_that_explains_its_options(command: str, option: str) -> None:
    said = run(command, option)
    assert said.exit_code == 0
    assert said.output.startswith("Usage: ")
    options = [name for parameter in app.commands[command].params for name in parameter.opts if name.startswith("--")]
    for name in options:
        assert re.search(rf"{name}\b", said.output), f"{name} is not in the help of {command}"
    assert re.search(r"^\n  [A-Z].*?\.$", said.output, re.MULTILINE | re.DOTALL), "a sentence says what it does"


def test_the_version_can_be_asked_for() -> None:
    said = run("--version")
    assert said.exit_code == 0
    assert re.search(r"\d+\.\d+", said.output)


@pytest.mark.parametrize(
    "arguments",
    [("chekc",), ("build", "--edition", "secret"), ("search",), ("check", "--format", "xml"), ("check", "-x")],
)
def test_wrong_use_ends_with_2_and_shows_how_to_get_help(arguments: tuple[str, ...]) -> None:
    said = run(*arguments)
    assert said.exit_code == 2
    assert "--help" in said.output


# ---------------------------------------------------------------- a wrong set-up


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("build",),
        ("changes", "--since", "HEAD"),
        ("ask", "RS"),
        ("explain",),
        ("explain", "unknown-value"),
        ("search", "croatia"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_outside_a_project_every_command_says_what_to_do_and_ends_with_3(
    arguments: tuple[str, ...], tmp_path: Path, capsys, monkeypatch
) -> None:
    code, out, err = whole(capsys, monkeypatch, "--root", tmp_path, *arguments)
    assert code == 3
    assert out == ""
    assert err.startswith("cdmanual: ")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert re.search(r"--root|run make|cannot be read|no such file", err), err


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, capsys, monkeypatch) -> None:
    for option, command in (("--records", "check"), ("--overlay", "check"), ("--records", "build")):
        missing = tmp_path / "no-such-folder"
        target = ("--target", tmp_path / "build") if command == "build" else ()
        code, _, err = whole(capsys, monkeypatch, "--root", ROOT, command, option, missing, *target)
        assert code == 3
        assert str(missing) in err
        assert "Traceback" not in err
        assert not (tmp_path / "build").exists()


def test_an_overlay_that_is_not_there_stops_the_build(tmp_path: Path, capsys, monkeypatch) -> None:
    where = ("--records", FICTITIOUS, "--target", tmp_path / "build", "--edition", "restricted")
    code, _, err = whole(capsys, monkeypatch, "--root", ROOT, "build", *where, "--overlay", tmp_path / "nowhere")
    assert code == 3
    assert "nowhere" in err


def test_a_schema_that_is_no_json_is_named(tmp_path: Path, capsys, monkeypatch) -> None:
    (tmp_path / "countries").mkdir()
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "procedure.schema.json").write_text("{", encoding="utf-8")
    code, _, err = whole(capsys, monkeypatch, "--root", tmp_path, "check")
    assert code == 3
    assert "procedure.schema.json" in err


def test_a_time_that_is_no_number_is_refused_before_anything_is_made(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    target = tmp_path / "build"
    code, _, err = whole(capsys, monkeypatch, "--root", ROOT, "build", "--records", FICTITIOUS, "--target", target)
    assert code == 3
    assert "SOURCE_DATE_EPOCH" in err
    assert "yesterday" in err
    assert not target.exists()


def test_a_target_that_is_a_file_is_refused_in_words(tmp_path: Path, capsys, monkeypatch) -> None:
    target = tmp_path / "file"
    target.write_text("mine", encoding="utf-8")
    code, _, err = whole(capsys, monkeypatch, "--root", ROOT, "build", "--records", FICTITIOUS, "--target", target)
    assert code == 3
    assert str(target) in err
    assert len(err.strip().splitlines()) == 1
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_folder_with_files_of_somebody_is_never_built_into(tmp_path: Path, capsys, monkeypatch) -> None:
    """The build replaces all that its folder holds: aimed at a home folder by mistake, it must not."""
    letter = tmp_path / "letters" / "mother.txt"
    letter.parent.mkdir()
    letter.write_text("mine", encoding="utf-8")
    code, _, err = whole(capsys, monkeypatch, "--root", ROOT, "build", "--records", FICTITIOUS, "--target", tmp_path)
    assert code == 3
    assert str(tmp_path) in err
    assert letter.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


# ---------------------------------------------------------------- check


@pytest.mark.parametrize("day", ["21.11.2026", "2026-13-01", "2026-02-30", "tomorrow", ""])
def test_a_wrong_date_is_refused_with_the_form_to_use(day: str) -> None:
    said = run("check", "--records", FICTITIOUS, "--today", day)
    assert said.exit_code == 2
    assert "write it as 2026-11-21" in said.output


def test_check_ends_with_0_and_counts_what_it_found() -> None:
    said = run("check", "--records", FICTITIOUS, "--today", "2026-11-21")
    assert said.exit_code == 0
    assert "0 errors" in said.output or "no problems" in said.output


def test_today_decides_what_is_overdue() -> None:
    early, late = (
        run("check", "--records", FICTITIOUS, "--today", day, "--format", "json")
        for day in ("2026-11-21", "2036-01-01")
    )
    assert len(json.loads(early.output)["problems"]) < len(json.loads(late.output)["problems"])
    assert late.exit_code == 0, "what is overdue is a warning"


def test_check_of_a_path_that_is_not_there_says_so() -> None:
    said = run("check", "countries/xx")
    assert said.exit_code == 2
    assert "there is no such file or folder" in said.output


def test_check_of_a_path_outside_the_records_says_so(tmp_path: Path) -> None:
    said = run("check", tmp_path)
    assert said.exit_code == 2
    assert "not among the records" in said.output


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_check_of_one_file_shows_its_findings_alone(form: str) -> None:
    where = ("--records", FICTITIOUS, "--today", "2026-11-21", "--format", form)
    said = run("check", FICTITIOUS / "countries" / "xb" / "sources.yml", *where)
    assert said.exit_code == 0
    assert "countries/xb/sources.yml" in said.output
    assert "countries/xb/officers.yml" not in said.output


# ---------------------------------------------------------------- explain


def test_explain_lists_every_code_with_its_title() -> None:
    said = run("explain")
    assert said.exit_code == 0
    assert [line.split()[0] for line in said.output.splitlines()] == CODES
    assert len(CODES) >= 30
    assert all(len(line.split()) > 1 for line in said.output.splitlines())


@pytest.mark.parametrize("code", CODES)
def test_explain_says_why_and_what_to_do(code: str) -> None:
    said = run("explain", code)
    assert said.exit_code == 0
    assert said.output.startswith(("error", "warning"))
    assert f"[{code}]" in said.output.splitlines()[0]
    assert "What to do:" in said.output
    assert "▶" not in said.output


def test_explain_of_an_unknown_code_offers_the_nearest() -> None:
    said = run("explain", "unknown-valu")
    assert said.exit_code == 2
    assert 'did you mean "unknown-value"?' in said.output


def test_explain_of_what_resembles_nothing_says_so() -> None:
    said = run("explain", "zzzzzz")
    assert said.exit_code == 2
    assert "there is no problem zzzzzz" in said.output


# ---------------------------------------------------------------- search


def test_search_without_an_index_says_to_run_make(tmp_path: Path, capsys, monkeypatch) -> None:
    code, out, err = whole(capsys, monkeypatch, "--root", ROOT, "search", "croatia", "--target", tmp_path)
    assert code == 3
    assert out == ""
    assert "run make" in err
    assert str(tmp_path) in err


def test_search_shows_title_text_and_address(fictitious: Built) -> None:
    said = run("search", "examplia", "substitution", "--target", fictitious.target)
    assert said.exit_code == 0
    assert "Examplia · Substitution" in said.output
    assert "countries/xa/index.html#substitution" in said.output
    assert re.search(r"^\d+ found$", said.output, re.MULTILINE)
    assert all(len(line) < 200 for line in said.output.splitlines())


def test_search_in_json_is_one_document_for_programs(fictitious: Built) -> None:
    said = run("search", "examplia substitution", "--target", fictitious.target, "--format", "json", "--limit", "2")
    found = json.loads(said.stdout)
    assert said.stderr == ""
    assert set(found) == {"query", "corrected", "states", "total", "facets", "results"}
    assert found["query"] == "examplia substitution"
    assert len(found["results"]) == min(2, found["total"])
    assert set(found["results"][0]) == {
        "kind", "id", "title", "text", "url", "country", "question", "status", "basis", "score",
    }  # fmt: skip
    assert "\\u" not in run("search", "ფიქტონია", "--target", fictitious.target, "--format", "json").stdout


def test_search_says_how_it_understood_a_typing_error(fictitious: Built) -> None:
    said = run("search", "examplia substituton", "--target", fictitious.target)
    assert "understood as: examplia substitution" in said.stderr
    assert said.stdout.startswith("Examplia · Substitution")


def test_search_can_be_narrowed_to_a_kind(fictitious: Built) -> None:
    said = run("search", "examplia", "--kind", "authority", "--target", fictitious.target, "--format", "json")
    assert {result["kind"] for result in json.loads(said.stdout)["results"]} == {"authority"}
    wrong = run("search", "examplia", "--kind", "autority", "--target", fictitious.target)
    assert wrong.exit_code == 2
    assert 'did you mean "authority"?' in wrong.output


def test_every_address_that_a_search_shows_is_a_place_on_the_site(fictitious: Built) -> None:
    for asked in ("examplia", "fictonia", "delivery", "convention", "prosecution", "x-net", "controlled"):
        said = run("search", asked, "--target", fictitious.target, "--format", "json", "--limit", "100")
        for result in json.loads(said.stdout)["results"]:
            page, _, anchor = result["url"].partition("#")
            text = (fictitious.site / page).read_text(encoding="utf-8")
            assert not anchor or f'id="{anchor}"' in text, result["url"]


def test_search_narrows_by_country_and_question(fictitious: Built) -> None:
    where = ("--target", fictitious.target, "--format", "json")
    said = run("search", "prosecution", "--country", "xb", "--question", "authorised-by", *where)
    assert [result["id"] for result in json.loads(said.stdout)["results"]] == ["xb.authorised-by"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_search_that_finds_nothing_ends_with_1(fictitious: Built, form: str) -> None:
    said = run("search", "zzzzqqqq", "--target", fictitious.target, "--format", form)
    assert said.exit_code == 1
    if form == "json":
        found = json.loads(said.stdout)
        assert (found["query"], found["total"], found["results"]) == ("zzzzqqqq", 0, [])
    else:
        assert "nothing found" in said.output


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_a_limit_out_of_bounds_is_wrong_use(limit: str, fictitious: Built) -> None:
    assert run("search", "examplia", "--limit", limit, "--target", fictitious.target).exit_code == 2


# ---------------------------------------------------------------- the program


@pytest.fixture(scope="module")
def program() -> Path:
    return Path(sys.executable).with_name("cdmanual")


def test_the_program_runs_from_any_folder(program: Path, tmp_path: Path) -> None:
    command = [program, "--root", ROOT, "check", "--records", FICTITIOUS, "--today", "2026-11-21"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_program_prints_every_script_where_the_locale_knows_none(program: Path) -> None:
    strange = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PATH": os.environ["PATH"]}
    command = [program, "--root", ROOT, "explain", "unknown-value"]
    done = subprocess.run(command, env=strange, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr


def test_output_into_a_closed_pipe_is_no_error(program: Path) -> None:
    if not shutil.which("head"):
        pytest.skip("there is no head here")
    command = f"{program} --root {ROOT} check --records {FICTITIOUS} --today 2036-01-01 | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == 1


# ---------------------------------------------------------------- route and compare


def test_a_route_is_told_as_text_and_as_data(fictitious: Built) -> None:
    where = ("--records", FICTITIOUS)
    said = run("route", "xa", "XB", "--goods", "drugs", *where)
    assert said.exit_code == 0
    assert said.output.startswith("ROUTE  Examplia > Fictonia\nGoods: Drugs\n")
    plan = json.loads(run("route", "XA", "XB", "--format", "json", *where).stdout)
    assert [stop["state"] for stop in plan["stops"]] == ["XA", "XB"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("route", "XA"), "two states or more"),
        (("route", "XA", "XA"), "none twice in a row"),
        (("route", "XA", "ZZ"), 'there is no state "ZZ"'),
        (("route", "XA", "XB", "--goods", "drug"), "drugs"),
        (("route", "XA", "XB", "--departure", "tomorrow"), "does not match"),
        (("compare", "QQ"), 'there is no state "QQ"'),
        (("compare", "XA", "--question", "substituton"), "substitution"),
    ],
)
def test_a_wrong_route_or_comparison_is_wrong_use(arguments: tuple[str, ...], said: str) -> None:
    found = run(*arguments, "--records", FICTITIOUS)
    assert found.exit_code == 2
    assert said in found.output


def test_contacts_of_posts_stand_in_the_restricted_route_only() -> None:
    where = ("--records", FICTITIOUS, "--format", "json")
    public = run("route", "XA", "XB", *where).stdout
    restricted = run("route", "XA", "XB", *where, "--edition", "restricted").stdout
    assert "canary" not in public
    assert "canary" in restricted


# ---------------------------------------------------------------- ask


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("word", ["XA", "xa"])
def test_ask_prints_the_open_questions_of_a_state(word: str, form: str) -> None:
    said = run("ask", word, "--format", form, "--records", FICTITIOUS)
    assert said.exit_code == 0
    state = manual().state("XA")
    for question in manual().questionnaire.questions:
        is_open = state.answer(question.id).status in ("unknown", "disputed")
        assert (question.text in said.output) == is_open, question.id


def test_ask_speaks_of_the_day_of_the_edition_and_takes_records_that_are_newer(monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    said = run("ask", "XA", "--records", FICTITIOUS)
    assert said.exit_code == 0
    assert "information as of 1970-01-01" in said.output


def test_ask_takes_the_name_of_a_state_too() -> None:
    assert run("ask", "croatia").output == run("ask", "HR").output


@pytest.mark.parametrize(
    ("word", "hint"), [("Crotia", 'did you mean "Croatia"?'), ("ZZ", "the codes are AL, AT, BA"), ("", "the codes are")]
)
def test_ask_about_a_state_that_is_not_there_says_which_are(word: str, hint: str) -> None:
    said = run("ask", word)
    assert said.exit_code == 2
    assert f'there is no state "{word}" in the manual' in said.output
    assert hint in said.output


def test_ask_of_broken_records_names_the_place(copied: Path) -> None:
    (copied / "countries" / "xa" / "country.yml").write_text("country: XA\n", encoding="utf-8")
    said = run("ask", "XB", "--records", copied)
    assert said.exit_code == 1
    assert "countries/xa/country.yml:1:1: error[" in said.output
    assert "mend the records first" in said.output
