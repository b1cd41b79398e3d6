"""The schemas that editors read judge as ours do, and are found."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from jsonschema_rs import Draft7Validator as FastDraft7

from builds import FICTITIOUS, ROOT
from cdmanual.problems import SetupError
from cdmanual.records.projection import project
from cdmanual.records.rules.context import walk_tree
from checking import read, schemas

KINDS = [kind for kind in schemas().by_kind if kind != "common"]
# One of each kind that a value can be, and what looks like another.
ODD = (None, "", "x y", "unknown", "disputed", "2026-02-30", "P3M", 5, 2017, True, [], ["x"], ["x", "x"], {}, {"a": 1})


@cache
def projected(kind: str) -> FastDraft7:
    return FastDraft7(project(schemas().by_kind, kind), validate_formats=True)


def kind_of(path: Path) -> str:
    return path.parent.name if path.parent.name in KINDS else path.stem


RECORDS = {path.relative_to(FICTITIOUS).as_posix(): path for path in sorted(FICTITIOUS.rglob("*.yml"))}


def changed(value: Any) -> Iterator[Any]:
    """The record with each of its values left out, and with each replaced by something odd."""
    for path, _ in walk_tree(value):
        if not path:
            continue
        home = value
        for step in path[:-1]:
            home = home[step]
        kept = home[path[-1]]
        for odd in ODD:
            home[path[-1]] = odd
            yield value
        home[path[-1]] = kept
        if isinstance(home, dict):
            order = dict(home)
            del home[path[-1]]
            yield value
            home |= {"an-unknown-key": kept}
            yield value
            home.clear()
            home.update(order)


@pytest.mark.parametrize("kind", KINDS)
def test_a_projection_is_a_schema_of_draft_07_that_needs_no_other_file(kind: str) -> None:
    whole = project(schemas().by_kind, kind)
    Draft7Validator.check_schema(whole)
    for path, value in walk_tree(whole):
        if path and path[-1] == "$ref":
            assert isinstance(value, str)
            assert value.startswith("#/"), value
    beside = [
        path for path, value in walk_tree(whole) if isinstance(value, dict) and "$ref" in value and len(value) > 1
    ]
    assert beside == [], "draft-07 is deaf to what stands beside a $ref"


@pytest.mark.parametrize("name", RECORDS)
def test_every_mistake_is_judged_as_the_check_judges_it(name: str) -> None:
    kind = kind_of(RECORDS[name])
    value = read(RECORDS[name].read_bytes()).value
    assert projected(kind).is_valid(value)
    apart, bad = [], 0
    for record in changed(value):
        ours = schemas().is_valid(record, kind)
        bad += not ours
        if ours != projected(kind).is_valid(record):
            apart.append(json.dumps(record)[:300])
    assert apart == []
    assert bad > 20, "most changes do harm"


def test_real_records_are_valid_for_editors_too() -> None:
    for folder in ("countries", "content/regional"):
        for path in (ROOT / folder).rglob("*.yml"):
            assert projected(kind_of(path)).is_valid(read(path.read_bytes()).value), path


def test_a_keyword_that_draft_07_may_not_know_is_refused_and_not_dropped() -> None:
    wrong = {**schemas().by_kind, "terms": {"type": "object", "unevaluatedProperties": False}}
    with pytest.raises(SetupError, match=r"terms\.schema\.json: nothing is known here of unevaluatedProperties"):
        project(wrong, "terms")


# ---------------------------------------------------------------- what leads an editor there


def test_settings_of_the_editor_and_first_lines_of_the_records_lead_to_the_same_schemas() -> None:
    mapped = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    assert {Path(name).stem for name in mapped} == set(KINDS)
    records = [path for folder in ("countries", "content/regional") for path in (ROOT / folder).rglob("*.yml")]
    for path in records:
        name = path.relative_to(ROOT).as_posix()
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        by_line = (path.parent / first.partition("$schema=")[2]).resolve()
        by_settings = [ROOT / schema for schema, files in mapped.items() if fnmatch.fnmatch(name, files)]
        assert by_settings == [by_line], name
        assert by_line.stem == kind_of(path), name
