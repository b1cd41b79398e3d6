"""A change that is sent as a file makes the same change elsewhere, or is refused with the difference shown."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from forms import git, put_under_git

from cdmanual.editing.change_file import (
    LARGEST_FILE,
    ChangeFile,
    ChangeFileError,
    as_json,
    change_of,
    from_json,
)
from cdmanual.editing.record_file import write
from cdmanual.editing.workspace import Workspace
from cdmanual.records.yamlfile import read_yaml
from checking import DAY, OVERLAYS, change, schemas
from program import run, whole

FILE = "countries/xa/procedure.yml"
ANSWER = ("answers", "duration-initial", "value")


@pytest.fixture
def home(copied: Path) -> Path:
    assert run("fmt", "--records", copied).exit_code == 0
    return copied


@pytest.fixture
def sent(home: Path, tmp_path: Path) -> Path:
    """The change of one answer, made from the records as they are."""
    workspace = Workspace(home, schemas(), DAY)
    rewrite = workspace.change(workspace.open("procedure", "xa"), {ANSWER: "P2M"})
    path = tmp_path / "change.json"
    path.write_text(as_json(change_of([rewrite], None, ["Examplia · First period: 3 → 2 months"], "2026-11-21")))
    return path


def apply(path: Path, home: Path, *options: str | Path) -> tuple[int, str, str]:
    done = run("apply", path, "--records", home, "--today", "2026-11-21", *options)
    return done.exit_code, done.stdout, done.stderr


def value(home: Path) -> Any:
    return read_yaml(FILE, (home / FILE).read_bytes()).value["answers"]["duration-initial"]["value"]


def edited(path: Path, **changes: Any) -> Path:
    """The change file with other values at its top or, for names of its first file's keys, there."""
    given = json.loads(path.read_text(encoding="utf-8"))
    for name, new in changes.items():
        (given if name in given or name == "extra" else given["files"][0])[name] = new
    path.write_text(json.dumps(given), encoding="utf-8")
    return path


def test_it_says_what_it_was_made_from_and_what_it_changes(sent: Path) -> None:
    given = json.loads(sent.read_text(encoding="utf-8"))
    assert given["schema_version"] == 1
    assert given["title"] == "Examplia · First period: 3 → 2 months"
    assert len(given["files"][0].pop("digest")) == 64
    assert given["files"] == [
        {"file": FILE, "overlay": False, "edits": [{"at": list(ANSWER), "old": "P3M", "new": "P2M"}]}
    ]


def test_it_is_read_back_as_it_was_written(sent: Path) -> None:
    read = from_json(sent.read_bytes())
    assert isinstance(read, ChangeFile)
    assert as_json(read) == sent.read_text(encoding="utf-8")


def test_applied_it_becomes_a_commit(sent: Path, home: Path) -> None:
    put_under_git(home)
    code, shown, told = apply(sent, home)
    assert code == 0
    assert value(home) == "P2M"
    assert "Examplia · First period: 3 → 2 months" in shown
    assert "+    value: P2M" in shown
    assert git(home, "log", "-1", "--format=%s").startswith("Examplia · First period: 3 → 2 months")
    assert "git push --set-upstream" in told
    assert git(home, "status", "--porcelain") == ""


def test_the_commit_can_be_left_to_the_editor(sent: Path, home: Path) -> None:
    put_under_git(home)
    code, _, told = apply(sent, home, "--no-commit")
    assert (code, value(home)) == (0, "P2M")
    assert "Not committed." in told
    assert git(home, "log", "--format=%s") == "First"


def test_outside_a_checkout_the_file_is_written_all_the_same(sent: Path, home: Path) -> None:
    code, _, told = apply(sent, home)
    assert (code, value(home)) == (0, "P2M")
    assert "no git checkout" in told


def test_a_record_that_moved_on_elsewhere_takes_it_all_the_same(sent: Path, home: Path) -> None:
    change(home, FILE, "neither names a report", "neither knows a report")
    code, _, told = apply(sent, home)
    assert (code, value(home)) == (0, "P2M")
    assert f"{FILE} has changed since" in told
    assert "neither knows a report" in (home / FILE).read_text(encoding="utf-8")


def test_a_record_that_moved_on_there_is_left_alone_and_the_difference_is_shown(sent: Path, home: Path) -> None:
    change(home, FILE, "    value: P3M", "    value: P4M")
    before = (home / FILE).read_bytes()
    code, shown, told = apply(sent, home)
    assert code == 1
    assert shown == f"{FILE}: Answers › First period › Duration\n  was  P3M\n  here P4M\n  new  P2M\n"
    assert "nothing was written" in told
    assert (home / FILE).read_bytes() == before


