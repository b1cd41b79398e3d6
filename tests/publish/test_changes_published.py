"""Changes as readers meet them: the command, the record of changes, its page and its feeds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from builds import FICTITIOUS, ROOT, Built
from canaries import artefact, leaks, restricted_values
from cdmanual.manual.changelog import read_changelog
from cdmanual.publish import history
from cdmanual.publish.change_lists import Comparison, propose
from cdmanual.publish.data import write_data
from cdmanual.records.load import read_records
from checking import change, problems_in
from models import edition, schemas
from program import run, whole
from site_reader import read_site

ATOM = "{http://www.w3.org/2005/Atom}"
PROCEDURE = "countries/xa/procedure.yml"
OFFICERS = [*FICTITIOUS.glob("countries/*/officers.yml"), *(ROOT / "tests/data/overlay-a").glob("*/officers.yml")]


def git(home: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", home, *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def project(copied: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The fictitious records with their schemas under version control; their first version is tagged."""
    shutil.copytree(ROOT / "schemas", copied / "schemas")
    shutil.copyfile(ROOT / "content" / "edition.yml", copied / "content" / "edition.yml")
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-11-10T23:30:00-05:00")
    git(copied, "init", "-q", "-b", "main")
    git(copied, "add", ".")
    git(copied, "commit", "-q", "-m", "First")
    git(copied, "tag", "v1")
    return copied


@pytest.fixture
def changed(project: Path) -> Path:
    """The same with a public and a restricted change that are not committed."""
    change(project, PROCEDURE, "    value: P3M\n", "    value: P5M\n")
    change(project, "countries/xa/officers.yml", "+442079460101", "+442079460777")
    change(project, "countries/xa/officers.yml", "Fax canary-x-01", "Fax canary-x-77")
    return project


SENTENCE = "Examplia · First period: 3 → 5 months (CD Act čl. 9); not verified anew"


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize("since", [(), ("--since", "v1"), ("--since", "HEAD"), ("--since", "2026-11-12")])
def test_the_records_are_compared_with_a_tag_a_commit_or_a_day(since: tuple[str, ...], changed: Path) -> None:
    said = run("changes", *since, root=changed)
    assert (said.exit_code, said.stdout) == (0, f"{SENTENCE}\n")
    assert said.stderr.startswith("1 change from ")


def test_where_nothing_changed_it_says_so_and_ends_well(project: Path) -> None:
    said = run("changes", root=project)
    assert (said.exit_code, said.stdout) == (0, "")
    assert said.stderr == "nothing changed from v1 to the records as they stand\n"


def test_two_revisions_are_compared_by_the_schemas_of_their_times(changed: Path) -> None:
    schema = changed / "schemas" / "procedure.schema.json"
    schema.write_text(schema.read_text(encoding="utf-8").replace('"First period"', '"Length"'), encoding="utf-8")
    git(changed, "commit", "-q", "-a", "-m", "Second")
    said = run("changes", "--since", "v1", "--until", "HEAD", root=changed)
    assert said.stdout.splitlines() == [
        SENTENCE.replace("First period", "Length"),
        "Questionnaire · Length: title: First period → Length",
    ]


def test_only_the_states_that_are_named_are_shown(changed: Path) -> None:
    assert run("changes", "xa", root=changed).stdout == f"{SENTENCE}\n"
    assert run("changes", "XB", root=changed).stdout == ""
    said = run("changes", "XC", root=changed)
    assert said.exit_code == 2
    assert "there is no state XC" in said.output
    assert "XA, XB" in said.output or 'did you mean "X' in said.output


def test_as_json_each_change_has_its_sides_and_its_place(changed: Path) -> None:
    found = json.loads(run("changes", "--format", "json", root=changed).stdout)
    assert found["changes"] == [
        {
            "state": "XA",
            "about": "Examplia",
            "kind": "answer",
            "subject": "First period",
            "text": SENTENCE.removeprefix("Examplia · "),
            "before": "3 months",
            "after": "5 months",
            "verified_on": None,
            "place": "countries/xa/index.html#duration-initial",
        }
    ]
    assert (found["schema_version"], found["marking"], found["old"]) == (1, "TLP:CLEAR", "v1")


def test_as_markdown_text_of_records_stays_text(changed: Path) -> None:
    change(changed, "countries/xa/country.yml", "en: Controlled delivery (fictitious)", "en: '*Bold* [no](link)'")
    said = run("changes", "--format", "markdown", root=changed).stdout
    assert said.splitlines()[2:4] == ["## Examplia", ""]
    assert "- First period: 3 → 5 months (CD Act čl. 9)" in said
    assert r"\*Bold\* \[no\](link)" in said


