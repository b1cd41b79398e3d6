"""The check as a whole: everything in one run, no false alarms behind a mistake, and the command around it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from builds import FICTITIOUS, ROOT
from cdmanual.cli import app, main
from cdmanual.problems import FORMATS
from cdmanual.records.load import COUNTRY_KINDS, read_records
from checking import OVERLAYS, change, known_problems, new_problems, place_of, problems_in, said, schemas

XA = "countries/xa"


def run(*words: str | Path) -> Result:
    """``cdmanual check`` from the project's folder, on a fixed day."""
    return CliRunner().invoke(app, ["--root", str(ROOT), "check", "--today", "2026-11-21", *map(str, words)])


def found(home: Path, overlay: Path | None = None) -> list[str]:
    return said(new_problems(home, overlay))


# ---------------------------------------------------------------- all in one run


def test_all_problems_of_all_files_come_in_one_run_sorted_by_place(copied: Path) -> None:
    change(copied, f"{XA}/procedure.yml", "value: P6M", "value: six months")
    change(copied, f"{XA}/procedure.yml", "basis: [cd-act#2.2]", "basis: [cd-act#2.22]")
    change(copied, f"{XA}/country.yml", "time_zone: Europe/Zagreb", "time_zone: Europe/Sagreb")
    change(copied, f"{XA}/authorities.yml", "postcode:", "postode:")
    (copied / XA / "sources.yml").unlink()
    (copied / "countries/xb/country.yml").write_text("country: [", encoding="utf-8")
    assert found(copied) == [
        f"{place_of(copied, f'{XA}/authorities.yml', 'postode:')} unknown-key",
        f"{place_of(copied, f'{XA}/country.yml', 'Europe/Sagreb')} bad-time-zone",
        f"{place_of(copied, f'{XA}/procedure.yml', 'cd-act#2.22')} unknown-provision",
        f"{place_of(copied, f'{XA}/procedure.yml', 'six months')} bad-duration",
        f"{XA}/sources.yml:1:1 missing-file",
        "countries/xb/country.yml:1:11 yaml-syntax",
    ]


def test_lines_sort_as_numbers(copied: Path) -> None:
    places = [(p.place.file, p.place.line, p.place.column) for p in problems_in(copied)]
    assert places == sorted(places)
    assert len(places) > 10


def test_several_mistakes_in_one_answer_are_all_found(copied: Path) -> None:
    text = "\n    text: >-\n      The county prosecution office directs it"
    change(copied, f"{XA}/procedure.yml", f"value: [county-prosecution]{text}", f"value: [County, police]{text}")
    change(copied, f"{XA}/procedure.yml", "directs it and may", "directs <i>it</i> and may")
    change(copied, f"{XA}/procedure.yml", "may end it at any time.\n    basis: [cd-act#7]\n    sources: [s1]",
           "may end it at any time.\n    basis: [cd-act#77]\n    sources: [s99]")  # fmt: skip
    assert [line.split()[1] for line in found(copied)] == [
        *("bad-id", "unknown-authority", "markup", "unknown-provision", "unknown-source"),
    ]


def test_a_mistake_at_the_top_of_a_file_hides_nothing_below(copied: Path) -> None:
    change(copied, f"{XA}/procedure.yml", "country: XA", "country: xa\nwhy: not")
    change(copied, f"{XA}/procedure.yml", "  every: P12M", "  every: yearly")
    change(copied, f"{XA}/procedure.yml", "basis: [cd-act#2.2]", "basis: [cd-act#2.22]")
    assert [line.split()[1] for line in found(copied)] == [
        *("bad-country", "unknown-key", "unknown-provision", "bad-duration"),
    ]


# ---------------------------------------------------------------- no false alarms behind a mistake


