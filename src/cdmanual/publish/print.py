"""The printed manual: an edition as plain data, and the PDF that the Typst templates make of it.

Decides what stands in the book, in which order and under which number; knows nothing of how it looks. The text of
records reaches Typst as JSON strings and never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cdmanual.editions import Edition
from cdmanual.manual import model, reading
from cdmanual.manual.coverage import coverage_of
from cdmanual.manual.questionnaire import CardCell, Question, question_numbers
from cdmanual.publish.children import Child, finish, start
from cdmanual.publish.labels import Labels


def start_print(edition: Edition, labels: Labels, templates: Path, target: Path) -> Child:
    """Start printing the edition's manual; the same edition gives the same bytes.

    The child fails when the templates do not compile, or when a record holds a character that no face of the book has.
    """
    data = json.dumps(print_data(edition, labels), ensure_ascii=False)
    return start("printing the manual", "cdmanual.publish.run_typst", templates / "manual.typ", target, given=data)


def render_pdf(edition: Edition, labels: Labels, templates: Path, target: Path) -> None:
    """Print the edition's manual and wait for it; SetupError when it fails."""
    finish(start_print(edition, labels, templates, target))


def print_data(edition: Edition, labels: Labels) -> dict[str, Any]:
    """Everything the templates need, as plain JSON values; what is not established is null or empty."""
    manual = edition.manual
    book = _Book(edition, labels, question_numbers(manual.questionnaire))
    return {
        "title": "Controlled-Delivery Manual",
        "edition": {
            "id": edition.id,
            "version": edition.version,
            "kind": edition.kind,
            "day": edition.day.isoformat(),
            "marking": edition.label,
        },
        "statuses": [asdict(status) for status in manual.questionnaire.statuses],
        "tables": [book.table(cell) for cell in manual.questionnaire.card],
        "states": [book.state(state) for state in manual.states],
        "treaties": [book.treaty(treaty) for treaty in manual.treaties],
        "channels": [book.channel(channel) for channel in manual.channels],
        "terms": [book.term(term) for term in manual.terms],
        "terms_bibliography": book.bibliography(manual.terms_bibliography),
    }


