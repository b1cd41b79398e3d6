"""The records with the look-ups that rules share: which ids there are, what a reference points at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from cdmanual.records.load import COUNTRY_KINDS, Record, Records
from cdmanual.records.yamlfile import Path


@dataclass(frozen=True)
class Target:
    """A provision or paragraph that a basis may point at."""

    topics: frozenset[str]
    status: str
    valid_from: str
    valid_until: str

    def is_in_force(self, day: str) -> bool:
        """Whether it holds on a day, as far as the record knows."""
        if self.status in ("repealed", "upcoming"):
            return False
        return self.valid_from <= day and not ("" < self.valid_until < day)


class Context:
    """The records with the look-ups that rules share; what a broken file would have held is not reported as missing."""

    def __init__(self, records: Records, overlay: Records | None, today: date) -> None:
        self.records = records
        self.overlay = overlay
        self.today = today
        self._walks: dict[int, list[tuple[Path, Any]]] = {}
        self._ids: dict[tuple[str, str], frozenset[str] | None] = {}
        self._national: dict[str, dict[str, Target | None] | None] = {}

    def all(self) -> Iterator[Record]:
        """Every record, overlay included."""
        yield from (record for _, record in sorted(self.records.found.items()))
        if self.overlay:
            yield from (record for _, record in sorted(self.overlay.found.items()))

    def walk(self, record: Record) -> list[tuple[Path, Any]]:
        """Every sound value of a record with its path."""
        if id(record) not in self._walks:
            self._walks[id(record)] = walk_tree(record.sound)
        return self._walks[id(record)]

    def walk_as_read(self, record: Record) -> list[tuple[Path, Any]]:
        """Every value of a record with its path, those with a mistake included."""
        return self.walk(record) if record.sound is record.file.value else walk_tree(record.file.value)

    def sound(self, kind: str, key: str) -> Any:
        """The sound part of a file that was read to its end, else None."""
        record = self.records.get(kind, key)
        return record.sound if record and (kind, key) not in self.records.broken else None

    def ids(self, kind: str, key: str) -> frozenset[str] | None:
        """The ids that a file defines; None when a mistake in the file keeps one of them from being known."""
        if (kind, key) not in self._ids:
            self._ids[kind, key] = self._find_ids(kind, key)
        return self._ids[kind, key]

    def _find_ids(self, kind: str, key: str) -> frozenset[str] | None:
        listed = (self.sound(kind, key) or {}).get("bibliography" if kind not in COUNTRY_KINDS else kind)
        if not isinstance(listed, list) or lacks_ids(listed):
            return None
        return frozenset(item["id"] for item in listed)

    @cached_property
    def regional(self) -> dict[str, Target | None]:
        """Every reference that international instruments offer to a basis."""
        targets: dict[str, Target | None] = {}
        for record in self.records.of_kind("instruments"):
            targets.update(_targets(record.sound or {}, record.key))
        return targets

    @cached_property
    def doubtful_treaties(self) -> frozenset[str]:
        """The international instruments whose provisions a mistake in their file keeps from being known."""
        keys = {key for kind, key in (*self.records.broken, *self.records.found) if kind == "instruments"}
        return frozenset(key for key in keys if lacks_ids((self.sound("instruments", key) or {}).get("provisions")))

    def national(self, state: str) -> dict[str, Target | None] | None:
        """Every reference that a state's laws offer to a basis; None when a mistake keeps one from being known."""
        if state not in self._national:
            self._national[state] = self._find_national(state)
        return self._national[state]

    def _find_national(self, state: str) -> dict[str, Target | None] | None:
        laws: Any = (self.sound("legislation", state) or {}).get("instruments")
        if lacks_ids(laws) or any(lacks_ids(law.get("provisions")) for law in laws):
            return None
        targets: dict[str, Target | None] = {}
        for law in laws:
            targets.update(_targets(law, law["id"]))
        return targets


def lacks_ids(listed: Any) -> bool:
    """Whether there is no list, or an entry of it, or a paragraph in one, has no sound id."""
    return not isinstance(listed, list) or any(
        not isinstance(item, dict) or "id" not in item or ("paragraphs" in item and lacks_ids(item["paragraphs"]))
        for item in listed
    )


def _targets(law: dict[str, Any], name: str) -> Iterator[tuple[str, Target | None]]:
    yield name, None
    for provision in dicts(law.get("provisions")):
        target = Target(
            frozenset(map(str, provision.get("topics") or ())),
            str(law.get("status")),
            str(provision.get("valid_from") or ""),
            str(provision.get("valid_until") or ""),
        )
        reference = f"{name}#{provision.get('id')}"
        yield reference, target
        for paragraph in dicts(provision.get("paragraphs")):
            yield f"{reference}.{paragraph.get('id')}", target


def dicts(value: Any) -> Iterator[dict[str, Any]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def walk_tree(value: Any) -> list[tuple[Path, Any]]:
    """Every value in a record with its path, the record itself first."""
    found: list[tuple[Path, Any]] = [((), value)]
    for path, item in found:  # the list grows while it is read
        if isinstance(item, dict):
            found += [((*path, key), part) for key, part in item.items()]
        elif isinstance(item, list):
            found += [((*path, index), part) for index, part in enumerate(item)]
    return found


def group_of(record: Record, key: str) -> dict[str, Any]:
    part = (record.sound or {}).get(key)
    return part if isinstance(part, dict) else {}


def answer_parts(context: Context) -> Iterator[tuple[Record, str, Path, dict[str, Any]]]:
    """Each part of each answer that may hold value, basis and sources: itself, its variants, its positions."""
    for record in context.records.of_kind("procedure"):
        answers = (record.sound or {}).get("answers", {})
        for question, answer in answers.items():
            path: Path = ("answers", question)
            yield record, question, path, answer
            for part in ("variants", "positions"):
                for index, item in enumerate(answer.get(part, ())):
                    if item is not None:
                        yield record, question, (*path, part, index), item
