"""A written search index, open for searching: the documents, the words, and what each term weighs where.

Only the API of Whoosh 2.7.4 is used. A weight is a whole number, so that browser and command line rank alike to the
last place.
"""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.scoring import BM25F

from cdmanual.problems import SetupError
from cdmanual.search.query import Language

# What a hit in each field weighs: numbers of articles and the title say most, running text least.
WEIGHTS = {"cites": 4.0, "title": 4.0, "topic": 2.0, "text": 1.0}
COLUMNS = ("kind", "id", "title", "shown", "url", "country", "question", "status", "basis")
TABLE = "manual.json"
# A weight is one of these; few steps keep the browser's index small. Each is a quarter more than the one before.
_STEP = 1.25
LEVELS = tuple(round(4 * _STEP**step) for step in range(27))


class Index:
    """A written index, open for searching."""

    def __init__(self, folder: Path) -> None:
        """SetupError when there is no index in the folder, or one of another version of this program."""
        if not (folder / TABLE).is_file():
            raise SetupError(f"{folder}: there is no search index here; run make (or cdmanual build) first")
        try:
            self.table: dict[str, Any] = json.loads((folder / TABLE).read_text(encoding="utf-8"))
            self.documents: list[list[str]] = self.table["documents"]
            self._places = {place: dict(rows) for place, rows in self.table["places"].items()}
            self._searcher = whoosh_index.open_dir(str(folder), readonly=True).searcher(weighting=BM25F())
        except (whoosh_index.IndexError, ImportError, AttributeError, KeyError, ValueError) as exc:
            raise SetupError(f"{folder}: the search index cannot be read ({exc}); run cdmanual build --force") from exc
        self._weights: dict[str, dict[int, int]] = {}

    @cached_property
    def language(self) -> Language:
        """The words that the search knows."""
        return Language(self.table, self.table["terms"], self.table["printed"])

    def place(self, place: str) -> dict[int, int]:
        """The documents that serve who asks for a place, with hundredths."""
        return self._places.get(place, {})

    def weights(self, term: str) -> dict[int, int]:
        """The documents that hold a term, with its weight: Whoosh's BM25F times the field's weight, in steps."""
        if term not in self._weights:
            self._weights[term] = self._read_weights(term)
        return self._weights[term]

    def _read_weights(self, term: str) -> dict[int, int]:
        reader = self._searcher.reader()
        raw = term.encode()
        scores: dict[int, float] = defaultdict(float)
        for field, weight in WEIGHTS.items():
            if (field, raw) not in reader:
                continue
            matcher = reader.postings(field, raw)
            scorer = self._searcher.weighting.scorer(self._searcher, field, raw)
            while matcher.is_active():
                scores[matcher.id()] += weight * scorer.score(matcher)
                matcher.next()
        return {number: LEVELS[_level(scores[number])] for number in sorted(scores)}

    def close(self) -> None:
        """Close the files."""
        self._searcher.close()


def _level(score: float) -> int:
    return min(max(round(log(10 * score / LEVELS[0]) / log(_STEP)), 0), len(LEVELS) - 1)