@pytest.mark.parametrize("file", sorted(path.relative_to(FICTITIOUS).as_posix() for path in FICTITIOUS.rglob("*.yml")))
def test_a_file_that_cannot_be_read_raises_no_alarm_elsewhere(copied: Path, file: str) -> None:
    (copied / file).write_text("]", encoding="utf-8")
    assert found(copied) == [f"{file}:1:1 yaml-syntax"]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (f"{XA}/authorities.yml", "id: county-prosecution", "id: County Prosecution", "bad-id"),
        (f"{XA}/authorities.yml", "  - id: postal-inspectorate\n", "  -\n", "missing-key"),
        (f"{XA}/authorities.yml", "roles: [authorises]", "roles: all", "wrong-type"),
        (f"{XA}/authorities.yml", "authorities:", "authorites:", "unknown-key missing-key"),
        (f"{XA}/legislation.yml", "  - id: cd-act", "  - id: CD-Act", "bad-id"),
        (f"{XA}/legislation.yml", '      - id: "8"\n', "      - id: 8\n", "wrong-type"),
        (f"{XA}/legislation.yml", "topics: [substitution, ", "topics: [substituton, ", "unknown-question"),
        (f"{XA}/legislation.yml", "status: amended-since", "status: amended", "unknown-value"),
        (f"{XA}/sources.yml", "  - id: s1\n", "  - id: S1\n", "bad-id"),
        (f"{XA}/sources.yml", "country: XA\n", "country: XA\ncountry: XA\n", "duplicate-key"),
        (f"{XA}/procedure.yml", "answers:\n", "answers: {}\nanswers:\n", "duplicate-key"),
        (f"{XA}/procedure.yml", "  substitution:\n", "  substitutions:\n", "unknown-key"),
        (f"{XA}/officers.yml", "authority: ncb", "authority: &n ncb", "anchor-or-alias"),
        (f"{XA}/country.yml", "  en: Examplia\n", "  en: <i>Examplia\n", "markup"),
        ("content/regional/instruments/x-treaty.yml", '  - id: "18"\n', "  - id: Art. 18\n", "bad-id"),
        ("content/regional/instruments/x-treaty.yml", "id: x-treaty", "id: x-treaty\nid: x", "duplicate-key"),
        ("content/regional/instruments/x-treaty.yml", "    - state: XB\n", "    - state: [XB]\n", "wrong-type"),
        ("content/regional/instruments/x-treaty.yml", "    - state: XB\n", "    - state: xb\n", "bad-country"),
        ("content/regional/terms.yml", "terms:\n", "terms: []\nmore:\n", "unknown-key too-little"),
    ],
)  # fmt: skip
def test_one_mistake_gives_one_problem(copied: Path, file: str, old: str, new: str, code: str) -> None:
    change(copied, file, old, new)
    assert sorted(line.split()[1] for line in found(copied)) == sorted(code.split())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("every: P12M", 'every: "P12M\\n"', "bad-duration"),
        ("every: P12M", f"every: P{'9' * 5000}Y", "bad-duration"),
        ("every: P12M", "every: P9999Y", "bad-duration"),
        ("every: P12M", "every: P999Y", ""),
        ("adjective: Examplian", 'adjective: "Examplian\\n"', "markup"),
        ("languages: [hr, el]", "languages: [hr, el, mul]", ""),
        ("  hr: Egzamplija\n", "  sh: Egzamplija\n", ""),
        ("  hr: Egzamplija\n", "  sh-Latn: Егзамплија\n", "wrong-script"),
        ("  en: Examplia\n", "", "missing-key"),
        ("sources: [s1, s2]", "sources: []", "too-little"),
        ("sources: [s1, s2]", "sources:", "wrong-type"),
    ],
)
def test_odd_values_of_a_country_are_judged(copied: Path, old: str, new: str, code: str) -> None:
    change(copied, f"{XA}/country.yml", old, new)
    assert [line.split()[1] for line in found(copied)] == code.split()


def test_a_number_below_the_limit_is_called_too_small(copied: Path) -> None:
    change(copied, f"{XA}/sources.yml", "date: 2025\n", "date: 225\n")
    problem = new_problems(copied)[0]
    assert (problem.code, problem.hint) == ("too-little", "the least is 1900")
    assert problem.message.endswith('"225" is too small')


# ---------------------------------------------------------------- words and proposals


@pytest.mark.parametrize(
    ("file", "old", "new", "hint"),
    [
        ("procedure.yml", "value: partial-or-full", "value: partialy", 'did you mean "partial"?'),
        ("procedure.yml", "by: [county-prosecution]", "by: [county-prosecuton]", 'did you mean "county-prosecution"?'),
        ("procedure.yml", "basis: [cd-act#2.2]", "basis: [cd-at#2.2]", 'did you mean "cd-act#2.2"?'),
        ("legislation.yml", "courier, evidence]", "courier, evidenc]", 'did you mean "evidence"?'),
        ("country.yml", "time_zone:", "timezone:", 'did you mean "time_zone"?'),
        ("country.yml", "sources: [s1, s2]", "sources: [s1, s22]", 'did you mean "s2"?'),
    ],
)  # fmt: skip
def test_the_nearest_word_is_proposed(copied: Path, file: str, old: str, new: str, hint: str) -> None:
    change(copied, f"{XA}/{file}", old, new)
    assert hint in [problem.hint for problem in new_problems(copied)]


