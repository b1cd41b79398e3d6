"""What a schema cannot say: references, dates, languages, numbers and the order of things.

Each rule is a generator over all records; it yields problems and changes nothing.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cdmanual.durations import add, parse_duration
from cdmanual.problems import Place, Problem, did_you_mean, error, warning
from cdmanual.records.load import COUNTRY_KINDS, Record, Records
from cdmanual.records.schemas import subject
from cdmanual.records.yamlfile import Path

SOON = timedelta(days=30)
ANSWERED = ("confirmed", "desk-research")

# Which role an authority needs when an answer names it.
_ROLE_OF = {
    "authorised-by": "authorises",
    "proposed-by": "proposes",
    "receives-request": "receives-requests",
    "executed-by": "executes",
    "led-by": "leads",
}


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

    def all(self) -> Iterator[Record]:
        """Every record, overlay included."""
        yield from (record for _, record in sorted(self.records.found.items()))
        if self.overlay:
            yield from (record for _, record in sorted(self.overlay.found.items()))

    def walk(self, record: Record) -> list[tuple[Path, Any]]:
        """Every sound value of a record with its path."""
        if id(record) not in self._walks:
            self._walks[id(record)] = _walk(record.sound)
        return self._walks[id(record)]

    def walk_as_read(self, record: Record) -> list[tuple[Path, Any]]:
        """Every value of a record with its path, those with a mistake included."""
        return self.walk(record) if record.sound is record.file.value else _walk(record.file.value)

    def sound(self, kind: str, key: str) -> Any:
        """The sound part of a file that was read to its end, else None."""
        record = self.records.get(kind, key)
        return record.sound if record and (kind, key) not in self.records.broken else None

    @cache  # noqa: B019 - one context lives for one check
    def ids(self, kind: str, key: str) -> frozenset[str] | None:
        """The ids that a file defines; None when a mistake in the file keeps one of them from being known."""
        listed = (self.sound(kind, key) or {}).get("bibliography" if kind not in COUNTRY_KINDS else kind)
        if not isinstance(listed, list) or _lacks_ids(listed):
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
        return frozenset(key for key in keys if _lacks_ids((self.sound("instruments", key) or {}).get("provisions")))

    @cache  # noqa: B019
    def national(self, state: str) -> dict[str, Target | None] | None:
        """Every reference that a state's laws offer to a basis; None when a mistake keeps one from being known."""
        laws: Any = (self.sound("legislation", state) or {}).get("instruments")
        if _lacks_ids(laws) or any(_lacks_ids(law.get("provisions")) for law in laws):
            return None
        targets: dict[str, Target | None] = {}
        for law in laws:
            targets.update(_targets(law, law["id"]))
        return targets


def _lacks_ids(listed: Any) -> bool:
    """Whether there is no list, or an entry of it, or a paragraph in one, has no sound id."""
    return not isinstance(listed, list) or any(
        not isinstance(item, dict) or "id" not in item or ("paragraphs" in item and _lacks_ids(item["paragraphs"]))
        for item in listed
    )


def _targets(law: dict[str, Any], name: str) -> Iterator[tuple[str, Target | None]]:
    yield name, None
    for provision in _dicts(law.get("provisions")):
        target = Target(
            frozenset(map(str, provision.get("topics") or ())),
            str(law.get("status")),
            str(provision.get("valid_from") or ""),
            str(provision.get("valid_until") or ""),
        )
        reference = f"{name}#{provision.get('id')}"
        yield reference, target
        for paragraph in _dicts(provision.get("paragraphs")):
            yield f"{reference}.{paragraph.get('id')}", target


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def _walk(value: Any) -> list[tuple[Path, Any]]:
    """Every value in a record with its path, the record itself first."""
    found: list[tuple[Path, Any]] = [((), value)]
    for path, item in found:  # the list grows while it is read
        if isinstance(item, dict):
            found += [((*path, key), part) for key, part in item.items()]
        elif isinstance(item, list):
            found += [((*path, index), part) for index, part in enumerate(item)]
    return found


def _answers(context: Context) -> Iterator[tuple[Record, str, Path, dict[str, Any]]]:
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


