"""What the records would be if one file held another text, and what a check would say of it.

An editor's form asks this while somebody types: the other files are not read again, and of the rules' findings only
those on the state itself are wanted, so only what that state rests on is judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cdmanual.problems import Problem
from cdmanual.records.load import COUNTRY_KINDS, Records, read_record


def with_text(records: Records, kind: str, key: str, name: str, text: str) -> Records:
    """The records with one file read anew from a text; where that cannot be read, without what it held."""
    record, problems = read_record(name, kind, key, text.encode("utf-8", "surrogatepass"), records.schemas)
    home = (kind, key)
    found = {place: other for place, other in records.found.items() if place != home}
    broken = records.broken - {home}
    if record is not None:
        found[home] = record
    if record is None or record.file.problems:
        broken |= {home}
    kept = tuple(problem for problem in records.problems if problem.place.file != name)
    return replace(records, found=found, problems=kept + problems, broken=broken)


def around(records: Records, key: str) -> Records:
    """What the files of one state are judged by: these files and the international instruments."""

    def belongs(kind: str, owner: str) -> bool:
        return owner == key if kind in COUNTRY_KINDS else kind == "instruments"

    found = {home: record for home, record in records.found.items() if belongs(*home)}
    broken = frozenset(home for home in records.broken if belongs(*home))
    names = {record.file.name for record in found.values()} | {f"countries/{key}/{kind}.yml" for kind in COUNTRY_KINDS}
    names.add(f"{key}/officers.yml")  # of an overlay
    return replace(
        records, found=found, problems=tuple(p for p in records.problems if p.place.file in names), broken=broken
    )


def newly_wrong(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """What is wrong now and was not before; a finding that only moved to another line is none."""
    known = {(problem.place.file, problem.code, problem.message) for problem in before}
    return [p for p in after if (p.place.file, p.code, p.message) not in known]
