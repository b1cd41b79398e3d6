"""The Word documents say what the printed manual and the form say, and their text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn

from cdmanual.editions import PUBLIC, RESTRICTED
from cdmanual.manual.questionnaire import question_numbers
from models import DAY, manual
from word_reader import HOMES, W14, Read, asking_of, chapter, facts_of, form, said

HOSTILE = '</w:t><w:br/> & &amp; ]]> <!-- --> {{ 7*7 }} =HYPERLINK("x") \\u0041 \'a\' "b"  two  spaces'
# Data that name things, or that the printed chapter leaves out or puts into another form too.
NOT_SHOWN = {
    "brief",
    "id",
    "anchor",
    "link",
    "lang",
    "level",
    "tag",
    "status",
    "every",
    "european_union",
    "printed",
    "reviews",
    "number",
}


def strings(data: Any) -> Iterator[str]:
    """Every string of the data that is shown as it stands."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict) and {"tag", "text"} <= data.keys():
        yield data["text"]  # a name in another language: which one, its run says
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from () if name in NOT_SHOWN else strings(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from strings(value)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).lower()  # sources and the first words of lines are shown with capitals


# ---------------------------------------------------------------- what they say


def test_every_state_has_the_same_numbered_headings(chapters: dict[str, Read]) -> None:
    numbers = question_numbers(manual().questionnaire)
    titles = {question.id: question.title for question in manual().questionnaire.questions}
    found = {}
    for iso, read in chapters.items():
        lines = [text for _, text in read.headings() if text.startswith(f"III.{iso}.")]
        found[iso] = [text.removeprefix(f"III.{iso}.") for text in lines]
        assert read.headings()[0] == (1, f"III.{iso} {manual(home=HOMES[iso]).state(iso).name['en']}")
    assert all(lines == found["XA"] for lines in found.values())
    assert [line for line in found["XA"] if re.match(r"\d+\.\d", line)] == [
        f"{number} {titles[name]}" for name, number in numbers.items()
    ]
    groups = [f"{index} {group.title}" for index, group in enumerate(manual().questionnaire.groups, 1)]
    annexes = ["11 Legislation", "12 Authorities", "13 Authorised officers", "14 Open points", "15 Sources"]
    assert [line for line in found["XA"] if not re.match(r"\d+\.\d", line)] == groups + annexes


def test_headings_go_down_one_level_at_a_time_and_one_is_the_title(every: dict[str, Read]) -> None:
    for read in every.values():
        levels = [level for level, _ in read.headings()]
        assert levels.count(1) == 1 == levels[0]
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert set(levels) <= {1, 2, 3}


def test_laws_authorities_and_questions_are_headings_of_the_third_level(chapters: dict[str, Read]) -> None:
    for iso, read in chapters.items():
        state = facts_of(iso)["state"]
        third = {text for level, text in read.headings() if level == 3}
        assert {row["name"] for row in state["authorities"]} <= third
        assert all(any(text.startswith(law["name"]) for text in third) for law in state["legislation"])


def test_every_word_of_the_printed_chapter_stands_in_the_document(chapters: dict[str, Read]) -> None:
    for iso, read in chapters.items():
        text = squeezed(read.text)
        assert {each for each in strings(facts_of(iso)["state"]) if squeezed(each) not in text} == set(), iso


def test_every_answer_shows_its_status_in_words_and_its_evidence(chapters: dict[str, Read]) -> None:
    for iso, read in chapters.items():
        facts = facts_of(iso)
        titles = {status["id"]: status["title"] for status in facts["statuses"]}
        sections = re.split(r"\n(?=III\.\w\w\.\d)", read.text.replace("\u00a0", " "))
        shown = {section.split(" ", 1)[0]: section for section in sections}
        for answer in (answer for group in facts["state"]["groups"] for answer in group["answers"]):
            section = shown[f"III.{iso}.{answer['number']}"]
            assert f"Status:  {titles[answer['status']]} " in section
            for part in answer["parts"]:
                for cited in part["basis"]:
                    assert cited["label"] in section
                assert all(name.upper() in section for name in part["sources"])
                assert part["as_of"] in section


