"""The index as the browser gets it: one script that sets ``cdmanualIndex``, made from the Whoosh index.

Columns instead of rows and letters instead of numbers keep it small; content/theme/assets/search.js reads it.
"""

from __future__ import annotations

import string
from typing import Any

from cdmanual.embedding import as_script
from cdmanual.search.analysis import FOLDS, MERGES, tokens
from cdmanual.search.index import COLUMNS, LEVELS, Index

# 64 letters that need no escape in a script; the first half ends a number, the second half says that it goes on.
LETTERS = string.ascii_letters + string.digits + "-_"
_HALF = len(LETTERS) // 2
# Columns of few values stand once, and the documents name them by number.
_FEW = ("kind", "country", "question", "status")


def export_for_browser(index: Index) -> str:
    """The index as a script; its weights are the very numbers that the command line ranks by."""
    table = index.table
    columns: dict[str, Any] = {}
    for place, name in enumerate(COLUMNS):
        values = [row[place] for row in index.documents]
        columns[name] = _numbered(values) if name in _FEW else values
    terms = table["terms"]
    data = {
        "folds": FOLDS,
        "merges": MERGES,
        "levels": LEVELS,
        "letters": LETTERS,
        **{name: table[name] for name in ("phrases", "targets", "codes", "filler", "articles", "labels")},
        # The browser folds the printed form to get the term; only where that gives another is the term itself needed.
        "terms": "\n".join(
            printed if tokens(printed) == [term] else term
            for term, printed in zip(terms, table["printed"], strict=True)
        ),
        "postings": " ".join(_letters(index.weights(term)) for term in terms),
        "places": {place: _spread(rows) for place, rows in table["places"].items()},
        "columns": columns,
    }
    return as_script("cdmanualIndex", data)


def _numbered(values: list[str]) -> dict[str, list[Any]]:
    names = list(dict.fromkeys(values))
    number = {name: at for at, name in enumerate(names)}
    return {"names": names, "rows": [number[value] for value in values]}


def _letters(weights: dict[int, int]) -> str:
    """Document numbers as steps from the one before, each followed by the letter of its level."""
    written = []
    before = 0
    for number, weight in weights.items():
        written.append(_number(number - before) + LETTERS[LEVELS.index(weight)])
        before = number
    return "".join(written)


def _number(value: int) -> str:
    digits = LETTERS[value % _HALF]
    value //= _HALF
    while value:
        digits = LETTERS[_HALF + value % _HALF] + digits
        value //= _HALF
    return digits


def _spread(rows: list[list[int]]) -> list[int]:
    """``[step, hundredths, step, hundredths, …]``."""
    flat = []
    before = 0
    for number, strength in rows:
        flat += [number - before, strength]
        before = number
    return flat
