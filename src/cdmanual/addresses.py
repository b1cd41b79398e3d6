"""Where each thing stands on the site, as paths from the site's root; site, search and data all link through here."""

from __future__ import annotations

from cdmanual.manual.model import State
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
