"""What the searches are judged on: the manual's documents, the judged queries, nDCG, and ten times the documents."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from math import log2
from pathlib import Path
from typing import Any

from contenders import ROOT

from cdmanual.editions import PUBLIC, Edition, make_edition
from cdmanual.manual.assemble import assemble
from cdmanual.publish.inputs import Order, time_and_version
from cdmanual.records.check import check
from cdmanual.records.schemas import Schemas
from cdmanual.search.browser import export_for_browser
from cdmanual.search.documents import Document, documents
from cdmanual.search.index import TABLE, Index
from cdmanual.search.sections import read_sections
from cdmanual.search.words import make_words
from cdmanual.search.writing import write_index
from cdmanual.settings import read_settings

JUDGED = ROOT / "tests" / "search" / "judged.tsv"
DEPTH = 5
HALVES = ("tune", "held")
_WORD = re.compile(r"[^\W\d_]+")
# Each copy's letter; with the q before it, folding leaves it as it is.
_COPIES = "BCDFGLMNP"
FACTOR = 1 + len(_COPIES)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query, and what a good answer to it holds: ``(pattern of an address, grade)``."""

    half: str
    group: str
    query: str
    relevant: tuple[tuple[str, int], ...]


def read_judged() -> list[Judged]:
    """The judged queries of the project."""
    rows = [line.split("\t") for line in JUDGED.read_text(encoding="utf-8").splitlines()[1:] if line]
    return [Judged(half, group, query, tuple(map(_grade, relevant.split()))) for half, group, query, relevant in rows]


def _grade(words: str) -> tuple[str, int]:
    grade, _, url = words.partition("=")
    return url, int(grade)


class Judge:
    """Judges lists of addresses by nDCG; a pattern in a judgement stands for every document that it fits."""

    def __init__(self, queries: Iterable[Judged], addresses: Iterable[str]) -> None:
        """``addresses`` are those of all documents."""
        known = sorted(set(addresses))
        self.queries = list(queries)
        self._gains = [_gains(query, known) for query in self.queries]

    def ndcg(self, answers: list[list[str]], half: str = "") -> float:
        """The mean nDCG at five of one list of addresses for each query; of one half or of all."""
        values = [
            _dcg([gains.get(url, 0) for url in dict.fromkeys(found)]) / _dcg(sorted(gains.values(), reverse=True))
            for query, gains, found in zip(self.queries, self._gains, answers, strict=True)
            if half in ("", query.half)
        ]
        return sum(values) / len(values)


def _gains(query: Judged, known: list[str]) -> dict[str, int]:
    gains: dict[str, int] = {}
    for pattern, grade in query.relevant:
        fitting = [url for url in known if fnmatchcase(url, pattern)] if "*" in pattern else [pattern]
        for url in fitting:
            gains[url] = max(gains.get(url, 0), 2**grade - 1)
    return gains


