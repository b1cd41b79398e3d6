"""Rules on who is who: a record names its state, codes and ids are what they claim to be."""

from __future__ import annotations

from collections.abc import Iterator

from cdmanual.names import state_names
from cdmanual.problems import Problem, error
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.rules.context import Context
from cdmanual.records.schemas import subject


def names_its_state(context: Context) -> Iterator[Problem]:
    """country: is the folder's name; id: is the file's name."""
    for record in context.all():
        key = "country" if record.kind in COUNTRY_KINDS else "id"
        said = (record.sound or {}).get(key)
        wanted = record.key.upper() if key == "country" else record.key
        if said and said != wanted:
            code, what = ("wrong-country", "folder") if key == "country" else ("wrong-id", "file")
            yield error(
                record.file.place((key,)),
                code,
                f'{key} is "{said}", but the {what} is named {record.key}',
                f"write {wanted}, or rename the {what}",
            )


def states_exist(context: Context) -> Iterator[Problem]:
    """Every state's code is one of ISO 3166-1 (XA to XZ are left free by the standard for users)."""
    known = state_names()
    for record in context.all():
        for path, value in context.walk(record):
            is_code = path[-1:] in (("country",), ("state",)) or path[-2:-1] == ("partner",)
            if is_code and isinstance(value, str) and value not in known and not is_fictitious(value):
                yield error(
                    record.file.place(path),
                    "unknown-state",
                    f"{subject(record.file, path)}: there is no state with the code {value}",
                    "write the code of ISO 3166-1, as HR for Croatia",
                )
    for record in context.overlay.of_kind("officers") if context.overlay else ():
        if record.key not in context.records.states:
            yield error(
                record.file.place(("country",)),
                "unknown-state",
                f"the manual has no state {record.key.upper()} for which the overlay could hold officers",
                f"name the folder by one of {', '.join(context.records.states)}",
            )


def ids_are_unique(context: Context) -> Iterator[Problem]:
    """An id stands once in its list; a national instrument does not take the id of an international one."""
    regional = {record.key for record in context.records.of_kind("instruments")}
    for record in context.all():
        for path, value in context.walk(record):
            if not isinstance(value, list):
                continue
            seen: set[str] = set()
            for index, item in enumerate(value):
                own = item.get("id") if isinstance(item, dict) else None
                if not isinstance(own, str):
                    continue
                at = (*path, index, "id")
                if own in seen:
                    yield error(
                        record.file.place(at),
                        "duplicate-id",
                        f'the id "{own}" is used twice in this list',
                        "give one of them another id",
                    )
                elif record.kind == "legislation" and path == ("instruments",) and own in regional:
                    yield error(
                        record.file.place(at),
                        "duplicate-id",
                        f'"{own}" is the id of an international instrument',
                        "give the national instrument another id",
                    )
                seen.add(own)


def is_fictitious(iso: str) -> bool:
    """Whether the code is one that ISO 3166-1 leaves free to users; XK is in wide use for Kosovo and is not counted."""
    code = iso.upper()
    return code in ("AA", "ZZ") or ("QM" <= code <= "QZ") or ("XA" <= code <= "XZ" and code != "XK")
