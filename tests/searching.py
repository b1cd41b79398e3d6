"""Indexes to search in tests, and the judged queries."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from cdmanual.search.documents import documents
from cdmanual.search.index import Index
from cdmanual.search.sections import Section, read_sections
from cdmanual.search.words import make_words
from cdmanual.search.writing import write_index
from models import FICTITIOUS, ROOT, edition

JUDGED = ROOT / "tests" / "search" / "judged.tsv"


def sections(home: Path = FICTITIOUS) -> list[Section]:
    """The sections that a build of these records indexes."""
    guide = read_sections(home / "content" / "regional" / "guide", "guide/")
    return [*guide, *read_sections(ROOT / "content" / "pages", "")]


@contextmanager
def make_index(folder: Path, kind: str = "public", overlay: str = "", home: Path = FICTITIOUS) -> Iterator[Index]:
    """The index of an edition, written into a folder and opened."""
    made = edition(kind, overlay, home)
    found = sections(home)
    write_index(documents(made, found), make_words(made.manual, found), folder)
    with closing(Index(folder)) as index:
        yield index


def ids(found: dict[str, Any]) -> list[str]:
    """The ids of what was found, best first."""
    return [result["id"] for result in found["results"]]


@dataclass(frozen=True)
class Judged:
    """A query and what an expert wants to find: grades (3 the answer, 2 as well, 1 helps) by address."""

    half: str
    group: str
    query: str
    relevant: tuple[tuple[str, int], ...]

    def grades(self, urls: tuple[str, ...]) -> dict[str, int]:
        """The grade of each address; a ``*`` in a judged one stands for anything."""
        found: dict[str, int] = {}
        for pattern, grade in self.relevant:
            for url in (u for u in urls if fnmatchcase(u, pattern)) if "*" in pattern else (pattern,):
                found[url] = max(grade, found.get(url, 0))
        return found

    def ndcg(self, shown: list[str], urls: tuple[str, ...]) -> float:
        """Normalised discounted cumulative gain of the first five (Järvelin and Kekäläinen 2002), gain 2^grade - 1."""
        grades = self.grades(urls)
        ideal = sorted(grades.values(), reverse=True)[:5]
        return _gain([grades.get(url, 0) for url in shown[:5]]) / _gain(ideal)


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades))


@cache
def judged() -> tuple[Judged, ...]:
    """All judged queries."""
    return tuple(_read(JUDGED.read_text(encoding="utf-8")))


def _read(text: str) -> Iterator[Judged]:
    for line in text.splitlines()[1:]:
        half, group, query, relevant = line.split("\t")
        pairs = (part.split("=", 1) for part in relevant.split())
        yield Judged(half, group, query, tuple((url, int(grade)) for grade, url in pairs))
