"""What the manual knows and what it does not, counted."""

from __future__ import annotations

from dataclasses import replace

from cdmanual.manual.coverage import coverage, coverage_of
from models import ROOT, manual


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


def test_the_fictitious_states_use_every_status() -> None:
    used = {status for covered in coverage(manual()) for status in covered.by_status}
    assert used == {status.id for status in manual().questionnaire.statuses}


def test_no_merge_has_emptied_the_manual() -> None:
    covered = {each.state.iso: each.answered for each in coverage(manual(home=ROOT))}
    assert {"AL", "HR", "HU", "TR"} <= set(covered)
    assert all(answered >= 22 for answered in covered.values()), f"half of the questions have an answer: {covered}"
