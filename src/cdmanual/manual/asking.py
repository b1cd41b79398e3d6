"""What to ask a state next: its open questions as a form that its national contact can fill in.

The page, the command and the file to send all say what stands here; this module knows nothing of how they look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cdmanual.manual.coverage import OPEN, coverage_of
from cdmanual.manual.model import Manual, Source, State
from cdmanual.manual.questionnaire import Kind, Question, Questionnaire, question_numbers
from cdmanual.manual.reading import Reading, read_answer

_HOW: dict[Kind, str] = {
    "choice": "Please tick one.",
    "choices": "Please tick all that apply.",
    "authorities": "Please name them in full, in your language too.",
    "languages": "Please list them.",
    "duration": "Please give it in hours, days or months, and say from when it counts.",
    "urgent": "Please fill in what applies.",
    "text": "Please answer in a few words.",
}
# What every answer needs beside its value: the fields of a record, in the words of a letter.
_EVIDENCE = (
    "Remarks, exceptions",
    "Holds in every case, or only if",
    "Legal basis (law, gazette, number)",
    "Article and paragraph",
    "In force since",
    "Source (where it can be read)",
    "Answered by (office)",
)
_SIGNED = ("Authority", "Office", "How to reach the office", "Date")


@dataclass(frozen=True, slots=True)
class Said:
    """What the manual has so far: ``label`` says whose words it is, ``answer`` the value in words, if there is one."""

    label: str
    answer: str
    text: str
    basis: str
    as_of: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick, and what ticking it means."""

    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question to put: its number in the manual, what is known, how to answer, boxes to tick, blanks to fill."""

    number: str
    question: Question
    status: str
    status_label: str
    said: tuple[Said, ...]
    how: str
    boxes: tuple[Box, ...]
    blanks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskGroup:
    """The open questions of one group of the questionnaire."""

    id: str
    title: str
    questions: tuple[OpenQuestion, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """The whole form: a short head, the open questions by group, the record's open points, and the consent.

    ``edition`` and ``day`` say of which edition it speaks, and with information as of when.
    """

    edition: str
    day: str
    state: str
    title: str
    head: tuple[str, ...]
    groups: tuple[AskGroup, ...]
    points: tuple[str, ...]
    consent: tuple[Box, ...]
    signed: tuple[str, ...]

    @property
    def questions(self) -> tuple[OpenQuestion, ...]:
        """All open questions in order."""
        return tuple(question for group in self.groups for question in group.questions)


def ask(manual: Manual, state: State, edition: str, day: date) -> Asking:
    """The form for a state: what is unknown and what is disputed in an edition (its id, and the day it speaks of)."""
    numbers = question_numbers(manual.questionnaire)
    groups = []
    for group in manual.questionnaire.groups:
        readings = [read_answer(manual, state, question) for question in group.questions]
        listed = tuple(
            _open(manual.questionnaire, state, reading, numbers[reading.question.id])
            for reading in readings
            if reading.status in OPEN
        )
        if listed:
            groups.append(AskGroup(group.id, group.title, listed))
    is_asking = bool(groups or state.open_points)
    return Asking(
        edition,
        day.isoformat(),
        state.iso,
        f"Open questions: {state.name['en']}",
        _head(manual.questionnaire, state, edition, day),
        tuple(groups),
        state.open_points,
        _consent(manual.questionnaire) if is_asking else (),
        _SIGNED if is_asking else (),
    )


def _head(questionnaire: Questionnaire, state: State, edition: str, day: date) -> tuple[str, ...]:
    name, counts = state.name["en"], coverage_of(state)
    manual = (
        "The Controlled-Delivery Manual sets out, state by state, the law, the procedure and the authorities for "
        "controlled deliveries in South-Eastern Europe. It is drawn up from public sources and is not an official "
        "publication of any state or organisation."
    )
    edition = f"Edition {edition}, with information as of {day.isoformat()},"
    if not counts.open:
        nothing = (
            f"{edition} has nothing to ask on {name}: all {counts.total} questions are answered and none is disputed."
        )
        more = " The points at the end are not settled; a word on them would be welcome." if state.open_points else ""
        return manual, nothing + more
    silent, disputed = counts.by_status.get("unknown", 0), counts.by_status.get("disputed", 0)
    reasons = [f"on {silent} no source was found"] if silent else []
    reasons += [f"on {disputed} the sources disagree"] if disputed else []
    confirmed = questionnaire.status("confirmed").title
    return (
        f"To the national contact of {name} for controlled deliveries",
        "Dear colleague,",
        manual,
        f"{edition} has {counts.total} questions on {name}. Of these, {counts.open} "
        f"{'is' if counts.open == 1 else 'are'} open: {' and '.join(reasons)}. We should be grateful for your help "
        "with what is open; only that is asked here.",
        "Please tick what applies, add a few words where they help, and name the provision that the answer rests on. "
        "Leave empty what you cannot answer. No name and no private number of any person is needed: the office is "
        "enough. Please send no classified information, and no duty number that is not public.",
        f"An answer is published as “{confirmed}” only if your authority consents; the last part of this form asks "
        "for that.",
    )


def _consent(questionnaire: Questionnaire) -> tuple[Box, ...]:
    confirmed = questionnaire.status("confirmed")
    return (
        Box(f"Our authority consents to publication as “{confirmed.title}”", confirmed.description),
        Box("Our authority does not consent", "The answers are not published as confirmed."),
    )


def _open(questionnaire: Questionnaire, state: State, reading: Reading, number: str) -> OpenQuestion:
    question, is_disputed = reading.question, reading.status == "disputed"
    vocabulary = [Box(choice.title, choice.description) for choice in question.choices]
    silent = questionnaire.status("not-regulated")
    how = _HOW[question.kind]
    positions: list[Box] = []
    if is_disputed:
        count = len(reading.parts)
        how = f"Which of the {'two' if count == 2 else count} holds? If none does: {how[:1].lower()}{how[1:]}"
        positions = [Box(f"Position {index} holds") for index in range(1, count + 1)]
    return OpenQuestion(
        number,
        question,
        reading.status,
        reading.status_label,
        _said(state, reading),
        how,
        (*positions, *vocabulary, Box(silent.title, "The law of this state is silent on it.")),
        (*question.blanks, *_EVIDENCE),
    )


def _said(state: State, reading: Reading) -> tuple[Said, ...]:
    listed = {source.id: source for source in state.sources}
    is_disputed = reading.status == "disputed"
    said = tuple(
        Said(
            f"Position {index}" if is_disputed else "What the manual says so far",
            part.headline,
            part.text,
            ", ".join(citation.label for citation in part.citations),
            part.as_of,
            tuple(listed[name] for name in part.sources),
        )
        for index, part in enumerate(reading.parts, 1)
    )
    return said if is_disputed else tuple(each for each in said if each.text)
