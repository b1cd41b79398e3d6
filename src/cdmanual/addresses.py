"""Where each thing stands on the site, as paths from the site's root; site, search and data all link through here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cdmanual.manual.changes import Change
from cdmanual.manual.model import LegalInstrument, Manual, State, Treaty
from cdmanual.manual.reading import Citation


def state_page(state: State, page: str = "index") -> str:
    """A page of a state: ``index``, ``legislation``, ``contacts``, ``sources`` or ``ask``."""
    return f"countries/{state.key}/{page}.html"


def ask_file(state: State) -> str:
    """The form with the open questions of a state, as a file among the data."""
    return f"downloads/records/{ask_file_name(state)}"


def ask_file_name(state: State) -> str:
    """How that file is called."""
    return f"ask-{state.key}.txt"


def chapter_file(state: State, form: str) -> str:
    """The chapter of a state by itself, as ``pdf`` or ``docx``."""
    return f"downloads/countries/{state.key}.{form}"


def form_file(state: State, form: str) -> str:
    """The form with the open questions of a state, as ``pdf`` or ``docx``."""
    return f"downloads/ask/{state.key}.{form}"


def card_file(state: State) -> str:
    """The card of a state."""
    return f"downloads/cards/{state.key}.pdf"


def answer_place(state: State, question: str) -> str:
    """The answer of a state to a question."""
    return f"{state_page(state)}#{question}"


def provision_anchor(instrument: str, provision: str = "", paragraph: str = "") -> str:
    """The anchor of an instrument, a provision or a paragraph on its page; dots, since ids themselves hold hyphens."""
    return ".".join(part for part in (instrument, provision, paragraph) if part)


def citation_place(state: State, citation: Citation) -> str:
    """The provision that a citation points at."""
    anchor = provision_anchor(citation.instrument, citation.provision, citation.paragraph)
    page = state_page(state, "legislation") if citation.scope == "national" else treaty_page(citation.instrument)
    return f"{page}#{anchor}"


def source_place(state: State, source: str) -> str:
    """An entry of a state's bibliography."""
    return f"{state_page(state, 'sources')}#{source}"


def authority_place(state: State, authority: str) -> str:
    """An authority on its state's contacts page."""
    return f"{state_page(state, 'contacts')}#{authority}"


def question_page(question: str) -> str:
    """One question across all states."""
    return f"questions/{question}.html"


def treaty_page(treaty: str) -> str:
    """An international instrument."""
    return f"instruments/{treaty}.html"


def channel_page(channel: str) -> str:
    """A cooperation channel."""
    return f"channels/{channel}.html"


def term_place(term: str) -> str:
    """A term of the glossary."""
    return f"glossary/index.html#{term}"


def feed_file(state: str = "") -> str:
    """The feed of changes of a state by its code, or of all."""
    return f"changes/{state.lower() or 'all'}.xml"


def change_place(change: Change) -> str:
    """Where what a change speaks of stands now; of what is gone, the page on which it stood."""
    kind, ids, home = change.kind, change.ids, f"countries/{change.state.lower()}"
    is_there = bool(change.after)
    if kind in ("instrument", "party") or (kind == "provision" and not change.state):
        page = treaty_page(ids[0]) if is_there else "instruments/index.html"
        return f"{page}#{provision_anchor(*ids)}" if kind == "provision" and is_there else page
    if kind in ("channel", "membership"):
        return channel_page(ids[0]) if is_there else "channels/index.html"
    if kind == "question":
        return question_page(ids[0]) if is_there else "questions/index.html"
    if kind == "state":
        return f"{home}/index.html" if is_there else "countries/index.html"
    if kind == "review":
        return f"{home}/{_RECORD_PAGES[ids[0]]}.html" if change.state else f"{ids[0]}/{ids[1]}.html"
    if kind == "term":
        return term_place(ids[0]) if is_there else "glossary/index.html"
    page = f"{home}/{_CHANGE_PAGES[kind]}.html"
    return f"{page}#{provision_anchor(*ids)}" if ids and is_there and kind != "post" else page


# On which page of a state each kind of change, and each of its records, is shown.
_CHANGE_PAGES = {
    **dict.fromkeys(("answer", "profile"), "index"),
    **dict.fromkeys(("authority", "contact", "post"), "contacts"),
    **dict.fromkeys(("law", "provision"), "legislation"),
    "source": "sources",
}
_RECORD_PAGES = {
    **dict.fromkeys(("procedure", "country"), "index"),
    **dict.fromkeys(("authorities", "officers"), "contacts"),
    **{kind: kind for kind in ("legislation", "sources")},
}


def known_places(manual: Manual) -> frozenset[str]:
    """Every place that a note on a change may lead to and that the site has."""
    found = {"countries/index.html", "instruments/index.html", "channels/index.html", "glossary/index.html"}
    for state in manual.states:
        found |= {state_page(state, page) for page in ("index", "legislation", "contacts", "sources")}
        found |= {answer_place(state, answer.question) for answer in state.answers}
        found |= {authority_place(state, authority.id) for authority in state.authorities}
        found |= {source_place(state, source.id) for source in state.sources}
        found |= set(_provision_places(state_page(state, "legislation"), state.legislation))
    for treaty in manual.treaties:
        found |= {treaty_page(treaty.id), *_provision_places(treaty_page(treaty.id), [treaty])}
    found |= {channel_page(channel.id) for channel in manual.channels}
    found |= {question_page(question.id) for question in manual.questionnaire.questions}
    return frozenset(found | {term_place(term.id) for term in manual.terms})


def _provision_places(page: str, laws: Iterable[LegalInstrument | Treaty]) -> Iterator[str]:
    for law in laws:
        yield f"{page}#{provision_anchor(law.id)}"
        for provision in law.provisions:
            yield f"{page}#{provision_anchor(law.id, provision.id)}"
            yield from (f"{page}#{provision_anchor(law.id, provision.id, part.id)}" for part in provision.paragraphs)