# ---------------------------------------------------------------- the rules


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
    known = _territories()
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
    for record, question, path, part in _answers(context):
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
        record.key: {row.get("state"): row.get("status") for row in _dicts(_part(record, "parties").get("rows"))}
        for record in context.records.of_kind("instruments")
    }
    for record, _, path, part in _answers(context):
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
    for kind in ("legislation", "instruments"):
        for record in context.records.of_kind(kind):
            known = context.national(record.key) if kind == "legislation" else context.regional
            for path, value in context.walk(record):
                if path[-2:-1] == ("topics",) and value is not None and value not in questions:
                    yield error(
                        record.file.place(path),
                        "unknown-question",
                        f'{subject(record.file, path[:-2])}: "{value}" is no question',
                        did_you_mean(value, questions) or "write the id of a question, as procedure.yml has it",
                    )
                doubtful = str(value).partition("#")[0] in context.doubtful_treaties
                if path[-1:] == ("replaced_by",) and known is not None and value not in known and not doubtful:
                    yield error(
                        record.file.place(path),
                        "unknown-provision",
                        f'{subject(record.file, path[:-1])}: replaced by "{value}", which is no provision here',
                        did_you_mean(value, known) or "write it as instrument#provision",
                    )


_Named = tuple[Path, str | None, str | None]  # where an authority is named, its id, the role it must have


def authorities_exist(context: Context) -> Iterator[Problem]:
    """An authority that an answer or a post names stands in authorities.yml, with the matching role."""
    for record, question, path, part in _answers(context):
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


def questions_are_answered(context: Context) -> Iterator[Problem]:
    """Every question is answered, if only with unknown, in the order of the questionnaire."""
    questions = context.records.schemas.questions
    for record in context.records.of_kind("procedure"):
        answers = record.file.value.get("answers") if isinstance(record.file.value, dict) else None
        if not isinstance(answers, dict) or ("procedure", record.key) in context.records.broken:
            continue
        misspelt = [key for key in answers if key not in questions]
        for question in questions:
            if question not in answers and not did_you_mean(question, misspelt):
                yield error(
                    record.file.key_place(("answers",)),
                    "missing-question",
                    f"the question {question} is not answered",
                    f"add {question}: {{status: unknown}}",
                )
        listed = [question for question in answers if question in questions]
        ordered = [question for question in questions if question in answers]
        for have, want in zip(listed, ordered, strict=True):
            if have != want:
                yield warning(
                    record.file.key_place(("answers", have)),
                    "question-order",
                    f"{have} stands where {want} belongs",
                    "keep the order of the questionnaire, so that changes are easy to read",
                )
                break


def dates_are_in_order(context: Context) -> Iterator[Problem]:
    """Adopted, published, in force: in this order; valid from before valid until; nothing verified in the future."""
    for record in context.all():
        for path, value in context.walk(record):
            if not isinstance(value, dict):
                continue
            published = value.get("published")
            if isinstance(published, dict):
                value = {**value, "published": published.get("date")}
            for first, second in (
                ("adopted", "published"),
                ("adopted", "in_force"),
                ("valid_from", "valid_until"),
                ("signed", "bound"),
                ("bound", "in_force"),
            ):
                one, two = value.get(first), value.get(second)
                if first == "adopted" and isinstance(one, dict):
                    one = one.get("on")
                if isinstance(one, str) and isinstance(two, str) and one > two:
                    yield error(
                        record.file.place((*path, second, "date") if second == "published" else (*path, second)),
                        "dates-out-of-order",
                        f"{subject(record.file, path)}: {second} ({two}) is before {first} ({one})",
                        "look the two dates up again",
                    )
            for key in ("on", "accessed"):
                day = value.get(key)
                if path[-1:] != ("adopted",) and isinstance(day, str) and day > context.today.isoformat():
                    yield error(
                        record.file.place((*path, key)),
                        "date-in-future",
                        f"{subject(record.file, (*path, key))}: {day} is after today ({context.today})",
                        "write the day on which it was really done",
                    )


def languages_exist(context: Context) -> Iterator[Problem]:
    """Every language tag names a language."""
    known = _languages()
    for record in context.all():
        for path, value in context.walk(record):
            if isinstance(value, str) and _leads_to_language(path):
                yield from _language(record, record.file.place(path), path, value, known)
            for tag in value if path[-1:] in _BY_LANGUAGE and isinstance(value, dict) else ():
                yield from _language(record, record.file.key_place((*path, tag)), path, tag, known)


def _leads_to_language(path: Path) -> bool:
    if not isinstance(path[-1], int):
        return path[-1] in ("lang", "language")
    return path[-2] == "languages" or (path[:2] == ("answers", "languages") and path[-2] == "value")


_BY_LANGUAGE = (("name",), ("title",), ("measure",), ("post",))


def _language(record: Record, place: Place, path: Path, tag: str, known: frozenset[str]) -> Iterator[Problem]:
    if tag.split("-")[0] not in known:
        hint = did_you_mean(tag, known) or "write the tag of BCP 47, as hr or sr-Cyrl"
        yield error(place, "unknown-language", f'{subject(record.file, path)}: "{tag}" is no language', hint)


