"""The Whoosh index: made from documents, asked by queries, and read out for the browser with ready weights.

Only the API of Whoosh 2.7.4 is used, and only in this module, so that any of its three lines fits.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.analysis import RegexTokenizer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.query import And, Or, Term
from whoosh.scoring import BM25F

from cdmanual.problems import SetupError
from cdmanual.search.analysis import FOLDS, tokens
from cdmanual.search.documents import Document

# What a hit in each field weighs: a state's name and a question's label say most, running text least.
WEIGHTS = {"names": 4.0, "cites": 3.0, "topic": 2.5, "title": 2.0, "text": 1.0}
KEPT = ("kind", "id", "title", "text", "url", "country", "question", "status")
_MOST_COMPLETIONS = 40


class _SameNames(W3Codec):  # type: ignore[misc]
    """Whoosh names its files at random; one segment needs one name, so that two builds are the same."""

    def new_segment(self, storage: Any, indexname: str) -> Any:
        segment = super().new_segment(storage, indexname)
        segment.segid = "manual"
        return segment


def write_index(documents: Iterable[Document], folder: Path) -> int:
    """Write a new index into an empty folder; how many documents it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    word = RegexTokenizer(r"[a-z0-9]+")
    fields: dict[str, Any] = {name: TEXT(analyzer=word, phrase=False) for name in WEIGHTS}
    schema = Schema(**fields, country_=ID(), question_=ID(), kept=STORED())
    # One compound file would hold the time at which it was made.
    writer = whoosh_index.create_in(str(folder), schema).writer(codec=_SameNames(), limitmb=64, compound=False)
    listed = list(documents)
    for document in listed:
        folded = {name: " ".join(tokens(getattr(document, name))) for name in WEIGHTS}
        kept = {name: getattr(document, name) for name in KEPT}
        writer.add_document(**folded, country_=document.country, question_=document.question, kept=kept)
    writer.commit()
    return len(listed)


def open_index(folder: Path) -> Any:
    """Open an index for searching; SetupError when there is none."""
    if not whoosh_index.exists_in(str(folder)):
        raise SetupError(f"{folder}: there is no search index here; run make (or cdmanual build) first")
    return whoosh_index.open_dir(str(folder), readonly=True)


def search(index: Any, words: str, country: str = "", question: str = "", limit: int = 10) -> dict[str, Any]:
    """The best documents for the words: ``{"query", "total", "results": [{kind, id, title, …, score}]}``.

    Every word must be met; where no document meets all, any word counts. The last word may be unfinished.
    """
    wanted = tokens(words)
    narrow = [Term("country_", country.upper())] if country else []
    narrow += [Term("question_", question)] if question else []
    with index.searcher(weighting=BM25F()) as searcher:
        alternatives = [
            Or([Term(field, term, boost=weight) for term in terms for field, weight in WEIGHTS.items()])
            for terms in _completed(searcher.reader(), wanted)
        ]
        chosen = And(narrow) if narrow else None
        # A filter that matches nothing would let everything through.
        if not alternatives or (chosen and next(searcher.docs_for_query(chosen), None) is None):
            return {"query": words, "total": 0, "results": []}
        # Without limit: Whoosh's shortcut to the best few overlooks boosts, and leaves some of the best out.
        found = searcher.search(And(alternatives), limit=None, filter=chosen)
        if found.is_empty():
            found = searcher.search(Or(alternatives), limit=None, filter=chosen)
        results = [{**hit["kept"], "score": round(hit.score, 4)} for hit in found[:limit]]
        for result in results:
            result |= {"country": result["country"] or None, "question": result["question"] or None}
        return {"query": words, "total": len(found), "results": results}


def _completed(reader: Any, wanted: list[str]) -> list[list[str]]:
    """For each word the terms it may stand for: itself, and for the last one also its completions."""
    completed = [[word] for word in wanted]
    if completed:
        last = wanted[-1]
        found = {term.decode() for field in WEIGHTS for term in reader.expand_prefix(field, last)}
        completed[-1] = sorted(found, key=lambda term: (len(term), term))[:_MOST_COMPLETIONS] or [last]
    return completed


def export_for_browser(index: Any) -> str:
    """The index as a script that sets ``cdmanualIndex``: folds, documents, and each term's weighted postings.

    The weights are Whoosh's own BM25F scores times the field's weight, so that browser and command line rank alike.
    """
    with index.searcher(weighting=BM25F()) as searcher:
        reader = searcher.reader()
        weighting = BM25F()
        postings: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for field, weight in WEIGHTS.items():
            for raw in reader.lexicon(field):
                matcher = reader.postings(field, raw)
                scorer = weighting.scorer(searcher, field, raw)
                while matcher.is_active():
                    postings[raw.decode()][matcher.id()] += weight * scorer.score(matcher)
                    matcher.next()
        kept = [reader.stored_fields(number)["kept"] for number in range(reader.doc_count())]
    rows = [
        [row["kind"], row["title"], row["text"][:200], row["url"], row["country"], row["question"], row["status"]]
        for row in kept
    ]
    terms = sorted(postings)
    data = {
        "folds": FOLDS,
        "documents": rows,
        "terms": terms,
        "postings": [
            [value for number, score in sorted(postings[term].items()) for value in (number, round(score, 3))]
            for term in terms
        ],
    }
    # U+2028 and U+2029 end a line in older JavaScript; "<" could close the script element in a page that inlines it.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    return f'"use strict";window.cdmanualIndex={text};\n'
