"""A form asks what is open, all of it and nothing else, with the words to tick and what is known so far."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cdmanual.manual.asking import Asking, ask
from cdmanual.manual.coverage import OPEN
from cdmanual.manual.model import State
from cdmanual.manual.questionnaire import question_numbers
from models import DAY, ROOT, manual

STATES = [*manual().states, *manual(home=ROOT).states]
WORDS = manual().questionnaire


def form_of(state: State) -> Asking:
    """The form of a fictitious or a real state."""
    home = manual() if state.iso.startswith("X") else manual(home=ROOT)
    return ask(home, state, "2026.1", DAY)


def settled(state: State, status: str = "not-regulated") -> State:
    """The state, all its questions having one status."""
    return replace(state, answers=tuple(replace(answer, status=status) for answer in state.answers))


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.iso)
def test_every_open_question_is_asked_once_in_order_and_no_other(state: State) -> None:
    wanted = [q.id for q in WORDS.questions if state.answer(q.id).status in OPEN]
    assert [asked.question.id for asked in form_of(state).questions] == wanted


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.iso)
def test_questions_stand_in_their_group_under_their_number_in_the_manual(state: State) -> None:
    for group in form_of(state).groups:
        for asked in group.questions:
            assert asked.question.group == group.id
            assert asked.number == question_numbers(WORDS)[asked.question.id]


@pytest.mark.parametrize("question", WORDS.questions, ids=lambda question: question.id)
def test_every_word_of_a_vocabulary_has_a_box_and_there_is_one_for_a_law_that_is_silent(question) -> None:
    made = manual()
    asked = next(
        asked
        for asked in ask(made, settled(made.state("XA"), "unknown"), "2026.1", DAY).questions
        if asked.question.id == question.id
    )
    assert [(box.label, box.text) for box in asked.boxes[:-1]] == [(c.title, c.description) for c in question.choices]
    assert asked.boxes[-1].label == "Not regulated"


@pytest.mark.parametrize(
    ("question", "blanks"),
    [
        ("authorised-by", ["Authorities"]),
        ("languages", ["Languages"]),
        ("deadline", ["Duration"]),
        ("urgent-decision", ["Decided by", "Valid for", "To be submitted or confirmed within", "Confirmed by"]),
        ("permitted", []),
        ("evidence", []),
    ],
)
def test_what_cannot_be_ticked_has_a_line_and_the_evidence_has_its_own(question: str, blanks: list[str]) -> None:
    made = manual()
    form = ask(made, settled(made.state("XA"), "unknown"), "2026.1", DAY)
    shown = list(next(asked for asked in form.questions if asked.question.id == question).blanks)
    assert shown[: len(blanks)] == blanks
    evidence = " ".join(shown[len(blanks) :])
    for asked_for in ("Legal basis", "Article", "In force since", "Source", "Answered by"):
        assert asked_for in evidence


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.iso)
def test_a_disputed_question_asks_which_position_holds_and_shows_each_with_its_sources(state: State) -> None:
    for asked in form_of(state).questions:
        answer = state.answer(asked.question.id)
        if answer.status != "disputed":
            assert not any(box.label.startswith("Position") for box in asked.boxes)
            continue
        count = len(answer.parts)
        assert asked.how.startswith(f"Which of the {'two' if count == 2 else count} holds?")
        assert [box.label for box in asked.boxes[:count]] == [f"Position {i} holds" for i in range(1, count + 1)]
        assert [said.text for said in asked.said] == [part.text for part in answer.parts]
        assert [[source.id for source in said.sources] for said in asked.said] == [
            list(part.sources) for part in answer.parts
        ]


def test_real_records_hold_disputes_of_two_and_of_more_positions() -> None:
    """Without them the test above would look at nothing."""
    counts = {len(a.parts) for s in manual(home=ROOT).states for a in s.answers if a.status == "disputed"}
    assert 2 in counts
    assert max(counts) > 2


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.iso)
def test_what_the_record_says_of_an_unknown_answer_is_not_asked_anew(state: State) -> None:
    for asked in form_of(state).questions:
        texts = [part.text for part in state.answer(asked.question.id).parts if part.text]
        assert [said.text for said in asked.said] == texts


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.iso)
def test_the_head_is_short_and_says_what_who_which_edition_and_how_it_is_published(state: State) -> None:
    form = form_of(state)
    head = " ".join(form.head)
    unknown = sum(answer.status == "unknown" for answer in state.answers)
    disputed = sum(answer.status == "disputed" for answer in state.answers)
    assert len(head.split()) < 200
    assert state.name["en"] in head
    assert "Controlled-Delivery Manual" in head
    assert "2026.1" in head
    assert "2026-11-21" in head
    assert f"{unknown + disputed} {'is' if unknown + disputed == 1 else 'are'} open" in head
    assert (f"on {disputed} the sources disagree" in head) == bool(disputed)
    assert re.search(r"“Confirmed” only if your authority consents", head)
    assert any("consents" in box.label for box in form.consent)


def test_the_record_s_open_points_stand_at_the_end() -> None:
    state = manual(home=ROOT).state("RS")
    assert form_of(state).points == state.open_points != ()


def test_a_state_with_nothing_open_says_so_and_asks_nothing() -> None:
    made = manual()
    state = replace(settled(made.state("XA")), open_points=())
    form = ask(made, state, "2026.1", DAY)
    assert "has nothing to ask on" in form.head[-1]
    assert f"all {len(WORDS.questions)} questions" in form.head[-1]
    assert (form.groups, form.points, form.consent, form.signed) == ((), (), (), ())


def test_where_only_points_are_open_the_form_asks_for_a_word_on_them() -> None:
    made = manual()
    state = replace(settled(made.state("XA")), open_points=("A point.",))
    form = ask(made, state, "2026.1", DAY)
    assert form.groups == ()
    assert form.points == ("A point.",)
    assert "The points at the end" in form.head[-1]
    assert form.consent


def test_one_open_question_is_asked_in_the_singular() -> None:
    made = manual()
    state = settled(made.state("XA"))
    one = replace(state.answers[0], status="unknown")
    head = " ".join(ask(made, replace(state, answers=(one, *state.answers[1:])), "2026.1", DAY).head)
    assert "1 is open: on 1 no source was found." in head
