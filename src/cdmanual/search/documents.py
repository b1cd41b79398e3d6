"""What can be found: one document for each answer, provision, instrument, authority, post, channel and term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cdmanual import addresses
from cdmanual.editions import Edition
from cdmanual.manual.model import Manual, Provision, State
from cdmanual.manual.reading import Reading, read_answer


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to find. ``names`` are words that lead to its state, ``topic`` those that lead to its question."""

    kind: str
    id: str
    title: str
    text: str
    url: str
    country: str = ""
    question: str = ""
    status: str = ""
    names: str = ""
    topic: str = ""
    cites: str = ""


# The questions to which the name of the measure in the state's own language leads.
_ON_THE_MEASURE = ("permitted", "definition")


def documents(edition: Edition) -> Iterator[Document]:
    """Every document of an edition, in the manual's order."""
    manual = edition.manual
    for state in manual.states:
        yield from _of_state(manual, state)
    for treaty in manual.treaties:
        page = addresses.treaty_page(treaty.id)
        others = " ".join([*treaty.title.values(), *treaty.nicknames])
        yield Document("instrument", treaty.id, treaty.short, treaty.summary, page, topic=others, cites=treaty.series)
        yield from _provisions(treaty.provisions, treaty.id, treaty.short, page, topic=others)
    for channel in manual.channels:
        offers = " ".join(note.text for note in channel.offers)
        topic = " ".join(channel.name.values())
        page = addresses.channel_page(channel.id)
        yield Document("channel", channel.id, channel.short, f"{channel.summary} {offers}", page, topic=topic)
    for term in manual.terms:
        words = " ".join(f"{word.word} {word.transliteration}" for word in term.words)
        place = addresses.term_place(term.id)
        yield Document("term", term.id, term.term, f"{term.definition} {words}", place, topic=words)


def _of_state(manual: Manual, state: State) -> Iterator[Document]:
    name = state.name["en"]
    names = " ".join([state.iso, *state.name.values(), *state.other_names, state.adjective])
    measure = " ".join(state.measure.values())
    for question in manual.questionnaire.questions:
        reading = read_answer(manual, state, question)
        yield Document(
            kind="answer",
            id=f"{state.key}.{question.id}",
            title=f"{name} · {question.title}",
            text=_answer_text(reading),
            url=addresses.answer_place(state, question.id),
            country=state.iso,
            question=question.id,
            status=reading.status,
            names=names,
            topic=f"{question.title} {question.text} {measure if question.id in _ON_THE_MEASURE else ''}",
            cites=" ".join(citation.label for part in reading.parts for citation in part.citations),
        )
    page = addresses.state_page(state, "legislation")
    for law in state.legislation:
        title = " ".join(law.title.values())
        yield Document(
            "instrument", f"{state.key}.{law.id}", f"{name} · {law.title['en']}", f"{title} {law.note}",
            f"{page}#{law.id}", state.iso, names=names, topic=title, cites=f"{law.short} {law.number or ''}",
        )  # fmt: skip
        yield from _provisions(law.provisions, law.id, law.short, page, state.iso, f"{name} · ", names)
    for authority in state.authorities:
        title = " ".join(authority.name.values())
        yield Document(
            "authority", f"{state.key}.{authority.id}", f"{name} · {authority.name['en']}", f"{title} {authority.note}",
            addresses.authority_place(state, authority.id), state.iso, names=names, topic=title,
        )  # fmt: skip
    for officer in state.officers:
        title = " ".join(officer.post.values())
        reached = " ".join(f"{contact.number} {contact.address} {contact.label}" for contact in officer.contacts)
        yield Document(
            "contact", f"{state.key}.officer.{officer.id}", f"{name} · {next(iter(officer.post.values()))}",
            f"{title} {reached}", addresses.authority_place(state, f"officer.{officer.id}"), state.iso,
            names=names, topic=f"contact phone duty desk {title}",
        )  # fmt: skip


def _answer_text(reading: Reading) -> str:
    parts = [f"{part.when}: {part.text}" if part.when else part.text for part in reading.parts]
    return " ".join(part for part in (f"{reading.headline}." if reading.headline else "", reading.text, *parts) if part)


def _provisions(
    provisions: tuple[Provision, ...], law: str, short: str, page: str, country: str = "", prefix: str = "",
    names: str = "", topic: str = "",
) -> Iterator[Document]:  # fmt: skip
    for provision in provisions:
        text = " ".join([provision.summary, *(part.summary for part in provision.paragraphs)])
        place = f"{page}#{addresses.provision_anchor(law, provision.id)}"
        title = f"{prefix}{short} {provision.cite}"
        yield Document(
            "provision", f"{country.lower() or 'international'}.{law}.{provision.id}", title, text, place, country,
            names=names, topic=topic, cites=f"{short} {provision.cite} {provision.id}",
        )  # fmt: skip
