"""Answers in words: what a reader gets to see as headline, case, citation and position."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cdmanual.manual.model import Contact, Part, Review, Urgent, Verified
from cdmanual.manual.reading import (
    cite,
    country_name,
    find_provision,
    language_name,
    link_of,
    own_names,
    read_answer,
    read_card,
    unique_citations,
)
from models import ROOT, manual

MANUAL = manual()
XA, XB = MANUAL.state("XA"), MANUAL.state("XB")


def reading(iso: str, question: str):
    return read_answer(MANUAL, MANUAL.state(iso), MANUAL.questionnaire.question(question))


def with_part(question: str, **changes):
    """What is read when the answer of XA is a plain one with these values."""
    answer = replace(XA.answer(question), status="confirmed", parts=(Part(**changes),))
    state = replace(XA, answers=tuple(answer if a.question == question else a for a in XA.answers))
    return read_answer(MANUAL, state, MANUAL.questionnaire.question(question))


@pytest.mark.parametrize(
    ("iso", "question", "headline"),
    [
        ("XA", "definition", "In a statute"),
        ("XA", "forms", "Import · Transit · Export · Internal"),
        ("XA", "led-by", "Fictitious County Prosecution Office of Čudnograd"),
        ("XA", "languages", "Croatian · Greek · English"),
        ("XB", "languages", "Serbian (Cyrillic) · Georgian · Turkish"),
        ("XA", "duration-initial", "3 months"),
        ("XB", "duration-initial", "60 days"),
        ("XA", "reporting", "Ask first"),
        ("XA", "notification", "Not regulated"),
    ],
)
def test_a_plain_answer_is_one_line_of_words(iso: str, question: str, headline: str) -> None:
    assert reading(iso, question).headline == headline


def test_an_answer_in_text_has_no_headline() -> None:
    read = reading("XA", "substitution-conditions")
    assert read.headline == ""
    assert read.parts[0].labels == ()
    assert read.parts[0].text.startswith("The act on the replacement")


@pytest.mark.parametrize(
    ("value", "headline"),
    [
        (
            Urgent(("county-prosecution",), "oral", "PT48H", "PT24H", ("county-court",)),
            "Fictitious County Prosecution Office of Čudnograd · oral · valid for 48 hours · "
            "to be confirmed within 24 hours by Fictitious County Court of Čudnograd",
        ),
        (
            Urgent(("ncb",), confirmed_by=("county-court",)),
            "Fictitious National Central Bureau Čudnograd · to be confirmed by Fictitious County Court of Čudnograd",
        ),
        (
            Urgent(("ncb",), "written", confirm_within="P3D"),
            "Fictitious National Central Bureau Čudnograd · written · to be confirmed within 3 days",
        ),
        (
            Urgent(("ncb", "drugs-unit")),
            "Fictitious National Central Bureau Čudnograd, Fictitious Drugs Unit",
        ),
    ],
)
def test_an_urgent_decision_says_who_how_and_who_confirms(value: Urgent, headline: str) -> None:
    assert with_part("urgent-decision", value=value).headline == headline


def test_variants_name_their_case_before_their_value() -> None:
    read = reading("XA", "substitution")
    assert [part.when for part in read.parts] == ["Drugs", "Weapons"]
    assert read.headline == "Drugs: Partial or full; Weapons: Full"


def test_the_case_towards_a_state_names_it() -> None:
    assert [part.when for part in reading("XA", "advance-notice").parts] == ["Towards Fictonia", "Any other state"]


def test_a_state_without_record_is_named_all_the_same() -> None:
    assert with_part("costs", value="by-agreement", when=(("partner", ("DE", "XB")),)).parts[0].when == (
        "Towards Germany, Fictonia"
    )


def test_a_case_of_several_keys_names_them_all() -> None:
    assert reading("XB", "receives-request").parts[1].when == "Transit · Police cooperation"


def test_text_that_holds_for_all_variants_stays_apart() -> None:
    read = reading("XA", "permitted")
    assert read.text == "Which footing holds depends on where the consignment moves."
    assert read.text not in [part.text for part in read.parts]


def test_positions_that_contradict_each_other_are_shown_side_by_side() -> None:
    read = reading("XB", "substitution")
    assert read.status_label == "Disputed"
    assert read.headline == "Partial / None"
    assert [part.as_of for part in read.parts] == ["2022-06", "2020-02-29"]
    assert read.is_answered


def test_the_same_value_in_two_positions_is_said_once() -> None:
    assert reading("XB", "duration-maximum").headline == "60 days / 4 months"
    answer = XB.answer("duration-maximum")
    same = replace(answer, parts=(answer.parts[0], replace(answer.parts[1], value="P60D")))
    state = replace(XB, answers=tuple(same if a is answer else a for a in XB.answers))
    assert read_answer(MANUAL, state, MANUAL.questionnaire.question("duration-maximum")).headline == "60 days"


def test_unknown_and_not_regulated_are_no_answers() -> None:
    assert not reading("XA", "reporting").is_answered
    assert not reading("XA", "notification").is_answered
    assert reading("XA", "reporting").status_text.startswith("No source was found")


def test_every_answer_of_every_record_can_be_read() -> None:
    for home in (None, ROOT):
        made = MANUAL if home is None else manual(home=home)
        for state in made.states:
            for question in made.questionnaire.questions:
                read = read_answer(made, state, question)
                assert read.headline or question.kind == "text" or all(part.text for part in read.parts)
                assert "('" not in read.headline, "a value shows through as Python writes it"
                if question.kind == "urgent":  # its values stand inside a sentence
                    continue
                ids = {choice.id for choice in question.choices if choice.id != choice.title}
                assert not ids & set(read.headline.split(" · ")), "a value shows through as its id"


def test_a_citation_says_law_article_and_paragraph() -> None:
    cited = cite(MANUAL, XA, "cd-act#1.2")
    assert (cited.scope, cited.instrument, cited.provision, cited.paragraph) == ("national", "cd-act", "1", "2")
    assert cited.label == "CD Act čl. 1 st. 2"
    assert cite(MANUAL, XA, "eu-cooperation-act#42-ah").label.endswith("čl. 42.ah")
    assert cite(MANUAL, XA, "cd-act").label == "CD Act"


def test_a_treaty_is_cited_like_a_law_and_known_as_international() -> None:
    cited = cite(MANUAL, XA, "x-treaty#18.3")
    assert (cited.scope, cited.label) == ("international", "Fictitious Convention art. 18 para. 3")


def test_a_law_of_the_state_comes_before_a_treaty_of_the_same_name() -> None:
    twin = replace(XA, legislation=(replace(XA.legislation[0], id="x-treaty"),))
    assert cite(MANUAL, twin, "x-treaty").scope == "national"


@pytest.mark.parametrize("reference", ["nothing", "nothing#1", "cd-act#999"])
def test_a_citation_of_nothing_is_refused(reference: str) -> None:
    with pytest.raises(KeyError):
        cite(MANUAL, XA, reference)


def test_a_provision_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        find_provision((), "1")


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (["cd-act#1.1", "cd-act#1.2"], ["CD Act čl. 1 st. 1", "st. 2"]),
        (["cd-act#1.1", "cd-act#2.1"], ["CD Act čl. 1 st. 1", "čl. 2 st. 1"]),
        (["cd-act#1", "cd-act#1.1"], ["CD Act čl. 1", "čl. 1 st. 1"]),
        (["cd-act#1.1", "cd-act"], ["CD Act čl. 1 st. 1", "CD Act"]),
        (["cd-act#7", "cpc#332"], ["CD Act čl. 7", "CPC § 332 st. 1 t. 8"]),
        (["x-treaty#18.1", "x-treaty#18.2"], ["Fictitious Convention art. 18 para. 1", "para. 2"]),
    ],
)
def test_in_a_list_a_citation_leaves_out_what_the_one_before_said(listed: list[str], said: list[str]) -> None:
    cited = [cite(MANUAL, XA, reference) for reference in listed]
    shown = [here.label_after(before) for before, here in zip([None, *cited], cited, strict=False)]
    assert shown == said


def test_citations_of_several_answers_are_listed_once_those_of_one_law_together() -> None:
    found = unique_citations([reading("XA", "technical-means"), reading("XA", "led-by"), reading("XA", "evidence")])
    assert [cited.label for cited in found] == ["CD Act čl. 7", "CPC § 332 st. 1 t. 8", "CD Act čl. 11"]


def test_the_card_leaves_out_what_nobody_knows_unless_nothing_is_known() -> None:
    card = {cell.label: cell.readings for cell in read_card(MANUAL, XA)}
    assert [read.question.id for read in card["How long"]] == ["duration-initial", "duration-maximum"]
    silent = replace(
        XA,
        answers=tuple(
            replace(a, status="unknown", parts=(Part(),)) if a.question.startswith("duration-") else a
            for a in XA.answers
        ),
    )
    card = {cell.label: cell.readings for cell in read_card(MANUAL, silent)}
    assert [read.headline for read in card["How long"]] == ["Ask first"]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("hr", "Croatian"),
        ("sr-Cyrl", "Serbian (Cyrillic)"),
        ("sr-Latn", "Serbian (Latin)"),
        ("ka", "Georgian"),
        ("mk", "Macedonian"),
        ("xx", "xx"),
    ],
)
def test_languages_are_named_in_english(tag: str, name: str) -> None:
    assert language_name(tag) == name


def test_states_without_a_record_are_named_in_english() -> None:
    assert country_name("ME") == "Montenegro"
    assert country_name("XZ") == "XZ"


def test_own_names_leave_out_the_english_one() -> None:
    assert [tag for tag, _ in own_names(XB.name)] == ["sr-Cyrl", "ka", "tr"]


def test_a_name_that_is_the_same_in_two_languages_stands_once() -> None:
    assert own_names({"en": "Türkiye", "tr": "Türkiye"}) == []
    assert own_names({"en": "Bosnia", "bs": "Bosna", "hr": "Bosna", "sr-Cyrl": "Босна"}) == [
        ("bs", "Bosna"),
        ("sr-Cyrl", "Босна"),
    ]


REVIEW = Review(Verified("2026-08-31", "secretariat", "call"), "P3M")


def test_a_review_is_due_by_the_calendar() -> None:
    assert REVIEW.due == date(2026, 11, 30), "31 August and three months: November has no 31st"


@pytest.mark.parametrize(
    ("days_left", "state"),
    [(31, "fresh"), (30, "due"), (29, "due"), (1, "due"), (0, "due"), (-1, "overdue"), (-400, "overdue")],
)
def test_a_record_is_due_from_thirty_days_before_and_overdue_from_the_day_after(days_left: int, state: str) -> None:
    assert REVIEW.freshness(REVIEW.due - timedelta(days=days_left)) == state


@pytest.mark.parametrize(
    ("kind", "value", "link"),
    [
        ("phone", "+442079460301", "tel:+442079460301"),
        ("mobile", "+447700900123", "tel:+447700900123"),
        ("fax", "+442079460301", ""),
        ("email", "mla@example.org", "mailto:mla@example.org"),
        ("web", "https://example.org/a", "https://example.org/a"),
        ("web", "http://example.org", "http://example.org"),
        ("web", "javascript:alert(1)", ""),
        ("web", "JavaScript:alert('https://')", ""),
        ("web", "data:text/html,x", ""),
        ("web", "www.example.org", ""),
        ("secure", "https://example.org", ""),
    ],
)
def test_a_contact_leads_to_a_call_a_letter_or_a_page_and_nowhere_else(kind: str, value: str, link: str) -> None:
    numbered = value.startswith("+")
    assert link_of(Contact(kind, number=value if numbered else "", address="" if numbered else value)) == link