AUTHORITIES = "countries/xa/authorities.yml"


def sent_contacts(home: Path, tmp_path: Path, **new: str) -> Path:
    """The change of the second contact of an authority."""
    workspace = Workspace(home, schemas(), DAY)
    record = workspace.open("authorities", "xa")
    row = next(i for i, each in enumerate(record.value["authorities"]) if each["id"] == "county-prosecution")
    rewrite = workspace.change(record, {("authorities", row, "contacts", 1, key): text for key, text in new.items()})
    path = tmp_path / "contacts.json"
    path.write_text(as_json(change_of([rewrite], None, ["A number"], "2026-11-21")))
    return path


def test_a_change_of_one_contact_leaves_that_of_another_one(home: Path, tmp_path: Path) -> None:
    path = sent_contacts(home, tmp_path, label="Registry")
    change(home, AUTHORITIES, '"+442079460302"\n', '"+442079460199"\n')
    code, shown, _ = apply(path, home)
    text = (home / AUTHORITIES).read_text(encoding="utf-8")
    assert (code, "+442079460199" in text, "label: Registry" in text) == (0, True, True), shown


def test_a_contact_that_was_changed_here_too_is_told_by_its_field_in_words(home: Path, tmp_path: Path) -> None:
    path = sent_contacts(home, tmp_path, number="+442079460188")
    change(home, AUTHORITIES, '"+442079460303"\n', '"+442079460199"\n')
    code, shown, _ = apply(path, home)
    assert code == 1
    assert shown == (
        f"{AUTHORITIES}: Authorities, county-prosecution › Contacts, no. 2 (+442079460303) › Number\n"
        "  was  +442079460303\n  here +442079460199\n  new  +442079460188\n"
    )


def test_applied_twice_it_changes_nothing_the_second_time(sent: Path, home: Path) -> None:
    apply(sent, home)
    code, _, told = apply(sent, home)
    assert code == 0
    assert "says so already" in told


def test_what_a_check_finds_wrong_is_not_written(sent: Path, home: Path) -> None:
    edited(sent, edits=[{"at": list(ANSWER), "old": "P3M", "new": "3 months"}])
    code, shown, told = apply(sent, home)
    assert code == 1
    assert "error[bad-duration]" in shown
    assert "nothing was written" in told
    assert value(home) == "P3M"


def test_entries_come_and_go_by_their_id(home: Path, tmp_path: Path) -> None:
    there = Path(shutil.copytree(home, tmp_path / "there"))
    path = home / "countries/xa/sources.yml"
    workspace = Workspace(home, schemas(), DAY)
    record = workspace.open("sources", "xa")
    new = {**record.value["sources"][0], "id": "s99", "title": "New"}
    rewrite = workspace.change(record, {("sources",): [record.value["sources"][0], new, *record.value["sources"][1:]]})
    write([rewrite])
    sent = tmp_path / "sent.json"
    sent.write_text(as_json(change_of([rewrite], None, (), "2026-11-21")), encoding="utf-8")
    assert json.loads(sent.read_text())["files"][0]["edits"][0]["after"] == "s1"
    assert apply(sent, there)[0] == 0
    assert (there / "countries/xa/sources.yml").read_bytes() == path.read_bytes()


