"""The form without a script: what is typed is checked, shown before it is saved, saved as one change, never lost."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from forms import HOST, NOW, Editor, git, put_under_git

from cdmanual.editing.form.desk import WAS
from cdmanual.records.yamlfile import read_yaml
from checking import OVERLAYS, change, new_problems
from program import run

ANSWER = "/xa/procedure/substitution"
FILE = "countries/xa/procedure.yml"
COURT = "/xa/authorities/county-prosecution"


@pytest.fixture
def home(copied: Path) -> Path:
    """The fictitious records in their canonical form, under version control."""
    assert run("fmt", "--records", copied).exit_code == 0
    put_under_git(copied)
    return copied


@pytest.fixture
def editor(home: Path, tmp_path: Path) -> Editor:
    return Editor(home, tmp_path / "state")


def value(home: Path, file: str = FILE) -> dict:
    return read_yaml(file, (home / file).read_bytes()).value


def lines(home: Path, file: str = FILE) -> Counter[str]:
    return Counter((home / file).read_text(encoding="utf-8").splitlines())


# ---------------------------------------------------------------- looking


def test_the_way_leads_from_the_states_to_every_entry(editor: Editor) -> None:
    first = editor.open("/")
    assert 'href="/xa"' in first.source
    state = editor.open("/xa").source
    for address in (ANSWER, COURT, "/xa/officers/duty-desk", "/xa/legislation/cd-act", "/xa/sources/s1", "/xa/country"):
        assert f'href="{address}"' in state
        assert editor.open(address).status == 200
    for kind in ("authorities", "officers", "legislation", "sources"):
        for last in ("+new", "+review", "+text"):
            assert f'href="/xa/{kind}/{last}"' in state
            assert editor.open(f"/xa/{kind}/{last}").status == 200


def test_every_entry_of_every_file_opens_with_what_stands_there(editor: Editor, home: Path) -> None:
    for state in ("xa", "xb"):
        for part in editor.open(f"/{state}").source.split('href="')[1:]:
            address = part.split('"')[0]
            if address.startswith(f"/{state}/"):
                page = editor.open(address)
                assert page.status == 200, address
                shown = editor.send(address, page.fields, "check")
                assert shown.status == 200, address
                if not address.endswith("+new"):
                    assert "Nothing: the record says so already." in shown.text, address


def test_labels_help_and_words_come_from_the_schema(editor: Editor) -> None:
    page = editor.open(ANSWER)
    assert "May the goods" in page.text or "substitut" in page.text.lower()
    for words in ("Plain text in our own words", "Partial or full", "Ask first", "No source was found."):
        assert words in page.text


# ---------------------------------------------------------------- saving


def test_a_changed_answer_is_saved_and_nothing_else_changes(editor: Editor, home: Path) -> None:
    before = lines(home)
    page = editor.fill("/xa/procedure/duration-initial", "save", value="P2M")
    assert page.status == 200
    assert "Saved" in page.text
    assert "First period" in page.text
    after = lines(home)
    assert list((after - before).elements()) == ["    value: P2M"]
    assert [row.strip() for row in (before - after).elements()] == ["value: P3M"]
    assert new_problems(home) == []


def test_it_becomes_a_commit_in_words_on_a_branch_of_its_own(editor: Editor, home: Path) -> None:
    other = home / "countries/xb/sources.yml"
    other.write_text(other.read_text(encoding="utf-8") + "# of somebody else\n", encoding="utf-8")
    page = editor.fill("/xa/procedure/duration-initial", "save", value="P2M")
    assert git(home, "branch", "--show-current") == "edit/xa-duration-initial-2026-11-21"
    subject = git(home, "log", "-1", "--format=%s")
    assert subject.startswith("Examplia · First period: 3 → 2 months")
    assert len(subject) <= 72
    assert git(home, "show", "--name-only", "--format=") == FILE
    assert git(home, "status", "--porcelain") == "M countries/xb/sources.yml", "what is not ours stays as it was"
    assert "git push --set-upstream origin edit/xa-duration-initial-2026-11-21" in page.text


def test_what_belongs_together_goes_onto_one_branch(editor: Editor, home: Path) -> None:
    editor.fill("/xa/procedure/duration-initial", "save", value="P2M")
    editor.fill("/xa/procedure/evidence", "save", text="Each state bears its own.")
    assert git(home, "log", "--format=%D", "main..").count("edit/") == 1
    assert len(git(home, "log", "--format=%h", "main..").split()) == 2


def test_a_second_branch_of_the_same_day_takes_another_name(editor: Editor, home: Path) -> None:
    editor.fill("/xa/procedure/duration-initial", "save", value="P2M")
    git(home, "switch", "-q", "main")
    editor.fill("/xa/procedure/duration-initial", "save", value="P1M")
    assert git(home, "branch", "--show-current") == "edit/xa-duration-initial-2026-11-21-2"


def test_a_file_with_changes_of_the_editor_s_own_is_written_and_left_to_commit(editor: Editor, home: Path) -> None:
    change(home, FILE, "    value: P3M", "    value: P5M")
    page = editor.fill("/xa/procedure/evidence", "save", text="Each state bears its own.")
    assert "is for you to commit" in page.text
    assert "<h1>Written, but not committed</h1>" in page.source
    assert git(home, "branch", "--show-current") == "main"
    assert value(home)["answers"]["evidence"]["text"] == "Each state bears its own."


def refuse(home: Path) -> None:
    hook = home / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho the hook says no >&2\nexit 1\n")
    hook.chmod(0o755)


def nameless(home: Path) -> None:
    for setting in ("user.name", "user.email"):
        git(home, "config", "--unset", setting)
    git(home, "config", "user.useConfigOnly", "true")


def locked(home: Path) -> None:
    (home / ".git/index.lock").touch()


@pytest.mark.parametrize(
    ("hinder", "words"),
    [
        (refuse, ["its pre-commit hook) refused it", "the hook says no"]),
        (nameless, ["Git does not know your name and e-mail address", "user.name", "git config --global user.email"]),
        (locked, ["Another git program is at work", "remove the file", ".git/index.lock"]),
    ],
)
def test_when_git_refuses_it_says_in_words_why_and_nothing_is_lost(
    editor: Editor,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    hinder: Callable[[Path], None],
    words: list[str],
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    hinder(home)
    page = editor.fill("/xa/procedure/evidence", "save", text="Each state bears its own.")
    assert "<h1>Written, but not committed</h1>" in page.source
    assert [each for each in words if each not in page.text] == []
    assert value(home)["answers"]["evidence"]["text"] == "Each state bears its own."
    assert git(home, "branch", "--format=%(refname:short)") == git(home, "branch", "--show-current") == "main"
    assert git(home, "diff", "--cached", "--name-only") == ""
    (sent,) = (tmp_path / "state/outbox").glob("*.json")
    assert "Each state bears its own." in sent.read_text(encoding="utf-8")
    page = editor.fill("/xa/procedure/evidence", "save", text="Each bears its own.")
    assert "those of an earlier save that git refused" in page.text
    assert "git commit" in page.text
    assert len(list((tmp_path / "state/outbox").glob("*.json"))) == 2


def test_before_saving_it_is_shown_in_words_as_readers_see_it_and_as_a_difference(editor: Editor, home: Path) -> None:
    page = editor.fill("/xa/procedure/duration-initial", "check", value="P2M")
    assert "Examplia · First period: 3 → 2 months" in page.text
    assert "As readers see it" in page.text
    assert "2 months" in page.text
    assert '<span class="gone">-    value: P3M</span>' in page.source
    assert '<span class="come">+    value: P2M</span>' in page.source
    assert git(home, "status", "--porcelain") == "", "nothing is written"


def test_saving_what_stands_there_already_writes_nothing(editor: Editor, home: Path) -> None:
    page = editor.fill(ANSWER, "save")
    assert "Nothing to save" in page.text
    assert git(home, "log", "--format=%s") == "First"


# ---------------------------------------------------------------- what a check says


MISTAKES = [
    ("/xa/procedure/duration-initial", "value", "12 months", "bad-duration", "is not a duration after ISO 8601"),
    ("/xa/procedure/evidence", "text", "see <b>here</b>", "markup", "plain text"),
    ("/xa/procedure/evidence", "text", "", "missing-key", "fill this in"),
    ("/xa/procedure/evidence", "sources", "s1, s99", "unknown-source", 'the source "s99" is not in sources.yml'),
    ("/xa/procedure/evidence", "sources", "", "no-source", "fill this in"),
    (COURT, "contacts/0/number", "", "missing-key", "fill this in"),
    (COURT, "sources", "", "too-little", "fill this in"),
    ("/xa/procedure/evidence", "basis", "cd-act#999", "unknown-provision", "is no provision here"),
    ("/xa/procedure/evidence", "as_of", "last year", "bad-date", "is not a date"),
    ("/xa/procedure/languages", "value", "hr, zzz", "unknown-language", '"zzz" is no language'),
    (COURT, "contacts/0/number", "12", "bad-phone", "is not a number in E.164"),
    (COURT, "contacts/0/number", "+38110000", "impossible-number", "fits no numbering plan"),
    (COURT, "id", "County Prosecution", "bad-id", "is not an id"),
    ("/xa/officers/duty-desk", "availability", "always", "bad-hours", "is not a time of availability"),
    ("/xa/sources/s1", "url", "example.org", "bad-url", "is not a web address"),
    ("/xa/sources/s1", "url", "https://[x/a", "bad-url", "is not a web address"),
    ("/xa/sources/s1", "accessed", "2026-02-30", "bad-date", "the calendar has no such day"),
    ("/xa/country", "time_zone", "Europe/Nowhere", "bad-time-zone", "time-zone database"),
    ("/xa/country", "name/0/tag", "english", "bad-language", "is not a language tag"),
]


@pytest.mark.parametrize(("address", "field", "typed", "code", "words"), MISTAKES, ids=lambda part: str(part)[:24])
def test_a_mistake_stands_beside_its_field_in_the_words_of_check(
    editor: Editor, home: Path, address: str, field: str, typed: str, code: str, words: str
) -> None:
    fields = editor.open(address).fields
    assert field in fields
    fields[field] = [typed]
    said = editor.typed(address, fields)
    beside = {
        name: found
        for name, found in said["beside"].items()
        if any(words in p["message"] and p["code"] == code for p in found)
    }
    group = field.rpartition("/")[0]
    assert set(beside) & {field, group, f"{group}/words", ""}, said
    before = git(home, "status", "--porcelain")
    page = editor.send(address, fields, "save")
    assert page.status == 422
    assert "Not saved: a check finds errors." in page.text
    assert words in page.text
    assert page.fields[field] == [typed], "what was typed is still there"
    assert git(home, "status", "--porcelain") == before


def test_what_check_would_say_is_what_the_form_says(editor: Editor, home: Path) -> None:
    fields = editor.open("/xa/procedure/duration-initial").fields
    fields["value"] = ["12 months"]
    found = editor.typed("/xa/procedure/duration-initial", fields)["beside"]["value"]
    change(home, FILE, "    value: P3M", "    value: 12 months")
    problem = next(p for p in new_problems(home) if p.code == "bad-duration")
    assert (f"duration-initial: {found[0]['message']}", found[0]["hint"]) == (problem.message, problem.hint)


def test_what_is_missing_is_asked_at_its_own_field_in_words(editor: Editor) -> None:
    page = editor.fill("/xa/sources/+new", "check")
    assert page.status == 200
    fields = editor.open("/xa/sources/+new").fields
    beside = editor.typed("/xa/sources/+new", {**fields, "id": ["s99"]})["beside"]
    for name in ("title", "publisher", "kind"):
        assert [found["message"] for found in beside[name]] == ["fill this in"], beside
    assert "" not in beside
    fields = editor.open(COURT).fields
    beside = editor.typed(COURT, {**fields, "contacts/0/number": [""], "sources": [""]})["beside"]
    assert [found["message"] for found in beside["contacts/0/number"]] == ["fill this in"]
    assert [found["message"] for found in beside["sources"]] == ["fill this in"]
    beside = editor.typed(COURT, {**fields, "contacts/0/number": ["12"]})["beside"]
    assert beside["contacts/0/number"][0]["message"].startswith('"12" is not a number')


@pytest.mark.parametrize(
    ("do", "words"), [("save", "Not saved: a check finds errors."), ("check", "It cannot be saved like this")]
)
def test_errors_are_listed_at_the_top_each_with_the_way_to_its_field(editor: Editor, do: str, words: str) -> None:
    page = editor.fill(COURT, do, contacts__0__number="", contacts__1__number="12")
    top = page.source.split('id="errors"')[1].split("</section>")[0]
    assert words in top
    assert '<a href="#f-contacts-0-number">Contacts, no. 1 › Number: fill this in</a>' in top
    assert '<a href="#f-contacts-1-number">Contacts, no. 2 › Number: &#34;12&#34; is not a number' in top
    for name in ("contacts-0-number", "contacts-1-number"):
        assert f'id="f-{name}"' in page.source
    assert 'id="errors"' not in editor.fill(COURT, "check", contacts__0__label="Desk").source


def test_an_entry_that_is_used_says_so_once_and_leads_to_where(editor: Editor) -> None:
    for page in (editor.fill("/xa/sources/s8", "remove"), editor.fill("/xa/sources/s8", "check", id="s8-new")):
        page = editor.send("/xa/sources/s8", page.fields, "save")
        assert page.status == 422
        assert page.text.count("is not in sources.yml") == 0
        assert page.text.count('"s8" is used in ') == 1
        assert '<a href="/xa/authorities/county-court">' in page.source
    said = editor.typed("/xa/sources/s8", {**editor.open("/xa/sources/s8").fields, "id": ["s8-new"]})
    assert [found["code"] for found in said["elsewhere"] if found["severity"] == "error"] == ["still-used"]


def test_an_error_that_was_there_before_does_not_keep_anything_from_being_saved(editor: Editor, home: Path) -> None:
    change(home, FILE, "    value: P3M", "    value: 12 months")
    git(home, "commit", "-q", "-a", "-m", "An error")
    assert editor.fill("/xa/procedure/evidence", "save", text="Each state bears its own.").status == 200
    assert editor.fill("/xa/procedure/duration-initial", "save", value="P2M").status == 200
    assert new_problems(home) == []


def test_an_error_elsewhere_is_said_above_the_fields(editor: Editor) -> None:
    page = editor.open(COURT)
    shown = editor.send(COURT, {**page.fields, "id": ["other-office"]}, "save")
    assert shown.status == 422
    assert '"county-prosecution" is used in ' in shown.text


def test_a_warning_is_shown_and_does_not_forbid(editor: Editor, home: Path) -> None:
    page = editor.fill(
        "/xa/sources/+new", "save", id="s99", title="New", publisher="X", kind="press", accessed="2026-11-20"
    )
    assert page.status == 200
    assert "Saved" in page.text
    assert [p.code for p in new_problems(home)] == ["unused-source"]


# ---------------------------------------------------------------- lists, cases, contacts


def test_a_case_is_added_and_taken_away(editor: Editor, home: Path) -> None:
    address = "/xa/procedure/deadline"
    page = editor.fill(address, "add:variants")
    assert page.fields["variants/#"] == ["3"]
    typed = {
        "variants/2/when/regime": "police", "variants/2/value": "PT12H", "variants/2/text": "Half a day.",
        "variants/2/sources": "s1", "variants/2/basis": "",
    }  # fmt: skip
    fields = {**page.fields, **{name: [text] for name, text in typed.items()}}
    assert editor.send(address, fields, "save").status == 200
    answer = value(home)["answers"]["deadline"]
    assert answer["variants"][2] == {
        "when": {"regime": "police"},
        "value": "PT12H",
        "text": "Half a day.",
        "sources": ["s1"],
    }
    page = editor.fill(address, "drop:variants/0")
    assert page.fields["variants/#"] == ["2"]
    assert page.fields["variants/1/text"] == ["Half a day."]
    assert editor.send(address, page.fields, "save").status == 200
    assert value(home)["answers"]["deadline"]["variants"] == answer["variants"][1:]


def test_an_unknown_answer_becomes_a_disputed_one(editor: Editor, home: Path) -> None:
    nothing = dict.fromkeys(("value", "text", "basis", "sources", "as_of"), "")
    editor.fill("/xb/procedure/costs", "save", **nothing, status="unknown")
    assert value(home, "countries/xb/procedure.yml")["answers"]["costs"]["status"] == "unknown"
    address = "/xb/procedure/costs"
    page = editor.fill(address, "add:positions", status="disputed")
    page = editor.send(address, page.fields, "add:positions")
    sources = [source["id"] for source in value(home, "countries/xb/sources.yml")["sources"]]
    for number, source in enumerate(sources[:2]):
        page.fields |= {f"positions/{number}/text": [f"Says {number}."], f"positions/{number}/sources": [source]}
    assert editor.send(address, page.fields, "save").status == 200
    answer = value(home, "countries/xb/procedure.yml")["answers"]["costs"]
    assert [position["text"] for position in answer["positions"]] == ["Says 0.", "Says 1."]


def test_a_number_is_written_in_e_164_whatever_way_it_was_typed(editor: Editor, home: Path) -> None:
    page = editor.open(COURT)
    phone = next(name for name, typed in page.fields.items() if typed == ["+442079460302"])
    editor.send(COURT, {**page.fields, phone: ["+44 20 7946 0199"]}, "save")
    authority = next(
        a for a in value(home, "countries/xa/authorities.yml")["authorities"] if a["id"] == "county-prosecution"
    )
    assert ("+442079460199", "+44 20 7946 0199") in [(c.get("number"), c.get("printed")) for c in authority["contacts"]]


def test_a_new_number_is_not_saved_under_the_verification_of_the_old_one(editor: Editor, home: Path) -> None:
    address, file = "/xa/officers/duty-desk", "countries/xa/officers.yml"
    before = (home / file).read_bytes()
    page = editor.fill(address, "save", contacts__0__number="+442079460199")
    assert page.status == 422
    told = "2026-11-20 is the day on which the old one was verified"
    assert told in page.text
    said = editor.typed(address, {**editor.open(address).fields, "contacts/0/number": ["+442079460199"]})
    assert told in [each["message"] for each in said["beside"]["contacts/0/verified/on"]]
    assert (home / file).read_bytes() == before
    dated = {"contacts__0__number": "+442079460199", "contacts__0__verified__on": "2026-11-21"}
    assert editor.fill(address, "save", **dated).status == 200
    assert (home / file).read_bytes() != before
    mended = editor.fill(address, "save", contacts__0__number="+442079460198")
    assert mended.status == 200, "verified today as well: a slip is mended on the same day"


def test_no_date_is_ever_filled_in(editor: Editor) -> None:
    for address in ("/xa/officers/+new", "/xa/sources/+new", "/xa/officers/+review", "/xa/officers/duty-desk"):
        assert NOW.date().isoformat() not in json.dumps(editor.open(address).fields) or address.endswith("+review")
    page = editor.fill("/xa/authorities/county-prosecution", "add:contacts")
    added = [
        typed
        for name, typed in page.fields.items()
        if name.startswith(f"contacts/{int(page.fields['contacts/#'][0]) - 1}/")
    ]
    assert added
    assert all(typed == [""] for typed in added)


def test_an_entry_is_added_at_the_end_and_removed_again(editor: Editor, home: Path) -> None:
    file = "countries/xa/authorities.yml"
    before = value(home, file)
    page = editor.fill("/xa/authorities/+new", "add:name")
    page.fields |= {"id": ["new-office"], "name/0/tag": ["en"], "name/0/words": ["New Office"], "kind": ["police"]}
    page.fields |= {"level": ["state"], "roles": ["executes"], "sources": ["s1"]}
    assert editor.send("/xa/authorities/+new", page.fields, "save").status == 200
    assert value(home, file)["authorities"][-1]["name"] == {"en": "New Office"}
    address = "/xa/authorities/new-office"
    page = editor.fill(address, "remove")
    assert "Removing it changes" in page.text
    assert value(home, file)["authorities"][-1]["id"] == "new-office", "nothing is removed before it is saved"
    assert editor.send(address, page.fields, "save").status == 200
    assert value(home, file) == before
    assert editor.open(address).status == 404


def test_an_entry_that_others_name_is_not_removed(editor: Editor, home: Path) -> None:
    page = editor.fill(COURT, "remove")
    assert '"county-prosecution" is used in ' in page.text
    assert editor.send(COURT, page.fields, "save").status == 422


def test_comments_in_a_file_stay(editor: Editor, home: Path) -> None:
    text = (home / FILE).read_text(encoding="utf-8")
    (home / FILE).write_text(text.replace("  evidence:\n", "  # asked in October\n  evidence:\n"), encoding="utf-8")
    git(home, "commit", "-q", "-a", "-m", "Comment")
    editor.fill("/xa/procedure/evidence", "save", text="Each state bears its own.")
    editor.fill("/xa/procedure/duration-initial", "save", value="P2M")
    assert "  # asked in October\n  evidence:\n" in (home / FILE).read_text(encoding="utf-8")


def test_an_agency_edits_its_own_officers_and_no_others(home: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay"
    (overlay / "xa").mkdir(parents=True)
    (overlay / "xa/officers.yml").write_bytes((OVERLAYS["a"] / "xa/officers.yml").read_bytes())
    editor = Editor(home, tmp_path / "state", overlay)
    before = (home / "countries/xa/officers.yml").read_bytes()
    typed = {"contacts__0__number": "+442079460199", "contacts__0__verified__on": "2026-11-21"}
    page = editor.fill("/xa/officers/duty-desk", "save", **typed)
    assert page.status == 200
    assert "+442079460199" in (overlay / "xa/officers.yml").read_text(encoding="utf-8")
    assert (home / "countries/xa/officers.yml").read_bytes() == before
    assert git(home, "log", "--format=%s") == "First"
    assert "by your secured channel alone" in page.text
    sent = list((tmp_path / "state/outbox").glob("*.json"))
    assert [path.stat().st_mode & 0o777 for path in sent] == [0o600]


def test_public_records_take_no_contact_of_a_post(editor: Editor, home: Path) -> None:
    page = editor.open("/xa/officers/duty-desk")
    assert "no number and no mailbox of a post belongs here" in page.text
    assert "belongs here" not in editor.open(COURT).text


# ---------------------------------------------------------------- the file as text


def test_the_whole_file_can_be_edited_as_text_with_the_same_check(editor: Editor, home: Path) -> None:
    address = "/xa/procedure/+text"
    page = editor.open(address)
    text = page.fields["@text"][0]
    assert text == (home / FILE).read_text(encoding="utf-8")
    wrong = {**page.fields, "@text": [text.replace("    value: P3M", "    value: 12 months")]}
    shown = editor.send(address, wrong, "save")
    assert shown.status == 422
    assert "is not a duration after ISO 8601" in shown.text
    broken = editor.send(address, {**page.fields, "@text": ["country: XA\nanswers: [\n"]}, "save")
    assert broken.status == 422
    assert broken.fields["@text"][0].startswith("country: XA")
    loose = text.replace("    value: P3M", "    value:   'P2M'   # asked by phone")
    assert editor.send(address, {**page.fields, "@text": [loose]}, "save").status == 200
    assert "    value: P2M  # asked by phone\n" in (home / FILE).read_text(encoding="utf-8")
    assert git(home, "log", "-1", "--format=%s").startswith("Examplia · First period: 3 → 2 months")


def test_a_file_that_is_no_yaml_can_still_be_mended_as_text(editor: Editor, home: Path) -> None:
    text = (home / FILE).read_text(encoding="utf-8")
    (home / FILE).write_text(f"{text}x: [\n", encoding="utf-8")
    git(home, "commit", "-q", "-a", "-m", "Broken")
    assert editor.open(ANSWER).status == 409
    page = editor.open("/xa/procedure/+text")
    assert page.fields["@text"][0].endswith("x: [\n")
    assert editor.send("/xa/procedure/+text", {**page.fields, "@text": [text]}, "save").status == 200
    assert (home / FILE).read_text(encoding="utf-8") == text


# ---------------------------------------------------------------- nothing typed is lost


def test_what_was_typed_outlives_a_closed_tab_and_a_killed_server(editor: Editor, home: Path, tmp_path: Path) -> None:
    fields = editor.open(ANSWER).fields
    editor.typed(ANSWER, {**fields, "text": ["Half a sentence"]})
    again = Editor(home, tmp_path / "state")
    assert "Typed and not yet saved" in again.open("/").text
    page = again.open(ANSWER)
    assert page.fields["text"] != ["Half a sentence"], "the record is shown, and the draft is offered"
    name = page.source.split(f'href="{ANSWER}?draft=')[1].split('"')[0]
    page = again.open(f"{ANSWER}?draft={name}")
    assert page.fields["text"] == ["Half a sentence"]
    assert again.send(ANSWER, page.fields, "save").status == 200
    assert again.drafts.all() == []


def test_drafts_are_the_editor_s_alone(editor: Editor) -> None:
    fields = editor.open(ANSWER).fields
    editor.typed(ANSWER, fields)
    kept = list(editor.drafts.folder.iterdir())
    assert [path.stat().st_mode & 0o777 for path in (*kept, editor.drafts.folder)] == [0o600, 0o700]


def test_a_draft_can_be_thrown_away(editor: Editor) -> None:
    fields = editor.open(ANSWER).fields
    editor.typed(ANSWER, {**fields, "text": ["Half a sentence"]})
    editor.send(ANSWER, {"@tab": [editor.drafts.all()[0].name]}, "discard")
    assert editor.drafts.all() == []


def test_drafts_are_told_apart_by_entry_local_time_and_what_was_typed(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Belgrade")
    time.tzset()
    try:
        editor.typed(COURT, {**editor.open(COURT).fields, "contacts/1/label": ["Half a <b>word</b>"]})
        editor.typed(ANSWER, {**editor.open(ANSWER).fields, "text": ["x" * 500]})
        page = editor.open("/")
        assert "Examplia: Fictitious County Prosecution Office of Čudnograd 21 Nov 2026, 15:03" in page.text
        assert "Contacts, no. 2 › Line: Half a <b>word</b>" in page.text
        assert f"Text: {'x' * 59}…" in page.text
    finally:
        monkeypatch.undo()
        time.tzset()


def test_each_draft_can_be_thrown_away_on_the_first_page_even_of_an_entry_that_is_gone(
    editor: Editor, home: Path
) -> None:
    editor.typed("/xa/sources/s1", {**editor.open("/xa/sources/s1").fields, "title": ["x"]})
    path = home / "countries/xa/sources.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("- id: s1\n", "- id: s1-old\n"), encoding="utf-8")
    assert "/xa/sources/s1, which is no longer there" in editor.open("/").text
    name = editor.drafts.all()[0].name
    assert editor.client.post("/+drafts", content=urlencode({"@tab": name})).status_code == 403
    assert editor.drafts.all()
    page = editor.send("/+drafts", {"@tab": [name]}, "discard")
    assert "Which state?" in page.text
    assert editor.drafts.all() == []


def test_an_entry_shows_its_newest_draft_and_the_others_behind_it(editor: Editor) -> None:
    for words in ("one", "two", "three"):
        fields = editor.open(ANSWER).fields
        editor.typed(ANSWER, {**fields, "text": [words]})
    source = editor.open(ANSWER).source
    assert source.count("Go on with it") == 3
    assert source.split("Older ones (2)")[0].count("Go on with it") == 1


def test_each_tab_has_a_draft_of_its_own(editor: Editor) -> None:
    for words in ("one", "two"):
        fields = editor.open(ANSWER).fields
        editor.typed(ANSWER, {**fields, "text": [words]})
        editor.typed(ANSWER, {**fields, "text": [f"{words} more"]})
    assert sorted(draft.typed["text"][0] for draft in editor.drafts.all()) == ["one more", "two more"]


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", '{"page": 1}', '{"page": "/x", "when": "", "typed": {"a": 7}}', "\x00"]
)
def test_half_a_draft_is_none(editor: Editor, kept: str) -> None:
    editor.typed(ANSWER, editor.open(ANSWER).fields)
    path = next(editor.drafts.folder.iterdir())
    path.write_text(kept, encoding="utf-8")
    assert editor.drafts.all() == []
    assert editor.open("/").status == 200


@pytest.mark.parametrize("tab", ["../../x", "", "a", "a" * 100, "x/y", ".hidden-file"])
def test_a_draft_has_no_name_but_ours(editor: Editor, tab: str) -> None:
    fields = editor.open(ANSWER).fields
    editor.typed(ANSWER, {**fields, "@tab": [tab]})
    assert [path.parent for path in editor.drafts.folder.rglob("*")] == [editor.drafts.folder]
    assert editor.drafts.all()[0].name != tab
    assert editor.drafts.find(tab) is None


# ---------------------------------------------------------------- two editors


def test_the_second_of_two_is_shown_the_difference_and_overwrites_nothing(editor: Editor, home: Path) -> None:
    address = "/xa/procedure/duration-initial"
    first, second = editor.open(address).fields, editor.open(address).fields
    assert editor.send(address, {**first, "value": ["P2M"]}, "save").status == 200
    page = editor.send(address, {**second, "text": ["Mine."]}, "save")
    assert page.status == 409
    assert "Somebody else changed this in the meantime" in page.text
    assert "P3M" in page.text
    assert value(home)["answers"]["duration-initial"]["text"] != "Mine."
    assert (page.fields["value"], page.fields["text"]) == (["P2M"], ["Mine."]), "both changes stand together"
    assert editor.send(address, page.fields, "save").status == 200
    answer = value(home)["answers"]["duration-initial"]
    assert (answer["value"], answer["text"]) == ("P2M", "Mine.")


def test_where_both_changed_the_same_it_says_so(editor: Editor, home: Path) -> None:
    address = "/xa/procedure/duration-initial"
    second = editor.open(address).fields
    editor.fill(address, "save", value="P2M")
    page = editor.send(address, {**second, "value": ["P4M"]}, "save")
    assert page.status == 409
    assert "You changed it too; below stands yours." in page.text
    assert value(home)["answers"]["duration-initial"]["value"] == "P2M"
    assert page.fields["value"] == ["P4M"]
    editor.fill(address, "save", value="P5M")
    assert editor.send(address, page.fields, "save").status == 409, "a third change is shown too"


def test_two_tabs_that_change_two_contacts_both_have_their_way(editor: Editor, home: Path) -> None:
    second = editor.open(COURT).fields
    editor.fill(COURT, "save", contacts__0__label="Desk")
    page = editor.send(COURT, {**second, "contacts/1/label": ["Registry"]}, "save")
    assert page.status == 409
    assert "Contacts, no. 1 (+442079460302) › Line It was nothing ; they made it Desk ." in page.text
    assert "You changed it too" not in page.text
    assert editor.send(COURT, page.fields, "save").status == 200
    rows = value(home, "countries/xa/authorities.yml")["authorities"]
    contacts = next(row["contacts"] for row in rows if row["id"] == "county-prosecution")
    assert [contact.get("label") for contact in contacts[:2]] == ["Desk", "Registry"]


def test_one_field_of_a_contact_that_both_changed_is_asked_in_words(editor: Editor) -> None:
    second = editor.open(COURT).fields
    editor.fill(COURT, "save", contacts__0__label="Desk")
    page = editor.send(COURT, {**second, "contacts/0/label": ["Registry"], "contacts/1/label": ["Fax"]}, "save")
    assert "Line It was nothing ; they made it Desk , you made it Registry ." in page.text
    assert page.text.count("You changed it too; below stands yours.") == 1
    assert "They alone changed" not in page.text


def test_a_change_elsewhere_in_the_file_is_no_quarrel(editor: Editor, home: Path) -> None:
    fields = editor.open("/xa/procedure/duration-initial").fields
    editor.fill("/xa/procedure/evidence", "save", text="Each state bears its own.")
    assert editor.send("/xa/procedure/duration-initial", {**fields, "value": ["P2M"]}, "save").status == 200
    assert value(home)["answers"]["evidence"]["text"] == "Each state bears its own."


def test_an_entry_that_somebody_removed_is_told_and_what_was_typed_is_kept(editor: Editor, home: Path) -> None:
    fields = editor.open("/xa/sources/s1").fields
    path = home / "countries/xa/sources.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("- id: s1\n", "- id: s1-old\n"), encoding="utf-8")
    page = editor.send("/xa/sources/s1", {**fields, "title": ["My long title"]}, "save")
    assert page.status == 409
    assert "This entry is no longer there" in page.text
    assert "My long title" in page.text
    assert editor.drafts.all()[0].typed["title"] == ["My long title"]


def test_two_who_edit_the_file_as_text_are_told_too(editor: Editor, home: Path) -> None:
    address = "/xa/procedure/+text"
    page = editor.open(address)
    editor.fill("/xa/procedure/duration-initial", "save", value="P2M")
    mine = page.fields["@text"][0].replace("  evidence:\n", "  # mine\n  evidence:\n")
    shown = editor.send(address, {**page.fields, "@text": [mine]}, "save")
    assert shown.status == 409
    assert "    value: P2M\n" in shown.fields["@text"][0]
    assert "  # mine\n" in shown.fields["@text"][0]
    assert editor.send(address, shown.fields, "save").status == 200


def test_a_nonsensical_memory_of_what_stood_there_overwrites_nothing(editor: Editor, home: Path) -> None:
    for was in ("", "{", "null", "[]", '"x"', "7"):
        fields = editor.open("/xa/procedure/duration-initial").fields
        page = editor.send("/xa/procedure/duration-initial", {**fields, WAS: [was], "value": ["P2M"]}, "save")
        assert page.status == 409, was
    assert value(home)["answers"]["duration-initial"]["value"] == "P3M"


# ---------------------------------------------------------------- hostile input

HOSTILE = [
    *(
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}",
        "{% raw %}",
        "${7*7}",
        "'; drop x; --",
    ),
    *("\x00\x01", "\u202ereversed", "a\u200bb", "\ud800", "=1+1", "&x *y !!z", "- a\n- b", "%0d%0aSet-Cookie: x=1"),
    *("../../etc/passwd", "a: b: c", "# comment", "|", ">-", "x" * 5000, "\ufeff", "\r\n\r\n", "[", "null", "true"),
    *("1e999", "\U0001d54f" * 300),
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
@pytest.mark.parametrize("address", [ANSWER, COURT, "/xa/officers/duty-desk", "/xa/legislation/cd-act", "/xa/country"])
def test_hostile_text_in_every_field_is_harmless(editor: Editor, home: Path, address: str, text: str) -> None:
    page = editor.open(address)
    sent = text.encode("utf-8", "replace").decode()
    fields = {
        name: [sent for _ in typed] if name[:1] != "@" and name[-1] not in "#?" else typed
        for name, typed in page.fields.items()
    }
    answers = [editor.send(address, fields, do) for do in ("check", "save")]
    for answer in answers:
        assert answer.status in (200, 422)
        assert "<script>alert" not in answer.source
        assert "<img src=x" not in answer.source
        assert "49" not in answer.text or "{{" not in text
    found = [p for p in new_problems(home) if p.severity == "error"]
    assert found == []


def test_a_field_of_that_name_that_there_is_not_changes_nothing(editor: Editor, home: Path) -> None:
    fields = editor.open(ANSWER).fields
    more = {
        "country": ["XB"],
        "answers/costs/text": ["x"],
        "__class__": ["x"],
        "variants/9/text": ["x"],
        "@nonsense": ["x"],
    }
    assert "Nothing to save" in editor.send(ANSWER, {**fields, **more}, "save").text


@pytest.mark.parametrize(
    "do", ["", "nonsense", "drop:", "drop:x/9", "add:", "add:nonsense", "drop:variants/-1", "remove", "save:x"]
)
def test_a_button_that_there_is_not_does_no_harm(editor: Editor, home: Path, do: str) -> None:
    assert editor.send(ANSWER, editor.open(ANSWER).fields, do).status == 200
    assert git(home, "status", "--porcelain") == ""


def test_a_list_cannot_grow_without_end(editor: Editor) -> None:
    fields = {**editor.open(ANSWER).fields, "variants/#": ["99999"]}
    page = editor.send(ANSWER, fields, "check")
    assert page.status == 200
    assert page.source.count('value="drop:variants/') <= 400


# ---------------------------------------------------------------- without version control


def test_without_git_a_change_file_is_written_that_makes_the_same_commit_elsewhere(
    home: Path, tmp_path: Path, copied: Path
) -> None:
    alone = Path(shutil.copytree(home, tmp_path / "alone", ignore=shutil.ignore_patterns(".git")))
    editor = Editor(alone, tmp_path / "state")
    page = editor.fill("/xa/procedure/duration-initial", "save", value="P2M")
    assert "not under version control" in page.text
    address = page.source.split('href="/+changes/')[1].split('"')[0]
    sent = tmp_path / "sent.json"
    sent.write_bytes(editor.client.get(f"/+changes/{address}").content)
    done = run("apply", sent, "--records", home, "--today", "2026-11-21")
    assert done.exit_code == 0, done.stderr
    assert (home / FILE).read_bytes() == (alone / FILE).read_bytes()
    assert git(home, "log", "-1", "--format=%s").startswith("Examplia · First period: 3 → 2 months")
    assert git(home, "branch", "--show-current").startswith("edit/xa-")
    assert "First period: 3 → 2 months" in done.stdout


def test_two_changes_of_one_second_are_two_files(home: Path, tmp_path: Path) -> None:
    alone = Path(shutil.copytree(home, tmp_path / "alone", ignore=shutil.ignore_patterns(".git")))
    editor = Editor(alone, tmp_path / "state")
    for length in ("P2M", "P1M"):
        editor.fill("/xa/procedure/duration-initial", "save", value=length)
    assert len(list((tmp_path / "state/outbox").glob("*.json"))) == 2


# ---------------------------------------------------------------- pull requests


@pytest.fixture
def host(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A code host: a remote that takes branches, and its program, which writes down what it was asked."""
    remote, tools = tmp_path / "remote.git", tmp_path / "tools"
    git(home, "init", "-q", "--bare", str(remote))
    git(home, "remote", "add", "origin", str(remote))
    tools.mkdir()
    program = tools / "gh"
    program.write_text(f'#!/bin/sh\necho "$@" >> {tools}/asked\necho https://host.example/pull/1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    return tools


def test_with_the_program_of_the_code_host_one_button_opens_the_pull_request(
    editor: Editor, home: Path, host: Path
) -> None:
    page = editor.fill("/xa/procedure/duration-initial", "save", value="P2M")
    assert "gh pr create --fill" in page.text
    branch = git(home, "branch", "--show-current")
    answer = editor.client.post("/+pull-request", content=f"branch={branch}", headers={"origin": HOST})
    assert answer.status_code == 200
    assert "https://host.example/pull/1" in answer.text
    assert (host / "asked").read_text() == "pr create --fill\n"
    assert branch in git(home, "ls-remote", "--heads", "origin")


@pytest.mark.parametrize("branch", ["main", "--force", "edit/../main", "", "edit/x;rm", "edit/ nothing"])
def test_no_other_branch_is_sent(editor: Editor, home: Path, host: Path, branch: str) -> None:
    answer = editor.client.post("/+pull-request", content=urlencode({"branch": branch}), headers={"origin": HOST})
    assert answer.status_code == 502
    assert git(home, "ls-remote", "--heads", "origin") == ""


def test_when_sending_fails_it_says_why_and_the_commit_stays(editor: Editor, home: Path, host: Path) -> None:
    (host / "gh").write_text("#!/bin/sh\necho 'not signed in' >&2\nexit 4\n")
    editor.fill("/xa/procedure/duration-initial", "save", value="P2M")
    branch = git(home, "branch", "--show-current")
    answer = editor.client.post("/+pull-request", content=f"branch={branch}", headers={"origin": HOST})
    assert answer.status_code == 502
    assert "not signed in" in answer.text
    assert git(home, "log", "-1", "--format=%s").startswith("Examplia")


def test_the_form_sees_at_once_what_changed_on_disk(home: Path, tmp_path: Path) -> None:
    clock = [NOW]
    editor = Editor(home, tmp_path / "state", now=lambda: clock[0])
    assert editor.open("/xa/procedure/duration-initial").fields["value"] == ["P3M"]
    change(home, FILE, "    value: P3M", "    value: P5M")
    assert editor.open("/xa/procedure/duration-initial").fields["value"] == ["P5M"]
    clock[0] += timedelta(days=1)
