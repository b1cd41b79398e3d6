"""Write the search index of an edition: Whoosh's own files, and a table of what they cannot hold.

Only the API of Whoosh 2.7.4 is used, so that any of its three lines fits.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.analysis import RegexTokenizer
from whoosh.fields import TEXT, Schema

from cdmanual.search.analysis import index_tokens, tokens
from cdmanual.search.codec import SameNames
from cdmanual.search.documents import Document
from cdmanual.search.index import COLUMNS, TABLE, WEIGHTS

_WORD = re.compile(r"[^\W_]+(?:[/.\-][^\W\d_]{1,3}(?![^\W_]))?")


def write_index(documents: Iterable[Document], words: dict[str, Any], folder: Path) -> int:
    """Write a new index into an empty folder; how many documents it holds. ``words`` as make_words gives them."""
    folder.mkdir(parents=True, exist_ok=True)
    word = RegexTokenizer(r"[a-z0-9]+")
    schema = Schema(**{name: TEXT(analyzer=word, phrase=False) for name in WEIGHTS})
    # One compound file would hold the time at which it was made.
    writer = whoosh_index.create_in(str(folder), schema).writer(codec=SameNames(), limitmb=64, compound=False)
    listed = list(documents)
    filler = frozenset(words["filler"])
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    for document in listed:
        texts = {name: str(getattr(document, name)) for name in WEIGHTS}
        folded = {name: [t for t in index_tokens(text) if t not in filler] for name, text in texts.items()}
        writer.add_document(**{name: " ".join(found) for name, found in folded.items()})
        for term in {term for found in folded.values() for term in found}:
            printed[term]  # every term has its place in the list, also one that no single word gives
        for text in texts.values():
            for surface in _WORD.findall(text):
                printed[_one_token(surface)][surface.lower()] += 1
    writer.commit()
    terms = sorted(printed.keys() - filler - {""})
    table = {
        **words,
        "terms": terms,
        "printed": [_most_common(printed[term]) or term for term in terms],
        "documents": [[getattr(document, column) for column in COLUMNS] for document in listed],
        "places": _places(listed),
    }
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    (folder / TABLE).write_text(text, encoding="utf-8", newline="\n")
    return len(listed)


@cache
def _one_token(surface: str) -> str:
    found = tokens(surface)
    return found[0] if len(found) == 1 else ""


def _most_common(counted: Counter[str]) -> str:
    return min(counted, key=lambda surface: (-counted[surface], surface)) if counted else ""


def _places(listed: list[Document]) -> dict[str, list[list[int]]]:
    """For each place the documents that serve who asks for it: ``[document, hundredths]``."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for number, document in enumerate(listed):
        for place, strength in document.places:
            found[place][number] = max(strength, found[place].get(number, 0))
    return {place: [[number, strength] for number, strength in rows.items()] for place, rows in sorted(found.items())}