def test_a_file_with_a_misspelt_name_is_recognised(copied: Path) -> None:
    (copied / XA / "officers.yml").rename(copied / XA / "oficers.yml")
    problems = new_problems(copied)
    assert said(problems) == ["countries/xa/officers.yml:1:1 missing-file", "countries/xa/oficers.yml:1:1 unknown-file"]
    assert problems[1].hint == 'did you mean "officers.yml"?'


def test_messages_name_entries_by_their_ids_and_questions_by_theirs(copied: Path) -> None:
    change(copied, f"{XA}/procedure.yml", "value: partial-or-full", "value: partialy")
    change(copied, f"{XA}/authorities.yml", "postcode:", "postode:")
    messages = [problem.message for problem in new_problems(copied)]
    assert messages == [
        'county-court › address: unknown key "postode"',
        'substitution › variants › no. 1: "partialy" is not one of none, partial, full, partial-or-full',
    ]


def test_a_line_break_inside_a_value_stays_inside_the_message(copied: Path) -> None:
    change(copied, f"{XA}/country.yml", "schengen: member", 'schengen: "x\\n::error::y"')
    assert '"x\\n::error::y" is not one of' in new_problems(copied)[0].message


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    "file",
    [
        "countries/lost.yml",
        "countries/xa/notes.txt",
        "content/regional/treaty.yml",
        "content/regional/instruments/x-treaty.yaml",
        "content/regional/channels/old/x-net.yml",
    ],
)
def test_a_record_in_the_wrong_place_is_not_passed_over(copied: Path, file: str) -> None:
    (copied / file).parent.mkdir(exist_ok=True)
    (copied / file).write_text("", encoding="utf-8")
    assert found(copied) == [f"{file}:1:1 unknown-file"]


def test_hidden_files_and_written_pages_are_left_alone(copied: Path) -> None:
    for file in (".DS_Store", "xa/.procedure.yml.swp", "README.md"):
        (copied / "countries" / file).write_text("x", encoding="utf-8")
    assert found(copied) == []


@pytest.mark.parametrize("name", ["XC", "x1", "xcx", ".x", "ŝa"])
def test_a_folder_that_names_no_state_is_reported(copied: Path, name: str) -> None:
    (copied / "countries" / name).mkdir()
    assert found(copied) == [f"countries/{name}:1:1 bad-folder-name"]


def test_a_new_empty_state_lacks_its_files_and_its_rows(copied: Path) -> None:
    (copied / "countries/xc").mkdir()
    assert [line.split()[1] for line in found(copied)] == ["missing-file"] * 6
    shutil.copy(copied / XA / "country.yml", copied / "countries/xc/country.yml")
    codes = [line.split()[1] for line in found(copied)]
    assert codes.count("missing-file") == 5
    assert codes.count("missing-state") == 10
    assert codes.count("wrong-country") == 1


# ---------------------------------------------------------------- overlays


@pytest.mark.parametrize("name", OVERLAYS)
def test_the_overlays_of_the_tests_are_sound(name: str) -> None:
    assert problems_in(FICTITIOUS, OVERLAYS[name]) == list(known_problems())


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    return Path(shutil.copytree(OVERLAYS["a"], tmp_path / "overlay"))


def test_an_overlay_is_judged_like_the_records_it_adds_to(copied: Path, overlay: Path) -> None:
    lines = (overlay / "xa/officers.yml").read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if "authority:" in line)
    lines[at] = "    authority: police-directorat"
    (overlay / "xa/officers.yml").write_text("\n".join(lines), encoding="utf-8")
    assert found(copied, overlay) == [f"xa/officers.yml:{at + 1}:16 unknown-authority"]


@pytest.mark.parametrize("file", ["officers.yml", "xa/procedure.yml", "xa/officers.yaml", "xa/old/officers.yml"])
def test_an_overlay_holds_officers_and_nothing_else(copied: Path, overlay: Path, file: str) -> None:
    (overlay / file).parent.mkdir(exist_ok=True)
    (overlay / file).write_text("", encoding="utf-8")
    assert found(copied, overlay) == [f"{file}:1:1 unknown-file"]


def test_an_overlay_for_a_state_that_the_manual_lacks_is_not_dropped_in_silence(copied: Path, overlay: Path) -> None:
    (overlay / "xa").rename(overlay / "xc")
    change(overlay, "xc/officers.yml", "country: XA", "country: XC")
    assert found(copied, overlay) == ["xc/officers.yml:2:10 unknown-state"]


