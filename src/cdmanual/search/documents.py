"""What can be found: a document for each answer, provision, instrument, authority, post, channel, term and section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from textwrap import shorten

from cdmanual import addresses
from cdmanual.editions import Edition
from cdmanual.manual.model import Authority, Manual, Provision, State
from cdmanual.manual.reading import Reading, own_names, read_answer
from cdmanual.search.sections import Section

Places = tuple[tuple[str, int], ...]
_SHOWN = 160
# How well a document serves who asks for a place (a question, a state, a term), in hundredths.
_ANSWER, _OPEN_ANSWER, _OVERVIEW, _PROVISION, _AUTHORITY = 100, 92, 100, 40, 55
_STATE_PAGE, _OF_STATE, _OTHER_STATE_PAGE, _PARTY = 100, 30, 45, 30
_MEASURE = {"definition": 70, "permitted": 64}
_SECTION, _TERM = 55, 110
# The question that an authority with a role helps to answer.
_OF_ROLE = {
    "authorises": "authorised-by",
    "proposes": "proposed-by",
    "receives-requests": "receives-request",
    "executes": "executed-by",
    "leads": "led-by",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to find.

    ``topic`` are words that lead to it beside its title and text, ``cites`` numbers of articles, laws and gazettes;
    ``places`` says for which questions, states and things it is a place to look, each with hundredths.
    """

    kind: str
    id: str
    title: str
    text: str
    url: str
    country: str = ""
    question: str = ""
    status: str = ""
    basis: str = ""
    topic: str = ""
    cites: str = ""
    places: Places = ()

    @property
    def shown(self) -> str:
        """The beginning of the text, for a list of results."""
        return shorten(self.text, _SHOWN, placeholder=" …")


def documents(edition: Edition, sections: Iterable[Section] = ()) -> Iterator[Document]:
    """Every document of an edition, in the manual's order; ``sections`` are those of the written chapters."""
    manual = edition.manual
    for state in manual.states:
        yield from _state_pages(state)
    for question in manual.questionnaire.questions:
        place = addresses.question_page(question.id)
        title = f"All states · {question.title}"
        yield Document(
            "section", place, title, question.text, place, question=question.id, topic=question.title,
            places=((question.id, _OVERVIEW),),
        )  # fmt: skip
    for section in sections:
        strength = 100 if section.is_chapter else _SECTION
        places: Places = ((f"guide.{section.chapter}", strength), (f"section.{section.place}", 100))
        yield Document("section", section.place, section.title, section.text, section.place, places=places)
    for treaty in manual.treaties:
        page = addresses.treaty_page(treaty.id)
        others = " ".join([*treaty.title.values(), *treaty.nicknames])
        parties: Places = ()
        if treaty.kind == "bilateral":
            listed = sorted(party.state for party in treaty.parties if party.status != "not-open")
            parties = tuple((f"{way}.{iso}", _PARTY) for way in ("state", "in") for iso in listed)
            parties += tuple((f"pair.{one}-{other}", 100) for one, other in combinations(listed, 2))
        itself = (f"instrument.{treaty.id}", 100)
        yield Document(
            "instrument", treaty.id, treaty.short, treaty.summary, page, topic=others, cites=treaty.series,
            places=(itself, *parties),
        )  # fmt: skip
        yield from _provisions(treaty.provisions, treaty.id, treaty.short, page, places=parties)
    yield Document(
        "section", "instruments/index.html", "Instruments · who is party to what",
        "All instruments, and the table of states and treaties.", "instruments/index.html",
        topic="treaties conventions matrix parties ratified in force", places=(("page.instruments", 100),),
    )  # fmt: skip
    for channel in manual.channels:
        offers = " ".join(note.text for note in channel.offers)
        page = addresses.channel_page(channel.id)
        yield Document(
            "channel", channel.id, channel.short, f"{channel.summary} {offers}", page,
            topic=" ".join(channel.name.values()), places=((f"channel.{channel.id}", 100),),
        )  # fmt: skip
    for term in manual.terms:
        words = " ".join(f"{word.word} {word.transliteration}" for word in term.words)
        place = addresses.term_place(term.id)
        yield Document(
            "term", term.id, term.term, f"{term.definition} {words}", place, topic=words,
            places=((f"term.{term.id}", _TERM),),
        )  # fmt: skip
    for state in manual.states:
        yield from _of_state(manual, state)


