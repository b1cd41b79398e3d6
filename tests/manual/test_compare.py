"""A comparison folds away what all say alike, and calls nothing the same that a reader would have to judge."""

from __future__ import annotations

from typing import Any

from cdmanual.manual.brief import compare_text
from cdmanual.manual.compare import compare
from cdmanual.manual.desk import desk_facts
from models import DAY, ROOT, manual


def row(table: dict[str, Any], question: str) -> dict[str, Any]:
    return next(row for group in table["groups"] for row in group["rows"] if row["question"] == question)


def test_every_question_stands_once_under_its_group() -> None:
    facts = desk_facts(manual(home=ROOT), DAY)
    table = compare(facts, ["RS", "HR"])
    questions = [row["question"] for group in table["groups"] for row in group["rows"]]
    assert questions == [question.id for question in manual().questionnaire.questions]
    assert [group["title"] for group in table["groups"]] == [g.title for g in manual().questionnaire.groups]


def test_only_the_questions_asked_for_are_shown() -> None:
    table = compare(desk_facts(manual(), DAY), ["XA", "XB"], ["languages", "substitution"])
    assert [row["question"] for group in table["groups"] for row in group["rows"]] == ["languages", "substitution"]


def test_the_same_means_the_same_values_in_the_same_cases() -> None:
    facts = desk_facts(manual(home=ROOT), DAY)
    for pair in (["RS", "HR"], ["AL", "MK"], ["DE", "AT", "IT"]):
        for group in compare(facts, pair)["groups"]:
            for line in group["rows"]:
                shown = [[(one["case"], one["head"]) for one in cell["lines"]] for cell in line["cells"]]
                if line["same"]:
                    assert all(one == shown[0] for one in shown)
                    assert len({bool(cell["lines"]) or cell["status"] for cell in line["cells"]}) == 1
                    assert all(head for one in shown for _, head in one), "sentences are never called the same"


def test_a_state_beside_itself_is_the_same_wherever_it_has_values() -> None:
    facts = desk_facts(manual(), DAY)
    table = compare(facts, ["XA", "XA"])
    for group in table["groups"]:
        for line in group["rows"]:
            has_values = all(one["head"] for one in line["cells"][0]["lines"])
            assert line["same"] is has_values


def test_the_text_says_once_what_all_say_alike() -> None:
    facts = desk_facts(manual(), DAY)
    text = compare_text(compare(facts, ["XA", "XA"], ["languages"]), facts)
    assert text.count("all: ") == 1
    text = compare_text(compare(facts, ["XA", "XB"], ["substitution"]), facts)
    assert "    XA: " in text
    assert "    XB: " in text


def test_a_cell_differs_where_it_says_something_else_than_most() -> None:
    facts = desk_facts(manual(), DAY)
    line = row(compare(facts, ["XA", "XA", "XB"]), "substitution")
    assert [cell["differs"] for cell in line["cells"]] == [False, False, True]
    assert "    XB (differs): " in compare_text(compare(facts, ["XA", "XA", "XB"], ["substitution"]), facts)
    for states in (["XA", "XB"], ["XA", "XA", "XB", "XB"]):
        line = row(compare(facts, states), "substitution")
        assert not any(cell["differs"] for cell in line["cells"]), "where no answer leads, none is the odd one"