# ---------------------------------------------------------------- rules that look across files


def test_a_national_law_may_not_take_the_id_of_a_treaty(copied: Path) -> None:
    change(copied, f"{XA}/legislation.yml", "  - id: new-cpc", "  - id: x-treaty")
    assert found(copied) == [f"{place_of(copied, f'{XA}/legislation.yml', 'x-treaty')} duplicate-id"]


def test_a_replaced_provision_names_one_that_exists(copied: Path) -> None:
    change(copied, f"{XA}/legislation.yml", "replaced_by: cd-act#9", "replaced_by: cd-act#99")
    assert [line.split()[1] for line in found(copied)] == ["unknown-provision"]


def test_an_upcoming_or_repealed_law_is_no_basis(copied: Path) -> None:
    change(copied, f"{XA}/legislation.yml", "    status: amended-since", "    status: repealed")
    codes = {line.split()[1] for line in found(copied)}
    assert codes == {"superseded-basis"}


def test_a_silent_law_need_not_list_the_question(copied: Path) -> None:
    change(copied, f"{XA}/legislation.yml", "topics: [interception, refusal-grounds, evidence, notification]",
           "topics: [interception, refusal-grounds, evidence]")  # fmt: skip
    assert found(copied) == []


def test_a_real_state_may_not_show_contacts_of_its_posts(copied: Path) -> None:
    for path in sorted((copied / XA).iterdir()):
        path.write_text(path.read_text(encoding="utf-8").replace("country: XA", "country: HR"), encoding="utf-8")
    (copied / XA).rename(copied / "countries/hr")
    codes = [p.code for p in new_problems(copied) if p.place.file == "countries/hr/officers.yml"]
    assert codes == ["private-contact"] * 5


# ---------------------------------------------------------------- the command


def test_a_clean_project_leaves_with_zero() -> None:
    result = run("--records", FICTITIOUS, FICTITIOUS / XA)
    assert (result.exit_code, result.stdout) == (0, "no problems found\n")


def test_warnings_are_shown_and_stop_nothing() -> None:
    result = run("--records", FICTITIOUS)
    assert result.exit_code == 0
    assert "warning[review-overdue]" in result.stdout
    assert result.stderr == (
        f"0 errors, {len(known_problems())} warnings; cdmanual explain CODE says why each matters and how to mend it\n"
    )


def test_an_error_leaves_with_one(copied: Path) -> None:
    change(copied, f"{XA}/procedure.yml", "value: partial-or-full", "value: partialy")
    result = run("--records", copied, copied / XA)
    assert result.exit_code == 1
    assert result.stdout == (
        f"{place_of(copied, f'{XA}/procedure.yml', 'partialy')}: "
        'error[unknown-value]: substitution › variants › no. 1: "partialy" is not'
        " one of none, partial, full, partial-or-full\n"
        '   did you mean "partial"?\n'
    )


@pytest.mark.parametrize(
    "words", [["--format", "html"], ["--today", "tomorrow"], ["--today", "2026-02-30"], ["nowhere"], ["/"], ["--lazy"]]
)
def test_wrong_use_leaves_with_two_and_says_why(words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--root", "{empty}", "check"], "no schemas here"),
        (["check", "--records", "{empty}"], "there is no folder countries/ here"),
        (["check", "--overlay", "{empty}/lost"], "there is no such overlay folder"),
        (["--root", "{empty}", "explain"], "the catalogue of problems cannot be read"),
    ],
)
def test_a_fault_of_the_setup_leaves_with_three_in_one_line(
    words: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["cdmanual", *(word.format(empty=tmp_path) for word in words)])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 3
    said_there = capsys.readouterr().err
    assert message in said_there
    assert said_there.startswith("cdmanual: ")
    assert said_there.count("\n") == 1


def test_a_path_narrows_the_report_and_what_is_found_in_it_stays(copied: Path) -> None:
    change(copied, f"{XA}/authorities.yml", "  - id: county-court", "  - id: county-cort")
    change(copied, f"{XA}/country.yml", "schengen: member", "schengen: perhaps")
    result = run("--records", copied, "--format", "json", copied / XA / "procedure.yml")
    files = {row["file"] for row in json.loads(result.stdout)["problems"]}
    assert (result.exit_code, files) == (1, {f"{XA}/procedure.yml"})
    assert run("--records", copied, copied / "content").exit_code == 0
    assert run("--records", copied, copied / "countries/xb").exit_code == 0
    assert run("--records", copied, XA).exit_code == 1
    assert run("--records", copied, copied).exit_code == 1