def _state_pages(state: State) -> Iterator[Document]:
    name = state.name["en"]
    pages = {
        "index": ("", "Quick card, all answers, treaties and channels.", "state page"),
        "legislation": (" · Legislation", "The laws on controlled deliveries and their provisions.", "laws"),
        "contacts": (" · Authorities and contacts", "The authorities and how to reach them.", "authorities contacts"),
        "sources": (" · Sources", "The bibliography of the record.", "sources bibliography"),
    }
    for page, (title, text, topic) in pages.items():
        place = addresses.state_page(state, page)
        strength = _STATE_PAGE if page == "index" else _OTHER_STATE_PAGE
        places: Places = ((f"state.{state.iso}", strength), (f"in.{state.iso}", _OF_STATE), (f"page.{page}", 100))
        if page == "index":
            places += ((f"measure.{state.iso}", 85),)
        yield Document("section", place, name + title, text, place, state.iso, topic=f"{name} {topic}", places=places)


def _of_state(manual: Manual, state: State) -> Iterator[Document]:
    name = state.name["en"]
    here: Places = tuple((f"{way}.{state.iso}", _OF_STATE) for way in ("state", "in"))
    for question in manual.questionnaire.questions:
        reading = read_answer(manual, state, question)
        strength = _ANSWER if reading.is_answered else _OPEN_ANSWER
        cites = " · ".join(dict.fromkeys(citation.label for part in reading.parts for citation in part.citations))
        yield Document(
            kind="answer",
            id=f"{state.key}.{question.id}",
            title=f"{name} · {question.title}",
            text=_answer_text(reading),
            url=addresses.answer_place(state, question.id),
            country=state.iso,
            question=question.id,
            status=reading.status,
            basis=shorten(cites, 60, placeholder=" …"),
            cites=cites,
            places=((question.id, strength), *here, *_named(state, question.id)),
        )
    page = addresses.state_page(state, "legislation")
    for law in state.legislation:
        title = " ".join(law.title.values())
        numbers = [law.short, law.number or ""]
        if law.published:
            numbers += [law.published.gazette, law.published.issue or ""]
        yield Document(
            "instrument", f"{state.key}.{law.id}", f"{name} · {law.title['en']}",
            f"{_others(law.title)} {law.note}".strip(), f"{page}#{law.id}", state.iso, topic=f"{title} {law.short}",
            cites=" ".join(numbers), places=here,
        )  # fmt: skip
        yield from _provisions(law.provisions, law.id, law.short, page, state.iso, f"{name} · ", places=here)
    for authority in state.authorities:
        title = " ".join(authority.name.values())
        yield Document(
            "authority", f"{state.key}.{authority.id}", f"{name} · {authority.name['en']}",
            f"{_others(authority.name)} {authority.note}".strip(),
            addresses.authority_place(state, authority.id), state.iso, topic=title, places=(*_serves(authority), *here),
        )  # fmt: skip
    for officer in state.officers:
        title = " ".join(officer.post.values())
        reached = " ".join(f"{contact.number} {contact.address} {contact.label}" for contact in officer.contacts)
        yield Document(
            "contact", f"{state.key}.officer.{officer.id}", f"{name} · {next(iter(officer.post.values()))}",
            f"{title} {reached}", addresses.authority_place(state, f"officer.{officer.id}"), state.iso,
            topic=f"contact phone duty desk {title}", cites=reached, places=(("contact", 100), *here),
        )  # fmt: skip


def _others(names: dict[str, str]) -> str:
    """The names in other languages than English, as a sentence of their own."""
    listed = " · ".join(name for _, name in own_names(names))
    return f"{listed}." if listed else ""


def _named(state: State, question: str) -> Places:
    """Who types the measure's name in a state's own language may want that state's definition of it."""
    return ((f"measure.{state.iso}", _MEASURE[question]),) if question in _MEASURE else ()


def _serves(authority: Authority) -> Places:
    roles = tuple((_OF_ROLE[role], _AUTHORITY) for role in authority.roles if role in _OF_ROLE)
    return (*roles, ("contact", 80)) if authority.contacts else roles


def _answer_text(reading: Reading) -> str:
    parts = [f"{part.when}: {part.text}" if part.when else part.text for part in reading.parts]
    return " ".join(part for part in (f"{reading.headline}." if reading.headline else "", reading.text, *parts) if part)


def _provisions(
    provisions: tuple[Provision, ...], law: str, short: str, page: str, country: str = "", prefix: str = "",
    places: Places = (),
) -> Iterator[Document]:  # fmt: skip
    for provision in provisions:
        text = " ".join([provision.summary, *(part.summary for part in provision.paragraphs)])
        place = f"{page}#{addresses.provision_anchor(law, provision.id)}"
        title = f"{prefix}{short} {provision.cite}"
        paragraphs = " ".join(part.cite for part in provision.paragraphs)
        # The article that answers most questions is the one on controlled deliveries.
        itself = (f"instrument.{law}", _PROVISION + min(len(provision.topics), 20))
        yield Document(
            "provision", f"{country.lower() or 'international'}.{law}.{provision.id}", title, text, place, country,
            cites=f"{provision.cite} {provision.id.replace('-', '/')} {paragraphs}",
            places=(*((topic, _PROVISION) for topic in provision.topics), itself, *places),
        )  # fmt: skip
