"""Answers as a reader gets them: values in words, legal bases as citations, statuses as labels.

Site, print, search and tables all read the manual through this module, so that they say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import shorten
from typing import Literal

from cdmanual.durations import parse_duration
from cdmanual.manual.model import (
    ANSWERED,
    Answer,
    Contact,
    LegalInstrument,
    Manual,
    Part,
    Provision,
    State,
    Treaty,
    Urgent,
    Value,
)
from cdmanual.manual.questionnaire import CardCell, Question
from cdmanual.names import language_names, state_names

# A longer list of states is given by their codes: a card has no room for ten names.
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Citation:
    """A legal basis in words, and where it stands: in a state's legislation or in an international instrument."""

    scope: Literal["national", "international"]
    instrument: str
    provision: str
    paragraph: str
    words: tuple[str, ...]

    @property
    def label(self) -> str:
        """The whole citation: ``CPC art. 294/c para. 5``."""
        return " ".join(self.words)

    def label_after(self, before: Citation | None) -> str:
        """The citation less what the one before it in a list already said: ``para. 6``, ``art. 300``."""
        if before is None or before.instrument != self.instrument or len(self.words) == 1:
            return self.label
        same_provision = before.provision == self.provision and len(self.words) == len(before.words) == 3
        return " ".join(self.words[2 if same_provision else 1 :])


@dataclass(frozen=True, slots=True)
class PartReading:
    """One part of an answer in words; ``labels`` are its values one by one, ``when`` the case it holds in."""

    headline: str
    labels: tuple[str, ...]
    text: str
    citations: tuple[Citation, ...]
    sources: tuple[str, ...]
    as_of: str
    when: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer in words; ``text`` is what holds for all its parts, where it has several."""

    question: Question
    status: str
    status_label: str
    status_text: str
    parts: tuple[PartReading, ...]
    text: str
    sources: tuple[str, ...]

    @property
    def headline(self) -> str:
        """The whole answer in one line: values of all parts, or the status where there is no value."""
        if self.status in ("unknown", "not-regulated"):
            return self.status_label
        lines = [
            f"{part.when}: {part.headline}" if part.when and part.headline else part.headline for part in self.parts
        ]
        joined = " / " if self.status == "disputed" else "; "
        return joined.join(dict.fromkeys(line for line in lines if line))

    @property
    def note(self) -> str:
        """What holds for all parts, cut for a card or a table: where only some cases are answered, it says so."""
        return shorten(self.text, 180, placeholder=" …")

    @property
    def is_answered(self) -> bool:
        """Whether the reader gets an answer, if a disputed one."""
        return self.status in ANSWERED


@dataclass(frozen=True, slots=True)
class CardReading:
    """One cell of the quick card: its label and the readings it shows."""

    label: str
    readings: tuple[Reading, ...]


def link_of(contact: Contact) -> str:
    """Where a click on a contact leads; nothing for a fax, a secured channel, an address of another scheme."""
    if contact.kind in ("phone", "mobile"):
        return f"tel:{contact.number}"
    if contact.kind == "email":
        return f"mailto:{contact.address}"
    is_page = contact.kind == "web" and contact.address.startswith(("https://", "http://"))
    return contact.address if is_page else ""


def read_answer(manual: Manual, state: State, question: Question) -> Reading:
    """The answer of a state to a question, in words."""
    answer = state.answer(question.id)
    status = manual.questionnaire.status(answer.status)
    parts = tuple(_read_part(manual, state, question, answer, part) for part in answer.parts)
    return Reading(question, answer.status, status.title, status.description, parts, answer.text, answer.sources)


def read_card(manual: Manual, state: State) -> tuple[CardReading, ...]:
    """The quick card of a state."""
    return tuple(_read_cell(manual, state, cell) for cell in manual.questionnaire.card)


def _read_cell(manual: Manual, state: State, cell: CardCell) -> CardReading:
    readings = [read_answer(manual, state, manual.questionnaire.question(name)) for name in cell.questions]
    answered = [reading for reading in readings if reading.is_answered]
    return CardReading(cell.label, tuple(answered or readings[:1]))


def _read_part(manual: Manual, state: State, question: Question, answer: Answer, part: Part) -> PartReading:
    labels = _labels(state, question, part.value)
    return PartReading(
        headline=" · ".join(labels),
        labels=labels,
        text=part.text,
        citations=tuple(cite(manual, state, reference) for reference in part.basis),
        sources=part.sources,
        as_of=part.as_of,
        when=_case(manual, part),
    )


def _labels(state: State, question: Question, value: Value) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, Urgent):
        return _urgent(state, question, value)
    values = (value,) if isinstance(value, str) else value
    if question.kind == "authorities":
        return tuple(state.authority(name).name["en"] for name in values)
    if question.kind == "languages":
        return tuple(language_name(tag) for tag in values)
    if question.kind == "duration":
        return tuple(str(parse_duration(length)) for length in values)
    return tuple(question.label(name) for name in values)


def _urgent(state: State, question: Question, value: Urgent) -> tuple[str, ...]:
    parts = [", ".join(state.authority(name).name["en"] for name in value.by)]
    if value.form:
        parts.append(question.label(value.form).lower())
    if value.valid_for:
        parts.append(f"valid for {parse_duration(value.valid_for)}")
    if value.confirm_within:
        parts.append(f"to be confirmed within {parse_duration(value.confirm_within)}")
    if value.confirmed_by:
        confirmer = "by " + ", ".join(state.authority(name).name["en"] for name in value.confirmed_by)
        parts[-1:] = (
            [f"{parts[-1]} {confirmer}"] if value.confirm_within else [parts[-1], f"to be confirmed {confirmer}"]
        )
    return tuple(parts)


def _case(manual: Manual, part: Part) -> str:
    """The case in which a variant holds, in words."""
    names = {state.iso: state.name["en"] for state in manual.states}
    words = []
    for key, case in part.when:
        if key == "partner":
            many = len(case) > _MOST_NAMES
            listed = " ".join(case) if many else ", ".join(names.get(iso, country_name(iso)) for iso in case)
            words.append(f"Towards {listed}")
        else:
            label = manual.questionnaire.when[key].label(str(case))
            words.append(label[:1].upper() + label[1:])
    return " · ".join(words)


def cite(manual: Manual, state: State, reference: str) -> Citation:
    """A basis such as ``cpc#294-c.5`` as a citation; KeyError when it points at nothing."""
    name, _, rest = reference.partition("#")
    provision, _, paragraph = rest.partition(".")
    law: LegalInstrument | Treaty
    for law in state.legislation:
        if law.id == name:
            return Citation("national", name, provision, paragraph, _words(law, provision, paragraph))
    for law in manual.treaties:
        if law.id == name:
            return Citation("international", name, provision, paragraph, _words(law, provision, paragraph))
    raise KeyError(reference)


