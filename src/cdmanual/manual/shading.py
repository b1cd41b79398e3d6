"""What a map of the states shows: for each state a shade, from how much it answers or from its answer to a question.

Knows nothing of outlines and colours: a shade is a name, a sign that tells it apart without colour, and its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from cdmanual.manual.coverage import coverage
from cdmanual.manual.model import Manual, State
from cdmanual.manual.questionnaire import Question
from cdmanual.manual.reading import Reading, read_answer

# More values than this cannot be told apart on a map.
MOST_VALUES = 6
# How much of the questionnaire is answered: from which share on, and in words; the sign is the step's number.
_STEPS = (
    (0, "Under half"),
    (1 / 2, "Half to two thirds"),
    (2 / 3, "Two thirds to four fifths"),
    (4 / 5, "Four fifths or more"),
)


@dataclass(frozen=True, slots=True)
class Shade:
    """One entry of a legend: ``name`` for the style sheet, ``sign`` for eyes and paper without colour, its meaning."""

    name: str
    sign: str
    label: str


@dataclass(frozen=True, slots=True)
class Shaded:
    """A state as the map shows it; ``words`` say it in full, ``in_some_cases`` that the answer does not hold always."""

    state: State
    shade: Shade
    words: str
    in_some_cases: bool = False


@dataclass(frozen=True, slots=True)
class Shading:
    """A whole map: its legend in order, and the states in the manual's order."""

    legend: tuple[Shade, ...]
    states: tuple[Shaded, ...]

    def count(self, shade: Shade) -> int:
        """How many states have this shade."""
        return sum(state.shade == shade for state in self.states)


_ALIKE = Shade("alike", "", "")
_DIFFERS = Shade("differs", "±", "Differs by case")
_IN_WORDS = Shade("in-words", "…", "Answered in words")


def shade_alike(manual: Manual) -> Shading:
    """Every state alike: a map to choose from."""
    return Shading((), tuple(Shaded(state, _ALIKE, "") for state in manual.states))


def shade_by_coverage(manual: Manual) -> Shading:
    """Every state by how many of the questions it answers, in four steps."""
    steps = tuple(Shade(f"step-{step}", str(step), label) for step, (_, label) in enumerate(_STEPS, 1))
    states = []
    for covered in coverage(manual):
        step = max(i for i, (share, _) in enumerate(_STEPS) if covered.answered >= share * covered.total)
        states.append(Shaded(covered.state, steps[step], f"{covered.answered} of {covered.total} answered"))
    return Shading(steps, tuple(states))


def shade_by_answer(manual: Manual, question: Question) -> Shading | None:
    """Every state by its answer; None for a question whose answer is not one of a few values."""
    if question.kind != "choice" or len(question.choices) > MOST_VALUES:
        return None
    values = {
        choice.title: Shade(f"value-{number}", str(number), choice.title)
        for number, choice in enumerate(question.choices, 1)
    }
    signs = {"disputed": "!", "not-regulated": "–", "unknown": "?"}
    statuses = {name: Shade(name, sign, manual.questionnaire.status(name).title) for name, sign in signs.items()}
    states = []
    for state in manual.states:
        reading = read_answer(manual, state, question)
        shade = statuses.get(reading.status) or _shade_of_value(values, reading)
        some = shade not in (_DIFFERS, *statuses.values()) and any(part.when for part in reading.parts)
        states.append(Shaded(state, shade, f"{shade.label}, in some cases" if some else shade.label, some))
    found = {shaded.shade for shaded in states}
    legend = (*values.values(), _DIFFERS, _IN_WORDS, *statuses.values())
    return Shading(tuple(shade for shade in legend if shade in found), tuple(states))


def _shade_of_value(values: dict[str, Shade], reading: Reading) -> Shade:
    labels = {label for part in reading.parts for label in part.labels}
    if not labels:
        return _IN_WORDS
    return values[labels.pop()] if len(labels) == 1 else _DIFFERS