def names_have_english(context: Context) -> Iterator[Problem]:
    """What has a name in some language has one in English, which the manual is written in."""
    for record in context.all():
        for path, value in context.walk(record):
            if path[-1:] in _BY_LANGUAGE and isinstance(value, dict) and (*path, "en") not in record.file.keys_at:
                yield error(
                    record.file.key_place(path),
                    "missing-key",
                    f'{subject(record.file, path)}: the key "en" is missing',
                    "add en: with the words in English",
                )


def scripts_fit(context: Context) -> Iterator[Problem]:
    """Words under a language tag are written in that language's script."""
    for record in context.all():
        for path, value in context.walk(record):
            words: list[tuple[Path, str, Any]] = []
            if path[-1:] in _BY_LANGUAGE and isinstance(value, dict):
                words = [((*path, tag), tag, text) for tag, text in value.items()]
            elif isinstance(value, dict) and "word" in value and "language" in value:
                words = [((*path, "word"), value["language"], value["word"])]
            for at, tag, text in words:
                if odd := _odd_script(tag, text):
                    yield warning(
                        record.file.place(at),
                        "wrong-script",
                        f"{subject(record.file, at)}: written in {odd} letters, which {tag} does not use",
                        "put the words under the language they are written in",
                    )


def phones_are_possible(context: Context) -> Iterator[Problem]:
    """Every number fits the numbering plan of its country."""
    for record in context.all():
        for path, value in context.walk(record):
            if path[-1:] != ("number",) or not isinstance(value, str) or "contacts" not in path:
                continue
            hint = _phone_fault(value)
            if hint:
                yield error(
                    record.file.place(path),
                    "impossible-number",
                    f"{subject(record.file, path)}: {value} fits no numbering plan",
                    hint,
                )


def contacts_are_public(context: Context) -> Iterator[Problem]:
    """In this repository a real state shows no contact of a post and no mobile phone; those belong in an overlay."""
    for record in context.records.of_kind("officers"):
        for index, post in enumerate((record.sound or {}).get("officers", ())):
            if post and post.get("contacts") and not is_fictitious(record.key):
                yield error(
                    record.file.key_place(("officers", index, "contacts")),
                    "private-contact",
                    f"{subject(record.file, ('officers', index))}: contacts of a post do not belong in this repository",
                    "keep them in an overlay folder of the agency",
                )
    for record in context.records.of_kind("authorities"):
        for path, value in context.walk(record):
            if path[-1:] == ("kind",) and "contacts" in path and value == "mobile":
                yield error(
                    record.file.place(path),
                    "private-contact",
                    f"{subject(record.file, path[:2])}: a mobile phone is not a public contact of an institution",
                    "keep it in an overlay folder of the agency",
                )


def _part(record: Record, key: str) -> dict[str, Any]:
    part = (record.sound or {}).get(key)
    return part if isinstance(part, dict) else {}


def parties_are_complete(context: Context) -> Iterator[Problem]:
    """Every state of the manual stands once in each party table and each channel's list of members."""
    states = [state.upper() for state in context.records.states]
    for kind, key in (("instruments", "parties"), ("channels", "members")):
        for record in context.records.of_kind(kind):
            rows = _part(record, key).get("rows")
            if not isinstance(rows, list):
                continue
            listed = [row.get("state") if row else None for row in rows]
            whole = None not in listed and (kind, record.key) not in context.records.broken
            for state in states:
                if whole and state not in listed:
                    yield error(
                        record.file.key_place((key, "rows")),
                        "missing-state",
                        f"{key}: {state} is missing",
                        f"add {{state: {state}, status: not-established}} where no source says more",
                    )
            for index, state in _repeated(listed):
                place = record.file.place((key, "rows", index, "state"))
                yield error(place, "duplicate-state", f"{key}: {state} stands here twice", "keep one row")