def _words(law: LegalInstrument | Treaty, provision: str, paragraph: str) -> tuple[str, ...]:
    if not provision:
        return (law.short,)
    found = find_provision(law.provisions, provision)
    if not paragraph:
        return law.short, found.cite
    return law.short, found.cite, next(part.cite for part in found.paragraphs if part.id == paragraph)


def find_provision(provisions: Iterable[Provision], name: str) -> Provision:
    """The provision with this id; KeyError when there is none."""
    for provision in provisions:
        if provision.id == name:
            return provision
    raise KeyError(name)


def language_name(tag: str) -> str:
    """The English name of a language tag: ``sr-Cyrl`` is Serbian (Cyrillic)."""
    language, *rest = tag.split("-")
    name = language_names().get(language, tag)
    script = {"Cyrl": "Cyrillic", "Latn": "Latin", "Grek": "Greek", "Geor": "Georgian"}
    shown = [script.get(part, part) for part in rest]
    return f"{name} ({', '.join(shown)})" if shown else name


def country_name(iso: str) -> str:
    """The English name (CLDR) of a state that has no record here; the code where there is none."""
    return state_names().get(iso, iso)


def own_names(names: dict[str, str]) -> list[tuple[str, str]]:
    """(language tag, name) in languages other than English; the same name in two languages stands once."""
    first = {name: tag for tag, name in reversed(names.items())}
    return [(tag, name) for tag, name in names.items() if first[name] == tag and tag != "en"]


def unique_citations(readings: Iterable[Reading]) -> list[Citation]:
    """The legal bases of all parts of the readings, each once, those of one instrument together."""
    found = dict.fromkeys(c for reading in readings for part in reading.parts for c in part.citations)
    order = list(dict.fromkeys((c.instrument, c.provision) for c in found))
    return sorted(found, key=lambda c: order.index((c.instrument, c.provision)))
