"""What a reader who knows better can send: the way to the line of the record, or lines ready to be copied.

An answer may lead to the code host, where everyone can propose a change. A contact never does without a word of
warning, and that of a post of officers never at all: those go through the secured channels of the agencies.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten
from urllib.parse import quote

from cdmanual.editions import Edition
from cdmanual.manual.model import Authority, Contact, Officer, State
from cdmanual.manual.reading import Reading
from cdmanual.problems import Place
from cdmanual.records.places import Places

_LONGEST = 300  # characters of a present value; the page beside it shows the whole
_BLANKS = "What is right:\nWhere it is written (law and article, page, address):\nChecked on, and by which authority:"
_SECURED_BLANKS = "What is right:\nChecked on, and how (call, letter):"


@dataclass(frozen=True, slots=True)
class Correction:
    """The words for one thing to correct; ``href`` leads to its line on a code host, where that may be shown."""

    subject: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """Makes the corrections of an edition; ``edit`` is where a record is edited, as in Settings, or empty."""

    edition: Edition
    places: Places
    edit: str = ""

    def answer(self, state: State, reading: Reading) -> Correction:
        """Of the answer of a state to a question."""
        question = reading.question
        texts = [reading.text, *(part.text for part in reading.parts)]
        shown = reading.headline or next(filter(None, texts), reading.status_label)
        place = self.places.answers.get((state.iso, question.id))
        lines = [
            f"Question: {question.title} ({question.id})",
            f"The manual says: {shorten(shown, _LONGEST, placeholder=' …')}",
            f"Status: {reading.status_label}, verified {state.reviews['procedure'].verified.on}",
        ]
        return Correction(question.title, self._text(state, lines, place, _BLANKS), self._href(place))

    def contact(self, state: State, authority: Authority, number: int) -> Correction:
        """Of a contact of an institution, by its number in the list, from 0."""
        contact = authority.contacts[number]
        place = self.places.contacts.get((state.iso, authority.id, number))
        name = authority.name["en"]
        lines = [f"Institution: {name} ({authority.id})", f"The manual says: {_value(contact)}"]
        text = self._text(state, lines, place, _SECURED_BLANKS)
        return Correction(f"{name}, {_value(contact)}", text, self._href(place))

    def post(self, state: State, officer: Officer) -> Correction:
        """Of a post of officers: never with a way to a code host."""
        name = officer.post.get("en") or next(iter(officer.post.values()))
        shown = [f"The manual says: {_value(contact)}" for contact in officer.contacts]
        return Correction(name, self._text(state, [f"Post: {name} ({officer.id})", *shown], None, _SECURED_BLANKS))

    def _text(self, state: State, lines: list[str], place: Place | None, blanks: str) -> str:
        edition = self.edition
        head = f"State: {state.name['en']} ({state.iso})"
        foot = [f"Edition: {edition.id}, {edition.kind}, version {edition.version}"]
        foot += [f"Record: {place.file}, line {place.line}"] if place else []
        return "\n".join([head, *lines, *foot, "", blanks])

    def _href(self, place: Place | None) -> str:
        if not self.edit or place is None:
            return ""
        return self.edit.replace("{path}", quote(place.file)).replace("{line}", str(place.line))


def _value(contact: Contact) -> str:
    return f"{contact.kind} {contact.number or contact.address}" + (
        f" ext. {contact.extension}" if contact.extension else ""
    )
