"""Where in the records each answer and each contact of an institution stands, for those who correct it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cdmanual.problems import Place
from cdmanual.records.load import Records


@dataclass(frozen=True, slots=True)
class Places:
    """Places by what stands there; what is not in a record of this project, as a post of an overlay, has none.

    ``answers`` by state and question, ``contacts`` by state, authority and number in its list, from 0. States are named
    as in the manual, by their code in capitals.
    """

    answers: Mapping[tuple[str, str], Place] = field(default_factory=dict)
    contacts: Mapping[tuple[str, str, int], Place] = field(default_factory=dict)


def places_of(records: Records) -> Places:
    """The places in records that passed the check."""
    return Places(dict(_answers(records)), dict(_contacts(records)))


def _answers(records: Records) -> Iterator[tuple[tuple[str, str], Place]]:
    for record in records.of_kind("procedure"):
        for question in record.sound["answers"]:
            yield (record.key.upper(), question), record.file.key_place(("answers", question))


def _contacts(records: Records) -> Iterator[tuple[tuple[str, str, int], Place]]:
    for record in records.of_kind("authorities"):
        for at, authority in enumerate(record.sound["authorities"]):
            for number in range(len(authority.get("contacts", ()))):
                place = record.file.place(("authorities", at, "contacts", number))
                yield (record.key.upper(), authority["id"], number), place
