"""The parts of an edition as plain values, for whatever is set in type: states, treaties, channels, terms, tables.

Knows nothing of how they look. The text of records reaches Typst as JSON strings and never as markup; what is not
established is null or empty. Names of places (``RS/cpc/294-c``) are what links point at; `places.py` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from cdmanual.editions import Edition
from cdmanual.manual import model, reading
from cdmanual.manual.coverage import coverage_of
from cdmanual.manual.questionnaire import CardCell, Question, question_numbers
from cdmanual.publish.printing import places

TITLE = "Controlled-Delivery Manual"


@dataclass(frozen=True, slots=True)
class Values:
    """Turns the parts of one edition into plain values."""

    edition: Edition
    label: Callable[[str, str], str]
    numbers: dict[str, str]
    _states: dict[str, dict[str, Any]] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, edition: Edition, labels: Callable[[str, str], str]) -> Values:
        """The values of an edition, in the words of the schemas."""
        return cls(edition, labels, question_numbers(edition.manual.questionnaire))

    def common(self) -> dict[str, Any]:
        """What every section needs: the edition's name and marking, the labels of the statuses, the questions."""
        edition, questionnaire = self.edition, self.edition.manual.questionnaire
        return {
            "title": TITLE,
            "edition": {"id": edition.id, "kind": edition.kind, "marking": edition.label},
            "statuses": [asdict(status) for status in questionnaire.statuses],
            "numbers": self.numbers,
        }

    def table(self, cell: CardCell) -> dict[str, Any]:
        """The states compared on the questions of one cell of the quick card."""
        manual = self.edition.manual
        questions = [manual.questionnaire.question(name) for name in cell.questions]
        return {
            "title": cell.label,
            "columns": [self.named(question) for question in questions],
            "rows": [
                {"iso": state.iso, "name": state.name["en"], "answers": self.answers(state, questions)}
                for state in manual.states
            ],
        }

    def matrix(self, question: Question) -> dict[str, Any]:
        """The states by the values of a question with a vocabulary: ``always``, in ``some`` cases, or not."""
        manual = self.edition.manual
        rows = []
        for state in manual.states:
            answer = state.answer(question.id)
            held: dict[str, str] = {}
            for part in answer.parts:
                for value in (part.value,) if isinstance(part.value, str) else part.value or ():  # type: ignore[union-attr]
                    held[value] = "some" if part.when or answer.status == "disputed" else held.get(value, "always")
            rows.append(
                {
                    "iso": state.iso,
                    "name": state.name["en"],
                    "status": answer.status,
                    "held": [held.get(choice.id, "") for choice in question.choices] if answer.is_answered else [],
                }
            )
        columns = [choice.title for choice in question.choices]
        return {**self.named(question), "question": question.text, "columns": columns, "rows": rows}

    def named(self, question: Question) -> dict[str, str]:
        """A question by id, number and title."""
        return {"id": question.id, "number": self.numbers[question.id], "title": question.title}

    def state(self, state: model.State) -> dict[str, Any]:
        """The chapter of a state; made once, so nobody may change it."""
        return self._states.get(state.iso) or self._states.setdefault(state.iso, self._chapter(state))

    def _chapter(self, state: model.State) -> dict[str, Any]:
        manual = self.edition.manual
        return {
            "iso": state.iso,
            **_named(state.name),
            "measure": _named(state.measure),
            "languages": [reading.language_name(tag) for tag in state.languages],
            "time_zone": state.time_zone,
            "european_union": state.european_union,
            "country_sources": state.country_sources,
            **self.counts(state),
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

    def counts(self, state: model.State) -> dict[str, Any]:
        """How many of the questions are answered, and how many answers there are of each status."""
        counts = coverage_of(state)
        return {"answered": counts.answered, "total": counts.total, "by_status": counts.by_status}

    def answers(self, state: model.State, questions: Iterable[Question]) -> list[dict[str, Any]]:
        return [self.answer(state, reading.read_answer(self.edition.manual, state, each)) for each in questions]

    def answer(self, state: model.State, read: reading.Reading) -> dict[str, Any]:
        return {
            **self.named(read.question),
            "question": read.question.text,
            "status": read.status,
            "text": read.text,
            "brief": read.note,
            "sources": read.sources,
            "parts": [
                {name: getattr(part, name) for name in ("when", "headline", "text", "sources", "as_of")}
                | {
                    "basis": [
                        {"label": cited.label, "anchor": places.of_citation(state, cited)} for cited in part.citations
                    ]
                }
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
            "level": "" if authority.level == "state" else f"{self.label('level', authority.level).lower()} level",
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
        return asdict(contact) | {
            "id": f"{contact.kind} {shown}",
            "kind": self.label("contact-kind", contact.kind),
            "shown": f"{shown} ext. {contact.extension}" if contact.extension else shown,
            "link": reading.link_of(contact) or None,
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
