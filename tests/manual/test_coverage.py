"""What the manual knows and what it does not, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from cdmanual.manual.coverage import (
    OPEN,
    coverage,
    coverage_of,
    disputes,
    freshness_counts,
    least_answered,
    question_coverage,
)
from models import DAY, ROOT, manual


def test_every_answer_is_counted_once() -> None:
    made = manual()
    for covered in coverage(made):
        assert covered.total == len(made.questionnaire.questions) == sum(covered.by_status.values())


def test_states_stand_in_the_order_of_the_manual() -> None:
    assert [covered.state.iso for covered in coverage(manual())] == ["XA", "XB"]


def test_a_disputed_answer_counts_as_one_and_silence_does_not() -> None:
    state = manual().state("XA")
    answer = state.answers[0]
    shown = {
        status: coverage_of(replace(state, answers=(replace(answer, status=status),))).answered
        for status in ("confirmed", "desk-research", "disputed", "not-regulated", "unknown")
    }
    assert shown == {"confirmed": 1, "desk-research": 1, "disputed": 1, "not-regulated": 0, "unknown": 0}


def test_what_is_unknown_or_disputed_is_open() -> None:
    state = manual().state("XA")
    answer = state.answers[0]
    shown = {
        status.id: coverage_of(replace(state, answers=(replace(answer, status=status.id),))).open
        for status in manual().questionnaire.statuses
    }
    assert {status for status, count in shown.items() if count} == set(OPEN) == {"unknown", "disputed"}


def test_totals_by_question_and_by_state_count_the_same_answers() -> None:
    made = manual(home=ROOT)
    by_state, by_question = coverage(made), question_coverage(made)
    assert [each.question for each in by_question] == list(made.questionnaire.questions)
    assert {each.total for each in by_question} == {len(made.states)}
    for status in made.questionnaire.statuses:
        assert sum(each.by_status.get(status.id, 0) for each in by_state) == sum(
            each.by_status.get(status.id, 0) for each in by_question
        )
    for each in by_question:
        assert len(each.asked) == each.open
        assert all(state.answer(each.question.id).status in OPEN for state in each.asked)


def test_the_least_answered_questions_are_those_on_which_most_states_are_silent() -> None:
    made = manual(home=ROOT)
    listed = least_answered(made, 10)
    silent = sorted((each.by_status.get("unknown", 0) for each in question_coverage(made)), reverse=True)
    assert [each.by_status["unknown"] for each in listed] == [count for count in silent[:10] if count]


def test_where_nothing_is_unknown_no_question_is_the_least_answered() -> None:
    made = manual()
    states = tuple(
        replace(state, answers=tuple(replace(answer, status="not-regulated") for answer in state.answers))
        for state in made.states
    )
    assert least_answered(replace(made, states=states), 10) == ()


def test_every_disputed_answer_is_listed_once() -> None:
    made = manual(home=ROOT)
    expected = [(s.iso, a.question) for s in made.states for a in s.answers if a.status == "disputed"]
    assert sorted((state.iso, question.id) for state, question in disputes(made)) == sorted(expected)
    assert expected


def test_every_record_is_fresh_due_or_overdue() -> None:
    states = manual().states
    records = sum(len(state.reviews) for state in states)
    due = max(review.due for state in states for review in state.reviews.values())
    assert sum(freshness_counts(states, DAY).values()) == records
    assert freshness_counts(states, date(2000, 1, 1)) == {"fresh": records, "due": 0, "overdue": 0}
    assert freshness_counts(states, due + timedelta(days=1)) == {"fresh": 0, "due": 0, "overdue": records}


def test_the_fictitious_states_use_every_status() -> None:
    used = {status for covered in coverage(manual()) for status in covered.by_status}
    assert used == {status.id for status in manual().questionnaire.statuses}


def test_no_merge_has_emptied_the_manual() -> None:
    covered = {each.state.iso: each.answered for each in coverage(manual(home=ROOT))}
    assert {"AL", "HR", "HU", "TR"} <= set(covered)
    assert all(answered >= 22 for answered in covered.values()), f"half of the questions have an answer: {covered}"
