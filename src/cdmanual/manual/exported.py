"""A manual read back from its export (``data/all.json``), so that two exports can be compared without their records."""

from __future__ import annotations

from typing import Any

from cdmanual.manual.assemble import make
from cdmanual.manual.model import Answer, Channel, Manual, Part, Review, Source, State, Term, Treaty
from cdmanual.manual.questionnaire import CardCell, Choice, Group, Question, Questionnaire

# Raised when a field is renamed, removed or changes its meaning; an added field does not raise it.
SCHEMA_VERSION = 1
_HINT = "name all.json of a build's data folder"


def read_export(data: Any, today: Questionnaire) -> Manual:
    """The manual of an export; ValueError says in words what is wrong with it.

    ``today`` lends what the export does not hold: the card, and the labels of statuses and cases.
    """
    if not isinstance(data, dict) or "schema_version" not in data:
        raise ValueError(f"not an export of the manual; {_HINT}")
    if data["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"an export of form {data['schema_version']!r}; this version reads form {SCHEMA_VERSION}")
    if "states" not in data:
        raise ValueError(f"not the export of the whole manual; {_HINT}")
    try:
        groups = tuple(_group(row) for row in data["questionnaire"])
        card: tuple[CardCell, ...] = today.card
        return Manual(
            Questionnaire(groups, card, today.statuses, today.when),
            tuple(_state(row) for row in data["states"]),
            tuple(make(Treaty, row) for row in data["instruments"]),
            tuple(make(Channel, row) for row in data["channels"]),
            tuple(make(Term, row) for row in data["terms"]),
            tuple(make(Source, row) for row in data["terms_bibliography"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as exc:
        raise ValueError(f"an export that is damaged or of another version ({type(exc).__name__}: {exc})") from exc


def _group(row: dict[str, Any]) -> Group:
    return Group(row["id"], row["title"], row["text"], tuple(_question(question) for question in row["questions"]))


def _question(row: dict[str, Any]) -> Question:
    return Question(**{**row, "choices": tuple(Choice(**choice) for choice in row["choices"])})


def _state(row: dict[str, Any]) -> State:
    answers = tuple(_answer(question, answer) for question, answer in row["answers"].items())
    reviews = {kind: make(Review, review) for kind, review in row["reviews"].items()}
    made: State = make(State, row, answers=answers, reviews=reviews)
    return made


def _answer(question: str, row: dict[str, Any]) -> Answer:
    parts = tuple(_part(part) for part in row["parts"])
    return Answer(question, row["status"], parts, row["text"], tuple(row["sources"]))


def _part(row: dict[str, Any]) -> Part:
    when = tuple((key, tuple(case) if isinstance(case, list) else case) for key, case in row["when"].items())
    made: Part = make(Part, row, when=when)
    return made