def _repeated(words: list[str | None]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for index, word in enumerate(words):
        if word is None:
            continue
        if word in seen:
            yield index, word
        seen.add(word)


def durations_are_in_order(context: Context) -> Iterator[Problem]:
    """No longest duration is shorter than the first period, where that is one for all cases."""
    for record in context.records.of_kind("procedure"):
        answers = (record.sound or {}).get("answers", {})
        first = answers.get("duration-initial", {}).get("value")
        longest = answers.get("duration-maximum", {})
        at: Path = ("answers", "duration-maximum")
        parts = [(at, longest), *(((*at, "variants", i), part) for i, part in enumerate(longest.get("variants", ())))]
        for path, part in parts:
            length = part and part.get("value")
            if first and length and parse_duration(first).is_longer_than(parse_duration(length)):
                yield error(
                    record.file.place((*path, "value")),
                    "durations-out-of-order",
                    f"the longest duration ({length}) is shorter than the first period ({first})",
                    "look both up again",
                )


def objects_are_known(context: Context) -> Iterator[Problem]:
    """when.object is one of the values of the question objects."""
    listed = context.records.schemas.by_kind["procedure"]["properties"]["answers"]["properties"]["objects"]
    known = [choice["const"] for choice in listed["properties"]["value"]["items"]["oneOf"]]
    for record, _, path, part in _answers(context):
        named = part.get("when", {}).get("object")
        if named and named not in known:
            at = (*path, "when", "object")
            yield error(
                record.file.place(at),
                "unknown-value",
                f'{subject(record.file, at)}: "{named}" is not one of {", ".join(known)}',
                did_you_mean(named, known),
            )


def time_zones_exist(context: Context) -> Iterator[Problem]:
    """The time zone is in the IANA database."""
    for record in context.records.of_kind("country"):
        name = (record.sound or {}).get("time_zone")
        if name is None:
            continue
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield error(
                record.file.place(("time_zone",)),
                "bad-time-zone",
                f'time_zone: there is no "{name}" in the time-zone database',
                "write it as Europe/Zagreb",
            )


def reviews_are_current(context: Context) -> Iterator[Problem]:
    """A record, or a contact in it, whose review is overdue or due within thirty days."""
    hint = "hold it against the facts, then write the day on which you did; never change the date alone"
    for record in context.all():
        every = _part(record, "review").get("every")
        if every is None:
            continue
        for path, value in context.walk(record):
            if path[-1:] != ("verified",) or not value or "on" not in value:
                continue
            due = add(date.fromisoformat(value["on"]), parse_duration(every))
            what = "the review" if path == ("review", "verified") else f"{subject(record.file, path[:-1])}: the review"
            if due < context.today:
                yield warning(record.file.place((*path, "on")), "review-overdue", f"{what} was due on {due}", hint)
            elif due <= context.today + SOON:
                yield warning(record.file.place((*path, "on")), "review-due", f"{what} is due on {due}", hint)


def is_fictitious(iso: str) -> bool:
    """Whether the code is one that ISO 3166-1 leaves free to users; XK is in wide use for Kosovo and is not counted."""
    code = iso.upper()
    return code in ("AA", "ZZ") or ("QM" <= code <= "QZ") or ("XA" <= code <= "XZ" and code != "XK")


@cache
def _territories() -> frozenset[str]:
    from babel import Locale

    return frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha())


@cache
def _languages() -> frozenset[str]:
    from babel import Locale

    return frozenset(Locale("en").languages)


_SCRIPTS = {
    "Latn": "LATIN",
    "Cyrl": "CYRILLIC",
    "Grek": "GREEK",
    "Geor": "GEORGIAN",
    "Armn": "ARMENIAN",
    "Arab": "ARABIC",
    "Hebr": "HEBREW",
}


@cache
def _script(tag: str) -> str | None:
    from babel.core import get_global

    parts = tag.split("-")
    code = next((part for part in parts[1:] if len(part) == 4), None)
    likely = str(get_global("likely_subtags").get(parts[0], "")).split("_")  # sr_Cyrl_RS; nothing for mul and zxx
    return _SCRIPTS.get(code or "".join(likely[1:2]))


def _odd_script(tag: str, words: str) -> str | None:
    """The script of most letters when it is not the language's own."""
    expected = _script(tag)
    counted = Counter(unicodedata.name(char, "").split(" ")[0] for char in words if char.isalpha())
    known = [(n, name) for name, n in counted.items() if name in _SCRIPTS.values()]
    most = max(known)[1] if known else None
    return most.title() if expected and most and most != expected else None


@cache
def _phone_fault(number: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "no country has this code; write +, country code, number without the leading 0"
    if phonenumbers.is_valid_number(parsed):
        return ""
    national = str(parsed.national_number)
    region = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    example = phonenumbers.example_number(region)
    shown = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164) if example else ""
    return f"a number of {region} looks like {shown}; this one has {len(national)} digits after +{parsed.country_code}"


RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    names_its_state,
    states_exist,
    ids_are_unique,
    sources_exist,
    basis_resolves,
    treaties_bind,
    provisions_resolve,
    authorities_exist,
    questions_are_answered,
    dates_are_in_order,
    languages_exist,
    names_have_english,
    scripts_fit,
    phones_are_possible,
    contacts_are_public,
    parties_are_complete,
    durations_are_in_order,
    objects_are_known,
    time_zones_exist,
    reviews_are_current,
)


def apply_rules(records: Records, overlay: Records | None, today: date) -> list[Problem]:
    """What every rule finds."""
    context = Context(records, overlay, today)
    return [problem for rule in RULES for problem in rule(context)]