def test_a_disputed_answer_shows_each_position_and_one_that_depends_each_case(chapters: dict[str, Read]) -> None:
    kinds = set()
    for iso, read in chapters.items():
        cases = [p.text for p in read.document.paragraphs if p.style.name == "Case" and p.text != "Provisions"]
        wanted = []
        for group in facts_of(iso)["state"]["groups"]:
            for answer in group["answers"]:
                is_disputed = answer["status"] == "disputed"
                kinds.add((is_disputed, len(answer["parts"]) > 2))
                wanted += [
                    f"Position {index}" if is_disputed else part["when"]
                    for index, part in enumerate(answer["parts"], 1)
                ]
        assert cases == [case for case in wanted if case]
    assert (True, True) in kinds, "without a dispute of three this test would look at too little"


def test_a_state_without_posts_or_open_points_says_so(tmp_path: Path) -> None:
    facts = facts_of("XA", RESTRICTED)
    facts["state"]["officers"], facts["state"]["open_points"] = [], []
    text = chapter(tmp_path, facts).text
    assert "No post is recorded. Ask the authority that receives requests (question III.XA.3.1)." in text
    assert "None is recorded." in text
    assert "This public edition shows no post." in chapter(tmp_path, facts_of("XA")).text


def test_only_the_restricted_edition_holds_contacts_of_officers(tmp_path: Path) -> None:
    restricted = facts_of("XA", RESTRICTED, "a")
    shown = chapter(tmp_path, restricted)
    numbers = [contact for officer in restricted["state"]["officers"] for contact in officer["contacts"]]
    assert len(numbers) > 5
    assert all(contact["shown"] in shown.text for contact in numbers)
    assert all(contact["label"] in shown.text for contact in numbers)
    assert "TLP:AMBER+STRICT" in shown.text
    public = chapter(tmp_path, facts_of("XA", PUBLIC, "a"))
    assert not any(contact["shown"] in public.text for contact in numbers)


def test_head_and_foot_say_state_verification_marking_edition_and_page(chapters, forms, tmp_path: Path) -> None:
    for iso, read in chapters.items():
        state, margins = facts_of(iso)["state"], read.margins()
        assert f"{state['name']} · {state['verified']['procedure']}" in margins["head"]
        assert re.search(r"verified \d{4}-\d\d-\d\d · (desk research|national authority|secretariat)", margins["head"])
    for read in [*chapters.values(), *forms.values()]:
        margins = read.margins()
        assert "TLP:CLEAR" in margins["head"]
        assert "TLP:CLEAR" in margins["foot"]
        assert f"Public edition 2026.1 · information as of {DAY}" in margins["foot"]
        codes = re.findall(rb'w:fldSimple w:instr="\s*(\w+)', read.parts["word/footer1.xml"])
        assert codes == [b"PAGE", b"NUMPAGES"]
        assert "page 1 of 1" in margins["foot"]
    narrow = chapter(tmp_path, facts_of("XA", RESTRICTED, "a"))
    assert all("TLP:RED H1 H2 H3" in margin for margin in narrow.margins().values())


# ---------------------------------------------------------------- the form


def test_the_form_puts_every_open_question_with_what_is_known(forms: dict[str, Read]) -> None:
    for iso, read in forms.items():
        asking = asking_of(iso)["asking"]
        asked = [question for group in asking["groups"] for question in group["questions"]]
        wanted = [f"III.{iso}.{each['number']} {each['question']['title']}" for each in asked]
        assert [text for level, text in read.headings() if level == 3] == wanted
        text = squeezed(read.text)
        told = [asking["head"], asking["points"], asking["consent"], asking["signed"]]
        for question in asked:
            told += [question["question"]["text"], question["how"], question["boxes"], question["blanks"]]
            for known in question["said"]:
                told += [known["label"], known["answer"], known["text"], known["basis"], known["as_of"]]
                told += [[source["title"], source["publisher"]] for source in known["sources"]]
        assert {each for each in strings(told) if squeezed(each) not in text} == set(), iso