def _dcg(gains: list[int]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains[:DEPTH]))


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents that the built index holds, and the words for searching them."""

    documents: list[Document]
    words: dict[str, Any]

    @property
    def rows(self) -> list[dict[str, str]]:
        """What every contender gets to search and to show: fields of text, and the address."""
        return [
            {
                "id": str(number),
                "title": each.title,
                "text": each.text,
                "topic": each.topic,
                "cites": each.cites,
                "shown": each.shown,
                "url": each.url,
            }
            for number, each in enumerate(self.documents)
        ]


def read_corpus(build: Path) -> Corpus:
    """The documents as the build makes them; ValueError when the build is not of these records."""
    regional = ROOT / "content" / "regional"
    edition = _edition()
    sections = [*read_sections(regional / "guide", "guide/"), *read_sections(ROOT / "content" / "pages", "")]
    listed = list(documents(edition, sections))
    built = json.loads((build / "search" / TABLE).read_text(encoding="utf-8"))["documents"]
    if [row[1] for row in built] != [document.id for document in listed]:
        raise ValueError("the built index is not of these records; run cdmanual build --force")
    return Corpus(listed, make_words(edition.manual))


def _edition() -> Edition:
    epoch, version = time_and_version(Order(ROOT, ROOT, ROOT / "build"))
    day = datetime.fromtimestamp(epoch, UTC).date()
    records, overlay, _ = check(ROOT, Schemas(ROOT / "schemas"), day, None)
    return make_edition(assemble(records, overlay), PUBLIC, read_settings(ROOT).id, version, day)


# ---------------------------------------------------------------------- ten times the documents


def write_tenfold(corpus: Corpus, folder: Path) -> str:
    """Write an index of ten times the documents into the folder; the script that the browser gets."""
    copies = [corpus, *(_copy(corpus, letter) for letter in _COPIES)]
    words = {**corpus.words, "phrases": {}, "targets": [], "codes": [], "labels": {**corpus.words["labels"]}}
    for copy in copies:
        first = len(words["targets"])
        words["targets"] += copy.words["targets"]
        for phrase, target in copy.words["phrases"].items():
            words["phrases"].setdefault(phrase, first + target)
        words["codes"] = sorted({*words["codes"], *copy.words["codes"]})
        words["labels"]["country"] = {**words["labels"]["country"], **copy.words["labels"]["country"]}
    write_index([document for copy in copies for document in copy.documents], words, folder)
    with closing(Index(folder)) as index:
        script: str = export_for_browser(index)
    return script


def _copy(corpus: Corpus, letter: str) -> Corpus:
    """The documents once more under other states; a word that only one state has gets an ending of its own.

    So the words grow with the documents, as they do with real states: their names, laws and offices are their own.
    """
    codes = sorted(corpus.words["labels"]["country"])
    new = {code: f"{letter}{number:02}" for number, code in enumerate(codes)}
    own = _own_words(corpus.documents)

    def renamed(text: str) -> str:
        return _WORD.sub(
            lambda word: _ended(word.group(), letter) if word.group().lower() in own else word.group(), text
        )

    listed = [
        replace(
            document,
            id=f"{document.id}.{letter.lower()}",
            url=f"{letter.lower()}/{document.url}",
            country=new.get(document.country, ""),
            places=tuple((_place(place, new, letter), strength) for place, strength in document.places),
            **{name: renamed(getattr(document, name)) for name in ("title", "text", "topic", "cites")},
        )
        for document in corpus.documents
    ]
    return Corpus(listed, _copy_words(corpus.words, new, letter))


def _ended(word: str, letter: str) -> str:
    return f"{word}q{letter.lower()}"


def _own_words(listed: list[Document]) -> set[str]:
    states: dict[str, set[str]] = defaultdict(set)
    for document in listed:
        for text in (document.title, document.text, document.topic, document.cites):
            for word in _WORD.findall(text):
                states[word.lower()].add(document.country)
    return {word for word, found in states.items() if len(found) == 1 and found != {""} and len(word) > 2}


def _copy_words(words: dict[str, Any], new: dict[str, str], letter: str) -> dict[str, Any]:
    targets: list[dict[str, Any]] = []
    phrases: dict[str, int] = {}
    number: dict[int, int] = {}
    for phrase, target in words["phrases"].items():
        meant = words["targets"][target]
        places = [place for place, _ in meant.get("leads", ())]
        if "state" not in meant and not any(place.startswith(("measure.", "instrument.")) for place in places):
            continue  # concepts, questions, terms and channels are the same ten times over
        if target not in number:
            number[target] = len(targets)
            targets.append(_target(meant, new, letter))
        bare = phrase.removesuffix("*")
        phrases[_ended(bare, letter) + phrase[len(bare) :]] = number[target]
    country = {new[code]: f"{name} {letter}" for code, name in words["labels"]["country"].items()}
    return {"phrases": phrases, "targets": targets, "codes": list(new.values()), "labels": {"country": country}}


def _target(meant: dict[str, Any], new: dict[str, str], letter: str) -> dict[str, Any]:
    if "state" in meant:
        return {"state": new[meant["state"]]}
    return {**meant, "leads": [[_place(place, new, letter), lift] for place, lift in meant["leads"]]}


def _place(place: str, new: dict[str, str], letter: str) -> str:
    way, _, name = place.partition(".")
    if way == "instrument":
        return f"{place}.{letter.lower()}"
    if way in ("state", "in", "measure", "pair"):
        return f"{way}." + "-".join(new.get(code, code) for code in name.split("-"))
    return place
