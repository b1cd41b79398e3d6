"""The records of this repository are sound, and the fictitious ones use all that the schemas offer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from builds import FICTITIOUS, ROOT
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.yamlfile import read_yaml
from checking import OVERLAYS, known_problems, problems_in, said, schemas

Node = dict[str, Any]


def test_the_real_records_have_no_errors_and_no_warnings_but_of_reviews() -> None:
    found = [problem for problem in problems_in(ROOT) if problem.code not in ("review-due", "review-overdue")]
    assert said(found) == []


def test_the_fictitious_records_have_none_either_and_one_state_is_overdue() -> None:
    assert {problem.code for problem in known_problems()} == {"review-overdue"}
    assert {problem.place.file.split("/")[1] for problem in known_problems()} == {"xb"}


# ---------------------------------------------------------------- what the fictitious records use


def kind_of(path: Path) -> str:
    return path.stem if path.stem in (*COUNTRY_KINDS, "terms", "search", "changes") else path.parent.name


def values_of(*folders: Path) -> dict[Path, Any]:
    paths = sorted(path for folder in folders for path in folder.rglob("*.yml"))
    return {path: read_yaml(path.name, path.read_bytes()).value for path in paths}


RECORDS = values_of(FICTITIOUS)
ALL_RECORDS = {**RECORDS, **values_of(*OVERLAYS.values())}


def texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every text below a value, with its path."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from texts(item, (*path, key))
    if isinstance(value, str):
        yield path, value


ALL_TEXT = "\n".join(text for record in ALL_RECORDS.values() for _, text in texts(record))


def resolved(kind: str, node: Any) -> tuple[str, Any]:
    """The node that a reference leads to, and the schema it stands in."""
    if not isinstance(node, dict) or "$ref" not in node:
        return kind, node
    name, _, pointer = node["$ref"].partition("#")
    kind = name.removesuffix(".schema.json") or kind
    found: Any = schemas().by_kind[kind]
    for step in pointer.split("/")[1:]:
        found = found[step]
    return kind, found


def parts(kind: str, node: Any, value: Any) -> Iterator[tuple[str, Any, Any]]:
    """A schema node, those that it refers to and those below it, each with what a record holds there."""
    if not isinstance(node, dict):
        return
    yield kind, node, value
    if "$ref" in node:
        yield from parts(*resolved(kind, node), value)
    for key, below in node.get("properties", {}).items():
        if isinstance(value, dict) and key in value:
            yield from parts(kind, below, value[key])
    for item in value if isinstance(value, list) else ():
        yield from parts(kind, node.get("items"), item)
    for below in node.get("allOf", ()):
        yield from parts(kind, below, value)


def vocabularies(node: Any) -> Iterator[Node]:
    """Every node below one that is a vocabulary."""
    if isinstance(node, dict):
        if isinstance(node.get("oneOf"), list) and node["oneOf"] and "const" in node["oneOf"][0]:
            yield node
        for below in node.values():
            yield from vocabularies(below)
    elif isinstance(node, list):
        for below in node:
            yield from vocabularies(below)


def words(node: Node) -> set[str]:
    return {choice["const"] for choice in node["oneOf"]}


def test_every_word_of_every_vocabulary_is_used() -> None:
    used: dict[int, set[Any]] = {}
    for path, record in RECORDS.items():
        kind = kind_of(path)
        for _, node, value in parts(kind, schemas().by_kind[kind], record):
            if not isinstance(value, dict | list):
                used.setdefault(id(node), set()).add(value)
    country = schemas().by_kind["country"]["properties"]
    too_many_for_two_states = [id(country["european_union"]), id(country["schengen"])]
    unused = {
        f"{kind}: {node.get('title')}": sorted(words(node) - used.get(id(node), set()))
        for kind, schema in schemas().by_kind.items()
        for node in vocabularies(schema)
        if id(node) not in too_many_for_two_states and words(node) - used.get(id(node), set())
    }
    assert unused == {}


def test_every_question_is_answered_with_each_of_its_words() -> None:
    questions = schemas().by_kind["procedure"]["properties"]["answers"]["properties"]
    unused = {}
    for question, schema in questions.items():
        value = schema["properties"].get("value")
        wanted = {word for node in vocabularies(value) for word in words(node)}
        used = set()
        for answer in (record["answers"][question] for path, record in RECORDS.items() if "procedure" in path.name):
            for part in (answer, *answer.get("variants", ()), *answer.get("positions", ())):
                for kind, node, found in parts("procedure", value, part.get("value")):
                    if "oneOf" in node and isinstance(found, str):
                        used.add(found)
                        wanted |= words(resolved(kind, node)[1])
        if wanted - used:
            unused[question] = sorted(wanted - used)
    assert unused == {}


def test_every_status_and_every_kind_of_case_occurs() -> None:
    answer = schemas().by_kind["procedure"]["$defs"]["answer"]["properties"]
    answers = [a for record in RECORDS.values() for a in record.get("answers", {}).values()]
    assert {a["status"] for a in answers} == words(answer["status"])
    cases = {key for a in answers for variant in a.get("variants", ()) for key in variant["when"]}
    assert cases == set(answer["variants"]["items"]["properties"]["when"]["properties"])


@pytest.mark.parametrize(
    "letters",
    ["čćžšđ", "ăâîșț", "ëç", "őű", "ğıİş", "ѓќѕ", "щъ", "їєґ", "άέήίόύώ", "ђљњћџ", "აბგდევზთიკლმნოპრსტუფქღყშჩცძწჭხჯ"],
)
def test_every_script_and_its_difficult_letters_occur(letters: str) -> None:
    assert [letter for letter in letters if letter not in ALL_TEXT and letter.upper() not in ALL_TEXT] == []


@pytest.mark.parametrize("tag", ["en", "hr", "el", "sr-Cyrl", "ka", "tr", "mk", "bg", "uk", "hu", "ro", "sq"])
def test_every_language_occurs(tag: str) -> None:
    assert any(tag in path for record in ALL_RECORDS.values() for path, _ in texts(record))


@pytest.mark.parametrize(
    "words",
    [
        *("&", '"', "'", "*stars*", "_underscores_", "[brackets](parentheses)", "{{ braces }}", "{% percent %}", "\\"),
        *("$dollars$", "#hash", "@at", "\n=1+1", "\n+2", "\n-3", "#set", "\\u{41}", "a < b"),
    ],
)
def test_what_a_renderer_may_stumble_over_occurs(words: str) -> None:
    assert words in ALL_TEXT


def test_a_word_too_long_for_a_line_occurs() -> None:
    assert re.search(r"[^\W\d_]{60}", ALL_TEXT)


# ---------------------------------------------------------------- nobody is reached by what is made up


def test_numbers_are_reserved_for_fiction_valid_and_each_used_once() -> None:
    found = (pair for record in ALL_RECORDS.values() for pair in texts(record))
    numbers = Counter(text for path, text in found if "contacts" in path and path[-1] == "number")
    assert len(numbers) > 30
    for number, times in numbers.items():
        # Ofcom's and PTS's numbers for drama and fiction.
        assert re.fullmatch(r"\+442079460\d{3}|\+467017406(0[5-9]|[1-9]\d)", number)
        assert phonenumbers.is_valid_number(phonenumbers.parse(number))
        assert times == 1, number


def test_hosts_and_mailboxes_lie_in_domains_for_examples() -> None:
    hosts = re.findall(r"https?://([^/\s\"]+)|[\w.-]+@((?:[\w-]+\.)+[a-z]+)", ALL_TEXT)
    assert len(hosts) > 50
    assert {".".join((site or mail).split(".")[-2:]) for site, mail in hosts} <= {
        *("example.org", "example.com", "example.net"),
    }


def test_every_restricted_field_of_a_post_carries_its_canary() -> None:
    for path, record in ALL_RECORDS.items():
        letter = path.parts[-3][-1] if "overlay" in path.parts[-3] else "x"
        for post in record.get("officers", ()):
            canaries = set(re.findall(r"canary-[a-z]-\d\d", str(post)))
            assert len(canaries) == 1, post["id"]
            canary = canaries.pop()
            assert canary.startswith(f"canary-{letter}")
            kept = [*post["post"].values(), post["note"]]
            kept += [contact[key] for contact in post["contacts"] for key in ("label", "address") if key in contact]
            assert [text for text in kept if canary not in text] == []
