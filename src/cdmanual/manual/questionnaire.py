"""The questionnaire, read from the procedure schema: groups, questions, their labels and vocabularies, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "choice", "choices", "authorities", "languages", "duration", "urgent"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a vocabulary: its id, its label and what it means."""

    id: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question: ``title`` is the label, ``text`` the question in full, ``kind`` what its values are.

    ``blanks`` are the labels of what no vocabulary spells out and a person has to write: authorities, a duration, …
    """

    id: str
    title: str
    text: str
    group: str
    kind: Kind
    choices: tuple[Choice, ...] = ()
    blanks: tuple[str, ...] = ()

    def label(self, value: str) -> str:
        """The label of one value; the value itself where it is not of a vocabulary."""
        return next((choice.title for choice in self.choices if choice.id == value), value)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of questions under one heading."""

    id: str
    title: str
    text: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class CardCell:
    """One cell of the quick card: its label and the questions whose answers it shows."""

    label: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All groups, in order, the quick card, and the labels of statuses and of the cases in which a variant holds."""

    groups: tuple[Group, ...]
    card: tuple[CardCell, ...]
    statuses: tuple[Choice, ...]
    when: dict[str, Question]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in order."""
        return tuple(question for group in self.groups for question in group.questions)

    def question(self, name: str) -> Question:
        """The question with this id; KeyError when there is none."""
        for question in self.questions:
            if question.id == name:
                return question
        raise KeyError(name)

    def status(self, name: str) -> Choice:
        """The label and meaning of a status."""
        return next(status for status in self.statuses if status.id == name)


def choices_of(schema: dict[str, Any]) -> tuple[Choice, ...]:
    """The vocabulary that a schema spells out with ``oneOf``."""
    return tuple(Choice(row["const"], row["title"], row["description"]) for row in schema.get("oneOf", ()))


def read_questionnaire(schemas: dict[str, dict[str, Any]]) -> Questionnaire:
    """The questionnaire of the procedure schema (``schemas`` by kind, as parsed JSON)."""
    procedure = schemas["procedure"]
    listed = [_question(schemas, name, form) for name, form in procedure["properties"]["answers"]["properties"].items()]
    groups = tuple(
        Group(group["id"], group["title"], group["description"], tuple(q for q in listed if q.group == group["id"]))
        for group in procedure["x-groups"]
    )
    answer = procedure["$defs"]["answer"]["properties"]
    objects = next(question for question in listed if question.id == "objects")
    when = {
        key: Question(
            key,
            form.get("title", key.title()),
            form.get("description", ""),
            "",
            "choice",
            objects.choices if key == "object" else choices_of(form),
        )
        for key, form in answer["variants"]["items"]["properties"]["when"]["properties"].items()
    }
    card = tuple(CardCell(cell["label"], tuple(cell["questions"])) for cell in procedure["x-card"])
    return Questionnaire(groups, card, choices_of(answer["status"]), when)


def question_numbers(questionnaire: Questionnaire) -> dict[str, str]:
    """The number of each question by its id, the same in every state: ``transmission`` is 3.2."""
    return {
        question.id: f"{group_number}.{number}"
        for group_number, group in enumerate(questionnaire.groups, 1)
        for number, question in enumerate(group.questions, 1)
    }


def _question(schemas: dict[str, dict[str, Any]], name: str, form: dict[str, Any]) -> Question:
    value = form["properties"]["value"]
    kind, choices = _kind(schemas["procedure"], value)
    blanks = _blanks(schemas, kind, value)
    return Question(name, form["title"], form["description"], form["x-group"], kind, choices, blanks)


def _kind(procedure: dict[str, Any], value: Any) -> tuple[Kind, tuple[Choice, ...]]:
    if value is False:
        return "text", ()
    if "oneOf" in value:
        return "choice", choices_of(value)
    if value.get("type") == "object":
        return "urgent", choices_of(value["properties"]["form"])
    if value.get("type") == "array":
        target = value["items"].get("$ref", "")
        if target.endswith("/authority-id"):
            return "authorities", ()
        if target.endswith("/language"):
            return "languages", ()
        items = procedure["$defs"][target.rsplit("/", 1)[1]] if target else value["items"]
        return "choices", choices_of(items)
    if value.get("$ref", "").endswith("/duration"):
        return "duration", ()
    raise ValueError(f"no kind of question fits {value!r}")


def _blanks(schemas: dict[str, dict[str, Any]], kind: Kind, value: Any) -> tuple[str, ...]:
    if kind == "urgent":
        return tuple(part["title"] for part in value["properties"].values() if "oneOf" not in part)
    if kind == "duration":
        return (schemas["common"]["$defs"]["duration"]["title"],)
    return (value["title"],) if kind in ("authorities", "languages") else ()
