"""A new number is a new line and its date of verification; nothing else in the record changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from builds import ROOT
from cdmanual.records.yamlfile import read_yaml
from checking import OVERLAYS, new_problems, said
from program import run

POSTS = "countries/xa/officers.yml"
DATED = ("--on", "2026-11-25", "--by", "national-authority", "--method", "call", "--today", "2026-11-25")
NEW = "+442079460199"


@pytest.fixture
def tidy(copied: Path) -> Path:
    """The fictitious records in their canonical form."""
    assert run("fmt", "--records", copied).exit_code == 0
    return copied


def update(home: Path, *arguments: str) -> tuple[int, str, str]:
    done = run("update", "xa", *arguments, "--records", home)
    return done.exit_code, done.stdout, done.stderr


def lines(home: Path, file: str) -> Counter[str]:
    return Counter((home / file).read_text(encoding="utf-8").splitlines())


def difference(before: Counter[str], after: Counter[str]) -> tuple[list[str], list[str]]:
    return sorted((before - after).elements()), sorted((after - before).elements())


def entry(home: Path, file: str, name: str) -> dict:
    value = read_yaml(file, (home / file).read_bytes()).value
    return next(item for item in value[Path(file).stem] if item["id"] == name)


# ---------------------------------------------------------------- contacts


def test_a_new_number_is_one_line_and_its_date(tidy: Path) -> None:
    before = lines(tidy, POSTS)
    code, shown, _ = update(tidy, "officers/duty-desk", "fax", NEW, *DATED)
    assert code == 0
    gone, come = difference(before, lines(tidy, POSTS))
    assert gone == ['        number: "+442079460102"']
    date = ["          by: national-authority", "          method: call", "          on: 2026-11-25"]
    assert come == [*date, f'        number: "{NEW}"', "        verified:"]
    desk = "Duty desk for controlled deliveries (canary-x-01)"
    assert shown.startswith(f"Examplia · {desk}: fax +442079460102 → {NEW}; verified 2026-11-25\n")
    assert f'+        number: "{NEW}"' in shown
    assert [p.code for p in new_problems(tidy)] == ["date-in-future"], "the tests' own day lies before the new date"


def test_a_number_verified_before_differs_in_two_lines(tidy: Path) -> None:
    before = lines(tidy, POSTS)
    assert update(tidy, "officers/duty-desk", "phone", f"{NEW} ext. 7", *DATED)[0] == 0
    gone, come = difference(before, lines(tidy, POSTS))
    assert gone == ["          on: 2026-11-20", '        number: "+442079460101"']
    assert come == ["          on: 2026-11-25", f'        number: "{NEW}"', f"        printed: {NEW} ext. 7"]


@pytest.mark.parametrize(
    ("typed", "number", "printed"),
    [
        (NEW, NEW, None),
        ("+44 20 7946 0199", NEW, "+44 20 7946 0199"),
        ("+44 (0)20-7946.0199", NEW, "+44 (0)20-7946.0199"),
        ("0044 20 7946 0199", None, None),
        ("+4420794601q99", None, None),
        ("+442079460199 mob", None, None),
        ("+442079460199 / 198", None, None),
        ("+442079460199, +442079460198", None, None),
    ],
)
def test_a_number_is_written_in_e_164_and_as_it_was_printed(
    tidy: Path, typed: str, number: str | None, printed: str | None
) -> None:
    code, shown, _ = update(tidy, "officers/duty-desk", "fax", typed, *DATED)
    if number is None:
        assert code == 1
        assert "error[bad-phone]" in shown
        return
    fax = entry(tidy, POSTS, "duty-desk")["contacts"][2]
    assert (fax["number"], fax.get("printed")) == (number, printed)


def test_a_number_without_country_code_follows_the_plan_of_its_state() -> None:
    from cdmanual.phones import read_number

    assert read_number("011 361 37 02", "rs") == {"number": "+381113613702", "printed": "011 361 37 02"}
    assert read_number("+381113613702", "hr") == {"number": "+381113613702"}
    assert read_number("030 18 681-0 ext 12", "de")["extension"] == "12"
    assert read_number("no number", "rs") == {"number": "no number"}


def test_the_printed_form_and_extension_of_an_old_number_do_not_stay(tidy: Path) -> None:
    update(tidy, "officers/duty-desk", "phone", "+44 20 7946 0198", *DATED)
    update(tidy, "officers/duty-desk", "phone", NEW, *DATED)
    phone = entry(tidy, POSTS, "duty-desk")["contacts"][0]
    assert phone["number"] == NEW
    assert not {"printed", "extension"} & phone.keys()
    assert phone["label"] == "Duty line canary-x-01; day & night"


def test_of_several_numbers_one_must_be_chosen(tidy: Path) -> None:
    authority = "authorities/county-prosecution"
    update(tidy, authority, "phone", "+442079460390", "--add", "--source", "s1", "--as-of", "null", *DATED)
    code, _, told = update(tidy, authority, "phone", NEW, *DATED)
    assert code == 2
    assert "name one of phone.1 (+442079460302), phone.2 (+442079460390)" in " ".join(told.split())
    assert update(tidy, authority, "phone.2", NEW, *DATED)[0] == 0
    numbers = [
        c["number"]
        for c in entry(tidy, "countries/xa/authorities.yml", "county-prosecution")["contacts"]
        if c["kind"] == "phone"
    ]
    assert numbers == ["+442079460302", NEW]
    assert update(tidy, authority, "phone.3", NEW, *DATED)[0] == 2


def test_a_part_of_a_contact_can_be_changed_too(tidy: Path) -> None:
    assert update(tidy, "officers/duty-desk", "fax.hours", "24/7", *DATED)[0] == 0
    assert entry(tidy, POSTS, "duty-desk")["contacts"][2]["hours"] == "24/7"


def test_the_sources_and_their_date_are_named_anew_and_else_pointed_at(tidy: Path) -> None:
    file = "countries/xa/authorities.yml"
    code, _, told = update(tidy, "authorities/police-directorate", "phone", NEW, *DATED)
    assert code == 0
    assert "sources still says " in told
    assert "--source says it anew" in told
    assert "--as-of says it anew" in told
    code, _, told = update(
        tidy,
        "authorities/police-directorate",
        "phone",
        NEW,
        *DATED,
        "--source",
        "s1",
        "--source",
        "s2",
        "--as-of",
        "2026",
    )
    phone = next(c for c in entry(tidy, file, "police-directorate")["contacts"] if c["kind"] == "phone")
    assert (phone["sources"], phone["as_of"]) == (["s1", "s2"], 2026)
    assert "Note" not in told


def test_an_overlay_is_changed_where_one_is_named(tidy: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay"
    (overlay / "xa").mkdir(parents=True)
    (overlay / "xa/officers.yml").write_bytes((OVERLAYS["a"] / "xa/officers.yml").read_bytes())
    before = (tidy / POSTS).read_bytes()
    code, shown, _ = update(tidy, "officers/duty-desk", "phone", NEW, *DATED, "--overlay", str(overlay))
    assert code == 0
    assert f"phone +442079460501 ext. 41 → {NEW}" in shown
    assert (tidy / POSTS).read_bytes() == before
    assert entry(overlay, "xa/officers.yml", "duty-desk")["contacts"][0]["number"] == NEW


# ---------------------------------------------------------------- the date is the human's


@pytest.mark.parametrize("given", [(), ("--on", "2026-11-21"), ("--on", "today", "--by", "secretariat")])
def test_without_the_whole_verification_nothing_is_written(tidy: Path, given: tuple[str, ...]) -> None:
    before = (tidy / POSTS).read_bytes()
    code, _, told = update(tidy, "officers/duty-desk", "phone", NEW, *given)
    assert code == 2
    assert "say when it was verified, by whom and how" in told
    assert (tidy / POSTS).read_bytes() == before


def test_today_is_a_word_that_the_editor_says(tidy: Path) -> None:
    given = ("--on", "today", "--by", "secretariat", "--method", "letter", "--today", "2026-11-20")
    assert update(tidy, "officers/duty-desk", "phone", NEW, *given)[0] == 0
    verified = entry(tidy, POSTS, "duty-desk")["contacts"][0]["verified"]
    assert verified == {"on": "2026-11-20", "by": "secretariat", "method": "letter"}


def test_a_day_to_come_is_no_date_of_verification(tidy: Path) -> None:
    given = ("--on", "2026-12-24", "--by", "secretariat", "--method", "letter", "--today", "2026-11-21")
    code, shown, told = update(tidy, "officers/duty-desk", "phone", NEW, *given)
    assert code == 1
    assert "error[date-in-future]" in shown
    assert "nothing was written" in told


@pytest.mark.parametrize(("option", "value"), [("--by", "myself"), ("--method", "telepathy"), ("--on", "yesterday")])
def test_words_that_the_schema_does_not_have_are_wrong_use(tidy: Path, option: str, value: str) -> None:
    given = dict(zip(DATED[::2], DATED[1::2], strict=True)) | {option: value}
    code, _, told = update(tidy, "officers/duty-desk", "phone", NEW, *(word for pair in given.items() for word in pair))
    assert code == 2
    assert value in told


# ---------------------------------------------------------------- other fields


def test_an_answer_is_given_in_one_go(tidy: Path) -> None:
    file = "countries/xa/procedure.yml"
    text = (tidy / file).read_text(encoding="utf-8")
    start = text.index("  deadline:\n")
    end = text.index("  urgent-channel:\n")
    (tidy / file).write_text(f"{text[:start]}  deadline:\n    status: unknown\n{text[end:]}", encoding="utf-8")
    code, shown, _ = update(
        tidy, "procedure/deadline", "status", "desk-research", "value", "P3D", "text", "Three days.", "basis",
        "cd-act#5.3", "--source", "s1", "--source", "s2",
    )  # fmt: skip
    assert code == 0
    assert shown.startswith("Examplia · Time for an answer: Ask first → 3 days")
    answer = read_yaml(file, (tidy / file).read_bytes()).value["answers"]["deadline"]
    assert list(answer) == ["value", "text", "basis", "sources", "status"]
    assert (answer["value"], answer["basis"], answer["sources"]) == ("P3D", ["cd-act#5.3"], ["s1", "s2"])


def test_a_case_of_an_answer_a_provision_and_a_group_are_reached(tidy: Path) -> None:
    assert update(tidy, "procedure/deadline/2", "value", "P5D")[0] == 0
    assert update(tidy, "country", "name.hr", "Egzamplija Velika")[0] == 0
    assert update(tidy, "legislation/cd-act/5/3", "summary", "Within three days.")[0] == 0
    proof = ("--source", "s1", "--as-of", "2026")
    assert update(tidy, "authorities/county-prosecution", "address.city", "Čudnograd Novi", *proof)[0] == 0
    address = entry(tidy, "countries/xa/authorities.yml", "county-prosecution")["address"]
    assert (address["city"], address["sources"], address["as_of"]) == ("Čudnograd Novi", ["s1"], 2026)
    answers = read_yaml("x", (tidy / "countries/xa/procedure.yml").read_bytes()).value["answers"]
    assert answers["deadline"]["variants"][1]["value"] == "P5D"


@pytest.mark.parametrize(
    ("entry", "field", "words"),
    [
        ("oficers/duty-desk", "phone", 'did you mean "officers"?'),
        ("officers/duty-dsk", "phone", 'did you mean "duty-desk"?'),
        ("officers/duty-desk", "telephone", "there is no field"),
        ("officers/duty-desk", "phon", 'did you mean "phone"?'),
        ("officers/duty-desk", "web", "there is no contact of kind web here; --add adds one"),
        ("officers", "phone", "name one of them, as officers/<id>"),
        ("procedure/deadline", "phone", "there is no field"),
        ("procedure/deadline/9", "value", 'there is no "9"'),
        ("procedure", "value", "name one of them"),
        ("", "phone", "there is no file"),
        ("officers/duty-desk/post/x", "en", "there is no"),
    ],
)
def test_a_name_that_leads_nowhere_is_wrong_use(tidy: Path, entry: str, field: str, words: str) -> None:
    code, _, told = update(tidy, entry, field, NEW, *DATED)
    assert code == 2
    assert words in " ".join(told.split())


def test_an_option_that_the_entry_cannot_hold_is_wrong_use(tidy: Path) -> None:
    code, _, told = update(tidy, "procedure/costs", "text", "Words.", *DATED)
    assert code == 2
    assert "cdmanual verify dates the whole file" in " ".join(told.split())


def test_an_unknown_state_is_wrong_use(tidy: Path) -> None:
    done = run("update", "XQ", "officers/duty-desk", "phone", NEW, *DATED, "--records", tidy)
    assert done.exit_code == 2
    assert 'there is no state "XQ"' in done.stderr


def test_an_error_in_the_result_is_said_as_check_says_it_and_nothing_is_written(tidy: Path) -> None:
    before = (tidy / POSTS).read_bytes()
    code, shown, told = update(tidy, "officers/duty-desk", "authority", "police-directorat", *DATED)
    assert code == 1
    assert shown.startswith(f"{POSTS}:5:16: error[unknown-authority]: duty-desk: ")
    assert 'did you mean "police-directorate"?' in shown
    assert told.strip() == "1 error, 0 warnings: nothing was written"
    assert (tidy / POSTS).read_bytes() == before


def test_an_error_that_was_there_before_does_not_keep_a_number_from_being_mended(tidy: Path) -> None:
    text = (tidy / POSTS).read_text(encoding="utf-8")
    (tidy / POSTS).write_text(text.replace("languages: [hr, el, en]", "languages: [hr, zz, en]"), encoding="utf-8")
    assert said(new_problems(tidy))[0].endswith("unknown-language")
    assert update(tidy, "officers/duty-desk", "fax", NEW, *DATED)[0] == 0
    assert entry(tidy, POSTS, "duty-desk")["contacts"][2]["number"] == NEW


def test_what_is_said_already_is_not_written_again(tidy: Path) -> None:
    stamp = (tidy / POSTS).stat().st_mtime_ns
    code, _, told = update(tidy, "officers/duty-desk", "availability", "24/7", *DATED[:1], "2026-11-20", *DATED[2:])
    assert code == 0
    assert "says so already" in told
    assert (tidy / POSTS).stat().st_mtime_ns == stamp


@pytest.mark.parametrize("text", ["<b>", "a\x00b", "a\u200bb", "\u202eabc", "=1+1", "'; rm -rf", "{{ x }}", "x\n- y"])
def test_hostile_text_is_refused_or_stays_text(tidy: Path, text: str) -> None:
    code, shown, _ = update(tidy, "officers/duty-desk", "note", text, *DATED)
    if code:
        assert "error[" in shown
    else:
        assert entry(tidy, POSTS, "duty-desk")["note"] == text


def test_a_file_in_another_layout_is_laid_out_and_it_says_so(copied: Path) -> None:
    code, _, told = update(copied, "officers/duty-desk", "fax", NEW, *DATED)
    assert code == 0
    assert f"Note: {POSTS}: it was not in its canonical form" in told
    assert run("fmt", "--check", POSTS, "--records", copied).exit_code == 0


def test_on_a_terminal_the_verification_is_asked_for(tidy: Path) -> None:
    command = [Path(sys.executable).with_name("cdmanual"), "update", "XA", "officers/duty-desk", "fax", NEW]
    ours, theirs = os.openpty()
    with subprocess.Popen([*command, "--records", tidy], cwd=ROOT, stdin=theirs, stdout=subprocess.PIPE) as process:
        os.write(ours, b"2026-11-21\nnational-authority\ncall\n")
        said = process.communicate(timeout=60)[0].decode()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0
    assert "Verified on" in said
    verified = entry(tidy, POSTS, "duty-desk")["contacts"][2]["verified"]
    assert verified == {"on": "2026-11-21", "by": "national-authority", "method": "call"}


def test_comments_stay(tidy: Path) -> None:
    text = (tidy / POSTS).read_text(encoding="utf-8")
    text = text.replace("  - id: prosecutor-on-duty", "  # asked by letter in October\n  - id: prosecutor-on-duty")
    (tidy / POSTS).write_text(text.replace("      - kind: fax", "      - kind: fax  # in the hall"), encoding="utf-8")
    assert update(tidy, "officers/duty-desk", "fax", NEW, *DATED)[0] == 0
    after = (tidy / POSTS).read_text(encoding="utf-8")
    assert "  # asked by letter in October\n  - id: prosecutor-on-duty" in after
    assert "      - kind: fax  # in the hall\n" in after


# ---------------------------------------------------------------- verify


def verify(home: Path, *arguments: str) -> tuple[int, str, str]:
    done = run("verify", "xa", *arguments, "--records", home)
    return done.exit_code, done.stdout, done.stderr


def test_a_file_is_dated_and_nothing_else_changes(tidy: Path) -> None:
    before = lines(tidy, "countries/xa/sources.yml")
    code, shown, _ = verify(tidy, "sources", *DATED)
    assert code == 0
    assert shown.startswith("Examplia · Sources: verified anew 2026-11-25 by national authority")
    gone, come = difference(before, lines(tidy, "countries/xa/sources.yml"))
    assert come == ["    by: national-authority", "    method: call", "    on: 2026-11-25"]
    assert len(gone) == 3


def test_all_files_of_a_state_are_dated_when_none_is_named(tidy: Path) -> None:
    code, _, told = verify(tidy, *DATED)
    assert code == 0
    assert told.count("countries/xa/") == 6


def test_a_post_or_one_of_its_contacts_is_dated_alone(tidy: Path) -> None:
    assert verify(tidy, "officers/duty-desk", *DATED)[0] == 0
    assert verify(tidy, "officers/duty-desk/fax", *DATED)[0] == 0
    post = entry(tidy, POSTS, "duty-desk")
    dates = [contact.get("verified", {}).get("on") for contact in post["contacts"]]
    assert post["verified"]["on"] == "2026-11-25"
    assert dates == ["2026-11-20", None, "2026-11-25", "2026-11-20", None]


def test_the_contacts_of_an_institution_are_dated_together(tidy: Path) -> None:
    assert verify(tidy, "authorities/county-prosecution", *DATED)[0] == 0
    contacts = entry(tidy, "countries/xa/authorities.yml", "county-prosecution")["contacts"]
    assert {contact["verified"]["on"] for contact in contacts} == {"2026-11-25"}


def test_what_bears_no_date_of_its_own_is_not_dated(tidy: Path) -> None:
    code, _, told = verify(tidy, "procedure/costs", *DATED)
    assert code == 2
    assert "verify the whole file: procedure" in " ".join(told.split())


def test_a_date_never_goes_back(tidy: Path) -> None:
    code, _, told = verify(tidy, "officers/duty-desk", "--on", "2026-11-01", *DATED[2:])
    assert code == 2
    assert "it was verified on 2026-11-20, which is later" in " ".join(told.split())


def test_without_a_day_nothing_is_dated(tidy: Path) -> None:
    before = (tidy / POSTS).read_bytes()
    code, _, told = verify(tidy, "officers", "--by", "secretariat", "--method", "letter")
    assert code == 2
    assert "missing: --on" in " ".join(told.split())
    assert (tidy / POSTS).read_bytes() == before
