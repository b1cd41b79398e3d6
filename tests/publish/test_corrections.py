"""Whoever knows better finds the line of an answer, or lines to copy; a contact goes through the secured channel."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from builds import FICTITIOUS, ROOT, Built
from cdmanual.editions import PUBLIC, RESTRICTED
from cdmanual.manual.reading import read_answer
from cdmanual.publish.corrections import Correction, Corrections
from cdmanual.publish.pages import Pages
from cdmanual.records.load import read_records
from cdmanual.records.places import Places, places_of
from models import edition, labels, schemas
from site_reader import Page, Site, read_site

HOST = "https://code.example.org/manual/edit/main/{path}#L{line}"


@cache
def places(home: Path = FICTITIOUS) -> Places:
    return places_of(read_records(home, schemas()))


def line(home: Path, file: str, number: int) -> str:
    return (home / file).read_text(encoding="utf-8").split("\n")[number - 1]


@pytest.mark.parametrize("home", [FICTITIOUS, ROOT], ids=["fictitious", "real"])
def test_every_answer_and_every_contact_is_found_at_its_line(home: Path) -> None:
    made = edition(RESTRICTED, "", home).manual
    found = places(home)
    assert set(found.answers) == {(state.iso, answer.question) for state in made.states for answer in state.answers}
    for (iso, question), place in found.answers.items():
        assert place.file == f"countries/{iso.lower()}/procedure.yml"
        assert line(home, place.file, place.line).startswith(f"  {question}:")
    contacts = {
        (state.iso, authority.id, number): contact
        for state in made.states
        for authority in state.authorities
        for number, contact in enumerate(authority.contacts)
    }
    assert set(found.contacts) == set(contacts)
    for key, place in found.contacts.items():
        lines = (home / place.file).read_text(encoding="utf-8").split("\n")[place.line - 1 :]
        assert re.match(r"\s+- ", lines[0]), place
        entry = "\n".join(lines[:4])
        assert contacts[key].kind in entry, place
        assert (contacts[key].number or contacts[key].address) in entry, place


# ---------------------------------------------------------------- the words


def correct(kind: str = PUBLIC, edit: str = "", overlay: str = "") -> Corrections:
    return Corrections(edition(kind, overlay), places(), edit)


def answer(question: str, edit: str = "", iso: str = "XA") -> Correction:
    corrections = correct(edit=edit)
    made = corrections.edition.manual
    state = made.state(iso)
    return corrections.answer(state, read_answer(made, state, made.questionnaire.question(question)))


def test_the_lines_for_an_answer_name_all_that_an_editor_needs() -> None:
    place = places().answers["XA", "substitution"]
    assert answer("substitution").text == (
        "State: Examplia (XA)\n"
        "Question: Substitution of the goods (substitution)\n"
        "The manual says: Drugs: Partial or full; Weapons: Full\n"
        "Status: Confirmed, verified 2026-11-21\n"
        "Edition: 2026.1, public, version abc1234567\n"
        f"Record: countries/xa/procedure.yml, line {place.line}\n"
        "\n"
        "What is right:\n"
        "Where it is written (law and article, page, address):\n"
        "Checked on, and by which authority:"
    )


def test_an_answer_in_words_is_shown_by_its_beginning_and_one_that_is_open_by_its_status() -> None:
    made = edition().manual
    said = {question.id: answer(question.id).text.split("\n")[2] for question in made.questionnaire.questions}
    assert all(words.startswith("The manual says: ") and len(words) <= 320 for words in said.values())
    assert said["substitution-conditions"].startswith("The manual says: The act on the replacement is signed by two")
    assert "The manual says: Ask first" in said.values()


def test_with_a_code_host_an_answer_leads_to_its_line() -> None:
    place = places().answers["XA", "substitution"]
    found = answer("substitution", HOST)
    assert found.href == f"https://code.example.org/manual/edit/main/countries/xa/procedure.yml#L{place.line}"
    assert answer("substitution").href == ""


def test_a_record_whose_place_is_not_known_is_corrected_by_words_alone() -> None:
    made = edition().manual
    state = made.state("XA")
    reading = read_answer(made, state, made.questionnaire.question("substitution"))
    found = Corrections(edition(), Places(), HOST).answer(state, reading)
    assert found.href == ""
    assert "Record:" not in found.text


@pytest.mark.parametrize("edit", ["", HOST])
@pytest.mark.parametrize("overlay", ["", "a", "b"])
def test_a_post_of_officers_never_leads_to_a_code_host(edit: str, overlay: str) -> None:
    corrections = correct(RESTRICTED, edit, overlay)
    posts = [(state, officer) for state in corrections.edition.manual.states for officer in state.officers]
    assert len(posts) > 3
    for state, officer in posts:
        found = corrections.post(state, officer)
        assert found.href == ""
        assert "countries/" not in found.text
        assert "code.example.org" not in found.text
        for contact in officer.contacts:
            assert (contact.number or contact.address) in found.text


# ---------------------------------------------------------------- the pages


@pytest.fixture(scope="module")
def site(fictitious: Built) -> Site:
    return read_site(fictitious.site)


def pages(kind: str, edit: str, overlay: str = "") -> dict[str, Page]:
    corrections = correct(kind, edit, overlay)
    content = ROOT / "content"
    made = Pages(corrections.edition, labels(), content, FICTITIOUS / "content" / "regional", (), corrections)
    wanted = [page for page in made if re.match(r"countries/x[ab]/(index|contacts)\.md", page.path)]
    return {page.path: Page(page.path, f"<div>{page.text}</div>") for page in wanted}


def test_each_answer_on_the_site_can_be_corrected_without_scripts(site: Site) -> None:
    for iso in ("xa", "xb"):
        page = site[f"countries/{iso}/index.html"]
        sections = page.content.all("section", cls="cd-q")
        assert len(sections) == len(edition().manual.questionnaire.questions)
        for section in sections:
            box = section.one("details", cls="cd-fix")
            text = box.one("pre").raw_text
            assert f"({section.id})" in text
            assert box.one("summary").text == "Correct this"
            number = re.search(r"Record: (\S+), line (\d+)", text)
            assert number
            assert line(FICTITIOUS, number.group(1), int(number.group(2))).startswith(f"  {section.id}:")


def test_each_contact_on_the_site_is_corrected_through_the_secured_channel(site: Site) -> None:
    page = site["countries/xa/contacts.html"]
    entries = [entry for listed in page.content.all("ul", cls="cd-contacts") for entry in listed.all("li")]
    assert entries
    for entry in entries:
        box = entry.one("details", cls="cd-fix")
        assert "secured channel" in box.text
        assert "Do not put a contact into a public page" in box.text
        assert box.all("a") == []


def test_with_a_code_host_answers_are_links_and_contacts_stay_words_with_a_warning() -> None:
    found = pages(PUBLIC, HOST)
    for section in found["countries/xa/index.md"].top.all("section", cls="cd-q"):
        link = section.one("p", cls="cd-fix").one("a")
        assert link.attributes["href"].startswith(
            "https://code.example.org/manual/edit/main/countries/xa/procedure.yml#L"
        )
        assert link.attributes["rel"] == "noreferrer"
        assert section.all("details") == []
    for box in found["countries/xa/contacts.md"].top.all("details", cls="cd-fix"):
        assert box.text.index("Send it through your secured channel.") < box.text.index("in its record")
        assert "/countries/xa/authorities.yml#L" in box.one("a").attributes["href"]


@pytest.mark.parametrize("overlay", ["a", "b"])
def test_no_post_of_officers_has_a_link_to_a_code_host_on_any_page(overlay: str) -> None:
    found = pages(RESTRICTED, HOST, overlay)
    posts = 0
    for path in ("countries/xa/contacts.md", "countries/xb/contacts.md"):
        for article in found[path].top.all("article", cls="cd-person"):
            if article.id.startswith("officer."):
                posts += 1
                assert "secured channel" in article.one("details", cls="cd-fix").text
                assert not [a for a in article.all("a") if "code.example.org" in a.attributes.get("href", "")]
    assert posts > 3


def test_an_address_of_another_scheme_is_shown_on_the_site_and_leads_nowhere() -> None:
    script = "javascript:alert(1)"
    shown = edition()
    state = shown.manual.state("XA")
    authorities = tuple(
        replace(each, contacts=tuple(replace(c, address=script) if c.kind == "web" else c for c in each.contacts))
        for each in state.authorities
    )
    manual = replace(shown.manual, states=(replace(state, authorities=authorities), *shown.manual.states[1:]))
    content = ROOT / "content"
    made = Pages(replace(shown, manual=manual), labels(), content, FICTITIOUS / "content" / "regional")
    (page,) = (page for page in made if page.path == "countries/xa/contacts.md")
    assert page.text.count("javascript") >= 2
    assert re.search("href=.?javascript", page.text) is None
