"""The printed manual: an edition as plain data, and the PDF that the Typst templates make of it.

Decides what stands in the book, in which order and under which number; knows nothing of how it looks. The text of
records reaches Typst as JSON strings and never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from cdmanual.editions import Edition
from cdmanual.manual import model, reading
from cdmanual.manual.coverage import coverage_of
from cdmanual.manual.questionnaire import Question, Questionnaire
from cdmanual.problems import SetupError
from cdmanual.publish.labels import Labels

TITLE = "Controlled-Delivery Manual"
TEMPLATE = "manual.typ"
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]


def render_pdf(edition: Edition, labels: Labels, templates: Path, target: Path) -> None:
    """Write the edition's manual as PDF/UA-1 and PDF/A-2a; the same edition gives the same bytes.

    SetupError when the templates do not compile, or when a record holds a character that no face of the book has.
    """
    import typst

    try:
        document = typst.compile(
            templates / TEMPLATE,
            root=templates,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(print_data(edition, labels), ensure_ascii=False)},
            pdf_standards=[*STANDARDS],
            timestamp=datetime(edition.day.year, edition.day.month, edition.day.day, tzinfo=UTC),
        )
    except typst.TypstError as exc:
        raise SetupError("; ".join([f"the manual cannot be printed: {exc.message}", *exc.hints])) from exc
    target.write_bytes(document)


def print_data(edition: Edition, labels: Labels) -> dict[str, Any]:
    """Everything the templates need, as plain JSON values; what is not established is null or empty."""
    manual = edition.manual
    book = _Book(edition, labels, question_numbers(manual.questionnaire))
    return {
        "title": TITLE,
        "edition": {
            "id": edition.id,
            "version": edition.version,
            "kind": edition.kind,
            "day": edition.day.isoformat(),
            "marking": edition.label,
        },
        "statuses": [asdict(status) for status in manual.questionnaire.statuses],
        "tables": book.tables(),
        "states": [book.state(state) for state in manual.states],
        "treaties": [book.treaty(treaty) for treaty in manual.treaties],
        "channels": [book.channel(channel) for channel in manual.channels],
        "terms": [book.term(term) for term in manual.terms],
        "terms_bibliography": book.bibliography(manual.terms_bibliography),
    }


def question_numbers(questionnaire: Questionnaire) -> dict[str, str]:
    """The number of each question by its id, the same in every state: ``transmission`` is 3.2."""
    return {
        question.id: f"{group_number}.{number}"
        for group_number, group in enumerate(questionnaire.groups, 1)
        for number, question in enumerate(group.questions, 1)
    }


@dataclass(frozen=True, slots=True)
class _Book:
    """Turns the parts of one edition into plain values."""

    edition: Edition
    label: Labels
    numbers: dict[str, str]

    def tables(self) -> list[dict[str, Any]]:
        """The comparison tables: one for each cell of the quick card, with a row for each state."""
        return [
            {
                "title": cell.label,
                "columns": [{"number": self.numbers[question.id], "title": question.title} for question in questions],
                "rows": [
                    {"iso": state.iso, "name": state.name["en"], "answers": self.answers(state, questions)}
                    for state in self.edition.manual.states
                ],
            }
            for cell in self.edition.manual.questionnaire.card
            for questions in [[self.edition.manual.questionnaire.question(name) for name in cell.questions]]
        ]

    def state(self, state: model.State) -> dict[str, Any]:
        """The chapter of a state."""
        manual = self.edition.manual
        counts = coverage_of(state)
        return {
            "iso": state.iso,
            "name": state.name["en"],
            "own": _own(state.name),
            "measure": state.measure.get("en", ""),
            "measure_own": _own(state.measure),
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
                {"title": group.title, "text": group.text, "answers": self.answers(state, group.questions)}
                for group in manual.questionnaire.groups
            ],
            "legislation": [self.law(law) for law in state.legislation],
            "authorities": [self.authority(state, authority) for authority in state.authorities],
            "officers": [self.officer(state, officer) for officer in state.officers],
            "open_points": state.open_points,
            "bibliography": self.bibliography(state.sources),
        }

    def answers(self, state: model.State, questions: Iterable[Question]) -> list[dict[str, Any]]:
        return [self.answer(state, reading.read_answer(self.edition.manual, state, each)) for each in questions]

    def answer(self, state: model.State, read: reading.Reading) -> dict[str, Any]:
        question = read.question
        parts = [
            asdict(part) | {"basis": [{"label": c.label, "anchor": _anchor(state, c)} for c in part.citations]}
            for part in read.parts
        ]
        return {
            "id": question.id,
            "number": self.numbers[question.id],
            "title": question.title,
            "question": question.text,
            "status": read.status,
            "text": read.text,
            "sources": read.sources,
            "parts": parts,
        }

    def freshness(self, review: model.Review) -> str:
        """When a record was verified and by whom, and whether that was too long ago."""
        freshness = review.freshness(self.edition.day)
        words = ["verified " + review.verified.on, self.label("verified-by", review.verified.by).lower()]
        return " · ".join(words if freshness == "fresh" else [*words, freshness])

    def law(self, law: model.LegalInstrument) -> dict[str, Any]:
        return asdict(law) | {
            "title": law.title["en"],
            "own": _own(law.title),
            "kind": self.label("law-kind", law.kind),
            "status": self.label("law-status", law.status),
            "links": self.links(law.links),
            "provisions": self.provisions(law.provisions),
        }

    def provisions(self, provisions: Iterable[model.Provision]) -> list[dict[str, Any]]:
        """Provisions, each with the numbers of the questions that it answers."""
        return [
            asdict(provision) | {"topics": [{"id": name, "number": self.numbers[name]} for name in provision.topics]}
            for provision in provisions
        ]

    def links(self, links: Iterable[model.Link]) -> list[dict[str, str]]:
        return [
            {"kind": self.label("link-kind", link.kind), "language": reading.language_name(link.lang), "url": link.url}
            for link in links
        ]

    def authority(self, state: model.State, authority: model.Authority) -> dict[str, Any]:
        return asdict(authority) | {
            "name": authority.name["en"],
            "own": _own(authority.name),
            "kind": self.label("authority-kind", authority.kind),
            "roles": [self.label("role", role) for role in authority.roles],
            "parent": state.authority(authority.parent).name["en"] if authority.parent else "",
            "contacts": [self.contact(contact) for contact in authority.contacts],
            "languages": [reading.language_name(tag) for tag in authority.languages],
        }

    def officer(self, state: model.State, officer: model.Officer) -> dict[str, Any]:
        return asdict(officer) | {
            "name": officer.post["en"],
            "own": _own(officer.post),
            "authority": state.authority(officer.authority).name["en"],
            "functions": [self.label("function", function) for function in officer.functions],
            "marking": " ".join([f"TLP:{officer.marking.tlp}", *officer.marking.handling]),
            "contacts": [self.contact(contact) for contact in officer.contacts],
            "languages": [reading.language_name(tag) for tag in officer.languages],
            "verified": self.verified(officer.verified),
        }

    def contact(self, contact: model.Contact) -> dict[str, Any]:
        shown, link = contact.address, ""
        if contact.number:
            shown, link = _phone(contact.number), f"tel:{contact.number}"
        elif contact.kind == "email":
            link = f"mailto:{contact.address}"
        elif contact.kind == "web":
            link = contact.address
        return asdict(contact) | {
            "kind": self.label("contact-kind", contact.kind),
            "shown": f"{shown} ext. {contact.extension}" if contact.extension else shown,
            "link": link,
            "verified": self.verified(contact.verified),
        }

    def verified(self, verified: model.Verified | None) -> str:
        """Who verified something, when and how."""
        if verified is None:
            return ""
        by, method = self.label("verified-by", verified.by), self.label("verified-method", verified.method)
        return f"verified {verified.on} · {by.lower()} · {method.lower()}"

    def treaty(self, treaty: model.Treaty) -> dict[str, Any]:
        """An international instrument with its table of parties, every state of the manual in it."""
        names = self._state_names(party.state for party in treaty.parties)
        rows = [(name, treaty.party(iso)) for iso, name in names]
        return asdict(treaty) | {
            "title": treaty.title["en"],
            "own": _own(treaty.title),
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
            "name": channel.name["en"],
            "own": _own(channel.name),
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
            asdict(word)
            | {"name": reading.language_name(word.language), "lang": _primary(word.language)}
            | {"country": self._state_name(word.country) if word.country else ""}
            for word in term.words
        ]
        return asdict(term) | {"words": words}

    def bibliography(self, sources: Iterable[model.Source]) -> list[dict[str, Any]]:
        return [
            asdict(source)
            | {"kind": self.label("source-kind", source.kind), "lang": _primary(source.language)}
            | {"language": reading.language_name(source.language) if source.language else ""}
            for source in sources
        ]


def _anchor(state: model.State, citation: reading.Citation) -> str:
    """The name that the templates give to what is cited: ``HR/cpa/332``, ``treaty/untoc/20``."""
    scope = state.iso if citation.scope == "national" else "treaty"
    return "/".join(name for name in (scope, citation.instrument, citation.provision) if name)


def _phone(number: str) -> str:
    import phonenumbers

    return str(phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _own(names: dict[str, str]) -> list[dict[str, str]]:
    """Names in other languages than English, each with the language that it is in."""
    return [{"lang": _primary(tag), "text": name} for tag, name in reading.own_names(names)]


def _primary(tag: str) -> str:
    """The language of a tag without script and region, as Typst takes it; where none is known, English."""
    return tag.split("-")[0] or "en"