WRONG = {
    "an unknown revision": (("--since", "v7"), "there is no tag, commit or date 'v7'"),
    "an option in the place of a revision": (("--since=--output=x",), "there is no tag, commit or date"),
    "a day before the first commit": (("--since", "1999-01-01"), "there is no commit before 1999-01-01"),
    "no day of the calendar": (("--since", "2026-02-31"), "2026-02-31 is no day of the calendar"),
    "one export alone": (("--old", "x.json"), "name two exports"),
    "exports and a revision": (("--old", "x.json", "--new", "y.json", "--since", "v1"), "name two exports"),
    "a restricted record of changes": (("--write", "--edition", "restricted"), "is public"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_is_told_in_words(case: str, project: Path) -> None:
    arguments, words = WRONG[case]
    said = run("changes", *arguments, root=project)
    assert said.exit_code == 2
    assert words in said.output


def test_without_a_tag_a_point_in_time_is_asked_for(project: Path) -> None:
    git(project, "tag", "-d", "v1")
    said = run("changes", root=project)
    assert said.exit_code == 2
    assert "--since" in said.output


def test_records_of_a_time_that_cannot_be_read_are_named(project: Path, capsys, monkeypatch) -> None:
    (project / PROCEDURE).write_text("answers: [", encoding="utf-8")
    git(project, "commit", "-q", "-a", "-m", "Broken")
    git(project, "revert", "--no-edit", "HEAD")
    code, out, err = whole(capsys, monkeypatch, "--root", project, "changes", "--since", "HEAD~1")
    assert (code, out) == (3, "")
    assert "the records of HEAD~1 have errors" in err
    assert "procedure.yml" in err
    git(project, "rm", "-q", "-r", "countries")
    git(project, "commit", "-q", "-m", "Empty")
    code, _, err = whole(capsys, monkeypatch, "--root", project, "changes", "--since", "v1", "--until", "HEAD")
    assert code == 3
    assert "HEAD holds no records" in err


def test_outside_version_control_exports_are_offered(copied: Path, capsys, monkeypatch) -> None:
    shutil.copytree(ROOT / "schemas", copied / "schemas")
    code, _, err = whole(capsys, monkeypatch, "--root", copied, "changes", "--since", "v1")
    assert code == 3
    assert "not under version control" in err
    assert "--old" in err


# ---------------------------------------------------------------- exports


def export(folder: Path, home: Path = FICTITIOUS, kind: str = "public", overlay: str = "") -> Path:
    write_data(edition(kind, overlay, home), folder, 0)
    return folder / "all.json"


def test_an_export_compared_with_itself_shows_no_change(tmp_path: Path) -> None:
    for kind in ("public", "restricted"):
        path = export(tmp_path / kind, kind=kind)
        assert history.compare_exports(ROOT, path, path, kind).changes == ()


def test_two_exports_say_the_same_as_the_records_they_were_made_of(changed: Path, tmp_path: Path) -> None:
    files = export(tmp_path / "old"), export(tmp_path / "new", changed)
    said = run("changes", "--old", files[0], "--new", files[1])
    assert (said.exit_code, said.stdout) == (0, f"{SENTENCE}\n")


DAMAGED = {
    "no JSON": ("{", "not a JSON document"),
    "JSON of another kind": ('{"name": "package"}', "not an export of the manual"),
    "a list": ("[1]", "not an export of the manual"),
    "another form": ('{"schema_version": 99, "states": []}', "form 99"),
    "one state alone": ('{"schema_version": 1, "state": {}}', "not the export of the whole manual"),
    "half an export": ('{"schema_version": 1, "states": [{"iso": "XA"}], "questionnaire": []}', "damaged"),
    "states of another kind": ('{"schema_version": 1, "states": ["XA"], "questionnaire": [3]}', "damaged"),
    "nested without end": ("[" * 100_000, "not a JSON document"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_file_that_is_no_export_is_refused_in_words(case: str, tmp_path: Path, capsys, monkeypatch) -> None:
    text, words = DAMAGED[case]
    path = tmp_path / "all.json"
    path.write_text(text, encoding="utf-8")
    code, out, err = whole(capsys, monkeypatch, "--root", ROOT, "changes", "--old", path, "--new", path)
    assert (code, out) == (3, "")
    assert words in err
    assert str(path) in err
    assert "Traceback" not in err


def test_an_export_with_a_name_too_few_is_refused_in_words(tmp_path: Path, capsys, monkeypatch) -> None:
    path = export(tmp_path)
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["states"][0]["name"]["en"]
    other = tmp_path / "other.json"
    other.write_text(json.dumps(data), encoding="utf-8")
    code, _, err = whole(capsys, monkeypatch, "--root", ROOT, "changes", "--old", path, "--new", other)
    assert code == 3
    assert "damaged" in err


# ---------------------------------------------------------------- nothing restricted


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_public_comparison_holds_nothing_restricted(form: str, changed: Path) -> None:
    said = run("changes", "--format", form, root=changed).stdout
    secrets = restricted_values(*OFFICERS, changed / "countries" / "xa" / "officers.yml")
    assert leaks([artefact("said", said.encode())], secrets) == []
    assert "+442079460777" in run("changes", "--format", form, "--edition", "restricted", root=changed).stdout
    assert "TLP:" in run("changes", "--edition", "restricted", root=changed).stdout, "its marking goes with it"


def test_restricted_exports_are_compared_as_the_public_may_see_them(changed: Path, tmp_path: Path) -> None:
    old, new = export(tmp_path / "old"), export(tmp_path / "new", changed, "restricted", "a")
    said = run("changes", "--old", old, "--new", new, "--format", "json").stdout
    assert leaks([artefact("said", said.encode())], restricted_values(*OFFICERS)) == []
    assert len(json.loads(said)["changes"]) == 1


def test_a_public_export_cannot_stand_for_a_restricted_one(tmp_path: Path, capsys, monkeypatch) -> None:
    path = export(tmp_path)
    arguments = ("changes", "--edition", "restricted", "--old", path, "--new", path)
    code, _, err = whole(capsys, monkeypatch, "--root", ROOT, *arguments)
    assert code == 3
    assert "holds no posts" in err


# ---------------------------------------------------------------- the record of changes


def log_of(home: Path) -> list[tuple[str, str, str, str]]:
    return [(e.on, e.state, e.text, e.place) for e in read_changelog(read_records(home, schemas()))]


def test_what_is_written_down_comes_first_and_passes_the_check(changed: Path) -> None:
    git(changed, "commit", "-q", "-a", "-m", "Second")
    before = log_of(changed)
    said = run("changes", "--since", "v1", "--write", root=changed)
    assert said.exit_code == 0
    text = SENTENCE.removeprefix("Examplia · ")
    # The commit was made at half past eleven at night five hours west of Greenwich: a day later in UTC.
    added = ("2026-11-11", "XA", text, "countries/xa/index.html#duration-initial")
    assert sorted(log_of(changed)) == sorted([added, *before])
    assert [p for p in problems_in(changed) if p.severity == "error"] == []
    assert (
        leaks([artefact("log", (changed / "content/regional/changes.yml").read_bytes())], restricted_values(*OFFICERS))
        == []
    )


def test_what_is_written_down_already_is_not_proposed_again(changed: Path) -> None:
    run("changes", "--write", root=changed)
    noted = (changed / "content/regional/changes.yml").read_text(encoding="utf-8")
    said = run("changes", "--write", root=changed)
    assert said.stderr.startswith("0 lines added")
    assert (changed / "content/regional/changes.yml").read_text(encoding="utf-8") == noted


def test_a_project_without_a_record_of_changes_gets_one(changed: Path) -> None:
    (changed / "content/regional/changes.yml").unlink()
    git(changed, "commit", "-q", "-a", "-m", "Second")
    run("changes", "--since", "v1", "--write", root=changed)
    assert len(log_of(changed)) == 1
    assert [p for p in problems_in(changed) if p.severity == "error"] == []


def test_of_many_changes_the_weightiest_are_told_and_the_rest_is_counted(changed: Path, tmp_path: Path) -> None:
    change(changed, "countries/xa/country.yml", "schengen: member", "schengen: not-member")
    change(changed, "countries/xa/authorities.yml", "+442079460302", "+442079460399")
    change(changed, "countries/xa/authorities.yml", "+442079460303", "+442079460398")
    found: Comparison = history.compare_revisions(changed, "v1", None, "public")
    rows = propose(found.changes, (), "2026-11-22", "2026.1", 2)
    assert [row.text.split(":")[0] for row in rows] == [
        "First period",
        "Fictitious County Prosecution Office of Čudnograd",
        "and 2 more changes",
    ]
    assert rows[-1].text == "and 2 more changes: 1 contact, 1 change of the profile"
    assert len(propose(found.changes, (), "2026-11-22", "2026.1", 3)) == 4, "one more is told, not counted"


def test_the_record_of_this_repository_is_short_enough_to_be_read() -> None:
    entries = read_changelog(read_records(ROOT, schemas()))
    assert entries
    newest = [entry for entry in entries if entry.on == entries[0].on]
    assert len(newest) <= 130
    states = {entry.state for entry in entries}
    assert len(states) >= 15


def test_a_wrong_record_of_changes_is_shown_with_its_place(copied: Path) -> None:
    change(copied, "content/regional/changes.yml", "  - on: 2026-11-20", "  - on: 2026-11-31")
    assert [str(p.place) for p in problems_in(copied) if p.severity == "error"] == ["content/regional/changes.yml:3:9"]


# ---------------------------------------------------------------- page and feeds


def test_the_page_tells_changes_by_state_the_newest_first(fictitious: Built) -> None:
    page = read_site(fictitious.site)["changes/index.html"]
    rows = [item.text for item in page.content.all("ul", cls="cd-noted")[0].all("li")]
    assert rows[:2] == [
        "2026-11-21 Substitution of the goods: Ask first → Partial",
        '2026-11-20 Longest duration: 12 → 18 months (CPC art. 12); a < b & "quoted" *plainly*; їжак, შეცვლილი',
    ]
    assert len(rows) == 6
    assert "region" in page.ids
    assert "watched delivery: term added" in page.content.text


def test_a_change_leads_to_its_place_as_long_as_there_is_one(fictitious: Built) -> None:
    page = read_site(fictitious.site)["changes/index.html"]
    leads = {link.element.text: (link.target, link.fragment) for link in page.own_links}
    assert leads["Longest duration"] == ("countries/xa/index.html", "duration-maximum")
    assert "Fictitious Night Office, which is gone" not in leads
    assert "Fictitious Night Office, which is gone" in page.content.text


def test_the_page_of_a_state_shows_its_last_five(fictitious: Built) -> None:
    site = read_site(fictitious.site)
    listed = site["countries/xa/index.html"].content.one("ul", cls="cd-noted").all("li")
    assert len(listed) == 5
    assert "sixth" not in listed[-1].text
    assert ("changes/index.html", "xa") in {
        (link.target, link.fragment) for link in site["countries/xa/index.html"].links
    }
    assert site["countries/xb/index.html"].content.all("ul", cls="cd-noted") == []


def feeds(target: Built) -> Iterator[tuple[str, ElementTree.Element]]:
    for path in sorted((target.site / "changes").glob("*.xml")):
        yield path.stem, ElementTree.fromstring(path.read_bytes())  # noqa: S314  our own file


@pytest.mark.parametrize("built", ["fictitious", "real"])
def test_every_feed_names_itself_and_begins_with_the_newest(built: str, request: pytest.FixtureRequest) -> None:
    for name, feed in feeds(request.getfixturevalue(built)):
        for element in (feed, *feed.findall(f"{ATOM}entry")):
            assert re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}:[a-z0-9/]+", element.findtext(f"{ATOM}id"))
            rels = [link.get("rel") for link in element.findall(f"{ATOM}link")]
            assert rels.count("alternate") == 1
            assert element.findtext(f"{ATOM}title").strip()
        assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
            f"{name}.xml"
        ]
        ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
        assert len(ids) == len(set(ids)), f"{name}: an entry stands twice"
        updated = [entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")]
        assert updated == sorted(updated, reverse=True)
        assert not updated or feed.findtext(f"{ATOM}updated") == updated[0]


@pytest.mark.parametrize("built", ["fictitious", "real"])
def test_links_of_a_feed_lead_into_the_site_and_to_no_other_host(built: str, request: pytest.FixtureRequest) -> None:
    target: Built = request.getfixturevalue(built)
    site = read_site(target.site)
    for name, feed in feeds(target):
        for link in feed.iter(f"{ATOM}link"):
            path, _, anchor = link.get("href").partition("#")
            assert "//" not in path
            file = (target.site / "changes" / path).resolve().relative_to(target.site.resolve()).as_posix()
            assert file in site.files, f"{name}: {link.get('href')}"
            assert not anchor or anchor in site[file].ids, f"{name}: {link.get('href')}"


def test_a_feed_tells_the_text_as_it_was_written(fictitious: Built) -> None:
    found = dict(feeds(fictitious))
    texts = [entry.findtext(f"{ATOM}content") for entry in found["xa"].findall(f"{ATOM}entry")]
    assert 'Longest duration: 12 → 18 months (CPC art. 12); a < b & "quoted" *plainly*; їжак, შეცვლილი' in texts
    everything = [entry.findtext(f"{ATOM}content") for entry in found["all"].findall(f"{ATOM}entry")]
    assert "Examplia · Substitution of the goods: Ask first → Partial" in everything
    assert found["xb"].findall(f"{ATOM}entry") == []
