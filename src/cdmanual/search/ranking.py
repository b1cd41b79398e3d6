"""Answer a query: the documents that meet it, best first, with facets.

A document's score is the sum of its best alternative in each slot, times what it meets of the query. All numbers are
whole, so that the browser (content/theme/assets/search.js) comes to the very same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from cdmanual.search.index import COLUMNS, Index
from cdmanual.search.query import STATE, Slot, Understood, understand

# What a place weighs beside a term of the index: as much as a rare word in a title.
_PLACE = 6
# In hundredths: what a kind of document counts for. Where no state is named, one state's answer stands behind what
# speaks of all; who gives a short number means an article.
_KINDS = {"authority": 112, "provision": 90}
_ONE_OF_MANY, _ARTICLE = 60, 130
_ARTICLE_NUMBER = re.compile(r"[0-9]{1,3}[a-z]*")
_KIND, _COUNTRY, _QUESTION = (COLUMNS.index(name) for name in ("kind", "country", "question"))


def search(
    index: Index, query: str, country: str = "", question: str = "", kind: str = "", limit: int = 10
) -> dict[str, Any]:
    """The best documents for a query.

    ``{"query", "corrected", "states", "total", "facets", "results"}``: ``corrected`` is the query as it was understood
    when a word was repaired, else None; ``facets`` counts all found by ``country``, ``question`` and ``kind``;
    ``results`` are ``{kind, country, question, id, title, text, status, basis, url, score}``, best first.
    """
    asked = understand(query, index.language)
    wanted = {_COUNTRY: country.upper(), _QUESTION: question, _KIND: kind}
    scores = _scores(index, asked, {column: value for column, value in wanted.items() if value})
    ranked = sorted(scores, key=lambda number: (-scores[number], number))
    return {
        "query": query,
        "corrected": asked.corrected,
        "states": list(asked.states),
        "total": len(ranked),
        "facets": {
            name: _counted(index, ranked, column)
            for name, column in (("country", _COUNTRY), ("question", _QUESTION), ("kind", _KIND))
        },
        "results": [_result(index.documents[number], scores[number]) for number in ranked[:limit]],
    }


def _scores(index: Index, asked: Understood, wanted: dict[int, str]) -> dict[int, int]:
    sums: dict[int, int] = {}
    met: dict[int, int] = {}
    wishes: dict[int, int] = {}  # what is met beside the state
    only_states = all(slot.weight == STATE for slot in asked.slots)
    for slot in asked.slots:
        is_wish = only_states or slot.weight != STATE
        for number, best in _best(index, slot).items():
            sums[number] = sums.get(number, 0) + best
            met[number] = met.get(number, 0) + slot.weight
            if is_wish:
                wishes[number] = wishes.get(number, 0) + slot.weight
    rows = index.documents
    kept: Iterable[int] = sums
    if asked.states:  # who names a state does not ask for another
        kept = [number for number in kept if not rows[number][_COUNTRY] or rows[number][_COUNTRY] in asked.states]
    for column, value in wanted.items():  # who narrows the list wants nothing else
        kept = [number for number in kept if rows[number][column] == value]
    factors = _factors(asked)
    most = max((wishes.get(number, 0) for number in kept), default=0)
    return {
        number: sums[number] * met[number] * factors.get(rows[number][_KIND], 100)
        for number in kept
        if 2 * wishes.get(number, 0) >= most
    }


def _factors(asked: Understood) -> dict[str, int]:
    factors = dict(_KINDS)
    if not asked.states:
        factors["answer"] = _ONE_OF_MANY
    if any(slot.terms and _ARTICLE_NUMBER.fullmatch(slot.terms[0][0]) for slot in asked.slots):
        factors["provision"] = _ARTICLE
    return factors


def _best(index: Index, slot: Slot) -> dict[int, int]:
    """What each document has of a slot: its best term and its best place."""
    terms = _highest((index.weights(term), hundredths) for term, hundredths in slot.terms)
    places = _highest((index.place(place), _PLACE * hundredths) for place, hundredths in slot.places)
    if not (terms and places):
        return terms or places
    for number, score in places.items():
        terms[number] = terms.get(number, 0) + score
    return terms


def _highest(alternatives: Iterator[tuple[dict[int, int], int]]) -> dict[int, int]:
    """For each document its highest score among alternatives: postings and what they are multiplied by."""
    best: dict[int, int] = {}
    for postings, times in alternatives:
        if not best:
            best = {number: weight * times for number, weight in postings.items()}
            continue
        for number, weight in postings.items():
            if best.get(number, 0) < weight * times:
                best[number] = weight * times
    return best


def _counted(index: Index, ranked: list[int], column: int) -> dict[str, int]:
    counted = Counter(index.documents[number][column] for number in ranked)
    return {value: number for value, number in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])) if value}


def _result(row: list[str], score: int) -> dict[str, Any]:
    kind, name, title, text, url, country, question, status, basis = row
    return {
        "kind": kind,
        "country": country or None,
        "question": question or None,
        "id": name,
        "title": title,
        "text": text,
        "status": status or None,
        "basis": basis or None,
        "url": url,
        "score": score,
    }
