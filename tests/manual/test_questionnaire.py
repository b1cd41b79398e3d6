"""The questionnaire is what the procedure schema says, in its order and its words."""

from __future__ import annotations

import dataclasses
import json

import pytest

from cdmanual.manual.questionnaire import read_questionnaire
from models import ROOT, manual, schemas

PROCEDURE = json.loads((ROOT / "schemas" / "procedure.schema.json").read_text(encoding="utf-8"))
ANSWERS = PROCEDURE["properties"]["answers"]["properties"]
QUESTIONNAIRE = manual().questionnaire


def test_there_are_the_questions_of_the_schema_in_its_order() -> None:
    assert sorted(question.id for question in QUESTIONNAIRE.questions) == sorted(ANSWERS)
    for group in QUESTIONNAIRE.groups:
        wanted = [name for name, form in ANSWERS.items() if form["x-group"] == group.id]
        assert [question.id for question in group.questions] == wanted


def test_forty_four_questions_are_asked_none_twice() -> None:
    names = [question.id for question in QUESTIONNAIRE.questions]
    assert len(names) == len(set(names)) == 44


def test_every_question_has_a_group_and_every_group_a_question() -> None:
    assert {question.group for question in QUESTIONNAIRE.questions} == {group.id for group in QUESTIONNAIRE.groups}
    assert all(group.title and group.text and group.questions for group in QUESTIONNAIRE.groups)


def test_groups_stand_in_the_order_of_a_delivery() -> None:
    assert [group.id for group in QUESTIONNAIRE.groups] == [
        "basis", "authorisation", "request", "conditions", "execution", "substitution", "duration",
        "foreign-authorities", "ending", "practice",
    ]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONNAIRE.questions, ids=lambda question: question.id)
def test_a_question_has_a_short_label_and_stands_in_full_as_one_sentence(question) -> None:
    assert 0 < len(question.title) <= 40
    assert question.text.endswith(("?", "."))
    assert len({choice.id for choice in question.choices}) == len(question.choices)
    assert len({choice.title for choice in question.choices}) == len(question.choices), "two values read the same"
    assert all(choice.title and choice.description for choice in question.choices)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("permitted", "choice"),
        ("forms", "choices"),
        ("request-content", "choices"),
        ("authorised-by", "authorities"),
        ("receives-request", "authorities"),
        ("languages", "languages"),
        ("deadline", "duration"),
        ("duration-initial", "duration"),
        ("urgent-decision", "urgent"),
        ("practical-notes", "text"),
        ("evidence", "text"),
    ],
)
def test_the_kind_of_a_question_follows_from_the_form_of_its_value(name: str, kind: str) -> None:
    assert QUESTIONNAIRE.question(name).kind == kind


def test_questions_with_a_vocabulary_have_its_values_and_the_others_none() -> None:
    with_values = {question.id for question in QUESTIONNAIRE.questions if question.choices}
    assert with_values == {q.id for q in QUESTIONNAIRE.questions if q.kind in ("choice", "choices", "urgent")}
    substitution = QUESTIONNAIRE.question("substitution")
    assert [choice.id for choice in substitution.choices] == ["none", "partial", "full", "partial-or-full"]
    assert substitution.label("partial") == substitution.choices[1].title
    assert substitution.label("no such value") == "no such value"


def test_statuses_have_words_for_readers() -> None:
    assert [s.id for s in QUESTIONNAIRE.statuses] == [
        "confirmed", "desk-research", "disputed", "not-regulated", "unknown",
    ]  # fmt: skip
    assert QUESTIONNAIRE.status("unknown").title == "Ask first"
    assert all(status.title and status.description for status in QUESTIONNAIRE.statuses)


def test_the_quick_card_asks_questions_that_exist_and_none_twice() -> None:
    asked = [name for cell in QUESTIONNAIRE.card for name in cell.questions]
    assert len(asked) == len(set(asked))
    assert set(asked) <= set(ANSWERS)
    assert QUESTIONNAIRE.card[0].questions == ("receives-request",), "whom to ask comes first"


def test_every_case_of_a_variant_has_a_name_and_objects_share_their_words_with_their_question() -> None:
    assert set(QUESTIONNAIRE.when) == {
        "regime", "direction", "object", "partner", "territory", "offences", "other",
    }  # fmt: skip
    assert all(case.title for case in QUESTIONNAIRE.when.values())
    assert QUESTIONNAIRE.when["object"].choices == QUESTIONNAIRE.question("objects").choices
    assert QUESTIONNAIRE.when["regime"].label("eio") == "European Investigation Order"


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(KeyError):
        QUESTIONNAIRE.question("no-such-question")


def test_a_question_added_to_the_schema_appears_without_any_other_change() -> None:
    changed = json.loads(json.dumps(schemas().by_kind))
    answers = changed["procedure"]["properties"]["answers"]["properties"]
    answers["new-question"] = answers["substitution"] | {"title": "New", "description": "Is it new?"}
    added = read_questionnaire(changed)
    assert added.question("new-question").group == "substitution"
    assert [q.id for q in added.questions if q.group == "substitution"][-1] == "new-question"
    assert len(added.questions) == len(QUESTIONNAIRE.questions) + 1


def test_a_value_of_a_form_nobody_knows_is_refused_instead_of_guessed() -> None:
    changed = json.loads(json.dumps(schemas().by_kind))
    changed["procedure"]["properties"]["answers"]["properties"]["costs"]["properties"]["value"] = {"type": "number"}
    with pytest.raises(ValueError, match="no kind of question"):
        read_questionnaire(changed)


def test_a_question_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        QUESTIONNAIRE.questions[0].title = "other"