def test_a_change_of_an_overlay_goes_into_an_overlay(home: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay"
    (overlay / "xa").mkdir(parents=True)
    (overlay / "xa/officers.yml").write_bytes((OVERLAYS["a"] / "xa/officers.yml").read_bytes())
    workspace = Workspace(home, schemas(), DAY, overlay)
    at = ("officers", 0, "contacts", 0, "number")
    rewrite = workspace.change(workspace.open("officers", "xa"), {at: "+442079460199"})
    sent = tmp_path / "sent.json"
    sent.write_text(as_json(change_of([rewrite], overlay, (), "2026-11-21")), encoding="utf-8")
    code, _, told = apply(sent, home)
    assert code == 2
    assert "--overlay" in told
    assert apply(sent, home, "--overlay", overlay)[0] == 0
    assert "+442079460199" in (overlay / "xa/officers.yml").read_text(encoding="utf-8")
    assert "+442079460199" not in (home / "countries/xa/officers.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "changes",
    [
        {"schema_version": 2},
        {"schema_version": "1"},
        {"schema_version": None},
        {"files": []},
        {"files": {}},
        {"files": [7]},
        {"files": [{}] * 21},
        {"words": "x"},
        {"title": 7},
        {"title": "x" * 2000},
        {"made_on": None},
        {"file": "../../etc/passwd"},
        {"file": "countries/xa/../../x.yml"},
        {"file": "/countries/xa/procedure.yml"},
        {"file": "countries/XA/procedure.yml"},
        {"file": "countries/xa/procedure.yml\n"},
        {"file": "countries/xa/evil.yml"},
        {"file": "content/edition.yml"},
        {"file": "xa/officers.yml"},
        {"file": "xa/procedure.yml", "overlay": True},
        {"file": FILE, "overlay": True},
        {"file": None},
        {"overlay": "no"},
        {"digest": 7},
        {"edits": {}},
        {"edits": [7]},
        {"edits": [{}]},
        {"edits": [{"at": list(ANSWER), "old": "P3M", "new": 10**400}]},
        {"edits": [{"at": [], "old": None, "new": {}}]},
        {"edits": [{"at": "answers"}]},
        {"edits": [{"at": [7]}]},
        {"edits": [{"at": [{"id": 7}]}]},
        {"edits": [{"at": [{"name": "x"}]}]},
        {"edits": [{"at": [{"id": "a", "state": "b"}]}]},
        {"edits": [{"at": ["x"] * 13}]},
        {"edits": [{"at": ["x" * 201]}]},
        {"edits": [{"at": [], "after": 7}]},
        {"edits": [{"at": []}] * 2001},
    ],
)
def test_a_file_of_another_form_is_wrong_use(sent: Path, home: Path, changes: dict[str, Any]) -> None:
    before = (home / FILE).read_bytes()
    code, _, told = apply(edited(sent, **changes), home)
    assert code == 2
    assert "Error: " in told
    assert (home / FILE).read_bytes() == before


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"7", b"null", b"\xff", b"\x00", b"[" * 100_000, b'{"schema_version": NaN}', b'"x"']
)
def test_what_is_no_change_file_is_wrong_use(tmp_path: Path, home: Path, data: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(data)
    assert apply(path, home)[0] == 2


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(ChangeFileError, match="larger"):
        from_json(b" " * (LARGEST_FILE + 1))


def test_one_file_named_twice_is_wrong_use(sent: Path, home: Path) -> None:
    given = json.loads(sent.read_text(encoding="utf-8"))
    given["files"] *= 2
    sent.write_text(json.dumps(given), encoding="utf-8")
    assert apply(sent, home)[0] == 2


@pytest.mark.parametrize(
    "edit",
    [
        {"at": ["answers"], "new": 7},
        {"at": ["answers", "duration-initial", "value", "x"], "new": 7},
        {"at": ["answers", {"id": "duration-initial"}], "new": {}},
        {"at": ["country"], "old": "XA", "new": "XB"},
        {"at": ["x"], "new": {"deep": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}},
        {"at": ["country"], "old": "XA"},
        {"at": list(ANSWER), "old": "P3M", "new": "\u202eP2M"},
        {"at": list(ANSWER), "old": "P3M", "new": "a\nb: c"},
        {"at": list(ANSWER), "old": "P3M", "new": {"a": {"b": "c"}}},
        {"at": list(ANSWER), "old": "P3M", "new": 10**17},
    ],
)
def test_a_hostile_edit_is_refused_and_writes_nothing(sent: Path, home: Path, edit: dict[str, Any]) -> None:
    before = (home / FILE).read_bytes()
    code, _, told = apply(edited(sent, edits=[edit]), home)
    assert code == 1
    assert "nothing was written" in told
    assert (home / FILE).read_bytes() == before


def test_words_in_the_file_are_shown_and_never_trusted(sent: Path, home: Path) -> None:
    put_under_git(home)
    edited(sent, title="\x1b[31mNothing\nto see", words=["Deletes nothing"])
    code, _, told = apply(sent, home)
    assert code == 0
    assert "\x1b" not in told
    assert "\\x1b[31mNothing\\nto see" in told
    assert "Examplia · First period: 3 → 2 months" in git(home, "log", "-1", "--format=%B")
    assert "Deletes nothing" not in git(home, "log", "-1", "--format=%B")


def test_a_file_that_is_not_there_is_the_set_up_s_fault(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, told = whole(capsys, monkeypatch, "apply", tmp_path / "none.json", "--records", home)
    assert code == 3
    assert "none.json" in told
