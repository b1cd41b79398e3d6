"""Rules on references: sources, legal bases, treaties, provisions and authorities that a record names."""

from __future__ import annotations

from collections.abc import Iterator

from cdmanual.problems import Problem, did_you_mean, error, warning
from cdmanual.records.load import COUNTRY_KINDS, Record
from cdmanual.records.rules.context import Context, answer_parts, dicts, group_of
from cdmanual.records.schemas import subject
from cdmanual.records.yamlfile import Path

# Which role an authority needs when an answer names it.
_ROLE_OF = {
    "authorised-by": "authorises",
    "proposed-by": "proposes",
    "receives-request": "receives-requests",
    "executed-by": "executes",
    "led-by": "leads",
}


def sources_exist(context: Context) -> Iterator[Problem]:
    """Every cited source stands in the bibliography, and every source of the bibliography is cited."""
    cited: dict[tuple[str, str], set[str]] = {}
    for record in context.all():
        kind = "sources" if record.kind in COUNTRY_KINDS else record.kind
        home = (kind, record.key)
        known = context.ids(*home)
        cited.setdefault(home, set()).update(
            value for path, value in context.walk_as_read(record) if "sources" in path[-2:] and isinstance(value, str)
        )
        for path, value in context.walk(record):
            if path[-2:-1] == ("sources",) and isinstance(value, str) and known is not None and value not in known:
                where = "sources.yml" if kind == "sources" else "the bibliography of this file"
                hint = did_you_mean(value, known) or f"add it to {where}"
                yield error(
                    record.file.place(path),
                    "unknown-source",
                    f'{subject(record.file, path[:-2])}: the source "{value}" is not in {where}',
                    hint,
                )
    for home, used in cited.items():
        key = "sources" if home[0] == "sources" else "bibliography"
        citing = COUNTRY_KINDS if home[0] == "sources" else (home[0],)
        if any(context.sound(kind, home[1]) is None for kind in citing):
            continue
        for index, source in enumerate(context.sound(*home).get(key, ())):
            if source and source.get("id", "") not in {"", *used}:
                yield warning(
                    context.records.found[home].file.place((key, index, "id")),
                    "unused-source",
                    f'nobody cites the source "{source["id"]}"',
                    "cite it where it is the evidence, or remove it",
                )


def basis_resolves(context: Context) -> Iterator[Problem]:
    """Every legal basis points at a provision, which is in force and deals with the question."""
    questions = frozenset(context.records.schemas.questions)
    for record, question, path, part in answer_parts(context):
        national = context.national(record.key)
        known = {**context.regional, **(national or {})}
        for index, reference in enumerate(part.get("basis", ())):
            if reference is None:
                continue
            at = (*path, "basis", index)
            place, who = record.file.place(at), subject(record.file, path)
            if reference not in known:
                if national is not None and reference.partition("#")[0] not in context.doubtful_treaties:
                    hint = (
                        did_you_mean(reference, known)
                        or "write instrument#provision.paragraph as legislation.yml has it"
                    )
                    yield error(
                        place,
                        "unknown-provision",
                        f'{who}: the basis "{reference}" is no provision here or in an international instrument',
                        hint,
                    )
                continue
            target = known[reference]
            if target is None:
                continue
            if not target.is_in_force(context.today.isoformat()):
                yield error(
                    place,
                    "superseded-basis",
                    f'{who}: "{reference}" is not in force',
                    "cite the provision that is in force, or mend its dates in the record",
                )
            status = record.sound["answers"][question].get("status")
            if question not in target.topics and target.topics <= questions and status not in (None, "not-regulated"):
                yield warning(
                    place,
                    "topic-missing",
                    f'{who}: "{reference}" does not list this question among its topics',
                    f"add {question} to the topics of the provision, or cite another one",
                )
            as_of = str(part.get("as_of", ""))
            if as_of < target.valid_from[: len(as_of)]:
                yield warning(
                    place,
                    "older-than-law",
                    f'{who}: the answer is as of {as_of}, but "{reference}" changed on {target.valid_from}',
                    "read the answer against the new text and date it anew",
                )


def treaties_bind(context: Context) -> Iterator[Problem]:
    """A treaty that an answer rests on is not one that, by its party table, does not bind the state."""
    bound = {
        record.key: {row.get("state"): row.get("status") for row in dicts(group_of(record, "parties").get("rows"))}
        for record in context.records.of_kind("instruments")
    }
    for record, _, path, part in answer_parts(context):
        for index, reference in enumerate(part.get("basis", ())):
            treaty = str(reference).partition("#")[0]
            status = bound.get(treaty, {}).get(record.key.upper(), "")
            if status in ("signed", "not-bound", "not-open"):
                yield warning(
                    record.file.place((*path, "basis", index)),
                    "treaty-not-binding",
                    f"{subject(record.file, path)}: the party table of {treaty} says {status} for {record.key.upper()}",
                    "look the state's status up, or rest the answer on another basis",
                )


