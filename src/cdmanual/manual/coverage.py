"""What the manual knows and what it does not: answers by state, question and status; records by freshness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cdmanual.manual.model import ANSWERED, Answer, Manual, State
from cdmanual.manual.questionnaire import Question

# The statuses under which a question is still to be put to the state; a disputed one is answered, but not settled.
OPEN = ("unknown", "disputed")


@dataclass(frozen=True, slots=True)
class Tally:
    """A count of answers by status (``confirmed``, …, ``unknown``)."""

    by_status: dict[str, int]

    @property
    def answered(self) -> int:
        """How many have an answer, if a disputed one."""
        return sum(self.by_status.get(status, 0) for status in ANSWERED)

    @property
    def open(self) -> int:
        """How many are still to be asked: without a source, or disputed."""
        return sum(self.by_status.get(status, 0) for status in OPEN)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.by_status.values())


@dataclass(frozen=True, slots=True)
class Coverage(Tally):
    """The answers of one state."""

    state: State


@dataclass(frozen=True, slots=True)
class QuestionCoverage(Tally):
    """The answers of all states to one question; ``asked`` are the states of which the answer is open."""

    question: Question
    asked: tuple[State, ...]


def coverage_of(state: State) -> Coverage:
    """The coverage of one state."""
    return Coverage(_count(state.answers), state)


def coverage(manual: Manual) -> tuple[Coverage, ...]:
    """The coverage of every state, in the manual's order."""
    return tuple(coverage_of(state) for state in manual.states)


def question_coverage(manual: Manual) -> tuple[QuestionCoverage, ...]:
    """The coverage of every question, in the questionnaire's order."""
    found = []
    for question in manual.questionnaire.questions:
        answers = [(state, state.answer(question.id)) for state in manual.states]
        asked = tuple(state for state, answer in answers if answer.status in OPEN)
        found.append(QuestionCoverage(_count(answer for _, answer in answers), question, asked))
    return tuple(found)


def least_answered(manual: Manual, most: int) -> tuple[QuestionCoverage, ...]:
    """The questions on which the most states are silent, ``most`` of them at most; that a law is silent is known."""
    silent = [each for each in question_coverage(manual) if each.by_status.get("unknown")]
    return tuple(sorted(silent, key=lambda each: (-each.by_status["unknown"], each.answered))[:most])


def disputes(manual: Manual) -> tuple[tuple[State, Question], ...]:
    """Every state and question on which the sources disagree, in the order of the manual."""
    return tuple(
        (state, question)
        for state in manual.states
        for question in manual.questionnaire.questions
        if state.answer(question.id).status == "disputed"
    )


def freshness_counts(states: Iterable[State], today: date) -> dict[str, int]:
    """How many records of the states are ``fresh``, ``due`` and ``overdue``."""
    counted = Counter(review.freshness(today) for state in states for review in state.reviews.values())
    return {freshness: counted[freshness] for freshness in ("fresh", "due", "overdue")}


def _count(answers: Iterable[Answer]) -> dict[str, int]:
    return dict(Counter(answer.status for answer in answers))
