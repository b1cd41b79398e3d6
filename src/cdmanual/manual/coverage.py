"""What the manual knows and what it does not: answers by state, question and status."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cdmanual.manual.model import ANSWERED, Manual, State


@dataclass(frozen=True, slots=True)
class Coverage:
    """The count of a state's answers by status (``confirmed``, …, ``unknown``)."""

    state: State
    by_status: dict[str, int]

    @property
    def answered(self) -> int:
        """How many questions have an answer, if a disputed one."""
        return sum(self.by_status.get(status, 0) for status in ANSWERED)

    @property
    def total(self) -> int:
        """How many questions there are."""
        return sum(self.by_status.values())


def coverage_of(state: State) -> Coverage:
    """The coverage of one state."""
    return Coverage(state, dict(Counter(answer.status for answer in state.answers)))


def coverage(manual: Manual) -> tuple[Coverage, ...]:
    """The coverage of every state, in the manual's order."""
    return tuple(coverage_of(state) for state in manual.states)
