"""Names of the places in the book that links point at, the same in every section; `bind` finds where they stand.

A name is unique in the book and says what stands there: ``RS`` a state, ``RS:languages`` its answer, ``RS:languages.2``
the second case of it, ``RS/cpc/294-c`` a provision, ``RS@mfa`` an authority, ``RS#s1`` a source, ``treaty/untoc/20``,
``channel/selec``, ``guide/stages``.
"""

from __future__ import annotations

from cdmanual.manual.model import State
from cdmanual.manual.reading import Citation

SCHEME = "cdm:"


def of_citation(state: State, citation: Citation) -> str:
    """Where the provision that a citation names stands: in the state's legislation or among the treaties."""
    scope = state.iso if citation.scope == "national" else "treaty"
    return "/".join(name for name in (scope, citation.instrument, citation.provision) if name)


def of_answer(iso: str, question: str) -> str:
    """An answer of a state."""
    return f"{iso}:{question}"


def of_part(place: str, number: int) -> str:
    """A part of what stands at a place: a case of an answer, a word of a term; counted from 1."""
    return f"{place}.{number}"


def of_authority(iso: str, authority: str) -> str:
    """An authority of a state."""
    return f"{iso}@{authority}"


def of_page(path: str) -> str:
    """What stands in the book for a page of the site that a chapter links to (``../questions/languages.md``).

    Empty for a page that has no place in the book.
    """
    folder, _, name = path.removesuffix(".md").removesuffix(".html").rpartition("/")
    kind = {"": "guide", "..": "", "../instruments": "treaty", "../channels": "channel", "../questions": "question"}
    whole = {"../countries": "states", "../channels": "channels", "../instruments": "treaties", "../glossary": "terms"}
    if name == "index":
        return whole.get(folder, "")
    return f"{kind[folder]}/{name}" if kind.get(folder) else ""
