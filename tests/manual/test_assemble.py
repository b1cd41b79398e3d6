"""Checked records become frozen data in which nothing is lost and nothing is made up."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from cdmanual.manual.assemble import UNMARKED
from cdmanual.manual.model import Answer, LegalInstrument, Marking, Part, Provision, State, Urgent
from cdmanual.manual.questionnaire import choices_of
from cdmanual.records.load import read_records
from models import FICTITIOUS, ROOT, manual, schemas

MANUAL = manual()
XA, XB = MANUAL.state("XA"), MANUAL.state("xb")


def test_states_stand_in_the_order_of_their_codes_and_are_found_in_any_case() -> None:
    assert [state.iso for state in MANUAL.states] == ["XA", "XB"]
    assert MANUAL.state("xa") is MANUAL.state("XA")
    assert XA.key == "xa"


def test_a_state_that_has_no_record_is_refused() -> None:
    with pytest.raises(KeyError):
        MANUAL.state("ZZ")
    with pytest.raises(KeyError):
        XA.answer("no-such-question")
    with pytest.raises(KeyError):
        XA.authority("no-such-authority")


def test_every_state_answers_every_question_in_order() -> None:
    questions = [question.id for question in MANUAL.questionnaire.questions]
    for state in MANUAL.states:
        assert sorted(answer.question for answer in state.answers) == sorted(questions)
        assert all(state.answer(name).question == name for name in questions)


def _values(thing: Any) -> Iterator[Any]:
    """Every value inside frozen data."""
    if dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from _values(getattr(thing, field.name))
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from _values(value)
    elif isinstance(thing, (tuple, list)):
        for value in thing:
            yield from _values(value)
    yield thing


def test_the_whole_model_is_frozen_to_its_last_part() -> None:
    parts = list(_values(MANUAL))
    classes = {type(part) for part in parts if dataclasses.is_dataclass(part)}
    assert {State, Answer, Part, Urgent, LegalInstrument, Provision, Marking} <= classes
    assert all(kind.__dataclass_params__.frozen for kind in classes)
    assert not [part for part in parts if isinstance(part, (list, set))], "a renderer could change a list or a set"
    with pytest.raises(dataclasses.FrozenInstanceError):
        XA.iso = "XX"


def test_dates_and_numbers_stay_the_text_that_was_written() -> None:
    assert XA.reviews["procedure"].verified.on == "2026-11-21"
    law = next(law for law in XA.legislation if law.id == "cd-act")
    assert (law.adopted, law.number, law.text_as_of) == ("2015-03-21", "12/2015", "2026-01-01")
    assert next(law for law in XA.legislation if law.id == "cpc").text_as_of == "2025", "a year stays a year"
    assert XA.authority("county-court").address.postcode == "00001"


def test_null_in_a_record_is_none_where_the_field_may_be_empty() -> None:
    cpc = next(law for law in XA.legislation if law.id == "cpc")
    assert cpc.in_force is None
    assert cpc.published.issue is None
    treaty = next(treaty for treaty in MANUAL.treaties if treaty.id == "x-bilateral")
    assert treaty.depositary is None
    assert treaty.adopted_at == ""


def test_a_plain_answer_has_one_part_and_no_text_above_it() -> None:
    answer = XA.answer("forms")
    assert answer.status == "confirmed"
    assert len(answer.parts) == 1
    assert answer.parts[0].value == ("import", "transit", "export", "internal")
    assert answer.parts[0].basis == ("cd-act#1.2",)
    assert (answer.text, answer.sources) == ("", ())


def test_variants_keep_their_order_their_case_and_the_text_above_them() -> None:
    answer = XA.answer("permitted")
    assert [part.value for part in answer.parts] == ["statute", "treaty"]
    assert answer.parts[0].when == (("direction", "internal"),)
    assert dict(answer.parts[1].when)["regime"] == "mla"
    assert answer.text == "Which footing holds depends on where the consignment moves."


def test_the_states_of_a_case_are_a_tuple() -> None:
    assert XA.answer("mla-required").parts[0].when == (("partner", ("XB",)),)


def test_positions_of_a_disputed_answer_keep_their_own_dates() -> None:
    answer = XB.answer("permitted")
    assert answer.status == "disputed"
    assert [(part.value, part.as_of) for part in answer.parts] == [
        ("general-powers", "2022-06"),
        ("not-permitted", "2021"),
    ]


def test_a_part_without_its_own_date_takes_that_of_its_answer() -> None:
    maximum = XA.answer("duration-maximum")
    assert [part.as_of for part in maximum.parts] == ["", "2026-01"]
    assert XA.answer("offences").parts[0].as_of == "2026-01-01"


def test_an_urgent_decision_keeps_its_parts() -> None:
    assert XA.answer("urgent-decision").parts[0].value == Urgent(
        ("county-prosecution",), "oral", "PT48H", "PT24H", ("county-court",)
    )


def test_answers_without_value_have_none() -> None:
    assert XA.answer("reporting").parts[0].value is None
    assert not XA.answer("reporting").is_answered
    assert not XA.answer("notification").is_answered
    assert XA.answer("liability").is_answered, "a disputed answer is one"


def test_text_stays_as_it_was_typed() -> None:
    text = XA.answer("practical-notes").parts[0].text
    for piece in ("&amp; stays &amp;", "{{ braces }}", "{% percent %}", "*stars*", '#panic("x")', "\\u{41}"):
        assert piece in text
    assert "\n- a minus" in text


def test_a_law_without_short_name_is_called_by_its_title() -> None:
    law = next(law for law in XA.legislation if law.id == "old-drugs-act")
    assert law.short == law.title["en"] == "Fictitious Drugs Act of 1991"
    assert next(law for law in XA.legislation if law.id == "cd-act").short == "CD Act"


def test_an_unmarked_post_is_amber() -> None:
    posts = {officer.id: officer for officer in XA.officers}
    assert posts["liaison-post"].marking == UNMARKED == Marking("AMBER")
    assert posts["duty-desk"].marking == Marking("AMBER", ("H2",))


def test_contacts_keep_their_extension_and_verification() -> None:
    contact = next(officer for officer in XB.officers if officer.id == "operations-desk").contacts[0]
    assert (contact.number, contact.extension) == ("+442079460201", "007")
    mobile = next(officer for officer in XB.officers if officer.id == "operations-desk").contacts[1]
    assert mobile.verified.on == "2024-01-15"


def test_an_overlay_stands_beside_the_states_and_not_in_them() -> None:
    with_overlay = manual("b")
    assert with_overlay.states == MANUAL.states
    assert sorted(with_overlay.overlay) == ["XA", "XB"]
    assert [officer.id for officer in with_overlay.overlay["XA"]] == ["duty-desk", "clear-desk"]
    assert MANUAL.overlay is None


def test_a_state_that_no_table_names_is_not_established_instead_of_an_error() -> None:
    treaty, channel = MANUAL.treaties[0], MANUAL.channels[0]
    assert treaty.party("ZZ").status == "not-established"
    assert channel.member("ZZ").status == "not-established"
    assert next(t for t in MANUAL.treaties if t.id == "x-treaty").party("XA").by == "ratification"


def test_treaties_of_many_states_come_first_and_those_that_bear_most_on_a_delivery() -> None:
    bearings = [choice.id for choice in choices_of(schemas().by_kind["instruments"]["properties"]["bearing"])]
    for home in (FICTITIOUS, ROOT):
        shown = [(t.kind == "bilateral", bearings.index(t.bearing)) for t in manual(home=home).treaties]
        assert shown == sorted(shown)


def _texts(record: Any) -> Iterator[str]:
    if isinstance(record, dict):
        for value in record.values():
            yield from _texts(value)
    elif isinstance(record, list):
        for value in record:
            yield from _texts(value)
    elif isinstance(record, str):
        yield record


@pytest.mark.parametrize("home", [FICTITIOUS, ROOT], ids=["fictitious", "real"])
def test_no_text_of_any_record_is_lost_on_the_way_into_the_manual(home) -> None:
    made = manual(home=home)
    kept = {value for value in _values(made) if isinstance(value, str)} | {
        key for state in made.states for answer in state.answers for part in answer.parts for key in dict(part.when)
    }
    records = read_records(home, schemas()).found.values()
    for record in (record for record in records if record.kind != "changes"):  # kept beside the manual: changelog.py
        lost = set(_texts(record.file.value)) - kept - {record.key}
        assert not lost, f"{record.file}: {sorted(lost)[:5]}"