def provisions_resolve(context: Context) -> Iterator[Problem]:
    """Topics are questions; a replaced provision names one that exists."""
    questions = context.records.schemas.questions
    for record in (record for record in context.all() if record.kind in ("legislation", "instruments")):
        known = context.national(record.key) if record.kind == "legislation" else context.regional
        for path, value in context.walk(record):
            if path[-2:-1] == ("topics",) and value is not None and value not in questions:
                yield error(
                    record.file.place(path),
                    "unknown-question",
                    f'{subject(record.file, path[:-2])}: "{value}" is no question',
                    did_you_mean(value, questions) or "write the id of a question, as procedure.yml has it",
                )
            if path[-1:] != ("replaced_by",) or known is None or value in known:
                continue
            if str(value).partition("#")[0] not in context.doubtful_treaties:
                yield error(
                    record.file.place(path),
                    "unknown-provision",
                    f'{subject(record.file, path[:-1])}: replaced by "{value}", which is no provision here',
                    did_you_mean(value, known) or "write it as instrument#provision",
                )


_Named = tuple[Path, str | None, str | None]  # where an authority is named, its id, the role it must have


def authorities_exist(context: Context) -> Iterator[Problem]:
    """An authority that an answer or a post names stands in authorities.yml, with the matching role."""
    for record, question, path, part in answer_parts(context):
        named: list[_Named] = []
        value = part.get("value")
        if question in _ROLE_OF:
            named += [((*path, "value", i), name, _ROLE_OF[question]) for i, name in enumerate(value or ())]
        elif question == "urgent-decision" and isinstance(value, dict):
            named += [((*path, "value", "by", i), name, "authorises") for i, name in enumerate(value.get("by", ()))]
            named += [
                ((*path, "value", "confirmed_by", i), name, None)
                for i, name in enumerate(value.get("confirmed_by", ()))
            ]
        yield from _authorities(context, record, named)
    for record in context.all():
        if record.kind == "officers":
            yield from _authorities(context, record, _named_by(record, "officers", "authority"))
        if record.kind == "authorities":
            yield from _authorities(context, record, _named_by(record, "authorities", "parent"))


def _named_by(record: Record, entries: str, key: str) -> list[_Named]:
    listed = enumerate((record.sound or {}).get(entries, ()))
    return [((entries, i, key), item[key], None) for i, item in listed if item and key in item]


def _authorities(context: Context, record: Record, named: list[_Named]) -> Iterator[Problem]:
    known = context.ids("authorities", record.key)
    if known is None:
        return
    roles = {item["id"]: item.get("roles", [None]) for item in context.sound("authorities", record.key)["authorities"]}
    for path, name, role in named:
        if name is not None and name not in known:
            hint = did_you_mean(name, known) or "add it to authorities.yml"
            yield error(
                record.file.place(path),
                "unknown-authority",
                f'{subject(record.file, path[:2])}: "{name}" is not in authorities.yml',
                hint,
            )
        elif name is not None and role and role not in roles[name] and None not in roles[name]:
            yield warning(
                record.file.place(path),
                "role-missing",
                f'{subject(record.file, path[:2])}: "{name}" lacks the role {role} in authorities.yml',
                f"add {role} to its roles, or name another authority",
            )


def authorities_are_no_rings(context: Context) -> Iterator[Problem]:
    """No authority is part of itself, be it by way of others; a ring is reported once, at the first of its entries."""
    for record in (record for record in context.all() if record.kind == "authorities"):
        listed = enumerate((record.sound or {}).get("authorities", ()))
        found = {item["id"]: (i, item["parent"]) for i, item in listed if item and "id" in item and item.get("parent")}
        for ring in _rings({name: parent for name, (_, parent) in found.items()}):
            first = min(range(len(ring)), key=lambda step: found[ring[step]][0])
            way = " → ".join([*ring[first:], *ring[: first + 1]])
            path: Path = ("authorities", found[ring[first]][0])
            yield error(
                record.file.place((*path, "parent")),
                "part-of-itself",
                f"{subject(record.file, path)}: the authority is part of itself: {way}",
                "name the body above it as parent, or remove parent from the highest of them",
            )


def _rings(parents: dict[str, str]) -> Iterator[list[str]]:
    """Each ring of names that lead to one another, once."""
    seen: set[str] = set()
    for start in parents:
        way: dict[str, None] = {}
        name = start
        while name in parents and name not in seen:
            seen.add(name)
            way[name] = None
            name = parents[name]
        if name in way:
            names = list(way)
            yield names[names.index(name) :]
