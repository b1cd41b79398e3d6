"""What the records would be if one file held another text, and what a check would say of it.

An editor's form asks this while somebody types: the other files are not read again, and only what the rules can find
in the files of that one state is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from cdmanual.problems import Problem
from cdmanual.records.load import COUNTRY_KINDS, Record, Records, read_record
from cdmanual.records.rules import RULES
from cdmanual.records.rules.context import Context
from cdmanual.records.yamlfile import YamlFile


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


class Neighbourhood(Context):
    """One state among the records as a check sees them; what its neighbours say is looked up once for all questions."""

    def __init__(self, records: Records, overlay: Records | None, today: date, key: str) -> None:
        """All records, and the state (its folder's name) whose files are judged."""
        super().__init__(around(records, key), around(overlay, key) if overlay else None, today)
        self.key = key

    def all(self) -> Iterator[Record]:
        """The records of the state, the overlay's included: no rule is asked about the others."""
        return (record for record in super().all() if record.kind in COUNTRY_KINDS)

    def with_text(self, kind: str, name: str, text: str, in_overlay: bool) -> Neighbourhood:
        """The same with another text in one file of the state."""
        after = Neighbourhood.__new__(Neighbourhood)
        records, overlay = self.records, self.overlay
        if overlay and in_overlay:
            overlay = with_text(overlay, kind, self.key, name, text)
        else:
            records = with_text(records, kind, self.key, name, text)
        Context.__init__(after, records, overlay, self.today)
        after.key = self.key
        after._walks = dict(self._walks)  # a copy: a record that is gone may leave its identity to another one
        after.regional, after.doubtful_treaties = self.regional, self.doubtful_treaties
        return after

    def file(self, kind: str) -> YamlFile | None:
        """A file of the state as it was read, the overlay's where it has one; None where it could not be."""
        for records in (self.overlay, self.records):
            record = records.get(kind, self.key) if records else None
            if record:
                return record.file
        return None

    def problems(self) -> list[Problem]:
        """All that is wrong with the files of the state, sorted by place."""
        found = {*self.records.problems, *(self.overlay.problems if self.overlay else ())}
        own = {record.file.name for record in self.all()}
        found |= {problem for rule in RULES for problem in rule(self) if problem.place.file in own}
        return sorted(found)


def newly_wrong(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """What is wrong now and was not before; a finding that only moved to another line is none."""
    known = {(problem.place.file, problem.code, problem.message) for problem in before}
    return [p for p in after if (p.place.file, p.code, p.message) not in known]
