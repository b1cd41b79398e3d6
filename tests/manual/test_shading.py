"""What the map shows: every state in one shade, which says no more than the answers do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdmanual.manual.coverage import coverage
from cdmanual.manual.model import Answer, Manual, Part
from cdmanual.manual.reading import read_answer
from cdmanual.manual.shading import MOST_VALUES, shade_by_answer, shade_by_coverage
from models import ROOT, manual

QUESTION = manual().questionnaire.question("mla-required")


def with_answer(answer: Answer) -> Manual:
    """The fictitious manual in which XA gives this answer."""
    made = manual()
    first = made.state("XA")
    answers = tuple(answer if a.question == answer.question else a for a in first.answers)
    return replace(made, states=tuple(replace(s, answers=answers) if s.iso == "XA" else s for s in made.states))


def shaded(status: str, *parts: Part):
    """How the map shows XA when it gives such an answer."""
    shading = shade_by_answer(with_answer(Answer(QUESTION.id, status, parts)), QUESTION)
    return next(found for found in shading.states if found.state.iso == "XA")


def case() -> tuple[tuple[str, str], ...]:
    """A case in which a variant may hold."""
    key, asked = next((key, asked) for key, asked in manual().questionnaire.when.items() if asked.choices)
    return ((key, asked.choices[0].id),)


@pytest.mark.parametrize(
    ("status", "parts", "name", "words"),
    [
        ("unknown", (), "unknown", "Ask first"),
        ("not-regulated", (Part(),), "not-regulated", "Not regulated"),
        ("disputed", (Part(value="before"), Part(value="after")), "disputed", "Disputed"),
        ("confirmed", (Part(value="before"),), "value-1", "Before"),
        ("desk-research", (Part(value="after"),), "value-2", "After"),
        ("desk-research", (Part(text="It depends on much."),), "in-words", "Answered in words"),
        ("desk-research", (Part(value="before"), Part(value="after")), "differs", "Differs by case"),
        ("desk-research", (Part(value="before"), Part(value="before")), "value-1", "Before"),
    ],
)
def test_a_state_is_shown_as_its_answer_says(status: str, parts: tuple[Part, ...], name: str, words: str) -> None:
    found = shaded(status, *parts)
    assert (found.shade.name, found.words, found.in_some_cases) == (name, words, False)


def test_an_answer_for_one_case_is_not_shown_as_one_for_all() -> None:
    found = shaded("desk-research", Part(value="before", when=case()))
    assert (found.shade.label, found.words, found.in_some_cases) == ("Before", "Before, in some cases", True)


@pytest.mark.parametrize(
    ("answered", "name"), [(0, "step-1"), (4, "step-1"), (5, "step-2"), (7, "step-3"), (8, "step-4"), (10, "step-4")]
)
def test_coverage_is_shown_in_four_steps(answered: int, name: str) -> None:
    made = manual()
    answers = tuple(replace(a, status="unknown" if i >= answered else "confirmed")
                    for i, a in enumerate(made.states[0].answers[:10]))  # fmt: skip
    shading = shade_by_coverage(replace(made, states=(replace(made.states[0], answers=answers),)))
    assert shading.states[0].shade.name == name
    assert shading.states[0].words == f"{answered} of 10 answered"
    assert len(shading.legend) == 4


@pytest.mark.parametrize("home", [None, ROOT], ids=["fictitious", "real"])
def test_every_state_has_one_shade_of_the_legend_and_signs_tell_them_apart(home) -> None:
    made = manual(home=home) if home else manual()
    shadings = [shade_by_coverage(made), *(shade_by_answer(made, q) for q in made.questionnaire.questions)]
    assert sum(shading is not None for shading in shadings) > 10
    for shading in filter(None, shadings):
        assert [found.state for found in shading.states] == list(made.states)
        assert sum(shading.count(shade) for shade in shading.legend) == len(made.states)
        for told in ("name", "sign", "label"):
            assert len({getattr(shade, told) for shade in shading.legend}) == len(shading.legend)


def test_what_the_map_of_the_real_states_shows_is_what_is_counted_and_read() -> None:
    made = manual(home=ROOT)
    counted = {each.state.iso: f"{each.answered} of {each.total} answered" for each in coverage(made)}
    assert {found.state.iso: found.words for found in shade_by_coverage(made).states} == counted
    for question in made.questionnaire.questions:
        for found in getattr(shade_by_answer(made, question), "states", ()):
            reading = read_answer(made, found.state, question)
            if found.shade.name.startswith("value-"):
                assert reading.is_answered
                assert {label for part in reading.parts for label in part.labels} == {found.shade.label}
                assert found.in_some_cases == any(part.when for part in reading.parts)


def test_only_questions_with_one_of_a_few_values_have_a_map() -> None:
    made = manual()
    for question in made.questionnaire.questions:
        few = question.kind == "choice" and len(question.choices) <= MOST_VALUES
        assert (shade_by_answer(made, question) is not None) == few, question.id