@pytest.mark.parametrize(
    "names",
    [
        ["countries"], ["content"], ["countries/xa"], ["countries/xa/"], ["."], ["countries/xb", "content/regional"],
        ["countries/xa/officers.yml", "countries/xb/officers.yml"], ["content/regional/channels"],
    ],
)  # fmt: skip
def test_several_names_and_folders_find_what_the_whole_check_finds_there(copied: Path, names: list[str]) -> None:
    for file in ("xa/authorities.yml", "xb/procedure.yml", "xb/country.yml"):
        path = copied / "countries" / file
        path.write_text(path.read_text(encoding="utf-8").replace("sources: [", "sources: [lost, "), encoding="utf-8")
    change(copied, "content/regional/channels/x-handbook.yml", "state: XB", "state: XA")
    (copied / "countries" / "xc").mkdir()
    (copied / "countries" / "xc" / "sources.yml").write_text("]", encoding="utf-8")
    (copied / "countries" / "lost.yml").write_text("", encoding="utf-8")
    inside = tuple(name.rstrip("/") for name in names)
    whole = [p for p in problems_in(copied) if "." in names or p.place.file.startswith(inside)]
    assert whole or names[0].endswith("officers.yml")
    assert problems_in(copied, names=names) == whole


def test_a_check_of_one_file_reads_no_other_state(copied: Path) -> None:
    """What makes it quick for a hook; that it misses nothing is tested with every problem of the catalogue."""
    one = read_records(copied, schemas(), ["countries/xa/procedure.yml"])
    assert {key for kind, key in one.found if kind in COUNTRY_KINDS} == {"xa"}
    assert {kind for kind, _ in one.found} == {*COUNTRY_KINDS, "instruments"}
    assert one.states == ("xa", "xb")
    region = read_records(copied, schemas(), ["content/regional/terms.yml"])
    assert not [kind for kind, _ in region.found if kind in COUNTRY_KINDS]


def test_a_folder_name_is_not_a_beginning_of_another(copied: Path) -> None:
    change(copied, f"{XA}/country.yml", "schengen: member", "schengen: perhaps")
    (copied / "countries/x").mkdir()
    result = run("--records", copied, copied / "countries/x")
    assert "perhaps" not in result.output


def test_today_decides_what_is_overdue() -> None:
    result = CliRunner().invoke(
        app, ["--root", str(ROOT), "check", "--records", str(FICTITIOUS), "--today", "2024-01-15"]
    )
    assert "review-overdue" in result.stdout
    assert "date-in-future" in result.stdout
    assert result.exit_code == 1


def test_the_formats_tell_the_same(copied: Path) -> None:
    change(copied, f"{XA}/country.yml", "schengen: member", "schengen: perhaps")
    rows = json.loads(run("--records", copied, "--format", "json").stdout)["problems"]
    github = run("--records", copied, "--format", "github").stdout.splitlines()
    text = run("--records", copied).stdout.splitlines()
    assert len(rows) == len(github) == len([line for line in text if not line.startswith("   ")])
    assert github[0] == (
        '::error file=countries/xa/country.yml,line=11,col=11,title=unknown-value::schengen: "perhaps" is not one of'
        " member, not-member, unknown%0AWhy, and how to mend it: cdmanual explain unknown-value"
    )
    assert (rows[0]["hint"], rows[0]["page"]) == ("", "editors/problems/unknown-value.html")


def test_every_form_that_is_offered_tells_of_every_problem(copied: Path) -> None:
    change(copied, f"{XA}/country.yml", "schengen: member", "schengen: perhaps")
    for form in FORMATS:
        result = run("--records", copied, "--format", form)
        assert result.exit_code == 1, form
        assert "perhaps" in result.stdout, form
        assert "review-overdue" in result.stdout, form


def test_machine_formats_print_nothing_else() -> None:
    assert run("--records", FICTITIOUS, "--format", "github", FICTITIOUS / XA).output == ""
    assert json.loads(run("--records", FICTITIOUS, "--format", "json", FICTITIOUS / XA).output)["problems"] == []


def test_explain_says_what_a_code_means_and_lists_them_all() -> None:
    def explain(*words: str) -> Result:
        return CliRunner().invoke(app, ["--root", str(ROOT), "explain", *words])

    assert explain("no-source").stdout.startswith("error[no-source]: Nothing says where this comes from\n")
    assert len(explain().stdout.splitlines()) >= 40
    wrong = explain("no-sorce")
    assert (wrong.exit_code, 'did you mean "no-source"?' in wrong.stderr) == (2, True)