def test_there_is_a_box_to_click_for_each_box_and_a_place_to_write_for_each_blank(forms: dict[str, Read]) -> None:
    for iso, read in forms.items():
        asking = asking_of(iso)["asking"]
        asked = [question for group in asking["groups"] for question in group["questions"]]
        boxes = [box["label"] for each in asked for box in each["boxes"]] + [box["label"] for box in asking["consent"]]
        blanks = [blank for each in asked for blank in each["blanks"]] + list(asking["signed"])
        controls = read.all("w:sdt")
        names = {True: [], False: []}
        for control in controls:
            properties, content = control
            is_box = properties.find(W14 + "checkbox") is not None
            names[is_box].append(properties.find(qn("w:alias")).get(qn("w:val")))
            assert properties.find(qn("w:lock")).get(qn("w:val")) == "sdtLocked"
            if is_box:
                assert properties.find(f"{W14}checkbox/{W14}checked").get(f"{W14}val") == "0"
                assert said(content) == "☐"
            else:
                assert properties.find(qn("w:text")) is not None
                assert properties.find(qn("w:showingPlcHdr")) is not None
        assert names[True] == [label[:64] for label in boxes], iso
        assert names[False] == [label[:64] for label in blanks], iso


def test_a_program_can_tell_every_control_from_every_other(forms: dict[str, Read]) -> None:
    for iso, read in forms.items():
        for name in ("w:tag", "w:id"):
            values = [each.get(qn("w:val")) for each in read.body.iterfind(f".//{qn('w:sdtPr')}/{qn(name)}")]
            assert len(values) == len(set(values)) == len(read.all("w:sdt"))
            assert all(0 < len(value) <= 64 for value in values), "Word takes no more than 64 signs"
        questions = [q["question"]["id"] for group in asking_of(iso)["asking"]["groups"] for q in group["questions"]]
        tags = [each.get(qn("w:val")) for each in read.all("w:tag")]
        assert list(dict.fromkeys(tag.split("/")[0] for tag in tags)) == [*questions, "consent"]


def test_a_form_with_nothing_to_ask_says_so(tmp_path: Path) -> None:
    facts = asking_of("XA")
    facts["asking"] |= {"groups": (), "points": (), "consent": (), "signed": (), "head": ("Nothing is open.",)}
    read = form(tmp_path, facts)
    assert "Nothing is open." in read.text
    assert read.all("w:sdt") == []


# ---------------------------------------------------------------- text that would act


def test_hostile_text_stands_as_it_was_typed(tmp_path: Path) -> None:
    def spoilt(data: Any, key: str = "") -> Any:
        if isinstance(data, dict):
            return {name: spoilt(value, name) for name, value in data.items()}
        if isinstance(data, list | tuple):
            return [spoilt(value, key) for value in data]
        return (
            HOSTILE if key in ("name", "text", "title", "summary", "note", "open_points", "headline", "label") else data
        )

    facts = facts_of("XA")
    plain = chapter(tmp_path, facts)
    tags = {each.tag for each in plain.body.iter()}
    facts["state"] = spoilt(facts["state"])
    read = chapter(tmp_path, facts)
    assert read.text.count(HOSTILE) > 200
    assert {each.tag for each in read.body.iter()} <= tags
    assert read.document.core_properties.title == f"{HOSTILE}: Controlled-Delivery Manual"
    assert HOSTILE in read.margins()["head"]
    asked = asking_of("XA")
    asked["asking"] = spoilt(asked["asking"])
    assert form(tmp_path, asked).text.count(HOSTILE) > 20


def test_a_line_that_ends_in_the_record_ends_in_the_document(tmp_path: Path) -> None:
    facts = facts_of("XA")
    facts["state"]["open_points"] = ["one\ntwo  \n three"]
    read = chapter(tmp_path, facts)
    assert "one\ntwo  \n three" in read.text
    assert "one\ntwo  \n three" in [paragraph.text for paragraph in read.document.paragraphs]