@dataclass(frozen=True, slots=True)
class _Book:
    """Turns the parts of one edition into plain values."""

    edition: Edition
    label: Labels
    numbers: dict[str, str]

    def table(self, cell: CardCell) -> dict[str, Any]:
        """The states compared on the questions of one cell of the quick card."""
        manual = self.edition.manual
        questions = [manual.questionnaire.question(name) for name in cell.questions]
        return {
            "title": cell.label,
            "columns": [{"number": self.numbers[question.id], "title": question.title} for question in questions],
            "rows": [
                {"iso": state.iso, "name": state.name["en"], "answers": self.answers(state, questions)}
                for state in manual.states
            ],
        }

    def state(self, state: model.State) -> dict[str, Any]:
        """The chapter of a state."""
        manual = self.edition.manual
        counts = coverage_of(state)
        return {
            "iso": state.iso,
            **_named(state.name),
            "measure": _named(state.measure),
            "languages": [reading.language_name(tag) for tag in state.languages],
            "time_zone": state.time_zone,
            "european_union": state.european_union,
            "country_sources": state.country_sources,
            "answered": counts.answered,
            "total": counts.total,
            "by_status": counts.by_status,
            "verified": {kind: self.freshness(review) for kind, review in state.reviews.items()},
            "card": [
                {"label": cell.label, "answers": [self.answer(state, read) for read in cell.readings]}
                for cell in reading.read_card(manual, state)
            ],
            "groups": [
                {"title": group.title, "answers": self.answers(state, group.questions)}
                for group in manual.questionnaire.groups
            ],
            "legislation": [self.law(state, law) for law in state.legislation],
            "authorities": [self.authority(state, authority) for authority in state.authorities],
            "officers": [self.officer(state, officer) for officer in state.officers],
            "open_points": state.open_points,
            "bibliography": self.bibliography(state.sources),
        }

    def answers(self, state: model.State, questions: Iterable[Question]) -> list[dict[str, Any]]:
        return [self.answer(state, reading.read_answer(self.edition.manual, state, each)) for each in questions]

    def answer(self, state: model.State, read: reading.Reading) -> dict[str, Any]:
        return {
            "id": read.question.id,
            "number": self.numbers[read.question.id],
            "title": read.question.title,
            "question": read.question.text,
            "status": read.status,
            "text": read.text,
            "brief": read.note,
            "sources": read.sources,
            "parts": [
                {name: getattr(part, name) for name in ("when", "headline", "text", "sources", "as_of")}
                | {"basis": [{"label": cited.label, "anchor": _anchor(state, cited)} for cited in part.citations]}
                for part in read.parts
            ],
        }

    def freshness(self, review: model.Review) -> str:
        """When a record was verified and by whom, and whether that was too long ago."""
        freshness = review.freshness(self.edition.day)
        words = ["verified " + review.verified.on, self.label("verified-by", review.verified.by).lower()]
        return " · ".join(words if freshness == "fresh" else [*words, freshness])

    def law(self, state: model.State, law: model.LegalInstrument) -> dict[str, Any]:
        return asdict(law) | {
            **_named(law.title),
            "kind": self.label("law-kind", law.kind),
            "status": self.label("law-status", law.status),
            "links": self.links(law.links),
            "provisions": self.provisions(
                law.provisions, lambda basis: reading.cite(self.edition.manual, state, basis).label
            ),
        }

    def provisions(self, rows: Iterable[model.Provision], cite: Callable[[str], str] = str) -> list[dict[str, Any]]:
        return [
            asdict(row)
            | {"topics": [self.numbers[name] for name in row.topics]}
            | {"replaced_by": cite(row.replaced_by) if row.replaced_by else ""}
            for row in rows
        ]

    def links(self, links: Iterable[model.Link]) -> list[dict[str, str]]:
        return [
            {"kind": self.label("link-kind", link.kind), "language": reading.language_name(link.lang), "url": link.url}
            for link in links
        ]

    def authority(self, state: model.State, authority: model.Authority) -> dict[str, Any]:
        return asdict(authority) | {
            **_named(authority.name),
            "kind": self.label("authority-kind", authority.kind),
            "roles": [self.label("role", role) for role in authority.roles],
            "parent": state.authority(authority.parent).name["en"] if authority.parent else "",
            "contacts": [self.contact(contact) for contact in authority.contacts],
            "languages": [reading.language_name(tag) for tag in authority.languages],
        }

    def officer(self, state: model.State, officer: model.Officer) -> dict[str, Any]:
        return asdict(officer) | {
            **_named(officer.post),
            "authority": state.authority(officer.authority).name["en"],
            "functions": [self.label("function", function) for function in officer.functions],
            "marking": " ".join([f"TLP:{officer.marking.tlp}", *officer.marking.handling]),
            "contacts": [self.contact(contact) for contact in officer.contacts],
            "languages": [reading.language_name(tag) for tag in officer.languages],
            "verified": self.verified(officer.verified),
        }

    def contact(self, contact: model.Contact) -> dict[str, Any]:
        shown = _phone(contact.number) if contact.number else contact.address
        scheme = {"email": "mailto:", "web": "", "secure": None}.get(contact.kind, "tel:")
        return asdict(contact) | {
            "kind": self.label("contact-kind", contact.kind),
            "shown": f"{shown} ext. {contact.extension}" if contact.extension else shown,
            "link": None if scheme is None else scheme + (contact.number or contact.address),
            "verified": self.verified(contact.verified),
        }

    def verified(self, verified: model.Verified | None) -> str:
        if verified is None:
            return ""
        by, method = self.label("verified-by", verified.by), self.label("verified-method", verified.method)
        return f"verified {verified.on} · {by.lower()} · {method.lower()}"

    def treaty(self, treaty: model.Treaty) -> dict[str, Any]:
        """An international instrument with its table of parties, every state of the manual in it."""
        names = self._state_names(party.state for party in treaty.parties)
        rows = [(name, treaty.party(iso)) for iso, name in names]
        return asdict(treaty) | {
            **_named(treaty.title),
            "kind": self.label("treaty-kind", treaty.kind),
            "bearing": self.label("bearing", treaty.bearing),
            "provisions": self.provisions(treaty.provisions),
            "parties": [
                asdict(row)
                | {"name": name, "status_title": self.label("party", row.status)}
                | {"by": self.label("party-by", row.by).lower() if row.by else ""}
                for name, row in rows
            ],
            "reservations": [
                asdict(row) | {"name": name} for iso, name in names for row in treaty.reservations if row.state == iso
            ],
            "links": self.links(treaty.links),
            "verified": self.freshness(treaty.review),
            "bibliography": self.bibliography(treaty.bibliography),
        }

    def channel(self, channel: model.Channel) -> dict[str, Any]:
        """A cooperation channel with its members, every state of the manual among the rows."""
        rows = [(name, channel.member(iso)) for iso, name in self._state_names(row.state for row in channel.members)]
        return asdict(channel) | {
            **_named(channel.name),
            "kind": self.label("channel-kind", channel.kind),
            "hours": self.label("hours", channel.hours),
            "members": [
                asdict(row) | {"name": name, "status_title": self.label("member", row.status)} for name, row in rows
            ],
            "links": self.links(channel.links),
            "verified": self.freshness(channel.review),
            "bibliography": self.bibliography(channel.bibliography),
        }

    def _state_names(self, more: Iterable[str]) -> list[tuple[str, str]]:
        """(code, name) of the manual's states and of the others given, in the order of the names."""
        codes = {*more, *(state.iso for state in self.edition.manual.states)}
        return sorted(((iso, self._state_name(iso)) for iso in codes), key=lambda row: (row[1], row[0]))

    def _state_name(self, iso: str) -> str:
        """The name of a state: its record's, else the one in general use."""
        states = self.edition.manual.states
        return next((state.name["en"] for state in states if state.iso == iso), reading.country_name(iso))

    def term(self, term: model.Term) -> dict[str, Any]:
        words = [
            asdict(word) | _spoken(word.language) | {"country": self._state_name(word.country) if word.country else ""}
            for word in term.words
        ]
        return asdict(term) | {"words": words}

    def bibliography(self, sources: Iterable[model.Source]) -> list[dict[str, Any]]:
        return [
            asdict(source) | {"kind": self.label("source-kind", source.kind)} | _spoken(source.language)
            for source in sources
        ]


def _anchor(state: model.State, citation: reading.Citation) -> str:
    """The name that the templates give to what is cited: ``HR/cpa/332``, ``treaty/untoc/20``."""
    scope = state.iso if citation.scope == "national" else "treaty"
    return "/".join(name for name in (scope, citation.instrument, citation.provision) if name)


def _phone(number: str) -> str:
    import phonenumbers

    return str(phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _named(names: model.Names) -> dict[str, Any]:
    """The English name, and the others with the language that each is in."""
    own = [_spoken(tag) | {"text": name} for tag, name in reading.own_names(names)]
    return {"name": names.get("en", ""), "own": own}


def _spoken(tag: str) -> dict[str, str]:
    """A language by its name, by its tag, and by the tag without script and region, as Typst takes it."""
    return {"language": reading.language_name(tag) if tag else "", "lang": tag.split("-")[0], "tag": tag}
